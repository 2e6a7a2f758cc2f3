package io.flotilla.config;

/**
 * A pool's listener.
 *
 * @param endpoint where it listens
 * @param permissions the file mode of a unix socket, or 0 to leave it to the umask
 */
public record Listen(Endpoint endpoint, int permissions) {}
