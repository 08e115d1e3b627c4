#!/usr/bin/env bash
# Eight processes at once on one library: ingests, edits, searches, verifying, thumbs, sync.  Nothing but
# "busy" may go wrong, and nothing may be lost.  CROWD_SECONDS: how long (default 6).
. "$(dirname "$0")/lib.sh"
have sqlite3 || skip_all 'no sqlite3'

seconds=${CROWD_SECONDS:-6}
make_shoot card 40 64 48
for i in 1 2; do
  make_shoot "extra$i" 120 $((64 + 16 * i)) 48
done
export BYLINE_LIBRARY=$PWD/library
byline init library 2>/dev/null
byline ingest --set credit=mfa.gov.kz card 2>/dev/null
mapfile -t photos < <(find library -name '*.JPG' | sort)
mkdir logs
until_time=$(($(date +%s) + seconds))

# again NAME COMMAND…: over and over; what it ended with, each time
again() {
  local name=$1 n=0 code
  shift
  while [ "$(date +%s)" -lt "$until_time" ]; do
    n=$((n + 1)) code=0
    "$@" "$n" >>"logs/$name.out" 2>>"logs/$name.err" || code=$?
    echo "$code" >>"logs/$name.codes"
  done
}
ingest_part() { # 6 files at a time, so that there is always something new
  local from=$((($2 - 1) * 6 % 120)) list
  list=$(find "extra$1" -name '*.JPG' | sort | tail -n +$((from + 1)) | head -n 6)
  # shellcheck disable=SC2086
  byline ingest --job "part$1" $list
}
edit() { byline set "headline=edit $2" "${photos[@]:$1:10}"; }
undo_some() { byline set 'title=x' "${photos[@]:30:5}" && byline undo "${photos[@]:30:5}"; }
search() { byline find --json 'credit:mfa.gov.kz OR headline:edit'; }
publish() { byline thumbs --allow-uncredited --out site --sizes 32 --formats jpeg --query 'job:part1'; }
take_up() { byline sync; }
check_all() { byline verify; }

again ingest1 ingest_part 1 &
again ingest2 ingest_part 2 &
again set1 edit 0 &
again set2 edit 10 &
again undo undo_some &
again find search &
again verify check_all &
again thumbs publish &
again sync take_up &
wait

for name in ingest1 ingest2 set1 set2 undo find verify thumbs sync; do
  [ -s logs/$name.codes ] || fail "$name never ran"
  # 75: busy.  thumbs of a photo that is being edited, and verify of one, look again next time.
  case $name in
    find) allowed='0|75' ;;
    thumbs) allowed='0|1|75' ;;
    *) allowed='0|75' ;;
  esac
  grep -vxE "$allowed" logs/$name.codes >wrong || true
  [ ! -s wrong ] || fail "$name ended with $(sort wrong | uniq -c | tr '\n' ' '): $(grep -v " files, \| photos\|copied" logs/$name.err | tail -3)"
done
runs=$(cat logs/*.codes | wc -l)
pass "$runs runs of nine commands in $seconds s end well, or busy"

[ "$(sqlite3 library/.byline/catalogue.sqlite 'PRAGMA integrity_check')" = ok ]
[ -z "$(sqlite3 library/.byline/catalogue.sqlite 'PRAGMA foreign_key_check')" ]
[ -z "$(find library -name '*.part')" ]
sqlite3 library/.byline/catalogue.sqlite "INSERT INTO words (words) VALUES ('integrity-check')"
pass 'the catalogue is whole'

for i in 1 2; do expect_exit 0 byline ingest --job "part$i" "extra$i"; done
expect_exit 0 byline find --count ''
[ "$(cat out)" = 280 ] || fail "$(cat out) photos, not 280"
[ "$(find library -name '*.JPG' | wc -l)" = 280 ]
expect_exit 0 byline verify
expect_exit 0 byline sync
[ ! -s out ] || fail 'sync has something to take up'
pass 'every photo is there once, and is what the catalogue says'

for photo in "${photos[@]:0:20}"; do
  while byline undo "$photo" >/dev/null 2>&1; do :; done
done
byline set credit=mfa.gov.kz "${photos[@]:0:20}" 2>/dev/null
expect_exit 0 byline verify
pass 'what was edited can be undone to its beginning'
finish
