#!/usr/bin/env bash
# The demand policy on the days of docs/backtest.md, beside the best of 180 that know what was and act at once; ten minutes.
# -Ddays="one;another" plays those alone.
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/java.sh"
measure 3600 CausalTable -Xmx1g -Dheadroom.root=. "$@"
