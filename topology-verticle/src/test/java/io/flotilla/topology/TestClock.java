package io.flotilla.topology;

/** A clock that stands still until a test moves it. */
final class TestClock implements Clock {
    private static final long WALL_START = 1_700_000_000_000L;

    /** What {@link #millis} tells. */
    long now;

    TestClock(long now) {
        this.now = now;
    }

    @Override
    public long millis() {
        return now;
    }

    @Override
    public long wallMillis() {
        return WALL_START + now;
    }
}
