package io.flotilla.proxy.redis;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** Writes replies made here, in the client's RESP version. Text is written as its chars' low bytes. */
final class Resp {
    static final byte[] OK = ascii("+OK\r\n");
    static final byte[] PONG = ascii("+PONG\r\n");

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(256);
    private final boolean three;

    Resp(int version) {
        this.three = version == 3;
    }

    static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    /** A null in this RESP version. */
    static byte[] nil(int version) {
        return ascii(version == 3 ? "_\r\n" : "$-1\r\n");
    }

    /** A bulk string. */
    static byte[] bulk(byte[] content) {
        ByteArrayOutputStream to = new ByteArrayOutputStream(content.length + 16);
        to.writeBytes(ascii("$" + content.length + "\r\n"));
        to.writeBytes(content);
        to.writeBytes(ascii("\r\n"));
        return to.toByteArray();
    }

    static byte[] integer(long n) {
        return ascii(":" + n + "\r\n");
    }

    Resp array(int elements) {
        return line('*', elements);
    }

    /** The head of a map of so many entries. */
    Resp map(int entries) {
        return three ? line('%', entries) : line('*', 2L * entries);
    }

    /** The head of a set of so many elements. */
    Resp set(int elements) {
        return line(three ? '~' : '*', elements);
    }

    Resp number(long n) {
        return line(':', n);
    }

    Resp string(String text) {
        bytes.writeBytes(bulk(ascii(text)));
        return this;
    }

    /** Long text, which RESP3 marks as plain text. */
    Resp text(String content) {
        if (!three) {
            return string(content);
        }
        line('=', content.length() + 4L);
        bytes.writeBytes(ascii("txt:" + content + "\r\n"));
        return this;
    }

    Resp status(String word) {
        bytes.writeBytes(ascii("+" + word + "\r\n"));
        return this;
    }

    Resp nil() {
        bytes.writeBytes(nil(three ? 3 : 2));
        return this;
    }

    Resp nilArray() {
        bytes.writeBytes(ascii(three ? "_\r\n" : "*-1\r\n"));
        return this;
    }

    byte[] toBytes() {
        return bytes.toByteArray();
    }

    private Resp line(char type, long n) {
        bytes.writeBytes(ascii(type + Long.toString(n) + "\r\n"));
        return this;
    }
}
