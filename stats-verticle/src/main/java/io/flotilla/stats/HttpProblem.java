package io.flotilla.stats;

/** A request that cannot be answered: the HTTP status and one sentence that says why. */
final class HttpProblem extends Exception {
    private static final long serialVersionUID = 1L;
    private final int status;

    HttpProblem(int status, String message) {
        super(message, null, false, false);
        this.status = status;
    }

    int status() {
        return status;
    }
}
