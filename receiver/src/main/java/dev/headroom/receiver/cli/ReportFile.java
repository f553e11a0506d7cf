package dev.headroom.receiver.cli;

import dev.headroom.receiver.backtest.BacktestException;
import dev.headroom.receiver.backtest.report.HtmlReport;
import dev.headroom.receiver.backtest.report.MarkdownReport;
import dev.headroom.receiver.backtest.report.Report;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A report as a file: a page, or what a pull request shows. */
final class ReportFile {

    private ReportFile() {}

    /** Told before the trace is played, which takes its time. */
    static void writable(Path file) {
        if (!isMarkdown(file) && !file.toString().endsWith(".html")) {
            throw new BacktestException("--report: must end with .html or .md, found " + file + "; rename it");
        }
        Path folder = file.toAbsolutePath().getParent();
        if (folder != null && !Files.isDirectory(folder)) {
            throw new BacktestException("--report: " + file + " is in no folder that exists; make it, or name another");
        }
    }

    private static boolean isMarkdown(Path file) {
        return file.toString().endsWith(".md");
    }

    static void write(Path file, Report report) {
        try {
            Files.writeString(file, isMarkdown(file) ? MarkdownReport.of(report) : HtmlReport.of(report));
        } catch (IOException e) {
            throw new BacktestException(
                    "--report: " + file + " cannot be written: " + e.getMessage() + "; name a file that you may write");
        }
    }
}
