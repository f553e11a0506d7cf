package dev.headroom.receiver.backtest.trace;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Reads a trace: CSV with a head, a request a line. The columns are found by their names: {@code timestamp}, and either
 * {@code context_tokens} and {@code generated_tokens}, or {@code seconds} of work; case and underscores do not matter.
 */
public final class TraceFile {

    private final Path file;
    private final Speed speed;
    private final List<String> heads;

    private TraceFile(Path file, Speed speed, List<String> heads) {
        this.file = file;
        this.speed = speed;
        this.heads = heads;
    }

    /**
     * The trace in {@code file}, which begins with its first request.
     *
     * @throws TraceException where a line cannot be read
     */
    public static Trace read(Path file, Speed speed) {
        List<String> lines = lines(file);
        List<String> heads = cells(lines.get(0)).stream().map(TraceFile::plain).toList();
        return new TraceFile(file, speed, heads).trace(lines);
    }

    private static List<String> lines(Path file) {
        try {
            List<String> lines = Files.readAllLines(file);
            if (lines.size() < 2) {
                throw new TraceException(file + ": must hold a head and at least one request, found " + lines.size()
                        + " lines; see docs/backtest.md for the columns");
            }
            return lines;
        } catch (CharacterCodingException e) {
            throw new TraceException(file + ": must be UTF-8 text, found other bytes; save it as CSV");
        } catch (IOException e) {
            String found = Files.isDirectory(file) ? "a folder" : Files.exists(file) ? "no permission" : "no such file";
            throw new TraceException(file + ": must be a readable file, found " + found + "; check the path");
        }
    }

    private static List<String> cells(String line) {
        List<String> cells = new ArrayList<>();
        int start = 0;
        for (int comma = line.indexOf(','); comma >= 0; comma = line.indexOf(',', start)) {
            cells.add(line.substring(start, comma).strip());
            start = comma + 1;
        }
        cells.add(line.substring(start).strip());
        return cells;
    }

    private static String plain(String head) {
        return head.replaceAll("[^A-Za-z]", "").toLowerCase(Locale.ROOT);
    }

    private Trace trace(List<String> lines) {
        int time = column("timestamp");
        boolean timed = heads.contains("seconds");
        int first = timed ? column("seconds") : column("contexttokens");
        int second = timed ? first : column("generatedtokens");
        List<Row> rows = new ArrayList<>(lines.size());
        for (int i = 1; i < lines.size(); i++) {
            if (!lines.get(i).isBlank()) {
                Line line = new Line(i + 1, cells(lines.get(i)));
                double work = timed ? line.number(first) : speed.seconds(line.number(first), line.number(second));
                rows.add(new Row(line.time(time), work));
            }
        }
        return since(rows);
    }

    private record Row(Instant at, double work) {}

    private Trace since(List<Row> rows) {
        Instant begins = rows.stream()
                .map(Row::at)
                .min(Instant::compareTo)
                .orElseThrow(
                        () -> new TraceException(file + ": must hold a request, found empty lines; check the file"));
        List<Request> requests = rows.stream()
                .map(row -> new Request(Duration.between(begins, row.at()).toNanos() / 1e9, row.work()))
                .toList();
        double last = requests.stream().mapToDouble(Request::at).max().orElse(0);
        return new Trace(begins, last, requests);
    }

    private int column(String name) {
        int column = heads.indexOf(name);
        if (column < 0) {
            throw new TraceException(file + ":1: must have a column " + name + ", found " + String.join(", ", heads)
                    + "; name the columns timestamp, context_tokens and generated_tokens, or timestamp and seconds");
        }
        return column;
    }

    /** A line with its number, counted from 1. */
    private final class Line {
        private final int number;
        private final List<String> cells;

        Line(int number, List<String> cells) {
            this.number = number;
            this.cells = cells;
        }

        double number(int column) {
            String text = cell(column);
            try {
                double value = Double.parseDouble(text);
                if (value >= 0 && value < 1e9) {
                    return value;
                }
            } catch (NumberFormatException e) {
                // told below
            }
            throw wrong(column, "a number of 0 or more", text);
        }

        Instant time(int column) {
            String text = cell(column);
            return Timestamp.read(text)
                    .orElseThrow(() -> wrong(column, "a time like 2023-11-16 18:17:03.98, or seconds", text));
        }

        private String cell(int column) {
            return column < cells.size() ? cells.get(column) : "";
        }

        private TraceException wrong(int column, String rule, String found) {
            return new TraceException(file + ":" + number + ": " + heads.get(column) + " must be " + rule + ", found \""
                    + found + "\"; correct or remove the line");
        }
    }
}
