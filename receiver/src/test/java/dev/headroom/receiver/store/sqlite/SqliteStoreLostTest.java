package dev.headroom.receiver.store.sqlite;

import static dev.headroom.receiver.store.Samples.LATER;
import static dev.headroom.receiver.store.Samples.T0;
import static dev.headroom.receiver.store.Samples.alert;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.headroom.receiver.alert.AlertLifecycle;
import dev.headroom.receiver.alert.AlertState;
import dev.headroom.receiver.alert.AlertUpdate;
import dev.headroom.receiver.store.StoreException;
import dev.headroom.receiver.time.Moment;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Somebody removes or replaces the files of a store that is in use. */
class SqliteStoreLostTest {
    private static final AlertLifecycle LIFECYCLE = new AlertLifecycle(Duration.ofMinutes(7), null);

    @TempDir
    private Path folder;

    private Path file;

    @BeforeEach
    void name() {
        file = folder.resolve("data/headroom.db");
    }

    private static SqliteStore open(Path file) {
        return SqliteStore.open(file, LIFECYCLE, LATER);
    }

    private static void receive(SqliteStore store, int number) {
        store.receive(List.of(AlertUpdate.firing(alert(number, T0))), Moment.steady(T0));
    }

    private Path only(String part) throws IOException {
        try (Stream<Path> found = Files.list(file.getParent())) {
            return found.filter(each -> each.getFileName().toString().contains(part))
                    .findFirst()
                    .orElseThrow();
        }
    }

    @Test
    void removedItRefusesToKeepAnythingAndLeadsNoMore() throws IOException {
        try (SqliteStore store = open(file)) {
            receive(store, 1);
            Files.delete(file);
            assertThat(store.leads()).isFalse();
            assertThat(store.leader()).contains(file.toString()).contains("removed or replaced");
            assertThatThrownBy(store::probe)
                    .isInstanceOf(StoreException.class)
                    .hasMessageContaining(file + " was removed or replaced while it was in use");
            assertThatThrownBy(() -> receive(store, 1)).as("also what is known").isInstanceOf(StoreException.class);
        }
    }

    /** A sight writes nothing; news is never taken where no start would find it. */
    @Test
    void sightsOfOneMomentShareALookAndNewsNever() throws IOException {
        List<AlertUpdate> known = List.of(AlertUpdate.firing(alert(1, T0)));
        try (SqliteStore store = open(file)) {
            receive(store, 1);
            Files.delete(file);
            store.receive(known, Moment.steady(T0.plusMillis(49)));
            assertThatThrownBy(() -> receive(store, 2)).hasMessageContaining("removed or replaced");
            assertThatThrownBy(() -> store.receive(known, Moment.steady(T0.plusMillis(49))))
                    .hasMessageContaining("removed or replaced");
        }
    }

    @Test
    void whatItHeldIsSavedBesideIt() throws IOException {
        try (SqliteStore store = open(file)) {
            receive(store, 1);
            receive(store, 2);
            Files.delete(file);
            assertThatThrownBy(store::probe).hasMessageContaining("what it held is in " + only(".rescued"));
            assertThatThrownBy(store::probe).as("again").hasMessageContaining("what it held is in " + only(".rescued"));
        }
        try (SqliteStore rescued = open(only(".rescued"))) {
            assertThat(rescued.alerts())
                    .extracting(AlertState::alert)
                    .containsExactlyInAnyOrder(alert(1, T0), alert(2, T0));
        }
    }

    @Test
    void ofTwoOnTheSamePathTheOneWhoseFolderIsGoneActsNoMore() throws IOException {
        try (SqliteStore first = open(file)) {
            receive(first, 1);
            Files.move(file.getParent(), folder.resolve("aside"));
            try (SqliteStore second = open(file)) {
                assertThat(second.leads()).isTrue();
                assertThat(first.leads()).isFalse();
                assertThatThrownBy(first::probe).hasMessageContaining("removed or replaced");
                second.probe();
            }
        }
    }

    @Test
    void whoseLockIsRemovedMakesRoomForTheOther() throws IOException {
        try (SqliteStore first = open(file)) {
            receive(first, 1);
            Files.delete(only(".lock"));
            assertThat(first.leads()).isFalse();
            assertThatThrownBy(first::probe).hasMessageContaining(".lock was removed or replaced");
            try (SqliteStore second = open(file)) {
                assertThat(second.leads()).isTrue();
                assertThat(second.alerts()).hasSize(1);
            }
        }
    }

    @Test
    void aLinkToADatabaseIsTheSameDatabase() throws IOException {
        try (SqliteStore first = open(file)) {
            Path link = Files.createSymbolicLink(folder.resolve("link.db"), file);
            assertThatThrownBy(() -> open(link)).hasMessageContaining("another headroom");
            first.probe();
        }
    }
}
