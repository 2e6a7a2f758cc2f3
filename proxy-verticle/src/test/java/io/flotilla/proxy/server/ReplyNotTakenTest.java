package io.flotilla.proxy.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.flotilla.proxy.ProxyFixture;
import io.flotilla.proxy.memcached.MemcachedCodec;
import io.flotilla.proxy.route.Request;
import io.flotilla.proxy.route.RequestOwner;
import io.flotilla.proxy.route.RequestPool;
import io.flotilla.proxy.route.Split;
import io.flotilla.topology.FailureCause;
import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Whoever waits for a reply has no memory to take it: nobody may wait for ever because of that. */
class ReplyNotTakenTest {
    private static final byte[] GET = {'g', 'e', 't', ' ', 'a', '\r', '\n'};

    private final List<FailureCause> failures = new ArrayList<>();

    /** Takes no reply, and keeps what failed. */
    private final class Taker implements RequestOwner {
        private final RequestPool requests;
        private final boolean givesBackFirst;

        Taker(RequestPool requests, boolean givesBackFirst) {
            this.requests = requests;
            this.givesBackFirst = givesBackFirst;
        }

        @Override
        public void onReply(Request request, ByteBuf bytes, int start, int length, boolean last) {
            if (givesBackFirst) {
                requests.give(request);
            }
            throw new OutOfMemoryError("as if");
        }

        @Override
        public void onFailure(Request request, FailureCause cause) {
            failures.add(cause);
            requests.give(request);
        }

        @Override
        public void onHeld(long bytes) {
            // Nothing is held.
        }
    }

    private static ProxyFixture proxy() {
        return ProxyFixture.of(MemcachedCodec::new, 1, "redis: false");
    }

    private static ServerConnection connection(ProxyFixture proxy) {
        return proxy.pool().link(0).shared(0, 0);
    }

    private static void threwOnce(ProxyFixture proxy) {
        assertThat(proxy.exceptions()).singleElement().isInstanceOf(OutOfMemoryError.class);
        proxy.exceptions().clear();
    }

    @Test
    void aRequestWhoseReplyIsNotTakenFailsOnceAndSoDoThoseBehindIt() {
        try (ProxyFixture proxy = proxy()) {
            RequestPool requests = proxy.pool().loop().requests();
            Taker taker = new Taker(requests, false);
            connection(proxy).send(requests.take(taker)).write(GET);
            connection(proxy).send(requests.take(taker)).write(GET);
            boolean[] drained = {false};
            connection(proxy).drain(() -> drained[0] = true);
            proxy.pump();
            proxy.server(0).send("END\r\n");
            threwOnce(proxy);
            assertThat(failures).containsExactly(FailureCause.CLOSED, FailureCause.CLOSED);
            assertThat(drained[0]).as("a switch of the topology goes on").isTrue();
        }
    }

    @Test
    void halfAReplyThatIsNotTakenFailsOnce() {
        try (ProxyFixture proxy = proxy()) {
            RequestPool requests = proxy.pool().loop().requests();
            connection(proxy).send(requests.take(new Taker(requests, false))).write(GET);
            proxy.pump();
            proxy.server(0).send("VALUE a 0 10\r\nabc");
            threwOnce(proxy);
            assertThat(failures).containsExactly(FailureCause.CLOSED);
        }
    }

    @Test
    void aRequestThatWasGivenBackAlreadyIsNobodysToFail() {
        try (ProxyFixture proxy = proxy()) {
            RequestPool requests = proxy.pool().loop().requests();
            connection(proxy).send(requests.take(new Taker(requests, true))).write(GET);
            proxy.pump();
            proxy.server(0).send("END\r\n");
            threwOnce(proxy);
            assertThat(failures).isEmpty();
        }
    }

    @Test
    void aMergeThatThrowsFailsTheWhole() {
        try (ProxyFixture proxy = proxy()) {
            RequestPool requests = proxy.pool().loop().requests();
            Split split = new Split(requests, requests.take(new Taker(requests, false)), 2) {
                @Override
                protected void merge() {
                    throw new OutOfMemoryError("as if");
                }
            };
            connection(proxy).send(split.fragment(0)).write(GET);
            connection(proxy).send(split.fragment(0)).write(GET);
            split.seal();
            proxy.pump();
            proxy.server(0).send("END\r\nEND\r\n");
            threwOnce(proxy);
            assertThat(failures).containsExactly(FailureCause.CLOSED);
        }
    }
}
