package dev.headroom.receiver.target.kubernetes;

import dev.headroom.receiver.kubernetes.ClusterException;
import dev.headroom.receiver.target.TargetException;
import dev.headroom.receiver.target.TargetException.Kind;

/** What the cluster's API refused, in the words of a target. */
final class Failures {
    private Failures() {}

    static TargetException of(ClusterException failure) {
        return new TargetException(kind(failure), String.valueOf(failure.getMessage()), failure);
    }

    private static Kind kind(ClusterException failure) {
        if (failure.isNotYet()) {
            return Kind.NOT_YET;
        }
        if (failure.isConflict()) {
            return Kind.CONFLICT;
        }
        return failure.isRefused() || failure.isNotFound() ? Kind.NEVER : Kind.LATER;
    }
}
