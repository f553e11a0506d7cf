package dev.headroom.receiver.cli;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.headroom.receiver.gpu.Gpu;
import dev.headroom.receiver.gpu.GpuSnapshot;
import dev.headroom.receiver.gpu.Headroom;
import dev.headroom.receiver.gpu.Size;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Help.Ansi;

/** A reading of GPUs as a table with bars, or as JSON. */
final class GpuText {

    private static final int BAR = 30;
    private static final int WHOLE = 100;

    private GpuText() {}

    /** Green from 25 % free on, yellow below, red below 20 %. */
    static String table(GpuSnapshot snapshot, Ansi ansi) {
        List<String> lines = new ArrayList<>();
        snapshot.gpus().forEach(gpu -> lines.add(ansi.string(line(gpu))));
        snapshot.faults()
                .forEach(fault -> lines.add(
                        ansi.string("@|red GPU " + fault.index() + "  cannot be read|@: ") + fault.problem()));
        return lines.isEmpty() ? "There is no GPU." : String.join("\n", lines);
    }

    private static String line(Gpu gpu) {
        Gpu.Memory memory = gpu.memory();
        int used = Math.toIntExact(WHOLE - Headroom.percent(memory.free(), memory.total()));
        String bar = "#".repeat(used * BAR / WHOLE) + ".".repeat(BAR - used * BAR / WHOLE);
        String busy = gpu.utilization() == null ? "" : "  " + Math.round(gpu.utilization() * WHOLE) + " % busy";
        return gpu.inWords() + "  " + gpu.name() + "  @|" + colour(gpu) + " [" + bar + "] " + (WHOLE - used)
                + " % free|@  " + Size.text(memory.used()) + " of " + Size.text(memory.total()) + " used" + busy
                + word(gpu);
    }

    private static String colour(Gpu gpu) {
        return gpu.low() ? "red" : gpu.warns() ? "yellow" : "green";
    }

    private static String word(Gpu gpu) {
        return gpu.low()
                ? "  LOW: less than " + Headroom.LEAST + " % free"
                : gpu.warns() ? "  warning: less than " + Headroom.WARNING + " % free" : "";
    }

    static String json(GpuSnapshot snapshot) {
        ObjectNode root =
                new JsonMapper().createObjectNode().put("at", snapshot.at().toString());
        ArrayNode gpus = root.putArray("gpus");
        for (Gpu gpu : snapshot.gpus()) {
            gpus.addObject()
                    .put("index", gpu.index())
                    .put("uuid", gpu.uuid())
                    .put("name", gpu.name())
                    .put("total", gpu.memory().total())
                    .put("used", gpu.memory().used())
                    .put("free", gpu.memory().free())
                    .put("freeRatio", gpu.memory().freeRatio())
                    .put("utilization", gpu.utilization())
                    .put("low", gpu.low());
        }
        ArrayNode faults = root.putArray("faults");
        snapshot.faults()
                .forEach(fault -> faults.addObject().put("index", fault.index()).put("problem", fault.problem()));
        return root.toString();
    }
}
