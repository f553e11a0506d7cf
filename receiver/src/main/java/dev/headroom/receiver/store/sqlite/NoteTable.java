package dev.headroom.receiver.store.sqlite;

import java.sql.SQLException;
import java.util.Optional;

/** The tables {@code notes} and {@code probes}. */
record NoteTable(Session sql) {

    Optional<String> value(String name) throws SQLException {
        return sql.query("SELECT value FROM notes WHERE name = ?", row -> row.getString(1), name).stream()
                .findFirst();
    }

    void put(String name, String value) throws SQLException {
        sql.update("INSERT OR REPLACE INTO notes (name, value) VALUES (?, ?)", name, value);
    }

    void probe() throws SQLException {
        sql.update("UPDATE probes SET writes = writes + 1");
    }
}
