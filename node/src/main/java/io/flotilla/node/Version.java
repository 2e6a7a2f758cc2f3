package io.flotilla.node;

import java.io.IOException;
import java.io.InputStream;
import java.util.Properties;

/** The program's version, as the build wrote it. */
public final class Version {
    private static final String VERSION = read();

    private Version() {}

    /** For example {@code 1.0.0}. */
    public static String current() {
        return VERSION;
    }

    private static String read() {
        Properties properties = new Properties();
        try (InputStream in = Version.class.getResourceAsStream("version.properties")) {
            if (in != null) {
                properties.load(in);
            }
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
        return properties.getProperty("version", "unknown");
    }
}
