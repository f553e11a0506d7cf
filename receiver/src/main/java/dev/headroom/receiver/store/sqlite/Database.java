package dev.headroom.receiver.store.sqlite;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteConfig.JournalMode;
import org.sqlite.SQLiteConfig.SynchronousMode;

/** The database file: opened durable, checked, and at the latest version. */
record Database(Path file, Faults faults) {
    private static final Logger LOG = LoggerFactory.getLogger(Database.class);
    private static final int BUSY_MILLIS = 2_000;
    private static final int LOG_LIMIT_BYTES = 64 << 20;

    Database(Path file) {
        this(file, new Faults(file));
    }

    /** The files that were opened, known again whatever their paths lead to later. */
    List<Identity> identity() {
        try {
            return List.of(Identity.of(file), Identity.of(Path.of(file + "-wal")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The one connection that writes; opened before the one that reads. */
    Session writer() {
        boolean unclean = leftALog();
        try {
            return checked(connect(config()), unclean);
        } catch (SQLException e) {
            throw faults.of("open", e);
        }
    }

    Session reader() {
        try {
            Session sql = connect(config());
            sql.script("PRAGMA query_only = ON");
            return sql;
        } catch (SQLException e) {
            throw faults.of("open", e);
        }
    }

    private Session checked(Session sql, boolean unclean) throws SQLException {
        try {
            check(sql);
            if (unclean) {
                reportRecovery(sql);
            }
            Schema.migrate(sql, file);
            return sql;
        } catch (SQLException | RuntimeException e) {
            sql.close();
            throw e;
        }
    }

    private void check(Session sql) throws SQLException {
        List<String> found = sql.query("PRAGMA quick_check(1)", row -> row.getString(1));
        if (!found.equals(List.of("ok"))) {
            throw faults.damaged(String.join("; ", found).replace('\n', ' '));
        }
    }

    private void reportRecovery(Session sql) throws SQLException {
        int pages = sql.query("PRAGMA wal_checkpoint(PASSIVE)", row -> row.getInt("log"))
                .get(0);
        LOG.warn(
                "{} was not closed: took over {} pages that were committed last; a write that had not ended is cut off",
                file,
                pages);
    }

    private boolean leftALog() {
        Path log = Path.of(file + "-wal");
        try {
            return Files.exists(log) && Files.size(log) > 0;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Session connect(SQLiteConfig config) throws SQLException {
        return new Session(config.createConnection("jdbc:sqlite:" + file.toAbsolutePath()));
    }

    private static SQLiteConfig config() {
        SQLiteConfig config = new SQLiteConfig();
        config.setJournalMode(JournalMode.WAL);
        config.setSynchronous(SynchronousMode.FULL);
        config.setBusyTimeout(BUSY_MILLIS);
        config.enforceForeignKeys(true);
        config.setJournalSizeLimit(LOG_LIMIT_BYTES);
        return config;
    }
}
