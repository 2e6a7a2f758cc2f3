package io.flotilla.node;

import java.util.function.Consumer;
import sun.misc.Signal;

/**
 * Signals of the operating system. {@code sun.misc.Signal} is the one way Java has; it is in the module jdk.unsupported,
 * which every JDK from 17 to 25 ships. The JVM itself must not be started with {@code -Xrs}, which takes HUP, INT and TERM
 * from us, nor with HUP ignored (as under nohup), which the JVM respects.
 */
final class Signals {
    private Signals() {}

    /**
     * Runs the action whenever the signal comes, on a thread of its own. A signal that this platform lacks, or that the JVM
     * keeps for itself, is left alone.
     *
     * @param name without SIG, for example {@code HUP}
     * @param action is given the signal as people write it, for example {@code signal 1 (SIGHUP)}
     */
    static void on(String name, Consumer<String> action) {
        try {
            Signal.handle(
                    new Signal(name),
                    signal -> action.accept("signal " + signal.getNumber() + " (SIG" + signal.getName() + ")"));
        } catch (IllegalArgumentException unavailable) {
            System.getLogger(Signals.class.getName())
                    .log(System.Logger.Level.DEBUG, "SIG{0} is not handled: {1}", name, unavailable.getMessage());
        }
    }
}
