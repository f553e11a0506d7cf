package dev.headroom.receiver.decision;

import java.time.Duration;
import java.time.Instant;
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

    private final String source;
    private final Duration cooldown;
    private int factor = 1;
    private @Nullable Instant quietSince;

    private FlapDamping(String source, Duration cooldown) {
        this.source = source;
        this.cooldown = cooldown;
    }

    /**
     * The factor, 1 to 8, at {@code now}.
     *
     * @param actions the service's actions, oldest first
     */
    static int factor(List<Action> actions, String source, Duration cooldown, Instant now) {
        FlapDamping damping = new FlapDamping(source, cooldown);
        for (int i = 0; i < actions.size(); i++) {
            damping.take(actions.get(i), actions.subList(i + 1, actions.size()));
        }
        damping.calmDown(now);
        return damping.factor;
    }

    private void take(Action action, List<Action> later) {
        if (action.direction() != Direction.DOWN || !action.startsCooldownOf(source)) {
            return;
        }
        calmDown(action.at());
        Instant soon = action.at().plus(cooldown.multipliedBy(FOLLOWED_WITHIN));
        later.stream()
                .filter(next ->
                        next.direction() == Direction.UP && next.source().followsLoad())
                .filter(next -> !next.at().isAfter(soon))
                .findFirst()
                .ifPresent(up -> flapped(action));
    }

    private void flapped(Action down) {
        factor = Math.min(MOST, factor * 2);
        quietSince = down.at().plus(cooldown.multipliedBy(factor));
    }

    private void calmDown(Instant now) {
        if (quietSince != null && !now.isBefore(quietSince.plus(cooldown.multipliedBy(QUIET_AFTER)))) {
            factor = 1;
            quietSince = null;
        }
    }
}
