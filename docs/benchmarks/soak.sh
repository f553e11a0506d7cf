#!/usr/bin/env bash
# Ten minutes at half of the measured ceiling: heap, RSS, threads, file descriptors and the store should stay as they are.
# Every request brings news: of 2,000 alerts, 20 each time that began or ended just now, so that each is written.
# Everything happens on 127.0.0.1 and in a temporary folder. SECONDS_IN_ALL (600), SECONDS_EACH (30). Needs wrk.
set -euo pipefail

root=$(cd "$(dirname "$0")/../.." && pwd -P)
all=${SECONDS_IN_ALL:-600}
each=${SECONDS_EACH:-30}
connections=16
work=$(mktemp -d)
pid='' sender=''

fail() { echo "$*" >&2; exit 1; }

stop() {
  local each_pid
  for each_pid in $sender $pid; do
    kill "$each_pid" 2>/dev/null || continue
    wait "$each_pid" 2>/dev/null || :
  done
  rm -rf "$work"
}
trap stop EXIT
trap 'exit 130' INT TERM

cat >"$work/news.lua" <<'LUA'
wrk.method = "POST"
wrk.headers["Content-Type"] = "application/json"

function init(args)
  pause = tonumber(args[1])
  math.randomseed(1)
end

function delay()
  return pause
end

local function alert(now)
  local number = math.random(0, 1999)
  local status = math.random() < 0.5 and "firing" or "resolved"
  return string.format('{"status":"%s","labels":{"alertname":"Soak","instance":"10.0.0.%d:9100","service":"other"},' ..
    '"annotations":{"summary":"number %d"},"startsAt":"%s","endsAt":"%s","fingerprint":"%016x"}',
    status, number, number, now, status == "firing" and "0001-01-01T00:00:00Z" or now, number)
end

function request()
  local now = os.date("!%Y-%m-%dT%H:%M:%SZ")
  local alerts = {}
  for i = 1, 20 do alerts[i] = alert(now) end
  return wrk.format(nil, nil, nil, '{"version":"4","status":"firing","alerts":[' .. table.concat(alerts, ",") .. ']}')
end

function done(summary, latency)
  local e = summary.errors
  io.write(string.format("RESULT %d %.3f %d %.2f %.2f\n", summary.requests, summary.duration / 1e6,
    e.connect + e.read + e.write + e.status + e.timeout, latency:percentile(50) / 1e3, latency:percentile(99) / 1e3))
end
LUA

# Prints: requests, seconds, errors, p50 ms, p99 ms.
load() { # SECONDS PAUSE_MS
  wrk -t1 -c$connections -d"$1s" --timeout 10s -s "$work/news.lua" "http://127.0.0.1:$port/webhook" -- "$2" |
    sed -n 's/^RESULT //p'
}

metric() { awk -v name="$1" 'index($0, name) == 1 { sum += $NF } END { printf "%.1f", sum / 1048576 }' "$work/metrics"; }
status() { awk -v key="$1:" '$1 == key { print $2 }' "/proc/$pid/status"; }

sample() { # SECONDS SINCE THE START
  curl -fsS -m 10 "http://127.0.0.1:$port/metrics" >"$work/metrics"
  printf '%6d %14s %14s %8d %8d %6d %10.1f\n' "$1" "$(metric 'jvm_memory_pool_used_bytes{pool="Tenured')" \
    "$(metric 'jvm_memory_used_bytes{area="nonheap"')" $(($(status VmRSS) / 1024)) "$(status Threads)" \
    "$(find "/proc/$pid/fd" | wc -l)" "$(du -cb "$work"/headroom.db* | awk 'END { print $1 / 1048576 }')"
}

command -v wrk >/dev/null || fail "wrk is not installed: apt-get install wrk"
"$root/headroom" version >/dev/null # builds where there is something to build
for port in $(shuf -i 20000-32000 -n 50); do
  (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null || break
done
# A small heap, so that whatever gathers in it shows within the time.
(cd "$work" && exec env HEADROOM_JAVA_OPTS="-Xmx64m ${HEADROOM_JAVA_OPTS:-}" "$root/headroom" serve --listen "127.0.0.1:$port" --store "sqlite:$work/headroom.db" \
  --target simulated) >"$work/log" 2>&1 &
pid=$!
for ((i = 0; i < 600; i++)); do
  curl -fsS -m 2 -o /dev/null "http://127.0.0.1:$port/readyz" 2>/dev/null && break
  kill -0 "$pid" 2>/dev/null || { cat "$work/log" >&2; fail "the receiver ended"; }
  sleep 0.1
done

echo "$(nproc) cores, load $(cut -d' ' -f1-3 /proc/loadavg)"
load 10 0 >/dev/null
read -r requests seconds _ < <(load 10 0)
ceiling=$(awk -v n="$requests" -v s="$seconds" 'BEGIN { print n / s }')
# Half of the ceiling, and a little less by the time that an answer takes: each connection rests so long between two.
pause=$(awk -v c=$connections -v r="$ceiling" 'BEGIN { print int(2000 * c / r + 0.5) }')
echo "ceiling $ceiling requests/s of 20 alerts; now $all s with a pause of $pause ms on each of $connections connections"

load "$all" "$pause" >"$work/result" &
sender=$!
printf '%6s %14s %14s %8s %8s %6s %10s\n' s old-heap-MiB nonheap-MiB RSS-MiB threads files store-MiB
for ((s = each; s < all; s += each)); do
  sleep "$each"
  sample "$s"
done
wait "$sender"
sender=''
awk '{ printf "%.0f requests/s, p50 %.1f ms, p99 %.1f ms, failed: %d\n", $1 / $2, $4, $5, $3 }' "$work/result"
grep -c -E ' (WARN|ERROR) ' "$work/log" | sed 's/$/ lines of warning or error in the log/' || :
