package io.flotilla.proxy.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.flotilla.proxy.RunningProxy;
import io.flotilla.testing.RawClient;
import io.flotilla.testing.RealRedis;
import io.netty.buffer.Unpooled;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Several hundred requests, to a server itself and through a proxy with one server. */
class SameAsRedisIT {

    @ParameterizedTest
    @ValueSource(ints = {2, 3})
    void whatARequestGetsFromTheServerItGetsThroughTheProxy(int resp) {
        try (RealRedis direct = RealRedis.started();
                RealRedis behind = RealRedis.started();
                RunningProxy proxy = RunningProxy.of(List.of(behind), "redis: true", "timeout: 5000");
                RawClient toServer = direct.connect();
                RawClient toProxy = proxy.connect()) {
            List<String> wrong = new ArrayList<>();
            hello(resp, toServer, toProxy);
            for (RequestLine line : RequestLine.all()) {
                String expected = reply(toServer, line);
                String got = reply(toProxy, line);
                if (expected.equals(got) == line.differs()) {
                    wrong.add("line " + line.number() + ": " + line.text() + "\n   server: " + shown(expected)
                            + "\n   proxy:  " + shown(got));
                }
                if (line.text().equals("RESET")) {
                    hello(resp, toServer, toProxy);
                }
            }
            assertThat(wrong).as("RESP%d", resp).isEmpty();
        }
    }

    private static void hello(int resp, RawClient... clients) {
        for (RawClient client : clients) {
            client.send("HELLO " + resp + "\r\n").readUntil("modules\r\n*0\r\n");
        }
    }

    /** The bytes of one reply. */
    private static String reply(RawClient client, RequestLine line) {
        client.send(line.wire());
        RespFramer framer = new RespFramer();
        ByteArrayOutputStream reply = new ByteArrayOutputStream();
        boolean last = false;
        while (!last) {
            byte[] next = client.read(1);
            reply.writeBytes(next);
            last = framer.advance(Unpooled.wrappedBuffer(next));
        }
        return reply.toString(StandardCharsets.ISO_8859_1);
    }

    private static String shown(String bytes) {
        String text = bytes.replace("\r\n", "\\r\\n");
        return text.length() > 600 ? text.substring(0, 600) + "..." : text;
    }
}
