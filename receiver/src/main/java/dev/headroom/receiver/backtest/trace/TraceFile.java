package dev.headroom.receiver.backtest.trace;

import java.io.BufferedReader;
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
        try (BufferedReader lines = Files.newBufferedReader(file)) {
            String head = lines.readLine();
            if (head == null) {
                throw new TraceException(file + ": must hold a head and at least one request, found nothing;"
                        + " see docs/backtest.md for the columns");
            }
            List<String> heads = cells(head).stream().map(TraceFile::plain).toList();
            return new TraceFile(file, speed, heads).trace(lines);
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

    private Trace trace(BufferedReader lines) throws IOException {
        int time = column("timestamp");
        boolean timed = heads.contains("seconds");
        int first = timed ? column("seconds") : column("contexttokens");
        int second = timed ? first : column("generatedtokens");
        List<Request> requests = new ArrayList<>();
        Instant origin = null;
        int number = 1;
        for (String text = lines.readLine(); text != null; text = lines.readLine()) {
            Line line = new Line(++number, cells(text));
            if (!text.isBlank()) {
                Instant at = line.time(time);
                origin = origin == null ? at : origin;
                double since = Duration.between(origin, at).toNanos() / 1e9;
                requests.add(
                        timed
                                ? new Request(since, line.number(first))
                                : speed.request(since, line.number(first), line.number(second)));
            }
        }
        if (origin == null) {
            throw new TraceException(
                    file + ": must hold at least one request, found only a head; see docs/backtest.md for the columns");
        }
        return since(origin, requests);
    }

    /** The lines may stand in any order. */
    private static Trace since(Instant origin, List<Request> requests) {
        double first = requests.stream().mapToDouble(Request::at).min().orElse(0);
        double last = requests.stream().mapToDouble(Request::at).max().orElse(0);
        requests.replaceAll(request -> request.movedTo(request.at() - first));
        return new Trace(origin.plusNanos(Math.round(first * 1e9)), last - first, requests);
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
