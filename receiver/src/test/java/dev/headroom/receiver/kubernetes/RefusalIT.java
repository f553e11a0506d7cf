package dev.headroom.receiver.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.headroom.receiver.e2e.Distribution;
import dev.headroom.receiver.kubernetes.real.ControlPlane;
import dev.headroom.receiver.kubernetes.real.Programs;
import dev.headroom.receiver.kubernetes.real.TestNamespace;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIf;

/** Why a real API server does not do what it is asked, in words that lead to what is wrong. */
@Timeout(60)
@EnabledIf(value = "dev.headroom.receiver.kubernetes.real.Programs#installed", disabledReason = Programs.MISSING)
class RefusalIT {
    private final TestNamespace namespace = TestNamespace.fresh();
    private final Config account = namespace.accountConfig();

    @AfterEach
    void close() {
        namespace.close();
    }

    private String refusal(String server, String token, String from) {
        Config config = new ConfigBuilder(account)
                .withMasterUrl(server)
                .withOauthToken(token)
                .build();
        try (Cluster cluster = new Cluster(config, Duration.ofSeconds(15))) {
            Throwable thrown = catchThrowable(() -> cluster.ask(
                    "list pods", client -> client.pods().inNamespace(from).list()));
            assertThat(thrown).isInstanceOf(ClusterException.class);
            return thrown.getMessage();
        }
    }

    private String refusal(String token, String from) {
        return refusal("https://127.0.0.1:" + ControlPlane.running().port(), token, from);
    }

    @Test
    void whoBringsNoCredentialsIsToldSo() {
        assertThat(refusal("", namespace.name()))
                .isEqualTo(
                        "Kubernetes could not list pods: no credentials came with it (status 403); let the pod have its "
                                + "ServiceAccount's token (automountServiceAccountToken: true), or set KUBECONFIG");
    }

    @Test
    void whoseCredentialsAreNotKnownIsToldSo() {
        assertThat(refusal("bogus", namespace.name()))
                .isEqualTo("Kubernetes could not list pods: its credentials are not accepted (status 401); renew the "
                        + "ServiceAccount's token, or the kubeconfig: it has expired or was revoked");
    }

    @Test
    void whoHasNoRightIsToldTheServersWords() {
        assertThat(refusal(namespace.token(), "kube-system"))
                .contains("pods is forbidden: User \"system:serviceaccount:" + namespace.name()
                        + ":headroom\" cannot list")
                .endsWith("(status 403); /readyz tells the lines that the Role of Headroom's ServiceAccount lacks");
    }

    @Test
    void whereNobodyListensOrNoServerHasTheNameTheNetworkIsToBeChecked() {
        String gone = "https://127.0.0.1:" + Distribution.freePort();

        assertThat(refusal(gone, "any", namespace.name()))
                .isEqualTo(
                        "the Kubernetes API at " + gone
                                + "/ cannot be reached to list pods: the connection was refused, or ended; check the network, and KUBECONFIG");
        assertThat(refusal("https://nowhere.invalid", "any", namespace.name()))
                .contains("the server's name has no address; check the network");
    }
}
