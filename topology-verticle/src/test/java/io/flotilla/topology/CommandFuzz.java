package io.flotilla.topology;

import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** What an operator's program may post: every JSON object is answered once, and a refusal changes nothing. */
public final class CommandFuzz {
    private static final int LONGEST = 5000;
    private static final int STEP = 50;

    private CommandFuzz() {}

    /** Jazzer's entry. */
    public static void fuzzerTestOneInput(byte[] data) {
        JsonObject request;
        try {
            request = new JsonObject(new String(data, StandardCharsets.UTF_8));
        } catch (DecodeException | ClassCastException e) {
            // The admin port makes no JSON object of it.
            return;
        }
        LoneNode lone = new LoneNode();
        AgreedState before = lone.node().participant().applied();
        List<JsonObject> answers = new ArrayList<>();
        lone.node().command(request, answers::add);
        for (int waited = 0; answers.isEmpty() && waited < LONGEST; waited += STEP) {
            lone.pass(STEP);
        }
        // Whether a second answer comes late is worth its time now and then.
        lone.pass(data.length % 16 == 0 ? LONGEST : 5 * STEP);
        if (answers.size() != 1 || answers.get(0).getBoolean("ok") == null) {
            throw new AssertionError("answered " + answers);
        }
        AgreedState after = lone.node().participant().applied();
        if (!answers.get(0).getBoolean("ok") && !after.equals(before)) {
            throw new AssertionError("refused by " + answers + ", but " + before + " became " + after);
        }
    }
}
