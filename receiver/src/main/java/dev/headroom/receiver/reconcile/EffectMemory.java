package dev.headroom.receiver.reconcile;

import dev.headroom.receiver.decision.EffectOfUps;
import dev.headroom.receiver.decision.Situation;
import dev.headroom.receiver.decision.Trials;
import dev.headroom.receiver.policy.ScalingPolicy;
import dev.headroom.receiver.store.Store;
import dev.headroom.receiver.time.Moment;

/** Keeps what is seen of the effect of ups: over a restart, and from one leader to the next. */
final class EffectMemory {

    private static final String NOTE = "effect";

    private final Store store;
    private volatile Trials known;
    private String kept;

    EffectMemory(Store store, Moment now) {
        this.store = store;
        this.kept = store.note(NOTE).orElse("");
        this.known = EffectNote.read(kept, now);
    }

    Trials known() {
        return known;
    }

    /** Takes over what whoever leads has written. */
    void read(Moment now) {
        String present = store.note(NOTE).orElse("");
        if (!present.equals(kept)) {
            known = EffectNote.read(present, now);
            kept = present;
        }
    }

    /** The situation with what is to be remembered now, which is durable when this returns. */
    Situation judged(ScalingPolicy policy, Situation situation) {
        Trials next = EffectOfUps.judge(policy, situation);
        String text = EffectNote.text(next);
        if (!text.equals(kept)) {
            store.note(NOTE, text);
            kept = text;
        }
        known = next;
        return situation.with(next);
    }
}
