#!/bin/sh
# A stand-in for vLLM with --enable-sleep-mode and VLLM_SERVER_DEV_MODE=1, as its documents show it: a busybox alone runs it.
#   START, WAKE, WORK  seconds until it listens, of a wake, of a request
#   LOOK               seconds until it tells whether it sleeps
#   VRAM               bytes that it takes while it is awake, told by a file named after its host in /vram, where that is
#   WEIGHTS            MiB of main memory that it takes while it sleeps at level 1
# A request that comes while it sleeps is refused and counted under /strays; vLLM would let it wait. That it is told to sleep
# while it works is counted under /disturbed.

VRAM=${VRAM:-0} WEIGHTS=${WEIGHTS:-1} WORK=${WORK:-0.1} LOOK=${LOOK:-0} WAKE=${WAKE:-2}
at=/tmp/server

take() { [ ! -d /vram ] || echo "$VRAM" > "/vram/$HOSTNAME"; }
free() { rm -f "/vram/$HOSTNAME"; }
running() { ls $at/running | wc -l; }

serve() {
  mkdir -p $at/running
  rm -f $at/asleep $at/running/* /dev/shm/weights
  trap 'free; exit 0' TERM
  take
  sleep "${START:-0}"
  nc -ll -p 8000 -e "$0" & wait
}

answer() {
  printf 'HTTP/1.1 %s\r\nContent-Length: %s\r\nConnection: close\r\n\r\n%s' "$1" "${#2}" "$2"
}

# As with mode=wait: it takes nothing new, and lets go when what runs has ended.
fall_asleep() {
  [ "$(running)" -eq 0 ] || echo "$$" >> $at/disturbed
  touch $at/asleep
  while [ "$(running)" -gt 0 ]; do sleep 0.05; done
  case $1 in *level=2*) ;; *) dd if=/dev/zero of=/dev/shm/weights bs=1M count="$WEIGHTS" 2>/dev/null ;; esac
  free
  answer '200 OK' ''
}

# With tags it is awake when its cache is back.
wake() {
  case $1 in
  *tags=weights*) sleep "$WAKE" ;;
  *) case $1 in *tags=*) ;; *) sleep "$WAKE" ;; esac
    take
    rm -f $at/asleep /dev/shm/weights ;;
  esac
  answer '200 OK' ''
}

work() {
  touch "$at/running/$$"
  if [ -e $at/asleep ]; then
    rm -f "$at/running/$$"
    echo "$$" >> $at/strays
    answer '503 Service Unavailable' '{"error": "asleep"}'
  else
    sleep "$WORK"
    rm -f "$at/running/$$"
    answer '200 OK' "{\"server\": \"$HOSTNAME\"}"
  fi
}

sleeps() {
  sleep "$LOOK"
  if [ -e $at/asleep ]; then answer '200 OK' '{"is_sleeping":true}'; else answer '200 OK' '{"is_sleeping":false}'; fi
}

metrics() {
  for state in awake weights_offloaded; do
    on=0
    case $state in awake) [ -e $at/asleep ] || on=1 ;; *) [ ! -e $at/asleep ] || on=1 ;; esac
    echo "vllm:engine_sleep_state{engine=\"0\",model_name=\"m\",sleep_state=\"$state\"} $on.0"
  done
  echo "vllm:num_requests_running{engine=\"0\",model_name=\"m\"} $(running).0"
  echo 'vllm:num_requests_waiting{engine="0",model_name="m"} 0.0'
}

[ "$1" != serve ] || serve
IFS=' ' read -r method path version
length=0
while IFS= read -r header; do
  header=${header%?}
  [ -n "$header" ] || break
  case $header in [Cc]ontent-[Ll]ength:*) length=${header#*: } ;; esac
done
[ "$length" -eq 0 ] || head -c "$length" > /dev/null
case "$method $path" in
'GET /health') answer '200 OK' '' ;;
'GET /is_sleeping') sleeps ;;
'GET /v1/models') answer '200 OK' '{"data":[{"id":"m"}]}' ;;
'GET /metrics') answer '200 OK' "$(metrics)
" ;;
'GET /strays') answer '200 OK' "$(cat $at/strays 2>/dev/null | wc -l)" ;;
'GET /disturbed') answer '200 OK' "$(cat $at/disturbed 2>/dev/null | wc -l)" ;;
'POST /sleep'*) fall_asleep "$path" ;;
'POST /wake_up'*) wake "$path" ;;
'POST /collective_rpc') answer '200 OK' '{"results":[null]}' ;;
'POST /v1/completions') work ;;
*) answer '404 Not Found' '' ;;
esac
