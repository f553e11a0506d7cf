package dev.headroom.receiver.store.sqlite;

import dev.headroom.receiver.store.Times;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One connection with its prepared statements; for one thread at a time. */
final class Session implements AutoCloseable {

    /** Makes a value of the row that the result set stands on. */
    @FunctionalInterface
    interface Row<T> {
        T read(ResultSet row) throws SQLException;
    }

    /** Something to ask in a session. */
    @FunctionalInterface
    interface Question<T> {
        T ask(Session sql) throws SQLException;
    }

    /** Something to write in a session; again, where the transaction failed that it was first written in. */
    @FunctionalInterface
    interface Write {
        void to(Session sql) throws SQLException;

        /** It is on disk, and nobody who waits for it was told so yet. */
        default void committed() {}

        /** It is not, and will not be; nobody was told so yet. */
        default void failed(Throwable why) {}
    }

    private interface Run<T> {
        T of(PreparedStatement statement) throws SQLException;
    }

    private final Connection connection;
    private final Map<String, PreparedStatement> prepared = new HashMap<>();

    Session(Connection connection) {
        this.connection = connection;
    }

    /** Runs a script of any number of statements without parameters. */
    void script(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.executeUpdate(sql);
        }
    }

    /** Returns how many rows were written. */
    int update(String sql, @Nullable Object... values) throws SQLException {
        return prepared(sql, values, PreparedStatement::executeUpdate);
    }

    <T> List<T> query(String sql, Row<T> row, @Nullable Object... values) throws SQLException {
        return prepared(sql, values, statement -> {
            try (ResultSet rows = statement.executeQuery()) {
                List<T> found = new ArrayList<>();
                while (rows.next()) {
                    found.add(row.read(rows));
                }
                return found;
            }
        });
    }

    /** The first column of the only row, as a number. */
    int number(String sql) throws SQLException {
        return query(sql, row -> row.getInt(1)).get(0);
    }

    /** Runs a statement and keeps it for the next time, unless it failed: the driver has then let go of it. */
    private <T> T prepared(String sql, @Nullable Object[] values, Run<T> run) throws SQLException {
        PreparedStatement kept = prepared.remove(sql);
        PreparedStatement statement = kept == null ? connection.prepareStatement(sql) : kept;
        try {
            for (int i = 0; i < values.length; i++) {
                statement.setObject(i + 1, column(values[i]));
            }
            T result = run.of(statement);
            prepared.put(sql, statement);
            return result;
        } catch (SQLException e) {
            statement.close();
            throw e;
        }
    }

    private static @Nullable Object column(@Nullable Object value) {
        if (value instanceof Instant instant) {
            return Times.text(instant);
        }
        return value instanceof Enum<?> word ? word.name() : value;
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
