package dev.headroom.receiver.notify;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One thing that is told.
 *
 * @param decision the line of the history that it is about; null for none
 * @param service empty where it is about all
 * @param text in one sentence
 */
record Notice(Kind kind, Instant at, @Nullable Long decision, String service, String text) {}
