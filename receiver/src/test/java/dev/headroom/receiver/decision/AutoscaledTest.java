package dev.headroom.receiver.decision;

import static dev.headroom.receiver.decision.Timeline.day;
import static dev.headroom.receiver.decision.Timeline.scaled;

import dev.headroom.receiver.decision.ManualOverride.Kind;
import org.junit.jupiter.api.Test;

/** A service that somebody else's autoscaler scales, too: Headroom raises its floor, and gives it back. */
class AutoscaledTest {

    /** The autoscaler goes on by its own metrics; nobody has to fire an alert for fewer. */
    @Test
    void itsFloorIsGivenBackWhenNobodyAsksForMoreAndTheUpIsOldEnough() {
        day().replicas("app", 2)
                .autoscaled("app", 2)
                .at("10:00")
                .firing("AppHighCPU")
                .then(scaled("app", 2, 3))
                .at("10:05")
                .then(scaled("app", 3, 4))
                .at("10:06")
                .onlyFiring()
                .holds("app", Reason.STABILIZATION)
                .at("10:30")
                .then(scaled("app", 4, 2))
                .because("app", Source.Kind.SCHEDULE, "schedule:autoscaler");
    }

    @Test
    void asLongAsAnythingIsAskedForItStays() {
        day().replicas("app", 10)
                .autoscaled("app", 2)
                .firing("AppHighCPU")
                .at("12:00")
                .thenNothing();
        day().replicas("app", 4)
                .autoscaled("app", 2)
                .order(Kind.PIN, "app", 4, "12:00")
                .at("11:59")
                .thenNothing();
    }

    /** Once is for good, as for any other service. */
    @Test
    void whatAPersonAskedForStays() {
        day().replicas("app", 2)
                .autoscaled("app", 2)
                .at("10:00")
                .asks("app", 4)
                .then(scaled("app", 2, 4))
                .at("12:00")
                .thenNothing();
    }

    @Test
    void noLowerThanThePolicysOwnMinimum() {
        day().replicas("app", 4).autoscaled("app", 1).at("10:00").then(scaled("app", 4, 2));
    }

    @Test
    void whoHasNoAutoscalerStaysWhereHeIs() {
        day().replicas("app", 4).at("10:00").at("12:00").thenNothing();
    }
}
