"""Puts jobs into a queue of RQ: rq_enqueue.py FUNCTION TIMES [SECONDS]"""
import os, sys
import redis, rq
import jobs

queue = rq.Queue("llm", connection=redis.Redis.from_url(os.environ["REDIS_URL"]))
for _ in range(int(sys.argv[2])):
    queue.enqueue(getattr(jobs, sys.argv[1]), *map(float, sys.argv[3:]), job_timeout=600)
