package io.flotilla.config;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** Reads the addresses of listeners, servers and members from their one-line forms. */
final class Addresses {
    /** Linux has 108 bytes for a unix socket's path, one of them a terminating zero. */
    private static final int MAX_UNIX_PATH = 107;

    private static final Pattern HOST_NAME = Pattern.compile("[A-Za-z0-9_]([A-Za-z0-9_.-]*[A-Za-z0-9_.])?");
    private static final Pattern DOTTED_DIGITS = Pattern.compile("[0-9.]+");
    private static final Pattern IPV4 = Pattern.compile("(?:(?:25[0-5]|2[0-4][0-9]|1?[0-9]?[0-9])(?:\\.(?!$)|$)){4}");

    private Addresses() {}

    /** {@code HOST:PORT}, split at the last colon, or {@code /PATH [OCTAL MODE]}, as nutcracker's {@code listen:}. */
    static Listen listen(String text) throws BadValue {
        if (text.startsWith("/")) {
            return unixListen(text);
        }
        return new Listen(hostAndPort(text), 0);
    }

    private static Listen unixListen(String text) throws BadValue {
        int space = text.lastIndexOf(' ');
        if (space < 0) {
            return new Listen(new Endpoint.Unix(unixPath(text)), 0);
        }
        String mode = text.substring(space + 1);
        if (!mode.matches("0*[0-7]{1,3}")) {
            throw new BadValue("the permission \"" + mode + "\" is not an octal number up to 0777");
        }
        return new Listen(new Endpoint.Unix(unixPath(text.substring(0, space))), Integer.parseInt(mode, 8));
    }

    /** {@code HOST:PORT:WEIGHT [NAME]} or {@code /PATH:WEIGHT [NAME]}, read from the end as nutcracker does. */
    static ServerConfig server(String line) throws BadValue {
        int space = line.lastIndexOf(' ');
        String name = space < 0 ? null : line.substring(space + 1);
        if (name != null && name.isEmpty()) {
            throw new BadValue("a space at the end, but no name");
        }
        String address = space < 0 ? line : line.substring(0, space);
        int colon = address.lastIndexOf(':');
        if (colon < 0) {
            throw new BadValue("no weight");
        }
        int weight = weight(address.substring(colon + 1));
        String where = address.substring(0, colon);
        if (where.startsWith("/")) {
            if (where.indexOf(':') >= 0) {
                throw new BadValue("a colon in the path of a unix socket");
            }
            return new ServerConfig(name == null ? where + ":" : name, new Endpoint.Unix(unixPath(where)), weight);
        }
        Endpoint.Tcp tcp = hostAndPort(where);
        return new ServerConfig(name == null ? identity(tcp) : name, tcp, weight);
    }

    /** What ketama hashes for a server without a name: memcached's own port stays out of it, as in libmemcached. */
    private static String identity(Endpoint.Tcp tcp) {
        return tcp.port() == 11211 ? tcp.host() : tcp.host() + ":" + tcp.port();
    }

    private static int weight(String text) throws BadValue {
        try {
            return Values.number(text, 1, Integer.MAX_VALUE);
        } catch (BadValue e) {
            throw new BadValue("the weight \"" + text + "\" is not a number from 1 to " + Integer.MAX_VALUE);
        }
    }

    private static Endpoint.Tcp hostAndPort(String text) throws BadValue {
        int colon = text.lastIndexOf(':');
        if (colon < 0) {
            throw new BadValue("no port");
        }
        int port = port(text.substring(colon + 1));
        return new Endpoint.Tcp(host(text.substring(0, colon)), port);
    }

    static int port(String text) throws BadValue {
        try {
            return Values.number(text, 1, 65535);
        } catch (BadValue e) {
            throw new BadValue("the port \"" + text + "\" is not a number from 1 to 65535");
        }
    }

    private static String unixPath(String path) throws BadValue {
        int length = path.getBytes(StandardCharsets.UTF_8).length;
        if (length > MAX_UNIX_PATH) {
            throw new BadValue("the path has " + length + " bytes, a unix socket's has at most " + MAX_UNIX_PATH);
        }
        return path;
    }

    /** Members separated by commas: {@code HOST}, {@code HOST:PORT}, {@code [IPV6]:PORT} or a bare IPv6. Port 0 if not given. */
    static List<Endpoint.Tcp> members(String text) throws BadValue {
        List<Endpoint.Tcp> members = new ArrayList<>();
        for (String part : text.split(",", -1)) {
            members.add(member(part.strip()));
        }
        return members;
    }

    private static Endpoint.Tcp member(String text) throws BadValue {
        if (text.isEmpty()) {
            throw new BadValue("an empty address");
        }
        boolean withoutPort = text.indexOf(':') < 0 || text.endsWith("]") || isIpv6(text);
        return withoutPort ? new Endpoint.Tcp(host(text), 0) : hostAndPort(text);
    }

    /** A host name, an IPv4 address, or an IPv6 address with or without brackets, which are taken off. */
    static String host(String text) throws BadValue {
        if (text.startsWith("[") && text.endsWith("]")) {
            String inner = text.substring(1, text.length() - 1);
            if (!isIpv6(inner)) {
                throw new BadValue("\"" + inner + "\" is not an IPv6 address");
            }
            return inner;
        }
        if (text.isEmpty()) {
            throw new BadValue("no host");
        }
        boolean valid = DOTTED_DIGITS.matcher(text).matches()
                ? IPV4.matcher(text).matches()
                : HOST_NAME.matcher(text).matches() || isIpv6(text);
        if (!valid) {
            throw new BadValue("\"" + text + "\" is neither a host name nor an IP address");
        }
        return text;
    }

    private static boolean isIpv6(String text) {
        int zone = text.indexOf('%');
        String address = zone < 0 ? text : text.substring(0, zone);
        if (address.indexOf(':') < 0 || zone == text.length() - 1) {
            return false;
        }
        try {
            // In brackets it is only ever read as a literal, never looked up.
            InetAddress.getByName('[' + address + ']');
            return true;
        } catch (UnknownHostException e) {
            return false;
        }
    }

    /** Whether a host can be resolved now; literal addresses always can. May ask the name service. */
    static boolean resolves(String host) {
        if (host.indexOf(':') >= 0) {
            return true;
        }
        try {
            InetAddress.getByName(host);
            return true;
        } catch (UnknownHostException e) {
            return false;
        }
    }
}
