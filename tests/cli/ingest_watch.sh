#!/usr/bin/env bash
# A hot folder: whole files only, also from a slow sender, renamed into place, and over a restart.
. "$(dirname "$0")/lib.sh"

have sqlite3 || skip_all 'no sqlite3'

make_shoot card 8
: >log
mkdir hot backup
byline init library 2>/dev/null
export BYLINE_LIBRARY=$PWD/library
shots=(card/DCIM/*/*.JPG)

start() { # and it does
  local i watching
  watching=$(grep -c watching log || true)
  "$BYLINE" ingest --watch --set credit=x --report report -b backup hot >>log 2>&1 &
  watcher=$!
  for ((i = 0; i < 100; i++)); do
    [ "$(grep -c watching log)" = "$watching" ] || return 0
    sleep 0.02
  done
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

# Killed in the middle of what landed, each time somewhere else, until all is there.
rm -rf library backup hot report
mkdir hot backup
byline init library 2>/dev/null
make_shoot many 120 200 150
mkdir landing
for shot in many/DCIM/*/*.JPG; do cp "$shot" "landing/$(basename "$(dirname "$shot")")_$(basename "$shot")"; done
landed=$(find landing -name '*.JPG' | wc -l)
watch_killed() {
  start
  for ((i = 0; i < 100; i++)); do
    [ "$(find library backup -name '*.JPG' -o -name '*.part' | wc -l)" -lt $1 ] || break
    sleep 0.02
  done
  { kill -KILL $watcher; wait $watcher || true; } 2>/dev/null
}
cp landing/1*_*[13579].JPG hot/
watch_killed 1
watch_killed 40
cp landing/* hot/
watch_killed 140
first=$(find library -name '*.JPG' | head -1)
cp "$first" "${first%/*}/.byline-abcdef.part" # as of a dead one, lest there be none
start
expect_taken "$landed"
for ((i = 0; i < 100; i++)); do
  [ -n "$(find library backup -name '*.part')" ] || break
  sleep 0.1
done
stop TERM
[ -z "$(find library backup -name '*.part')" ] || fail 'a leftover of a killed watch is there'
# as many as landed, of each picture one: nothing is lost, nothing there twice
[ "$(byline find --count '')" = "$landed" ] && [ "$(byline find --count credit:x)" = "$landed" ]
for folder in library backup; do
  [ "$(cd $folder && find . -name '*.JPG' -exec sha256sum {} + | cut -c1-64 | sort -u | wc -l)" = "$landed" ]
done
[ "$(sqlite3 library/.byline/catalogue.sqlite 'SELECT count (DISTINCT shot) FROM copy WHERE folder IS NOT NULL AND verified_us > 0; PRAGMA integrity_check' | tr '\n' ' ')" = "$landed ok " ]
expect_exit 0 byline verify
(cd landing && sha256sum -- * | cut -c1-64 | sort) >shots
sqlite3 library/.byline/catalogue.sqlite 'SELECT lower (hex (shot)) FROM file' | sort | diff shots -
pass 'killed in the middle, again and again, it ends as if nothing had been: nothing lost, nothing twice, no leftovers'
finish
