package io.flotilla.stats;

import java.util.regex.Pattern;

/** A port that could not be opened; the message names the port, the reason and the option that changes it. */
public final class ListenException extends Exception {
    private static final long serialVersionUID = 1L;
    private static final Pattern NATIVE_PREFIX =
            Pattern.compile("\\w+\\(\\.\\.\\) failed(?: with error\\(-\\d+\\))?: ");

    private ListenException(String message, Throwable cause) {
        super(message, cause);
    }

    /**
     * @param what the listener's role, for example {@code stats}
     * @param where its address
     * @param option what the user may change, for example {@code -s}
     */
    public static ListenException of(String what, String where, String option, Throwable cause) {
        return new ListenException(
                "cannot listen on " + where + " for the " + what + " port: " + reason(cause) + " (see " + option + ")",
                cause);
    }

    /** The operating system's words, without the transport's wrapping. */
    public static String reason(Throwable cause) {
        if (cause instanceof java.net.UnknownHostException) {
            return "the host name does not resolve";
        }
        String text = cause.getMessage();
        if (text == null) {
            return cause.getClass().getSimpleName();
        }
        return NATIVE_PREFIX.matcher(text).replaceFirst("");
    }
}
