package io.flotilla.topology;

import com.hazelcast.nio.ObjectDataInput;
import com.hazelcast.nio.ObjectDataOutput;
import com.hazelcast.spi.merge.MergingValue;
import com.hazelcast.spi.merge.SplitBrainMergePolicy;
import java.util.Optional;

/**
 * After a split: of two copies of the agreed state, the one with the higher epoch stays. It knows no secret; a forged copy that
 * wins here is found by the coordinator.
 */
public final class NewerCopyWins implements SplitBrainMergePolicy<Object, MergingValue<Object>, Object> {

    @Override
    public Object merge(MergingValue<Object> merging, MergingValue<Object> existing) {
        if (merging == null) {
            return existing.getValue();
        }
        if (existing == null) {
            return merging.getValue();
        }
        Optional<SharedCopy> theirs = SharedCopy.parse(merging.getValue());
        Optional<SharedCopy> ours = SharedCopy.parse(existing.getValue());
        boolean newer = theirs.isPresent()
                && ours.map(copy -> theirs.get().isNewerThan(copy)).orElse(true);
        return newer ? merging.getValue() : existing.getValue();
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
