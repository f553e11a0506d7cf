package dev.headroom.receiver.decision;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How much longer a source's cooldown is for downs that were soon followed by an up.
 *
 * <p>Each such down doubles it, up to eightfold; a quiet time of six cooldowns resets it. The quiet counts from
 * the end of the damped cooldown: before that no down could have shown whether the flapping is over.
 */
final class FlapDamping {

    private static final int MOST = 8;
    private static final int FOLLOWED_WITHIN = 2;
    private static final int QUIET_AFTER = 6;

    /** Of so many cooldowns the actions must be known: three flaps make the factor what it is at most. */
    static final int MEMORY = 3 * (MOST + QUIET_AFTER);

    private final String source;
    private final Duration cooldown;
    private int factor = 1;
    private @Nullable Duration quietSince;

    private FlapDamping(String source, Duration cooldown) {
        this.source = source;
        this.cooldown = cooldown;
    }

    /**
     * The factor, 1 to 8, at {@code now}, on the clock that only goes on.
     *
     * @param actions the service's actions, oldest first
     */
    static int factor(List<Ledger.Entry> actions, String source, Duration cooldown, Duration now) {
        FlapDamping damping = new FlapDamping(source, cooldown);
        for (int i = 0; i < actions.size(); i++) {
            damping.take(actions.get(i), actions.subList(i + 1, actions.size()));
        }
        damping.calmDown(now);
        return damping.factor;
    }

    private void take(Ledger.Entry down, List<Ledger.Entry> later) {
        if (down.up() || !down.action().startsCooldownOf(source)) {
            return;
        }
        calmDown(down.began());
        Duration soon = down.began().plus(cooldown.multipliedBy(FOLLOWED_WITHIN));
        later.stream()
                .filter(next -> next.up() && next.action().source().followsLoad())
                .filter(next -> next.began().compareTo(soon) <= 0)
                .findFirst()
                .ifPresent(up -> flapped(down));
    }

    private void flapped(Ledger.Entry down) {
        factor = Math.min(MOST, factor * 2);
        quietSince = down.began().plus(cooldown.multipliedBy(factor));
    }

    private void calmDown(Duration now) {
        if (quietSince != null && now.compareTo(quietSince.plus(cooldown.multipliedBy(QUIET_AFTER))) >= 0) {
            factor = 1;
            quietSince = null;
        }
    }
}
