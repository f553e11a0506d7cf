package dev.headroom.receiver.e2e;

import java.io.IOException;
import java.time.Duration;
import java.util.List;

/**
 * Exporters of services that live sixty times as fast as real ones, a minute in a second: replicas are replaced, restart and
 * move, scrapes fail, another environment exports the same names.
 */
final class LivingServices implements AutoCloseable {
    private static final String QUOTA = "container_spec_cpu_quota";
    private static final String PERIOD = "container_spec_cpu_period";
    private static final double GB = 1e9;

    private final Servers servers = new Servers();
    /** A host of 64 cores with four app containers of one core. */
    final Exporter limited = servers.add(new Exporter());
    /** A host of 8 cores with four containers that have no limits. */
    final Exporter unlimited = servers.add(new Exporter());

    final Exporter app = servers.add(new Exporter());
    final Exporter llm = servers.add(new Exporter());
    final Exporter trainer = servers.add(new Exporter());
    final Exporter second = servers.add(new Exporter());
    final Exporter moved = servers.add(new Exporter());
    final Exporter headroom = servers.add(new Exporter());
    final Exporter tuner = servers.add(new Exporter());
    final Exporter gpus = servers.add(new Exporter());
    final Exporter staging = servers.add(new Exporter());
    /** Another environment's receiver, whose services have the same names. */
    final Exporter another = servers.add(new Exporter());

    private long begun;
    private int containers;
    private int replaced;
    private int batches;
    private boolean joined;

    LivingServices() throws IOException {
        limited.set("machine_cpu_cores", 64);
        for (int i = 0; i < 4; i++) {
            container();
        }
        unlimited();
        app.set("http_request_queue_length", 150);
        llm.set("llm_queue_length", 0);
        llm.set("llm_tasks_total{status=\"success\"}", 0);
        llm.set("llm_tasks_total{status=\"failure\"}", 0);
        trainer.grow("rl_checkpoints_total", 8 / 60.0);
        replicas("app", 4, 0);
        replicas("worker-llm", 3, 3);
        replicas("worker-rl", 2, 2);
        eightGpus();
        elsewhere();
    }

    private void elsewhere() {
        staging.set("llm_queue_length", 500);
        staging.set("rl_training_queue_length", 500);
        staging.grow("rl_checkpoints_total", 1);
        gpu(staging, 0, 79_000);
        another.set("headroom_leader", 1);
        String full = "{service=\"worker-llm\",gpu=\"0\",gpu_uuid=\"GPU-another\"}";
        another.set("nvidia_gpu_memory_free_bytes" + full, GB);
        another.set("nvidia_gpu_memory_total_bytes" + full, 80 * GB);
        another.set("nvidia_gpu_utilization_ratio" + full, 0);
    }

    private void unlimited() {
        unlimited.set("machine_cpu_cores", 8);
        unlimited.set("machine_memory_bytes", 20 * GB);
        for (int i = 1; i <= 4; i++) {
            String labels = "{service=\"worker-rl\",name=\"shop-worker-rl-" + i + "\"}";
            unlimited.grow("container_cpu_usage_seconds_total" + labels, 7.9 / 4);
            unlimited.set("container_memory_working_set_bytes" + labels, 4 * GB);
            unlimited.set("container_spec_memory_limit_bytes" + labels, 0);
        }
    }

    private void container() {
        String labels = "{service=\"app\",name=\"shop-app-" + ++containers + "\"}";
        limited.grow("container_cpu_usage_seconds_total" + labels, 0.85);
        limited.set(QUOTA + labels, 100_000);
        limited.set(PERIOD + labels, 100_000);
        limited.set("container_memory_working_set_bytes" + labels, 0.1 * GB);
        limited.set("container_spec_memory_limit_bytes" + labels, GB);
    }

    private void replicas(String service, int desired, int ready) {
        headroom.set("headroom_replicas{service=\"" + service + "\",state=\"desired\"}", desired);
        headroom.set("headroom_replicas{service=\"" + service + "\",state=\"ready\"}", ready);
    }

    private void eightGpus() {
        for (int gpu = 0; gpu < 8; gpu++) {
            gpu(gpus, gpu, gpu == 2 || gpu == 5 ? 40_000 : 4);
        }
    }

    private static void gpu(Exporter host, int gpu, int used) {
        String labels = "{gpu=\"" + gpu + "\",UUID=\"GPU-" + host.port() + "-" + gpu + "\"}";
        host.set("DCGM_FI_DEV_FB_USED" + labels, used);
        host.set("DCGM_FI_DEV_FB_FREE" + labels, 80_000 - used);
        host.set("DCGM_FI_DEV_GPU_UTIL" + labels, used > 1024 ? 100 : 0);
    }

    /** What Prometheus scrapes, every second. */
    String scrapes() {
        return "scrape_configs:\n"
                + job("cadvisor", "", limited, unlimited)
                + job("app", "labels: {service: app}", app)
                + job("worker-llm", "labels: {service: worker-llm}", llm)
                + job("worker-rl", "labels: {service: worker-rl}", trainer, second, moved)
                + job("headroom", "", headroom)
                + job("ttl-tuner", "", tuner)
                + job("dcgm", "labels: {service: worker-llm}", gpus)
                + job("once-more", "", gpus)
                + job("staging", "", staging)
                + job("another", "", another);
    }

    private static String job(String name, String labels, Exporter... exporters) {
        List<String> targets = List.of(exporters).stream()
                .map(exporter -> "\"127.0.0.1:" + exporter.port() + "\"")
                .toList();
        String more = labels.isEmpty() ? "" : ", " + labels;
        String honor = labels.isEmpty() ? "honor_labels: true, " : "";
        return "  - {job_name: %s, %sstatic_configs: [{targets: %s%s}]}%n".formatted(name, honor, targets, more);
    }

    /** Lives so many minutes, each a second. */
    void live(int minutes) {
        if (begun == 0) {
            begun = System.nanoTime();
            tuner.set("headroom_ttl_last_run_timestamp_seconds", System.currentTimeMillis() / 1e3 - 890);
        }
        long end = System.nanoTime() + Duration.ofSeconds(minutes).toNanos();
        while (System.nanoTime() < end) {
            step(System.nanoTime() - begun);
            Waiting.sleep(Duration.ofMillis(100));
        }
    }

    private void step(long nanos) {
        double minute = nanos / 1e9;
        if (minute > (replaced + 1) * 1.5) {
            replaced++;
            limited.remove("\"shop-app-" + replaced + "\"");
            container();
        }
        if (minute > batches * 4) { // six tasks end, of which one fails
            batches++;
            llm.set("llm_tasks_total{status=\"success\"}", batches * 5);
            llm.set("llm_tasks_total{status=\"failure\"}", batches);
        }
        limited.silent(minute % 10 < 0.5);
        app.silent(minute > 40 && minute < 41.5); // two scrapes, which are a minute apart here
        trainer.silent(minute > 30 && minute < 30.5);
        tuner.silent(minute > 8.5);
        if (minute > 15 && !joined) { // the second trainer
            joined = true;
            second.grow("rl_checkpoints_total", 8 / 60.0);
        }
        if (minute > 35 && second.isOpen()) { // moves to another host, where it begins from 0
            second.close();
            moved.grow("rl_checkpoints_total", 8 / 60.0);
        }
    }

    @Override
    public void close() {
        servers.close();
    }
}
