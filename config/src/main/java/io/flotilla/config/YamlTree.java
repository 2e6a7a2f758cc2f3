package io.flotilla.config;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.DocumentStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.MappingStartEvent;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.events.SequenceStartEvent;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.ReaderException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/**
 * Turns YAML text into {@link YamlNode}s with lines. Built from the parser's events, so that duplicate keys survive, and
 * anchors, aliases, tags, directives and further documents are seen and refused instead of being resolved.
 */
final class YamlTree {
    /** A valid file needs four: root, pools, pool, servers. */
    private static final int MAX_DEPTH = 16;

    private final String text;
    private final FaultList faults;
    private Iterator<Event> events;

    private YamlTree(String text, FaultList faults) {
        this.text = text;
        this.faults = faults;
    }

    /** The root of the only document; empty if there is none or it cannot be parsed, which has been reported then. */
    static Optional<YamlNode> parse(String text, FaultList faults) {
        String spaced = Tabs.separatingAsSpaces(text);
        return new YamlTree(spaced.equals(text) || isYaml(text) ? text : spaced, faults).parse();
    }

    private static boolean isYaml(String text) {
        try {
            new Parse(settings()).parseString(text).forEach(event -> {});
            return true;
        } catch (YamlEngineException e) {
            return false;
        }
    }

    private static LoadSettings settings() {
        return LoadSettings.builder()
                .setUseMarks(true)
                .setCodePointLimit(Integer.MAX_VALUE)
                .build();
    }

    private Optional<YamlNode> parse() {
        try {
            events = new Parse(settings()).parseString(text).iterator();
            return document();
        } catch (TooDeep e) {
            return Optional.empty();
        } catch (MarkedYamlEngineException e) {
            faults.add(mark(e).map(m -> m.getLine() + 1).orElse(0), syntaxMessage(e));
            return Optional.empty();
        } catch (ReaderException e) {
            faults.add(
                    lineOfCodePoint(e.getPosition()),
                    String.format(
                            "invalid YAML: found the character U+%04X, allowed: printable text", e.getCodePoint()));
            return Optional.empty();
        } catch (YamlEngineException e) {
            faults.add(0, "invalid YAML: " + e.getMessage());
            return Optional.empty();
        }
    }

    /** Where the user has to look: for something that was begun and never ended, that is its beginning. */
    private static Optional<Mark> mark(MarkedYamlEngineException e) {
        boolean unended = e.getContext() != null && e.getContext().startsWith("while scanning a ");
        return unended
                ? e.getContextMark().or(e::getProblemMark)
                : e.getProblemMark().or(e::getContextMark);
    }

    /** The parser's message without its own habits: it takes every odd character for an indentation. */
    private static String syntaxMessage(MarkedYamlEngineException e) {
        String column = mark(e).map(m -> ", column " + (m.getColumn() + 1)).orElse("");
        String problem = String.valueOf(e.getProblem())
                .replaceFirst("character '?\\\\t\\(TAB\\)'?", "a tab")
                .replaceFirst("(a tab.*)\\. \\(Do not use .*", "$1; indent with spaces")
                .replaceFirst("\\. \\(Do not use .*", "; put the text in quotes")
                .replaceFirst(
                        "expected <block end>, but found.*", "this does not fit the lines above; check the indentation")
                .replaceFirst("(?s)found undefined tag handle.*", "found a tag; text that begins with ! needs quotes")
                .replaceAll("\\R", "\\\\n");
        String context = e.getContext() == null ? "" : " (" + e.getContext() + ")";
        return "invalid YAML" + column + ": " + problem + context;
    }

    private Optional<YamlNode> document() {
        Optional<YamlNode> root = Optional.empty();
        int documents = 0;
        while (events.hasNext()) {
            Event event = events.next();
            if (!(event instanceof DocumentStartEvent start)) {
                continue;
            }
            if (++documents > 1) {
                faults.add(line(event), "found a second document, allowed: exactly one");
                return root;
            }
            if (start.getSpecVersion().isPresent() || !start.getTags().isEmpty()) {
                faults.add(line(event), "found a %YAML or %TAG directive, allowed: none");
            }
            root = Optional.of(node(events.next(), 0));
        }
        if (documents == 0) {
            faults.add(0, "the file is empty, allowed: at least one pool");
        }
        return root;
    }

    private YamlNode node(Event event, int depth) {
        if (depth > MAX_DEPTH) {
            faults.add(line(event), "found more than " + MAX_DEPTH + " levels of nesting");
            throw new TooDeep();
        }
        if (event instanceof AliasEvent) {
            faults.add(
                    line(event),
                    "found an alias, allowed: no anchors and aliases (text that begins with * needs quotes)");
            return new YamlNode.Broken(line(event));
        }
        if (((NodeEvent) event).getAnchor().isPresent()) {
            faults.add(
                    line(event),
                    "found an anchor, allowed: no anchors and aliases (text that begins with & needs quotes)");
        }
        if (event instanceof ScalarEvent scalar) {
            scalar.getTag().ifPresent(tag -> refuseTag(event));
            return new YamlNode.Scalar(
                    scalar.getValue(), scalar.isPlain() && scalar.getValue().isEmpty(), line(event));
        }
        ((CollectionStartEvent) event).getTag().ifPresent(tag -> refuseTag(event));
        return event instanceof SequenceStartEvent sequence
                ? sequence(sequence, depth)
                : mapping((MappingStartEvent) event, depth);
    }

    /** Without its name, as those of anchors and aliases: it may be a password that lacks its quotes. */
    private void refuseTag(Event event) {
        faults.add(line(event), "found a tag, allowed: no tags (text that begins with ! needs quotes)");
    }

    private YamlNode sequence(SequenceStartEvent start, int depth) {
        List<YamlNode> items = new ArrayList<>();
        for (Event event = events.next(); event.getEventId() != Event.ID.SequenceEnd; event = events.next()) {
            items.add(node(event, depth + 1));
        }
        return new YamlNode.Sequence(items, start.isFlow(), line(start));
    }

    private YamlNode mapping(MappingStartEvent start, int depth) {
        List<YamlNode.Entry> entries = new ArrayList<>();
        for (Event event = events.next(); event.getEventId() != Event.ID.MappingEnd; event = events.next()) {
            YamlNode key = node(event, depth + 1);
            YamlNode value = node(events.next(), depth + 1);
            if (key instanceof YamlNode.Scalar scalar) {
                entries.add(new YamlNode.Entry(scalar, value));
            } else if (!(key instanceof YamlNode.Broken)) {
                faults.add(key.line(), "found " + key.found() + " as a key, allowed: a word");
            }
        }
        return new YamlNode.Mapping(entries, start.isFlow(), line(start));
    }

    private static int line(Event event) {
        return event.getStartMark().map(m -> m.getLine() + 1).orElse(0);
    }

    private int lineOfCodePoint(int position) {
        return 1
                + (int) text.codePoints().limit(position).filter(c -> c == '\n').count();
    }

    private static final class TooDeep extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }
}
