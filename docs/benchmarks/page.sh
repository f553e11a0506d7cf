#!/usr/bin/env bash
# How soon the page answers, with a hundred services and ten thousand decisions. Half a minute.
set -euo pipefail
cd "$(dirname "$0")/../.."
. .mvn/jdk.sh
use_jdk
./headroom version >/dev/null # builds where there is something to build
./mvnw -q -B -pl receiver test-compile dependency:build-classpath \
  -DincludeScope=test -Dmdep.outputFile=target/bench.classpath
exec timeout 300 "$JAVA_HOME/bin/java" -Xmx1g -Dheadroom.root=. "$@" \
  -cp "receiver/target/test-classes:receiver/target/classes:$(cat receiver/target/bench.classpath)" \
  dev.headroom.receiver.bench.PageBenchmark
