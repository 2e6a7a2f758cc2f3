package io.flotilla.stats;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** The page at {@code /}: one file without anything from elsewhere, which asks the API every two seconds. */
final class WebPage {
    /** Scripts and styles of the page itself only, and no frame around it. */
    static final String POLICY = "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; "
            + "connect-src 'self'; frame-ancestors 'none'";

    private static final String TEXT = read();

    private WebPage() {}

    static String text() {
        return TEXT;
    }

    private static String read() {
        try (InputStream in = WebPage.class.getResourceAsStream("page.html")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
