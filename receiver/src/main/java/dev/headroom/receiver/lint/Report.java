package dev.headroom.receiver.lint;

import java.nio.file.Path;
import java.util.List;

/** What the linter found, and how quickly every trigger acts. */
public record Report(List<Finding> findings, List<Reaction> reactions) {

    public Report {
        findings = List.copyOf(findings);
        reactions = List.copyOf(reactions);
    }

    /** All of several trees. */
    public static Report of(List<Report> reports) {
        return new Report(
                reports.stream()
                        .flatMap(report -> report.findings().stream())
                        .distinct()
                        .toList(),
                reports.stream()
                        .flatMap(report -> report.reactions().stream())
                        .distinct()
                        .toList());
    }

    /** The line that ends a list of findings. */
    public static String sum(int findings) {
        return findings == 0 ? "No findings." : findings + (findings == 1 ? " finding." : " findings.");
    }

    /** Whether there is something as bad, or worse. */
    public boolean has(Severity least) {
        return findings.stream().anyMatch(finding -> finding.severity().compareTo(least) >= 0);
    }

    /** The findings in a file or folder, without reaction times. */
    public Report within(Path path) {
        Path wanted = path.toAbsolutePath().normalize();
        List<Finding> inside = findings.stream()
                .filter(finding -> Path.of(finding.place().file())
                        .toAbsolutePath()
                        .normalize()
                        .startsWith(wanted))
                .toList();
        return new Report(inside, List.of());
    }
}
