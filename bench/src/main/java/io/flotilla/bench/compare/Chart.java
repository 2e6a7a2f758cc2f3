package io.flotilla.bench.compare;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** A line chart as SVG: named lines over a few labelled places, on a logarithmic scale, with bars from lowest to highest. */
final class Chart {
    private static final int WIDTH = 640;
    private static final int HEIGHT = 360;
    private static final int LEFT = 80;
    private static final int RIGHT = 150;
    private static final int TOP = 40;
    private static final int BOTTOM = 45;
    /** Neighbouring lines are this far apart, so that their bars do not cover each other. */
    private static final double APART = 7;

    /** A proxy has the same colour in all charts (Okabe and Ito's, told apart by everybody). */
    private static final Map<String, String> COLOURS = Map.of(
            "flotilla-epoll", "#0072b2",
            "flotilla-io_uring", "#009e73",
            "nutcracker", "#d55e00",
            "haproxy-tcp", "#7f7f7f");

    private static final List<String> MORE_COLOURS = List.of("#cc79a7", "#56b4e9", "#e69f00", "#000000");

    private final String title;
    private final String across;
    private final List<String> places;
    private final Map<String, Map<Integer, Spread>> lines = new LinkedHashMap<>();

    Chart(String title, String across, List<String> places) {
        this.title = title;
        this.across = across;
        this.places = places;
    }

    /** Adds a point; values that no logarithmic scale can show are left out. */
    void point(String line, int place, Spread value) {
        if (value.low() > 0) {
            lines.computeIfAbsent(line, l -> new TreeMap<>()).put(place, value);
        }
    }

    /** Whether there is a line to draw. */
    boolean hasLines() {
        return lines.values().stream().anyMatch(points -> points.size() > 1);
    }

    String svg() {
        Scale scale = Scale.of(
                spreads().stream().mapToDouble(Spread::low).min().orElse(1),
                spreads().stream().mapToDouble(Spread::high).max().orElse(10));
        StringBuilder svg = new StringBuilder();
        add(svg, "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\"", WIDTH, HEIGHT);
        add(svg, " font-family=\"sans-serif\" font-size=\"12\">\n");
        add(svg, "<rect width=\"%d\" height=\"%d\" fill=\"white\"/>\n", WIDTH, HEIGHT);
        add(svg, "<text x=\"%d\" y=\"22\" font-size=\"14\" font-weight=\"bold\">%s</text>\n", LEFT, title);
        vertical(svg, scale);
        horizontal(svg);
        int number = 0;
        for (Map.Entry<String, Map<Integer, Spread>> line : lines.entrySet()) {
            line(svg, line.getKey(), line.getValue(), number++, scale);
        }
        return svg.append("</svg>\n").toString();
    }

    private List<Spread> spreads() {
        return lines.values().stream()
                .flatMap(points -> points.values().stream())
                .toList();
    }

    private static void vertical(StringBuilder svg, Scale scale) {
        for (double mark : scale.marks()) {
            double y = y(mark, scale);
            add(svg, "<line x1=\"%d\" x2=\"%d\" y1=\"%.1f\" y2=\"%3$.1f\" stroke=\"#ddd\"/>\n", LEFT, WIDTH - RIGHT, y);
            add(svg, "<text x=\"%d\" y=\"%.1f\" text-anchor=\"end\">%s</text>\n", LEFT - 8, y + 4, label(mark));
        }
    }

    private void horizontal(StringBuilder svg) {
        for (int i = 0; i < places.size(); i++) {
            int y = HEIGHT - BOTTOM + 18;
            add(svg, "<text x=\"%.1f\" y=\"%d\" text-anchor=\"middle\">%s</text>\n", x(i), y, places.get(i));
        }
        double middle = (LEFT + WIDTH - RIGHT) / 2.0;
        add(svg, "<text x=\"%.1f\" y=\"%d\" text-anchor=\"middle\">%s</text>\n", middle, HEIGHT - 8, across);
    }

    private void line(StringBuilder svg, String name, Map<Integer, Spread> points, int number, Scale scale) {
        String colour = COLOURS.getOrDefault(name, MORE_COLOURS.get(number % MORE_COLOURS.size()));
        double shift = (number - (lines.size() - 1) / 2.0) * APART;
        List<String> path = new ArrayList<>();
        points.forEach((place, value) -> {
            double x = x(place) + shift;
            double y = y(value.median(), scale);
            path.add(String.format(Locale.ROOT, "%.1f,%.1f", x, y));
            add(svg, "<line x1=\"%.1f\" x2=\"%1$.1f\" y1=\"%.1f\" ", x, y(value.low(), scale));
            add(svg, "y2=\"%.1f\" stroke=\"%s\"/>\n", y(value.high(), scale), colour);
            add(svg, "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"3.5\" fill=\"%s\"/>\n", x, y, colour);
        });
        add(svg, "<polyline points=\"%s\" fill=\"none\" ", String.join(" ", path));
        add(svg, "stroke=\"%s\" stroke-width=\"2\"/>\n", colour);
        int y = TOP + 10 + 20 * number;
        add(svg, "<circle cx=\"%d\" cy=\"%d\" r=\"4\" fill=\"%s\"/>\n", WIDTH - RIGHT + 18, y, colour);
        add(svg, "<text x=\"%d\" y=\"%d\">%s</text>\n", WIDTH - RIGHT + 28, y + 4, name);
    }

    private double x(int place) {
        double width = WIDTH - LEFT - RIGHT;
        return LEFT + width * (place + 0.5) / places.size();
    }

    private static double y(double value, Scale scale) {
        double height = HEIGHT - TOP - BOTTOM;
        return HEIGHT - BOTTOM - height * scale.at(value);
    }

    private static String label(double value) {
        return String.format(Locale.ROOT, value >= 1 ? "%,.0f" : value >= 0.1 ? "%.1f" : "%.2f", value);
    }

    private static void add(StringBuilder svg, String format, Object... values) {
        svg.append(String.format(Locale.ROOT, format, values));
    }
}
