package dev.headroom.receiver.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KnownHostsTest {
    private final KnownHosts hosts = new KnownHosts(Set.of("scaler", "headroom.example"));

    @ParameterizedTest
    @ValueSource(
            strings = {
                "127.0.0.1",
                "127.0.0.1:9095",
                "127.8.9.1",
                "10.0.0.5:80",
                "[::1]",
                "[::1]:9095",
                "[fe80::1.2.3.4]",
                "localhost",
                "LocalHost:9095",
                "localhost.",
                "localhost.:9095",
                "localhost:",
                "app.localhost:1",
                "scaler",
                "SCALER.:9095",
                "headroom.example:9095"
            })
    void thisMachine(String host) {
        assertThat(hosts.isKnown(host)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ":9095",
                "evil.example",
                "evil.example:9095",
                "127.0.0.1.evil.example",
                "localhost.evil.example",
                "evillocalhost",
                ".",
                "scaler..",
                "a.scaler",
                "headroom.example.evil",
                "[::1].evil",
                "evil[::1]",
                "::1",
                "127.0.0.1@evil.example",
                "localhost:80:evil",
                "localhost:x",
                "evil.example#localhost",
                "127.0.0.1 x",
                "127.1",
                "0x7f000001"
            })
    void anotherName(String host) {
        assertThat(hosts.isKnown(host)).isFalse();
    }
}
