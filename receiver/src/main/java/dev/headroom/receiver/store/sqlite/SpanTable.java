package dev.headroom.receiver.store.sqlite;

import dev.headroom.receiver.store.json.StoredJson;
import dev.headroom.receiver.usage.Span;
import dev.headroom.receiver.usage.SpanStore;
import java.sql.SQLException;
import java.util.List;

/** The table {@code spans}. */
record SpanTable(Session sql) {

    List<Span> of(String service) throws SQLException {
        return sql.query(
                "SELECT span FROM spans WHERE service = ? ORDER BY began",
                row -> StoredJson.read(row.getString(1), Span.class),
                service);
    }

    void keep(List<SpanStore.News> news) throws SQLException {
        for (SpanStore.News one : news) {
            sql.update(
                    "DELETE FROM spans WHERE service = ? AND (began < ? OR began >= ?)",
                    one.service(),
                    one.since(),
                    one.from());
            for (Span span : one.latest()) {
                sql.update("INSERT INTO spans VALUES (?, ?, ?)", one.service(), span.from(), StoredJson.write(span));
            }
        }
    }
}
