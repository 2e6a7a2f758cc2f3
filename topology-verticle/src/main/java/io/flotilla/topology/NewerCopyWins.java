package io.flotilla.topology;

import com.hazelcast.nio.ObjectDataInput;
import com.hazelcast.nio.ObjectDataOutput;
import com.hazelcast.spi.merge.MergingValue;
import com.hazelcast.spi.merge.SplitBrainMergePolicy;

/** After a split: of two copies of the agreed state, the one with the higher epoch stays. */
public final class NewerCopyWins implements SplitBrainMergePolicy<SharedCopy, MergingValue<SharedCopy>, SharedCopy> {

    @Override
    public SharedCopy merge(MergingValue<SharedCopy> merging, MergingValue<SharedCopy> existing) {
        if (merging == null) {
            return existing.getValue();
        }
        if (existing == null) {
            return merging.getValue();
        }
        SharedCopy theirs = merging.getValue();
        SharedCopy ours = existing.getValue();
        return theirs.isNewerThan(ours) ? theirs : ours;
    }

    @Override
    public void writeData(ObjectDataOutput out) {
        // It has no state.
    }

    @Override
    public void readData(ObjectDataInput in) {
        // It has no state.
    }
}
