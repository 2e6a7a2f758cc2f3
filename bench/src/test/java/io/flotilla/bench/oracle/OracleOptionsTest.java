package io.flotilla.bench.oracle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class OracleOptionsTest {
    @Test
    void optionsMayStandInAnyOrder() {
        OracleOptions options = OracleOptions.parse("--seconds", "5", "--nutcracker", "--seed", "0", "--verbose");
        assertThat(options.seconds()).isEqualTo(5);
        assertThat(options.seed()).isZero();
        assertThat(options.nutcracker()).isTrue();
        assertThat(options.verbose()).isTrue();
        assertThat(OracleOptions.parse().nutcracker()).isFalse();
    }

    @Test
    void keysAreSpreadByEqualKetamaUnlessToldOtherwise() {
        assertThat(OracleOptions.parse().spread()).isEqualTo(new ProxySet.Spread("ketama", false));
        assertThat(OracleOptions.parse("--modula", "--unequal").spread())
                .isEqualTo(new ProxySet.Spread("modula", true));
    }

    @Test
    void badOptionsAreNamed() {
        assertThatThrownBy(() -> OracleOptions.parse("--fast", "1")).hasMessage("unknown option '--fast'");
        assertThatThrownBy(() -> OracleOptions.parse("--seconds")).hasMessage("option --seconds needs a value");
        assertThatThrownBy(() -> OracleOptions.parse("--runs", "0")).hasMessageContaining("'0' is not a number from 1");
        assertThatThrownBy(() -> OracleOptions.parse("--keys", "4", "--writers", "8"))
                .hasMessageContaining("a key has one writer");
    }
}
