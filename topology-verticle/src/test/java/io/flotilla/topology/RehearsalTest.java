package io.flotilla.topology;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;

class RehearsalTest {
    @Test
    void aServerIsEjectedAndTakenBackAsInARealFleet() {
        List<Decision> decisions = Rehearsal.run();
        assertThat(decisions.subList(0, 2))
                .flatExtracting(Decision::changes)
                .extracting(Decision.Change::action)
                .containsExactly("return", "eject");
        assertThat(decisions.get(1).steps())
                .extracting(Decision.Step::name)
                .containsExactly("voted", "drained", "agreed");
    }

    @Test
    void nothingIsSaidOfIt() {
        List<String> said = new ArrayList<>();
        Handler handler = new Handler() {
            @Override
            public void publish(LogRecord line) {
                said.add(line.getMessage());
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
        Logger logger = Logger.getLogger("io.flotilla");
        logger.addHandler(handler);
        try {
            Rehearsal.run();
        } finally {
            logger.removeHandler(handler);
        }
        assertThat(said).isEmpty();
    }
}
