package dev.headroom.receiver.lint;

/** How findings are written. */
public enum Format {
    /** For people: a line a finding, then a table of the reaction times. */
    TEXT {
        @Override
        public String write(Report report) {
            return TextReport.of(report);
        }
    },
    /** For programs. */
    JSON {
        @Override
        public String write(Report report) {
            return JsonReport.of(report);
        }
    },
    /** For GitHub: annotations at the lines of a pull request. */
    GITHUB {
        @Override
        public String write(Report report) {
            return GithubReport.of(report);
        }
    };

    /** The whole output, which ends with a line break. */
    public abstract String write(Report report);
}
