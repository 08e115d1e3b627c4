#!/usr/bin/env bash
# A hot folder: whole files only, also from a slow sender, renamed into place, and over a restart.
. "$(dirname "$0")/lib.sh"

make_shoot card 8
mkdir hot backup
byline init library 2>/dev/null
export BYLINE_LIBRARY=$PWD/library
shots=(card/DCIM/*/*.JPG)

start() {
  "$BYLINE" ingest --watch --set credit=x --report report -b backup hot >>log 2>&1 &
  watcher=$!
}
# stop SIGNAL: and it ends well
stop() {
  local got=0
  kill -"$1" $watcher # not INT, which a shell has its background jobs ignore
  wait $watcher || got=$?
  [ $got = 0 ] || fail "exit $got after SIG$1: $(cat log)"
}
taken() { find library backup -name '*.JPG' | wc -l; }
# expect_taken N: soon
expect_taken() {
  local i
  for ((i = 0; i < 100; i++)); do
    [ "$(taken)" = $((2 * $1)) ] && return
    sleep 0.1
  done
  fail "$(taken) copies, not $((2 * $1)): $(cat log)"
}
trap '{ kill $watcher || true; } 2>/dev/null; rm -rf "$work"' EXIT

cp "${shots[0]}" hot/
start
expect_taken 1
cp "${shots[1]}" hot/
mkdir hot/later
cp "${shots[2]}" hot/later/
expect_taken 3
pass 'what lies there and what lands is taken, in folders too'

{ head -c 3000 "${shots[3]}"; sleep 4; tail -c +3001 "${shots[3]}"; } >"hot/$(basename "${shots[3]}")" &
sender=$!
sleep 3
[ "$(taken)" = 6 ]
wait $sender
expect_taken 4
cp "${shots[4]}" "hot/.$(basename "${shots[4]}").part"
sleep 2
[ "$(taken)" = 8 ]
mv "hot/.$(basename "${shots[4]}").part" "hot/$(basename "${shots[4]}")"
expect_taken 5
! grep -q failed report || fail 'a file was taken before it was whole'
pass 'a slow sender is waited for; a rename into place is enough'

stop HUP
cp "${shots[5]}" hot/
rm hot/IMG_0001.JPG
start
expect_taken 6
stop TERM
grep -c '"outcome":"copied"' report | grep -qx 6
pass 'it ends when told to, and a new start takes what landed meanwhile, nothing twice'

expect_exit 0 byline find --count ''
[ "$(cat out)" = 6 ]
expect_exit 0 byline find --count credit:x
[ "$(cat out)" = 6 ]
(cd hot && find . -name '*.JPG' -type f) | wc -l | grep -qx 5
pass 'all are credited and catalogued; the hot folder keeps its files'

expect_exit 2 byline ingest --watch --dry-run hot
pass 'a dry run does not watch'
finish
