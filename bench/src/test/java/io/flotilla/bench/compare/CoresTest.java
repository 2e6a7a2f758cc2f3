package io.flotilla.bench.compare;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class CoresTest {
    @Test
    void theProxyHasACoreForEachOfItsLoopsAndTheOthersHaveTheRest() {
        Cores cores = Cores.part(List.of(0, 1, 4, 5), 2);
        assertThat(cores.isPinned()).isTrue();
        assertThat(cores.proxyPrefix()).isEqualTo("taskset -c 4,5 ");
        assertThat(cores.otherPrefix()).isEqualTo("taskset -c 0,1 ");
        assertThat(cores).hasToString("the proxy on core 4,5, servers and load generator on 0,1");
    }

    @Test
    void whereTheLoopsTakeAllCoresNothingIsPinned() {
        Cores cores = Cores.part(List.of(0, 1), 2);
        assertThat(cores.isPinned()).isFalse();
        assertThat(cores.proxyPrefix()).isEmpty();
        assertThat(cores.otherPrefix()).isEmpty();
    }

    @Test
    void aListIsReadAsTheKernelWritesIt() {
        assertThat(Cores.parse("0-2,5")).containsExactly(0, 1, 2, 5);
        assertThat(Cores.parse("3")).containsExactly(3);
        assertThat(Cores.parse("10-11,64-65")).containsExactly(10, 11, 64, 65);
    }
}
