package io.flotilla.proxy.memcached;

import io.flotilla.config.Credentials;
import io.flotilla.config.PoolConfig;
import io.flotilla.proxy.client.ClientSession;
import io.flotilla.proxy.client.Codec;
import io.flotilla.proxy.client.RequestDecoder;
import io.flotilla.proxy.client.Users;
import io.flotilla.proxy.loop.Outbox;
import io.flotilla.proxy.route.ReplyFramer;
import io.flotilla.proxy.server.Handshake;
import io.flotilla.topology.FailureCause;
import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** memcached's text protocol of one pool. Immutable: one object serves any number of event loops. */
public final class MemcachedCodec implements Codec {
    private static final byte[] DELETE = Replies.ascii("delete ");
    private static final byte[] META_DELETE = Replies.ascii("md ");
    private static final byte[] NEWLINE = Replies.line("");
    private static final byte[] BASE64_NEWLINE = Replies.line(" b");
    private static final Handshake QUESTION = new Handshake(Replies.line("version"), 1);
    private static final byte[] FLUSH = Replies.line("flush_all");
    private static final byte[][] ERRORS = new byte[FailureCause.values().length][];

    static {
        for (FailureCause cause : FailureCause.values()) {
            ERRORS[cause.ordinal()] = Replies.line("SERVER_ERROR " + cause.text());
        }
    }

    private final Users users;
    private final Handshake handshake;

    public MemcachedCodec(PoolConfig pool) {
        this.users = Users.of(pool);
        this.handshake = pool.access().server().map(MemcachedCodec::login).orElse(Handshake.NONE);
    }

    /** The set that memcached with -Y takes for a login. One without would store it: it is as good as expired. */
    private static Handshake login(Credentials server) {
        String token = server.name() + " " + server.password();
        int length = token.getBytes(StandardCharsets.UTF_8).length;
        String set = "set flotilla 0 -1 " + length + "\r\n" + token + "\r\n";
        return new Handshake(set.getBytes(StandardCharsets.UTF_8), 1);
    }

    @Override
    public RequestDecoder newDecoder(ClientSession session) {
        return new MemcachedDecoder(session, users);
    }

    @Override
    public byte[] error(FailureCause cause) {
        return ERRORS[cause.ordinal()];
    }

    @Override
    public byte[] tooManyClients() {
        return Replies.TOO_MANY_CLIENTS;
    }

    @Override
    public ReplyFramer newFramer() {
        return new MemcachedReplyFramer();
    }

    @Override
    public Handshake handshake(int kind) {
        return handshake;
    }

    @Override
    public Handshake question() {
        return QUESTION;
    }

    @Override
    public void writeDelete(Outbox out, String key) {
        byte[] bytes = key.getBytes(StandardCharsets.ISO_8859_1);
        // A key that came in base64 may hold what a line cannot.
        boolean plain = key.chars().allMatch(c -> c > ' ' && c != 0x7f);
        out.write(plain ? DELETE : META_DELETE);
        out.write(plain ? bytes : Base64.getEncoder().encode(bytes));
        out.write(plain ? NEWLINE : BASE64_NEWLINE);
    }

    @Override
    public void writeFlush(Outbox out) {
        out.write(FLUSH);
    }

    @Override
    public boolean isRefusal(ByteBuf reply, int start, int length) {
        byte first = reply.getByte(start);
        return first == 'E' || first == 'C' || first == 'S';
    }

    @Override
    public boolean toleratesHandshakeError(String reply) {
        return false;
    }
}
