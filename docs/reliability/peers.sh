#!/usr/bin/env bash
# The same kill, the same slow action and the same bad input for Headroom and for Debian's webhook, which runs a command
# for each request. Prints one line a figure. Takes three to four minutes; everything happens on 127.0.0.1 and in /tmp.
set -euo pipefail

root=$(cd "$(dirname "$0")/../.." && pwd -P)
for need in webhook prometheus-alertmanager curl setsid; do
  command -v $need >/dev/null || { echo "$need is missing: apt-get install webhook prometheus-alertmanager curl" >&2; exit 2; }
done
. "$root/.mvn/jdk.sh"
use_jdk
"$root/headroom" version >/dev/null # builds where there is something to build
lib=$(cd "$root/target/headroom/current/receiver/lib" && pwd -P)
(cd "$root" && ./mvnw -q -B -pl receiver -am test-compile) >&2

work=$(mktemp -d)
pids=()
cleanup() {
  local pid
  for pid in ${pids[@]+"${pids[@]}"}; do kill -9 -- "-$pid" 2>/dev/null || :; done
  rm -rf "$work"
}
trap cleanup EXIT
trap 'exit 130' INT TERM

free_port() {
  local port
  for port in $(shuf -i 20000-32000 -n 50); do
    (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null || { echo "$port"; return; }
  done
}

# Starts a command in a process group of its own; its id is left in $started.
start() { # LOG COMMAND...
  local log=$1
  shift
  (cd "$work" && exec setsid "$@") >>"$work/$log" 2>&1 </dev/null &
  started=$!
  disown "$started" # so that nothing is said when it is killed
  pids+=("$started")
}

await() { # SECONDS COMMAND...
  local end=$((SECONDS + $1))
  shift
  until "$@" >/dev/null 2>&1; do
    [ $SECONDS -lt $end ] || { echo "waited in vain: $*" >&2; tail -n 20 "$work"/*.log >&2; exit 1; }
    sleep 0.2
  done
}

port=$(free_port)
url=http://127.0.0.1:$port/webhook

# webhook's action: takes $1 seconds, then counts.
cat >"$work/act.sh" <<SH
#!/bin/sh
echo "\$1" >>$work/begun
sleep \$(cat $work/takes)
echo "\$1" >>$work/ended
SH
chmod +x "$work/act.sh"
cat >"$work/hooks.json" <<JSON
[{"id": "webhook", "execute-command": "$work/act.sh", "http-methods": ["POST"],
  "pass-arguments-to-command": [{"source": "payload", "name": "alerts.0.fingerprint"}]}]
JSON
start_webhook() {
  start webhook.log webhook -hooks "$work/hooks.json" -ip 127.0.0.1 -port "$port" -urlprefix ""
  await 10 curl -s -o /dev/null "http://127.0.0.1:$port/"
  receiver=$started
}

oracle_port=$(free_port)
start_oracle() {
  start oracle.log "$JAVA_HOME/bin/java" -XX:TieredStopAtLevel=1 -cp \
    "$root/receiver/target/test-classes:$lib/*" \
    dev.headroom.receiver.oracle.OracleServer "$oracle_port" "$work" "$work/state.db" worker-llm=2
  await 20 grep -q 'oracle on' "$work/oracle.log"
}
cat >"$work/policy.yml" <<YML
version: 1
services:
  worker-llm: {min_replicas: 2, max_replicas: 8, health_timeout: 60s, triggers: {queue_length: {cooldown: 1h}}}
YML
cat >"$work/headroom.yml" <<YML
listen: 127.0.0.1:$port
policy: policy.yml
store: sqlite:$work/state.db
target: {kind: compose, project: proj}
evaluate_every: 500ms
YML
start_headroom() {
  start headroom.log env "DOCKER_HOST=tcp://127.0.0.1:$oracle_port" "$root/headroom" serve --config headroom.yml
  await 60 curl -fs "http://127.0.0.1:$port/healthz"
  receiver=$started
}

# A notification with one firing alert of this number.
body() { # NUMBER LABELS
  printf '{"receiver":"h","status":"firing","alerts":[{"status":"firing","labels":{"alertname":"A%s"%s},"annotations":{},"startsAt":"%s","endsAt":"0001-01-01T00:00:00Z","generatorURL":"","fingerprint":"%016x"}],"groupLabels":{},"commonLabels":{},"commonAnnotations":{},"externalURL":"","version":"4","groupKey":"g","truncatedAlerts":0}' \
    "$1" "$2" "$(date -u +%FT%TZ)" "$1"
}

post() { curl -s -o /dev/null -m 20 -w '%{http_code}' -H 'Content-Type: application/json' --data-binary @- "$url" || :; }

# 100 notifications, then SIGKILL at once. Answers how many were accepted.
burst() {
  local i accepted=0
  for i in $(seq 100); do
    if [ "$(body "$i" "" | post)" = 200 ]; then accepted=$((accepted + 1)); fi
  done
  echo "$accepted"
}

gone() { ! kill -0 -- "-$1"; }

# Ends a process group with SIGKILL.
end() {
  kill -9 -- "-$1" 2>/dev/null || :
  await 10 gone "$1"
}

lines() { if [ -e "$1" ]; then sort -u "$1" | wc -l; else echo 0; fi; }
tell() { printf '%-10s %-58s %s\n' "$1" "$2" "$3"; }

kill_webhook() { # HOW WORDS
  local accepted
  rm -f "$work/begun" "$work/ended"
  echo 3 >"$work/takes"
  start_webhook
  accepted=$(burst)
  if [ "$1" = group ]; then end "$receiver"; else kill -9 "$receiver"; fi
  start_webhook
  sleep 5
  tell webhook "$2: accepted, then forgotten" "$((accepted - $(lines "$work/ended"))) of $accepted"
  end "$receiver"
}

kill_headroom() {
  local accepted known
  start_headroom
  accepted=$(burst)
  end "$receiver"
  start_headroom
  known=$(curl -fs "http://127.0.0.1:$port/api/v1/alerts" | grep -o '"phase":"firing"' | wc -l)
  tell headroom "killed with its group: accepted, then forgotten" "$((accepted - known)) of $accepted"
}

start_alertmanager() {
  local at=$work/am$1
  mkdir -p "$at"
  cat >"$at.yml" <<YML
route: {receiver: r, group_by: [alertname], group_wait: 0s, group_interval: 10s, repeat_interval: 10s}
receivers: [{name: r, webhook_configs: [{url: "$url", http_config: {follow_redirects: false}}]}]
YML
  am_port=$(free_port)
  start am.log prometheus-alertmanager --config.file="$at.yml" --storage.path="$at" \
    --web.listen-address="127.0.0.1:$am_port" --cluster.listen-address=
  alertmanager=$started
  await 20 curl -fs "http://127.0.0.1:$am_port/-/ready"
}

fire() {
  curl -fsS -o /dev/null -H 'Content-Type: application/json' "http://127.0.0.1:$am_port/api/v2/alerts" -d \
    "[{\"labels\":{\"alertname\":\"LLMQueueBuildup\",\"service\":\"worker-llm\",\"trigger\":\"queue_length\",\"scale\":\"up\"},\"startsAt\":\"$(date -u +%FT%TZ)\"}]"
}

slow_webhook() {
  rm -f "$work/begun" "$work/ended"
  echo 14 >"$work/takes"
  start_webhook
  start_alertmanager webhook
  fire
  sleep 45
  tell webhook "one alert, action of 14 s, group and repeat interval 10 s: starts in 45 s" "$(wc -l <"$work/begun")"
  end "$alertmanager"
  end "$receiver"
}

slow_headroom() {
  curl -fsS -o /dev/null "http://127.0.0.1:$oracle_port/oracle/traps" -d \
    '{"name":"slow","service":"worker-llm","call":"create","phase":"","moment":"BEFORE","deed":"DELAY","pid":0,"millis":14000,"times":9}'
  start_alertmanager headroom
  fire
  sleep 45
  tell headroom "one alert, action of 14 s, group and repeat interval 10 s: starts in 45 s" \
    "$(grep -c '"kind":"start"' "$work/effects.jsonl")"
  end "$alertmanager"
}

# Seconds until the server ends a request of which only a half is ever sent; at most 25.
half_sent() {
  local begun=$SECONDS
  exec 3<>"/dev/tcp/127.0.0.1/$port"
  printf 'POST /webhook HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{"a"' >&3
  timeout 25 cat <&3 >/dev/null || :
  exec 3<&-
  echo "$((SECONDS - begun)) s"
}

bad_input() { # NAME
  tell "$1" "not JSON at all" "$(printf '{bad' | post)"
  tell "$1" "the same key twice" "$(printf '{"version":"4","version":"4","alerts":[]}' | post)"
  tell "$1" "a second document behind the first" "$(printf '%s{}' "$(body 7 "")" | post)"
  tell "$1" "NUL in a label (Alertmanager repeats what gets a 5xx)" "$(body 8 ',"x":"a\u0000b"' | post)"
  tell "$1" "no body" "$(printf '' | post)"
  tell "$1" "8 MiB of body" "$( (printf '{"a":"'; head -c 8388608 /dev/zero | tr '\0' x; printf '"}') | post)"
  tell "$1" "half a request: held for (at most 25 s were waited)" "$(half_sent)"
}

echo "# $(date -u +%F), $(nproc) cores, $(webhook -version)"
kill_webhook group "killed with its group, as systemd does on a restart"
kill_webhook alone "killed alone, its commands live on"
start_oracle
kill_headroom
slow_headroom
bad_input headroom
end "$receiver"
slow_webhook
echo 0 >"$work/takes"
start_webhook
bad_input webhook
