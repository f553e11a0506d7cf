package dev.headroom.receiver.store;

import dev.headroom.receiver.store.memory.InMemoryStore;

class InMemoryStoreTest extends SharedStoreContractTest {

    @Override
    protected Store create() {
        return new InMemoryStore(LIFECYCLE);
    }

    @Override
    protected Store reopened(Store before) {
        return before;
    }

    @Override
    protected void overtake() {
        ((InMemoryStore) store).lead(false);
    }

    @Override
    protected void believe() {
        // it knows at once
    }

    @Override
    protected void standBy() {
        // as it does
    }
}
