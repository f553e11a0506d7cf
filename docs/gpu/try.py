#!/usr/bin/env python3
"""Tries Headroom on a machine with an NVIDIA GPU: docs/gpu/try.py [GPU]

It takes and gives back memory of that GPU by CUDA's driver, as models would, and looks at what Headroom reads, refuses,
learns and unloads. GPU is an index or a UUID, also that of an instance of MIG; without it the first one. Headroom itself
only reads the GPU, and nothing is reset or divided. Nothing else should use it meanwhile. Needs the driver, nvidia-smi,
Python 3.8 and a built ./headroom (or another command in the variable HEADROOM), and says which of these it lacks.
"""
import ctypes
import http.server
import json
import os
import pathlib
import shlex
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request

MIB = 1 << 20
HEADROOM = shlex.split(os.environ.get("HEADROOM") or str(pathlib.Path(__file__).resolve().parents[2] / "headroom"))
POLICY = """\
version: 1
services:
  worker-llm:
    min_replicas: 1
    max_replicas: 4
    warmup_time: 10s
    gpu_check: required
    vram_per_replica: {need}MiB
    gpu_placement: [{{replicas: 0-, gpus: [{gpu}]}}]
    triggers:
      queue_length: {{cooldown: 10s}}
      latency_p95: {{cooldown: 10s}}
      gpu_utilization: {{cooldown: 10s}}
      vram_usage: {{cooldown: 10s}}
      task_failure_rate: {{scale: up_only}}
matrix:
  - {{name: error-rate-spike, priority: P0, when: LLMHighTaskFailureRate, then: {{worker-llm: scale_up}}}}
"""
CONFIG = """\
listen: 127.0.0.1:{port}
policy: {folder}/policy.yml
store: sqlite:{folder}/state.db
target: {{kind: simulated, start_time: 2s}}
evaluate_every: 1s
gpu:
  source: nvml
  read_every: 500ms
  servers: [{{kind: http, url: "http://127.0.0.1:{models}", gpus: [{uuid}], pinned: [pinned],
             models: /models, unload: "/models/{{model}}/unload"}}]
"""


class Cuda:
    """Memory of one GPU, by name; CUDA sees no other one, whose numbers are not NVML's."""

    def __init__(self, uuid):
        os.environ["CUDA_VISIBLE_DEVICES"] = uuid
        self.driver = ctypes.CDLL("libcuda.so.1")
        self.held = {}
        self.context = ctypes.c_void_p()
        device = ctypes.c_int()
        self.call("cuInit", 0)
        self.call("cuDeviceGet", ctypes.byref(device), 0)
        self.call("cuCtxCreate_v2", ctypes.byref(self.context), 0, device)

    def call(self, name, *arguments):
        code = getattr(self.driver, name)(*arguments)
        if code != 0:
            sys.exit(f"{name} failed with code {code}")

    def memory(self):
        """Total and free bytes."""
        free, total = ctypes.c_size_t(), ctypes.c_size_t()
        self.call("cuCtxSetCurrent", self.context)
        self.call("cuMemGetInfo_v2", ctypes.byref(free), ctypes.byref(total))
        return [total.value, free.value]

    def take(self, name, size):
        pointer = ctypes.c_uint64()
        self.call("cuCtxSetCurrent", self.context)
        self.call("cuMemAlloc_v2", ctypes.byref(pointer), ctypes.c_size_t(int(size)))
        self.held[name] = (pointer, int(size))

    def give_back(self, name):
        pointer, _ = self.held.pop(name)
        self.call("cuCtxSetCurrent", self.context)
        self.call("cuMemFree_v2", pointer)


class Models(http.server.BaseHTTPRequestHandler):
    """A model server whose models are memory of the GPU and nothing else."""

    cuda = None

    def do_GET(self):
        self.answer([{"name": name, "bytes": size, "active": 0}
                     for name, (_, size) in self.cuda.held.items() if name != "replica"])

    def do_POST(self):
        self.cuda.give_back(self.path.split("/")[2])
        self.answer({})

    def answer(self, body):
        text = json.dumps(body).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text)

    def log_message(self, *_):
        pass


def free_port():
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


def run(*words, codes=(0,)):
    done = subprocess.run(words, capture_output=True, text=True, timeout=120, check=False)
    if done.returncode not in codes:
        sys.exit(f"{words} ended with {done.returncode}: {done.stdout}{done.stderr}")
    return done.stdout


class Gpu:
    """One GPU, as Headroom knows it."""

    def __init__(self, told):
        self.index, self.uuid, self.name = told["index"], told["uuid"], told["name"]
        self.cuda = None

    def is_instance(self):
        return self.uuid.startswith("MIG-")

    def smi(self, what):
        """What the driver's own program tells of its card."""
        return run("nvidia-smi", "-i", str(self.index), "--query-gpu=" + what, "--format=csv,noheader,nounits").strip()

    def memory(self):
        """Total and free bytes, by the driver's own program, which tells none of an instance: then by CUDA."""
        if self.is_instance():
            return self.cuda.memory()
        return [int(number) * MIB for number in self.smi("memory.total,memory.free").split(",")]


def lacking():
    """What is needed and not here."""
    try:
        ctypes.CDLL("libcuda.so.1")
    except OSError as missing:
        yield f"NVIDIA's driver: {missing}"
    if shutil.which("nvidia-smi") is None:
        yield "nvidia-smi, which comes with the driver, on the PATH"
    if shutil.which(HEADROOM[0]) is None:
        yield f"{HEADROOM[0]}: build it, or name the command in the variable HEADROOM"


def gpus():
    """All that Headroom reads."""
    return json.loads(run(*HEADROOM, "gpu", "--once", "--json", codes=(0, 1)))["gpus"]


def choose(wanted):
    told = gpus()
    found = [gpu for gpu in told if wanted in (None, str(gpu["index"]), gpu["uuid"])]
    if not found:
        sys.exit(f"There is no GPU {wanted}; there are " + ", ".join(f'{one["index"]} {one["uuid"]}' for one in told))
    gpu = Gpu(found[0])
    print(f"GPU {gpu.index} {gpu.uuid}, {gpu.name}, driver {gpu.smi('driver_version')}")
    if not gpu.is_instance():
        print(f"MIG is not tried: its mode is {gpu.smi('mig.mode.current')} here, and to change it needs a reset.")
    return gpu


class Receiver:
    def __init__(self, folder, models, need, gpu):
        self.port = free_port()
        self.config = str(folder / "headroom.yml")
        (folder / "policy.yml").write_text(POLICY.format(need=need // MIB, gpu=gpu.index))
        (folder / "headroom.yml").write_text(CONFIG.format(port=self.port, folder=folder, models=models, uuid=gpu.uuid))
        self.log = open(folder / "log", "w", encoding="utf-8")
        self.process = subprocess.Popen(
            [*HEADROOM, "serve", "--config", self.config], stdout=self.log, stderr=subprocess.STDOUT)

    def get(self, path):
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=10) as answer:
            text = answer.read().decode()
        return json.loads(text) if path.startswith("/api") else text

    def firing(self, name, trigger):
        labels = {"alertname": name, "service": "worker-llm", "trigger": trigger, "scale": "up"}
        body = {
            "version": "4", "status": "firing", "receiver": "headroom", "groupKey": "{}", "truncatedAlerts": 0,
            "alerts": [{"status": "firing", "labels": labels, "annotations": {}, "endsAt": "0001-01-01T00:00:00Z",
                        "fingerprint": f"{abs(hash(name)):016x}"[-16:],
                        "startsAt": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())}]}
        request = urllib.request.Request(
            f"http://127.0.0.1:{self.port}/webhook", json.dumps(body).encode(), {"Content-Type": "application/json"})
        urllib.request.urlopen(request, timeout=10).close()

    def explain(self):
        return self.get("/api/v1/services/worker-llm/explanation")

    def events(self):
        return [event["kind"] for event in self.get("/api/v1/gpus")["events"]]

    def replicas(self):
        return next(one for one in self.get("/api/v1/services") if one["service"] == "worker-llm")["desired"]

    def stop(self):
        self.process.terminate()
        self.process.wait(timeout=30)
        self.log.close()


CHECKS = []


def check(what, good, detail=""):
    CHECKS.append(good)
    print(f"{'ok    ' if good else 'FAILED'} {what}{': ' if detail else ''}{detail}", flush=True)


def waits(what, condition, seconds=60):
    """Seconds that it took until the condition held; the check fails where it never does."""
    start = time.time()
    while time.time() - start < seconds:
        try:
            if condition():
                check(what, True, f"after {time.time() - start:.1f} s")
                return
        except OSError:
            pass
        time.sleep(0.2)
    check(what, False, f"not within {seconds} s")


def gib(size):
    return f"{size / (1 << 30):.2f} GiB"


def reads_as_the_driver(gpu):
    shown = next(one for one in gpus() if one["uuid"] == gpu.uuid)
    total, free = gpu.memory()
    check("headroom gpu tells the driver's total", abs(shown["total"] - total) < 2 * MIB, gib(shown["total"]))
    check("and its free memory", abs(shown["free"] - free) < 64 * MIB, f"{gib(shown['free'])}, the driver {gib(free)}")
    print(run(*HEADROOM, "gpu", "--once", codes=(0, 1)), run(*HEADROOM, "vram-plan", codes=(0, 1)), sep="\n")
    return total


def one_fits(receiver, cuda, need):
    before = receiver.replicas()
    receiver.firing("LLMQueueBuildup", "queue_length")
    waits("with the GPU free, a queue adds a replica", lambda: receiver.replicas() == before + 1)
    cuda.take("replica", need)
    waits("it warms up", lambda: receiver.get("/api/v1/gpus")["footprints"])
    learned = receiver.get("/api/v1/gpus")["footprints"][0]["largest"]
    check("what it uses is learned", abs(learned - need) < 64 * MIB, f"{gib(learned)}, it took {gib(need)}")


def the_next_does_not(receiver, gpu, total):
    replicas = receiver.replicas()
    gpu.cuda.take("pinned", gpu.memory()[1] - 0.23 * total)
    waits("below 25 % free it warns", lambda: "warning" in receiver.events())
    waits("only GPU memory refuses the next",
          lambda: [v["guard"] for v in receiver.explain()["verdicts"] if v["verdict"] == "refuse"] == ["vram"])
    print("      " + receiver.explain()["sentence"])
    check("the count stays", receiver.replicas() == replicas)


def a_model_goes(receiver, cuda, total):
    cuda.take("small", 0.06 * total)
    waits("below 20 % free the one model that is not pinned is unloaded", lambda: "small" not in cuda.held)
    waits("what came free is measured", lambda: "freed" in receiver.events())
    check("the pinned one stays", "pinned" in cuda.held)


def an_urgent_up_makes_room(receiver, gpu, total):
    cuda = gpu.cuda
    cuda.give_back("pinned")
    replicas = receiver.replicas()
    cuda.take("large", gpu.memory()[1] - 0.30 * total)
    time.sleep(3)
    check("with 30 % free, still no replica more", receiver.replicas() == replicas)
    receiver.firing("LLMHighTaskFailureRate", "task_failure_rate")
    waits("an up of P0 has a model unloaded", lambda: "large" not in cuda.held)
    waits("and is done then", lambda: receiver.replicas() > replicas)


def exports(receiver, gpu):
    lines = [line for line in receiver.get("/metrics").splitlines()
             if line.startswith("nvidia_gpu_memory_free_bytes{") and f'gpu_uuid="{gpu.uuid}"' in line]
    check("the metric tells it, too",
          len(lines) == 1 and abs(float(lines[0].split()[-1]) - gpu.memory()[1]) < 64 * MIB, *lines)


def main():
    lacks = list(lacking())
    if lacks:
        print("This cannot be tried here. It lacks:", *lacks, sep="\n- ", file=sys.stderr)
        return 2
    gpu = choose(sys.argv[1] if len(sys.argv) > 1 else None)
    cuda = Models.cuda = gpu.cuda = Cuda(gpu.uuid)
    total = reads_as_the_driver(gpu)
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Models)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    with tempfile.TemporaryDirectory() as folder:
        need = int(0.25 * total) // MIB * MIB
        receiver = Receiver(pathlib.Path(folder), server.server_port, need, gpu)
        try:
            waits("the receiver is ready", lambda: receiver.get("/readyz") is not None)
            one_fits(receiver, cuda, need)
            the_next_does_not(receiver, gpu, total)
            a_model_goes(receiver, cuda, total)
            an_urgent_up_makes_room(receiver, gpu, total)
            exports(receiver, gpu)
        finally:
            receiver.stop()
            if not all(CHECKS):
                print((pathlib.Path(folder) / "log").read_text(encoding="utf-8")[-8000:])
    print(f"{sum(CHECKS)} of {len(CHECKS)} checks passed")
    return 0 if all(CHECKS) else 1


if __name__ == "__main__":
    sys.exit(main())
