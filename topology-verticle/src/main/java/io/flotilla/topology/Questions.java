package io.flotilla.topology;

import io.vertx.core.json.JsonObject;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** Commands on their way: those that this node has passed on to the coordinator and waits for, and those passed on to it. */
final class Questions {
    private static final long LIMIT = 8000;

    private final MemberId self;
    private final Clock clock;
    private final Transport transport;
    private final Map<Long, Question> open = new HashMap<>();
    private long last;

    private record Question(Consumer<JsonObject> answer, long deadline) {}

    Questions(MemberId self, Clock clock, Transport transport) {
        this.self = self;
        this.clock = clock;
        this.transport = transport;
    }

    /** Passes a command on. Its answer is a refusal if the coordinator does not answer in time. */
    void ask(MemberId coordinator, JsonObject request, Consumer<JsonObject> answer) {
        open.put(++last, new Question(answer, clock.millis() + LIMIT));
        transport.send(coordinator, new Message.Ask(self, last, request.encode()));
    }

    /** Another node has passed a command on to this one, which answers it. */
    void onAsk(Message.Ask ask, BiConsumer<JsonObject, Consumer<JsonObject>> answering) {
        Consumer<JsonObject> reply =
                body -> transport.send(ask.from(), new Message.Answer(self, ask.question(), body.encode()));
        JsonObject request = Commands.parse(ask.body());
        if (request == null) {
            reply.accept(Commands.refusal("bad_request", "the question is no JSON object"));
        } else {
            answering.accept(request, reply);
        }
    }

    void onAnswer(Message.Answer answer) {
        Question question = open.remove(answer.question());
        if (question != null) {
            JsonObject body = Commands.parse(answer.body());
            question.answer.accept(
                    body != null ? body : Commands.refusal("bad_answer", "the coordinator answered nonsense"));
        }
    }

    void tick() {
        long now = clock.millis();
        giveUp(question -> now >= question.deadline, "the coordinator has not answered; ask for the status");
    }

    /** This node stops, and hears no answer any more. */
    void end() {
        giveUp(question -> true, "this node stops and has no answer yet; ask another one for the status");
    }

    /** Whoever is answered may ask again at once. */
    private void giveUp(Predicate<Question> which, String why) {
        List<Question> given = open.values().stream().filter(which).toList();
        open.values().removeAll(given);
        given.forEach(question -> question.answer.accept(Commands.refusal("timeout", why)));
    }
}
