#!/usr/bin/env bash
# How the TTL tuner's curve settles from 30, 300 and 1200 s on traces of stated character.
# Arguments: seeds of the traces' generators, and files of traces.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
. .mvn/jdk.sh
use_jdk
./mvnw -o -q -B -pl ttl-tuner -am -DskipTests -Dspotless.check.skip test-compile dependency:build-classpath \
  -Dmdep.outputFile=target/test.classpath
exec "$JAVA_HOME/bin/java" -cp "ttl-tuner/target/test-classes:ttl-tuner/target/classes:$(cat ttl-tuner/target/test.classpath)" \
  dev.headroom.ttltuner.replay.SettlingTable "$@"
