# Sourced by the benchmarks that are Java programs among the receiver's tests.

cd "$(dirname "${BASH_SOURCE[0]}")/../.." || exit 2
. .mvn/jdk.sh
use_jdk
root=$PWD

# measure SECONDS CLASS OPTION...: runs the class of dev.headroom.receiver.bench with these options of Java, at most so long,
# and removes its files afterwards.
measure() {
  local seconds=$1 class=$2
  shift 2
  (cd "$root" && ./mvnw -q -B -pl receiver -am test-compile dependency:build-classpath \
    -DincludeScope=test -Dmdep.outputFile=target/bench.classpath)
  there=$(mktemp -d)
  trap 'rm -rf "$there"' EXIT
  timeout "$seconds" "$JAVA_HOME/bin/java" -Djava.io.tmpdir="$there" "$@" \
    -cp "$root/receiver/target/test-classes:$root/receiver/target/classes:$(cat "$root/receiver/target/bench.classpath")" \
    "dev.headroom.receiver.bench.$class"
}
