#!/usr/bin/env bash
# JMH: accesses a second that the TTL tuner's curve takes on one core. Options go to the JVM that is measured.
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/tuner.sh"
run org.openjdk.jmh.Main CurveBenchmark -jvmArgsAppend "-Xmx256m -XX:+UseSerialGC $*"
