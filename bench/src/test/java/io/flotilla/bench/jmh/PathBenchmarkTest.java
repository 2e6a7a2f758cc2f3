package io.flotilla.bench.jmh;

import static org.assertj.core.api.Assertions.assertThat;

import io.flotilla.bench.jmh.PathBenchmark.Kind;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class PathBenchmarkTest {
    record Setting(InMemoryProtocol protocol, Kind kind, int requests) {}

    static Stream<Setting> settings() {
        return Stream.of(InMemoryProtocol.values()).flatMap(protocol -> Stream.of(Kind.values())
                .flatMap(kind -> Stream.of(1, 16).map(requests -> new Setting(protocol, kind, requests))));
    }

    @ParameterizedTest
    @MethodSource("settings")
    void aBatchIsAnsweredInFullAgainAndAgain(Setting setting) {
        PathBenchmark benchmark = new PathBenchmark();
        benchmark.protocol = setting.protocol();
        benchmark.kind = setting.kind();
        benchmark.requests = setting.requests();
        benchmark.connect();
        try {
            long first = benchmark.batch();
            assertThat(first).isPositive();
            for (int i = 0; i < 20; i++) {
                assertThat(benchmark.batch()).isEqualTo(first);
            }
        } finally {
            benchmark.close();
        }
    }

    @ParameterizedTest
    @EnumSource(FramingBenchmark.Reply.class)
    void everyReplyIsFound(FramingBenchmark.Reply reply) {
        FramingBenchmark.Stream stream = new FramingBenchmark.Stream();
        stream.reply = reply;
        stream.fill();
        try {
            assertThat(new FramingBenchmark().frame(stream)).isEqualTo(64);
        } finally {
            stream.release();
        }
    }
}
