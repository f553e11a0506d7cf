package dev.headroom.receiver.cli;

import picocli.CommandLine.Option;

/** For how long an override stands, and why: both are always asked for. */
final class TermOptions {

    @Option(
            names = "--for",
            required = true,
            paramLabel = "DURATION",
            description = "How long it stands, as 30m, 2h or 1d; at most 30d.")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private String ttl;

    @Option(names = "--reason", required = true, paramLabel = "WORDS", description = "Why; kept in the history.")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private String reason;

    @Option(names = "--replace", description = "Also where another person's override stands; else it is refused.")
    private boolean replace;

    boolean replaces() {
        return replace;
    }

    String ttl() {
        return ttl;
    }

    String reason() {
        return reason;
    }
}
