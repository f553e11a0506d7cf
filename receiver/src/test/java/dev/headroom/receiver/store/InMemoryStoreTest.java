package dev.headroom.receiver.store;

import dev.headroom.receiver.store.memory.InMemoryStore;

class InMemoryStoreTest extends StoreContractTest {

    @Override
    protected Store create() {
        return new InMemoryStore(LIFECYCLE);
    }

    @Override
    protected Store reopened(Store before) {
        return before;
    }
}
