#!/usr/bin/env bash
# The demand policy on a real control plane, through a step, a spike, a ramp and a sine, six times as fast as it is shipped: 20 minutes.
# -Dseed=N makes other requests. tests/peers/build etcd kubernetes comes first.
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/java.sh"
./headroom version >/dev/null # builds where there is something to build
lib="$(cd target/headroom/current/receiver/lib && pwd -P)"
cd receiver # where the control plane is shared with the tests
measure 2400 RaceBenchmark -Xmx256m -Dheadroom.root=.. -Dheadroom.lib="$lib" "$@"
