package dev.headroom.receiver.gpu.kubernetes;

import dev.headroom.receiver.kubernetes.GpuRequest;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The GPUs of a cluster at one moment, and who has requested them.
 *
 * @param unseen what is not counted, in words with its remedy; empty where all is
 * @param problem why nothing can be counted; empty where it can
 */
record Census(List<GpuNode> nodes, List<Claim> claims, String unseen, String problem) {
    Census {
        nodes = nodes.stream().sorted(Comparator.comparing(GpuNode::name)).toList();
        claims = List.copyOf(claims);
    }

    static Census failed(String problem) {
        return new Census(List.of(), List.of(), "", problem);
    }

    /** Pods that no node has been found for. */
    List<Claim> waiting() {
        return claims.stream().filter(claim -> claim.node().isEmpty()).toList();
    }

    Free free() {
        Map<String, Map<String, Integer>> free = new TreeMap<>();
        nodes.forEach(node -> free.put(node.name(), new TreeMap<>(node.offers())));
        claims.stream()
                .filter(claim -> free.containsKey(claim.node()))
                .forEach(claim -> free.get(claim.node())
                        .computeIfPresent(
                                claim.request().resource(),
                                (resource, left) ->
                                        Math.max(0, left - claim.request().gpus())));
        return new Free(nodes, free);
    }

    /** GPUs that are left on each node while one pod after the other is given a place. */
    record Free(List<GpuNode> nodes, Map<String, Map<String, Integer>> left) {

        /** The node with most GPUs left of those where the pod can be; they are taken. */
        Optional<GpuNode> take(GpuRequest request) {
            Optional<GpuNode> best = nodes.stream()
                    .filter(node -> on(node, request.resource()) >= request.gpus()
                            && node.bars(request).isEmpty())
                    .max(Comparator.comparing(node -> on(node, request.resource())));
            best.ifPresent(node ->
                    left.get(node.name()).put(request.resource(), on(node, request.resource()) - request.gpus()));
            return best;
        }

        int on(GpuNode node, String resource) {
            return left.getOrDefault(node.name(), Map.of()).getOrDefault(resource, 0);
        }
    }
}
