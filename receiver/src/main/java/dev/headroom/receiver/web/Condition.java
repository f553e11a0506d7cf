package dev.headroom.receiver.web;

/** How a service is, in the order in which people look: the worst first. */
enum Condition {
    /** Its latest action failed, or it has stopped trying. */
    FAILED(Group.TROUBLE, "failed"),
    /** Its target does not tell how many replicas there are. */
    UNKNOWN(Group.TROUBLE, "unknown"),
    /** Its alerts are not heard. */
    BLIND(Group.TROUBLE, "blind"),
    /** Fewer replicas are ready than wanted, and no rollout explains it. */
    DEGRADED(Group.TROUBLE, "not all ready"),
    /** Something asks for more than there may be. */
    LIMIT(Group.TROUBLE, "at a limit"),
    /** A person, or a file, has said what may be done to it. */
    ORDERED(Group.ORDERS, "under orders"),
    ROLLING(Group.WORK, "rolling out"),
    /** A wish waits for a guard. */
    REFUSED(Group.WORK, "waiting"),
    QUIET(Group.QUIET, "quiet");

    /** What belongs together on the page. */
    enum Group {
        TROUBLE,
        ORDERS,
        WORK,
        QUIET
    }

    private final Group group;
    private final String word;

    Condition(Group group, String word) {
        this.group = group;
        this.word = word;
    }

    Group group() {
        return group;
    }

    /** As people read it. */
    String word() {
        return word;
    }
}
