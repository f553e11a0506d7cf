package dev.headroom.receiver.lint;

/** What is checked. docs/lint.md has a section for each, with an example and its cure. */
public enum Rule {
    UNREADABLE("unreadable", Severity.ERROR, "a file that cannot be read: nothing else is checked of it"),
    OUTDATED("outdated", Severity.WARNING, "a setting that the next release does not take"),
    TRIGGER_WITHOUT_RULE("trigger-without-rule", Severity.ERROR, "a trigger of the policy that no alert sets off"),
    RULE_WITHOUT_TRIGGER(
            "rule-without-trigger", Severity.ERROR, "an alert that scales, with labels that the policy does not know"),
    MATRIX_WITHOUT_RULE(
            "matrix-without-rule", Severity.ERROR, "a row of the matrix that waits for an alert which no rule raises"),
    COOLDOWN_BELOW_WARMUP(
            "cooldown-below-warmup", Severity.ERROR, "a source that may act again before it can see what it did"),
    THRESHOLDS_CROSS("thresholds-cross", Severity.ERROR, "an up and a down of one trigger that can hold at once"),
    NOT_ROUTED("not-routed", Severity.ERROR, "an alert that scales or gates, and that no route takes to Headroom"),
    WATCHDOG(
            "watchdog",
            Severity.ERROR,
            "nothing proves to Headroom that Prometheus evaluates, so nothing would be scaled down"),
    MUTED_ROUTE("muted-route", Severity.WARNING, "a route to Headroom that is muted at times"),
    MAX_ALERTS("max-alerts", Severity.ERROR, "a limit that hides alerts from Headroom"),
    SEND_RESOLVED("send-resolved", Severity.ERROR, "Headroom does not hear that an alert has ended"),
    FOLLOWS_REDIRECTS("follows-redirects", Severity.WARNING, "a redirect would swallow notifications"),
    ALERT_TTL("alert-ttl", Severity.ERROR, "alerts expire in Headroom while they fire"),
    GROUP_INTERVAL("group-interval", Severity.WARNING, "Headroom hears late of changes"),
    VOLATILE_LABEL(
            "volatile-label", Severity.ERROR, "a label that changes with the value, which makes each another alert"),
    NO_COMPARISON("no-comparison", Severity.ERROR, "an alert that fires for any value"),
    ABSENT_FOR("absent-for", Severity.WARNING, "an alert on absence that one missed scrape fires"),
    HUMANIZE("humanize", Severity.WARNING, "a value is shown with all its digits"),
    ANNOTATION_MISSING("annotation-missing", Severity.WARNING, "an annotation that whoever is called needs"),
    LABEL_LOST("label-lost", Severity.WARNING, "a text or a selector that asks for a label which is not kept"),
    DUPLICATE("duplicate", Severity.WARNING, "two alerts that are the same"),
    NEEDLESS_REGEX("needless-regex", Severity.WARNING, "a regular expression that is none"),
    REDUNDANT_ANCHOR("redundant-anchor", Severity.WARNING, "an anchor where there is one anyway"),
    SHORT_WINDOW("short-window", Severity.WARNING, "a window that holds fewer than four scrapes"),
    UNKNOWN_METRIC(
            "unknown-metric", Severity.WARNING, "a metric that nobody exports, or a signal that no rule records"),
    DASHBOARD_THRESHOLD("dashboard-threshold", Severity.WARNING, "a panel that draws a threshold where no alert fires"),
    RUNBOOK("runbook", Severity.WARNING, "a link to a runbook that is not there"),
    PROMQL("promql", Severity.ERROR, "a rule or a query that Prometheus refuses"),
    NOT_UNDERSTOOD(
            "not-understood", Severity.WARNING, "an expression that Prometheus takes, and that is not checked here"),
    NOT_READ("not-read", Severity.WARNING, "a file that lies among those that are read, and is not"),
    WRONG_SCALE("wrong-scale", Severity.ERROR, "a number of another unit than what it belongs to"),
    NEVER_FIRES("never-fires", Severity.ERROR, "a condition that never holds, whatever is measured"),
    DOWN_WITHOUT_DATA("down-without-data", Severity.ERROR, "an alert that scales down where nothing is measured"),
    WRONG_SERVICE(
            "wrong-service", Severity.ERROR, "an expression that asks for another service, or for one that nobody has"),
    REPLICAS_MISSING("replicas-missing", Severity.ERROR, "scale: to without the number of replicas"),
    SAME_NAME("same-name", Severity.WARNING, "two alerts of one name, of which one scales"),
    MATRIX_DIRECTION(
            "matrix-direction", Severity.ERROR, "a row of the matrix that scales against what its alerts ask for"),
    TURNED_ROUND(
            "turned-round",
            Severity.ERROR,
            "an alert that scales or gates where its signal or a guard says the opposite"),
    LONG_FOR(
            "long-for",
            Severity.WARNING,
            "an alert that scales or gates too late to help, or long after its cause has ended"),
    OLD_SIGNAL("old-signal", Severity.WARNING, "an alert that scales or gates by what was, and not by what is"),
    LATENCY_ALONE("latency-alone", Severity.WARNING, "an alert that scales up on latency, whatever the load is"),
    ANY_JOB("any-job", Severity.WARNING, "an alert that scales or gates by a metric of whoever exports it"),
    NO_COUNTER("no-counter", Severity.ERROR, "a rate of what is no counter, or a counter without its rate"),
    SAME_UID("same-uid", Severity.ERROR, "two dashboards of one uid, or two panels of one id"),
    SILENCE("silence", Severity.WARNING, "a silence that silences nothing, or gives no reason"),
    ALERTMANAGER("alertmanager", Severity.ERROR, "a configuration that Alertmanager refuses"),
    RECEIVER("receiver", Severity.ERROR, "a receiver for Headroom that has no webhook to it"),
    PAYLOAD("payload", Severity.ERROR, "a webhook whose body Headroom cannot read"),
    GROUP_BY("group-by", Severity.WARNING, "alerts of several services that wait for each other"),
    TEMPLATE("template", Severity.ERROR, "a notification that fails, as a template that it names is not there"),
    INHIBITION("inhibition", Severity.ERROR, "an alert that keeps from Headroom what it must hear"),
    STANDBY("standby", Severity.ERROR, "replicas that are to sleep, and cannot, or would be sent requests then");

    private final String id;
    private final Severity severity;
    private final String meaning;

    Rule(String id, Severity severity, String meaning) {
        this.id = id;
        this.severity = severity;
        this.meaning = meaning;
    }

    /** As it is written: {@code not-routed}. */
    public String id() {
        return id;
    }

    public Severity severity() {
        return severity;
    }

    /** What such a finding is, in a few words. */
    public String meaning() {
        return meaning;
    }
}
