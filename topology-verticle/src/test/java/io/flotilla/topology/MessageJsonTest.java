package io.flotilla.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class MessageJsonTest {
    private static final MemberId SELF = new MemberId("id-1", "node-1");
    private static final ServerId SERVER = new ServerId("pool", "server");
    private static final AgreedState STATE = new AgreedState(
            new Lineage(1, 2, "x"),
            3,
            4,
            List.of(SELF),
            List.of(new Out(SERVER, Out.Reason.DRAINED, 5, 6)),
            List.of(new Relapse(SERVER, 7)),
            List.of(SERVER),
            true);
    private static final Decision DECISION = new Decision(
            8,
            9,
            "node-1",
            List.of(new Decision.Change(
                    "eject", "pool", "server", "cause", List.of(new Decision.Vote("node-1", false, "why")))),
            List.of(new Decision.Step("voted", 10)));

    static Stream<Message> messages() {
        NodeStatus status = new NodeStatus("node-1", 1, 2, true, false, List.of("pool/server"));
        return Stream.of(
                new Message.Renew(SELF, 1, 2, -1, STATE.ref(), 3, List.of(SERVER), true),
                new Message.Renew(SELF, 1, 2, -1, null, 3, List.of(), false),
                new Message.Grant(SELF, 1, 2, STATE.ref(), STATE, 3, 4, 5, 6, 6, List.of(status), List.of(DECISION)),
                new Message.Elect(SELF, 1, STATE.ref(), List.of(SELF)),
                new Message.Elect(SELF, 1, null, List.of()),
                new Message.Promise(SELF, 1, true, 2, STATE, 3, 4, STATE),
                new Message.Promise(SELF, 1, false, 2, null, 0, 0, null),
                new Message.Refused(SELF, 1),
                new Message.Prepare(SELF, 1, 2, 3, STATE, STATE, true),
                new Message.Announce(SELF, 1, 2, 3, STATE, STATE),
                new Message.Ready(SELF, 1, 2),
                new Message.Unable(SELF, 1, 2),
                new Message.Drained(SELF, 1, 2, true),
                new Message.Abandon(SELF, 1, 2, 3),
                new Message.Accept(SELF, 1, 2, 3, STATE, STATE),
                new Message.Accepted(SELF, 1, 2),
                new Message.Commit(SELF, 1, 2, STATE, DECISION),
                new Message.Hello(SELF, new LinkAddress("10.0.0.1", 40_000)),
                new Message.Hello(SELF, null),
                new Message.Suspect(SELF, SERVER, "cause"),
                new Message.ProbeNow(SELF, 1, 2, 3, SERVER),
                new Message.VoteCast(SELF, 1, 2, SERVER, false, "cause"),
                new Message.Disbelieved(SELF, 1, 2, SERVER),
                new Message.Left(SELF),
                new Message.Ask(SELF, 1, "{}"),
                new Message.Answer(SELF, 1, "{}"));
    }

    @ParameterizedTest
    @MethodSource("messages")
    void everyMessageIsReadAsItWasWritten(Message message) {
        JsonObject sent = new JsonObject(MessageJson.write(message).encode());
        assertThat(MessageJson.read(sent)).isEqualTo(message);
    }

    @Test
    void theTestKnowsAllMessages() {
        long known = messages().map(Object::getClass).distinct().count();
        assertThat(known).isEqualTo(MessageJson.types().size());
    }

    @Test
    void whatIsNoMessageIsRefusedByName() {
        assertThatThrownBy(() -> MessageJson.read(new JsonObject().put("type", "Nonsense")))
                .hasMessageContaining("Nonsense");
        JsonObject late = MessageJson.write(new Message.Refused(SELF, 1));
        late.remove("promised");
        assertThatThrownBy(() -> MessageJson.read(late)).hasMessageContaining("promised");
        assertThatThrownBy(() -> MessageJson.read(
                        MessageJson.write(new Message.Refused(SELF, 1)).put("promised", "soon")))
                .hasMessageContaining("soon");
        assertThatThrownBy(() -> MessageJson.read(
                        MessageJson.write(new Message.Hello(SELF, null)).put("from", null)))
                .hasMessageContaining("Hello without from");
        assertThatThrownBy(() -> MessageJson.read(MessageJson.write(new Message.Suspect(SELF, SERVER, "x"))
                        .put("server", null)))
                .hasMessageContaining("Suspect without server");
    }
}
