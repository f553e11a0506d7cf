package dev.headroom.receiver.leader;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CandidateTest {

    @ParameterizedTest
    @ValueSource(strings = {"http://10.0.0.5:9095", "https://headroom-1.example.com:443", "http://[fd00::5]:9095"})
    void theAddressIsFoundInTheWords(String address) {
        String words = new Candidate("headroom-6d9f", address).inWords();

        assertThat(words).isEqualTo("headroom-6d9f at " + address);
        assertThat(Candidate.address(words)).contains(URI.create(address));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"nobody", "pid 7 on host a", "x at file:///etc/passwd", "x at http://a:1/path", "x at http://a"})
    void wordsWithoutAnAddressHaveNone(String words) {
        assertThat(Candidate.address(words)).isEmpty();
    }

    @Test
    void aProcessIsNamedByItsHost() {
        assertThat(Candidate.process("").inWords())
                .isEqualTo("pid " + ProcessHandle.current().pid() + " on host " + Candidate.host());
    }
}
