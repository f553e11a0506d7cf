package dev.headroom.receiver.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.receiver.decision.ManualOverride;
import dev.headroom.receiver.decision.ManualScale;
import dev.headroom.receiver.webhook.Tokens;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Orders that come to a receiver that stands by. */
class RelayTest {
    private static final String SCALE = "POST /api/v1/services/app/scale";
    private static final String ORDER = "{\"replicas\":5,\"owner\":\"ana\",\"reason\":\"load test\"}";

    @TempDir
    private Path folder;

    private Site leader;
    private Site standby;

    @BeforeEach
    void start() throws IOException {
        Path tokens = Files.writeString(folder.resolve("tokens"), "sesame\n");
        leader = site(tokens);
        standby = site(tokens);
        standby.leader = at(leader.port());
    }

    private static Site site(Path tokens) {
        List<ServiceView> services =
                List.of(new ServiceView("app", 3, 3, 2, 10, 2, null, null, List.of(), List.of(), "", List.of()));
        return new Site(
                Tokens.from(tokens, () -> Site.NOW),
                "sesame",
                new FixedViews(services, List.of(), List::of, List.of()));
    }

    private static Optional<URI> at(int port) {
        return Optional.of(URI.create("http://127.0.0.1:" + port));
    }

    @AfterEach
    void stop() {
        leader.close();
        standby.close();
    }

    private Raw.Answer send(Site site, String line, String headers, String body) throws IOException {
        byte[] bytes = Raw.bytes(body);
        return Raw.send(site.port(), site.request(line, headers + Site.json(bytes.length), bytes));
    }

    @Test
    void theLeaderTakesItAndItsAnswerIsTheAnswer() throws IOException {
        Raw.Answer answer = send(standby, SCALE, "", ORDER);

        assertThat(answer.status()).isEqualTo(202);
        assertThat(answer.body()).contains("\"note\":\"ana asks for 5: load test\"");
        assertThat(leader.ordered).containsExactly(new ManualScale("app", 5, "ana", "load test"));
        assertThat(standby.ordered).isEmpty();
    }

    @Test
    void aRefusalOfTheLeaderIsOneHereToo() throws IOException {
        Raw.Answer answer = send(standby, SCALE, "", ORDER.replace("5", "9"));

        assertThat(answer.status()).isEqualTo(409);
        assertThat(answer.body()).contains("freeze by bob: sale");
        assertThat(standby.ordered).isEmpty();
    }

    @Test
    void whoMayNotOrderHereReachesNobody() throws IOException {
        byte[] body = Raw.bytes(ORDER);
        String head = SCALE + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n" + Site.json(body.length) + "\r\n";

        assertThat(Raw.send(standby.port(), Raw.bytes(head + ORDER)).status()).isEqualTo(401);
        assertThat(send(standby, SCALE, "Origin: http://elsewhere.example\r\n", ORDER)
                        .status())
                .isEqualTo(403);
        assertThat(send(standby, SCALE, "", ORDER.replace("5", "50")).status()).isEqualTo(422);
        assertThat(leader.ordered).isEmpty();
    }

    @Test
    void whatWasPassedOnOnceIsNotPassedOnAgain() throws IOException {
        leader.leader = at(standby.port());

        Raw.Answer answer = send(standby, SCALE, "", ORDER);

        assertThat(answer.status()).isEqualTo(202);
        assertThat(leader.ordered)
                .as("judged where it was passed to, whoever leads")
                .hasSize(1);
        assertThat(standby.ordered).isEmpty();
    }

    @Test
    void aLeaderThatCannotBeReachedIsNamed() throws IOException {
        int nobody;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            nobody = socket.getLocalPort();
        }
        standby.leader = at(nobody);

        Raw.Answer answer = send(standby, SCALE, "", ORDER);

        assertThat(answer.status()).isEqualTo(503);
        assertThat(answer.body())
                .contains("the order was passed on to http://127.0.0.1:" + nobody + ", which leads, and no answer came")
                .contains("look whether it was done");
        assertThat(standby.ordered).isEmpty();
    }

    @Test
    void anOverrideIsTakenWhereItComes() throws IOException {
        String pin = "{\"kind\":\"pin\",\"replicas\":4,\"ttl\":\"2h\",\"owner\":\"ana\",\"reason\":\"load test\"}";

        assertThat(send(standby, "PUT /api/v1/services/app/override", "", pin).status())
                .isEqualTo(200);
        assertThat(standby.ordered).hasOnlyElementsOfType(ManualOverride.class).hasSize(1);
        assertThat(leader.ordered).isEmpty();
    }
}
