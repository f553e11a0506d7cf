"""day.py END: prints a day of what every exporter tells, as OpenMetrics; END is its last second.

It is made up, but holds together: load has the course of a day and one burst, queues follow it, replicas follow the alerts of the
policy, and all else follows these. For the pictures of the dashboards; promtool makes blocks of it.
"""

import math
import random
import sys

STEP, LENGTH, GIB = 30, 86_400, 2**30
END = int(sys.argv[1]) // STEP * STEP
TIMES = range(END - LENGTH, END + 1, STEP)
random.seed(7)
series: dict[str, dict[str, list]] = {}
totals: dict[tuple, float] = {}


def put(time, metric, value, **labels):
    text = ",".join(f'{name}="{label}"' for name, label in labels.items())
    series.setdefault(metric, {}).setdefault(f"{metric}{{{text}}}", []).append(f"{value:.6g} {time}" if value < 1e6 else f"{value:.2f} {time}")


def grow(time, metric, by, **labels):
    key = (metric, *labels.items())
    totals[key] = totals.get(key, 0) + by
    put(time, metric, totals[key], **labels)


def histogram(time, metric, events, mean, bounds, **labels):
    """Of which the times are spread as of a Weibull distribution, narrower than an exponential one."""
    scale = mean / 0.8862
    for bound in bounds:
        grow(time, metric + "_bucket", events * (1 - math.exp(-((bound / scale) ** 2))), le=bound, **labels)
    grow(time, metric + "_bucket", events, le="+Inf", **labels)
    grow(time, metric + "_count", events, **labels)
    grow(time, metric + "_sum", events * mean, **labels)


class Service:
    def __init__(self, name, low, high, start, warmup, cooldown, source):
        self.name, self.low, self.high, self.warmup, self.cooldown = name, low, high, warmup, cooldown
        self.desired = self.ready = start
        self.floor, self.since, self.changed, self.waits = low, {}, 0, 0
        self.firing, self.source = {}, source

    def alert(self, time, name, trigger, scale, priority, holds, delay):
        """Fires once it has held for so long, and scales by one unless the service is at its bound or cools down."""
        if not holds:
            self.since.pop(name, None)
            self.firing.pop(name, None)
            return
        self.since.setdefault(name, time)
        pending = time - self.since[name] < delay
        labels = dict(alertname=name, service=self.name, trigger=trigger, scale=scale, priority=priority,
                      severity="critical" if priority == "P0" else "warning" if scale == "up" else "info")
        put(time, "ALERTS", 1, alertstate="pending" if pending else "firing", **labels)
        if not pending:
            self.firing[name] = trigger
            self.scale(time, 1 if scale == "up" else -1, trigger)

    def scale(self, time, by, trigger):
        wanted = max(self.floor, min(self.high, self.desired + by))
        rolling = self.ready != self.desired
        if wanted == self.desired:
            self.reason = "bounds"
        elif rolling or time - self.changed < self.cooldown:
            self.reason = "rollout" if rolling else "cooldown"
        else:
            self.desired, self.changed, self.source = wanted, time, trigger
            self.reason, self.direction = "trigger", "up" if by > 0 else "down"

    reason, direction = "steady", "up"

    def step(self, time):
        if self.desired < self.floor:
            self.desired, self.changed, self.reason, self.direction = self.floor, time, "schedule", "up"
        done = self.ready != self.desired and time - self.changed >= self.warmup
        if done:
            self.ready = self.desired
        for direction in ("up", "down"):
            grow(time, "headroom_scaling_actions_total", done and direction == self.direction,
                 service=self.name, direction=direction, outcome="done")
        for name, seconds in (("starting", 4), ("warming", self.warmup * 0.8), ("healthy", self.warmup * 0.1), ("draining", 25)):
            mine = done and (name == "draining") == (self.direction == "down")
            histogram(time, "headroom_scaling_step_seconds", float(mine), seconds, (1, 5, 30, 60, 180, 600), service=self.name, step=name)
        for state in ("desired", "ready", "floor"):
            put(time, "headroom_replicas", getattr(self, state), service=self.name, state=state)
        put(time, "headroom_replicas", self.low, service=self.name, state="min")
        put(time, "headroom_replicas", self.high, service=self.name, state="max")
        put(time, "headroom_firing_alerts", len(self.firing), service=self.name)
        put(time, "headroom_cooldown_remaining_seconds", max(0, self.changed + self.cooldown - time), service=self.name, source=self.source)
        for reason in ("steady", "cooldown", "bounds", "rollout"):
            grow(time, "headroom_decisions_total", STEP / 15 * (reason == self.reason), service=self.name, outcome="hold", reason=reason)
        for reason in ("trigger", "schedule"):
            grow(time, "headroom_decisions_total", float(reason == self.reason), service=self.name, outcome="scale", reason=reason)
        acted, self.reason = self.reason == "trigger", "steady"
        return acted

    def containers(self, time, cpu, memory):
        for number in range(1, self.ready + 1):
            labels = dict(service=self.name, name=f"fragrance-ai_{self.name}_{number}")
            share = cpu * (0.94 + 0.12 * math.sin(number * 2.4))
            grow(time, "container_cpu_usage_seconds_total", STEP * min(1, share), **labels)
            put(time, "container_spec_cpu_quota", 100_000, **labels)
            put(time, "container_spec_cpu_period", 100_000, **labels)
            put(time, "container_last_seen", time, **labels)
            put(time, "container_memory_working_set_bytes", GIB * memory * (0.95 + 0.1 * math.sin(number * 1.7)), **labels)
            put(time, "container_spec_memory_limit_bytes", GIB, **labels)


app, llm, rl = (Service("app", 2, 10, 7, 60, 300, "cpu"), Service("worker-llm", 2, 8, 5, 180, 600, "queue_length"),
                Service("worker-rl", 1, 4, 1, 90, 900, "queue_length"))
app_queue = llm_queue = rl_queue = 0.0
trained = 0.0


def noise(width):
    return 1 + random.uniform(-width, width)


def app_moves(time, day, burst):
    global app_queue
    rate = (25 + 190 * day + 300 * burst) * noise(0.06)
    room = 40 * app.ready
    app_queue = max(0, app_queue + (rate - room) * STEP) if rate > room else max(0, app_queue - (room - rate) * STEP)
    app_queue = min(app_queue, 420)
    use = min(0.99, rate / room)
    failed = 0.07 if app_queue > 300 else 0.002
    mean = 0.16 + 0.25 * use**4 + app_queue / room
    grow(time, "http_requests_total", min(rate, room) * STEP * (1 - failed), service="app", code="200")
    grow(time, "http_requests_total", min(rate, room) * STEP * failed, service="app", code="503")
    histogram(time, "http_request_duration_seconds", min(rate, room) * STEP, mean, (0.1, 0.25, 0.5, 1, 2, 4, 8), service="app")
    put(time, "http_request_queue_length", app_queue * noise(0.03), service="app")
    app.containers(time, use, 0.42 + 0.3 * use)
    fewer = use * app.ready / max(1, app.ready - 1)
    app.alert(time, "AppHighCPU", "cpu", "up", "P2", use > 0.7, 180)
    app.alert(time, "AppRequestQueueBuildup", "request_queue", "up", "P2", app_queue > 100, 60)
    app.alert(time, "AppHighErrorRate", "error_rate", "up", "P0", failed > 0.05, 120)
    app.alert(time, "AppRequestQueueDrained", "request_queue", "down", "P2", app_queue < 20 and fewer < 0.66, 600)
    return rate


def llm_moves(time, rate):
    global llm_queue
    tasks, room = rate * 0.0205, 0.9 * llm.ready
    done = min(room, tasks + llm_queue / STEP)
    llm_queue = max(0, llm_queue + (tasks - done) * STEP)
    use = done / room
    mean = 1.5 + 1.1 * use + min(9, llm_queue / room / 60)
    put(time, "llm_queue_length", llm_queue * noise(0.05) + 3 * use, service="worker-llm")
    histogram(time, "llm_task_duration_seconds", done * STEP, mean, (0.5, 1, 2, 4, 8, 16, 32), service="worker-llm")
    grow(time, "llm_tasks_total", done * STEP * 0.994, service="worker-llm", status="success")
    grow(time, "llm_tasks_total", done * STEP * 0.006, service="worker-llm", status="failure")
    put(time, "llm_tasks_running", 4 * use, service="worker-llm")
    put(time, "llm_task_slots", 4, service="worker-llm")
    llm.containers(time, 0.2 + 0.2 * use, 0.6)
    llm.alert(time, "LLMQueueBuildup", "queue_length", "up", "P1", llm_queue > 50, 120)
    llm.alert(time, "LLMQueueDrained", "queue_length", "down", "P1", llm_queue < 10 and use * llm.ready / max(1, llm.ready - 1) < 0.6, 900)
    return use


def rl_moves(time, hour):
    global rl_queue, trained
    if time % 7200 == 0 and 1 <= hour < 15:
        rl_queue += 26
    length = 85 * noise(0.1) + 10 * rl.ready
    finished = rl.ready * STEP / length if rl_queue > 0 else 0
    rl_queue = max(0, rl_queue - finished / 4)
    put(time, "rl_training_queue_length", rl_queue, service="worker-rl")
    histogram(time, "rl_episode_duration_seconds", finished, length, (15, 30, 60, 120, 300, 600), service="worker-rl")
    put(time, "rl_episode_start_timestamp_seconds", time - time % 80 if rl_queue > 0 else 0, service="worker-rl")
    trained += finished / 9
    put(time, "rl_checkpoints_total", int(trained), service="worker-rl", instance="10.0.0.7:8002")
    put(time, "process_start_time_seconds", max(TIMES[0] - 40_000, rl.changed), service="worker-rl")
    rl.containers(time, 0.75 if rl_queue > 0 else 0.03, 0.5)
    rl.alert(time, "RLTrainingQueueBuildup", "queue_length", "up", "P2", rl_queue > 20, 300)
    rl.alert(time, "RLTrainingQueueDrained", "queue_length", "down", "P2", rl_queue == 0, 1800)
    return 0.88 if rl_queue > 0 else 0.04


def gpus_move(time, llm_use, rl_use):
    """Of 80 GiB each: worker-llm's replicas are spread over three, worker-rl's share the fourth."""
    for gpu in range(4):
        name = "worker-rl" if gpu == 3 else "worker-llm"
        mine = rl.ready if gpu == 3 else sum(1 for replica in range(llm.ready) if replica % 3 == gpu)
        used = mine * (15 if gpu == 3 else 22) + 4 + (3 * rl_use * noise(0.3) if gpu == 3 else 2.5 * llm_use * noise(0.4))
        use = (rl_use if gpu == 3 else llm_use * min(1, mine)) * noise(0.05)
        labels = dict(service=name, gpu=gpu, gpu_uuid=f"GPU-{gpu}")
        put(time, "nvidia_gpu_memory_total_bytes", 80 * GIB, **labels)
        put(time, "nvidia_gpu_memory_free_bytes", (80 - min(79, used)) * GIB, **labels)
        put(time, "nvidia_gpu_memory_used_bytes", min(79, used) * GIB, **labels)
        put(time, "nvidia_gpu_utilization_ratio", min(1, use), **labels)
        put(time, "headroom_gpu_memory_warning", used > 60, gpu=gpu, gpu_uuid=f"GPU-{gpu}")
        if gpu < 3 and used > 64:
            put(time, "ALERTS", 1, alertname="VRAMHeadroomLow", alertstate="firing", service=name, gate="vram", gpu=gpu, severity="warning")
        yield used > 64


def cache_moves(time, rate, hour):
    for mode, share, hit in (("fast", 0.6, 0.66), ("balanced", 0.3, 0.615), ("creative", 0.1, 0.3)):
        lookups = rate * share * STEP
        now = hit + 0.05 * math.sin(hour / 2 + len(mode)) - (0.09 if 9.5 < hour < 11 and mode == "fast" else 0) + random.uniform(-0.006, 0.006)
        ttl = {"fast": 300, "balanced": 600, "creative": 900}[mode] * (1 + 0.5 * (10 < hour < 16 and mode == "fast"))
        grow(time, "cache_hits_total", lookups * now, mode=mode)
        grow(time, "cache_misses_total", lookups * (1 - now), mode=mode)
        grow(time, "cache_ttl_expired_total", lookups * (1 - now) * 0.7, mode=mode)
        hits, misses = (totals[("cache_" + which + "_total", ("mode", mode))] for which in ("hits", "misses"))
        put(time, "cache_hit_rate", hits / (hits + misses), mode=mode)
        put(time, "headroom_ttl_seconds", ttl, mode=mode)
        put(time, "headroom_ttl_hit_rate_ratio", now, mode=mode)
        put(time, "headroom_ttl_target_hit_rate_ratio", 0 if mode == "creative" else 0.6, mode=mode)
        put(time, "headroom_ttl_predicted_hit_rate_ratio", hit + 0.01, mode=mode)
        put(time, "headroom_ttl_ceiling_hit_rate_ratio", hit + 0.1, mode=mode)
        put(time, "headroom_ttl_unreachable", 0, mode=mode)
        raised = mode == "fast" and 10 < hour < 10.5
        for outcome, reason, now in (("hold", "target_met", not raised), ("raise", "below_target", raised)):
            grow(time, "headroom_ttl_decisions_total", float(now and time % 300 == 0), mode=mode, outcome=outcome, reason=reason)
    put(time, "headroom_ttl_last_run_timestamp_seconds", time - time % 300, job="ttl-tuner")
    put(time, "headroom_ttl_leader", 1)
    put(time, "headroom_ttl_redis_up", not 5.2 < hour < 5.35)


def pipeline_moves(time, hour, acted, full):
    firing = sum(len(service.firing) for service in (app, llm, rl))
    restart = 5.9 < hour < 5.92
    put(time, "up", not restart, job="headroom", instance="10.0.0.2:9095")
    put(time, "headroom_leader", not restart)
    put(time, "headroom_evidence_age_seconds", 200 if 18 < hour < 18.04 else random.uniform(1, 28))
    put(time, "headroom_gpu_reading_age_seconds", random.uniform(1, 9))
    for check in ("store", "target", "evidence", "configuration"):
        put(time, "headroom_ready", not (check == "target" and 5.92 <= hour < 5.97), check=check)
    put(time, "headroom_gate_open", not full, service="worker-llm", gate="vram")
    put(time, "headroom_gate_open", not 5 < hour < 5.5, service="worker-rl", gate="window")
    put(time, "headroom_vram_footprint_bytes", 22 * GIB, service="worker-llm")
    put(time, "headroom_vram_footprint_bytes", 15 * GIB, service="worker-rl")
    if 6 < hour < 9:
        put(time, "headroom_override_expires_timestamp_seconds", time - time % 86_400 + 9 * 3600, service="worker-rl", kind="freeze")
    for event in ("warning", "unloaded", "freed"):
        grow(time, "headroom_model_unload_events_total", float(full and time % 1800 == 0), event=event)
    histogram(time, "headroom_alert_to_action_seconds", float(acted), 0.09, (0.01, 0.05, 0.1, 0.5, 1, 60))
    grow(time, "headroom_webhook_requests_total", STEP / 60 + firing * STEP / 120, code="200")
    grow(time, "headroom_webhook_requests_total", float(restart), code="503")
    histogram(time, "headroom_webhook_seconds", STEP / 60, 0.004 * noise(0.4), (0.001, 0.005, 0.01, 0.05, 0.1))
    for reason in ("no_service", "resolved_unknown"):
        grow(time, "headroom_refused_alerts_total", float(reason == "no_service" and time % 10_800 == 0), reason=reason)
    grow(time, "headroom_truncated_alerts_total", 0.0)
    for integration in ("webhook", "slack", "email"):
        grow(time, "alertmanager_notifications_failed_total", float(restart and integration == "webhook"), integration=integration, job="alertmanager")
    put(time, "machine_cpu_cores", 32)
    put(time, "machine_memory_bytes", 256 * GIB)


for time in TIMES:
    hour = time % 86_400 / 3600
    day = max(0.0, math.sin((hour - 3) / 18 * math.pi)) ** 1.5 if 3 < hour < 21 else 0.0
    burst = math.exp(-(((hour - 13.4) / 0.25) ** 2))
    app.floor, llm.floor = (3, 3) if 6 <= hour < 20 else (2, 2)
    rate = app_moves(time, day, burst)
    llm_use, rl_use = llm_moves(time, rate), rl_moves(time, hour)
    full = any(list(gpus_move(time, llm_use, rl_use))[:3])
    cache_moves(time, rate, hour)
    acted = [service.step(time) for service in (app, llm, rl)]
    pipeline_moves(time, hour, sum(acted), full)

for metric in sorted(series):
    for name, samples in series[metric].items():
        for sample in samples:
            print(name, sample)
print("# EOF")
