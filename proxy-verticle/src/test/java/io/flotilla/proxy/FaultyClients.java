package io.flotilla.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.function.ToIntBiFunction;
import org.junit.jupiter.api.Assertions;

/**
 * Clients that send valid streams with random faults, cut at random places. Whatever they send: no exception escapes, memory
 * is bounded, and another client of the same servers is answered as ever.
 *
 * <p>{@code -Dtest.jvm.extra=-Dflotilla.fuzz.inputs=10000000} sends more of them, {@code -Dflotilla.fuzz.seed} others.
 */
public final class FaultyClients {
    private static final int INPUTS = Integer.getInteger("flotilla.fuzz.inputs", 20_000);
    private static final long SEED = Long.getLong("flotilla.fuzz.seed", 1);
    private static final int INPUTS_OF_A_PROXY = 200;
    private static final long MOST_MEMORY = 1 << 20;

    private final Random random = new Random(SEED);
    private final Supplier<ProxyFixture> proxies;
    private final List<String> requests;
    private final List<String> pieces;
    private final ToIntBiFunction<StringBuilder, Integer> weakSpot;

    /**
     * @param proxies makes a proxy with servers that are played
     * @param requests valid requests
     * @param pieces what is put between and over their bytes
     * @param weakSpot where in a stream, from an index on, a fault hurts most; -1 for nowhere
     */
    public FaultyClients(
            Supplier<ProxyFixture> proxies,
            List<String> requests,
            List<String> pieces,
            ToIntBiFunction<StringBuilder, Integer> weakSpot) {
        this.proxies = proxies;
        this.requests = requests;
        this.pieces = pieces;
        this.weakSpot = weakSpot;
    }

    /** Lets them send; another client acts after each of them. */
    public void harmNot(Consumer<FakePeer> other) {
        Assertions.assertTimeoutPreemptively(Duration.ofMinutes(10 + INPUTS / 10_000), () -> {
            for (int done = 0; done < INPUTS; done += INPUTS_OF_A_PROXY) {
                play(other);
            }
        });
    }

    private void play(Consumer<FakePeer> act) {
        try (ProxyFixture proxy = proxies.get()) {
            FakePeer other = proxy.client();
            for (int i = 0; i < INPUTS_OF_A_PROXY; i++) {
                String stream = stream();
                try {
                    send(proxy, stream);
                    act.accept(other);
                } catch (Throwable t) {
                    throw new AssertionError("seed " + SEED + ", after <" + shown(stream) + ">", t);
                }
            }
        }
    }

    private static String shown(String bytes) {
        return bytes.replace("\\", "\\\\").replace("\r", "\\r").replace("\n", "\\n");
    }

    private void send(ProxyFixture proxy, String stream) {
        FakePeer client = proxy.client();
        int at = 0;
        while (at < stream.length()) {
            int n = Math.min(
                    stream.length() - at, random.nextInt(8) == 0 ? 1 + random.nextInt(200) : 1 + random.nextInt(5000));
            client.send(stream.substring(at, at + n));
            at += n;
        }
        assertThat(proxy.bufferBytes()).as("bytes of buffers held").isLessThan(MOST_MEMORY);
        client.close();
        proxy.forget(client);
    }

    private String stream() {
        StringBuilder stream = new StringBuilder();
        for (int n = 1 + random.nextInt(6); n > 0; n--) {
            stream.append(requests.get(random.nextInt(requests.size())));
        }
        for (int n = random.nextInt(4); n > 0; n--) {
            mutate(stream);
        }
        return stream.toString();
    }

    private void mutate(StringBuilder stream) {
        int at = random.nextInt(stream.length() + 1);
        int end = Math.min(stream.length(), at + 1 + random.nextInt(random.nextInt(5) == 0 ? 40 : 3));
        switch (random.nextInt(6)) {
            case 0 -> stream.delete(at, end);
            case 1 -> stream.insert(at, (char) random.nextInt(256));
            case 2 -> stream.insert(at, piece());
            case 3 -> stream.replace(at, end, piece());
            case 4 -> stream.insert(at, stream.substring(at, end));
            default -> stream.insert(Math.max(0, weakSpot.applyAsInt(stream, at)), piece());
        }
        if (stream.length() == 0) {
            stream.append("\r\n");
        }
    }

    private String piece() {
        return pieces.get(random.nextInt(pieces.size()));
    }
}
