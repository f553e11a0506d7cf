package dev.headroom.receiver.kubernetes;

/**
 * What a service's workload has and needs of GPUs.
 *
 * @param replica what each new pod will ask for
 * @param pods that exist and have not ended, those without a node too
 */
public record GpuDemand(GpuRequest replica, int pods) {}
