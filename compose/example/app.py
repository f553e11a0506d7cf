"""The API of the example application: makes a DNA by asking the cache, else a worker."""

import asyncio
import os
import random
import time
import zlib

import redis.asyncio as redis
from fastapi import FastAPI, Request
from prometheus_client import Counter, Gauge, Histogram, start_http_server

MODES = ("fast", "balanced", "creative")
REQUESTS = Counter("http_requests_total", "Requests by status code", ["code"])
SECONDS = Histogram("http_request_duration_seconds", "Time to answer", buckets=(0.1, 0.25, 0.5, 1, 2, 4, 8))
WAITING = Gauge("http_request_queue_length", "Requests that wait for a slot")
HITS = Counter("cache_hits_total", "Lookups that the cache answered", ["mode"])
MISSES = Counter("cache_misses_total", "Lookups that it did not", ["mode"])
HIT_RATE = Gauge("cache_hit_rate", "Hits as a share of all lookups since the start", ["mode"])
REQUESTS.labels(code="200")
seen = {mode: [0, 0] for mode in MODES}
for mode in MODES:
    HITS.labels(mode=mode)
    MISSES.labels(mode=mode)

app = FastAPI()
start_http_server(8003)  # apart: a scrape must not wait behind the requests
store = redis.from_url(os.environ["REDIS_URL"], decode_responses=True)
slots = asyncio.Semaphore(32)  # how many requests a replica works on at a time


@app.middleware("http")
async def observe(request: Request, call_next):
    if not request.url.path.startswith("/api/"):
        return await call_next(request)
    started = time.perf_counter()
    code = "500"
    with WAITING.track_inprogress():
        await slots.acquire()
    try:
        response = await call_next(request)
        code = str(response.status_code)
        return response
    finally:
        slots.release()
        REQUESTS.labels(code=code).inc()
        SECONDS.observe(time.perf_counter() - started)


@app.get("/health")
async def health():
    return {"ok": True}


@app.api_route("/api/v1/dna/create", methods=["GET", "POST"])
async def create(mode: str = "fast", key: str = ""):
    """A cached DNA, or a task for the workers. Without a key it takes one of a thousand, the low ones more often."""
    mode = mode if mode in MODES else "fast"
    key = key or str(int(random.paretovariate(1)) % 1000)
    value = await store.get(f"cache:{mode}:{key}")
    count(mode, value is not None)
    await store.xadd(f"cache:access:{mode}", {"k": zlib.crc32(key.encode())}, maxlen=50000, approximate=True)
    if value is None:
        await store.lpush("llm:tasks", f"{mode}:{key}")
    return {"mode": mode, "key": key, "dna": value}


def count(mode: str, hit: bool):
    seen[mode][0 if hit else 1] += 1
    (HITS if hit else MISSES).labels(mode=mode).inc()
    HIT_RATE.labels(mode=mode).set(seen[mode][0] / sum(seen[mode]))
