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
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseList;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseSpec;
import io.fabric8.kubernetes.client.dsl.NonNamespaceOperation;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
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

    /** Who holds it now; empty where nobody does. */
    public static String holder(Place place) throws ClusterException {
        return holder(read(place));
    }

    @Override
    public Candidate candidate() {
        return candidate;
    }

    @Override
    public Standing ask(boolean take) throws ClusterException {
        Lease found = read();
        boolean free = holder(found).isEmpty() || ended(found);
        boolean ours = term > 0 && holder(found).equals(candidate.name());
        boolean mayWrite = ours || (take && free);
        long last = mayWrite ? terms.last() : 0;
        if (!mayWrite || (ours && last != term)) {
            term = 0;
            return new Standing(0, words(found));
        }
        if (!write(found, candidate.name())) {
            return ask(take); // somebody else wrote it meanwhile
        }
        term = ours ? term : terms.raise(last);
        if (term > 0) {
            return new Standing(term, candidate.inWords());
        }
        giveBack();
        return Standing.FREE;
    }

    @Override
    public void release() throws ClusterException {
        if (term > 0) {
            term = 0;
            giveBack();
        }
    }

    private void giveBack() throws ClusterException {
        Lease found = read();
        if (holder(found).equals(candidate.name())) {
            write(found, "");
        }
    }

    private Lease read() throws ClusterException {
        return read(place);
    }

    /** An empty one where there is none. */
    private static Lease read(Place place) throws ClusterException {
        Lease none = new LeaseBuilder().withNewMetadata().endMetadata().build();
        Lease found = ask(
                place,
                "get",
                leases ->
                        Objects.requireNonNullElse(leases.withName(place.name()).get(), none));
        found.setSpec(Objects.requireNonNullElseGet(found.getSpec(), LeaseSpec::new));
        return found;
    }

    private static Lease ask(
            Place place, String verb, Function<NonNamespaceOperation<Lease, LeaseList, Resource<Lease>>, Lease> request)
            throws ClusterException {
        return place.cluster()
                .ask(verb + " " + place, client -> request.apply(client.leases().inNamespace(place.namespace())));
    }

    /** False where somebody else wrote it meanwhile. */
    private boolean write(Lease found, String holder) throws ClusterException {
        Lease wanted = wanted(found, holder);
        try {
            if (version(found).isEmpty()) {
                ask(place, "create", leases -> leases.resource(wanted).create());
            } else {
                PatchContext merge = PatchContext.of(PatchType.JSON_MERGE);
                String text =
                        place.cluster().client().getKubernetesSerialization().asJson(wanted);
                ask(place, "patch", leases -> leases.withName(place.name()).patch(merge, text));
            }
            return true;
        } catch (ClusterException e) {
            if (e.isConflict()) {
                return false;
            }
            throw e;
        }
    }

    private Lease wanted(Lease found, String holder) {
        ZonedDateTime now = clock.instant().atZone(ZoneOffset.UTC);
        boolean same = holder.isEmpty() || holder(found).equals(holder);
        int takings = Objects.requireNonNullElse(found.getSpec().getLeaseTransitions(), 0);
        return new LeaseBuilder()
                .withNewMetadata()
                .withName(place.name())
                .withResourceVersion(found.getMetadata().getResourceVersion())
                .addToAnnotations(WORDS, candidate.inWords())
                .endMetadata()
                .withNewSpec()
                .withHolderIdentity(holder)
                .withLeaseDurationSeconds((int) length.toSeconds())
                .withAcquireTime(same ? found.getSpec().getAcquireTime() : now)
                .withRenewTime(now)
                .withLeaseTransitions(same ? takings : takings + 1)
                .endSpec()
                .build();
    }

    /** Whether its holder let it end; to be asked at every look. */
    private boolean ended(Lease lease) {
        Moment now = clock.moment();
        Seen last = seen;
        if (last == null || !last.version().equals(version(lease))) {
            seen = new Seen(version(lease), now);
            return false;
        }
        Integer seconds = lease.getSpec().getLeaseDurationSeconds();
        return now.since(last.since()).compareTo(seconds == null ? length : Duration.ofSeconds(seconds)) >= 0;
    }

    private static String version(Lease lease) {
        return Objects.toString(lease.getMetadata().getResourceVersion(), "");
    }

    private static String holder(Lease lease) {
        return Objects.toString(lease.getSpec().getHolderIdentity(), "");
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
