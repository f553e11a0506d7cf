package dev.headroom.settings;

import java.util.function.Consumer;

/**
 * What a file is read for.
 *
 * @param runs whether somebody is to run by it, so that the files which it names must be there, and readable
 * @param warned hears what is taken for one more release
 */
public record Purpose(boolean runs, Consumer<Problem> warned) {

    /** To know what it says. */
    public static final Purpose LOOK = check(warning -> {});

    /** To tell what is wrong with it, here or elsewhere. */
    public static Purpose check(Consumer<Problem> warned) {
        return new Purpose(false, warned);
    }

    /** To run by it. */
    public static Purpose run(Consumer<Problem> warned) {
        return new Purpose(true, warned);
    }
}
