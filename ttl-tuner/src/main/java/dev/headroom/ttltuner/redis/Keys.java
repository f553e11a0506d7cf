package dev.headroom.ttltuner.redis;

/** Names of keys; those of a mode end with its name. */
public final class Keys {
    public static final String HISTORY = "cache:ttl:history";
    public static final String CHANGED = "cache:ttl:changed";
    static final String LEASE = "cache:ttl:lease";

    private Keys() {}

    public static String ttl(String mode) {
        return "cache:ttl:" + mode;
    }

    static String pin(String mode) {
        return ttl(mode) + ":pin";
    }

    static String state(String mode) {
        return ttl(mode) + ":state";
    }

    static String curve(String mode) {
        return ttl(mode) + ":curve";
    }

    static String access(String mode) {
        return "cache:access:" + mode;
    }
}
