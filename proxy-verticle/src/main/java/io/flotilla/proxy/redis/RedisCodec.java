package io.flotilla.proxy.redis;

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
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** RESP, as the data path sees it. */
public final class RedisCodec implements Codec {
    private static final byte[][] ERRORS = errors();
    /** More than any pool has. */
    private static final int NO_DATABASE = 1 << 20;

    private final PoolConfig config;
    private final RedisShared shared;
    private final Users users;
    private final LoadedScripts loadedScripts = new LoadedScripts();

    /** The codec of one event loop. */
    public RedisCodec(PoolConfig config, RedisShared shared) {
        this.config = config;
        this.shared = shared;
        this.users = Users.of(config);
    }

    RedisShared shared() {
        return shared;
    }

    LoadedScripts loadedScripts() {
        return loadedScripts;
    }

    /** The kind of server connection for clients of this RESP version and database. */
    static int kind(int resp, int database) {
        return database << 1 | (resp == 3 ? 1 : 0);
    }

    /** The kind of server connection for what concerns no database: none is selected, not even the pool's. */
    static int kindWithoutDatabase(int resp) {
        return kind(resp, NO_DATABASE);
    }

    /** The RESP version of a kind, 2 or 3. */
    static int resp(int kind) {
        return (kind & 1) + 2;
    }

    /** The number that a server has for the database of a kind. */
    static int database(PoolConfig config, int kind) {
        int database = kind >> 1;
        return database == NO_DATABASE ? 0 : database > 0 ? database : config.redisDb();
    }

    /** A request as it goes to a server. */
    static byte[] request(String... words) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        command(bytes, words);
        return bytes.toByteArray();
    }

    @Override
    public RequestDecoder newDecoder(ClientSession session) {
        return new RedisDecoder(session, new RedisClient(config, users, shared.nextClientId()), this);
    }

    @Override
    public ReplyFramer newFramer() {
        return new RespFramer();
    }

    @Override
    public Handshake handshake(int kind) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        int replies = 0;
        String password = config.redisAuth().orElse(null);
        Credentials us = config.access().server().orElse(new Credentials(Users.DEFAULT, password));
        boolean resp3 = resp(kind) == 3;
        if (resp3 && us.password() != null) {
            replies += command(bytes, "HELLO", "3", "AUTH", us.name(), us.password());
        } else if (resp3) {
            replies += command(bytes, "HELLO", "3");
        } else if (config.access().server().isPresent()) {
            replies += command(bytes, "AUTH", us.name(), us.password());
        } else if (password != null) {
            replies += command(bytes, "AUTH", password);
        }
        int database = database(config, kind);
        if (database > 0) {
            replies += command(bytes, "SELECT", Integer.toString(database));
        }
        return replies == 0 ? Handshake.NONE : new Handshake(bytes.toByteArray(), replies);
    }

    @Override
    public boolean toleratesHandshakeError(String reply) {
        // The pool has a password and the server has none: nothing to protect, nothing lost.
        return reply.contains("no password is set") || reply.contains("without any password configured");
    }

    @Override
    public boolean isBusy(String reply) {
        return reply.startsWith("-BUSY ");
    }

    @Override
    public byte[] error(FailureCause cause) {
        return ERRORS[cause.ordinal()];
    }

    @Override
    public byte[] tooManyClients() {
        return RedisErrors.TOO_MANY_CLIENTS;
    }

    @Override
    public void writeDelete(Outbox out, String key) {
        out.write(Resp.ascii("*2\r\n$6\r\nUNLINK\r\n$" + key.length() + "\r\n" + key + "\r\n"));
    }

    @Override
    public void writeFlush(Outbox out) {
        // The keys are gone at once, their memory later: requests are held meanwhile. Redis knows it since version 4.
        out.write(Resp.ascii("*2\r\n$8\r\nFLUSHALL\r\n$5\r\nASYNC\r\n"));
    }

    @Override
    public boolean isRefusal(ByteBuf reply, int start, int length) {
        return reply.getByte(start) == '-';
    }

    private static int command(ByteArrayOutputStream to, String... words) {
        StringBuilder text = new StringBuilder("*" + words.length + "\r\n");
        for (String word : words) {
            byte[] utf8 = word.getBytes(StandardCharsets.UTF_8);
            text.append('$').append(utf8.length).append("\r\n");
            text.append(new String(utf8, StandardCharsets.ISO_8859_1)).append("\r\n");
        }
        to.writeBytes(text.toString().getBytes(StandardCharsets.ISO_8859_1));
        return 1;
    }

    private static byte[][] errors() {
        byte[][] all = new byte[FailureCause.values().length][];
        for (FailureCause cause : FailureCause.values()) {
            String code = cause == FailureCause.BUSY ? "BUSY " : "ERR ";
            all[cause.ordinal()] = RedisErrors.error(code + cause.text());
        }
        return all;
    }
}
