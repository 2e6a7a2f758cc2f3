package io.flotilla.proxy.loop;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class BufferStashTest {
    private final UnpooledByteBufAllocator allocator = new UnpooledByteBufAllocator(false);
    private final BufferStash stash = new BufferStash(allocator);

    @Test
    void lendsTheSameBufferAgain() {
        ByteBuf first = stash.take();
        first.writeInt(1);
        stash.give(first);

        ByteBuf second = stash.take();

        assertThat(second).isSameAs(first);
        assertThat(second.readableBytes()).isZero();
        second.release();
    }

    @Test
    void thousandsOfConnectionsWrittenToAtOnceTakeLittle() {
        List<ByteBuf> lent = new ArrayList<>();
        for (int i = 0; i < 10_000; i++) {
            lent.add(stash.take());
        }

        assertThat(allocator.metric().usedDirectMemory())
                .isLessThanOrEqualTo(64L * BufferStash.BUFFER_BYTES + 10_000L * BufferStash.SMALL_BUFFER_BYTES);
        lent.forEach(stash::give);
        assertThat(allocator.metric().usedDirectMemory()).isLessThanOrEqualTo(2L << 20);
        stash.close();
        assertThat(allocator.metric().usedDirectMemory()).isZero();
    }

    @Test
    void lendsLargeBuffersAgainWhateverBecameOfTheOthers() {
        for (int i = 0; i < 1_000; i++) {
            ByteBuf handedOver = stash.take();
            stash.forget(handedOver);
            handedOver.release();
            ByteBuf held = stash.take();
            ByteBuf inFlight = held.retain();
            stash.give(held);
            inFlight.release();
        }

        ByteBuf next = stash.take();

        assertThat(next.maxCapacity()).isEqualTo(BufferStash.BUFFER_BYTES);
        next.release();
        stash.close();
        assertThat(allocator.metric().usedDirectMemory()).isZero();
    }
}
