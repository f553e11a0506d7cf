#!/usr/bin/env python3
"""A second simulation of Knative's autoscaler over a queue, written apart from the first one, to check that by.

It walks from second to second and keeps lists, where the other one jumps from event to event. Called with a folder it writes
there the requests (trace.csv) and what the autoscaler did with them (changes.csv): `python3 second_simulation.py .`
SecondSimulationTest plays the same requests and must come to the same changes.
"""
import math
import random
import sys
from pathlib import Path

LENGTH, WARMUP, GIVE_UP, SLOTS, LEAST, MOST = 2700, 180, 30.0, 4, 2, 8
TARGET, STABLE, PANIC, THRESHOLD, UP, DOWN = 0.7 * SLOTS, 60, 6, 2.0, 1000.0, 2.0


def requests():
    """Arrivals with a burst and a slope; with fractions by which nothing ends just when the autoscaler looks; in milliseconds."""
    dice = random.Random(27)
    made, at = [], 0
    while at < LENGTH * 1000:
        minute = at / 60000
        rate = 9 if 5 <= minute < 9 else 1 + max(0, min(7, minute - 15)) if 15 <= minute < 30 else 1
        made.append((at + 0.5, 1.1234 + round(dice.expovariate(1 / 5400))))
        at += 1 + round(dice.expovariate(rate / 3000))
    return made


class Pod:
    def __init__(self, number, ready_at):
        self.number, self.ready_at, self.ends = number, ready_at, []


def serve(pods, gone, queue, coming, until):
    """Everything up to `until` milliseconds, in the order in which it happens."""
    while True:
        moments = [e for pod in pods + gone for e in pod.ends]
        moments += [pod.ready_at for pod in pods if pod.ready_at > serve.now]
        if coming:
            moments.append(coming[0][0])
        now = min(moments, default=math.inf)
        if now > until:
            break
        serve.now = now
        for pod in pods + gone:
            pod.ends = [e for e in pod.ends if e > now]
        while coming and coming[0][0] <= now:
            queue.append(coming.pop(0))
        queue[:] = [r for r in queue if now - r[0] <= GIVE_UP * 1000]
        while queue:
            free = [p for p in pods if p.ready_at <= now and len(p.ends) < SLOTS]
            if not free:
                break
            pod = min(free, key=lambda p: (len(p.ends), p.number))
            pod.ends.append(now + queue.pop(0)[1])
    serve.now = until
    queue[:] = [r for r in queue if until - r[0] <= GIVE_UP * 1000]


def simulate(made):
    serve.now = -1
    coming, queue, gone = list(made), [], []
    pods = [Pod(n, 0) for n in range(1, LEAST + 1)]
    seen, changes = [], []
    panic_since, floor = 0, LEAST  # it begins with pods, so in panic
    last = made[-1][0] / 1000
    for second in range(int(last) + 1):
        serve(pods, gone, queue, coming, second * 1000)
        ready = [p for p in pods if p.ready_at <= second * 1000]
        seen.append(len(queue) + sum(len(p.ends) for p in ready))
        if second % 2:
            continue
        base = max(1, len(ready))
        mean = lambda n: sum(seen[-n:]) / len(seen[-n:])
        bound = lambda wish: min(max(wish, math.floor(base / DOWN)), math.ceil(base * UP))
        slow, fast = math.ceil(mean(STABLE) / TARGET), math.ceil(mean(PANIC) / TARGET)
        if fast / base >= THRESHOLD:
            panic_since = second
        elif panic_since is not None and second - panic_since > STABLE:
            panic_since, floor = None, 0
        wish = bound(slow)
        if panic_since is not None:
            floor = wish = max(floor, wish, bound(fast))
        wish = max(LEAST, min(MOST, wish))
        if wish != len(pods):
            changes.append((second, len(pods), wish))
        while len(pods) > wish:
            gone.append(pods.pop())
        while len(pods) < wish:
            number = max((p.number for p in pods), default=0) + 1
            pods.append(Pod(number, (second + WARMUP) * 1000))
    return changes


def main():
    folder = Path(sys.argv[1])
    made = requests()
    stamp = lambda ms: f"2026-01-01T{ms // 3600000:02}:{ms // 60000 % 60:02}:{ms // 1000 % 60:02}.{ms % 1000:03}5"
    (folder / "trace.csv").write_text(
        "timestamp,seconds\n" + "".join(f"{stamp(int(at))},{work / 1000:.7f}\n" for at, work in made))
    (folder / "changes.csv").write_text(
        "second,from,to\n" + "".join(f"{s},{a},{b}\n" for s, a, b in simulate(made)))


main()
