package dev.headroom.receiver.hook.http;

import dev.headroom.receiver.target.Observation.Replica;
import dev.headroom.receiver.target.ReplicaState;
import java.net.URI;
import java.time.Instant;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Text with places for a replica's address, name and number. */
public final class ReplicaTemplate {

    public static final String ADDRESS = "{address}";
    private static final Pattern PLACE = Pattern.compile("\\{([a-z]+)}");
    private static final Replica SAMPLE = new Replica("app-1", 1, ReplicaState.READY, Instant.EPOCH, "127.0.0.1", "");
    private static final Replica OTHER = new Replica("app-2", 2, ReplicaState.READY, Instant.EPOCH, "127.0.0.2", "");

    private ReplicaTemplate() {}

    /** Whether it makes a http or https URL; other places than those known do not. */
    public static boolean isUrl(String template) {
        try {
            URI url = url(template, SAMPLE);
            return url.getHost() != null && ("http".equals(url.getScheme()) || "https".equals(url.getScheme()));
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    /** Whether what it makes is another for each replica. */
    public static boolean tellsApart(String template) {
        return !filled(template, SAMPLE).equals(filled(template, OTHER));
    }

    static URI url(String template, Replica replica) {
        return URI.create(filled(template, replica));
    }

    /** Other words in braces stay, as PromQL has them. */
    public static String filled(String template, Replica replica) {
        return PLACE.matcher(template).replaceAll(place -> Matcher.quoteReplacement(value(place.group(1), replica)));
    }

    private static String value(String place, Replica replica) {
        return switch (place) {
            case "address" -> replica.address().contains(":") ? "[" + replica.address() + "]" : replica.address();
            case "name" -> replica.name();
            case "number" -> String.valueOf(replica.number());
            default -> "{" + place + "}";
        };
    }
}
