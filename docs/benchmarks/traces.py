#!/usr/bin/env python3
"""Writes the synthetic traces of docs/benchmarks.md (TTL tuner) into the folder given: the same every time."""
import bisect
import itertools
import math
import pathlib
import random
import sys

# hours, mean lookups a second, keys, Zipf exponent, swing over the day (ratio), keys replaced an hour (ratio), bursts
TRACES = {
    "flat": (24, 1.0, 3000, 1.0, 0.0, 0.0, False),
    "steep": (24, 0.6, 5000, 1.2, 0.5, 0.0, False),
    "drift": (24, 1.5, 6000, 1.0, 0.5, 0.2, False),
    "burst": (24, 1.0, 4000, 1.0, 0.3, 0.0, True),
    "hard": (24, 0.5, 60000, 0.6, 0.3, 0.0, False),
    "fast": (8, 8.0, 9000, 1.0, 0.3, 0.05, False),
}


def lookups(name):
    hours, per_second, keys, exponent, swing, drift, bursts = TRACES[name]
    rnd = random.Random(name)
    weights = list(itertools.accumulate(1 / (rank + 1) ** exponent for rank in range(keys)))
    ids, fresh, now, replaced = list(range(keys)), keys, 0.0, 0
    while now < hours * 3600:
        rate = per_second * (1 + swing * math.sin(2 * math.pi * (now / 86400 - 0.4)))
        if bursts and now % 3600 < 300:
            rate *= 3
        now += rnd.expovariate(rate)
        while drift and now - replaced > 60:
            replaced += 60
            for _ in range(max(1, int(drift * keys / 60))):
                ids[rnd.randrange(keys)] = fresh
                fresh += 1
        rank = min(bisect.bisect_left(weights, rnd.random() * weights[-1]), keys - 1)
        yield f"{int(now)}\t/k{ids[rank]}\n"


folder = pathlib.Path(sys.argv[1])
for name in TRACES:
    (folder / f"{name}.tsv").write_text("time\turl\n" + "".join(lookups(name)))
