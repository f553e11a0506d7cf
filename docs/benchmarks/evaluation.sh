#!/usr/bin/env bash
# One evaluation with 10,000 firing alerts, by JMH. Run it on a machine that does nothing else.
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/java.sh"
# The flags of ./headroom; JMH hands them on to the JVM that it measures in.
measure 300 EvaluationBenchmark -XX:TieredStopAtLevel=1 "$@"
