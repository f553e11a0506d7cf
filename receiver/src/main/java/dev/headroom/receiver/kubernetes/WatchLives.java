package dev.headroom.receiver.kubernetes;

import io.fabric8.kubernetes.client.http.BasicBuilder;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.Interceptor;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Has the server end each watch after a while, to be begun again where it was: one that is not begun again then is dead, however
 * open its connection looks. Nothing is listed anew for it.
 */
final class WatchLives implements Interceptor {
    /** Half as long at least, so that not all end together; so short that a dead one is known within a minute. */
    static final Duration USUAL = Duration.ofSeconds(40);

    private final Duration longest;
    private final Map<String, Integer> begun = new ConcurrentHashMap<>();

    WatchLives(Duration longest) {
        this.longest = longest;
    }

    Duration longest() {
        return longest;
    }

    /** How often what is at the path was begun to be watched: all of it, or those that a selector of fields takes. */
    int begun(String path, boolean selected) {
        return begun.getOrDefault(key(path, selected), 0);
    }

    private static String key(String path, boolean selected) {
        return selected ? path + "?fieldSelector" : path;
    }

    @Override
    public void before(BasicBuilder builder, HttpRequest request, RequestTags tags) {
        URI uri = request.uri();
        String query = String.valueOf(uri.getRawQuery());
        if (query.contains("watch=true")) {
            begun.merge(key(uri.getPath(), query.contains("fieldSelector=")), 1, Integer::sum);
            String life = "timeoutSeconds=" + life();
            String bounded = query.contains("timeoutSeconds=")
                    ? query.replaceFirst("timeoutSeconds=[0-9]+", life)
                    : query + "&" + life;
            String whole = uri.toString();
            builder.uri(URI.create(whole.substring(0, whole.indexOf('?') + 1) + bounded));
        }
    }

    private long life() {
        long most = longest.toSeconds();
        return ThreadLocalRandom.current().nextLong(Math.max(1, most / 2), most + 1);
    }
}
