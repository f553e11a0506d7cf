/** A lease that is kept in a Kubernetes cluster; may import time, leader and kubernetes. */
@NullMarked
package dev.headroom.receiver.leader.kubernetes;

import org.jspecify.annotations.NullMarked;
