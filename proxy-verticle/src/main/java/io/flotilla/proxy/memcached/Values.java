package io.flotilla.proxy.memcached;

import io.flotilla.proxy.client.Upload;
import io.flotilla.proxy.route.RequestOwner;
import io.flotilla.topology.FailureCause;
import io.netty.buffer.ByteBuf;

/**
 * One client's requests that carry a value. A small value waits in the client's input until it is whole; a large one is
 * forwarded as it comes; the value of a refused request is passed over, so that the next request is found.
 */
final class Values {
    /** The longest key. */
    static final int KEY_LIMIT = 250;
    /** The longest value that memcached can announce. */
    static final long MOST_BYTES = Integer.MAX_VALUE - 2;

    private static final int LINE_END = 2;

    private final Forwarder forwarder;
    private int awaited;
    private long remaining;
    private Upload upload;
    private int uploadServer;

    Values(Forwarder forwarder) {
        this.forwarder = forwarder;
    }

    /** How many bytes must have come before it is worth looking at them again. */
    int awaited() {
        return awaited;
    }

    /** Whether the next bytes belong to a value that is forwarded, or passed over, as it comes. */
    boolean isUnderWay() {
        return remaining > 0;
    }

    /** Whether the next bytes belong to a value that is forwarded as it comes. */
    boolean isUploading() {
        return remaining > 0 && upload != null;
    }

    /** Forwards, or passes over, what has come of the value under way. */
    boolean goOn(ByteBuf in) {
        int n = (int) Math.min(remaining, in.readableBytes());
        if (upload != null) {
            upload.write(in, in.readerIndex(), n);
            forwarder.pool().link(uploadServer).counters().requestBytes += n;
        }
        in.skipBytes(n);
        remaining -= n;
        if (remaining == 0 && upload != null) {
            upload.finish();
        }
        return true;
    }

    /**
     * Takes a request with a value.
     *
     * @param start where its line begins
     * @param end behind its line, where the value begins
     * @param length the announced bytes of the value
     * @param server where its key is, or why nowhere
     * @param silence which replies the client does not want
     * @param blank the word of the line that the server must not see, or -1
     */
    boolean take(ByteBuf in, int start, int end, long length, int server, int silence, int blank, Words words) {
        if (length > forwarder.pool().limits().streamThreshold()) {
            return stream(in, start, end, length, server, silence, blank, words);
        }
        int whole = end - in.readerIndex() + (int) length + LINE_END;
        if (in.readableBytes() < whole) {
            awaited = whole;
            return false;
        }
        awaited = 0;
        int next = end + (int) length + LINE_END;
        if (in.getByte(next - 2) != '\r' || in.getByte(next - 1) != '\n') {
            return forwarder.answer(in, next, Replies.BAD_CHUNK, silence);
        }
        if (server < 0) {
            return forwarder.unroutable(server, in, next, silence);
        }
        if (blank >= 0) {
            words.blank(in, blank);
        }
        return forwarder.forward(in, start, next, server, silence);
    }

    private boolean stream(
            ByteBuf in, int start, int end, long length, int server, int silence, int blank, Words words) {
        if (server < 0) {
            boolean passed = forwarder.unroutable(server, in, end, silence);
            upload = null;
            remaining = passed ? length + LINE_END : 0;
            return passed;
        }
        boolean isMetaQuiet = silence != Silence.NONE && silence != Silence.ALL;
        RequestOwner replies =
                isMetaQuiet ? forwarder.quietReplies() : forwarder.session().replies();
        Upload begun = Upload.begin(forwarder.session(), replies, server, 0);
        if (begun == null) {
            return forwarder.session().isOverdue() && passOver(in, end, length, silence);
        }
        upload = begun;
        uploadServer = server;
        forwarder.noteWrite(upload.request());
        upload.request().quiet = silence == Silence.ALL;
        upload.request().mark = isMetaQuiet ? silence : Silence.NONE;
        if (blank >= 0) {
            words.blank(in, blank);
        }
        upload.write(in, start, end - start);
        forwarder.pool().link(server).counters().requestBytes += end - start;
        in.readerIndex(end);
        remaining = length + LINE_END;
        return true;
    }

    /** Fails a request for which no connection was found in time. */
    private boolean passOver(ByteBuf in, int end, long length, int silence) {
        forwarder.fail(FailureCause.OVERLOADED, silence);
        upload = null;
        remaining = length + LINE_END;
        return forwarder.drop(in, end);
    }

    /** The client has gone. */
    void close() {
        if (upload != null) {
            upload.abandon();
        }
    }
}
