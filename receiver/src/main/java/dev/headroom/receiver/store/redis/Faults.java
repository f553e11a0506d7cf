package dev.headroom.receiver.store.redis;

import dev.headroom.receiver.store.StoreException;
import dev.headroom.receiver.store.StoreException.Kind;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import redis.clients.jedis.exceptions.JedisConnectionException;
import redis.clients.jedis.exceptions.JedisException;

/** The errors of Redis and of the way to it, in words that say what helps. */
record Faults(RedisAddress address) {
    private static final String PERMISSIONS =
            "give this user +@hash +@sortedset +@string +@scripting +del +exists +pexpire +time +info +ping +config|get"
                    + " +client|setname, and its keys with ~PREFIX:*";

    /** What Redis says while it cannot do now what it can at another time. */
    private static final Set<String> PASSING = Set.of("LOADING", "OOM", "MISCONF", "BUSY");

    StoreException of(JedisException cause) {
        return of(cause, kind(cause));
    }

    /** Of one of which nobody knows whether it was done before the connection broke. */
    StoreException unknown(JedisConnectionException cause) {
        return of(cause, Kind.UNKNOWN);
    }

    private StoreException of(JedisException cause, Kind kind) {
        return new StoreException("cannot use " + address + ": " + said(cause) + "; " + help(cause), cause, kind);
    }

    private static Kind kind(JedisException cause) {
        if (silent(cause)) {
            return Kind.UNKNOWN;
        }
        boolean passes = cause instanceof JedisConnectionException
                || PASSING.contains(String.valueOf(cause.getMessage()).split(" ", 2)[0]);
        return passes ? Kind.PASSING : Kind.LASTING;
    }

    /** Whether the server was reached, or may have been, and stayed silent. */
    static boolean silent(Throwable error) {
        return Stream.iterate(error, Objects::nonNull, Throwable::getCause)
                .anyMatch(SocketTimeoutException.class::isInstance);
    }

    /** Whether there was no connection by which anything could have been asked. */
    static boolean unreached(JedisConnectionException error) {
        return Stream.concat(Stream.of(error.getCause()), Stream.of(error.getSuppressed()))
                .anyMatch(why -> why instanceof ConnectException || why instanceof UnknownHostException);
    }

    private static String said(JedisException cause) {
        Throwable root = cause;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        String message = String.valueOf(cause.getMessage()).replaceFirst("\\.$", "");
        String why = String.valueOf(root.getMessage());
        return message.contains(why) || root == cause ? message : message + " (" + why + ")";
    }

    private static String help(JedisException cause) {
        if (silent(cause)) {
            return "it is too slow or stands still; when it answers again, nothing need be restarted";
        }
        if (cause instanceof JedisConnectionException) {
            return "start it, or check host, port and TLS; when it answers, nothing need be restarted";
        }
        String message = String.valueOf(cause.getMessage());
        if (message.contains("can't run this command")) {
            return PERMISSIONS; // so a script puts NOPERM
        }
        return switch (message.split(" ", 2)[0]) {
            case "LOADING" -> "it reads its data after a start; nothing need be restarted";
            case "OOM" -> "raise its maxmemory or make room in it; nothing need be restarted";
            case "MISCONF" -> "its disk refuses writes: make room there; nothing need be restarted";
            case "READONLY", "MASTERDOWN" -> "it is a replica: name the primary in store";
            case "NOAUTH", "WRONGPASS" ->
                "check user and password: store: {url: ..., username: USER, password_file: FILE}";
            case "NOPERM" -> PERMISSIONS;
            case "MOVED", "ASK", "CROSSSLOT", "CLUSTERDOWN" -> "it is a cluster: use a Redis that is none";
            case "BUSY" -> "a script of another program keeps it busy: look at SLOWLOG GET";
            case "WRONGTYPE" -> "another program uses these names: give headroom its own with ?prefix=NAME";
            default -> "if this happens again, report it with this message";
        };
    }
}
