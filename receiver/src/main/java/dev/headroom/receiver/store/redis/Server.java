package dev.headroom.receiver.store.redis;

import dev.headroom.receiver.store.StoreException;
import java.util.Map;
import java.util.stream.Collectors;
import redis.clients.jedis.BuilderFactory;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.CommandObject;
import redis.clients.jedis.Protocol.Command;
import redis.clients.jedis.exceptions.JedisDataException;

/** What the server says of itself, and whether state may be trusted to it. */
record Server(RedisAddress address, Map<String, String> facts) {
    private static final int MAJOR = 6;
    private static final int MINOR = 2;
    private static final CommandObject<Map<String, String>> FSYNC = new CommandObject<>(
            new CommandArguments(Command.CONFIG).add("GET").add("appendfsync"), BuilderFactory.STRING_MAP);

    static Server ask(Link link) {
        return new Server(
                link.address(),
                link.ask(redis -> redis.info())
                        .lines()
                        .filter(line -> line.contains(":"))
                        .collect(Collectors.toMap(
                                line -> line.substring(0, line.indexOf(':')),
                                line -> line.substring(line.indexOf(':') + 1).strip(),
                                (a, b) -> b)));
    }

    /** Refuses one that may lose state, with what to change. */
    void check() {
        refuse(old(), "is Redis " + fact("redis_version"), "use " + MAJOR + "." + MINOR + " or later");
        if (is("loading", "1")) {
            String what = "the Redis at " + address + " still reads its data after a start; nothing need be restarted";
            throw new StoreException(what, null, StoreException.Kind.PASSING);
        }
        refuse(!is("role", "master"), "is a replica", "name the primary in store");
        refuse(is("cluster_enabled", "1"), "is a cluster", "use a Redis that is none");
        refuse(
                !is("maxmemory_policy", "noeviction"),
                "has maxmemory-policy " + fact("maxmemory_policy") + ", so it may throw away state",
                "use a Redis of its own; where nothing counts on this one's throwing away: CONFIG SET maxmemory-policy noeviction, then CONFIG REWRITE");
        checkDurability();
    }

    /** Refuses one that keeps nothing on disk, where that was not allowed. */
    void checkDurability() {
        refuse(
                address.durable() && !is("aof_enabled", "1"),
                "has appendonly no, so what was answered 200 would be lost with it",
                "CONFIG SET appendonly yes, then CONFIG REWRITE while it runs (a restart with a changed file alone would lose what it holds), or allow the loss with ?durability=none");
        refuse(
                address.durable() && !is("aof_last_write_status", "ok"),
                "could not write its append-only file",
                "make room on its disk; nothing need be restarted");
    }

    /** How far what was acknowledged may be lost, in words; empty where it may not. */
    String caveat(Link link) {
        if (!address.durable()) {
            return "durability=none: what was answered 200 may be lost when " + address + " ends";
        }
        return caveat(fsync(link), address.toString());
    }

    /** Of a setting of appendfsync; empty is one that could not be read. */
    static String caveat(String fsync, String address) {
        return switch (fsync) {
            case "always" -> "";
            case "no" ->
                "appendfsync no: a crash of the host of " + address + " may lose the last half minute; set everysec"
                        + " or always";
            case "everysec" ->
                "appendfsync everysec: a crash of the host of " + address
                        + " may lose the last second or two; set always to lose nothing";
            default ->
                "appendfsync of " + address
                        + " is not known, as this user may not read it: what a crash of the host may"
                        + " lose is not known either; grant +config|get";
        };
    }

    private static String fsync(Link link) {
        try {
            return link.ask(redis -> redis.executeCommand(FSYNC)).getOrDefault("appendfsync", "");
        } catch (StoreException e) {
            if (e.getCause() instanceof JedisDataException) {
                return ""; // this user may not ask
            }
            throw e;
        }
    }

    private boolean old() {
        String[] version = fact("redis_version").split("\\.", 3);
        int major = Integer.parseInt(version[0]);
        return major < MAJOR || (major == MAJOR && Integer.parseInt(version[1]) < MINOR);
    }

    private boolean is(String name, String value) {
        return fact(name).equals(value);
    }

    private String fact(String name) {
        return facts.getOrDefault(name, "");
    }

    private void refuse(boolean wrong, String what, String remedy) {
        if (wrong) {
            throw new StoreException("the Redis at " + address + " " + what + "; " + remedy);
        }
    }
}
