package dev.headroom.receiver.cli;

import dev.headroom.receiver.gpu.Headroom;
import dev.headroom.receiver.gpu.VramPlan;
import dev.headroom.receiver.gpu.VramPlan.Item;
import dev.headroom.receiver.gpu.VramPlan.Slot;
import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A plan in the words and numbers of spec 2.1, or why there is none and what would help. */
record PlanText(VramPlan plan, List<String> names, Unit unit) {

    private static final String CHECK = "\u2705";

    /** Decimal where all sizes are, else binary. */
    private enum Unit {
        GB(1e9),
        GIB(1L << 30);

        private final double bytes;

        Unit(double bytes) {
            this.bytes = bytes;
        }

        static Unit of(VramPlan plan) {
            boolean decimal = Stream.concat(plan.models().stream().map(Item::bytes), plan.gpus().stream())
                    .allMatch(bytes -> bytes % 100_000_000 == 0);
            return decimal ? GB : GIB;
        }

        String text(long size) {
            return text((double) size);
        }

        private String text(double size) {
            String number = String.format(Locale.ROOT, "%.1f", size / bytes).replaceFirst("\\.0$", "");
            return number + (this == GB ? "GB" : "GiB");
        }

        /** Never less than what is needed. */
        String atLeast(long size) {
            return text(Math.ceil((double) size / bytes * 10) / 10 * bytes);
        }
    }

    /** @param names of the GPUs, in the plan's order */
    static String of(VramPlan plan, List<String> names, List<Slot> slots) {
        return new PlanText(plan, names, Unit.of(plan)).plan(slots);
    }

    static String impossible(VramPlan plan) {
        return new PlanText(plan, List.of(), Unit.of(plan)).refusal();
    }

    private String plan(List<Slot> slots) {
        return head(slots) + "\n" + slots.stream().map(this::slot).collect(Collectors.joining("\n"));
    }

    private String head(List<Slot> slots) {
        long first = slots.get(0).total();
        boolean alike = slots.stream().allMatch(slot -> slot.total() == first);
        String each = alike ? " (" + unit.text(first) + " VRAM" + (slots.size() == 1 ? "" : " each") + ")" : "";
        return "# " + (slots.size() == 1 ? "Single GPU" : "Multi-GPU") + each;
    }

    private String slot(Slot slot) {
        List<String> lines = new ArrayList<>();
        lines.add(names.get(slot.gpu()) + ":");
        slot.models().forEach(model -> lines.add("  - " + model.name() + ": ~" + unit.text(model.bytes())));
        if (slot.models().size() > 1) {
            lines.add("  Total: ~" + unit.text(slot.used()));
        }
        lines.add("  Headroom: " + unit.text(slot.free()) + " (" + share(slot) + where(slot) + ") " + check());
        return String.join("\n", lines) + "\n";
    }

    /** In half per cent, rounded down: never more is promised than there is. */
    private static String share(Slot slot) {
        double percent = Math.floor(200.0 * slot.free() / slot.total()) / 2;
        return (percent == Math.rint(percent) ? String.valueOf((long) percent) : String.valueOf(percent)) + "%";
    }

    private String where(Slot slot) {
        boolean said = plan.gpus().size() > 1 && plan.gpus().stream().distinct().count() == 1;
        return said ? "" : " on " + unit.text(slot.total()) + " GPU";
    }

    private static String check() {
        return Charset.defaultCharset().newEncoder().canEncode(CHECK) ? CHECK : "ok";
    }

    private String refusal() {
        List<String> lines = new ArrayList<>();
        lines.add("There is no plan: " + why() + ".");
        remedies().forEach(remedy -> lines.add("  - " + remedy));
        return String.join("\n", lines) + "\n";
    }

    private String why() {
        String left = "with " + Headroom.LEAST + " % left free";
        if (plan.gpus().isEmpty()) {
            return "there is no GPU";
        }
        if (!plan.tooLarge().isEmpty()) {
            Item model = plan.tooLarge().get(0);
            return model.name() + " needs " + unit.text(model.bytes()) + ", and " + left + " the largest GPU ("
                    + unit.text(plan.largestGpu()) + ") holds " + unit.text(VramPlan.usable(plan.largestGpu()));
        }
        return plan.needed() > plan.usable()
                ? "the models need " + unit.text(plan.needed()) + " together, and " + left + " the GPUs hold "
                        + unit.text(plan.usable())
                : "each model fits alone and all together would (" + unit.text(plan.needed()) + " of "
                        + unit.text(plan.usable()) + "), but no way to divide them among the GPUs does " + left;
    }

    private List<String> remedies() {
        List<String> remedies = new ArrayList<>();
        plan.tooLarge()
                .forEach(model -> remedies.add("a GPU of " + unit.atLeast(VramPlan.smallestFor(model.bytes()))
                        + " or more would hold " + model.name()));
        plan.moreGpus()
                .ifPresent(count -> remedies.add(count + " more " + (count == 1 ? "GPU" : "GPUs") + " of "
                        + unit.text(plan.largestGpu()) + " would do"));
        remedies.add("one GPU of " + unit.atLeast(VramPlan.smallestFor(plan.needed())) + " or more would hold all");
        plan.without().ifPresent(model -> remedies.add("without " + model.name() + " the others fit"));
        return remedies;
    }
}
