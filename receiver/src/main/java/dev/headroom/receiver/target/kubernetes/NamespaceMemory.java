package dev.headroom.receiver.target.kubernetes;

import java.util.Set;

/** Namespaces in which floors of autoscalers may be raised, for longer than a process lives; the leader's alone. */
public interface NamespaceMemory {

    Set<String> load();

    void save(Set<String> namespaces);

    /** Of who knows of no others than those that are configured. */
    static NamespaceMemory none() {
        return new NamespaceMemory() {
            @Override
            public Set<String> load() {
                return Set.of();
            }

            @Override
            public void save(Set<String> namespaces) {
                // what is configured is known in any case
            }
        };
    }
}
