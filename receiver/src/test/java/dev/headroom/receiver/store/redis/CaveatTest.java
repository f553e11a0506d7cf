package dev.headroom.receiver.store.redis;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CaveatTest {
    @Test
    void noDurabilityIsClaimedThatWasNotRead() {
        assertThat(Server.caveat("", "redis://h:6379/0")).contains("not known").contains("+config|get");
        assertThat(Server.caveat("everysec", "redis://h:6379/0")).contains("last second or two");
        assertThat(Server.caveat("always", "redis://h:6379/0")).isEmpty();
    }
}
