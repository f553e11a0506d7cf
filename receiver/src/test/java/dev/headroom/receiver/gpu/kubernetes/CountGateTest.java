package dev.headroom.receiver.gpu.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.receiver.gpu.Seat;
import dev.headroom.receiver.gpu.VramGate.Room;
import dev.headroom.receiver.gpu.VramGate.Warning;
import dev.headroom.receiver.gpu.VramGate.Wish;
import dev.headroom.receiver.kubernetes.GpuDemand;
import dev.headroom.receiver.kubernetes.GpuRequest;
import dev.headroom.receiver.policy.GpuNeeds;
import dev.headroom.receiver.policy.ReplicaLimits;
import dev.headroom.receiver.policy.ScaleDownWhen;
import dev.headroom.receiver.policy.ServicePolicy;
import dev.headroom.receiver.policy.Timings;
import io.fabric8.kubernetes.api.model.NodeSelector;
import io.fabric8.kubernetes.api.model.NodeSelectorBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.Taint;
import io.fabric8.kubernetes.api.model.Toleration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Whole GPUs: who has them, who waits for them, which nodes do not count, and what is not known. */
class CountGateTest {
    private static final Instant NOW = Instant.parse("2026-11-24T12:00:00Z");
    private static final GpuRequest ONE = new GpuRequest(1, Map.of(), List.of());

    private final List<GpuNode> nodes = new ArrayList<>();
    private final List<Claim> claims = new ArrayList<>();
    private final Map<String, GpuDemand> demands = new HashMap<>();
    private boolean allowUnknown;

    private static Wish wish(String service, int from, int to, Warning... warnings) {
        ServicePolicy policy = new ServicePolicy(
                service,
                new ReplicaLimits(1, 20, 1, 1),
                Timings.DEFAULT,
                new GpuNeeds(true, null, List.of()),
                new ServicePolicy.ScaleDown(ScaleDownWhen.ANY, false),
                12,
                new ServicePolicy.Targets(0, 0),
                Map.of());
        return new Wish(policy, from, to, List.of(warnings));
    }

    private CountGate gate(Seat.OnNode... taken) {
        return gate(new Census(nodes, claims, "", ""), taken);
    }

    private CountGate gate(Census census, Seat.OnNode... taken) {
        CountGate.Facts facts =
                new CountGate.Facts(NOW, service -> Optional.ofNullable(demands.get(service)), allowUnknown);
        return new CountGate(census, facts, List.of(taken));
    }

    private Room ask(int from, int to) {
        return gate().ask(wish("worker-llm", from, to));
    }

    private void node(String name, int gpus) {
        nodes.add(new GpuNode(name, gpus, "", Map.of(), List.of()));
    }

    private void taken(String node, int gpus) {
        claims.add(new Claim("team/pod-" + claims.size(), node, new GpuRequest(gpus, Map.of(), List.of())));
    }

    private void llm(GpuRequest replica, int pods) {
        demands.put("worker-llm", new GpuDemand(replica, pods));
    }

    @Test
    void aGpuThatNobodyRequestsLetsAnUpThroughAndIsTold() {
        node("gpu-1", 8);
        taken("gpu-1", 6);
        llm(ONE, 2);
        Room room = ask(2, 3);
        assertThat(room.fits()).isTrue();
        assertThat(room.detail()).isEqualTo("node gpu-1 has 2 of 8 nvidia.com/gpu that nobody requests");
        assertThat(room.seats()).containsExactly(new Seat.OnNode("worker-llm", "gpu-1", 1, 2, NOW));
    }

    @Test
    void aRefusalTellsEveryNodeAndARemedy() {
        node("gpu-1", 4);
        taken("gpu-1", 4);
        nodes.add(new GpuNode("gpu-2", 2, "it is cordoned", Map.of(), List.of()));
        llm(ONE, 2);
        Room room = ask(2, 3);
        assertThat(room.fits()).isFalse();
        assertThat(room.detail())
                .isEqualTo(
                        "no node has 1 nvidia.com/gpu for one more replica: gpu-1 has 0 of 4; gpu-2 has 2 of 2, and it"
                                + " is cordoned; add a node with GPUs, or stop something that requests them");
    }

    @Test
    void severalGpusOfOneReplicaAreOfOneNode() {
        node("gpu-1", 8);
        taken("gpu-1", 7);
        node("gpu-2", 8);
        taken("gpu-2", 7);
        llm(new GpuRequest(2, Map.of(), List.of()), 1);
        assertThat(ask(1, 2).fits()).isFalse();
        claims.remove(1);
        assertThat(ask(1, 2).seats()).extracting(CountGateTest::node).containsExactly("gpu-2");
    }

    private static String node(Seat seat) {
        return ((Seat.OnNode) seat).node();
    }

    @Test
    void aPlaceInMemoryTakesNoGpuOfANode() {
        node("gpu-1", 1);
        llm(ONE, 0);
        List<Seat> inMemory = List.of(new Seat.OnGpu("worker-llm", 0, "gpu-1", 1, 0, NOW));
        assertThat(gate().reserving(inMemory).confirming(inMemory).ask(wish("worker-llm", 0, 1)))
                .isEqualTo(ask(0, 1));
        assertThat(gate().reserving(inMemory).ask(wish("worker-llm", 0, 1)).fits())
                .isTrue();
    }

    @Test
    void severalReplicasEachHaveTheirOwnOrNoneIsAdded() {
        node("gpu-1", 2);
        node("gpu-2", 1);
        llm(ONE, 0);
        assertThat(ask(0, 3).seats())
                .extracting(CountGateTest::node)
                .containsExactlyInAnyOrder("gpu-1", "gpu-1", "gpu-2");
        assertThat(ask(0, 4).fits()).isFalse();
        assertThat(ask(0, 4).seats()).isEmpty();
    }

    @Test
    void whoWaitsForAGpuComesFirst() {
        node("gpu-1", 1);
        taken("", 1);
        llm(ONE, 2);
        assertThat(ask(2, 3).detail()).contains("gpu-1 has 0 of 1; 1 pod waits for GPUs before it, as team/pod-0; add");
    }

    /** A pod that asks for a kind of node that is not there stands in nobody's way. */
    @Test
    void whoWaitsForAnotherKindOfNodeDoesNot() {
        node("gpu-1", 1);
        claims.add(new Claim("team/picky", "", new GpuRequest(1, Map.of("gpu", "h100"), List.of())));
        llm(ONE, 2);
        assertThat(ask(2, 3).fits()).isTrue();
    }

    @Test
    void labelsAndTaintsRuleNodesOut() {
        nodes.add(new GpuNode("plain", 4, "", Map.of("gpu", "t4"), List.of()));
        nodes.add(new GpuNode(
                "tainted", 4, "", Map.of("gpu", "a100"), List.of(new Taint("NoSchedule", "team", null, "research"))));
        llm(new GpuRequest(1, Map.of("gpu", "a100"), List.of()), 0);
        assertThat(ask(0, 1).detail())
                .contains("plain has 4 of 4, and it lacks the label gpu=a100")
                .contains("tainted has 4 of 4, and it has the taint team");
        Toleration research = new Toleration("NoSchedule", "team", "Equal", null, "research");
        llm(new GpuRequest(1, Map.of("gpu", "a100"), List.of(research)), 0);
        assertThat(ask(0, 1).fits()).isTrue();
        Toleration other = new Toleration("NoSchedule", "team", "Equal", null, "sales");
        llm(new GpuRequest(1, Map.of("gpu", "a100"), List.of(other)), 0);
        assertThat(ask(0, 1).fits()).isFalse();
        llm(new GpuRequest(1, Map.of("gpu", "a100"), List.of(new Toleration(null, null, "Exists", null, null))), 0);
        assertThat(ask(0, 1).fits()).isTrue();
    }

    /** Not every cluster gives pods that toleration by itself; where one does, the pods that are there have it. */
    @Test
    void theTaintOfTheResourceItselfIsATaintAsAnyOther() {
        nodes.add(new GpuNode("gpu-1", 1, "", Map.of(), List.of(new Taint("NoSchedule", "nvidia.com/gpu", null, ""))));
        llm(ONE, 0);
        assertThat(ask(0, 1).detail()).contains("it has the taint nvidia.com/gpu");
        llm(ONE.tolerating(List.of(new Toleration("NoSchedule", "nvidia.com/gpu", "Exists", null, null))), 0);
        assertThat(ask(0, 1).fits()).isTrue();
    }

    @Test
    void partsOfGpusAndThoseOfOtherMakersAreCountedByTheirOwnName() {
        nodes.add(new GpuNode("mig", Map.of("nvidia.com/mig-1g.5gb", 7, "nvidia.com/gpu", 0), "", Map.of(), List.of()));
        nodes.add(new GpuNode("amd", Map.of("amd.com/gpu", 1), "", Map.of(), List.of()));
        llm(new GpuRequest("nvidia.com/mig-1g.5gb", 2, Map.of(), List.of(), null, false), 0);
        assertThat(ask(0, 3).fits()).isTrue();
        assertThat(ask(0, 4).detail())
                .contains("no node has 2 nvidia.com/mig-1g.5gb for one more replica: mig has 1 of 7;");
        llm(new GpuRequest("amd.com/gpu", 1, Map.of(), List.of(), null, false), 0);
        assertThat(ask(0, 1).fits()).isTrue();
        assertThat(ask(0, 2).fits()).isFalse();
    }

    @Test
    void whatIsAskedForByAResourceClaimIsUnknownAndNotNone() {
        node("gpu-1", 1);
        llm(new GpuRequest(GpuRequest.RESOURCE, 0, Map.of(), List.of(), null, true), 0);
        assertThat(ask(0, 1).fits()).isFalse();
        assertThat(ask(0, 1).detail()).contains("ResourceClaims");
    }

    /** A pod that no node can ever take stands in nobody's way; one that a node could take does. */
    @Test
    void aNodeAffinityIsReadAsTheSchedulerReadsIt() {
        node("gpu-1", 1);
        NodeSelector elsewhere = new NodeSelectorBuilder()
                .addNewNodeSelectorTerm()
                .addNewMatchExpression()
                .withKey("zone")
                .withOperator("In")
                .withValues("b")
                .endMatchExpression()
                .endNodeSelectorTerm()
                .build();
        claims.add(new Claim(
                "team/never", "", new GpuRequest(GpuRequest.RESOURCE, 1, Map.of(), List.of(), elsewhere, false)));
        llm(ONE, 2);
        assertThat(ask(2, 3).fits()).isTrue();
        nodes.set(0, new GpuNode("gpu-1", 1, "", Map.of("zone", "b"), List.of()));
        assertThat(ask(2, 3).detail()).contains("1 pod waits for GPUs before it, as team/never");
        llm(new GpuRequest(GpuRequest.RESOURCE, 1, Map.of(), List.of(), elsewhere, false), 2);
        nodes.set(0, new GpuNode("gpu-1", 1, "", Map.of("zone", "a"), List.of()));
        assertThat(ask(2, 3).detail()).contains("its labels are not what the pod's node affinity asks for");
    }

    @Test
    void aPodThatTheSchedulerIsNotToLookAtTakesNothing() {
        Pod gated = new PodBuilder()
                .withNewMetadata()
                .withName("gated")
                .withNamespace("team")
                .endMetadata()
                .withNewSpec()
                .addNewSchedulingGate("example.com/later")
                .addNewContainer()
                .withNewResources()
                .addToRequests("nvidia.com/gpu", new Quantity("4"))
                .endResources()
                .endContainer()
                .endSpec()
                .build();
        assertThat(Claim.part(gated)).isEmpty();
        assertThat(Claim.part(new PodBuilder(gated)
                        .editSpec()
                        .withSchedulingGates(List.of())
                        .endSpec()
                        .build()))
                .isPresent();
    }

    @Test
    void aPlaceIsTakenUntilThePodShows() {
        node("gpu-1", 1);
        demands.put("worker-rl", new GpuDemand(ONE, 1));
        llm(ONE, 2);
        Seat.OnNode seat = new Seat.OnNode("worker-rl", "gpu-1", 1, 1, NOW);
        assertThat(gate(seat).ask(wish("worker-llm", 2, 3)).fits()).isFalse();
        assertThat(gate().reserving(List.of(seat)).ask(wish("worker-llm", 2, 3)).fits())
                .isFalse();

        demands.put("worker-rl", new GpuDemand(ONE, 2));
        assertThat(gate(seat).ask(wish("worker-llm", 2, 3)).fits())
                .as("its pod is there, and would be counted itself")
                .isTrue();
    }

    @Test
    void aPlaceDoesNotStandInItsOwnWay() {
        node("gpu-1", 1);
        llm(ONE, 2);
        Seat.OnNode seat = new Seat.OnNode("worker-llm", "gpu-1", 1, 2, NOW);
        Room room = gate(seat).confirming(List.of(seat)).ask(wish("worker-llm", 2, 3));
        assertThat(room.fits()).isTrue();
    }

    /** As where an autoscaler runs more than its floor. */
    @Test
    void podsThatAreThereNeedNoPlace() {
        node("gpu-1", 4);
        taken("gpu-1", 4);
        llm(ONE, 4);
        assertThat(ask(2, 3)).isEqualTo(new Room(true, "its pods are there already", List.of()));
    }

    @Test
    void whoRequestsNoneNeedsNone() {
        llm(new GpuRequest(0, Map.of(), List.of()), 2);
        assertThat(ask(2, 3)).isEqualTo(new Room(true, "its pods request no nvidia.com/gpu", List.of()));
    }

    @Test
    void aClusterWithoutGpusSaysSo() {
        llm(ONE, 2);
        assertThat(ask(2, 3).detail())
                .isEqualTo("no node of the cluster offers nvidia.com/gpu: add one, or install the device plugin"
                        + " where there are GPUs");
    }

    @Test
    void whatIsNotKnownRefusesOrIsLetThroughAsConfigured() {
        llm(ONE, 2);
        Census failed = Census.failed("nodes cannot be watched");
        assertThat(gate(failed).ask(wish("worker-llm", 2, 3)))
                .isEqualTo(new Room(
                        false, "the GPUs of the cluster cannot be counted: nodes cannot be watched", List.of()));
        demands.clear();
        assertThat(ask(2, 3))
                .isEqualTo(new Room(false, "what a pod of worker-llm requests of GPUs is not known yet", List.of()));
        allowUnknown = true;
        assertThat(gate(failed).ask(wish("worker-llm", 2, 3)))
                .isEqualTo(new Room(
                        true,
                        "the GPUs of the cluster cannot be counted: nodes cannot be watched; gpu.on_unknown: allow lets it"
                                + " through",
                        List.of()));
    }

    @Test
    void whatIsNotSeenIsToldWithEveryAnswer() {
        node("gpu-1", 1);
        llm(ONE, 2);
        Census partly = new Census(nodes, claims, "pods of other namespaces are not counted", "");
        assertThat(gate(partly).ask(wish("worker-llm", 2, 3)).detail())
                .endsWith("; pods of other namespaces are not counted");
        assertThat(gate(partly).ask(wish("worker-llm", 2, 4)).detail())
                .endsWith("; pods of other namespaces are not counted");
    }

    @Test
    void aWarningAboutAGpuInUseSpeaksAgainstNoOtherUnlessGpusAreShared() {
        node("gpu-1", 2);
        llm(ONE, 1);
        Warning named = new Warning("VRAMHeadroomLow", "GPU-abc");
        assertThat(gate().ask(wish("worker-llm", 1, 2, named)).fits()).isTrue();
        assertThat(gate().looksAtEach()).isTrue();
        Warning nameless = new Warning("VRAMHeadroomLow", null);
        assertThat(gate().ask(wish("worker-llm", 1, 2, nameless)).detail())
                .isEqualTo("VRAMHeadroomLow fires: too little GPU memory is free");
        nodes.add(new GpuNode("shared", 8, "", Map.of("nvidia.com/gpu.sharing-strategy", "time-slicing"), List.of()));
        assertThat(gate().ask(wish("worker-llm", 1, 2, named)).fits()).isFalse();
        assertThat(gate().looksAtEach()).isFalse();
    }

    @Test
    void ofManyNodesAFewAreListed() {
        for (int i = 0; i < 40; i++) {
            node("gpu-%02d".formatted(i), 1);
            taken("gpu-%02d".formatted(i), 1);
        }
        llm(ONE, 2);
        assertThat(ask(2, 3).detail()).contains("gpu-04 has 0 of 1; and 35 more nodes; add");
    }
}
