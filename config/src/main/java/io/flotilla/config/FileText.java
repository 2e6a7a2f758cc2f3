package io.flotilla.config;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** The text of a configuration file. */
final class FileText {
    private FileText() {}

    /** Reads a file as UTF-8; whatever is in the way becomes a fault. */
    static String read(Path file, String name) throws ConfigException {
        FaultList faults = new FaultList(name);
        String text = null;
        if (Files.isDirectory(file)) {
            faults.add(0, "found a directory, allowed: a readable file");
        } else {
            try {
                text = decode(Files.readAllBytes(file), faults);
            } catch (IOException e) {
                faults.add(0, "cannot be read: " + reason(e));
            }
        }
        faults.throwIfAny();
        return text;
    }

    /** What hinders reading a file, in plain words. */
    static String reason(Exception e) {
        if (e instanceof NoSuchFileException) {
            return "no such file";
        }
        if (e instanceof AccessDeniedException) {
            return "permission denied";
        }
        if (e instanceof CharacterCodingException) {
            return "not UTF-8 text";
        }
        return String.valueOf(e.getMessage());
    }

    /** The text of these bytes, up to the first that is no UTF-8, which becomes a fault. */
    static String decode(byte[] bytes, FaultList faults) {
        ByteBuffer in = ByteBuffer.wrap(bytes);
        CharBuffer out = CharBuffer.allocate(bytes.length);
        CoderResult result = StandardCharsets.UTF_8
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT)
                .decode(in, out, true);
        out.flip();
        if (result.isError()) {
            int line = 1 + (int) out.chars().filter(c -> c == '\n').count();
            faults.add(line, String.format("found the byte 0x%02X, allowed: UTF-8 text", in.get(in.position())));
        }
        return out.toString();
    }
}
