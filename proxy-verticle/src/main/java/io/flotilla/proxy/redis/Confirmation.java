package io.flotilla.proxy.redis;

/** What a client is to be told about one word of its request to subscribe or unsubscribe, once servers have done it. */
final class Confirmation {
    private final Topic topic;
    private final boolean begin;
    private final String name;
    private final boolean changes;
    private int awaited;
    private int places;
    private byte[] error;
    private int errorPlace;

    /**
     * @param name {@code null} when the client unsubscribed from all and there was none
     * @param changes whether it makes a difference to what the client is subscribed to
     */
    Confirmation(Topic topic, boolean begin, String name, boolean changes) {
        this.topic = topic;
        this.begin = begin;
        this.name = name;
        this.changes = changes;
    }

    /** One more server has to confirm; returns its place among all that have to. */
    int await() {
        awaited++;
        return places++;
    }

    /** A server has confirmed. */
    void confirmed() {
        awaited--;
    }

    /** A server will not confirm; the error of the first place is what the client gets, whoever was the first to answer. */
    void failed(int place, byte[] why) {
        awaited--;
        if (error == null || place < errorPlace) {
            error = why;
            errorPlace = place;
        }
    }

    boolean isReady() {
        return awaited == 0;
    }

    Topic topic() {
        return topic;
    }

    String name() {
        return name;
    }

    /** Whether it makes a difference to what the client is subscribed to. */
    boolean changes() {
        return changes;
    }

    /** Whether it is about this, and the client did not hear it before. */
    boolean begins(Topic what, String which) {
        return begin && changes && topic == what && name.equals(which);
    }

    /** The error reply instead of the confirmation, or {@code null}. */
    byte[] error() {
        return error;
    }

    /** What it adds to the number of things that the client is subscribed to. */
    int difference() {
        return !changes || error != null ? 0 : begin ? 1 : -1;
    }

    /** The confirmation, as Redis says it. */
    byte[] toBytes(int resp, int count) {
        StringBuilder text = new StringBuilder(resp == 3 ? ">3\r\n$" : "*3\r\n$");
        String word = topic.word(begin);
        text.append(word.length()).append("\r\n").append(word).append("\r\n");
        if (name == null) {
            text.append(resp == 3 ? "_\r\n" : "$-1\r\n");
        } else {
            text.append('$').append(name.length()).append("\r\n").append(name).append("\r\n");
        }
        return Resp.ascii(text.append(':').append(count).append("\r\n").toString());
    }
}
