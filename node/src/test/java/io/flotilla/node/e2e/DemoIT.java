package io.flotilla.node.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.flotilla.testing.ChildProcess;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The demo as a user starts it, from the assembled distribution. */
class DemoIT {

    @Test
    void everyClaimHoldsAndNoProcessIsLeft() {
        try (ChildProcess demo = start("demo")) {
            int exit = demo.awaitExit(Duration.ofSeconds(120));
            assertThat(exit).as(demo.log()).isZero();
            assertThat(demo.log()).contains("everything held").doesNotContain("FAILED");
        }
    }

    @Test
    void anInterruptedDemoLeavesNoProcess() {
        try (ChildProcess demo = start("demo", "--keep")) {
            await().atMost(Duration.ofSeconds(60)).until(() -> demo.log().contains("node-3 on 127.0.0.3 is ready"));
            Set<ProcessHandle> started =
                    ProcessHandle.of(demo.pid()).orElseThrow().descendants().collect(Collectors.toSet());
            assertThat(started).hasSizeGreaterThanOrEqualTo(7);
            demo.signal("INT");
            demo.awaitExit(Duration.ofSeconds(20));
            await().until(() -> started.stream().noneMatch(ProcessHandle::isAlive));
        }
    }

    private static ChildProcess start(String... arguments) {
        Path launcher = Path.of("target", "dist", "flotilla", "bin", "flotilla").toAbsolutePath();
        List<String> command = new java.util.ArrayList<>(List.of(launcher.toString()));
        command.addAll(List.of(arguments));
        return ChildProcess.start("demo", command, Map.of(), Path.of("").toAbsolutePath());
    }
}
