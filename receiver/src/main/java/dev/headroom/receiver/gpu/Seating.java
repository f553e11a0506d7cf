package dev.headroom.receiver.gpu;

import dev.headroom.receiver.gpu.VramGate.Room;
import dev.headroom.receiver.gpu.VramGate.Sleeper;
import dev.headroom.receiver.gpu.VramGate.Wish;
import dev.headroom.receiver.policy.GpuNeeds;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Gives every new replica of one wish a place, one after the other: first those that sleep, where they are.
 *
 * @param need bytes of one replica; null where it is not known: it then takes all that is free
 * @param chosen the places given before, of which none may change; null where any may be given
 */
record Seating(
        GpuSnapshot snapshot,
        Wish wish,
        @Nullable Long need,
        Instant now,
        @Nullable List<Seat.OnGpu> chosen) {

    Room seat(List<Seat.OnGpu> taken) {
        List<Seat.OnGpu> all = new ArrayList<>(taken);
        List<Seat> given = new ArrayList<>();
        List<String> words = new ArrayList<>();
        for (int count = wish.from() + 1; count <= wish.to(); count++) {
            List<Candidate> candidates = candidates(count, all);
            Optional<Candidate> best = awoken(count, all)
                    .or(() -> candidates.stream().filter(Candidate::fits).max(Comparator.comparing(Candidate::left)));
            if (best.isEmpty()) {
                return new Room(false, refusal(count, candidates), List.of());
            }
            Seat.OnGpu seat = best.get().seat(wish.service().name(), now);
            given.add(seat);
            all.add(seat);
            words.add(best.get().inWords());
        }
        return new Room(true, String.join("; ", words), given);
    }

    /** The first that sleeps where there is room for it again. */
    private Optional<Candidate> awoken(int count, List<Seat.OnGpu> taken) {
        Optional<Seat.OnGpu> place = place(count - wish.from() - 1);
        return wish.sleepers().stream()
                .filter(sleeper -> chosen == null || place.filter(of(sleeper)).isPresent())
                .filter(sleeper -> taken.stream().noneMatch(of(sleeper)))
                .flatMap(sleeper -> sleeper.among(snapshot).stream()
                        .filter(gpu -> indices(wish.service().gpu(), count).anyMatch(index -> index == gpu.index()))
                        .map(gpu -> candidate(gpu, taken).waking(sleeper)))
                .filter(Candidate::fits)
                .findFirst();
    }

    private Predicate<Seat.OnGpu> of(Sleeper sleeper) {
        return seat ->
                seat.service().equals(wish.service().name()) && seat.sleeper().equals(sleeper.replica());
    }

    /** By rising index, those that are missing or could not be read too. */
    private List<Candidate> candidates(int count, List<Seat.OnGpu> taken) {
        Optional<Seat.OnGpu> place = place(count - wish.from() - 1);
        return indices(wish.service().gpu(), count)
                .filter(index -> chosen == null
                        || place.filter(seat -> seat.gpu() == index).isPresent())
                .sorted()
                .distinct()
                .flatMap(index -> candidates(index, place, taken))
                .toList();
    }

    /** The one that was chosen before for this one of the new replicas. */
    private Optional<Seat.OnGpu> place(int replica) {
        return chosen != null && replica < chosen.size() ? Optional.of(chosen.get(replica)) : Optional.empty();
    }

    private Stream<Integer> indices(GpuNeeds needs, int count) {
        List<Integer> allowed = needs.gpusFor(count);
        return allowed != null
                ? allowed.stream()
                : Stream.concat(
                        snapshot.gpus().stream().map(Gpu::index),
                        snapshot.faults().stream().map(GpuSnapshot.Fault::index));
    }

    /** A card that is divided has several, each with memory of its own. */
    private Stream<Candidate> candidates(int index, Optional<Seat.OnGpu> place, List<Seat.OnGpu> taken) {
        List<Candidate> found = new ArrayList<>();
        snapshot.on(index).stream()
                .filter(gpu -> place.isEmpty() || gpu.uuid().equals(place.get().uuid()))
                .forEach(gpu -> found.add(candidate(gpu, taken)));
        if (place.isEmpty() || found.isEmpty()) {
            snapshot.faultsOn(index)
                    .forEach(
                            fault -> found.add(Candidate.none("GPU " + index + " cannot be read: " + fault.problem())));
        }
        if (found.isEmpty()) {
            String uuid = place.map(seat -> " " + seat.uuid()).orElse("");
            found.add(Candidate.none("GPU " + index + uuid + " is not there"));
        }
        return found.stream();
    }

    private Candidate candidate(Gpu gpu, List<Seat.OnGpu> taken) {
        long reserved = taken.stream()
                .filter(seat -> seat.uuid().equals(gpu.uuid()))
                .mapToLong(Seat.OnGpu::bytes)
                .sum();
        long free = Math.max(0, gpu.memory().free() - reserved);
        return new Candidate(gpu, reserved, bytes(gpu, free), barred(gpu), "");
    }

    private long bytes(Gpu gpu, long free) {
        return need == null ? Math.max(1, free - Headroom.least(gpu.memory().total())) : need;
    }

    private String barred(Gpu gpu) {
        return wish.warnings().stream()
                .filter(warning -> warning.speaksOf(gpu.index(), gpu.uuid()))
                .map(warning -> "is ruled out, " + warning.alert() + " fires for it")
                .findFirst()
                .orElse("");
    }

    private String refusal(int count, List<Candidate> candidates) {
        String what = need == null ? "one more replica" : "one more replica of " + Size.text(need);
        String where = candidates.isEmpty() ? "there is no GPU" : "no GPU has room";
        String whose = wish.service().gpu().placement().isEmpty() ? "" : " of those for " + count + " replicas";
        return where + whose + " for " + what + " with " + Headroom.LEAST + " % left free"
                + (candidates.isEmpty()
                        ? ""
                        : ": " + candidates.stream().map(Candidate::shortage).collect(Collectors.joining("; ")));
    }

    /**
     * A GPU that may be considered.
     *
     * @param gpu null where it is not known
     * @param bytes what the replica would take
     * @param barred why it may not be chosen; empty where it may
     * @param sleeper the replica that is woken there; empty where one is started
     */
    private record Candidate(@Nullable Gpu gpu, long reserved, long bytes, String barred, String sleeper) {

        static Candidate none(String why) {
            return new Candidate(null, 0, 0, why, "");
        }

        Candidate waking(Sleeper asleep) {
            return new Candidate(gpu, reserved, bytes, barred, asleep.replica());
        }

        boolean fits() {
            return gpu != null
                    && barred.isEmpty()
                    && left() >= Headroom.least(gpu.memory().total());
        }

        /** Bytes that stay free. */
        long left() {
            return gpu == null ? 0 : gpu.memory().free() - reserved - bytes;
        }

        Seat.OnGpu seat(String service, Instant now) {
            Gpu known = known();
            return new Seat.OnGpu(
                    service, known.index(), known.uuid(), bytes, known.memory().used(), now, sleeper);
        }

        String inWords() {
            String what = sleeper.isEmpty() ? "one more replica" : sleeper + " awake again, which takes up to";
            return free() + ", and " + Headroom.percent(left(), known().memory().total()) + " % with " + what
                    + (sleeper.isEmpty() ? " of " : " ") + Size.text(bytes);
        }

        String shortage() {
            if (gpu == null) {
                return barred;
            }
            long missing = Headroom.least(gpu.memory().total()) - left();
            return free() + ", " + (barred.isEmpty() ? Size.text(missing) + " too little" : "and " + barred);
        }

        private String free() {
            Gpu.Memory memory = known().memory();
            String kept = reserved == 0 ? "" : ", of which " + Size.text(reserved) + " are kept for replicas that load";
            return known().inWords() + " has " + Headroom.percent(memory.free(), memory.total()) + " % free" + kept;
        }

        private Gpu known() {
            if (gpu == null) {
                throw new IllegalStateException(barred);
            }
            return gpu;
        }
    }
}
