#!/usr/bin/env bash
# Kills the receiver with SIGKILL at every named point of a rollout and at N random instants (200), while a real
# Alertmanager delivers 200 alerts a round; prints kills, actions, lost, doubled. A seed as second argument repeats a
# run's instants. 200 instants take 15 to 30 minutes on two cores. Everything happens on 127.0.0.1 and in /tmp.
set -euo pipefail

root=$(cd "$(dirname "$0")/../.." && pwd -P)
command -v prometheus-alertmanager >/dev/null ||
  { echo "prometheus-alertmanager is not installed: apt-get install prometheus-alertmanager" >&2; exit 2; }
. "$root/.mvn/jdk.sh"
use_jdk
"$root/headroom" version >/dev/null # builds where there is something to build
lib=$(cd "$root/target/headroom/current/receiver/lib" && pwd -P)
(cd "$root" && ./mvnw -q -B -pl receiver -am test-compile) >&2
exec "$JAVA_HOME/bin/java" -Xmx256m -XX:TieredStopAtLevel=1 --enable-native-access=ALL-UNNAMED \
  -Dheadroom.root="$root" -Dheadroom.lib="$lib" -Dlogback.configurationFile="$root/receiver/src/test/resources/logback-quiet.xml" \
  -cp "$root/receiver/target/test-classes:$lib/*" \
  dev.headroom.receiver.kills.KillSweepMain "${@:-200}"
