package dev.headroom.receiver.init;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A first policy: of each service what the shipped one says of its role, within bounds that what runs now keeps to, so that a
 * start changes nothing. No hours and no rows that tie services to each other, which nobody can guess; but the gate on GPU memory.
 */
final class PolicyText {
    private static final Pattern LIMIT = Pattern.compile("(?m)^( {4}(min|max)_replicas:) (\\d+)(.*)$");
    /** For hours, single GPUs and autoscalers of the specification's own machines. */
    private static final Pattern OF_A_PLACE =
            Pattern.compile("(?m)^ {4}(?:hpa|gpu_placement|target_\\w+):.*\\n(?: {6}.*\\n)*");

    private static final Pattern GPU = Pattern.compile("(?m)^ {4}(?:gpu_check|vram_per_replica):.*\\n");
    private static final Pattern SPECIFIED = Pattern.compile("(?m) *# spec .*$");
    private static final String CHECKPOINT = "(?m)^ {4}checkpoint_sync: required.*$";

    private PolicyText() {}

    static String of(Roster roster, Shipped shipped, boolean demand) {
        String services = roster.services().stream()
                .map(service -> service(service, shipped.policy(demand && service.demandKnown())))
                .collect(Collectors.joining("\n"));
        return """
                # The scaling policy: which alert may move which service, how often, and how far. A first one, written by headroom init:
                # FOUND.md says what it assumes. Thresholds live in the alert rules beside this file. An alert belongs to a trigger by its
                # labels service, trigger and scale.
                version: 1
                timezone: UTC # of the hours in a schedule, where you add one

                services:
                """ + services + gate(roster);
    }

    private static String service(Service service, String policy) {
        String pattern = service.role().pattern();
        Matcher block = Pattern.compile("(?m)^  " + Pattern.quote(pattern) + ":.*\\n((?: {4}.*\\n)+)")
                .matcher(policy);
        if (!block.find()) {
            throw new InitException("the shipped policy has no service " + pattern);
        }
        String limited = LIMIT.matcher(OF_A_PLACE.matcher(block.group(1)).replaceAll(""))
                .replaceAll(limit -> limit.group(1) + " " + bound(limit.group(2), limit.group(3), service.replicas()));
        String checked = GPU.matcher(limited)
                .replaceAll("")
                .replaceFirst("(?m)^ {4}scale_down_when", gpu(service) + "    scale_down_when");
        return "  " + service.name() + ": # as the shipped " + pattern + "\n"
                + SPECIFIED
                        .matcher(checked)
                        .replaceAll("")
                        .replaceFirst(
                                CHECKPOINT,
                                "    checkpoint_sync: none # required, once hooks in headroom.yml name who is asked");
    }

    /** The shipped one, or what runs now where that lies outside. */
    private static int bound(String kind, String shipped, int now) {
        int limit = Integer.parseInt(shipped);
        return kind.equals("min") ? Math.min(limit, now) : Math.max(limit, now);
    }

    private static String gpu(Service service) {
        if (service.role() == Role.HTTP) {
            return "";
        }
        return service.role() == Role.LLM && service.gpusKnown()
                ? "    gpu_check: required # an up waits for room in VRAM\n    vram_per_replica: 25GiB # assumed: measure what one replica takes\n"
                : "    gpu_check: none # required, with vram_per_replica, once GPUs are read\n";
    }

    /** The gate holds whoever may need a GPU; its alert is there where a model is served. */
    private static String gate(Roster roster) {
        if (roster.of(Role.LLM).isEmpty()) {
            return "";
        }
        List<String> held = roster.services().stream()
                .filter(service -> service.role() != Role.HTTP)
                .map(service -> service.name() + ": hold_scale_up")
                .toList();
        return """

                matrix:
                  - name: gpu-vram-low # less than 20 %% of a GPU's memory is free
                    priority: P0
                    when: VRAMHeadroomLow
                    then: {%s}
                """.formatted(String.join(", ", held));
    }
}
