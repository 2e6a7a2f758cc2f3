package io.flotilla.topology;

import io.vertx.core.json.JsonObject;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;

/** Commands that this node has passed on to the coordinator and waits for. */
final class Questions {
    private static final long LIMIT = 8000;

    private final Clock clock;
    private final Map<Long, Question> open = new HashMap<>();
    private long last;

    private record Question(Consumer<JsonObject> answer, long deadline) {}

    Questions(Clock clock) {
        this.clock = clock;
    }

    /** The number to ask it with. */
    long open(Consumer<JsonObject> answer) {
        open.put(++last, new Question(answer, clock.millis() + LIMIT));
        return last;
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
        open.values().removeIf(question -> {
            boolean late = now >= question.deadline;
            if (late) {
                question.answer.accept(
                        Commands.refusal("timeout", "the coordinator has not answered; ask for the status"));
            }
            return late;
        });
    }
}
