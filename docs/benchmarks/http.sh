#!/usr/bin/env bash
# What the webhook costs: the real program against a server that only reads and answers, both under the same load.
# Everything happens on 127.0.0.1 and in a temporary folder. Seconds of one measurement: SECONDS_EACH (8). Needs wrk.
set -euo pipefail

root=$(cd "$(dirname "$0")/../.." && pwd -P)
captures=$root/receiver/src/test/resources/captures
each=${SECONDS_EACH:-8}
hz=$(getconf CLK_TCK)
work=$(mktemp -d)
pid='' port=''

fail() { echo "$*" >&2; exit 1; }

stop() {
  [ -n "$pid" ] || return 0
  kill "$pid" 2>/dev/null || :
  wait "$pid" 2>/dev/null || :
  pid=''
}
trap 'stop; rm -rf "$work"' EXIT
trap 'exit 130' INT TERM

free_port() {
  for port in $(shuf -i 20000-32000 -n 50); do
    (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null || return 0
  done
  fail "no free port on 127.0.0.1"
}

# CPU that the server has used so far, user and system, in milliseconds.
cpu() { sed 's/.*) //' "/proc/$pid/stat" | awk -v hz="$hz" '{ print int(($12 + $13) * 1000 / hz) }'; }
rss() { awk '/^VmRSS/ { print int($2 / 1024) }' "/proc/$pid/status"; }

# Starts a command on a free port, waits until $2 answers 200, and leaves the CPU that this took in $started.
start() { # NAME PATH METHOD COMMAND...
  local name=$1 path=$2 body=$3 i
  shift 3
  (cd "$work" && exec "$@") >"$work/$name.log" 2>&1 &
  pid=$!
  for i in $(seq 1200); do
    if curl -fsS -m 2 -o /dev/null ${body:+--json "@$body"} "http://127.0.0.1:$port$path" 2>/dev/null; then
      started=$(cpu)
      return 0
    fi
    kill -0 "$pid" 2>/dev/null || { tail -n 20 "$work/$name.log" >&2; fail "$name ended"; }
    sleep 0.05
  done
  fail "$name was not ready within a minute; see what it said: $(tail -n 5 "$work/$name.log")"
}

headroom() { # OPTIONS OF JAVA
  free_port
  rm -f "$work"/headroom.db*
  start headroom /readyz '' env HEADROOM_JAVA_OPTS="${HEADROOM_JAVA_OPTS:-} ${1:-}" "$root/headroom" serve \
    --listen "127.0.0.1:$port" --store "sqlite:$work/headroom.db" --target simulated
}

answer_only() {
  free_port
  # shellcheck disable=SC2086 # the options are several words
  start answer-only /webhook "$work/1.json" "$JAVA_HOME/bin/java" -Xms10m -Xmx256m -XX:-ShrinkHeapInSteps -XX:NewRatio=4 \
    -XX:MinHeapFreeRatio=70 -XX:MaxHeapFreeRatio=85 -XX:SurvivorRatio=4 -Djava.locale.providers=SPI \
    -XX:TargetSurvivorRatio=90 -XX:TieredStopAtLevel=1 -XX:+UseSerialGC \
    -XX:+ExitOnOutOfMemoryError -Dfile.encoding=UTF-8 --enable-native-access=ALL-UNNAMED ${HEADROOM_JAVA_OPTS:-} \
    -cp "$root/receiver/target/test-classes:$lib/*" \
    dev.headroom.receiver.bench.AnswerOnlyServer "$port"
}

# Bodies as Alertmanager sent them. The one alert belongs to a trigger of the shipped policy.
bodies() {
  sed 's/"service":"llm-api"/"scale":"up","service":"worker-llm","trigger":"queue_length"/g' \
    "$captures/prom_single_firing.json" >"$work/1.json"
  cp "$captures/syn_200_alerts_firing.json" "$work/200.json"
  cp "$work/200.json" "$work/changed.json"
  local alerts
  for alerts in 1 200 changed; do
    cat >"$work/$alerts.lua" <<LUA
local file = io.open("$work/$alerts.json", "rb")
wrk.body = file:read("*a")
file:close()
wrk.method = "POST"
wrk.headers["Content-Type"] = "application/json"
done = function(summary, latency, requests)
  local e = summary.errors
  io.write(string.format("RESULT %d %.3f %d %.3f %.3f\n", summary.requests, summary.duration / 1e6,
    e.connect + e.read + e.write + e.status + e.timeout, latency:percentile(50) / 1e3, latency:percentile(99) / 1e3))
end
LUA
  done
  # The same 200 alerts with another summary each time: all of it is read and written anew.
  cat >>"$work/changed.lua" <<'LUA'
local requests = 0
function request()
  requests = requests + 1
  return wrk.format(nil, nil, nil, (wrk.body:gsub('"summary":"', '"summary":"' .. requests .. ' ')))
end
LUA
}

# Prints: requests, seconds, errors, p50 ms, p99 ms.
load() { # ALERTS CONNECTIONS SECONDS
  timeout $(($3 + 30)) wrk -t1 -c"$2" -d"$3s" --timeout 10s -s "$work/$1.lua" "http://127.0.0.1:$port/webhook" |
    sed -n 's/^RESULT //p'
}

# Warms up, measures, prints one line and keeps the CPU of a request in $work/NAME-ALERTS-CONNECTIONS.
measure() { # NAME ALERTS CONNECTIONS
  local before result used
  load "$2" "$3" "$each" >/dev/null
  before=$(cpu)
  result=$(load "$2" "$3" "$each")
  used=$(($(cpu) - before))
  echo "$result $used" | awk -v name="$1" -v alerts="$2" -v connections="$3" -v keep="$work/$1-$2-$3" '{
    printf "%-12s %7s %6d %12.0f %10.2f %10.2f %16.3f %8d\n", name, alerts, connections, $1 / $2, $4, $5, $6 / $1, $3
    print $6 / $1 >keep
  }'
}

ratio() { # ALERTS
  paste "$work/headroom-$1-32" "$work/answer-only-$1-32" |
    awk -v alerts="$1" '{ printf "CPU per request, headroom / answer-only, %s alerts, 32 connections: %.1f\n", alerts, $1 / $2 }'
}

command -v wrk >/dev/null || fail "wrk is not installed: apt-get install wrk"
. "$root/.mvn/jdk.sh"
use_jdk
"$root/headroom" version >/dev/null # builds where there is something to build
lib=$(cd "$root/target/headroom/current/receiver/lib" && pwd -P)
(cd "$root" && ./mvnw -q -B -pl receiver -am test-compile) >&2
bodies

echo "$(nproc) cores, load $(cut -d' ' -f1-3 /proc/loadavg)"
for run in 1 2 3; do
  headroom
  echo "start to ready, run $run: $started ms of CPU"
  [ "$run" -eq 3 ] || stop
done

printf '%-12s %7s %6s %12s %10s %10s %16s %8s\n' server alerts conns requests/s p50-ms p99-ms cpu-ms/request errors
measure headroom 1 1
measure headroom 1 32
measure headroom 200 32
measure headroom changed 32
stop
answer_only
measure answer-only 1 1
measure answer-only 1 32
measure answer-only 200 32
measure answer-only changed 32
stop
ratio 1
ratio 200
ratio changed

headroom -Xmx64m
load 1 32 "$each" >/dev/null
load 200 32 "$each" >/dev/null
echo "RSS with -Xmx64m after the load: $(rss) MB"
load changed 32 "$each" >/dev/null
echo "RSS with -Xmx64m after the load that changes: $(rss) MB"
