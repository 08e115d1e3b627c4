#!/usr/bin/env bash
# Killed at any moment, the same ingest again ends with the same files and the same catalogue.
. "$(dirname "$0")/lib.sh"
have sqlite3 || skip_all 'no sqlite3'

ROUNDS=20
# To fail again as it did: KILL_SEED=… bash tests/cli/ingest_kill.sh
KILL_SEED=${KILL_SEED:-$$}
RANDOM=$KILL_SEED
echo "# KILL_SEED=$KILL_SEED"

# Two folders with the same names in them, a twin and a file that fails: what a plan must keep apart.
make_shoot card 24 600 400
make_shoot again 24 640 400
for folder in again/DCIM/*; do
  number=$(basename "$folder")
  mv "$folder" "card/DCIM/2${number#1}"
done
twin=$(find card -name IMG_0001.JPG | sort | tail -1)
cp "$twin" "$(dirname "$twin")/IMG_0900.JPG"
echo 'no photo' >card/DCIM/broken.JPG

card_state() { (sums card && cd card && find . -printf '%P %T@ %s %m\n' | sort); }

arguments=(ingest --job 'Kill' --set credit=mfa.gov.kz --set creator='Айгерім' --folder '{job}' card)

ingest() { "$BYLINE" --library "$1" "${arguments[@]}"; }

# Whatever a run decides; not when it ran.
catalogue_state() {
  sqlite3 "$1/.byline/catalogue.sqlite" "
    SELECT hex (id), photo.name, job.name, taken, format, width, height, orientation, camera, lens,
      serial, path, hex (shot), hex (credited), size, mtime_ns
      FROM photo JOIN file USING (photo) LEFT JOIN job USING (job) ORDER BY id;
    SELECT hex (id), fields FROM photo ORDER BY id;
    SELECT count (*) FROM edit;"
}

files_state() { (cd "$1" && find . -name .byline -prune -o -type f -printf '%P %T@\n' | sort && sums . | grep -v ' ./.byline/'); }

# expect_same LIBRARY: nothing tells it from the undisturbed one
expect_same() {
  files_state "$1" | diff files.wanted - >out || fail "files differ in $1"
  catalogue_state "$1" | diff catalogue.wanted - >out || fail "catalogues differ in $1"
  [ -z "$(find "$1" -name '*.part')" ] || fail "a part is left in $1"
  [ "$(sqlite3 "$1/.byline/catalogue.sqlite" 'PRAGMA integrity_check')" = ok ] || fail "damaged: $1"
  # every row's stamp is the file's, or a later run would think it changed
  sqlite3 -separator ' ' "$1/.byline/catalogue.sqlite" 'SELECT inode, size, path FROM file UNION SELECT inode, size, path FROM companion ORDER BY path' >rows
  (cd "$1" && find . -name .byline -prune -o -type f -printf '%i %s %P\n' | sort -k3) >disk
  sort -k3 rows | diff - disk >out || fail "stamps differ in $1"
}

card_state >card.wanted
"$BYLINE" init reference 2>/dev/null
start=$(date +%s%N)
expect_exit 3 ingest reference
duration_ms=$((($(date +%s%N) - start) / 1000000 + 1))
files_state reference >files.wanted
catalogue_state reference >catalogue.wanted
[ "$(sqlite3 reference/.byline/catalogue.sqlite 'SELECT count (*) FROM file')" = 48 ]
expect_same reference
pass "an undisturbed run copies 48 photos in $duration_ms ms"

# kill_once LIBRARY: starts an ingest and kills it at a moment of its life
kill_once() {
  local delay_ms=$((RANDOM * duration_ms / 32768)) got=0
  "$BYLINE" --library "$1" "${arguments[@]}" >/dev/null 2>&1 &
  local child=$!
  sleep "$(printf '%d.%03d' $((delay_ms / 1000)) $((delay_ms % 1000)))"
  kill -KILL $child 2>/dev/null || true
  wait $child 2>/dev/null || got=$?
  if [ "$got" = 137 ]; then
    killed=$((killed + 1))
  else # it was done before: this machine has become faster
    duration_ms=$((duration_ms * 4 / 5 + 1))
  fi
}

killed=0
for ((round = 1; round <= ROUNDS; round++)); do
  "$BYLINE" init "library$round" 2>/dev/null
  kill_once "library$round"
  expect_exit 3 ingest "library$round"
  expect_same "library$round"
  rm -rf "library$round"
done
[ $killed -ge $((ROUNDS / 4)) ] || fail "only $killed of $ROUNDS runs were still alive when killed"
pass "$killed of $ROUNDS runs killed once each: the next run finishes the job"

killed=0
"$BYLINE" init worn 2>/dev/null
for ((round = 1; round <= ROUNDS; round++)); do
  kill_once worn
done
expect_exit 3 ingest worn
expect_same worn
pass "one library whose ingest was killed $killed times is whole in the end"

card_state | diff card.wanted - >out || fail 'the card has changed'
pass 'the card is as it was'
finish
