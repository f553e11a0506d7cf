#!/usr/bin/env bash
# What a cache that is too small can be filled with, and at how many evictions: by fixed TTLs, the TTL tuner, and who knows the future.
# Arguments: the file of a trace, and how many entries fit. It takes a minute or two.
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/tuner.sh"
run dev.headroom.ttltuner.replay.RoomTable "$@"
