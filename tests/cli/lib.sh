# shellcheck shell=bash
# Sourced by each tests/cli/*.sh.  Speaks TAP, runs in an empty folder and an empty home, cleans up.
set -Eeuo pipefail

: "${BYLINE:?the program to test}" "${MAKERS:?where make_shoot is}"
SOURCE=${SOURCE:-$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)}
PHOTOS=${PHOTOS:-$SOURCE/../shared/photos}
export BYLINE MAKERS SOURCE PHOTOS

work=$(mktemp -d)
trap 'chmod -R u+w "$work" 2>/dev/null; rm -rf "$work"' EXIT
mkdir "$work/home" "$work/run"
export HOME=$work/home XDG_CONFIG_HOME=$work/home/.config XDG_CACHE_HOME=$work/home/.cache \
  XDG_DATA_HOME=$work/home/.local/share XDG_STATE_HOME=$work/home/.local/state LC_ALL=C.UTF-8 TZ=UTC G_DEBUG=fatal-warnings
unset LANGUAGE BYLINE_LIBRARY NO_COLOR
cd "$work/run"
cases=0

byline() { "$BYLINE" "$@"; }

# pass NAME: the lines above it held, because set -e is on
pass() {
  cases=$((cases + 1))
  echo "ok $cases - $1"
}

# skip NAME WHY: this machine cannot tell
skip() {
  cases=$((cases + 1))
  echo "ok $cases - $1 # SKIP $2"
}

# skip_all WHY: nothing here can run
skip_all() {
  echo "1..0 # SKIP $1"
  exit 77
}

have() { command -v "$1" >/dev/null; }

fail() {
  echo "not ok - $*"
  for file in out err; do
    [ ! -s $file ] || { echo "# $file:"; head -c 4000 $file | sed 's/^/#   /'; }
  done
  exit 1
}
trap 'fail "line $LINENO: $BASH_COMMAND"' ERR

# expect_exit CODE COMMAND…: stdout and stderr land in ./out and ./err
expect_exit() {
  local want=$1 got=0
  shift
  "$@" >out 2>err || got=$?
  [ "$got" = "$want" ] || fail "exit $got, not $want: $*"
}

# expect_json PROGRAM WANTED [FILE]: what jq says about FILE (./out)
expect_json() {
  local got
  got=$(jq -rc "$1" "${3:-out}") || fail "jq: $1"
  [ "$got" = "$2" ] || fail "$1 is $got, not $2"
}

# repeat N LINE
repeat() {
  local i
  for ((i = 0; i < $1; i++)); do echo "$2"; done
}

# sums FOLDER: what every file in it is, to compare later
sums() { (cd "$1" && find . -type f -print0 | sort -z | xargs -0r sha256sum); }

# make_shoot DIR COUNT [WIDTH HEIGHT]: a card, small so that tests are quick
make_shoot() { "$MAKERS/make_shoot" "$1" "$2" "${3:-160}" "${4:-120}" >/dev/null; }

finish() { echo "1..$cases"; }
