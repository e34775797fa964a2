# Shared by the scripts: checks the tools and builds what is out of date. Sourced, with $root set to the checkout.

die() { echo "$(basename "$0"): $*" >&2; exit 2; }

need_tools() {
  local java=${JAVA_HOME:+$JAVA_HOME/bin/}java version
  command -v "$java" >/dev/null || die "no JDK found; install JDK 17 or newer (Debian: apt-get install openjdk-17-jdk-headless) or set JAVA_HOME"
  version=$("$java" -XshowSettings:properties -version 2>&1 | sed -n 's/.*java.specification.version = //p')
  [ "${version%%.*}" -ge 17 ] 2>/dev/null || die "JDK $version is too old; install JDK 17 or newer or set JAVA_HOME"
  command -v mvn >/dev/null || die "no Maven found; install Maven 3.8 or newer (Debian: apt-get install maven)"
}

# up_to_date FILE DIR...: whether FILE is newer than every source below the directories
up_to_date() {
  local file=$1; shift
  [ -e "$file" ] && [ -z "$(find "$root/pom.xml" "$@" -newer "$file" -type f -not -path '*/target/*' -print -quit)" ]
}

# maven GOALS...: quiet unless it fails
maven() {
  local log; log=$(mktemp)
  if ! (cd "$root" && mvn -B -ntp "$@") >"$log" 2>&1; then
    grep -E '^\[(ERROR|FATAL)' "$log" | head -40 >&2
    die "the build failed; the whole log is in $log"
  fi
  rm -f "$log"
}

build_processor() {
  if ! up_to_date "$root/processor/target/backstop/bin/backstop" "$root/schemas/src" "$root/schemas/released" "$root/processor/src/main" "$root/processor/pom.xml"; then
    need_tools
    echo "building the processor (the first time fetches its dependencies, which takes some minutes) ..." >&2
    maven package -q -pl processor -am -DskipTests -Dspotless.check.skip -Dcyclonedx.skip
    touch "$root/processor/target/backstop/bin/backstop"
  fi
}

build_all() {
  if ! up_to_date "$root/scripts/sandbox/target/lib" "$root/scripts/sandbox/src" "$root/scripts/sandbox/pom.xml" ||
     ! up_to_date "$root/processor/target/backstop/bin/backstop" "$root/schemas/src" "$root/schemas/released" "$root/processor/src/main" "$root/processor/pom.xml"; then
    need_tools
    echo "building Backstop (the first time fetches its dependencies, which takes some minutes) ..." >&2
    maven package -q -pl processor,scripts/sandbox -am -DskipTests -Dspotless.check.skip -Dcyclonedx.skip
    touch "$root/processor/target/backstop/bin/backstop" "$root/scripts/sandbox/target/lib"
  fi
}

# What runs the real processes from outside: the module bench, the sandbox and the distribution.
build_bench() {
  build_all
  if ! up_to_date "$root/scripts/bench/target/lib" "$root/scripts/bench/src/main" "$root/scripts/bench/pom.xml" ||
     [ "$root/scripts/sandbox/target/lib" -nt "$root/scripts/bench/target/lib" ] ||
     [ "$root/processor/target/backstop/bin/backstop" -nt "$root/scripts/bench/target/lib" ]; then
    need_tools
    echo "building the bench ..." >&2
    # The reactor builds the others once more, so all of them carry this build's time.
    maven package -q -pl scripts/bench -am -DskipTests -Dspotless.check.skip -Dcyclonedx.skip
    touch "$root/processor/target/backstop/bin/backstop" "$root/scripts/sandbox/target/lib"
    touch "$root/scripts/bench/target/lib"
  fi
}
