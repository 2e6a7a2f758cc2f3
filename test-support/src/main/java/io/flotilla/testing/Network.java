package io.flotilla.testing;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.opentest4j.TestAbortedException;

/**
 * Hosts in network namespaces, joined by one bridge in a namespace of its own. Any of them can be cut off from any other, in
 * one direction or in both: packets then vanish without a word, as they do in a broken network. This JVM is joined to the
 * bridge as well and is never cut off, so that tests see what goes on on every side.
 *
 * <p>Hosts know each other's hardware addresses by heart instead of asking by ARP. A cut tells the sender an address that
 * nobody has. This needs neither a firewall nor its kernel modules, and takes effect on connections that exist.
 *
 * <p>Needs Linux and root. Left-overs of a run that died are removed by the next one.
 */
public final class Network implements AutoCloseable {
    private static final String DEVICE = "eth0";
    private static final String NOBODY = "02:f1:07:ff:ff:ff";
    private static final int SELF = 254;
    private static String refusal;

    private final NetworkSlot slot;
    private final Map<String, NetworkHost> hosts = new TreeMap<>();
    private final Thread removal = new Thread(this::remove, "remove-network");

    private Network(NetworkSlot slot) {
        this.slot = slot;
    }

    /**
     * Whether this machine lets tests make networks.
     *
     * @throws AssertionError if {@code ip} is missing and the machine is not said to lack it; see {@link Binary}
     */
    public static boolean isPermitted() {
        return refusal().isEmpty();
    }

    /**
     * To be called before each test that uses a network, since a class that is left out as a whole is not counted anywhere.
     *
     * @throws TestAbortedException that says why the test is not run, if networks are not permitted
     */
    public static void requirePermission() {
        refusal().ifPresent(why -> {
            String message = "NOT RUN: network namespaces need root, " + why;
            System.err.println(message);
            throw new TestAbortedException(message);
        });
    }

    private static synchronized Optional<String> refusal() {
        if (refusal == null) {
            refusal = tryOut();
        }
        return refusal.isEmpty() ? Optional.empty() : Optional.of(refusal);
    }

    /** What stands against it; empty for nothing. */
    private static String tryOut() {
        try {
            Binary.IP.require();
        } catch (TestAbortedException declaredMissing) {
            return "and the program ip";
        }
        String name = "flotilla-try-" + ProcessHandle.current().pid();
        try {
            for (String command : List.of(
                    "netns add " + name,
                    "-n " + name + " link add name bridge type bridge",
                    "-n " + name + " link add name here type veth peer name there",
                    "netns exec " + name + " true")) {
                IpTool.Result result = IpTool.attempt(command.split(" "));
                if (!result.isDone()) {
                    return "which is not given here: ip " + command + ": " + result.output();
                }
            }
            return "";
        } finally {
            IpTool.attempt("netns", "delete", name);
        }
    }

    /** A network with these hosts, which all reach each other. Their names are letters and digits. */
    public static Network of(String... names) {
        Network network = new Network(NetworkSlot.take());
        Runtime.getRuntime().addShutdownHook(network.removal);
        try {
            network.build(List.of(names));
            return network;
        } catch (RuntimeException | AssertionError e) {
            network.close();
            throw e;
        }
    }

    private void build(List<String> names) {
        slot.clear();
        for (int i = 0; i < names.size(); i++) {
            String name = names.get(i);
            hosts.put(name, new NetworkHost(name, slot.namespace(name), slot.address(i + 1), slot.mac(i + 1)));
        }
        String bridge = slot.namespace("bridge");
        List<String> machine = new ArrayList<>(List.of("netns add " + bridge));
        List<String> ports = new ArrayList<>(List.of("link add name bridge type bridge", "link set bridge up"));
        List<NetworkHost> all = List.copyOf(hosts.values());
        for (int i = 0; i < all.size(); i++) {
            machine.add("netns add " + all.get(i).namespace());
            machine.add("link add name port%d netns %s type veth peer name %s address %s netns %s"
                    .formatted(i, bridge, DEVICE, all.get(i).mac(), all.get(i).namespace()));
            ports.add("link set port%d master bridge up".formatted(i));
        }
        machine.add("link add name %s address %s type veth peer name self netns %s"
                .formatted(slot.device(), slot.mac(SELF), bridge));
        machine.add("address add %s/24 dev %s".formatted(slot.address(SELF), slot.device()));
        machine.add("link set " + slot.device() + " up");
        ports.add("link set self master bridge up");
        all.forEach(host -> machine.add(neighbour("add", host, host.mac(), slot.device())));
        IpTool.batch(null, machine);
        IpTool.batch(bridge, ports);
        all.forEach(this::configure);
    }

    private void configure(NetworkHost host) {
        List<String> commands = new ArrayList<>();
        commands.add("link set lo up");
        commands.add("address add %s/24 dev %s".formatted(host.address(), DEVICE));
        commands.add("link set %s up".formatted(DEVICE));
        commands.add("neighbour add %s lladdr %s dev %s nud permanent"
                .formatted(slot.address(SELF), slot.mac(SELF), DEVICE));
        for (NetworkHost other : hosts.values()) {
            if (other != host) {
                commands.add(neighbour("add", other, other.mac(), DEVICE));
            }
        }
        IpTool.batch(host.namespace(), commands);
    }

    private static String neighbour(String verb, NetworkHost host, String mac, String device) {
        return "neighbour %s %s lladdr %s dev %s nud permanent".formatted(verb, host.address(), mac, device);
    }

    /**
     * The host of this name.
     *
     * @throws IllegalArgumentException if there is none
     */
    public NetworkHost host(String name) {
        NetworkHost host = hosts.get(name);
        if (host == null) {
            throw new IllegalArgumentException("no host " + name + " in " + hosts.keySet());
        }
        return host;
    }

    /** Hosts by their names, in this order. */
    public List<NetworkHost> hosts(String... names) {
        return Arrays.stream(names).map(this::host).toList();
    }

    /** From now on nothing that the first host sends reaches the second; the other direction stays as it is. */
    public void drop(String from, String to) {
        tell(host(from), List.of(neighbour("replace", host(to), NOBODY, DEVICE)));
    }

    /** From now on nothing passes between the two, in either direction. */
    public void cut(String one, String other) {
        drop(one, other);
        drop(other, one);
    }

    /** From now on nothing passes between hosts of different groups. Hosts of no group are left as they are. */
    @SafeVarargs
    public final void split(List<String>... groups) {
        Map<NetworkHost, List<String>> commands =
                new TreeMap<>((a, b) -> a.name().compareTo(b.name()));
        for (List<String> group : groups) {
            List<String> others = Arrays.stream(groups)
                    .filter(g -> g != group)
                    .flatMap(Collection::stream)
                    .toList();
            for (String name : group) {
                commands.put(
                        host(name),
                        others.stream()
                                .map(other -> neighbour("replace", host(other), NOBODY, DEVICE))
                                .toList());
            }
        }
        commands.forEach(Network::tell);
    }

    /** Undoes all cuts. */
    public void heal() {
        for (NetworkHost host : hosts.values()) {
            tell(
                    host,
                    hosts.values().stream()
                            .filter(other -> other != host)
                            .map(other -> neighbour("replace", other, other.mac(), DEVICE))
                            .collect(Collectors.toList()));
        }
    }

    private static void tell(NetworkHost host, List<String> commands) {
        IpTool.batch(host.namespace(), commands);
    }

    /** Ends whatever still runs on the hosts, and removes them. */
    @Override
    public void close() {
        Runtime.getRuntime().removeShutdownHook(removal);
        remove();
    }

    private void remove() {
        slot.clear();
        slot.close();
    }
}
