package io.flotilla.topology;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Whoever waits for the answer to a command when a node stops is answered. */
class GoodbyeTest {
    private static final MemberId OTHER = new MemberId("id-2", "node-2");
    private static final JsonObject EJECT =
            new JsonObject().put("command", "eject").put("pool", "p").put("server", "s1");

    private final LoneNode lone = new LoneNode();
    private final List<JsonObject> answers = new ArrayList<>();

    @Test
    void aCoordinatorThatStopsTellsThatItDoesNotFinishWhatItWasAsked() {
        lone.node().command(EJECT, answers::add);
        assertThat(answers).isEmpty();
        lone.node().goodbye();
        assertThat(answers).singleElement().satisfies(a -> assertThat(a.getString("error"))
                .isEqualTo("coordinator_changed"));
    }

    @Test
    void whatAnotherNodeHasPassedOnIsAnsweredBeforeTheLastWord() {
        lone.node().members(List.of(LoneNode.SELF, OTHER));
        lone.node().receive(new Message.Ask(OTHER, 7, EJECT.encode()));
        lone.sent.clear();
        lone.node().goodbye();
        assertThat(lone.sent).hasSize(2);
        assertThat(lone.sent.get(0)).isInstanceOfSatisfying(Message.Answer.class, answer -> {
            assertThat(answer.question()).isEqualTo(7);
            assertThat(answer.body()).contains("coordinator_changed");
        });
        assertThat(lone.sent.get(1)).isEqualTo(new Message.Left(LoneNode.SELF));
    }

    @Test
    void whatANodeThatStopsHasPassedOnIsAnsweredOnce() {
        AgreedState known = lone.node().participant().target();
        AgreedState theirs = known.withRoster(List.of(OTHER, LoneNode.SELF))
                .numbered(known.lineage(), known.version() + 1, known.epoch());
        long term = lone.node().participant().promised() + 1;
        lone.node().members(List.of(OTHER, LoneNode.SELF));
        lone.node()
                .receive(new Message.Grant(OTHER, term, 1, theirs.ref(), theirs, -1, 0, 0, 0, 0, List.of(), List.of()));
        lone.node().command(EJECT, answers::add);
        assertThat(lone.sent).last().isInstanceOf(Message.Ask.class);
        assertThat(answers).isEmpty();
        lone.node().goodbye();
        lone.node()
                .receive(new Message.Answer(
                        OTHER, 1, new JsonObject().put("ok", true).encode()));
        assertThat(answers).singleElement().satisfies(a -> assertThat(a.getString("error"))
                .isEqualTo("timeout"));
    }
}
