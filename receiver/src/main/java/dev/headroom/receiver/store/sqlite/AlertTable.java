package dev.headroom.receiver.store.sqlite;

import dev.headroom.receiver.alert.Alert;
import dev.headroom.receiver.alert.AlertState;
import dev.headroom.receiver.alert.AlertState.Phase;
import dev.headroom.receiver.alert.Fingerprint;
import dev.headroom.receiver.store.json.StoredJson;
import dev.headroom.receiver.time.Moment;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Objects;

/** The tables {@code alerts} and {@code sightings}. */
record AlertTable(Session sql) {

    /** As a process knows them that reads them at {@code now} for the first time. */
    List<AlertState> all(Moment now) throws SQLException {
        return sql.query("SELECT * FROM alerts JOIN sightings USING (fingerprint)", row -> state(row, now));
    }

    /** The alert, and what is believed of it but for the last sight. */
    void save(AlertState state) throws SQLException {
        Alert alert = state.alert();
        sql.update(
                """
                INSERT INTO alerts (fingerprint, phase, starts_at, since, resolved_at, labels, annotations)
                VALUES (?, ?, ?, ?, ?, ?, ?)
                ON CONFLICT (fingerprint) DO UPDATE SET phase = excluded.phase, starts_at = excluded.starts_at,
                since = excluded.since, resolved_at = excluded.resolved_at, labels = excluded.labels,
                annotations = excluded.annotations""",
                alert.fingerprint().value(),
                state.phase(),
                alert.startsAt(),
                state.since().wall(),
                state.resolvedAt(),
                StoredJson.write(alert.labels()),
                StoredJson.write(alert.annotations()));
    }

    /** Of one that is saved, where nothing but these differs. */
    void annotate(Alert alert) throws SQLException {
        sql.update(
                "UPDATE alerts SET annotations = ? WHERE fingerprint = ?",
                StoredJson.write(alert.annotations()),
                alert.fingerprint().value());
    }

    /** The last sight of one that is saved. */
    void see(AlertState state) throws SQLException {
        sql.update(
                "INSERT INTO sightings VALUES (?, ?) ON CONFLICT (fingerprint) DO UPDATE SET seen_at = excluded.seen_at",
                state.alert().fingerprint().value(),
                state.seenAt().wall());
    }

    void forget(Fingerprint fingerprint) throws SQLException {
        sql.update("DELETE FROM alerts WHERE fingerprint = ?", fingerprint.value());
    }

    void forgetNews(Instant before) throws SQLException {
        sql.update("DELETE FROM alert_news WHERE at < ?", before);
    }

    static Alert alert(ResultSet row) throws SQLException {
        return new Alert(
                new Fingerprint(row.getString("fingerprint")),
                StoredJson.wordsByName(row.getString("labels")),
                StoredJson.wordsByName(row.getString("annotations")),
                Instant.parse(row.getString("starts_at")));
    }

    private static AlertState state(ResultSet row, Moment now) throws SQLException {
        String resolvedAt = row.getString("resolved_at");
        return new AlertState(
                alert(row),
                Phase.valueOf(row.getString("phase")),
                now.recall(Instant.parse(row.getString("since"))),
                now.recall(Instant.parse(row.getString("seen_at"))),
                resolvedAt == null ? null : Instant.parse(resolvedAt));
    }

    /** Whether the two differ in the time of the last sight only. */
    static boolean differInSightOnly(AlertState a, AlertState b) {
        return a.alert().equals(b.alert()) && believeTheSame(a, b);
    }

    /** Whether the two differ in the last sight and in annotations at most. */
    static boolean differInWordsOnly(AlertState a, AlertState b) {
        return believeTheSame(a, b)
                && a.alert().startsAt().equals(b.alert().startsAt())
                && a.alert().labels().equals(b.alert().labels());
    }

    private static boolean believeTheSame(AlertState a, AlertState b) {
        return a.phase() == b.phase() && a.since().equals(b.since()) && Objects.equals(a.resolvedAt(), b.resolvedAt());
    }
}
