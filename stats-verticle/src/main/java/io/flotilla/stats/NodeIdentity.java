package io.flotilla.stats;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Who answers.
 *
 * @param name the node's name in its fleet
 * @param source the machine's host name
 * @param version the program's version
 * @param startedMillis when the process started, milliseconds since 1970
 */
public record NodeIdentity(String name, String source, String version, long startedMillis) {

    /** The machine's own name, as {@code gethostname} gives it; {@code localhost} if it has none. */
    public static String hostName() {
        try {
            return Files.readString(Path.of("/proc/sys/kernel/hostname")).strip();
        } catch (IOException notLinux) {
            try {
                return InetAddress.getLocalHost().getHostName();
            } catch (UnknownHostException nameless) {
                return "localhost";
            }
        }
    }
}
