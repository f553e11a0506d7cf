package dev.headroom.receiver.kubernetes;

import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.EOFException;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpTimeoutException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.UnresolvedAddressException;
import java.nio.file.NoSuchFileException;
import java.util.Objects;
import java.util.concurrent.TimeoutException;

/**
 * Why the cluster's API did not do what it was asked.
 *
 * @param status of HTTP; 0 where there was no answer
 * @param said in the server's own words where it told any
 */
public record Refusal(int status, String said) {
    private static final int UNAUTHORIZED = 401;
    private static final int FORBIDDEN = 403;
    private static final String SILENCE = "nobody answered in time";
    private static final String RESET = "Connection reset";
    private static final String ANONYMOUS = "no credentials came with it";

    public static Refusal of(Throwable failure) {
        int status = 0;
        Throwable root = failure;
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            root = cause;
            if (cause instanceof KubernetesClientException refusal && refusal.getCode() > 0) {
                status = refusal.getCode();
            }
        }
        boolean silence = status == 0 && isSilence(failure);
        return new Refusal(status, silence ? SILENCE : said(status, root)); // what lies below may tell of how it ended
    }

    /** Whether a connection was there, and nobody answered on it. */
    static boolean isSilence(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof HttpConnectTimeoutException) {
                return false;
            }
            if (cause instanceof HttpTimeoutException || cause instanceof TimeoutException) {
                return true;
            }
        }
        return false;
    }

    private static String said(int status, Throwable root) {
        if (status == UNAUTHORIZED) {
            return "its credentials are not accepted";
        }
        String words = words(root);
        return status == FORBIDDEN && words.contains("\"system:anonymous\"") ? ANONYMOUS : words;
    }

    private static String words(Throwable root) {
        return root instanceof KubernetesClientException refusal
                        && refusal.getStatus() != null
                        && refusal.getStatus().getMessage() != null
                ? refusal.getStatus().getMessage()
                : plain(root);
    }

    /** What a failure means whose own words do not tell it. */
    private static String plain(Throwable root) {
        if (root instanceof NoSuchFileException) {
            return "there is no file " + root.getMessage();
        }
        if (root instanceof ClosedChannelException || root instanceof EOFException || RESET.equals(root.getMessage())) {
            return "the connection was refused, or ended";
        }
        return root instanceof UnresolvedAddressException
                ? "the server's name has no address"
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
            case FORBIDDEN ->
                said.equals(ANONYMOUS)
                        ? "; let the pod have its ServiceAccount's token (automountServiceAccountToken: true), or set KUBECONFIG"
                        : "; /readyz tells the lines that the Role of Headroom's ServiceAccount lacks";
            case 404 -> "; create it, or correct target.namespace and target.workloads";
            case 429 -> "; the server asks for fewer requests";
            default -> "";
        };
    }
}
