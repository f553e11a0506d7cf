#!/usr/bin/env bash
# How near rebuilt requests come to those that were counted, on the made days of docs/backtest.md, and how much of that is chance; five
# minutes of CPU. -Dagainst=static:5 plays another candidate than the shipped rules, -Dtimes=1 fewer requests of more work,
# -Ddraws=10 more chances, -Dseeds=5,6 other days.
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/java.sh"
measure 3600 ClosedLoopTable -Xmx1g -Dheadroom.root=. "$@"
