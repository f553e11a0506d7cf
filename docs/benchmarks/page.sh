#!/usr/bin/env bash
# How soon the page answers and is painted, with a hundred services and ten thousand decisions. Half a minute.
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/java.sh"
./headroom version >/dev/null # builds where there is something to build
measure 300 PageBenchmark -Xmx1g -Dheadroom.root=. -Dheadroom.lib="$(cd target/headroom/current/receiver/lib && pwd -P)" "$@"
