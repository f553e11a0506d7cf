#!/usr/bin/env bash
# Reading 8 GPUs by a stand-in for NVML, the gate in an evaluation, and memory over 100,000 readings. Needs gcc. With
# -Dheadroom.gpu.real=true it reads the GPUs of this machine instead.
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/java.sh"
measure 600 GpuBenchmark -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -Xms32m -Xmx64m "$@"
