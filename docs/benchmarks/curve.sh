#!/usr/bin/env bash
# JMH: accesses a second that the TTL tuner's curve takes on one core. Options go to the JVM that is measured.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
. .mvn/jdk.sh
use_jdk
./mvnw -o -q -B -pl ttl-tuner -am -DskipTests -Dspotless.check.skip test-compile dependency:build-classpath \
  -Dmdep.outputFile=target/test.classpath
exec "$JAVA_HOME/bin/java" -cp "ttl-tuner/target/test-classes:ttl-tuner/target/classes:$(cat ttl-tuner/target/test.classpath)" \
  org.openjdk.jmh.Main CurveBenchmark -jvmArgsAppend "-Xmx256m -XX:+UseSerialGC $*"
