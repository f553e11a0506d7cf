package dev.headroom.receiver.lint;

import java.util.stream.Stream;

/** Looks for one kind of mistake. */
@FunctionalInterface
interface Check {
    Stream<Finding> findings(Tree tree);
}
