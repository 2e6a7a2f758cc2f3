package io.flotilla.node.training;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** The two protocols, as far as stand-ins and clients of the training need them. Strings hold one byte in each character. */
enum TrainingProtocol {
    /** The classic text protocol. */
    MEMCACHED {
        @Override
        String get(String... keys) {
            return "get " + String.join(" ", keys) + "\r\n";
        }

        @Override
        String set(String key, String value) {
            return "set " + key + " 0 0 " + value.length() + "\r\n" + value + "\r\n";
        }

        @Override
        void skipReply(DataInputStream in) throws IOException {
            String line = line(in);
            while (line.startsWith("VALUE ")) {
                in.skipNBytes(Integer.parseInt(line.substring(line.lastIndexOf(' ') + 1)) + 2L);
                line = line(in);
            }
        }

        @Override
        String[] request(DataInputStream in) throws IOException {
            String[] words = line(in).split(" ");
            return words[0].equals("set")
                    ? new String[] {"set", words[1], value(in, Integer.parseInt(words[4]))}
                    : words;
        }
    },

    /** RESP2. */
    REDIS {
        @Override
        String get(String... keys) {
            return keys.length == 1 ? array("GET", keys[0]) : array("MGET", keys);
        }

        @Override
        String set(String key, String value) {
            return array("SET", key, value);
        }

        private String array(String name, String... words) {
            StringBuilder text = new StringBuilder("*" + (words.length + 1) + "\r\n" + bulk(name));
            for (String word : words) {
                text.append(bulk(word));
            }
            return text.toString();
        }

        @Override
        void skipReply(DataInputStream in) throws IOException {
            String line = line(in);
            int number = line.startsWith("*") || line.startsWith("$") ? Integer.parseInt(line.substring(1)) : 0;
            if (line.startsWith("$") && number >= 0) {
                in.skipNBytes(number + 2L);
            }
            for (int i = 0; line.startsWith("*") && i < number; i++) {
                skipReply(in);
            }
        }

        @Override
        String[] request(DataInputStream in) throws IOException {
            String[] words = new String[Integer.parseInt(line(in).substring(1))];
            for (int i = 0; i < words.length; i++) {
                words[i] = value(in, Integer.parseInt(line(in).substring(1)));
            }
            words[0] = words[0].toLowerCase(Locale.ROOT);
            return words;
        }
    };

    /** Asks for the values of these keys. */
    abstract String get(String... keys);

    abstract String set(String key, String value);

    /** Reads a whole reply to one of these. */
    abstract void skipReply(DataInputStream in) throws IOException;

    /** Reads a request: its name in lower case, its key or keys, and a value. */
    abstract String[] request(DataInputStream in) throws IOException;

    String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    static DataInputStream buffered(InputStream in) {
        return new DataInputStream(new BufferedInputStream(in, 1 << 16));
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    static String bulk(String value) {
        return "$" + value.length() + "\r\n" + value + "\r\n";
    }

    private static String value(DataInputStream in, int length) throws IOException {
        String value = new String(in.readNBytes(length), StandardCharsets.ISO_8859_1);
        in.skipNBytes(2);
        return value;
    }

    private static String line(DataInputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        int next = in.read();
        while (next != '\n') {
            if (next < 0) {
                throw new EOFException();
            }
            line.append((char) next);
            next = in.read();
        }
        line.setLength(Math.max(0, line.length() - 1));
        return line.toString();
    }
}
