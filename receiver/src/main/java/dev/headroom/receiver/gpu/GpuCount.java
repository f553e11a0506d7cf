package dev.headroom.receiver.gpu;

import java.util.List;

/**
 * The whole GPUs of a cluster, for showing.
 *
 * @param problem why they could not be counted; empty where they were
 * @param unseen what is not counted, in words; empty where all is
 */
public record GpuCount(String problem, String unseen, List<OnNode> nodes) {
    /** Where none are counted. */
    public static final GpuCount NONE = new GpuCount("", "", List.of());

    /**
     * Those of one kind on one node.
     *
     * @param free that nobody requests
     * @param unfit why it takes no pods at all; empty where it does
     */
    public record OnNode(String node, String resource, int allocatable, int free, String unfit) {}

    public GpuCount {
        nodes = List.copyOf(nodes);
    }
}
