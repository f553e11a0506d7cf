"""A worker of the example application. It waits where a real one runs its model, so it needs no GPU."""

import os
import random
import signal
import sys
import time

import redis
from prometheus_client import Counter, Gauge, Histogram, start_http_server

QUEUE = Gauge("llm_queue_length", "Tasks that wait in the shared queue")
RUNNING = Gauge("llm_tasks_running", "Tasks that are worked on")
SLOTS = Gauge("llm_task_slots", "Tasks that this worker can work on at once")
SLOTS.set(1)
SECONDS = Histogram("llm_task_duration_seconds", "Time of a task", buckets=(0.5, 1, 2, 4, 8, 16, 32))
TASKS = Counter("llm_tasks_total", "Tasks by outcome", ["status"])
for status in ("success", "failure"):
    TASKS.labels(status=status)

store = redis.from_url(os.environ["REDIS_URL"], decode_responses=True)
device = "cuda" if os.environ.get("USE_GPU") == "true" else "cpu"
stopping = False


def stop(*_):
    """The task at hand is finished; no other is begun."""
    global stopping
    stopping = True


def generate(task: str):
    mode, key = task.split(":", 1)
    time.sleep(float(os.environ.get("LLM_TASK_SECONDS", "2")))
    ttl = int(store.get(f"cache:ttl:{mode}") or 300) * random.uniform(0.95, 1.05)
    store.set(f"cache:{mode}:{key}", f"dna of {key}, by {device}", px=int(ttl * 1000))


def work(task: str):
    try:
        with SECONDS.time(), RUNNING.track_inprogress():
            generate(task)
        TASKS.labels(status="success").inc()
    except (redis.RedisError, ValueError) as e:
        TASKS.labels(status="failure").inc()
        print(f"task {task!r} failed: {e}", file=sys.stderr, flush=True)


signal.signal(signal.SIGTERM, stop)
QUEUE.set_function(lambda: store.llen("llm:tasks"))
start_http_server(8001)
while not stopping:
    found = store.brpop(["llm:tasks"], timeout=1)
    if found:
        work(found[1])
