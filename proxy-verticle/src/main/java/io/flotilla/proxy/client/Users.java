package io.flotilla.proxy.client;

import io.flotilla.config.Credentials;
import io.flotilla.config.PoolConfig;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HashMap;
import java.util.Map;

/** The users of one pool and their passwords. Immutable. */
public final class Users {
    /** Who a client is that gave no name, in Redis's words. */
    public static final String DEFAULT = "default";

    private static final byte[] NOBODYS_PASSWORD = {0};

    private final Map<String, byte[]> passwords = new HashMap<>();

    private Users() {}

    /** The pool's users; {@link #DEFAULT} with {@code redis_auth} if it has no others. */
    public static Users of(PoolConfig pool) {
        Users users = new Users();
        for (Credentials user : pool.access().users()) {
            users.passwords.put(user.name(), user.password().getBytes(StandardCharsets.UTF_8));
        }
        if (users.passwords.isEmpty()) {
            pool.redisAuth().ifPresent(p -> users.passwords.put(DEFAULT, p.getBytes(StandardCharsets.UTF_8)));
        }
        return users;
    }

    /** Whether nobody need say who he is. */
    public boolean isEmpty() {
        return passwords.isEmpty();
    }

    /** Whether there is a user of this name; where nobody need say who he is, there is {@link #DEFAULT}. */
    public boolean contains(String name) {
        return passwords.isEmpty() ? name.equals(DEFAULT) : passwords.containsKey(name);
    }

    /** Whether this is a user's password. How long it takes does not tell which bytes, or whether the name, were right. */
    public boolean admits(String name, byte[] password) {
        byte[] expected = passwords.get(name);
        boolean same = MessageDigest.isEqual(expected == null ? NOBODYS_PASSWORD : expected, password);
        return same && expected != null;
    }
}
