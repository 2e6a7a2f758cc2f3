package io.flotilla.node.training;

import java.io.IOException;

/** Threads that end with their socket, and do not keep the training from ending. */
final class Background {
    private Background() {}

    /** What a thread does until its socket is closed. */
    interface Task {
        void run() throws IOException;
    }

    static void run(Task task) {
        Thread thread = new Thread(
                () -> {
                    try {
                        task.run();
                    } catch (IOException e) {
                        // The other side has gone, as it does when the training ends.
                        System.getLogger("training").log(System.Logger.Level.DEBUG, "a socket ended", e);
                    }
                },
                "training");
        thread.setDaemon(true);
        thread.start();
    }
}
