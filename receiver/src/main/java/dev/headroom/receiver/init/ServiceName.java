package dev.headroom.receiver.init;

import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** What a service may be called: its name becomes a label, a key in YAML, and part of a file's name. */
final class ServiceName {
    static final String RULE =
            "a name begins with a letter or digit, has up to 63 letters, digits, -, _ and ., and is not null";

    private static final int LONGEST = 63;
    private static final Pattern FITTING = Pattern.compile("(?!(?i:null)$)[A-Za-z0-9][A-Za-z0-9_.-]{0,62}");

    private ServiceName() {}

    static boolean fits(String name) {
        return FITTING.matcher(name).matches();
    }

    /** By job, a name made of the job's that no other job has. */
    static Map<String, String> of(Collection<String> jobs) {
        return Distinct.forms(jobs, ServiceName::of, LONGEST, Set.of());
    }

    private static String of(String job) {
        String name = job.replaceAll("[^A-Za-z0-9_.-]+", "-").replaceAll("^[^A-Za-z0-9]+", "");
        return name.isEmpty() || name.equalsIgnoreCase("null") ? "service" : name;
    }
}
