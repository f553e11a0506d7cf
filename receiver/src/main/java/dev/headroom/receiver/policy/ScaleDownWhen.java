package dev.headroom.receiver.policy;

/** How many of a service's down triggers must agree before it is scaled down. */
public enum ScaleDownWhen {
    ANY,
    ALL
}
