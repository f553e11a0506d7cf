package dev.headroom.receiver.gpu;

import dev.headroom.receiver.policy.ServicePolicy;

/** Whether one more replica of a service fits into GPU memory (spec 4.2, step 1); pure over one GPU snapshot. */
@FunctionalInterface
public interface VramGate {

    /** What the gate says where no GPU source is configured. */
    String UNCHECKED = "not checked: no GPU source is configured";

    /** The answer for growing the service to {@code replicas}. */
    Room ask(ServicePolicy service, int replicas);

    /** The gate where no GPU source is configured: it knows nothing and says so. */
    static VramGate unchecked() {
        return (service, replicas) -> new Room(true, UNCHECKED);
    }

    /** An answer, in words for the explanation. */
    record Room(boolean fits, String detail) {}
}
