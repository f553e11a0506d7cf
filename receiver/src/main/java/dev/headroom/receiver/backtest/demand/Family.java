package dev.headroom.receiver.backtest.demand;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What the counts of a kind of service are called (docs/metrics.md); empty where there is no such.
 *
 * @param ended counter of requests that ended, however
 * @param durations histogram of seconds
 * @param waiting of the gauge, as the recorded signal begins that has it for the whole service
 * @param running gauge of requests that a replica works on
 * @param slots gauge of requests that a replica can work on at once
 * @param busy how busy the replicas are, 0 to 1, as a recorded signal begins
 */
public record Family(String ended, String durations, String waiting, String running, String slots, String busy) {

    /** In the order in which they are tried. */
    public static final List<Family> ALL = List.of(
            new Family(
                    "llm_tasks_total",
                    "llm_task_duration_seconds",
                    "llm_queue_length",
                    "llm_tasks_running",
                    "llm_task_slots",
                    "gpu_utilization"),
            new Family(
                    "http_requests_total",
                    "http_request_duration_seconds",
                    "http_request_queue_length",
                    "",
                    "",
                    "cpu_usage"),
            new Family(
                    "rl_episode_duration_seconds_count",
                    "rl_episode_duration_seconds",
                    "rl_training_queue_length",
                    "",
                    "",
                    "gpu_utilization"));

    /** The metrics of all of them. */
    public static Set<String> metrics() {
        return ALL.stream()
                .flatMap(family -> Stream.of(
                        family.ended,
                        family.buckets(),
                        family.number(),
                        family.seconds(),
                        family.waiting,
                        family.running,
                        family.slots))
                .filter(name -> !name.isEmpty())
                .collect(Collectors.toSet());
    }

    /** Of the histogram. */
    public String buckets() {
        return durations + "_bucket";
    }

    /** Of the histogram. */
    public String number() {
        return durations + "_count";
    }

    /** Of the histogram. */
    public String seconds() {
        return durations + "_sum";
    }
}
