"""A trainer of the example application. It waits where a real one trains; its checkpoints are names in Redis."""

import os
import signal
import time

import redis
from prometheus_client import Counter, Gauge, Histogram, start_http_server

QUEUE = Gauge("rl_training_queue_length", "Experiments that wait in the shared queue")
SECONDS = Histogram("rl_episode_duration_seconds", "Time of an episode", buckets=(15, 30, 60, 120, 300, 600))
STARTED = Gauge("rl_episode_start_timestamp_seconds", "When the running episode began; 0 while none runs")
CHECKPOINTS = Counter("rl_checkpoints_total", "Checkpoints written")

store = redis.from_url(os.environ["REDIS_URL"], decode_responses=True)
stopping = False


def stop(*_):
    """The episode at hand is finished and its checkpoint written."""
    global stopping
    stopping = True


def episode(experiment: str):
    STARTED.set_to_current_time()
    try:
        with SECONDS.time():
            time.sleep(float(os.environ.get("RL_EPISODE_SECONDS", "60")))
    finally:
        STARTED.set(0)
    store.lpush("rl:checkpoints", experiment)
    store.ltrim("rl:checkpoints", 0, 99)
    CHECKPOINTS.inc()


signal.signal(signal.SIGTERM, stop)
QUEUE.set_function(lambda: store.llen("rl:experiments"))
start_http_server(8002)
while not stopping:
    found = store.brpop(["rl:experiments"], timeout=1)
    if found:
        episode(found[1])
