package dev.headroom.receiver.store.sqlite;

import java.sql.SQLException;

/** The connection that reads what is committed, for one caller at a time. */
record Reader(Session sql, Faults faults) implements AutoCloseable {

    synchronized <T> T ask(Session.Question<T> question) {
        try {
            return question.ask(sql);
        } catch (SQLException e) {
            throw faults.of("read", e);
        }
    }

    @Override
    public synchronized void close() {
        try {
            sql.close();
        } catch (SQLException e) {
            throw faults.of("close", e);
        }
    }
}
