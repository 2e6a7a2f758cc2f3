package io.flotilla.bench.compare;

/**
 * A program to be compared.
 *
 * @param name as in the tables
 * @param command a shell command with placeholders (see {@link ProxyProcess})
 * @param fleet whether it is the member of a fleet of three that carries the load
 */
record ProxyKind(String name, String command, boolean fleet) {
    ProxyKind(String name, String command) {
        this(name, command, false);
    }

    /** Whether it is known to be machine code from its start, and so needs no load before it is measured. */
    boolean isNative() {
        return name.startsWith("nutcracker") || name.startsWith("haproxy");
    }
}
