#!/usr/bin/env bash
# 300 Deployments with 3,000 pods on a real control plane: CPU, memory and calls of the packaged program at its start, while
# nothing changes, and in bursts. Ten minutes; -Dservices=30 for fewer. tests/peers/build etcd kubernetes comes first.
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/java.sh"
./headroom version >/dev/null # builds where there is something to build
lib="$(cd target/headroom/current/receiver/lib && pwd -P)"
cd receiver # where the control plane is shared with the tests
measure 2400 BurstBenchmark -Xmx1g -Dheadroom.root=.. -Dheadroom.lib="$lib" "$@"
