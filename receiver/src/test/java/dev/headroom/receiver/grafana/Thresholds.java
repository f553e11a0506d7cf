package dev.headroom.receiver.grafana;

import dev.headroom.receiver.lint.ShippedAlert;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Where a panel's colour changes: at the thresholds of its alerts. Red is bad, blue is more than enough. */
final class Thresholds {
    private Thresholds() {}

    static List<Map<String, Object>> of(List<ShippedAlert> alerts) {
        Map<BigDecimal, String> above = new TreeMap<>();
        String lowest = "green";
        for (ShippedAlert alert : alerts) {
            if (alert.high()) {
                above.put(number(alert), "red");
            } else {
                lowest = alert.scale().equals("down") ? "blue" : "red";
                above.putIfAbsent(number(alert), "green");
            }
        }
        List<Map<String, Object>> steps = new ArrayList<>();
        steps.add(step(lowest, null));
        above.forEach((at, colour) -> steps.add(step(colour, at)));
        return steps;
    }

    private static BigDecimal number(ShippedAlert alert) {
        return alert.threshold().stripTrailingZeros();
    }

    private static Map<String, Object> step(String colour, BigDecimal at) {
        Map<String, Object> step = new LinkedHashMap<>();
        step.put("color", colour);
        step.put("value", at);
        return step;
    }
}
