package dev.headroom.receiver.gpu.kubernetes;

import dev.headroom.receiver.gpu.Seat;
import dev.headroom.receiver.gpu.VramGate;
import dev.headroom.receiver.kubernetes.GpuDemand;
import dev.headroom.receiver.kubernetes.GpuRequest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The gate over a count of whole GPUs: has a node as many that no pod has requested as one more replica requests? The
 * scheduler has the last word; what it knows beyond labels and taints shows in a pod that stays without a node.
 *
 * @param taken places of replicas of which the pods may not exist yet
 */
record CountGate(Census census, Facts facts, List<Seat.OnNode> taken) implements VramGate {
    private static final String LET_THROUGH = "; gpu.on_unknown: allow lets it through";
    private static final int LISTED = 5;

    /**
     * What holds beside the count.
     *
     * @param demands by service
     * @param allowUnknown whether what is not known lets an up through
     */
    record Facts(Instant now, Function<String, Optional<GpuDemand>> demands, boolean allowUnknown) {}

    CountGate {
        taken = List.copyOf(taken);
    }

    /** A new pod gets a GPU that nobody has, unless GPUs are shared: an alert about another one does not speak of it. */
    @Override
    public boolean looksAtEach() {
        return census.nodes().stream().noneMatch(GpuNode::shares);
    }

    @Override
    public VramGate reserving(List<Seat> seats) {
        return new CountGate(
                census,
                facts,
                Stream.concat(taken.stream(), Seat.onNodes(seats).stream()).toList());
    }

    @Override
    public VramGate confirming(List<Seat> seats) {
        List<Seat.OnNode> others = new ArrayList<>(taken);
        Seat.onNodes(seats).forEach(others::remove);
        return new CountGate(census, facts, others);
    }

    @Override
    public Room ask(Wish wish) {
        Optional<Warning> warning = wish.warnings().stream()
                .filter(each -> each.gpu() == null || !looksAtEach())
                .findFirst();
        if (warning.isPresent()) {
            return refused(warning.get().inWords());
        }
        if (!census.problem().isEmpty()) {
            return unknown("the GPUs of the cluster cannot be counted: " + census.problem());
        }
        return facts.demands()
                .apply(wish.service().name())
                .map(demand -> counted(wish, demand))
                .orElseGet(
                        () -> unknown("what a pod of " + wish.service().name() + " requests of GPUs is not known yet"));
    }

    private Room unknown(String why) {
        return new Room(facts.allowUnknown(), why + (facts.allowUnknown() ? LET_THROUGH : ""), List.of());
    }

    private static Room refused(String why) {
        return new Room(false, why, List.of());
    }

    private Room counted(Wish wish, GpuDemand demand) {
        GpuRequest request = demand.replica();
        if (request.byClaim()) {
            return unknown("its pods ask for devices by ResourceClaims, which are not counted");
        }
        if (request.gpus() == 0) {
            return new Room(true, "its pods request no " + GpuRequest.RESOURCE, List.of());
        }
        Census.Free free = census.free();
        census.waiting().forEach(claim -> free.take(claim.request()));
        coming().forEach(free::take);
        List<Seat> seats = new ArrayList<>();
        List<String> words = new ArrayList<>();
        for (int pods = demand.pods(); pods < wish.to(); pods++) {
            Optional<GpuNode> node = free.take(request);
            if (node.isEmpty()) {
                return refused(shortage(request, free));
            }
            int own = demand.pods() * request.gpus();
            seats.add(new Seat.OnNode(wish.service().name(), node.get().name(), request.gpus(), own, facts.now()));
            words.add("node %s has %d of %d %s that nobody requests"
                    .formatted(
                            node.get().name(),
                            free.on(node.get(), request.resource()) + request.gpus(),
                            node.get().gpus(request.resource()),
                            request.resource()));
        }
        String found = words.isEmpty() ? "its pods are there already" : String.join("; ", words);
        return new Room(true, found + unseen(), seats);
    }

    /** Of replicas that were decided on and have no pods yet. */
    private List<GpuRequest> coming() {
        return taken.stream().collect(Collectors.groupingBy(Seat::service)).entrySet().stream()
                .flatMap(service -> coming(service.getKey(), service.getValue()))
                .toList();
    }

    private Stream<GpuRequest> coming(String service, List<Seat.OnNode> seats) {
        Seat.OnNode first = seats.get(0);
        Optional<GpuDemand> demand = facts.demands().apply(service);
        int shown = demand.map(now -> (now.pods() * first.gpus() - first.requestedBefore()) / first.gpus())
                .orElse(0);
        GpuRequest request =
                demand.map(GpuDemand::replica).orElseGet(() -> new GpuRequest(first.gpus(), Map.of(), List.of()));
        return Stream.generate(() -> request).limit(Math.max(0, seats.size() - Math.max(0, shown)));
    }

    private String shortage(GpuRequest request, Census.Free free) {
        String remedy = "; add a node with GPUs, or stop something that requests them" + unseen();
        List<GpuNode> offering = census.nodes().stream()
                .filter(node -> node.gpus(request.resource()) > 0)
                .toList();
        if (offering.isEmpty()) {
            return "no node of the cluster offers " + request.resource()
                    + ": add one, or install the device plugin where there are GPUs";
        }
        String where = offering.stream()
                .limit(LISTED)
                .map(node -> "%s has %d of %d%s"
                        .formatted(
                                node.name(),
                                free.on(node, request.resource()),
                                node.gpus(request.resource()),
                                node.bars(request).map(why -> ", and " + why).orElse("")))
                .collect(Collectors.joining("; "));
        int others = offering.size() - LISTED;
        return "no node has %d %s for one more replica: %s%s%s%s"
                .formatted(
                        request.gpus(),
                        request.resource(),
                        where,
                        others > 0 ? "; and " + others + " more nodes" : "",
                        waiting(request),
                        remedy);
    }

    /** Those that could be where this one could: the others take nothing from it. */
    private String waiting(GpuRequest request) {
        List<Claim> waiting = census.waiting().stream()
                .filter(claim -> claim.request().resource().equals(request.resource()))
                .filter(claim -> census.nodes().stream()
                        .anyMatch(node -> node.bars(claim.request()).isEmpty()
                                && node.gpus(request.resource())
                                        >= claim.request().gpus()))
                .toList();
        return waiting.isEmpty()
                ? ""
                : "; %s for GPUs before it, as %s"
                        .formatted(
                                waiting.size() == 1 ? "1 pod waits" : waiting.size() + " pods wait",
                                waiting.get(0).pod());
    }

    private String unseen() {
        return census.unseen().isEmpty() ? "" : "; " + census.unseen();
    }
}
