package dev.headroom.receiver.target.kubernetes;

import java.util.Locale;

/** What runs a service in the cluster. Names come from the configuration only. */
public record Workload(Kind kind, String namespace, String name) {

    /** As the API names it. */
    public enum Kind {
        DEPLOYMENT("Deployment"),
        STATEFUL_SET("StatefulSet");

        private final String word;

        Kind(String word) {
            this.word = word;
        }

        public String word() {
            return word;
        }

        /** As the API's paths and Roles name them. */
        String resource() {
            return word.toLowerCase(Locale.ROOT) + "s";
        }
    }

    @Override
    public String toString() {
        return kind.word() + " " + namespace + "/" + name;
    }
}
