#!/usr/bin/env bash
# A card that cannot be read to its end: bad sectors in one file, short reads, a file that changes meanwhile,
# a card that is pulled out.  What is wrong is named, the rest comes in, nothing counts as seen, and the
# same command again brings just what is missing.
. "$(dirname "$0")/lib.sh"
have jq || skip_all 'no jq'
have sqlite3 || skip_all 'no sqlite3'
have strace || skip_all 'no strace'
strace -f -o /dev/null true 2>/dev/null || skip_all 'strace may not trace here'
export ASAN_OPTIONS=${ASAN_OPTIONS:-}:detect_leaks=0:verify_asan_link_order=0

make_shoot card 4 480 320
printf 'a voice' >card/DCIM/100CANON/IMG_0001.WAV
bad=$PWD/card/DCIM/100CANON/IMG_0002.JPG
film=$PWD/film/MVI_0009.MOV
mkdir film && truncate -s 33M "$film" # too large to be kept in memory
sums card >card.before
byline init empty 2>/dev/null
photos() { (cd "$1" && find . -name .byline -prune -o -type f -print0 | sort -z | xargs -0r sha256sum); }
fresh() { rm -rf library backup report && cp -r empty library && mkdir backup; }
ingest() { "$BYLINE" --library library ingest --threads 1 --set credit=x --backup backup --report report "$@"; }
fresh
ingest card 2>/dev/null
photos library >wanted
[ "$(wc -l <wanted)" = 5 ]

# traced FILE INJECTION SOURCE: an ingest whose reading of FILE meets what is injected
traced() {
  local got=0
  fresh
  strace -f -qq -P "$1" -e trace=openat,pread64 -e signal=none -e inject="$2" -o trace \
    "$BYLINE" --library library ingest --threads 1 --set credit=x --backup backup --report report "$3" >out 2>err || got=$?
  echo $got >status
}
# expect_failed FILE: it is named, and it alone is missing; then the same command brings it and nothing else
expect_failed() {
  local name=${1##*/}
  [ "$(cat status)" = 3 ] || fail "exit $(cat status)"
  [ "$(grep -c "^byline: $1: " err)" = 1 ] || fail "$name is not named once"
  [ "$(jq -r 'select (.outcome == "failed") | .source' report)" = "$1" ]
  [ "$(jq -r 'select (.outcome == "copied") | .source' report | wc -l)" = 4 ]
  grep -v "/$name$" wanted | diff - <(photos library) || fail 'not all the others, whole'
  diff <(photos library) <(photos backup)
  [ "$(sqlite3 library/.byline/catalogue.sqlite "SELECT count (*) FROM copy WHERE path LIKE '%$name'")" = 0 ]
  expect_exit 1 byline --library library card-check card
  rm report
  expect_exit 0 ingest card
  [ "$(jq -r 'select (.outcome == "copied") | .source' report)" = "$1" ]
  photos library | diff wanted - || fail 'the next run did not finish'
  photos backup | diff wanted -
  expect_exit 0 byline --library library card-check card
}

fresh
strace -f -qq -P "$bad" -e trace=pread64 -o trace "$BYLINE" --library library ingest --threads 1 --set credit=x --backup backup card 2>/dev/null
reads=$(grep -c 'pread64(' trace)
[ "$reads" -ge 2 ]
for ((i = 1; i <= reads; i++)); do
  traced "$bad" "pread64:error=EIO:when=$i" card
  expect_failed "$bad"
done
pass "EIO at each of the $reads reads of a photo fails that photo only"

traced "$bad" "pread64:retval=0:when=$reads" card
expect_failed "$bad"
traced "$bad" 'openat:error=EACCES:when=1+' card
expect_failed "$bad"
pass 'so do a photo that ends too early, and one that may not be opened'

for fault in error=EIO:when=7 error=ENODEV:when=3+ retval=0:when=5; do
  traced "$film" "pread64:$fault" film
  [ "$(cat status)" = 3 ] || fail "exit $(cat status) after $fault"
  [ "$(grep -c "^byline: $film: " err)" = 1 ]
  [ -z "$(photos library)$(photos backup)" ] || fail "a part of the film is left after $fault"
  [ "$(sqlite3 library/.byline/catalogue.sqlite 'SELECT count (*) FROM companion')" = 0 ]
done
rm report
expect_exit 0 ingest film
expect_json .outcome copied report
[ "$(photos library | cut -d' ' -f1)" = "$(sha256sum <"$film" | cut -d' ' -f1)" ]
photos library | diff - <(photos backup)
pass 'a film that is copied while it is read leaves no part of it, and comes with the next run'

# Changed under the reader: longer, with another time, and rewritten with the same size.
longer() { printf x >>"$bad"; }
touched() { touch -d 2020-01-01 "$bad"; }
rewritten() { printf y | dd of="$bad" bs=1 seek=900 conv=notrunc status=none; }
cp -p "$bad" saved
for change in longer touched rewritten; do
  rm -f trace
  (
    for ((i = 0; i < 500; i++)); do # the plan has opened it, and who is to copy it
      [ "$(grep -c openat trace 2>/dev/null)" != 2 ] || break
      sleep 0.02
    done
    $change
  ) &
  traced "$bad" "pread64:delay_exit=1000000:when=$reads" "$bad"
  wait
  [ "$(cat status)" = 3 ] || fail "exit $(cat status), $change meanwhile"
  grep -q "^byline: $bad: has been changed meanwhile" err
  [ -z "$(photos library)$(photos backup)" ] || fail "taken though $change meanwhile"
  cp -p saved "$bad"
  expect_exit 0 ingest card
  photos library | diff wanted -
done
pass 'a file that changes while it is read is not taken'

sums card | diff card.before - || fail 'the card has changed'

# Pulled out after so many octets, wherever that is.
size=$(find card -name '*.JPG' -printf '%s\n' | awk '{ n += $1 } END { print n }')
for after in 1 $((size / 2)) $((size * 5 / 4)) $((size * 3 / 2)); do
  fresh
  got=0
  env LD_PRELOAD="$MAKERS/bad_card.so" PULL_CARD="$PWD/card/" PULL_AFTER=$after \
    "$BYLINE" --library library ingest --set credit=x --backup backup --report report card >out 2>err || got=$?
  [ $got = 3 ] || fail "exit $got, pulled out after $after"
  photos library | grep -vxF -f wanted && fail 'a short file has a final name'
  [ -z "$(find library backup -name '*.part')" ]
  [ "$(jq -r .outcome report | grep -c failed)" = "$(grep -c "^byline: $PWD/card/.*: " err)" ]
  [ "$(wc -l <report)" = 5 ]
  expect_exit 0 ingest card
  photos library | diff wanted -
  photos backup | diff wanted -
  [ "$(sqlite3 library/.byline/catalogue.sqlite 'PRAGMA integrity_check')" = ok ]
done
pass 'a card that is pulled out: whole files only, the rest by name, and the next run finishes'
finish
