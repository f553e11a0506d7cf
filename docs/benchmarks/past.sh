#!/usr/bin/env bash
# What a week of one's own past takes: a week of samples in a real Prometheus, asked for, kept, and played again, with an open loop and
# with a closed one. Some minutes.
# Needs prometheus, promtool and GNU time.
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/java.sh"
./headroom version >/dev/null # builds where there is something to build
./mvnw -q -B -pl receiver -am test-compile dependency:build-classpath -DincludeScope=test -Dmdep.outputFile=target/bench.classpath
classpath=receiver/target/test-classes:receiver/target/classes:$(cat receiver/target/bench.classpath)
work=$(mktemp -d)
pid=''
trap '[ -z "$pid" ] || kill "$pid"; rm -rf "$work"' EXIT
begins=$(($(date +%s) - 168 * 3600))
"$JAVA_HOME/bin/java" -cp "$classpath" dev.headroom.receiver.backtest.past.KnownPastFile "$work/past.om" "$begins" 168
promtool tsdb create-blocks-from openmetrics "$work/past.om" "$work/data" >/dev/null
echo 'global: {}' >"$work/prometheus.yml"
port=$((20000 + RANDOM % 10000))
prometheus --config.file="$work/prometheus.yml" --storage.tsdb.path="$work/data" --storage.tsdb.retention.time=90d \
  --web.listen-address="127.0.0.1:$port" 2>"$work/log" &
pid=$!
until curl -fs -o /dev/null "http://127.0.0.1:$port/-/ready"; do kill -0 "$pid"; sleep 0.2; done

measured() { # WHAT COMMAND...
  local what=$1
  shift
  /usr/bin/time -f "$what: %e s, %U s user, %S s system, %M KB at most" "$@" >/dev/null
}
measured "asked for and played" ./headroom backtest --from-prometheus "http://127.0.0.1:$port" --since 7d --service worker-llm --save "$work/week.past"
measured "played from its file" ./headroom backtest --trace "$work/week.past"
measured "requests asked for, rebuilt and played" ./headroom backtest --from-prometheus "http://127.0.0.1:$port" --since 7d --service worker-llm \
  --closed-loop --save "$work/requests.past"
measured "requests rebuilt from their file and played" ./headroom backtest --trace "$work/requests.past" --closed-loop
awk '{ printf "Prometheus: %.0f s of CPU meanwhile\n", ($14 + $15) / 100 }' "/proc/$pid/stat"
ls -l "$work/week.past" | awk '{ print "the file: " $5 " bytes" }'
