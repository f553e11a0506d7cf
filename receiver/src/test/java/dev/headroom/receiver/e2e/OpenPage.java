package dev.headroom.receiver.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import dev.headroom.receiver.app.Receiver;
import dev.headroom.receiver.app.Setup;
import dev.headroom.receiver.browser.Browser;
import dev.headroom.receiver.browser.Key;
import dev.headroom.receiver.config.HeadroomFile;
import dev.headroom.receiver.config.PolicyFile;
import dev.headroom.receiver.policy.ScalingPolicy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;

/** A receiver on simulated replicas, and a browser that looks at its page. */
final class OpenPage implements AutoCloseable {
    private static final int TABS = 150;

    final Browser browser;
    final Http http;
    private final Receiver receiver;

    private OpenPage(Browser browser, Receiver receiver) {
        this.browser = browser;
        this.receiver = receiver;
        this.http = Http.at(receiver.port());
    }

    /** A receiver with a past, and the shipped policy with a price and without a schedule. */
    static OpenPage start(Path folder) throws IOException {
        Path policy = folder.resolve("policy.yml");
        Shipped.policy(policy, whole -> {
            Shipped.everyService(whole, "warmup_time", "1s");
            Shipped.everyService(whole, "cost_per_replica_hour", "1.20 EUR");
            return whole;
        });
        PastDay.write(folder.resolve("state.db"), PolicyFile.read(policy), Instant.now());
        Receiver receiver = receiver(folder, policy, "");
        try {
            return new OpenPage(Browser.start(folder), receiver);
        } catch (RuntimeException | Error e) {
            receiver.close();
            throw e;
        }
    }

    /** One more, which asks for a token. */
    static Receiver guarded(Path folder, String token) throws IOException {
        Path file = Files.writeString(folder.resolve("token"), token);
        return receiver(
                Files.createDirectory(folder.resolve("guarded")), folder.resolve("policy.yml"), "token_file: " + file);
    }

    private static Receiver receiver(Path folder, Path policy, String more) throws IOException {
        Path file = Files.writeString(
                folder.resolve("headroom.yml"), """
                listen: 127.0.0.1:0
                policy: %s
                store: sqlite:%s
                target: {kind: simulated, start_time: 1s}
                %s
                """.formatted(policy, folder.resolve("state.db"), more));
        ScalingPolicy read = PolicyFile.read(policy);
        return Receiver.start(Setup.of(HeadroomFile.read(file), read));
    }

    String url(String view) {
        return "http://127.0.0.1:" + receiver.port() + "/" + view;
    }

    /** Shows a view as when the address is typed. */
    void show(String view) {
        browser.reopen(url(view));
    }

    /** Waits until an expression is true in the page. */
    void until(String expression) {
        Waiting.until(expression + " in: " + words(), () -> holds(expression));
    }

    boolean holds(String expression) {
        return browser.run("return Boolean(" + expression + ")").asBoolean();
    }

    /** What is read of the first element of a selector; empty where there is none. */
    String text(String selector) {
        return browser.run("return document.querySelector(arguments[0])?.innerText ?? ''", selector)
                .asText();
    }

    /** All that is read. */
    String words() {
        return text("body");
    }

    /** Goes on by the tab key until an element of the selector has the focus. */
    void tabTo(String selector) {
        for (int i = 0; i < TABS; i++) {
            browser.press(Key.TAB);
            if (browser.run("return document.activeElement.matches(arguments[0])", selector)
                    .asBoolean()) {
                return;
            }
        }
        throw new AssertionError("the tab key does not reach " + selector);
    }

    /** Types into the field of a name, by whatever is in it already. */
    void fill(String name, String text) {
        browser.run(
                "const field = document.querySelector('dialog [name=' + arguments[0] + ']'); field.focus(); field.select();",
                name);
        browser.press(text);
    }

    /** A service as the API tells it. */
    JsonNode service(String name) {
        return http.get("/api/v1/services/" + name);
    }

    @Override
    public void close() {
        try (receiver) {
            browser.close();
        }
    }
}
