package io.flotilla.topology;

/**
 * Where a node listens for the links of others.
 *
 * @param host its address in the cluster
 * @param port chosen by the system, 1 to 65535
 */
record LinkAddress(String host, int port) {
    LinkAddress {
        if (host.isBlank() || port < 1 || port > 65535) {
            throw new IllegalArgumentException("no address: " + host + ':' + port);
        }
    }

    @Override
    public String toString() {
        return host + ':' + port;
    }
}
