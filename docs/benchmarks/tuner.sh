# Sourced by the benchmarks that are Java programs among the TTL tuner's tests.

cd "$(dirname "${BASH_SOURCE[0]}")/../.." || exit 2
. .mvn/jdk.sh
use_jdk
./mvnw -o -q -B -pl ttl-tuner -am -DskipTests -Dspotless.check.skip test-compile dependency:build-classpath \
  -Dmdep.outputFile=target/test.classpath

# run CLASS ARGUMENT...: in the place of this shell.
run() {
  exec "$JAVA_HOME/bin/java" \
    -cp "ttl-tuner/target/test-classes:ttl-tuner/target/classes:$(cat ttl-tuner/target/test.classpath)" "$@"
}
