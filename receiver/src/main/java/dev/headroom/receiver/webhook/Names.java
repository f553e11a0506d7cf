package dev.headroom.receiver.webhook;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Sees a name that comes twice in an object. Objects of one kind mostly have their names in one order: what is in the order of
 * the object before, which had none twice, is not looked up.
 */
final class Names {
    private final List<String> inOrder = new ArrayList<>();
    private final Set<String> all = new HashSet<>();
    private int come;

    /** Another object begins. */
    void begin() {
        come = 0;
    }

    /** Whether the name had come in this object. */
    boolean again(String name) {
        if (come < inOrder.size()) {
            if (inOrder.get(come).equals(name)) {
                come++;
                return false;
            }
            List<String> others = inOrder.subList(come, inOrder.size());
            others.forEach(all::remove);
            others.clear();
        }
        if (!all.add(name)) {
            return true;
        }
        inOrder.add(name);
        come++;
        return false;
    }
}
