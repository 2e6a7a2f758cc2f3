package io.flotilla.bench.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashSet;
import java.util.List;
import org.junit.jupiter.api.Test;

class CompareOptionsTest {

    @Test
    void everyRowOfASelectionHasANameOfItsOwn() {
        for (List<Case> cases : List.of(Cases.quick(), Cases.table(), Cases.usual(), Cases.full())) {
            List<String> names = cases.stream().map(Case::name).toList();
            assertThat(new HashSet<>(names)).hasSameSizeAs(names);
        }
    }

    @Test
    void onlyChoosesRowsByTheirNames() {
        assertThat(CompareOptions.parse("--only", "get100").cases())
                .extracting(Case::name)
                .containsExactlyInAnyOrder("redis-mget100-p1-c50", "memcached-multiget100-p1-c50");
        assertThatThrownBy(() -> CompareOptions.parse("--only", "nothing").check())
                .hasMessageContaining("--only nothing matches nothing");
    }

    @Test
    void theTableOfTargetsIsMeasuredByItsOwnSelectionAndByTheUsualOne() {
        assertThat(Cases.usual()).containsAll(Cases.table());
        assertThat(CompareOptions.parse("--table").probes()).isEqualTo(Probes.NAMES);
        CompareOptions memory = CompareOptions.parse("--table", "--only", "^memory$");
        assertThat(memory.cases()).isEmpty();
        assertThat(memory.probes()).containsExactly("memory");
    }

    @Test
    void badOptionsAreNamed() {
        assertThatThrownBy(() -> CompareOptions.parse("--fast", "1")).hasMessage("unknown option '--fast'");
        assertThatThrownBy(() -> CompareOptions.parse("--rounds")).hasMessage("option --rounds needs a value");
        assertThatThrownBy(() -> CompareOptions.parse("--rounds", "0"))
                .hasMessageContaining("'0' is not a number from");
        assertThatThrownBy(() -> CompareOptions.parse("--proxy", "x")).hasMessageContaining("'x' is not of the form");
        assertThatThrownBy(() -> CompareOptions.parse("--add").check()).hasMessage("--add needs --name");
        assertThatThrownBy(() -> CompareOptions.parse("--only", "(")).hasMessageContaining("--only value '('");
    }
}
