package io.flotilla.proxy.redis;

import io.flotilla.proxy.client.ClientSession;
import io.flotilla.proxy.client.PoolLoop;
import io.flotilla.proxy.ring.Ring;
import io.flotilla.proxy.route.MalformedReplyException;
import io.flotilla.proxy.route.Request;
import io.flotilla.topology.FailureCause;
import io.netty.buffer.ByteBuf;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/**
 * SCAN over all servers of a pool, one after the other, by the {@link ScanCursor}. While the same servers are in, every key
 * comes as a single server promises it: at least once if it stays, and not twice from two servers.
 */
final class ScanCommand {
    private static final byte[] INVALID = RedisErrors.error("ERR invalid cursor");
    private static final byte[] OUTDATED =
            RedisErrors.error("ERR the servers of the pool changed since this scan began: start again with cursor 0");
    private static final byte[] TOO_LARGE = RedisErrors.error(
            "ERR the cursor of a server does not fit into the proxy's: it has more than 42 bits, or the pool more than 4096 servers");

    private final ClientSession session;
    private final PoolLoop pool;
    private final SharedSender sender;

    ScanCommand(ClientSession session, SharedSender sender) {
        this.session = session;
        this.pool = session.pool();
        this.sender = sender;
    }

    /** Sends the request, with the server's own cursor in it, to the server whose turn it is. */
    void dispatch(Words words, int start, int length) {
        long cursor;
        try {
            cursor = ScanCursor.parse(words.text(1));
        } catch (NumberFormatException e) {
            session.reply(INVALID);
            return;
        }
        int fingerprint = ScanCursor.fingerprintOf(pool);
        int server = cursor == 0 ? nextServer(-1) : ScanCursor.server(cursor);
        if (server < 0) {
            session.fail(FailureCause.NO_SERVER);
        } else if (cursor != 0 && (ScanCursor.fingerprint(cursor) != fingerprint || !isIn(server))) {
            session.reply(OUTDATED);
        } else {
            Page page = new Page(session.request(), fingerprint);
            Request request = page.fragment(server);
            sender.send(request, withCursor(words, start, length, ScanCursor.own(cursor)));
            page.seal();
        }
    }

    private boolean isIn(int server) {
        return server < pool.servers() && pool.ring().contains(server);
    }

    /** The next server that is in, or -1. */
    private int nextServer(int after) {
        for (int i = after + 1; i < pool.servers(); i++) {
            if (pool.ring().contains(i)) {
                return i;
            }
        }
        return -1;
    }

    private static byte[] withCursor(Words words, int start, int length, long own) {
        ByteArrayOutputStream to = new ByteArrayOutputStream(length + 20);
        byte[] request = new byte[length];
        words.bytes().getBytes(start, request);
        to.write(request, 0, words.wireStart(1) - start);
        to.writeBytes(Resp.bulk(Resp.ascii(Long.toUnsignedString(own))));
        int rest = words.wireEnd(1) - start;
        to.write(request, rest, length - rest);
        return to.toByteArray();
    }

    /** One reply: the server's cursor becomes the pool's, copies that are not the server's own keys are left out. */
    private final class Page extends RedisMerge {
        private final int fingerprint;
        private final OwnKeys own = new OwnKeys(pool);
        private final Ring ring = pool.ring();

        Page(Request whole, int fingerprint) {
            super(ScanCommand.this.session, whole, 1);
            this.fingerprint = fingerprint;
        }

        @Override
        void merge(ByteBuf[] replies) {
            Elements page = Elements.of(replies[0]);
            if (page.count() != 2) {
                throw new MalformedReplyException("SCAN answers a cursor and keys");
            }
            Elements keys = page.of(1);
            long ownCursor = ownCursor(page);
            if (pool.ring() != ring && ScanCursor.fingerprintOf(pool) != fingerprint) {
                deliver(OUTDATED);
                return;
            }
            int server = ownCursor == 0 ? nextServer(serverOf(0)) : serverOf(0);
            if (!ScanCursor.fits(server, ownCursor)) {
                deliver(TOO_LARGE);
                return;
            }
            long next = server < 0 ? 0 : ScanCursor.pack(server, fingerprint, ownCursor);
            ByteBuf elements = pool.loop().allocator().directBuffer(replies[0].readableBytes() + 64);
            int count = 0;
            for (int i = 0; i < keys.count(); i++) {
                if (own.contains(serverOf(0), keys, i, replies[0])) {
                    keys.copyTo(elements, i);
                    count++;
                }
            }
            ByteBuf reply = pool.loop().allocator().directBuffer(elements.readableBytes() + 64);
            reply.writeCharSequence("*2\r\n", StandardCharsets.US_ASCII);
            reply.writeBytes(Resp.bulk(Resp.ascii(Long.toUnsignedString(next))));
            reply.writeCharSequence("*" + count + "\r\n", StandardCharsets.US_ASCII);
            reply.writeBytes(elements);
            elements.release();
            deliverOwned(reply);
        }

        private long ownCursor(Elements page) {
            try {
                return ScanCursor.parse(page.text(0));
            } catch (NumberFormatException e) {
                throw new MalformedReplyException("not a cursor");
            }
        }
    }
}
