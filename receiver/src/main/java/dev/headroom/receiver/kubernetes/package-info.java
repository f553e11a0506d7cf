/** The connection to a Kubernetes cluster's API, bounded in time, for the adapters that need one; imports nothing of ours. */
@NullMarked
package dev.headroom.receiver.kubernetes;

import org.jspecify.annotations.NullMarked;
