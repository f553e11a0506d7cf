package dev.headroom.receiver.web;

import static java.nio.file.StandardCopyOption.REPLACE_EXISTING;

import dev.headroom.receiver.browser.Browser;
import dev.headroom.receiver.e2e.Distribution;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/** Pictures of the page: all of them in {@code target/page}, some in the documentation; only with {@code -Dheadroom.write=true}. */
record Album(Browser browser) {
    private static final boolean WRITES = Boolean.getBoolean("headroom.write");
    private static final Path PICTURES = Path.of("target/page");
    private static final Path PUBLISHED = Distribution.ROOT.resolve("docs/images");
    private static final List<String> PHONES =
            List.of("WELL", "FAILED", "BLIND", "TARGET_GONE", "GONE", "ROTATED", "FROZEN", "ALERTS");
    private static final List<String> DESKS = List.of("FAILED", "BLIND", "TARGET_GONE", "ALERTS");

    /** What is on the screen. */
    void take(String name) throws IOException {
        if (WRITES) {
            Files.createDirectories(PICTURES);
            Files.write(PICTURES.resolve(name + ".png"), browser.screenshot());
        }
    }

    /** What is on the screen, for the documentation. */
    void publish(String name) throws IOException {
        if (WRITES) {
            Files.write(PUBLISHED.resolve(name + ".png"), browser.screenshot());
        }
    }

    /** What the documentation has of the pictures that were taken. */
    void finish() throws IOException {
        if (WRITES) {
            Files.copy(
                    PICTURES.resolve("GONE-30-360-dark.png"),
                    PUBLISHED.resolve("page-gone-phone-dark.png"),
                    REPLACE_EXISTING);
            sheet("page-states", PHONES, "30-360", 4, 270, 555);
            sheet("page-states-dark", DESKS, "100-1440-dark", 2, 720, 450);
        }
    }

    /** States beside each other. */
    private void sheet(String name, List<String> states, String which, int across, int width, int height)
            throws IOException {
        String pictures = states.stream()
                .map(state -> "<img width=%d height=%d src=%s-%s.png>".formatted(width, height, state, which))
                .collect(Collectors.joining());
        Path page = Files.writeString(
                PICTURES.resolve("sheet.html"),
                "<body style='margin:0;line-height:0;font-size:0;overflow:hidden'>" + pictures);
        browser.look(across * width, states.size() / across * height, false);
        browser.reopen(page.toUri().toString());
        publish(name);
    }
}
