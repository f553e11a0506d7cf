package dev.headroom.receiver.cli;

import picocli.CommandLine.Command;

/** Wakes replicas that sleep. */
@Command(
        name = "wake",
        description =
                "Wakes replicas of a service that sleep, and starts none; afterwards the policy goes on from there.",
        mixinStandardHelpOptions = true)
final class WakeCommand extends StandbyCommand {}
