package dev.headroom.receiver.standby;

import dev.headroom.receiver.target.Observation.Replica;

/** The servers that can sleep, by {@code standby} of {@code headroom.yml}. */
public interface SleepingServers {

    /** None can. */
    SleepingServers NONE = new SleepingServers() {
        @Override
        public boolean has(String service) {
            return false;
        }

        @Override
        public SleepingServer of(String service, Replica replica) {
            throw new IllegalArgumentException(service + " has no server that can sleep");
        }
    };

    /** Whether the servers of a service can sleep; those of others are not asked for. */
    boolean has(String service);

    /** The server of a replica, at its address. Asks nothing yet. */
    SleepingServer of(String service, Replica replica);
}
