/** Asks a cluster whether an installation is whole: rights, workloads, autoscalers, labels, and the way of the alerts. */
@NullMarked
package dev.headroom.receiver.lint.cluster;

import org.jspecify.annotations.NullMarked;
