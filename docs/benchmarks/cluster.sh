#!/usr/bin/env bash
# A thousand services in one policy on a mock of the Kubernetes API: CPU, API calls and memory of the packaged program
# where nothing changes. Five minutes; -Dservices=100 for fewer.
set -euo pipefail
cd "$(dirname "$0")/../.."
. .mvn/jdk.sh
use_jdk
./headroom version >/dev/null # builds where there is something to build
./mvnw -q -B -pl receiver test-compile dependency:build-classpath \
  -DincludeScope=test -Dmdep.outputFile=target/bench.classpath
exec timeout 900 "$JAVA_HOME/bin/java" -Xmx1g -Dheadroom.root=. "$@" \
  -cp "receiver/target/test-classes:receiver/target/classes:$(cat receiver/target/bench.classpath)" \
  dev.headroom.receiver.bench.ClusterBenchmark
