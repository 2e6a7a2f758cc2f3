package io.flotilla.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NodeArgumentsTest {

    @Test
    void withoutOptionsTheDefaultsAreNutcrackers() throws UsageException {
        NodeOptions options = parse().check();

        assertThat(options.configFile()).isEqualTo(Path.of("conf/nutcracker.yml"));
        assertThat(options.verbosity()).isEqualTo(5);
        assertThat(options.statsPort()).isEqualTo(22222);
        assertThat(options.adminPort()).isEqualTo(22223);
        assertThat(options.logFile()).isEmpty();
        assertThat(options.pidFile()).isEmpty();
        assertThat(options.loops()).isEqualTo(Math.max(1, Runtime.getRuntime().availableProcessors() / 2));
        assertThat(new OwnAddresses(options).stats()).isEqualTo("0.0.0.0");
        assertThat(new OwnAddresses(options).admin()).isEqualTo("127.0.0.1");
    }

    @Test
    void bindIsTheAddressOfEveryPortThatHasNoneOfItsOwn() throws UsageException {
        OwnAddresses bound = new OwnAddresses(parse("--bind", "127.0.0.2").check());
        OwnAddresses own = new OwnAddresses(
                parse("--bind", "127.0.0.2", "-a", "::1", "--admin-addr", "::").check());

        assertThat(bound.stats()).isEqualTo("127.0.0.2");
        assertThat(bound.admin()).isEqualTo("127.0.0.2");
        assertThat(own.stats()).isEqualTo("::1");
        assertThat(own.admin()).isEqualTo("::");
    }

    @Test
    void optionsAreReadAsGetoptReadsThem() throws UsageException {
        NodeArguments bundle = parse("-dv7", "-s22000", "--conf-file=a.yml", "--verb", "6", "-p", "-t");

        assertThat(bundle.daemonize).isTrue();
        assertThat(bundle.testConf).isFalse();
        assertThat(bundle.check().verbosity()).isEqualTo(6);
        assertThat(bundle.check().statsPort()).isEqualTo(22000);
        assertThat(bundle.check().configFile()).isEqualTo(Path.of("a.yml"));
        assertThat(bundle.check().pidFile()).contains(Path.of("-t"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    -s 0                   | option -s value 0 is not a valid port
                    -s 70000               | option -s value 70000 is not a valid port
                    -s x                   | option -s requires a number
                    -s                     | option -s requires a number
                    -v x                   | option -v requires a number
                    -v                     | option -v requires a number
                    -i x                   | option -i requires a number
                    -i -1                  | option -i requires a number
                    -m x                   | option -m requires a non-zero number
                    -m 0                   | option -m requires a non-zero number
                    -m 511                 | mbuf chunk size must be between 512 and 16777216 bytes, not 511
                    -m 16777217            | mbuf chunk size must be between 512 and 16777216 bytes, not 16777217
                    -c                     | option -c requires a file name
                    -o                     | option -o requires a file name
                    -p                     | option -p requires a file name
                    -a                     | option -a requires a string
                    -z                     | invalid option -- 'z'
                    --foo                  | unrecognized option '--foo'
                    -t extra               | unexpected argument 'extra'
                    --admin-port 99999999999 | option --admin-port value 99999999999 is not a valid port
                    --cluster-port 0       | option --cluster-port value 0 is not a valid port
                    --transport tcp        | option --transport value 'tcp' is none of auto, epoll, io_uring, nio
                    --loops 0              | option --loops value '0' is not a number from 1 to 1024
                    --node a/b             | option --node value 'a/b' is not a name of 1 to 64 letters, digits and . _ : -
                    """)
    void aWrongCommandLineIsRefusedInNutcrackersWords(String line, String message) {
        assertThatThrownBy(() -> parse(line.split(" ")).check())
                .isInstanceOf(UsageException.class)
                .hasMessage(message);
    }

    @Test
    void edgesOfTheRangesAreAccepted() throws UsageException {
        assertThat(parse("-m", "512", "-s", "65535", "-v", "11", "-i", "0")
                        .check()
                        .statsPort())
                .isEqualTo(65535);
        assertThat(parse("-m", "16777216", "-s", "1").check().statsPort()).isEqualTo(1);
    }

    private static NodeArguments parse(String... args) throws UsageException {
        return NodeArguments.parse(args);
    }
}
