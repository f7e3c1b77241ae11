#!/usr/bin/env bash
# The test command: brings what is missing, checks the format, builds, runs all tests.
#
#   tests/run.sh [arguments for dotnet test, such as --filter FullyQualifiedName~Dispatch.Tests.Orders]
#
# The last line is "N passed, N failed", with ", N skipped" if there were any. Anything that keeps the tests from running
# counts as one failure, and every failure makes the exit code non-zero.
#
# ELSA=true runs the tests on Elsa, and those of Elsa besides: docs/elsa.md.
#
# COVERAGE=1 also says how much of the lines and branches of src/ the tests' own process went through, and takes longer. What
# servers that run as processes of their own do is not counted.
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.." || exit 1
exec </dev/null

# The summary is read below, so it has to be in English. Build servers would outlive this script.
export DOTNET_CLI_UI_LANGUAGE=en DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1 MSBUILDDISABLENODEREUSE=1
export DOTNET_CLI_USE_MSBUILD_SERVER=0

give_up() {
  printf '\n%s\n0 passed, 1 failed\n' "$1"
  exit 1
}

missing_packages() {
  [ -n "${DISPATCH_TEST_RABBITMQ:-}" ] || compgen -G '/usr/lib/rabbitmq/bin/rabbitmq-server' >/dev/null || echo rabbitmq-server
  [ -n "${DISPATCH_TEST_POSTGRES:-}" ] || compgen -G '/usr/lib/postgresql/*/bin/postgres' >/dev/null || echo postgresql
  [ -x /usr/sbin/nginx ] || echo nginx
  [ -n "${DISPATCH_TEST_CHROMIUM:-}" ] || [ -x /usr/bin/chromium-headless-shell ] || echo chromium-headless-shell
  # Pages are read, and their pictures taken, in Chinese.
  fc-list :lang=zh 2>/dev/null | grep -q . || echo fontconfig fonts-noto-cjk
  command -v setpriv >/dev/null || echo util-linux
  command -v pgrep >/dev/null || echo procps
  command -v systemd-analyze >/dev/null || echo systemd
}

# Debian starts a service as soon as it is installed. The tests run their own, so a policy forbids that for the moment.
# Runs in a subshell of its own, so that its trap puts things back whatever happens.
install_packages() (
  policy=/usr/sbin/policy-rc.d before=''
  [ -e $policy ] && before=$(mktemp) && "${as_root[@]}" cp -p $policy "$before"
  give_back() {
    if [ -n "$before" ]; then "${as_root[@]}" mv -f "$before" $policy; else "${as_root[@]}" rm -f $policy; fi
  }
  trap give_back EXIT
  trap 'exit 130' INT TERM HUP

  printf '#!/bin/sh\nexit 101\n' | "${as_root[@]}" tee $policy >/dev/null &&
    "${as_root[@]}" chmod 755 $policy &&
    { "${as_root[@]}" apt-get update -q || true; } && # a list that is a day old may still do
    "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive \
      apt-get install -qy --no-install-recommends -o DPkg::Lock::Timeout=120 "$@"
)

missing=($(missing_packages))
if [ ${#missing[@]} -gt 0 ]; then
  as_root=()
  install="apt-get install ${missing[*]}"
  command -v apt-get >/dev/null || give_up "The tests need ${missing[*]}; there is no apt-get here to install it with."
  if [ "$(id -u)" != 0 ]; then
    command -v sudo >/dev/null || give_up "The tests need ${missing[*]}. Install it as root with: $install"
    as_root=(sudo)
  fi
  install_packages "${missing[@]}" || give_up "Could not install what the tests need. Try: ${as_root[*]:+sudo }$install"
fi

command -v dotnet >/dev/null || give_up 'The .NET SDK 10 is not installed: there is no "dotnet" on the PATH.'
dotnet --version >/dev/null || give_up 'The .NET SDK that global.json asks for is not installed.'

# Layout, line ends and encoding; the rules of style and the analyzers are errors of the build.
dotnet format whitespace --folder . --verify-no-changes --exclude '**/bin' '**/obj' ||
  give_up 'The format check found the above. What is only format, "dotnet format Dispatch.sln" puts right.'

# Compiled ahead of time, servers and commands of the tests start sooner. Coverage is counted in code that is not, and where the
# compiler is not to be had, tests take longer.
ahead=(-p:CompileAhead=true)
[ -z "${COVERAGE:-}" ] || ahead=()
dotnet restore Dispatch.sln "${ahead[@]}" || { ahead=() && dotnet restore Dispatch.sln; } || give_up 'The packages could not be restored.'
# A compiler lives for seconds: it gains nothing from compiling itself better, and less from collecting its garbage early.
DOTNET_TieredPGO=0 DOTNET_TC_CallCountThreshold=3E8 DOTNET_GCgen0size=4000000 \
  dotnet build Dispatch.sln -c Release --no-restore "${ahead[@]}" || give_up 'The build failed.'

output=$(mktemp) results=$(mktemp -d) scratch=''
trap 'rm -rf "$output" "$results" ${scratch:+"$scratch"}' EXIT
# The databases and queues of the tests lie in memory where there are 4 GB for them: what is thrown away need not be written.
if [ "$(df --output=avail -k /dev/shm 2>/dev/null | tail -n 1)" -gt 4194304 ] 2>/dev/null; then
  scratch=$(mktemp -d /dev/shm/dispatch.XXXXXX) && chmod 711 "$scratch"
fi
# A run in which no test ends for five minutes hangs: it is ended, and what was running is said.
coverage=()
[ -z "${COVERAGE:-}" ] || coverage=(
  --coverlet --coverlet-include '[Dispatch*]*' --coverlet-exclude '[Dispatch.Tests]*' --coverlet-single-hit
  --coverlet-output-format cobertura
)
TMPDIR=${scratch:-${TMPDIR:-/tmp}} dotnet test --solution Dispatch.sln -c Release --no-build --results-directory "$results" \
  --hangdump --hangdump-timeout 5m --hangdump-type None "${coverage[@]}" "$@" 2>&1 | tee "$output"
exit_code=${PIPESTATUS[0]}
for hanging in "$results"/*_hang.log; do
  [ -e "$hanging" ] && printf '\nThe run hung while these tests were running:\n' && cat "$hanging"
done

# Of the summary over all assemblies, the last part of the output.
count() {
  tac "$output" | sed -nE "s/^ *$1: ([0-9]+) *\$/\1/p" | head -n 1
}
passed=$(count succeeded) failed=$(count failed) skipped=$(count skipped)

if [ "${passed:-0}" = 0 ] && [ "${failed:-0}" = 0 ]; then give_up 'No test ran.'; fi
if [ "$exit_code" != 0 ] && [ "$failed" = 0 ]; then
  printf '\nThe test run itself failed, with exit code %s.\n' "$exit_code"
  failed=1
fi
if [ "$failed" != 0 ]; then
  printf '\nFailed:\n'
  grep -E '^failed ' "$output" | sed 's/^failed /  /'
  [ "$exit_code" != 0 ] || exit_code=1
fi
[ "${ELSA:-}" = true ] || [ -n "${ElsaFeed:-}" ] ||
  printf '\nThe tests of Elsa were not run; where its packages can be had, ELSA=true tests/run.sh runs them.\n'
covered=$(find "$results" -name '*cobertura*.xml' -print -quit)
[ -z "$covered" ] || awk -F'"' '/<coverage /{ printf "\nCovered: %.0f %% of the lines, %.0f %% of the branches\n", $2 * 100, $4 * 100; exit }' "$covered"
printf '\n%s passed, %s failed' "$passed" "$failed"
[ "${skipped:-0}" = 0 ] || printf ', %s skipped' "$skipped"
printf '\n'
exit "$exit_code"
