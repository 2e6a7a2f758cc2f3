package io.flotilla.node.training;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Answers like a server, as far as the training goes: where the cache is made there may be no memcached and no Redis. */
final class StandInServer {
    private static final int BACKLOG = 50;

    private final TrainingProtocol protocol;
    private final ServerSocket listening;
    private final Map<String, String> values = new ConcurrentHashMap<>();

    StandInServer(TrainingProtocol protocol) throws IOException {
        this.protocol = protocol;
        this.listening = new ServerSocket(0, BACKLOG, InetAddress.getByName("127.0.0.1"));
        Background.run(this::accept, e -> Background.complain("a stand-in server ended: " + e));
    }

    int port() {
        return listening.getLocalPort();
    }

    private void accept() throws IOException {
        while (true) {
            Socket socket = listening.accept();
            socket.setTcpNoDelay(true);
            // The node closes its connections when it likes.
            Background.run(() -> serve(socket), e -> {});
        }
    }

    private void serve(Socket socket) throws IOException {
        try (socket) {
            DataInputStream in = TrainingProtocol.buffered(socket.getInputStream());
            OutputStream out = socket.getOutputStream();
            StringBuilder replies = new StringBuilder();
            while (true) {
                String[] request = protocol.request(in);
                replies.append(protocol == TrainingProtocol.REDIS ? redis(request) : memcached(request));
                if (in.available() == 0) {
                    out.write(TrainingProtocol.bytes(replies.toString()));
                    replies.setLength(0);
                }
            }
        }
    }

    private String memcached(String[] request) {
        return switch (request[0]) {
            case "get" -> {
                StringBuilder found = new StringBuilder();
                for (int i = 1; i < request.length; i++) {
                    String value = values.get(request[i]);
                    if (value != null) {
                        found.append("VALUE %s 0 %d\r\n%s\r\n".formatted(request[i], value.length(), value));
                    }
                }
                yield found + "END\r\n";
            }
            case "set" -> {
                values.put(request[1], request[2]);
                yield "STORED\r\n";
            }
            case "delete" -> values.remove(request[1]) == null ? "NOT_FOUND\r\n" : "DELETED\r\n";
            case "stats" -> "STAT pid 1\r\nSTAT uptime 1000\r\nEND\r\n";
            case "version" -> "VERSION 1.6.0\r\n";
            case "flush_all" -> "OK\r\n";
            default -> "ERROR\r\n";
        };
    }

    private String redis(String[] request) {
        return switch (request[0]) {
            case "get" -> bulkOf(request[1]);
            case "mget" -> {
                StringBuilder found = new StringBuilder("*" + (request.length - 1) + "\r\n");
                for (int i = 1; i < request.length; i++) {
                    found.append(bulkOf(request[i]));
                }
                yield found.toString();
            }
            case "set" -> {
                values.put(request[1], request[2]);
                yield "+OK\r\n";
            }
            case "del", "unlink" -> values.remove(request[1]) == null ? ":0\r\n" : ":1\r\n";
            case "info" ->
                TrainingProtocol.bulk("# Server\r\nredis_version:7.0.0\r\nrun_id:" + "0".repeat(40) + "\r\n");
            case "ping" -> "+PONG\r\n";
            case "flushall" -> "+OK\r\n";
            default -> "-ERR unknown command '" + request[0] + "'\r\n";
        };
    }

    private String bulkOf(String key) {
        String value = values.get(key);
        return value == null ? "$-1\r\n" : TrainingProtocol.bulk(value);
    }
}
