# Builds what ./headroom runs, without tests, into a folder of its own beside what may be running. Sourced by it.
# shellcheck shell=bash disable=SC2154 # its variables are the launcher's

log=$root/target/build.log
building='' # the folder that is removed where the build does not come to its end

build() {
  { mkdir -p "$builds" && [ -w "$builds" ]; } 2>/dev/null || cannot_write
  exec 9>"$root/target/build.lock"
  if has flock && ! flock -n 9; then
    say "Waiting for another build of Headroom..."
    flock 9
    look_at_sources
  fi
  # Whoever waited for another's build has nothing left to do.
  if ! compgen -G "$builds/$digest-*/complete" >/dev/null; then build_now; fi
  exec 9>&-
}

build_now() {
  trap 'rm -rf "$building"' EXIT
  building=$builds/$digest-$$
  until mkdir "$building" 2>/dev/null; do building=$builds/$digest-$RANDOM; done
  : >"$log"
  announce
  SECONDS=0
  tell_progress 9>&- &
  local ticker=$! rc=0
  (cd "$root" && ./mvnw -B -T 2 -Dproduct -Dapart="$building" package) >"$log" 2>&1 </dev/null || rc=$?
  if [ "$rc" -eq 0 ]; then
    arrange
    archive_classes
  fi
  kill "$ticker"
  wait "$ticker" 2>/dev/null || :
  if [ -t 2 ]; then printf '\r\033[K' >&2; fi
  if [ "$rc" -ne 0 ]; then failed; fi
  complete
  trap - EXIT
}

# Says how long it will take: as long as the last build here, else what was measured on two idle cores.
announce() {
  local last=''
  if [ -r "$builds/seconds" ]; then read -r last <"$builds/seconds" || :; fi
  if [ -n "$last" ]; then say "Headroom's sources have changed: building it again (the last build took $last s)..."
  elif downloaded_before; then say "Building Headroom for the first time (about half a minute)..."
  else say "Building Headroom for the first time: 100 MB are downloaded to ~/.m2, then it takes about half a minute..."; fi
}

# Whether Maven has been here before, by the last plugin of the build.
downloaded_before() {
  local version
  version=$(sed -n '/<artifactId>maven-dependency-plugin</{n;s/.*<version>\(.*\)<.*/\1/p;}' "$root/pom.xml")
  [ -e "${HOME:-}/.m2/repository/org/apache/maven/plugins/maven-dependency-plugin/$version/maven-dependency-plugin-$version.jar" ]
}

# Tells how far the build is, until it is killed: on a terminal in one line, each second; elsewhere twice a minute.
tell_progress() {
  local every=30 line='  %s s: %s\n' next
  if [ -t 2 ]; then every=1 line='\r  %s s: %s\033[K'; fi
  next=$every
  while sleep 1 >/dev/null 2>&1; do
    [ "$SECONDS" -ge "$next" ] || continue
    next=$((SECONDS + every))
    # shellcheck disable=SC2059 # the format is one of two
    printf "$line" "$SECONDS" "$(stage)" >&2
  done
}

stage() {
  awk 'BEGIN { step = "begins" }
    /Downloaded from/ { files++ }
    /^\[INFO\] --- / { split($3, goal, ":"); step = goal[3] " " $(NF - 1) }
    END { print step (files ? ", " files " files downloaded" : "") }' "$log"
}

# From Maven's folders of modules to what is run: MODULE/lib.
arrange() {
  local lib module
  for lib in "$building"/headroom-*/headroom/lib; do
    module=${lib#"$building/headroom-"}
    module=$building/${module%%/*}
    mkdir "$module"
    mv "$lib" "$module/lib"
  done
  rm -rf "$building"/headroom-*
}

failed() {
  grep '^\[ERROR\]' "$log" >&2 || tail -n 30 "$log" >&2
  say "The build failed; its whole log is $log"
  as_built
  exit 2
}

cannot_write() {
  say "Headroom's sources have changed since it was built, or it never was, and $builds cannot be written."
  say "Build it as somebody who may write there: $root/headroom version"
  as_built
  exit 2
}

as_built() {
  if [ -e "$builds/current/complete" ]; then say "What was built before is still there, and runs with HEADROOM_AS_BUILT=1 set."; fi
}

# Declares the program whole, and removes those that nobody runs. One of sources that were edited meanwhile is no good.
complete() {
  local of=$digest
  look_at_sources
  if [ "$digest" != "$of" ]; then rm -rf "$building"; return; fi
  : >"$building/complete"
  remember "$SECONDS" "$builds/seconds"
  say "Built in $SECONDS s."
  local old
  for old in "$builds"/*-*; do
    if [ "$old" != "$building" ]; then remove "$old"; fi
  done
}

# Whoever runs a program holds a lock on its file "complete". Without that file it is another's build, or was one.
remove() {
  # shellcheck disable=SC2009,SC2094 # pgrep is not everywhere; the lock outlives its file
  if [ ! -e "$1/complete" ]; then find "$1" -maxdepth 0 -mmin +60 -exec rm -rf {} +
  elif has flock; then (flock -n 8 && rm "$1/complete" && rm -rf "$1") 8<"$1/complete" || :
  elif ! ps -A -o args= | grep -qF "$1"; then rm -rf "$1"; fi
}

# Starts the receiver once, on a free port and with a store of its own, and the linter, and archives what they loaded. Where this fails,
# or another JDK runs later, Java starts without the archive. The receiver's is made in two steps, so that it also has the classes of old
# libraries: those are its own memory otherwise, as long as it runs. SQLite's library, which it unpacks meanwhile, is kept: unpacked by each
# start, it would stay behind in the temporary folder of each that is killed.
archive_classes() {
  local there pid port i
  echo "[INFO] --- ::archive classes ---" >>"$log"
  there=$(mktemp -d)
  (cd "$there" && HEADROOM_HOME=$root exec "$JAVA_HOME/bin/java" "${java_options[@]}" \
    -XX:DumpLoadedClassList="$there/classes" -Djava.io.tmpdir="$there" -cp "$building/receiver/lib/*" dev.headroom.receiver.cli.Main \
    serve --listen 127.0.0.1:0 --store "sqlite:$there/headroom.db" --target simulated) >"$there/log" 2>&1 </dev/null &
  pid=$!
  for ((i = 0; i < 300; i++)); do
    grep -q 'listening on' "$there/log" 2>/dev/null && break
    kill -0 "$pid" 2>/dev/null || break
    sleep 0.1
  done
  port=$(sed -n 's/.*listening on 127\.0\.0\.1:\([0-9]*\).*/\1/p' "$there/log")
  first_answers "$port" 2>/dev/null || :
  keep_library
  # The commands that ask a receiver need few of its classes, and some of their own.
  (cd "$there" && exec "$JAVA_HOME/bin/java" "${java_options[@]}" -XX:ArchiveClassesAtExit="$building/receiver/commands.jsa" \
    -cp "$building/receiver/lib/*" dev.headroom.receiver.cli.Main status --url "http://127.0.0.1:$port") >/dev/null 2>&1 </dev/null || :
  kill "$pid" 2>/dev/null || :
  wait "$pid" 2>/dev/null || :
  (exec "$JAVA_HOME/bin/java" "${java_options[@]}" -Xshare:dump -XX:SharedClassListFile="$there/classes" \
    -XX:SharedArchiveFile="$building/receiver/classes.jsa" -cp "$building/receiver/lib/*") >/dev/null 2>&1 </dev/null &
  pid=$!
  # The linter has classes of its own, half of a second's worth; it runs while the receiver's archive is written.
  (cd "$root" && exec "$JAVA_HOME/bin/java" "${java_options[@]}" -XX:ArchiveClassesAtExit="$building/receiver/lint.jsa" \
    -cp "$building/receiver/lib/*" dev.headroom.receiver.cli.Main lint) >/dev/null 2>&1 </dev/null || :
  wait "$pid" 2>/dev/null || :
  rm -rf "$there"
}

keep_library() {
  local unpacked
  mkdir -p "$building/receiver/native"
  for unpacked in "$there"/sqlite-*sqlitejdbc.*; do
    case $unpacked in
      *.lck | *'*'*) ;;
      *) cp "$unpacked" "$building/receiver/native/${unpacked##*-}" && chmod 755 "$building/receiver/native/${unpacked##*-}" ;;
    esac
  done
}

# What a page, a poll and Prometheus ask for first, so that their classes are in the archive, too.
first_answers() {
  local path
  for path in / /readyz /metrics /api/v1/overview; do
    exec 8<>"/dev/tcp/127.0.0.1/$1"
    printf 'GET %s HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n' "$path" >&8
    cat <&8 >/dev/null
    exec 8>&-
  done
}
