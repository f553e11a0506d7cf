package dev.headroom.receiver.lint;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RouteListTest {
    @TempDir
    private Path folder;

    @Test
    void everyAlertThatActsHasItsWay() {
        Trees tree = Trees.in(folder)
                .with("alertmanager/alertmanager.yml", "[scale != \"\"]", "[scale = up]")
                .with(
                        "alertmanager/alertmanager.yml",
                        "repeat_interval: 1m}",
                        "repeat_interval: 1m, mute_time_intervals: [x]}");

        assertThat(RouteList.text(tree.read())
                        .replace(folder + "/", "")
                        .lines()
                        .map(line -> line.replaceAll(" +", " ")))
                .containsExactly(
                        "ALERT RECEIVERS ROUTE TO HEADROOM WAIT INTERVAL REPEAT PAUSES",
                        "AppHighCPU headroom alertmanager/alertmanager.yml:4:7 0s 30s 2m",
                        "AppLowCPU people none",
                        "Watchdog headroom alertmanager/alertmanager.yml:11:7 0s 30s 1m mute_time_intervals");
    }
}
