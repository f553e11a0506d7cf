package dev.headroom.receiver.reconcile;

/** The policies of the loop's tests; a day in the loop begins at 12:00. */
final class Policies {

    /** One service of 2 to 10, that drains for a minute. */
    static final String APP = """
            version: 1
            services:
              app:
                min_replicas: 2
                max_replicas: 10
                scale_up_increment: 1
                scale_down_increment: 1
                drain_timeout: 60s
                triggers:
                  cpu: {cooldown: 1m}
                  demand: {cooldown: 1m}
            """;

    /** From 12:10 the minimum is enough. */
    static final String OFF_PEAK = APP + """
            matrix:
              - name: off-peak
                priority: P3
                when: {window: off_peak}
                then: {app: scale_to_min}
            schedule:
              off_peak: {hours: "12:10-18:00", replicas: {app: 2}}
              normal: {replicas: {app: 2}}
            """;

    /** While no high load is known, the minimum is enough. */
    static final String CALM = APP + """
            matrix:
              - name: calm
                priority: P2
                when: {not: HighLoad}
                then: {app: scale_to_min}
            """;

    static final String BUSY = "HighLoad service=app trigger=cpu scale=up";
    static final String QUIET = "LowLoad service=app trigger=cpu scale=down";
    static final String URGENT = "Urgent service=app trigger=demand scale=up priority=P0";

    private Policies() {}
}
