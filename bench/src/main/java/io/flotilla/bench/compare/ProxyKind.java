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
}
