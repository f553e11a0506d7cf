package dev.headroom.receiver.target.kubernetes;

import java.util.Comparator;

/** What runs a service in the cluster. Names come from the configuration only. */
public record Workload(Kind kind, String namespace, String name) {

    /**
     * As the API names it: anything with a scale subresource. Of the two that are named here more is known than that.
     *
     * @param apiVersion as "apps/v1"
     * @param word as "Deployment"
     */
    public record Kind(String apiVersion, String word) implements Comparable<Kind> {
        public static final Kind DEPLOYMENT = new Kind("apps/v1", "Deployment");
        public static final Kind STATEFUL_SET = new Kind("apps/v1", "StatefulSet");

        private static final Comparator<Kind> ORDER =
                Comparator.comparing(Kind::apiVersion).thenComparing(Kind::word);

        /** Empty for the core's. */
        String group() {
            return apiVersion.contains("/") ? apiVersion.substring(0, apiVersion.indexOf('/')) : "";
        }

        String version() {
            return apiVersion.substring(apiVersion.indexOf('/') + 1);
        }

        /** Whether it is known whom it stops, and how far it is. */
        public boolean isWellKnown() {
            return equals(DEPLOYMENT) || equals(STATEFUL_SET);
        }

        @Override
        public int compareTo(Kind other) {
            return ORDER.compare(this, other);
        }

        /** As "Deployment", or "LeaderWorkerSet.leaderworkerset.x-k8s.io". */
        @Override
        public String toString() {
            return group().isEmpty() || group().equals("apps") ? word : word + "." + group();
        }
    }

    @Override
    public String toString() {
        return kind + " " + namespace + "/" + name;
    }
}
