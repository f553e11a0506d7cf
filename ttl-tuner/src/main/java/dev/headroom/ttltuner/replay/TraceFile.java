package dev.headroom.ttltuner.replay;

import dev.headroom.ttltuner.replay.Trace.Lookup;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/**
 * Reads a trace: lines of fields, separated by tabs or else by commas. Where the first line is a header, its columns
 * {@code time} (or {@code timestamp}) and {@code key} (or {@code url}) count, else the first two.
 */
public final class TraceFile {
    private static final List<String> TIMES = List.of("time", "timestamp", "ts", "at");
    private static final List<String> KEYS = List.of("key", "url", "path", "id");

    private TraceFile() {}

    /** A file is no trace; the message names the place and says what is wrong. */
    public static final class BadTraceException extends Exception {
        BadTraceException(String message) {
            super(message);
        }
    }

    private record Columns(String separator, int time, int key, boolean header) {}

    public static Trace read(Path file) throws BadTraceException {
        List<String> lines = lines(file);
        if (lines.isEmpty()) {
            throw new BadTraceException(file + " is empty; it needs lines of a time and a key");
        }
        Columns columns = columns(lines.get(0));
        List<Lookup> lookups = new ArrayList<>();
        for (int i = columns.header() ? 1 : 0; i < lines.size(); i++) {
            lookups.add(lookup(file + ":" + (i + 1), lines.get(i), columns));
        }
        return fromZero(file, lookups);
    }

    /** Logs hold bytes of any encoding; one byte a character loses none of them. */
    private static List<String> lines(Path file) throws BadTraceException {
        try {
            return Files.readAllLines(file, StandardCharsets.ISO_8859_1).stream()
                    .filter(line -> !line.isBlank())
                    .toList();
        } catch (IOException e) {
            throw new BadTraceException(file + " cannot be read; check the path");
        }
    }

    private static Columns columns(String first) {
        String separator = first.contains("\t") ? "\t" : ",";
        List<String> names = List.of(first.strip().toLowerCase(Locale.ROOT).split(separator, -1));
        int time = indexOf(names, TIMES);
        int key = indexOf(names, KEYS);
        boolean header = time >= 0 && key >= 0;
        return header ? new Columns(separator, time, key, true) : new Columns(separator, 0, 1, false);
    }

    private static int indexOf(List<String> names, List<String> wanted) {
        return wanted.stream()
                .mapToInt(names::indexOf)
                .filter(index -> index >= 0)
                .findFirst()
                .orElse(-1);
    }

    private static Lookup lookup(String place, String line, Columns columns) throws BadTraceException {
        String[] fields = line.split(columns.separator(), -1);
        if (fields.length <= Math.max(columns.time(), columns.key())) {
            throw new BadTraceException(place + ": must have a time and a key, found " + fields.length
                    + " fields; add a header with time and key");
        }
        return new Lookup(millis(place, fields[columns.time()].strip()), fields[columns.key()]);
    }

    private static long millis(String place, String text) throws BadTraceException {
        try {
            return Math.round(Double.parseDouble(text) * 1000);
        } catch (NumberFormatException e) {
            return parsed(place, text);
        }
    }

    private static long parsed(String place, String text) throws BadTraceException {
        try {
            return Instant.parse(text).toEpochMilli();
        } catch (DateTimeParseException e) {
            throw new BadTraceException(
                    place + ": time must be seconds or like 2026-01-01T00:00:00Z, found \"" + text + "\"");
        }
    }

    private static Trace fromZero(Path file, List<Lookup> lookups) throws BadTraceException {
        if (lookups.isEmpty()) {
            throw new BadTraceException(file + " has a header and no lookups");
        }
        lookups.sort(Comparator.comparingLong(Lookup::at));
        long first = lookups.get(0).at();
        return new Trace(lookups.stream()
                .map(lookup -> new Lookup(lookup.at() - first, lookup.key()))
                .toList());
    }
}
