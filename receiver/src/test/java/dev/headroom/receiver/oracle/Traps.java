package dev.headroom.receiver.oracle;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.sqlite.SQLiteConfig;

/** The traps that are set. The receiver's store is read to know in which phase its rollout is. */
final class Traps {
    private static final String PHASE = """
            SELECT phase FROM rollouts JOIN actions ON actions.id = rollouts.action_id
            WHERE rollouts.service = ? ORDER BY at DESC LIMIT 1""";

    private final Path store;
    private final List<Trap> set = new ArrayList<>();
    private volatile CountDownLatch released = new CountDownLatch(1);

    Traps(Path store) {
        this.store = store;
    }

    synchronized void add(Trap trap) {
        released = new CountDownLatch(1);
        set.add(trap);
    }

    synchronized void clear() {
        set.clear();
        released.countDown();
    }

    /** Stops the process, and holds its call until the traps are taken away. */
    void hold(long pid) {
        try {
            new ProcessBuilder("kill", "-STOP", "" + pid).start().waitFor();
            released.await();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** The trap that is sprung at this moment, if any; it counts as sprung. */
    synchronized Optional<Trap> sprung(String call, String service, Trap.Moment moment) {
        Optional<Trap> found = set.stream()
                .filter(trap -> trap.at(call, service, moment))
                .filter(trap -> trap.phase().isEmpty() || trap.phase().equals(phase(service)))
                .findFirst();
        found.ifPresent(trap -> {
            set.remove(trap);
            if (trap.times() > 1) {
                set.add(trap.once());
            }
        });
        return found;
    }

    /** Kills the process and waits until it is gone. */
    static void kill(long pid) {
        ProcessHandle.of(pid).ifPresent(process -> {
            process.destroyForcibly();
            while (running(pid)) {
                pause(Duration.ofMillis(1));
            }
        });
    }

    /** A zombie that its parent has not asked for yet runs no more. */
    private static boolean running(long pid) {
        try {
            String stat = java.nio.file.Files.readString(Path.of("/proc/" + pid + "/stat"));
            return stat.charAt(stat.lastIndexOf(')') + 2) != 'Z';
        } catch (IOException e) {
            return false;
        }
    }

    static void pause(Duration duration) {
        try {
            Thread.sleep(duration.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private String phase(String service) {
        SQLiteConfig config = new SQLiteConfig();
        config.setReadOnly(true);
        config.setBusyTimeout(2000);
        try (Connection sql = config.createConnection("jdbc:sqlite:" + store);
                var query = sql.prepareStatement(PHASE)) {
            query.setString(1, service);
            ResultSet row = query.executeQuery();
            return row.next() ? row.getString(1) : "";
        } catch (SQLException e) {
            return "";
        }
    }
}
