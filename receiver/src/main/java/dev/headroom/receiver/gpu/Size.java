package dev.headroom.receiver.gpu;

import java.util.Locale;

/** Bytes as people read them. */
public final class Size {
    private static final double MIB = 1 << 20;
    private static final double GIB = 1 << 30;

    private Size() {}

    /** Like {@code 25 GiB}, {@code 7.5 GiB} or {@code 512 MiB}; at most one decimal. */
    public static String text(long bytes) {
        return Math.abs(bytes) < GIB ? number(bytes / MIB) + " MiB" : number(bytes / GIB) + " GiB";
    }

    /** At most one decimal, and none where it is zero. */
    static String number(double value) {
        return String.format(Locale.ROOT, "%.1f", value).replaceFirst("\\.0$", "");
    }
}
