package io.flotilla.node.training;

import java.io.IOException;
import java.util.function.Consumer;

/** Threads that end with their socket or with the training. */
final class Background {
    private Background() {}

    /** What a thread does until its socket is closed. */
    interface Task {
        void run() throws IOException;
    }

    /** @param onEnd told why the task ended before it was done */
    static void run(Task task, Consumer<IOException> onEnd) {
        Thread thread = new Thread(
                () -> {
                    try {
                        task.run();
                    } catch (IOException e) {
                        onEnd.accept(e);
                    }
                },
                "training");
        thread.setDaemon(true);
        thread.start();
    }

    /** Says what the cache will lack; it goes to the log of the build. */
    static void complain(String what) {
        System.err.println("training: " + what);
    }
}
