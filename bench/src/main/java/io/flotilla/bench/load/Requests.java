package io.flotilla.bench.load;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.SplittableRandom;

/** The requests of a load, encoded once and picked at random, so that sending one is a copy. */
final class Requests {
    private static final int MULTIGETS = 512;

    private final Load load;
    private final SplittableRandom random;
    private final byte[][] gets;
    private final byte[][] sets;
    private final byte[] value;

    Requests(Load load, long seed) {
        this.load = load;
        this.random = new SplittableRandom(seed);
        this.value = new byte[load.valueBytes() + 2];
        Arrays.fill(value, (byte) 'x');
        value[value.length - 2] = '\r';
        value[value.length - 1] = '\n';
        this.sets = new byte[load.keys()][];
        for (int i = 0; i < sets.length; i++) {
            sets[i] = bytes(setHead(load.key(i)));
        }
        this.gets = new byte[load.keysPerGet() == 1 ? load.keys() : MULTIGETS][];
        for (int i = 0; i < gets.length; i++) {
            gets[i] = bytes(get(i));
        }
    }

    private String setHead(String key) {
        return switch (load.protocol()) {
            case REDIS -> "*3\r\n$3\r\nSET\r\n$" + key.length() + "\r\n" + key + "\r\n$" + load.valueBytes() + "\r\n";
            case MEMCACHED -> "set " + key + " 0 0 " + load.valueBytes() + "\r\n";
        };
    }

    private String get(int i) {
        int count = load.keysPerGet();
        StringBuilder text = new StringBuilder();
        text.append(
                switch (load.protocol()) {
                    case REDIS -> count == 1 ? "*2\r\n$3\r\nGET\r\n" : "*" + (count + 1) + "\r\n$4\r\nMGET\r\n";
                    case MEMCACHED -> "get";
                });
        for (int k = 0; k < count; k++) {
            String key = load.key(count == 1 ? i : random.nextInt(load.keys()));
            switch (load.protocol()) {
                case REDIS ->
                    text.append('$')
                            .append(key.length())
                            .append("\r\n")
                            .append(key)
                            .append("\r\n");
                case MEMCACHED -> text.append(' ').append(key);
            }
        }
        return load.protocol() == Protocol.REDIS
                ? text.toString()
                : text.append("\r\n").toString();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    /** The size of the largest request. */
    int largest() {
        int largest = 0;
        for (byte[] get : gets) {
            largest = Math.max(largest, get.length);
        }
        return load.getPercent() == 100 ? largest : Math.max(largest, sets[0].length + value.length);
    }

    /** Appends one request of the mix; returns how many values it asks for, 0 for a write. */
    int put(ByteBuffer out) {
        if (load.getPercent() == 100 || random.nextInt(100) < load.getPercent()) {
            out.put(gets[random.nextInt(gets.length)]);
            return load.keysPerGet();
        }
        putSet(out, random.nextInt(sets.length));
        return 0;
    }

    /** Appends the write of key number {@code i}. */
    void putSet(ByteBuffer out, int i) {
        out.put(sets[i]).put(value);
    }

    int setSize() {
        return sets[0].length + value.length;
    }
}
