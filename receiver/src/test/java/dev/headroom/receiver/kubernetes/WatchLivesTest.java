package dev.headroom.receiver.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.client.http.StandardHttpRequest;
import java.net.URI;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class WatchLivesTest {
    private static final String PODS = "http://api/api/v1/namespaces/inference/pods";

    private final WatchLives lives = new WatchLives(Duration.ofSeconds(40));

    private URI sent(String url) {
        StandardHttpRequest.Builder request = new StandardHttpRequest.Builder().uri(URI.create(url));
        lives.before(request, request.build(), null);
        return request.build().uri();
    }

    /** Where GPUs are counted without a right to all pods both are watched: one that is dead is not taken for the other. */
    @Test
    void twoWatchesOfOnePathAreToldApartByWhatTheySelect() {
        sent(PODS + "?watch=true&resourceVersion=1");
        sent(PODS + "?watch=true&resourceVersion=2");
        sent(PODS + "?fieldSelector=status.phase%21%3DFailed&watch=true");

        assertThat(lives.begun("/api/v1/namespaces/inference/pods", false)).isEqualTo(2);
        assertThat(lives.begun("/api/v1/namespaces/inference/pods", true)).isEqualTo(1);
    }

    @Test
    void theServerEndsAWatchAfterAWhile() {
        assertThat(sent(PODS + "?watch=true").getQuery()).matches("watch=true&timeoutSeconds=(2[0-9]|3[0-9]|40)");
        assertThat(sent(PODS + "?timeoutSeconds=600&watch=true").getQuery())
                .matches("timeoutSeconds=(2[0-9]|3[0-9]|40)&watch=true");
        assertThat(sent(PODS + "?limit=500").getQuery()).isEqualTo("limit=500");
    }
}
