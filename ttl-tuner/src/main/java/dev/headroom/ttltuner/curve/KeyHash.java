package dev.headroom.ttltuner.curve;

/** 64 bits for a text (FNV-1a over its UTF-16 units); {@link ShadowGrid} spreads them. */
public final class KeyHash {
    private KeyHash() {}

    public static long of(String text) {
        long hash = 0xcbf29ce484222325L;
        for (int i = 0; i < text.length(); i++) {
            hash = (hash ^ text.charAt(i)) * 0x100000001b3L;
        }
        return hash;
    }
}
