package io.flotilla.proxy.redis;

/** A script that went through the proxy. Compared by identity: one that was flushed and comes again is another. */
final class Script {
    private final String sha;
    private final byte[] body;
    /** Whether it was asked for since the last look; see {@link Scripts}. */
    volatile boolean used;

    Script(String sha, byte[] body) {
        this.sha = sha;
        this.body = body;
    }

    /** Its SHA-1 in lower-case hexadecimal. */
    String sha() {
        return sha;
    }

    byte[] body() {
        return body;
    }

    /** The request that loads it. */
    byte[] loadRequest() {
        byte[] head = Resp.ascii("*3\r\n$6\r\nSCRIPT\r\n$4\r\nLOAD\r\n");
        byte[] bulk = Resp.bulk(body);
        byte[] request = java.util.Arrays.copyOf(head, head.length + bulk.length);
        System.arraycopy(bulk, 0, request, head.length, bulk.length);
        return request;
    }
}
