package io.flotilla.node;

import io.vertx.core.transport.Transport;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** What the event loops run on, as {@code --transport} names it. */
enum TransportChoice {
    AUTO,
    EPOLL,
    IO_URING,
    NIO;

    /**
     * A transport that works here, and what to tell the user.
     *
     * @param transport for the Vert.x builder
     * @param name for the log
     * @param fallback why it is not the one that was asked for; empty if it is
     */
    record Chosen(Transport transport, String name, String fallback) {}

    static TransportChoice named(String word) throws UsageException {
        for (TransportChoice choice : values()) {
            if (choice.word().equals(word)) {
                return choice;
            }
        }
        String all = Arrays.stream(values()).map(TransportChoice::word).collect(Collectors.joining(", "));
        throw new UsageException("option --transport value '" + word + "' is none of " + all);
    }

    String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * The transport to use: this one if it works here, else the next best.
     *
     * @param unixSockets whether some listener or server is a unix socket, which not every transport has
     */
    Chosen choose(boolean unixSockets) {
        return switch (this) {
            case NIO -> new Chosen(Transport.NIO, "nio", "");
            case AUTO, EPOLL -> orNio(Transport.EPOLL, "epoll", "");
            case IO_URING -> ioUring(unixSockets);
        };
    }

    private static Chosen ioUring(boolean unixSockets) {
        if (!works(Transport.IO_URING)) {
            return orNio(Transport.EPOLL, "epoll", "io_uring does not work here" + why(Transport.IO_URING));
        }
        if (unixSockets && !Transport.IO_URING.implementation().supportsDomainSockets()) {
            return orNio(Transport.EPOLL, "epoll", "io_uring has no unix sockets");
        }
        return new Chosen(Transport.IO_URING, "io_uring", "");
    }

    private static Chosen orNio(Transport transport, String name, String before) {
        if (works(transport)) {
            return new Chosen(transport, name, before);
        }
        String said = before.isEmpty() ? "" : before + "; ";
        return new Chosen(Transport.NIO, "nio", said + name + " does not work here" + why(transport));
    }

    private static boolean works(Transport transport) {
        return transport != null && transport.available();
    }

    private static String why(Transport transport) {
        if (transport == null) {
            return " (its classes are missing)";
        }
        Throwable cause = transport.unavailabilityCause();
        while (cause != null && cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause == null ? "" : " (" + cause.getMessage() + ")";
    }
}
