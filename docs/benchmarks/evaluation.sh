#!/usr/bin/env bash
# One evaluation with 10,000 firing alerts, by JMH. Run it on a machine that does nothing else.
set -euo pipefail
cd "$(dirname "$0")/../.."
. .mvn/jdk.sh
use_jdk
./mvnw -q -B -pl receiver test-compile dependency:build-classpath \
  -DincludeScope=test -Dmdep.outputFile=target/bench.classpath
# The flags of ./headroom; JMH hands them on to the JVM that it measures in.
exec timeout 300 "$JAVA_HOME/bin/java" -XX:TieredStopAtLevel=1 "$@" \
  -cp "receiver/target/test-classes:receiver/target/classes:$(cat receiver/target/bench.classpath)" \
  dev.headroom.receiver.bench.EvaluationBenchmark
