package dev.headroom.receiver.lint;

/**
 * A finding that somebody does not want to hear of, with the reason.
 *
 * @param place where it is written
 * @param rule name of the rule, as it is written
 * @param because empty where none is given
 * @param where what it covers
 */
record Silence(Place place, String rule, String because, Scope where) {

    /** Lines of a file; {@code last} is far away for the whole file. */
    record Scope(String file, int first, int last) {
        static Scope all(String file) {
            return new Scope(file, 0, Integer.MAX_VALUE);
        }

        boolean holds(Place place) {
            return file.equals(place.file()) && first <= place.line() && place.line() <= last;
        }
    }

    boolean covers(Finding finding) {
        return rule.equals(finding.rule().id()) && where.holds(finding.place());
    }
}
