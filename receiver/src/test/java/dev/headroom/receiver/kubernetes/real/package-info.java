/** A real control plane of Kubernetes for tests, with nodes that are played. */
package dev.headroom.receiver.kubernetes.real;
