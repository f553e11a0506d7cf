package dev.headroom.receiver.e2e;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.JedisMonitor;
import redis.clients.jedis.exceptions.JedisException;

/** What the simulated target was made to do, as Redis saw it: every write of a service's replicas, in order. */
final class Effects implements AutoCloseable {
    /** Carried out by a script, not only asked for in one; the value has a word for every replica. */
    private static final Pattern WRITE =
            Pattern.compile("lua] \"HSET\" \"headroom:notes\" \"simulated:([a-z-]+)\" \"(.*)\"");

    private final Jedis jedis;
    private final List<String> services = new ArrayList<>();
    private final Map<String, Integer> counts = new TreeMap<>();
    private final Thread thread = new Thread(this::watch, "effects");

    Effects(int port) {
        jedis = new Jedis("127.0.0.1", port, 0);
        jedis.ping();
        thread.setDaemon(true);
        thread.start();
    }

    private void watch() {
        try {
            jedis.monitor(new JedisMonitor() {
                @Override
                public void onCommand(String command) {
                    note(command);
                }
            });
        } catch (JedisException e) {
            Thread.currentThread().interrupt(); // closed
        }
    }

    private synchronized void note(String command) {
        Matcher write = WRITE.matcher(command);
        if (write.find()) {
            String service = write.group(1);
            int replicas = write.group(2).split(" ").length;
            Integer before = counts.put(service, replicas);
            if (before != null) {
                services.add(service);
            }
        }
    }

    /** The services whose replicas were set after their first count, once for every time. */
    synchronized List<String> scaled() {
        return List.copyOf(services);
    }

    /** The latest count of each. */
    synchronized Map<String, Integer> counts() {
        return Map.copyOf(counts);
    }

    @Override
    public void close() {
        jedis.close();
    }
}
