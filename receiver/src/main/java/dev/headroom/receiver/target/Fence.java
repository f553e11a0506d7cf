package dev.headroom.receiver.target;

import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/**
 * Asked right before every single effect on a target, since a process may have been paused, and another one lead, at any
 * moment before it.
 *
 * @param leads whether this process still leads, as far as it can know by now
 * @param term the number of its time in the lead, higher with each new leader; 0 where no other can come to lead while this
 *     process lives
 */
public record Fence(BooleanSupplier leads, LongSupplier term) {

    /** Where no other process can come to lead. */
    public Fence(BooleanSupplier leads) {
        this(leads, () -> 0);
    }

    /**
     * Returns where the effect may be made.
     *
     * @param effect what is about to be done, as "start container app-2"
     * @throws TargetException where this process leads no more: it was not done
     */
    public void mustHold(String effect) throws TargetException {
        if (!leads.getAsBoolean()) {
            throw new TargetException("did not %s: this process does not lead any more".formatted(effect));
        }
    }
}
