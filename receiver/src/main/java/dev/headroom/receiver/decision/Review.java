package dev.headroom.receiver.decision;

/** What comes of judging an action again that has had no effect yet. */
public sealed interface Review {

    /** It would be begun now, too. */
    record Stands() implements Review {}

    /** For want of news nobody can tell. */
    record Unjudged(String reason) implements Review {}

    /** It would not be begun now: refused, or wished by nobody any more. */
    record Overruled(String reason) implements Review {}
}
