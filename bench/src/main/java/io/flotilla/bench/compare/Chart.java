package io.flotilla.bench.compare;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** A line chart as SVG: a few named lines over a few labelled places, from zero, with lines for lowest and highest. */
final class Chart {
    private static final int WIDTH = 640;
    private static final int HEIGHT = 360;
    private static final int LEFT = 80;
    private static final int RIGHT = 150;
    private static final int TOP = 40;
    private static final int BOTTOM = 45;
    private static final int STEPS = 5;
    private static final List<String> COLOURS =
            List.of("#0072b2", "#009e73", "#d55e00", "#7f7f7f", "#cc79a7", "#56b4e9");

    private final String title;
    private final String across;
    private final List<String> places;
    private final Map<String, Map<Integer, Spread>> lines = new TreeMap<>();

    Chart(String title, String across, List<String> places) {
        this.title = title;
        this.across = across;
        this.places = places;
    }

    void point(String line, int place, Spread value) {
        if (!Double.isNaN(value.median())) {
            lines.computeIfAbsent(line, l -> new TreeMap<>()).put(place, value);
        }
    }

    /** Whether there is a line to draw. */
    boolean hasLines() {
        return lines.values().stream().anyMatch(points -> points.size() > 1);
    }

    String svg() {
        double top = niceTop(lines.values().stream()
                .flatMap(points -> points.values().stream())
                .mapToDouble(Spread::high)
                .max()
                .orElse(1));
        StringBuilder svg = new StringBuilder();
        add(
                svg,
                "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" font-family=\"sans-serif\"",
                WIDTH,
                HEIGHT);
        add(svg, " font-size=\"12\">\n<rect width=\"%d\" height=\"%d\" fill=\"white\"/>\n", WIDTH, HEIGHT);
        add(svg, "<text x=\"%d\" y=\"22\" font-size=\"14\" font-weight=\"bold\">%s</text>\n", LEFT, title);
        axes(svg, top);
        int number = 0;
        for (Map.Entry<String, Map<Integer, Spread>> line : lines.entrySet()) {
            line(svg, line.getKey(), line.getValue(), COLOURS.get(number % COLOURS.size()), number, top);
            number++;
        }
        return svg.append("</svg>\n").toString();
    }

    private void axes(StringBuilder svg, double top) {
        for (int i = 0; i <= STEPS; i++) {
            double value = top * i / STEPS;
            add(
                    svg,
                    "<line x1=\"%d\" x2=\"%d\" y1=\"%.1f\" y2=\"%3$.1f\" stroke=\"#ddd\"/>\n",
                    LEFT,
                    WIDTH - RIGHT,
                    y(value, top));
            add(
                    svg,
                    "<text x=\"%d\" y=\"%.1f\" text-anchor=\"end\">%s</text>\n",
                    LEFT - 8,
                    y(value, top) + 4,
                    label(value, top));
        }
        for (int i = 0; i < places.size(); i++) {
            add(
                    svg,
                    "<text x=\"%.1f\" y=\"%d\" text-anchor=\"middle\">%s</text>\n",
                    x(i),
                    HEIGHT - BOTTOM + 18,
                    places.get(i));
        }
        add(
                svg,
                "<text x=\"%.1f\" y=\"%d\" text-anchor=\"middle\">%s</text>\n",
                (LEFT + WIDTH - RIGHT) / 2.0,
                HEIGHT - 8,
                across);
    }

    private void line(
            StringBuilder svg, String name, Map<Integer, Spread> points, String colour, int number, double top) {
        List<String> path = new ArrayList<>();
        points.forEach((place, value) -> {
            path.add(String.format(Locale.ROOT, "%.1f,%.1f", x(place), y(value.median(), top)));
            add(
                    svg,
                    "<line x1=\"%.1f\" x2=\"%1$.1f\" y1=\"%.1f\" y2=\"%.1f\" stroke=\"%s\"/>\n",
                    x(place),
                    y(value.low(), top),
                    y(value.high(), top),
                    colour);
            add(
                    svg,
                    "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"3.5\" fill=\"%s\"/>\n",
                    x(place),
                    y(value.median(), top),
                    colour);
        });
        add(
                svg,
                "<polyline points=\"%s\" fill=\"none\" stroke=\"%s\" stroke-width=\"2\"/>\n",
                String.join(" ", path),
                colour);
        int y = TOP + 10 + 20 * number;
        add(svg, "<circle cx=\"%d\" cy=\"%d\" r=\"4\" fill=\"%s\"/>\n", WIDTH - RIGHT + 18, y, colour);
        add(svg, "<text x=\"%d\" y=\"%d\">%s</text>\n", WIDTH - RIGHT + 28, y + 4, name);
    }

    private double x(int place) {
        double width = WIDTH - LEFT - RIGHT;
        return LEFT + width * (place + 0.5) / places.size();
    }

    private static double y(double value, double top) {
        double height = HEIGHT - TOP - BOTTOM;
        return HEIGHT - BOTTOM - height * value / top;
    }

    /** The next of 1, 2, 2.5, 5 and 10 times a power of ten. */
    private static double niceTop(double most) {
        double power = Math.pow(10, Math.floor(Math.log10(most)));
        for (double factor : new double[] {1, 2, 2.5, 5}) {
            if (most <= factor * power) {
                return factor * power;
            }
        }
        return 10 * power;
    }

    private static String label(double value, double top) {
        return String.format(Locale.ROOT, top >= 50 ? "%,.0f" : top >= 5 ? "%.1f" : "%.2f", value);
    }

    private static void add(StringBuilder svg, String format, Object... values) {
        svg.append(String.format(Locale.ROOT, format, values));
    }
}
