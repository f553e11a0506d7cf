package dev.headroom.receiver.demo;

import static dev.headroom.receiver.demo.DemoAlert.down;
import static dev.headroom.receiver.demo.DemoAlert.gate;
import static dev.headroom.receiver.demo.DemoAlert.up;

import java.time.Duration;
import java.util.List;

/** The script: every kind of load that the specification's tables answer, in the order of a day. */
final class Day {

    static final Duration BEGINS = Duration.ofMinutes(30);
    static final Duration ENDS = Duration.ofMinutes(23 * 60 + 30);

    private static final DemoAlert LLM_QUEUE = up("LLMQueueBuildup", "worker-llm", "queue_length");
    private static final DemoAlert APP_QUIET = down("AppLowCPU", "app", "cpu");
    private static final DemoAlert LLM_QUIET = down("LLMLowGPUUtilization", "worker-llm", "gpu_utilization");
    private static final DemoAlert RL_QUIET = down("RLLowGPUUtilization", "worker-rl", "gpu_utilization");

    private Day() {}

    static List<Scene> scenes() {
        return List.of(
                Scene.at(1, 0, 0, "Off-peak hours begin: everything to its minimum"),
                Scene.at(3, 0, 30, "Low utilisation in the night", APP_QUIET, LLM_QUIET, RL_QUIET),
                Scene.at(6, 0, 0, "Normal hours begin: the schedule raises the floor"),
                Scene.at(
                        7,
                        0,
                        22,
                        "Queue build-up",
                        LLM_QUEUE,
                        up("RLTrainingQueueBuildup", "worker-rl", "training_queue")),
                Scene.at(
                        8,
                        0,
                        45,
                        "The queues are drained",
                        down("LLMQueueDrained", "worker-llm", "queue_length"),
                        down("RLTrainingQueueDrained", "worker-rl", "training_queue")),
                Scene.at(9, 0, 0, "Peak hours begin"),
                Scene.at(
                        10,
                        0,
                        5,
                        "High traffic and high latency",
                        up("AppRequestQueueBuildup", "app", "request_queue"),
                        up("AppHighLatency", "app", "latency_p95")),
                Scene.at(11, 0, 40, "Traffic calms down", APP_QUIET, LLM_QUIET),
                Scene.at(
                        12,
                        0,
                        40,
                        "GPU memory runs low: a veto over every scale-up",
                        gate("VRAMHeadroomLow", "worker-llm")),
                Scene.at(12, 10, 45, "Queue build-up while GPU memory is low, and after", LLM_QUEUE),
                Scene.at(14, 0, 3, "Error spike", up("AppHighErrorRate", "app", "error_rate")),
                Scene.at(16, 0, 60, "Low utilisation in peak hours", APP_QUIET, LLM_QUIET),
                Scene.at(18, 0, 0, "Peak hours end"),
                Scene.at(20, 0, 120, "Low utilisation of all services", APP_QUIET, LLM_QUIET, RL_QUIET));
    }
}
