package dev.headroom.receiver.store.sqlite;

import dev.headroom.receiver.store.Times;
import dev.headroom.receiver.usage.Counts;
import dev.headroom.receiver.usage.Hours;
import dev.headroom.receiver.usage.Span;
import dev.headroom.receiver.usage.SpanStore;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The table {@code spans}. */
record SpanTable(Session sql) {

    List<Span> of(String service) throws SQLException {
        return sql.query("SELECT * FROM spans WHERE service = ? ORDER BY began", SpanTable::span, service);
    }

    void keep(List<SpanStore.News> news) throws SQLException {
        for (SpanStore.News one : news) {
            sql.update(
                    "DELETE FROM spans WHERE service = ? AND (began < ? OR began >= ?)",
                    one.service(),
                    one.since(),
                    one.from());
            for (Span span : one.latest()) {
                insert(one.service(), span);
            }
        }
    }

    private void insert(String service, Span span) throws SQLException {
        Counts counts = span.counts();
        Hours month = span.month();
        sql.update(
                "INSERT INTO spans VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                service,
                span.from(),
                span.until(),
                counts.desired(),
                counts.ready(),
                counts.min(),
                counts.max(),
                counts.floor(),
                month.used().toMillis(),
                month.atMax().toMillis(),
                month.seen().toMillis());
    }

    private static Span span(ResultSet row) throws SQLException {
        return new Span(
                Times.instant(row.getString("began")),
                Times.instant(row.getString("ended")),
                new Counts(
                        count(row, "desired"),
                        count(row, "ready"),
                        row.getInt("min"),
                        row.getInt("max"),
                        row.getInt("floor")),
                new Hours(period(row, "used"), period(row, "at_max"), period(row, "seen")));
    }

    private static @Nullable Integer count(ResultSet row, String column) throws SQLException {
        int count = row.getInt(column);
        return row.wasNull() ? null : count;
    }

    private static Duration period(ResultSet row, String column) throws SQLException {
        return Duration.ofMillis(row.getLong(column));
    }
}
