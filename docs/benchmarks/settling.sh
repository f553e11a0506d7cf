#!/usr/bin/env bash
# How the TTL tuner's curve settles from 30, 300 and 1200 s on traces of stated character.
# Arguments: seeds of the traces' generators, and files of traces.
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/tuner.sh"
run dev.headroom.ttltuner.replay.SettlingTable "$@"
