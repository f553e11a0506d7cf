package dev.headroom.receiver.store.sqlite;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.headroom.receiver.store.StoreException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Objects;

/** The versions of the schema, each a script that brings the one before up to it. */
final class Schema {
    /** In order; the version is the place in this list, counted from 1. Published ones never change. */
    private static final List<String> SCRIPTS = List.of(
            "001-first.sql", "002-kept.sql", "003-seats.sql", "004-news.sql", "005-bounded-news.sql", "006-spans.sql");

    static final int LATEST = SCRIPTS.size();
    private static final int APPLICATION = 1214542436;

    private Schema() {}

    /** Brings the database to the latest version, a transaction each; refuses one that is newer or not ours. */
    static void migrate(Session sql, Path file) throws SQLException {
        int version = sql.number("PRAGMA user_version");
        refuseStranger(sql, file);
        refuseNewer(version, file);
        for (int next = version + 1; next <= LATEST; next++) {
            sql.script("BEGIN IMMEDIATE;\n" + script(next) + "\nPRAGMA user_version = " + next + ";\nCOMMIT;");
        }
    }

    private static void refuseStranger(Session sql, Path file) throws SQLException {
        boolean empty = sql.number("SELECT count(*) FROM sqlite_schema") == 0;
        if (!empty && sql.number("PRAGMA application_id") != APPLICATION) {
            throw new StoreException(file + " is a database of another program; name another file for the store");
        }
    }

    private static void refuseNewer(int version, Path file) {
        if (version > LATEST) {
            throw new StoreException(
                    file + " has schema version " + version + ", this headroom knows versions up to " + LATEST
                            + "; run the headroom that wrote it or a newer one, for another file has none of its overrides and cooldowns");
        }
    }

    private static String script(int version) {
        String name = SCRIPTS.get(version - 1);
        try (InputStream script = Objects.requireNonNull(Schema.class.getResourceAsStream(name), name)) {
            return new String(script.readAllBytes(), UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
