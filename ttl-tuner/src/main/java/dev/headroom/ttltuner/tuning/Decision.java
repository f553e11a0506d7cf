package dev.headroom.ttltuner.tuning;

/**
 * One decision about one mode.
 *
 * @param next what to remember; its last change is the verdict's only after that was written
 */
public record Decision(Verdict verdict, ModeState next) {}
