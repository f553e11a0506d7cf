package dev.headroom.receiver.store.sqlite;

import dev.headroom.receiver.decision.Action;
import dev.headroom.receiver.decision.Action.Result;
import dev.headroom.receiver.decision.Source;
import dev.headroom.receiver.rollout.Phase;
import dev.headroom.receiver.rollout.Rollout;
import dev.headroom.receiver.store.StoreException;
import dev.headroom.receiver.store.json.StoredJson;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The tables {@code actions}, {@code rollouts} and {@code rollout_steps}. */
record ActionTable(Session sql) {

    List<Action> since(Instant since) throws SQLException {
        return sql.query(
                "SELECT * FROM actions WHERE at >= ? OR result = 'RUNNING' ORDER BY at, id",
                ActionTable::action,
                since);
    }

    List<Rollout> inFlight() throws SQLException {
        return sql.query(
                "SELECT * FROM rollouts JOIN actions ON actions.id = rollouts.action_id WHERE ended = 0 ORDER BY at, id",
                ActionTable::rollout);
    }

    Optional<Rollout> inFlight(String service) throws SQLException {
        return sql
                .query(
                        "SELECT * FROM rollouts JOIN actions ON actions.id = rollouts.action_id WHERE ended = 0 AND rollouts.service = ?",
                        ActionTable::rollout,
                        service)
                .stream()
                .findFirst();
    }

    void begin(Rollout rollout) throws SQLException {
        refuseASecond(rollout);
        insert(rollout.action());
        sql.update(
                "INSERT INTO rollouts (action_id, service, phase, since, detail, ended, kept, seats) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                rollout.action().id(),
                rollout.service(),
                rollout.phase(),
                rollout.since(),
                rollout.detail(),
                rollout.phase().ended(),
                StoredJson.write(rollout.kept()),
                StoredJson.write(rollout.seats()));
        enter(rollout);
    }

    private void refuseASecond(Rollout rollout) throws SQLException {
        List<String> running = sql.query(
                "SELECT action_id FROM rollouts WHERE service = ? AND ended = 0",
                row -> row.getString(1),
                rollout.service());
        if (!running.isEmpty()) {
            throw new StoreException("cannot begin action " + rollout.action().id() + ": " + rollout.service()
                    + " has a rollout in flight, of action " + running.get(0) + "; it must end first");
        }
    }

    void insert(Action action) throws SQLException {
        sql.update(
                """
                INSERT INTO actions (id, service, at, source_kind, source, triggers, from_replicas, to_replicas,
                result, finished_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)""",
                action.id(),
                action.service(),
                action.at(),
                action.source().kind(),
                action.source().name(),
                StoredJson.write(action.triggers()),
                action.from(),
                action.to(),
                action.result(),
                action.finishedAt());
    }

    /** Writes the next state; an ended rollout stays as it ended, whatever comes late. */
    void save(Rollout rollout) throws SQLException {
        int written = sql.update(
                """
                UPDATE rollouts SET phase = ?1, since = ?2, detail = ?3, ended = ?4, kept = ?5
                WHERE action_id = ?6 AND (ended = 0 OR phase = ?1)""",
                rollout.phase(),
                rollout.since(),
                rollout.detail(),
                rollout.phase().ended(),
                StoredJson.write(rollout.kept()),
                rollout.action().id());
        if (written == 0) {
            throw new StoreException("cannot save phase " + rollout.phase() + " of action "
                    + rollout.action().id() + ": its rollout was never begun, or has ended otherwise");
        }
        enter(rollout);
        if (rollout.phase().ended()) {
            end(rollout);
        }
    }

    private void enter(Rollout rollout) throws SQLException {
        sql.update(
                "INSERT OR IGNORE INTO rollout_steps (action_id, phase, entered_at) VALUES (?, ?, ?)",
                rollout.action().id(),
                rollout.phase(),
                rollout.since());
    }

    private void end(Rollout rollout) throws SQLException {
        Result result = rollout.phase().result();
        sql.update(
                "UPDATE actions SET result = ?, finished_at = ? WHERE id = ?",
                result,
                rollout.since(),
                rollout.action().id());
        new DecisionTable(sql).end(rollout.action().id(), result);
    }

    void forget(Instant keepSince) throws SQLException {
        sql.update("DELETE FROM actions WHERE at < ? AND result <> 'RUNNING'", keepSince);
    }

    private static Rollout rollout(ResultSet row) throws SQLException {
        return new Rollout(
                action(row),
                Phase.valueOf(row.getString("phase")),
                Instant.parse(row.getString("since")),
                row.getString("detail"),
                StoredJson.words(row.getString("kept")),
                StoredJson.seats(row.getString("seats")));
    }

    private static Action action(ResultSet row) throws SQLException {
        String finishedAt = row.getString("finished_at");
        return new Action(
                row.getString("id"),
                row.getString("service"),
                Instant.parse(row.getString("at")),
                new Source(Source.Kind.valueOf(row.getString("source_kind")), row.getString("source")),
                StoredJson.words(row.getString("triggers")),
                row.getInt("from_replicas"),
                row.getInt("to_replicas"),
                Result.valueOf(row.getString("result")),
                finishedAt == null ? null : Instant.parse(finishedAt));
    }
}
