#!/usr/bin/env bash
# Spoils photos in every way there is: none of them may crash the program, be changed when it is
# refused, lose anything when it is written, or be other than it was after an undo.
#
# To run it long, over photos of any kind: PHOTOS_TO_SPOIL=FOLDER ROUNDS=100 SEED=7; a round is COUNT files.
. "$(dirname "$0")/lib.sh"
have exiftool || skip_all 'no exiftool'
JUDGE=$SOURCE/tests/judge

if [ -n "${PHOTOS_TO_SPOIL:-}" ]; then
  mapfile -d '' photos < <(find "$PHOTOS_TO_SPOIL" -type f -size -2M -print0 | sort -z)
else
  "$MAKERS/make_cases" cases
  # what cases.sh keeps from this judge too, and says why
  rm cases/{mpf-before-exif,trailer-afcp,trailer-afcp-behind,trailer-afcp-twice,preview-sony,xmp-full}.jpg
  rm cases/iim-false-* cases/iim-utf16-* cases/iim-undeclared-utf8.jpg
  # exiftool takes the memory that the length of a JUMBF box asks for
  rm cases/jumbf-*
  mapfile -d '' photos < <(find cases -type f -print0 | sort -z)
fi
[ "${#photos[@]}" -gt 0 ]

# within LIMIT COMMAND…: what takes longer has hung; 3 is "some photos failed"
within() {
  local limit=$1 got=0
  shift
  timeout "$limit" "$@" >out 2>err </dev/null || got=$?
  [ $got = 0 ] || [ $got = 3 ] || fail "exit $got: ${*:1:5} …"
}

# whatever it says, it says of which photo
expect_named() {
  ! grep -v '^byline: after/[0-9]*-[^:]*: ' err || fail "a line that names no photo, seed $1"
}

# describe SIDE: what exiftool makes of each; it is not to eat the machine
describe() {
  (
    ulimit -v 2000000
    exec exiftool -q -q -j -a -u -n -b -G1:4 -api largefilesupport=1 "$1"
  ) >"$1.json" 2>says || ! grep -q 'Out of memory' says || fail "exiftool has no memory for one of $1, seed $2"
}

round() {
  local seed=$1 count=$2
  rm -rf before after "$HOME/.local"
  "$MAKERS/make_corrupt" "$seed" "$count" before "${photos[@]}"
  cp -rp before after

  within 120 "$BYLINE" show --json after/*
  jq -e -n 'reduce inputs as $photo (0; . + 1) >= 0' <out >/dev/null || fail "show --json is no JSON, seed $seed"
  expect_named "$seed"
  within 120 "$BYLINE" show --layers after/*
  expect_named "$seed"
  sums before >was
  sums after | cmp - was || fail "show has changed a photo, seed $seed"

  within 240 "$BYLINE" set --legacy-charset windows-1252 credit=mfa.gov.kz creator='Айгерім Нұрланова' \
    headline='Министр қабылдады' keywords+=SCO after/*
  expect_named "$seed"
  describe before "$seed"
  describe after "$seed"
  perl "$JUDGE/unchanged.pl" >judged || {
    grep '^#' judged
    fail "a photo is damaged, seed $seed"
  }
  grep '^# [0-9]' judged
  sums after >is
  while read -r _ file; do
    grep -qF "byline: after/$file: " err || fail "nothing is said about $file, seed $seed"
  done < <(sed -n '/^refused /p' judged)

  { diff was is || true; } | sed -n 's,^> .* \./,after/,p' >written
  tr '\n' '\0' <written >list
  [ ! -s list ] || within 240 "$BYLINE" undo --files0-from list
  sums after | cmp - was || fail "an undo did not bring back what was, seed $seed"
}

rounds=${ROUNDS:-1}
for ((r = 0; r < rounds; r++)); do
  round $((${SEED:-1} + r)) "${COUNT:-240}"
done
pass 'photos spoilt in every way are refused as they are, or written whole and undone'
finish
