package dev.headroom.receiver.lint;

import java.util.Locale;
import java.util.stream.Collectors;

/** Findings as the commands of a GitHub workflow that annotate lines. */
final class GithubReport {
    private GithubReport() {}

    static String of(Report report) {
        return report.findings().stream().map(GithubReport::annotation).collect(Collectors.joining());
    }

    private static String annotation(Finding finding) {
        Place place = finding.place();
        String where = place.line() == 0 ? "" : ",line=" + place.line() + ",col=" + place.column();
        return "::" + finding.severity().name().toLowerCase(Locale.ROOT) + " file=" + property(place.file()) + where
                + ",title=" + property(finding.rule().id()) + "::" + data(finding.message() + "; " + finding.remedy())
                + "\n";
    }

    private static String data(String text) {
        return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A");
    }

    private static String property(String text) {
        return data(text).replace(":", "%3A").replace(",", "%2C");
    }
}
