package io.flotilla.proxy.loop;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class ArrayStashTest {
    private final ArrayStash stash = new ArrayStash();

    @Test
    void anArrayHasRoomForWhatIsAsked() {
        for (int bytes = 0; bytes < ArrayStash.LARGEST + 10; bytes++) {
            byte[] array = stash.take(bytes);
            assertThat(array.length).isGreaterThanOrEqualTo(bytes);
            stash.give(array);
        }
    }

    @Test
    void whatIsGivenBackIsLentAgainAndOnlyOnce() {
        byte[] first = stash.take(1000);
        assertThat(stash.take(1000)).isNotSameAs(first);
        stash.give(first);
        assertThat(stash.take(600)).isSameAs(first);
        assertThat(stash.take(600)).isNotSameAs(first);
    }

    @Test
    void anArrayAboveTheLargestIsNotKept() {
        byte[] large = stash.take(ArrayStash.LARGEST + 1);
        stash.give(large);
        assertThat(stash.take(ArrayStash.LARGEST + 1)).isNotSameAs(large);
    }

    @Test
    void numbersAreWrittenInDecimal() {
        byte[] bytes = new byte[20];
        for (int number : new int[] {0, 7, 10, 99, 100, 65_536, Integer.MAX_VALUE}) {
            int end = ByteArrays.putLineEnd(bytes, ByteArrays.putNumber(bytes, 1, number));
            assertThat(new String(bytes, 1, end - 1, StandardCharsets.US_ASCII)).isEqualTo(number + "\r\n");
        }
    }
}
