#!/usr/bin/env bash
# Reading 8 GPUs by a stand-in for NVML, the gate in an evaluation, and memory over 100,000 readings. Needs gcc. With
# -Dheadroom.gpu.real=true it reads the GPUs of this machine instead.
set -euo pipefail
cd "$(dirname "$0")/../.."
. .mvn/jdk.sh
use_jdk
./mvnw -q -B -pl receiver test-compile dependency:build-classpath \
  -DincludeScope=test -Dmdep.outputFile=target/bench.classpath
exec timeout 600 "$JAVA_HOME/bin/java" -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -Xms32m -Xmx64m "$@" \
  -cp "receiver/target/test-classes:receiver/target/classes:$(cat receiver/target/bench.classpath)" \
  dev.headroom.receiver.bench.GpuBenchmark
