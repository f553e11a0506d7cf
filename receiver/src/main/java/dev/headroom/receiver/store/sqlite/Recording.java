package dev.headroom.receiver.store.sqlite;

import dev.headroom.receiver.alert.Alert;
import dev.headroom.receiver.alert.AlertState.Phase;
import dev.headroom.receiver.decision.DecisionRecord;
import dev.headroom.receiver.store.StoreException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * What a receiver heard of alerts and what it did, from its store; the receiver may be running meanwhile.
 *
 * @param news oldest first
 * @param decisions oldest first
 */
public record Recording(List<News> news, List<DecisionRecord> decisions) {

    private static final int FIRST_WITH_NEWS = 4;

    /** What was believed of an alert from {@code at} on. */
    public record News(Instant at, Alert alert, boolean firing) {}

    /**
     * All that the file holds.
     *
     * @throws StoreException when there is no such file, or it recorded no alerts
     */
    public static Recording read(Path file) {
        if (!Files.isRegularFile(file)) {
            throw new StoreException(file + " is no store; name the file that store: sqlite:FILE names");
        }
        Database database = new Database(file);
        try (Session sql = database.reader()) {
            refuseOlder(sql, file);
            List<DecisionRecord> decisions =
                    new ArrayList<>(new DecisionTable(sql).page(null, null, Integer.MAX_VALUE));
            Collections.reverse(decisions);
            return new Recording(sql.query("SELECT * FROM alert_news ORDER BY id", Recording::news), decisions);
        } catch (SQLException e) {
            throw database.faults().of("read", e);
        }
    }

    private static void refuseOlder(Session sql, Path file) throws SQLException {
        int version = sql.number("PRAGMA user_version");
        if (version < FIRST_WITH_NEWS) {
            throw new StoreException(file + " has schema version " + version
                    + ", which records no alerts; start this headroom on it, and come back when it has heard some");
        }
    }

    private static News news(ResultSet row) throws SQLException {
        Phase phase = Phase.valueOf(row.getString("phase"));
        return new News(Instant.parse(row.getString("at")), AlertTable.alert(row), phase == Phase.FIRING);
    }
}
