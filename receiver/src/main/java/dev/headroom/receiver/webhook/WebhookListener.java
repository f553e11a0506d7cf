package dev.headroom.receiver.webhook;

import dev.headroom.receiver.alert.Refusal;
import java.util.function.IntConsumer;

/** Is told what the webhook does, to count it; called on the request's thread, so it must be quick. */
public interface WebhookListener {

    /** A request begins; what is returned is told the status code of its answer. */
    IntConsumer begins();

    /** One alert was not taken. */
    void refused(Refusal why);

    /** A whole notification was not taken, as it is larger than may be. */
    void tooLarge();

    /** Alertmanager left out so many alerts of a group. */
    void truncated(long alerts);
}
