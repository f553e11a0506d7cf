# Finds a JDK of version 17 or newer, exports JAVA_HOME and sets jdk to its version. Sourced by ./headroom and ./verify.
# shellcheck shell=bash

# Prints the major version of the JDK in the folder $1, read from its release file; nothing if it is none.
jdk_major() {
  [ -x "$1/bin/javac" ] && [ -r "$1/release" ] || return 0
  sed -n 's/^JAVA_VERSION="\([0-9]*\).*/\1/p' "$1/release"
}

# Prints every folder where a JDK may be, the preferred first, one a line.
jdk_candidates() {
  [ -z "${JAVA_HOME:-}" ] || echo "$JAVA_HOME"
  local javac
  if javac=$(command -v javac) && javac=$(readlink -f "$javac"); then echo "${javac%/bin/javac}"; fi
  if [ -x /usr/libexec/java_home ]; then /usr/libexec/java_home -v 17+ 2>/dev/null; fi
  printf '%s\n' /usr/lib/jvm/* /opt/*jdk* /opt/java/* /usr/local/*jdk* "${HOME:-/nonexistent}"/.sdkman/candidates/java/* \
    "${HOME:-/nonexistent}"/.jdks/* /Library/Java/JavaVirtualMachines/*/Contents/Home
}

use_jdk() {
  local home major
  while IFS= read -r home; do
    major=$(jdk_major "$home")
    if [ "${major:-0}" -ge 17 ]; then
      export JAVA_HOME="$home"
      # shellcheck disable=SC2034 # the launcher reads it
      jdk=$major
      return 0
    fi
  done < <(jdk_candidates)
  cat >&2 <<'HELP'
Headroom needs a JDK, version 17 or newer, and found none (looked at JAVA_HOME, PATH and the usual folders).
  Debian, Ubuntu:  sudo apt-get install openjdk-17-jdk-headless
  elsewhere:       https://adoptium.net/temurin/releases/?version=17
Or set JAVA_HOME to the folder of one.
HELP
  return 2
}
