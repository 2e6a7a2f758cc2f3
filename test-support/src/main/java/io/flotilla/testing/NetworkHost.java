package io.flotilla.testing;

import java.util.ArrayList;
import java.util.List;

/** A host of a {@link Network}: an address of its own, and programs that have no other network. */
public final class NetworkHost {
    private final String name;
    private final String namespace;
    private final String address;
    private final String mac;

    NetworkHost(String name, String namespace, String address, String mac) {
        this.name = name;
        this.namespace = namespace;
        this.address = address;
        this.mac = mac;
    }

    public String name() {
        return name;
    }

    /** Its IPv4 address, which this JVM reaches as well. */
    public String address() {
        return address;
    }

    /** The command that runs this one on the host; the program replaces it, so that it is one process with one pid. */
    public List<String> command(List<String> program) {
        List<String> command = new ArrayList<>(List.of(Binary.IP.require().toString(), "netns", "exec", namespace));
        command.addAll(program);
        return command;
    }

    String namespace() {
        return namespace;
    }

    String mac() {
        return mac;
    }

    @Override
    public String toString() {
        return name + " (" + address + ")";
    }
}
