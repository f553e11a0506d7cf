package dev.headroom.receiver.store.sqlite;

import dev.headroom.receiver.decision.ManualOverride;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;

/** The table {@code overrides}. */
record OverrideTable(Session sql) {

    List<ManualOverride> active(Instant now) throws SQLException {
        return sql.query("SELECT * FROM overrides WHERE expires > ? ORDER BY service", OverrideTable::override, now);
    }

    void put(ManualOverride override) throws SQLException {
        sql.update(
                """
                INSERT OR REPLACE INTO overrides (service, kind, replicas, owner, reason, expires)
                VALUES (?, ?, ?, ?, ?, ?)""",
                override.service(),
                override.kind(),
                override.replicas(),
                override.owner(),
                override.reason(),
                override.expires());
    }

    /** Whether it was there. */
    boolean release(ManualOverride override) throws SQLException {
        boolean there = sql.query(
                        "SELECT * FROM overrides WHERE service = ?", OverrideTable::override, override.service())
                .contains(override);
        if (there) {
            sql.update("DELETE FROM overrides WHERE service = ?", override.service());
        }
        return there;
    }

    private static ManualOverride override(ResultSet row) throws SQLException {
        return new ManualOverride(
                row.getString("service"),
                ManualOverride.Kind.valueOf(row.getString("kind")),
                row.getInt("replicas"),
                row.getString("owner"),
                row.getString("reason"),
                Instant.parse(row.getString("expires")));
    }
}
