package dev.headroom.ttltuner.replay;

import dev.headroom.ttltuner.replay.Outcome.Point;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.geom.Path2D;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.jfree.svg.SVGGraphics2D;

/** The course of several laws: TTL above, hit rate of the last 15 minutes below, over the minutes of the trace. */
public final class Chart {
    private static final int WIDTH = 960;
    private static final int HEIGHT = 620;
    private static final int LEFT = 60;
    private static final int RIGHT = WIDTH - 20;
    private static final List<Color> COLORS =
            List.of(new Color(0x7f7f7f), new Color(0xd62728), new Color(0xff9f1c), new Color(0x1f77b4));

    private final SVGGraphics2D svg = new SVGGraphics2D(WIDTH, HEIGHT);
    private final List<Outcome> outcomes;
    private final double target;

    private Chart(List<Outcome> outcomes, double target) {
        this.outcomes = outcomes;
        this.target = target;
    }

    /** As an SVG document. */
    public static String svg(List<Outcome> outcomes, double target) {
        return new Chart(outcomes, target).draw();
    }

    /** A part of the picture with its own scale. */
    private record Panel(int top, int bottom, double most) {
        double y(double value) {
            return bottom - Math.min(1, value / most) * (bottom - top);
        }
    }

    private String draw() {
        svg.setColor(Color.WHITE);
        svg.fillRect(0, 0, WIDTH, HEIGHT);
        svg.setFont(new Font("SansSerif", Font.PLAIN, 12));
        double longest = outcomes.stream()
                .flatMap(outcome -> outcome.course().stream())
                .mapToInt(Point::ttl)
                .max()
                .orElse(1);
        Panel ttls = new Panel(50, 290, longest * 1.05);
        Panel rates = new Panel(340, 580, 1);
        axes(ttls, "TTL, seconds", longest, "");
        axes(rates, "hit rate, 15 minutes", 100, " %");
        lines(ttls, Point::ttl);
        lines(rates, Point::hitRate);
        targetLine(rates);
        legend();
        return svg.getSVGDocument();
    }

    private void axes(Panel panel, String title, double most, String unit) {
        svg.setColor(Color.DARK_GRAY);
        svg.drawLine(LEFT, panel.top(), LEFT, panel.bottom());
        svg.drawLine(LEFT, panel.bottom(), RIGHT, panel.bottom());
        svg.drawString(title, LEFT, panel.top() - 8);
        for (int i = 0; i <= 4; i++) {
            double share = i / 4.0;
            double value = unit.isEmpty() ? share * most : share * panel.most();
            svg.drawString(Math.round(share * most) + unit, 8, (float) panel.y(value) + 4);
        }
        svg.drawString("0", LEFT, panel.bottom() + 16);
        svg.drawString(minutes() + " min", RIGHT - 50, panel.bottom() + 16);
    }

    private long minutes() {
        return outcomes.stream()
                .mapToLong(outcome -> outcome.course().size())
                .max()
                .orElse(1);
    }

    private void lines(Panel panel, ToDoubleFunction<Point> value) {
        svg.setStroke(new BasicStroke(1.5f));
        for (int i = 0; i < outcomes.size(); i++) {
            svg.setColor(COLORS.get(i % COLORS.size()));
            svg.draw(line(panel, outcomes.get(i).course(), value));
        }
    }

    private Path2D line(Panel panel, List<Point> course, ToDoubleFunction<Point> value) {
        Path2D path = new Path2D.Double();
        for (int i = 0; i < course.size(); i++) {
            double x = LEFT + (RIGHT - LEFT) * (i + 1.0) / minutes();
            double at = value.applyAsDouble(course.get(i));
            double y = panel.y(Double.isFinite(at) ? at : 0);
            if (i == 0) {
                path.moveTo(x, y);
            } else {
                path.lineTo(x, y);
            }
        }
        return path;
    }

    private void targetLine(Panel rates) {
        svg.setColor(new Color(0x2ca02c));
        svg.setStroke(new BasicStroke(1, BasicStroke.CAP_BUTT, BasicStroke.JOIN_MITER, 10, new float[] {6, 4}, 0));
        int y = (int) Math.round(rates.y(target));
        svg.drawLine(LEFT, y, RIGHT, y);
    }

    private void legend() {
        int x = LEFT;
        for (int i = 0; i < outcomes.size(); i++) {
            svg.setColor(COLORS.get(i % COLORS.size()));
            svg.fillRect(x, 14, 12, 12);
            svg.setColor(Color.BLACK);
            svg.drawString(outcomes.get(i).law(), x + 18, 25);
            x += 30 + 7 * outcomes.get(i).law().length();
        }
    }
}
