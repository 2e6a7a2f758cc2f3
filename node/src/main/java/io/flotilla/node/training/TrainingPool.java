package io.flotilla.node.training;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** One pool of the node: servers that stand in for real ones, and clients. */
final class TrainingPool {
    /** The server that is taken out and back in. */
    static final String CHANGING = "three";

    private static final List<String> NAMES = List.of("one", "two", CHANGING);
    /** Requests that each client sends at once; clients with the same number are alike. */
    private static final int[] PIPELINES = {1, 1, 1, 1, 16, 16};

    private final TrainingProtocol protocol;
    private final List<StandInServer> servers = new ArrayList<>();
    private final List<TrainingClient> clients = new ArrayList<>();

    TrainingPool(TrainingProtocol protocol) throws IOException {
        this.protocol = protocol;
        for (int i = 0; i < NAMES.size(); i++) {
            servers.add(new StandInServer(protocol));
        }
    }

    String name() {
        return protocol.label();
    }

    /** Its configuration, if it listens on this port. */
    String yaml(int port) {
        StringBuilder yaml = new StringBuilder("""
                  %s:
                    listen: 127.0.0.1:%d
                    redis: %s
                    timeout: 2000
                    auto_eject_hosts: true
                    on_return: invalidate
                    servers:
                """.formatted(name(), port, protocol == TrainingProtocol.REDIS));
        IntStream.range(0, servers.size())
                .forEach(i -> yaml.append(
                        "     - 127.0.0.1:%d:1 %s\n".formatted(servers.get(i).port(), NAMES.get(i))));
        return yaml.toString();
    }

    /** Clients come to this port, and ask until {@link #end}. */
    void begin(int port) {
        for (int pipeline : PIPELINES) {
            clients.add(new TrainingClient(protocol, port, pipeline));
        }
    }

    void end() {
        clients.forEach(TrainingClient::end);
    }
}
