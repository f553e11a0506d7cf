package dev.headroom.receiver.target;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a target sees of one service.
 *
 * @param desired the count that the target is set to; where it knows none, the replicas that exist and run
 * @param replicas those that exist, by rising number
 * @param choice which of them a scale-down stops
 * @param setBy who set the count and when, for people; empty where the platform does not tell
 * @param obstacle why no further replica can ever be made as things are, with the remedy; empty where nothing is known
 *     that stands against it
 * @param least below which it can never be set as things are
 * @param platform what its controllers do of their own accord
 */
public record Observation(
        int desired,
        List<Replica> replicas,
        Choice choice,
        String setBy,
        String obstacle,
        Least least,
        Platform platform) {

    /**
     * What a platform's own controllers do.
     *
     * @param atOnce whether a count is set in one step, so that any other than the one before and the one after is
     *     somebody else's
     * @param oneByOne whether it makes a replica only when the one before it is ready
     * @param updating why nobody can tell now who would be stopped, as an update under way; empty where that can be told
     * @param running what an autoscaler of its own has it at by now, where that may be more than the count that is set; else 0
     * @param most above which it can never be set as things are
     * @param remedy what ends a quarrel with whoever set the count last; empty where nothing is known
     * @param frozen where it is said on the platform itself that nothing may be done, with the reason; empty where it is not
     */
    public record Platform(
            boolean atOnce, boolean oneByOne, String updating, int running, Most most, String remedy, String frozen) {
        /** One that does what it is told, step by step. */
        static final Platform PLAIN = new Platform(false, false, "", 0, Most.NONE, "", "");

        public static final Platform SET_AT_ONCE = new Platform(true, false, "", 0, Most.NONE, "", "");
    }

    /**
     * The most that a platform can have.
     *
     * @param why it can never have more, with the remedy
     */
    public record Most(int count, String why) {
        public static final Most NONE = new Most(Integer.MAX_VALUE, "");
    }

    /**
     * The fewest that a platform can have.
     *
     * @param why it can never have fewer, with the remedy
     */
    public record Least(int count, String why) {
        static final Least NONE = new Least(0, "");
    }

    /**
     * One replica.
     *
     * @param number its place, counted from 1; the highest is stopped first
     * @param startedAt when it last started
     * @param address where its own interfaces can be called from here, host or IP; empty where there is none
     * @param note what the platform tells of its origin or end, for people; may be empty
     * @param rank the platform stops those of a lower one first, whomever it is asked to stop
     * @param gpu the one GPU that it asks for, by UUID or index; empty where that is not told
     * @param idle for so long it is known to have had no request; null where it may have some, or nobody asks
     */
    public record Replica(
            String name,
            int number,
            ReplicaState state,
            Instant startedAt,
            String address,
            String note,
            int rank,
            String gpu,
            @Nullable Duration idle) {

        /** Of a platform that does not tell its requests. */
        public Replica(
                String name,
                int number,
                ReplicaState state,
                Instant startedAt,
                String address,
                String note,
                int rank,
                String gpu) {
            this(name, number, state, startedAt, address, note, rank, gpu, null);
        }

        /** Of a platform that does not tell its GPU. */
        public Replica(
                String name, int number, ReplicaState state, Instant startedAt, String address, String note, int rank) {
            this(name, number, state, startedAt, address, note, rank, "");
        }

        /** Of a platform that stops whom it is asked to. */
        public Replica(String name, int number, ReplicaState state, Instant startedAt, String address, String note) {
            this(name, number, state, startedAt, address, note, 0);
        }

        public boolean ready() {
            return state == ReplicaState.READY;
        }

        /** The same where more is known of it. */
        public Replica as(ReplicaState known, String why) {
            return new Replica(name, number, known, startedAt, address, why, rank, gpu, idle);
        }

        /** The same where it is known to have had no request for so long; null where it may have some. */
        public Replica idle(@Nullable Duration since) {
            return new Replica(name, number, state, startedAt, address, note, rank, gpu, since);
        }

        /** In words, with the reason where it has no place to run, cannot be started, or does not tell. */
        public String condition() {
            boolean told =
                    state == ReplicaState.UNPLACED || state == ReplicaState.FAILING || state == ReplicaState.UNTOLD;
            return name + " is " + state.word() + (told ? ": " + note : "");
        }
    }

    /** Of a platform where the caller chooses who stops, and that does not tell who set the count. */
    public Observation(int desired, List<Replica> replicas) {
        this(desired, replicas, Choice.FREE, "");
    }

    /** Where nothing is known that stands against further replicas, or fewer. */
    public Observation(int desired, List<Replica> replicas, Choice choice, String setBy) {
        this(desired, replicas, choice, setBy, "", Least.NONE);
    }

    /** Of a platform that does what it is told, step by step. */
    public Observation(int desired, List<Replica> replicas, Choice choice, String setBy, String obstacle, Least least) {
        this(desired, replicas, choice, setBy, obstacle, least, Platform.PLAIN);
    }

    /** The same of a platform that does more by itself. */
    public Observation by(Platform other) {
        return new Observation(desired, replicas, choice, setBy, obstacle, least, other);
    }

    public Observation {
        replicas = List.copyOf(replicas);
    }

    /** The replicas that the count is made of: those that have not ended. */
    public List<Replica> counting() {
        return replicas.stream().filter(replica -> replica.state().counts()).toList();
    }

    /** Those that have ended without anybody having stopped them. */
    public List<Replica> lost() {
        return those(ReplicaState.LOST);
    }

    /** Those that sleep: they are there, and do not belong to the count. */
    public List<Replica> asleep() {
        return those(ReplicaState.ASLEEP);
    }

    /** Those that were left asleep, and are awake. */
    public List<Replica> roused() {
        return those(ReplicaState.ROUSED);
    }

    /** Those that sleep, or are to sleep again. */
    public List<Replica> beside() {
        return Stream.concat(asleep().stream(), roused().stream()).toList();
    }

    private List<Replica> those(ReplicaState state) {
        return replicas.stream().filter(replica -> replica.state() == state).toList();
    }

    /** The same with another count: what was seen of the replicas does not tell all. */
    public Observation desiring(int count) {
        return new Observation(count, replicas, choice, setBy, obstacle, least, platform);
    }

    /** The same where the count cannot be changed at all as things are. */
    public Observation hindered(String why) {
        return new Observation(desired, replicas, choice, setBy, why, new Least(desired, why), platform);
    }

    public int ready() {
        return (int) replicas.stream().filter(Replica::ready).count();
    }
}
