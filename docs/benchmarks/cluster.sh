#!/usr/bin/env bash
# A thousand services in one policy on a mock of the Kubernetes API: CPU, API calls and memory of the packaged program
# where nothing changes. Five minutes; -Dservices=100 for fewer.
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/java.sh"
./headroom version >/dev/null # builds where there is something to build
measure 900 ClusterBenchmark -Xmx1g -Dheadroom.root=. -Dheadroom.lib="$(cd target/headroom/current/receiver/lib && pwd -P)" "$@"
