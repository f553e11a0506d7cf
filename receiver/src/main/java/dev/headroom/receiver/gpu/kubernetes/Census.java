package dev.headroom.receiver.gpu.kubernetes;

import dev.headroom.receiver.kubernetes.GpuRequest;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

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
        Map<Place, Integer> free = new HashMap<>();
        nodes.forEach(node ->
                node.offers().forEach((resource, count) -> free.put(new Place(node.name(), resource), count)));
        claims.forEach(claim -> free.computeIfPresent(
                new Place(claim.node(), claim.request().resource()),
                (place, left) -> Math.max(0, left - claim.request().gpus())));
        return new Free(nodes, free);
    }

    /** GPUs of one kind on one node. */
    record Place(String node, String resource) {}

    /** GPUs that are left on each node while one pod after the other is given a place. */
    record Free(List<GpuNode> nodes, Map<Place, Integer> left) {

        /** The node with most GPUs left of those where the pod can be; they are taken. */
        Optional<GpuNode> take(GpuRequest request) {
            String resource = request.resource();
            Optional<GpuNode> best = nodes.stream()
                    .filter(node -> on(node, resource) >= request.gpus()
                            && node.bars(request).isEmpty())
                    .max(Comparator.comparing(node -> on(node, resource)));
            best.ifPresent(node -> left.put(new Place(node.name(), resource), on(node, resource) - request.gpus()));
            return best;
        }

        int on(GpuNode node, String resource) {
            return left.getOrDefault(new Place(node.name(), resource), 0);
        }
    }
}
