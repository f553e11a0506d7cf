/** The loop in which core and ports meet: gather the situation, decide, start and continue rollouts, record; may import the core and the ports. */
@NullMarked
package dev.headroom.receiver.reconcile;

import org.jspecify.annotations.NullMarked;
