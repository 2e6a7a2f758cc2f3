package io.flotilla.config;

/**
 * A name and the password that proves it.
 *
 * @param name 1 to 64 printable characters of ASCII without space and colon
 * @param password 1 to 512 printable characters without space; never part of a text made of this
 */
public record Credentials(String name, String password) {
    private static final int LONGEST_NAME = 64;
    private static final int LONGEST_PASSWORD = 512;

    /** Reads {@code NAME:PASSWORD}, as in the file of memcached's option {@code -Y}; a password may have more colons. */
    static Credentials parse(String text) throws BadValue {
        int colon = text.indexOf(':');
        if (colon < 0) {
            throw new BadValue("there is no colon");
        }
        if (colon == 0 || colon > LONGEST_NAME || !text.chars().limit(colon).allMatch(c -> c > ' ' && c < 0x7f)) {
            throw new BadValue("the name is not 1 to 64 printable characters of ASCII without space");
        }
        String password = text.substring(colon + 1);
        boolean printable = password.chars().noneMatch(c -> c == ' ' || Character.isISOControl(c));
        if (password.isEmpty() || password.length() > LONGEST_PASSWORD || !printable) {
            throw new BadValue("the password is not 1 to 512 printable characters without space");
        }
        return new Credentials(text.substring(0, colon), password);
    }

    @Override
    public String toString() {
        return "Credentials[name=" + name + ", password=***]";
    }
}
