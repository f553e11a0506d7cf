package dev.headroom.receiver.leader.kubernetes;

import dev.headroom.receiver.kubernetes.Cluster;
import dev.headroom.receiver.kubernetes.ClusterException;
import dev.headroom.receiver.kubernetes.Right;
import dev.headroom.receiver.leader.Candidate;
import dev.headroom.receiver.leader.TermCount;
import dev.headroom.receiver.time.Moment;
import dev.headroom.receiver.time.Timepiece;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseBuilder;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseSpec;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A Lease of a Kubernetes cluster, written only over what was read. Whoever finds it unchanged for its length, by its own clock,
 * may take it. A term is begun only over one that was read while the Lease could be taken or was ours: who took the Lease, was
 * paused, and begins its term when another one has begun a later one, is refused.
 */
public final class KubernetesLease implements dev.headroom.receiver.leader.Lease {
    private static final String WORDS = "headroom.dev/leader";

    /** Which one; the way to the cluster is closed with the lease. */
    public record Place(Cluster cluster, String namespace, String name) {
        @Override
        public String toString() {
            return "Lease " + namespace + "/" + name;
        }
    }

    /** As it was found, since then. */
    private record Seen(String version, Moment since) {}

    private final Place place;
    private final Candidate candidate;
    private final TermCount terms;
    private final Duration length;
    private final Timepiece clock;
    private @Nullable Seen seen;
    private long term;

    /** @param terms closed with it */
    public KubernetesLease(Place place, Candidate candidate, TermCount terms, Duration length, Timepiece clock) {
        this.place = place;
        this.candidate = candidate;
        this.terms = terms;
        this.length = length;
        this.clock = clock;
    }

    /** What it takes to stand for the Lease of this name. */
    public static List<Right> rights(String namespace, String name) {
        return Stream.concat(
                        Right.of("coordination.k8s.io", "leases", List.of("create"), namespace).stream(),
                        Right.named("coordination.k8s.io", "leases", List.of("get", "patch"), namespace, name).stream())
                .toList();
    }

    @Override
    public Candidate candidate() {
        return candidate;
    }

    @Override
    public Standing ask(boolean take) throws ClusterException {
        Optional<Lease> found = read();
        boolean free = found.isEmpty() || holder(found.get()).isEmpty() || ended(found.get());
        boolean ours = term > 0 && found.isPresent() && holder(found.get()).equals(candidate.name());
        long last = ours || (take && free) ? terms.last() : 0;
        if (ours ? last != term : !(take && free)) {
            term = 0;
            return found.map(lease -> new Standing(0, words(lease))).orElse(Standing.FREE);
        }
        Optional<Lease> written = write(found, candidate.name());
        term = written.isEmpty() ? 0 : ours ? term : terms.raise(last);
        if (term > 0) {
            return new Standing(term, candidate.inWords());
        }
        if (written.isPresent()) {
            write(written, "");
        }
        return Standing.FREE;
    }

    @Override
    public void release() throws ClusterException {
        boolean held = term > 0;
        term = 0;
        Optional<Lease> found = held ? read() : Optional.empty();
        if (found.isPresent() && holder(found.get()).equals(candidate.name())) {
            write(found, "");
        }
    }

    private Optional<Lease> read() throws ClusterException {
        return place.cluster()
                .ask(
                        "get " + place,
                        client -> Optional.ofNullable(client.leases()
                                .inNamespace(place.namespace())
                                .withName(place.name())
                                .get()));
    }

    /** Empty where somebody else wrote it meanwhile. */
    private Optional<Lease> write(Optional<Lease> found, String holder) throws ClusterException {
        Lease wanted = wanted(found, holder);
        try {
            return Optional.of(place.cluster().ask((found.isEmpty() ? "create " : "patch ") + place, client -> {
                var leases = client.leases().inNamespace(place.namespace());
                return found.isEmpty()
                        ? leases.resource(wanted).create()
                        : leases.withName(place.name())
                                .patch(
                                        PatchContext.of(PatchType.JSON_MERGE),
                                        client.getKubernetesSerialization().asJson(wanted));
            }));
        } catch (ClusterException e) {
            if (e.isConflict()) {
                return Optional.empty();
            }
            throw e;
        }
    }

    private Lease wanted(Optional<Lease> found, String holder) {
        ZonedDateTime now = clock.instant().atZone(ZoneOffset.UTC);
        boolean renewed = found.isPresent() && holder(found.get()).equals(holder);
        int before =
                found.map(Lease::getSpec).map(LeaseSpec::getLeaseTransitions).orElse(0);
        return new LeaseBuilder()
                .withNewMetadata()
                .withName(place.name())
                .withResourceVersion(found.map(lease -> lease.getMetadata().getResourceVersion())
                        .orElse(null))
                .addToAnnotations(WORDS, candidate.inWords())
                .endMetadata()
                .withNewSpec()
                .withHolderIdentity(holder)
                .withLeaseDurationSeconds((int) length.toSeconds())
                .withAcquireTime(renewed ? found.get().getSpec().getAcquireTime() : now)
                .withRenewTime(now)
                .withLeaseTransitions(renewed || holder.isEmpty() ? before : before + 1)
                .endSpec()
                .build();
    }

    /** Whether its holder let it end; to be asked at every look. */
    private boolean ended(Lease lease) {
        String version = lease.getMetadata().getResourceVersion();
        Moment now = clock.moment();
        Seen last = seen;
        if (last == null || !last.version().equals(version)) {
            seen = new Seen(version, now);
            return false;
        }
        Integer seconds = lease.getSpec().getLeaseDurationSeconds();
        return now.since(last.since()).compareTo(seconds == null ? length : Duration.ofSeconds(seconds)) >= 0;
    }

    private static String holder(Lease lease) {
        return lease.getSpec() == null ? "" : Objects.toString(lease.getSpec().getHolderIdentity(), "");
    }

    /** The holder's own words; its name alone where those that stand there are of one before it. */
    private static String words(Lease lease) {
        String holder = holder(lease);
        String words = lease.getMetadata().getAnnotations().getOrDefault(WORDS, "");
        return holder.isEmpty() || !words.startsWith(holder + " ") ? holder : words;
    }

    @Override
    public void close() {
        try (terms) {
            place.cluster().close();
        }
    }
}
