package dev.headroom.receiver.store.sqlite;

import dev.headroom.receiver.store.StoreException;
import java.nio.file.Path;
import java.sql.SQLException;
import org.sqlite.SQLiteErrorCode;

/** SQLite's errors in words that say what helps. */
record Faults(Path file) {
    private static final int PRIMARY = 0xff;

    StoreException of(String doing, SQLException cause) {
        return new StoreException(
                "cannot " + doing + " " + file + ": " + cause.getMessage() + "; " + help(cause), cause);
    }

    StoreException damaged(String how) {
        return new StoreException(file + " is damaged or no headroom database: " + how + "; " + startAfresh());
    }

    private String help(SQLException cause) {
        return switch (SQLiteErrorCode.getErrorCode(cause.getErrorCode() & PRIMARY)) {
            case SQLITE_FULL -> "make room on its disk, nothing need be restarted";
            case SQLITE_IOERR ->
                "check its disk (room, quota, kernel log); when that is well again, nothing need be restarted";
            case SQLITE_READONLY, SQLITE_PERM, SQLITE_CANTOPEN, SQLITE_AUTH ->
                "let this user read and write the file and its folder, and see that the disk is not mounted read-only";
            case SQLITE_BUSY, SQLITE_LOCKED -> "another program has it locked, such as an open sqlite3 shell: end that";
            case SQLITE_CORRUPT, SQLITE_NOTADB -> "it is damaged or no headroom database: " + startAfresh();
            default -> "if this happens again, report it with this message";
        };
    }

    private String startAfresh() {
        return "stop headroom, move " + file + ", " + file + "-wal and " + file + "-shm aside, and start again, "
                + "with --frozen where a freeze or pin has to be given anew before anything is done. "
                + "Lost with them are cooldowns, overrides, running rollouts and the history; "
                + "firing alerts come back from Alertmanager";
    }
}
