package io.flotilla.config;

/** A value that its key does not allow. The message says what is wrong with it if the allowed values do not; may be null. */
final class BadValue extends Exception {
    private static final long serialVersionUID = 1L;

    BadValue() {
        this(null);
    }

    BadValue(String problem) {
        super(problem);
    }
}
