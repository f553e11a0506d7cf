package dev.headroom.receiver.hook;

/** How a hook of a service is called. In both forms {@code {address}}, {@code {name}} and {@code {number}} are the replica's. */
public sealed interface HookSpec {

    /** A URL on which the replica, or something that knows it, listens. */
    record Url(String template) implements HookSpec {}

    /** A PromQL expression; for active tasks only. */
    record Query(String template) implements HookSpec {}

    /** The platform's own health check; for loaded only. */
    record HealthCheck() implements HookSpec {}
}
