package dev.headroom.receiver.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.receiver.e2e.Child;
import dev.headroom.receiver.e2e.Distribution;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The demo as a user runs it, in an empty folder: what it shows of every kind of load, and that it ends well. */
class DemoIT {
    private static final Duration LIMIT = Duration.ofMinutes(8);
    private static final String UP = "..:..  \\^ ";
    private static final String DOWN = "..:..  v ";
    private static final String REFUSED = "..:..  - ";

    @TempDir
    static Path folder;

    private static Distribution.Result result;
    private static Map<String, List<String>> scenes;

    @BeforeAll
    static void play() {
        result = Distribution.run(folder, LIMIT, "demo", "--listen", "127.0.0.1:0", "--speed", "3600");
        scenes = scenes(result.out());
    }

    /** The lines under each scene's title. */
    private static Map<String, List<String>> scenes(String output) {
        Map<String, List<String>> scenes = new LinkedHashMap<>();
        List<String> present = new ArrayList<>();
        for (String line : output.lines().toList()) {
            if (line.contains("  == ")) {
                present = new ArrayList<>();
                scenes.put(line.substring(line.indexOf("== ") + 3), present);
            } else {
                present.add(line);
            }
        }
        return scenes;
    }

    private static void shows(String title, String pattern) {
        assertThat(scenes).as(result.text()).containsKey(title);
        assertThat(scenes.get(title))
                .as(title)
                .anySatisfy(line -> assertThat(line).matches(pattern));
    }

    @Test
    void itEndsWell() {
        assertThat(result.exit()).as(result.text()).isZero();
        assertThat(result.text()).doesNotContain("\tat ", "Exception", "ERROR", "this is a bug");
    }

    @Test
    void itCanBeStoppedInTheMiddle() {
        try (Child demo = Distribution.start(folder, "demo", "--listen", "127.0.0.1:0", "--speed", "60")) {
            Distribution.port(demo);
            demo.terminate();

            assertThat(demo.exit(Duration.ofSeconds(30))).isIn(0, 143);
            assertThat(demo.out() + demo.err()).doesNotContain("\tat ", "Exception", "ERROR", "this is a bug");
        }
    }

    @Test
    void everySceneOfTheDayIsPlayedInItsOrder() {
        assertThat(scenes.keySet())
                .containsExactlyElementsOf(
                        Day.scenes().stream().map(Scene::title).toList());
    }

    @Test
    void offPeakHoursBringEverythingToItsMinimum() {
        shows(
                "Off-peak hours begin: everything to its minimum",
                DOWN + "worker-llm goes from . to 2: .*off-peak.*P3.*");
        shows("Low utilisation in the night", REFUSED + "app stays at 2: .*minimum.*");
    }

    @Test
    void aQueueScalesAWorkerOnceInItsCooldown() {
        shows(
                "Queue build-up",
                UP + "worker-llm goes from [0-9]+ to [0-9]+: LLMQueueBuildup.*rule queue-buildup, P1.*");
        shows("Queue build-up", UP + "worker-rl goes from [0-9]+ to [0-9]+: .*rule queue-buildup, P1.*");
        shows(
                "Queue build-up",
                REFUSED + "worker-llm stays at [0-9]+: LLMQueueBuildup.* wants? [0-9]+; cooldown of .* until .*");
    }

    @Test
    void peakHoursAreAFloor() {
        shows("Peak hours begin", UP + "app goes from [0-9]+ to [0-9]+: schedule:peak.*");
        shows("Low utilisation in peak hours", REFUSED + "worker-llm stays at [0-9]+: .*floor of 4 of window peak.*");
    }

    @Test
    void highTrafficWithHighLatencyIsUrgent() {
        String title = "High traffic and high latency";
        shows(title, UP + "app goes from [0-9]+ to [0-9]+: App.*");
        shows(title, UP + "worker-llm goes from [0-9]+ to [0-9]+: .*rule high-traffic-and-high-latency, P0.*");
        shows(title, REFUSED + ".* stays at [0-9]+: .*cooldown of .* until .*");
    }

    @Test
    void lowGpuMemoryIsAVetoUntilItIsFreeAgain() {
        String title = "Queue build-up while GPU memory is low, and after";
        shows(title, REFUSED + "worker-llm stays at [0-9]+: LLMQueueBuildup wants [0-9]+; .*VRAMHeadroomLow fires.*");
        shows(title, UP + "worker-llm goes from [0-9]+ to [0-9]+: LLMQueueBuildup.*");
        List<String> lines = scenes.get(title);
        assertThat(lines.stream().filter(line -> line.contains("worker-llm")).findFirst())
                .as("the first word on worker-llm is the veto")
                .hasValueSatisfying(line -> assertThat(line).contains("VRAMHeadroomLow"));
    }

    @Test
    void errorsAreUrgent() {
        shows("Error spike", UP + "app goes from [0-9]+ to [0-9]+: AppHighErrorRate .*rule error-rate-spike, P0.*");
        shows("Error spike", REFUSED + ".* stays at [0-9]+: AppHighErrorRate wants .*");
    }

    @Test
    void lowUtilisationOfAllServicesBringsThemDown() {
        String title = "Low utilisation of all services";
        shows(title, DOWN + "app goes from [0-9]+ to [0-9]+: AppLowCPU.*");
        shows(title, DOWN + "worker-llm goes from [0-9]+ to [0-9]+: .*LLMLowGPUUtilization.*");
        shows(title, REFUSED + "worker-llm stays at [0-9]+: .*");
    }

    @Test
    void theDayIsSummedUp() {
        assertThat(result.out())
                .containsPattern("actions: [1-9][0-9]* done, 0 failed")
                .containsPattern("refusals by reason: \\{.*cooldown=[1-9].*vram=[1-9].*}")
                .containsPattern(
                        "replica hours:\\s+app +[0-9.]+, .*\\s+worker-llm +[0-9.]+, .*\\s+worker-rl +[0-9.]+, ");
    }
}
