#!/usr/bin/env bash
# A site folder that follows its library: what is ingested, credited, uncredited, taken away.
. "$(dirname "$0")/lib.sh"
have jq || skip_all 'no jq'

make_shoot card 4 200 150
byline init lib 2>/dev/null
export BYLINE_LIBRARY=$PWD/lib
mapfile -t shots < <(find card -name '*.JPG' | sort)

# A shell has its background jobs ignore SIGINT: a small starter gives it back.
start() {
  python3 -c 'import os, signal, sys; signal.signal(signal.SIGINT, signal.SIG_DFL); os.execv(sys.argv[1], sys.argv[1:])' \
    "$BYLINE" thumbs --watch --query job:Tianjin --out site --sizes 64 --html --manifest site.json --prune >>made 2>>log &
  watcher=$!
}
stop() {
  local got=0
  kill -"$1" $watcher
  wait $watcher || got=$?
  [ $got = 0 ] || fail "exit $got after SIG$1: $(cat log)"
}
trap '{ kill $watcher || true; } 2>/dev/null; rm -rf "$work"' EXIT
have python3 || skip_all 'no python3'
renditions() { find site -name '*w-*.*' 2>/dev/null | wc -l; }
# expect_soon WANTED COMMAND…
expect_soon() {
  local wanted=$1 i
  shift
  for ((i = 0; i < 300; i++)); do
    [ "$("$@" 2>/dev/null)" != "$wanted" ] || return 0
    sleep 0.1
  done
  fail "$* is $("$@"), not $wanted: $(cat log)"
}
listed() { jq '.photos | length' site.json; }

start
expect_soon 0 listed
byline ingest "${shots[0]}" "${shots[1]}" --job Tianjin --set credit=mfa.gov.kz >/dev/null 2>&1
expect_soon 2 listed
[ "$(renditions)" = 4 ]
byline ingest "${shots[2]}" --job Almaty --set credit=mfa.gov.kz >/dev/null 2>&1
byline ingest "${shots[3]}" --job Tianjin --set credit=mfa.gov.kz >/dev/null 2>&1
expect_soon 3 listed
[ "$(renditions)" = 6 ]
[ "$(wc -l <made)" = 6 ]
pass 'what is ingested is published, and nothing else'

byline set credit='Photo: Aiym' lib/*/*Tianjin/IMG_0001.JPG 2>/dev/null
expect_soon '"Photo: Aiym"' jq -c '[.photos[] | .fields.credit] | map (select (. != "mfa.gov.kz")) | .[]' site.json
[ "$(renditions)" = 6 ]
[ "$(wc -l <made)" = 8 ]
pass 'a new credit is written into the files of its photo alone'

byline set credit= lib/*/*Tianjin/IMG_0001.JPG 2>/dev/null
expect_soon 2 listed
expect_soon 4 renditions
[ ! -e site/IMG_0001.html ]
byline undo lib/*/*Tianjin/IMG_0001.JPG >/dev/null 2>&1
expect_soon 3 listed
expect_soon 6 renditions
pass 'a photo that loses its credit leaves the site, and comes back with it'

grep -c 'has no credit' log >n_times
cpu() { awk '{ print $14 + $15 }' "/proc/$watcher/stat"; }
before=$(cpu)
sleep 3
[ $(($(cpu) - before)) -le 5 ] || fail "$(cpu) ticks of a hundred a second, $before before: busy"
[ "$(cat n_times)" = 1 ]
pass 'it rests while nothing happens, and says once what is wrong'

stop TERM
rm "$(find site -name 'IMG_0001-64w-*.jpg')"
byline ingest "${shots[@]}" --job Tianjin --set credit=mfa.gov.kz >/dev/null 2>&1
sums site >before_restart
: >made
start
expect_soon 6 renditions
expect_soon 1 sh -c 'wc -l <made'
stop INT
[ -z "$(find . -name '*.part')" ]
pass 'it ends when told to, and goes on from what is there'

for ((i = 0; i < 3; i++)); do
  start
  sleep 0.2
  byline set headline="$i" lib/*/*Tianjin/*.JPG 2>/dev/null
  sleep "0.$((i * 3))"
  kill -9 $watcher
  wait $watcher 2>/dev/null || true
done
expect_exit 0 byline thumbs --query job:Tianjin --out site --sizes 64 --html --prune
[ "$(renditions)" = 6 ]
if have exiftool; then
  [ "$(exiftool -q -s3 -XMP-photoshop:Headline site/*-64w-* | sort -u)" = 2 ]
fi
[ -z "$(find site -name '*.part')" ]
pass 'killed in the middle it leaves no half file, and the next run finishes'

expect_exit 2 byline thumbs --watch --out site lib/*/*/IMG_0001.JPG
finish
