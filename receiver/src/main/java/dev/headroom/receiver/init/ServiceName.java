package dev.headroom.receiver.init;

import java.util.regex.Pattern;

/** What a service may be called: its name becomes a label, and part of a file's name. */
final class ServiceName {
    private static final Pattern FITTING = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_.-]{0,62}");

    private ServiceName() {}

    static boolean fits(String name) {
        return FITTING.matcher(name).matches();
    }

    /** A name made of that of a job. */
    static String of(String job) {
        String name = job.replaceAll("[^A-Za-z0-9_.-]+", "-").replaceAll("^[^A-Za-z0-9]+", "");
        return name.isEmpty() ? "service" : name.substring(0, Math.min(name.length(), 63));
    }
}
