package dev.headroom.receiver.store.sqlite;

import dev.headroom.receiver.decision.Action;
import dev.headroom.receiver.decision.DecisionRecord;
import dev.headroom.receiver.decision.Explanation;
import dev.headroom.receiver.store.Flight;
import dev.headroom.receiver.store.json.StoredJson;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The table {@code decisions}: the history. */
record DecisionTable(Session sql) {
    private static final String INSERT =
            "INSERT INTO decisions (service, at, action_id, result, explanation) VALUES (?, ?, ?, ?, ?)";

    private static final String PAGE = """
            SELECT id, explanation, result,
              coalesce((SELECT detail FROM rollouts WHERE rollouts.action_id = decisions.action_id), '') AS detail,
              (SELECT json_group_array(json_object('phase', lower(phase), 'entered', entered_at)) FROM
                (SELECT phase, entered_at FROM rollout_steps
                 WHERE rollout_steps.action_id = decisions.action_id ORDER BY rollout_steps.id)) AS steps
            FROM decisions WHERE true""";

    /** What is told of a decision, encoded; made by the caller, so that the one writing thread need not. */
    record Line(String service, Instant at, String json) {
        static Line of(Explanation explanation) {
            return new Line(explanation.service(), explanation.at(), StoredJson.write(explanation));
        }
    }

    void add(Line line) throws SQLException {
        sql.update(INSERT, line.service(), line.at(), null, "", line.json());
    }

    void add(Line line, Action action) throws SQLException {
        sql.update(INSERT, line.service(), line.at(), action.id(), Flight.word(action.result()), line.json());
    }

    void end(String action, Action.Result result) throws SQLException {
        sql.update("UPDATE decisions SET result = ? WHERE action_id = ?", Flight.word(result), action);
    }

    List<DecisionRecord> page(@Nullable String service, @Nullable Instant before, int limit) throws SQLException {
        List<Object> values = new ArrayList<>();
        StringBuilder query = new StringBuilder(PAGE);
        if (service != null) {
            query.append(" AND service = ?");
            values.add(service);
        }
        if (before != null) {
            query.append(" AND at < ?");
            values.add(before);
        }
        values.add(limit);
        return sql.query(query.append(" ORDER BY id DESC LIMIT ?").toString(), DecisionTable::told, values.toArray());
    }

    Optional<DecisionRecord> one(long id) throws SQLException {
        return sql.query(PAGE + " AND id = ?", DecisionTable::told, id).stream().findFirst();
    }

    void forget(Instant keepSince) throws SQLException {
        sql.update("DELETE FROM decisions WHERE at < ? AND result <> 'running'", keepSince);
    }

    private static DecisionRecord told(ResultSet row) throws SQLException {
        return new DecisionRecord(
                row.getLong("id"),
                StoredJson.read(row.getString("explanation"), Explanation.class),
                row.getString("result"),
                row.getString("detail"),
                List.of(StoredJson.read(row.getString("steps"), DecisionRecord.Step[].class)));
    }
}
