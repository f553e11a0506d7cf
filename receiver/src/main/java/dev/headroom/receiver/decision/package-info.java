/** The pure core: from alerts and policy to one decision a service, with every guard's verdict; may import alert, schedule, policy and gpu. */
@NullMarked
package dev.headroom.receiver.decision;

import org.jspecify.annotations.NullMarked;
