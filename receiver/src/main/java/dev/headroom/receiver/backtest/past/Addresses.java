package dev.headroom.receiver.backtest.past;

import dev.headroom.clients.prometheus.Points;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.regex.Pattern;

/** Takes addresses out of labels, as of {@code instance}: the same address always becomes the same word. */
final class Addresses {

    private static final Pattern ADDRESS = Pattern.compile(
            "[a-z+]+://.*|[0-9]{1,3}(\\.[0-9]{1,3}){3}(:[0-9]+)?|[A-Za-z0-9_.-]+:[0-9]{1,5}|\\[?[0-9a-fA-F]*:[0-9a-fA-F:]+]?(:[0-9]+)?");
    private static final int SHORT = 8;

    private Addresses() {}

    static Points without(Points told) {
        Map<String, String> labels = new HashMap<>(told.labels());
        labels.replaceAll((name, value) -> name.equals("__name__") ? value : without(value));
        return told.with(labels);
    }

    private static String without(String value) {
        return ADDRESS.matcher(value).matches() ? "host-" + hash(value) : value;
    }

    private static String hash(String value) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(value.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest).substring(0, SHORT);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Java has no SHA-256", e);
        }
    }
}
