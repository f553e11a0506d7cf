package dev.headroom.receiver.cli;

import dev.headroom.receiver.app.Gpus;
import dev.headroom.receiver.config.HeadroomConfig;
import dev.headroom.receiver.gpu.GpuException;
import dev.headroom.receiver.gpu.GpuProbe;
import dev.headroom.receiver.gpu.VramPlan;
import dev.headroom.receiver.gpu.VramPlan.Item;
import dev.headroom.settings.Quantity;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Plans which model goes onto which GPU (spec 2.1). */
@Command(
        name = "vram-plan",
        description = {
            "Plans which model goes onto which GPU, so that every GPU keeps 20 %% of its memory free.",
            "Ends with 1 where no way does."
        },
        mixinStandardHelpOptions = true)
final class VramPlanCommand implements Callable<Integer> {

    private static final int IMPOSSIBLE = 1;

    /** A GPU to plan with; {@code total} in bytes. */
    private record Place(String name, long total) {}

    @Mixin
    private final ConfigOptions config = new ConfigOptions();

    @Option(
            names = "--gpus",
            split = ",",
            paramLabel = "SIZE",
            description = "Memory of each GPU, like 24GB,24GB; default: the GPUs that are there.")
    private List<String> gpus = List.of();

    @Option(
            names = "--model",
            paramLabel = "NAME=SIZE",
            description = "A model in place of those of gpu.models, like \"Mistral 7B=4GB\"; may be repeated.")
    private Map<String, String> models = new LinkedHashMap<>();

    @Override
    public Integer call() {
        HeadroomConfig read = config.read();
        List<Place> places = places(read);
        VramPlan plan =
                new VramPlan(items(read), places.stream().map(Place::total).toList());
        List<String> names = places.stream().map(Place::name).toList();
        try {
            Optional<List<VramPlan.Slot>> slots = plan.slots();
            System.out.print(
                    slots.map(found -> PlanText.of(plan, names, found)).orElseGet(() -> PlanText.impossible(plan)));
            return slots.isPresent() ? 0 : IMPOSSIBLE;
        } catch (IllegalArgumentException e) {
            throw new ApiException(Main.USAGE, String.valueOf(e.getMessage()));
        }
    }

    private List<Item> items(HeadroomConfig read) {
        return models.isEmpty()
                ? read.gpu().models().entrySet().stream()
                        .map(model -> new Item(model.getKey(), model.getValue()))
                        .toList()
                : models.entrySet().stream()
                        .map(model -> new Item(model.getKey(), size(model.getValue())))
                        .toList();
    }

    private List<Place> places(HeadroomConfig read) {
        if (!gpus.isEmpty()) {
            return IntStream.range(0, gpus.size())
                    .mapToObj(index -> new Place("GPU " + index, size(gpus.get(index))))
                    .toList();
        }
        try (GpuProbe probe = Gpus.probe(read, InstantSource.system())) {
            return probe.read().gpus().stream()
                    .map(gpu -> new Place(gpu.inWords(), gpu.memory().total()))
                    .toList();
        } catch (GpuException e) {
            throw new ApiException(
                    Main.USAGE,
                    "name the GPUs, as --gpus 24GB,24GB: those of this machine are not known: " + e.getMessage());
        }
    }

    private static long size(String text) {
        return Quantity.anySize(text.strip())
                .orElseThrow(() -> new ApiException(
                        Main.USAGE, "\"" + text + "\" is no size of more than zero; write it like 24GB or 24GiB"));
    }
}
