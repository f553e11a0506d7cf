package dev.headroom.receiver.store.sqlite;

import static dev.headroom.receiver.store.Samples.LATER;

import dev.headroom.receiver.store.Store;
import dev.headroom.receiver.store.StoreContractTest;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class SqliteStoreContractTest extends StoreContractTest {

    @TempDir
    private Path folder;

    @Override
    protected Store create() {
        return SqliteStore.open(folder.resolve("data/headroom.db"), LIFECYCLE, LATER);
    }

    @Override
    protected Store reopened(Store before) {
        before.close();
        return create();
    }
}
