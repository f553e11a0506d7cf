package dev.headroom.receiver.kubernetes;

import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.Objects;

/**
 * Why the cluster's API did not do what it was asked.
 *
 * @param status of HTTP; 0 where there was no answer
 * @param said in the server's own words where it told any
 */
public record Refusal(int status, String said) {
    private static final int UNAUTHORIZED = 401;

    public static Refusal of(Throwable failure) {
        int status = 0;
        Throwable root = failure;
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            root = cause;
            if (cause instanceof KubernetesClientException refusal && refusal.getCode() > 0) {
                status = refusal.getCode();
            }
        }
        return new Refusal(status, status == UNAUTHORIZED ? "its credentials are not accepted" : said(root));
    }

    private static String said(Throwable root) {
        return root instanceof KubernetesClientException refusal
                        && refusal.getStatus() != null
                        && refusal.getStatus().getMessage() != null
                ? refusal.getStatus().getMessage()
                : Objects.requireNonNullElse(root.getMessage(), root.getClass().getSimpleName());
    }

    boolean answered() {
        return status > 0;
    }

    /** What was said, and what helps against it. */
    public String inWords() {
        return answered()
                ? "%s (status %d)%s".formatted(said, status, remedy())
                : said + "; check the network, and KUBECONFIG";
    }

    private String remedy() {
        return switch (status) {
            case UNAUTHORIZED -> "; renew the ServiceAccount's token, or the kubeconfig: it has expired or was revoked";
            case 403 -> "; /readyz tells the lines that the Role of Headroom's ServiceAccount lacks";
            case 404 -> "; create it, or correct target.namespace and target.workloads";
            case 429 -> "; the server asks for fewer requests";
            default -> "";
        };
    }
}
