/** Deployments and StatefulSets of a Kubernetes cluster, beside a HorizontalPodAutoscaler where there is one; may import target, policy and kubernetes. */
@NullMarked
package dev.headroom.receiver.target.kubernetes;

import org.jspecify.annotations.NullMarked;
