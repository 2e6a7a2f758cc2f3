package io.flotilla.testing;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A real memcached. */
public final class RealMemcached extends RealServer {
    private final List<String> options;

    private RealMemcached(String host, List<String> options) {
        super("memcached", host);
        this.options = options;
    }

    private RealMemcached(NetworkHost host, List<String> options) {
        super("memcached", host);
        this.options = options;
    }

    private RealMemcached(Path socket, List<String> options) {
        super("memcached", socket);
        this.options = options;
    }

    /** Starts one on a free port of 127.0.0.1, with more options of memcached such as {@code -I 2m}. */
    public static RealMemcached started(String... options) {
        return startedOn("127.0.0.1", options);
    }

    /** Starts one on a free port of this address. */
    public static RealMemcached startedOn(String host, String... options) {
        RealMemcached memcached = new RealMemcached(host, List.of(options));
        memcached.start();
        return memcached;
    }

    /** Starts one on a host of a test network. */
    public static RealMemcached startedOn(NetworkHost host, String... options) {
        RealMemcached memcached = new RealMemcached(host, List.of(options));
        memcached.start();
        return memcached;
    }

    /** Starts one on a unix socket alone; the path must be shorter than 108 bytes. */
    public static RealMemcached startedOn(Path socket, String... options) {
        RealMemcached memcached = new RealMemcached(socket, List.of(options));
        memcached.start();
        return memcached;
    }

    /** The value of a key on the server itself, as ISO-8859-1; null for a miss. */
    public String get(String key) {
        try (RawClient client = connect()) {
            client.send("get " + key + "\r\n");
            String line = client.readLine();
            if (line.equals("END")) {
                return null;
            }
            int length = Integer.parseInt(line.substring(line.lastIndexOf(' ') + 1));
            String value = new String(client.read(length), StandardCharsets.ISO_8859_1);
            client.expect("\r\nEND\r\n");
            return value;
        }
    }

    /** Stores a value on the server itself, for ever. */
    public void set(String key, String value) {
        try (RawClient client = connect()) {
            client.send("set " + key + " 0 0 " + value.length() + "\r\n" + value + "\r\n");
            client.expect("STORED\r\n");
        }
    }

    @Override
    List<String> command() {
        List<String> command =
                new ArrayList<>(List.of(Binary.MEMCACHED.require().toString()));
        if (socket() == null) {
            command.addAll(List.of("-l", host(), "-p", String.valueOf(port()), "-U", "0"));
        } else {
            command.addAll(List.of("-s", socket().toString(), "-a", "0777"));
        }
        command.addAll(List.of("-m", "64", "-u", System.getProperty("user.name")));
        command.addAll(options);
        return command;
    }

    @Override
    boolean answers(RawClient client) {
        client.send("version\r\n");
        String reply = client.readLine();
        return reply.startsWith("VERSION ") || reply.equals("CLIENT_ERROR unauthenticated");
    }
}
