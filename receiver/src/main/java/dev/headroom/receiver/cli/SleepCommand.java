package dev.headroom.receiver.cli;

import picocli.CommandLine.Command;

/** Puts replicas to sleep. */
@Command(
        name = "sleep",
        description =
                "Puts replicas of a service to sleep when they have no request, and stops none; then the policy goes on.",
        mixinStandardHelpOptions = true)
final class SleepCommand extends StandbyCommand {}
