package io.flotilla.config;

/** How many of the live proxies must fail to reach a server before the fleet ejects it. */
public sealed interface EjectQuorum {

    /** Votes needed among {@code live} proxies; at least 1, at most {@code live}. */
    int votes(int live);

    /** More than half of the live proxies. */
    record Majority() implements EjectQuorum {
        @Override
        public int votes(int live) {
            return live / 2 + 1;
        }
    }

    /** A single proxy is believed. */
    record Any() implements EjectQuorum {
        @Override
        public int votes(int live) {
            return 1;
        }
    }

    /** Every live proxy must agree. */
    record All() implements EjectQuorum {
        @Override
        public int votes(int live) {
            return Math.max(1, live);
        }
    }

    /** A fixed number of proxies, or all the live ones when they are fewer. */
    record Count(int n) implements EjectQuorum {
        @Override
        public int votes(int live) {
            return Math.max(1, Math.min(n, live));
        }
    }
}
