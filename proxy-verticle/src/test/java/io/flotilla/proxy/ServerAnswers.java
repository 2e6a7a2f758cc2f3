package io.flotilla.proxy;

import java.util.List;
import java.util.function.Function;

/** Lets the servers of a fixture send these bytes, whatever they are asked: each connection once, when it is asked first. */
public final class ServerAnswers {
    private static final int SERVERS = 3;
    private static final int MOST_CONNECTIONS = 12;

    private final String[] answers;
    private final Function<String, List<String>> cut;

    /**
     * @param answers what the connections of the first server, the second and so on send, over and over
     * @param cut how each is cut
     */
    public ServerAnswers(String[] answers, Function<String, List<String>> cut) {
        this.answers = answers;
        this.cut = cut;
    }

    /** Lets them answer from now on. */
    public void playAll(ProxyFixture proxy) {
        for (int i = 0; i < SERVERS; i++) {
            play(proxy.server(i), i);
        }
    }

    private void play(FakeServer server, int first) {
        int[] connections = {0};
        server.playedInPieces(() -> {
            String answer = answers[(first + SERVERS * connections[0]) % answers.length];
            if (++connections[0] == MOST_CONNECTIONS) {
                server.refuseConnects();
            }
            boolean[] asked = {false};
            return bytes -> {
                boolean again = asked[0];
                asked[0] = true;
                return again ? List.of() : cut.apply(answer);
            };
        });
    }

    /** All servers close. */
    public void endAll(ProxyFixture proxy) {
        for (int i = 0; i < SERVERS; i++) {
            proxy.server(i).die();
        }
    }
}
