#!/usr/bin/env bash
# A folder that cannot be synced: names in it may be gone tomorrow, and every file whose name it is has failed there.
. "$(dirname "$0")/lib.sh"
have strace || skip_all 'no strace'
have sqlite3 || skip_all 'no sqlite3'
have jq || skip_all 'no jq'
strace -f -o /dev/null true 2>/dev/null || skip_all 'strace may not trace here'
export ASAN_OPTIONS=${ASAN_OPTIONS:-}:detect_leaks=0

make_shoot card 12 64 48
photos=$(find card -name '*.JPG' | wc -l)
"$BYLINE" init empty 2>/dev/null
arguments=(ingest --threads 1 --folder all --report report card)

fresh() {
  rm -rf library backup report
  cp -r empty library
  mkdir backup
}
names() { (cd "$1" && find . -name '*.JPG' -printf '%f\n' | sort); }
# says WHERE OUTCOME: the card's files that the report says so of
says() {
  jq -r --arg where "$1" --arg outcome "$2" \
    'select (.copies) | select (any (.copies[]; (.folder | endswith ($where)) and .outcome == $outcome)) | .source' report |
    sed 's|.*/||' | sort
}

# The folder that has all photos is synced by the thread that catalogues, behind the copying.
for place in library backup; do
  fresh
  got=0
  # the first of each thread: that of the first batch
  strace -f -y -P "$PWD/$place/all" -e trace=fsync -e signal=none -e inject=fsync:error=EIO:when=1 -o trace \
    "$BYLINE" --library library "${arguments[@]}" --backup backup >out 2>err || got=$?
  [ $got = 3 ] || fail "exit $got, not 3"
  [ "$(grep -c "/$place/all>.*INJECTED" trace)" = 1 ] || fail 'not one sync has failed'
  says $place failed >failed
  says $place copied >copied
  [ "$(wc -l <failed)" -gt 1 ] && [ "$(cat failed copied | wc -l)" = "$photos" ]
  names $place | diff copied - >out || fail "what is in $place is not what the report says"
  other=backup
  [ $place = library ] || other=library
  [ "$(names $other | wc -l)" = "$photos" ] # the other place is none the worse
  given_up=0 # of which the destination says that they are missing
  while read -r name; do
    grep -q "$place/all/$name: its name would not last" err || given_up=$((given_up + 1))
  done <failed
  grep -q "$place: .*nothing more is copied there" err || [ $given_up = 0 ] || fail "$given_up are not named"
  [ "$(grep -c 'its name would not last' err)" -ge 2 ]
  pass "$place: every file of the batch has failed there, by name, and none is left behind"

  expect_exit 0 "$BYLINE" --library library "${arguments[@]}" --backup backup
  names library | cmp - <(names card)
  names backup | cmp - <(names card)
  expect_exit 0 "$BYLINE" --library library find --count ''
  [ "$(cat out)" = "$photos" ]
  [ "$(sqlite3 library/.byline/catalogue.sqlite 'SELECT count (*) FROM copy WHERE folder IS NOT NULL AND verified_us > 0; PRAGMA integrity_check' | tr '\n' ' ')" = "$photos ok " ]
  expect_exit 0 "$BYLINE" --library library verify
  expect_exit 0 "$BYLINE" --library library card-check --min-copies 2 card
  [ -z "$(find library backup -name '*.part')" ]
  pass "$place: the next run brings them"
done
finish
