package dev.headroom.receiver.target;

import java.time.Instant;
import java.util.List;

/**
 * What a target sees of one service.
 *
 * @param desired the count that the target is set to; where it knows none, the replicas that exist and run
 * @param replicas those that exist, by rising number
 */
public record Observation(int desired, List<Replica> replicas) {

    /**
     * One replica.
     *
     * @param number its place, counted from 1; the highest is stopped first
     * @param startedAt when it last started
     */
    public record Replica(String name, int number, ReplicaState state, Instant startedAt) {
        public boolean ready() {
            return state == ReplicaState.READY;
        }
    }

    public Observation {
        replicas = List.copyOf(replicas);
    }

    public int ready() {
        return (int) replicas.stream().filter(Replica::ready).count();
    }
}
