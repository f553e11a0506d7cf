#!/usr/bin/env bash
# The shipped policies on the days of docs/backtest.md, each beside 40 HPAs and 18 oracles; four minutes.
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/java.sh"
measure 1800 DaysTable -Xmx1g -Dheadroom.root=.
