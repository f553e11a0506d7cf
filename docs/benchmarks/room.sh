#!/usr/bin/env bash
# What a cache that is too small can be filled with, and at how many evictions: by fixed TTLs, the TTL tuner, and who knows the future.
# Arguments: the file of a trace, and how many entries fit. It takes a minute or two.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
. .mvn/jdk.sh
use_jdk
./mvnw -o -q -B -pl ttl-tuner -am -DskipTests -Dspotless.check.skip test-compile dependency:build-classpath \
  -Dmdep.outputFile=target/test.classpath
exec "$JAVA_HOME/bin/java" -cp "ttl-tuner/target/test-classes:ttl-tuner/target/classes:$(cat ttl-tuner/target/test.classpath)" \
  dev.headroom.ttltuner.replay.RoomTable "$@"
