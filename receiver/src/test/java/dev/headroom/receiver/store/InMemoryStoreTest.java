package dev.headroom.receiver.store;

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
