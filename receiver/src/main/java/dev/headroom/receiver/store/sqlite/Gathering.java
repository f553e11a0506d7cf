package dev.headroom.receiver.store.sqlite;

import dev.headroom.receiver.alert.AlertState;
import dev.headroom.receiver.alert.Fingerprint;
import dev.headroom.receiver.store.AlertChanges;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What many callers change of the alerts, for one transaction: each merges its own at once, so that where a hundred change one
 * alert the last change alone is kept and written.
 */
final class Gathering implements Session.Write {
    private final AlertBook book;
    private final AlertChanges changes;
    private final Writer.Ticket ticket = new Writer.Ticket(this);

    /** Those whose last sight is written, too; the writing thread's. */
    private final List<AlertState> sights = new ArrayList<>();

    private boolean submitted;
    private @Nullable Throwable broken;

    Gathering(AlertBook book, AlertChanges changes) {
        this.book = book;
        this.changes = changes;
    }

    AlertChanges changes() {
        return changes;
    }

    List<AlertState> sights() {
        return sights;
    }

    Writer.Ticket ticket() {
        return ticket;
    }

    /** Whether nobody has had it written yet; the caller does. */
    boolean submits() {
        boolean first = !submitted;
        submitted = true;
        return first;
    }

    /** What it builds on will not be on disk. */
    void breaks(Throwable why) {
        broken = why;
    }

    @Override
    public void to(Session sql) throws SQLException {
        book.begins(this);
        if (broken != null) {
            throw broken instanceof SQLException e ? e : new SQLException(broken.getMessage(), broken);
        }
        sights.clear();
        AlertTable table = new AlertTable(sql);
        for (Map.Entry<Fingerprint, Optional<AlertState>> change : changes.all().entrySet()) {
            AlertState after = change.getValue().orElse(null);
            if (after == null) {
                table.forget(change.getKey());
            } else {
                write(after, book.onDisk(change.getKey()), table);
            }
        }
    }

    /** Only what is another than before: of a group mostly a text changes, and all of it was seen. */
    private void write(AlertState after, @Nullable AlertState before, AlertTable table) throws SQLException {
        if (before == null || !AlertTable.differInWordsOnly(after, before)) {
            table.save(after);
            see(after, table);
            return;
        }
        if (!after.alert().equals(before.alert())) {
            table.annotate(after.alert());
        }
        if (book.isDue(after)) {
            see(after, table);
        }
    }

    private void see(AlertState state, AlertTable table) throws SQLException {
        table.see(state);
        sights.add(state);
    }

    @Override
    public void committed() {
        book.takesOver(this);
    }

    @Override
    public void failed(Throwable why) {
        book.drops(this, why);
    }
}
