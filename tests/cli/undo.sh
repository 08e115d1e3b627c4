#!/usr/bin/env bash
# Edits are taken back byte for byte, in a library and outside of any, and only where nobody else wrote.
. "$(dirname "$0")/lib.sh"
have jq || skip_all 'no jq'

make_shoot card 6
sum() { sha256sum <"$1"; }

# three_and_back FILE…: three edits of each file and three undos give the file of before
three_and_back() {
  sha256sum "$@" >three.sums
  byline set credit=mfa.gov.kz keywords+=SCO "$@" 2>/dev/null || true
  byline set creator='Айгерім Нұрланова' headline='Министр қабылдады' "$@" 2>/dev/null || true
  byline set credit= description='握手' "$@" 2>/dev/null || true
  ! sha256sum -c --quiet three.sums >/dev/null 2>&1 || fail 'nothing was written'
  for _ in 1 2 3; do byline undo "$@" >undo.out 2>undo.err || true; done
  sha256sum -c --quiet three.sums || { cat undo.err; fail 'not as they were'; }
}

mkdir plain
find card -name '*.JPG' -exec cp -t plain {} +
three_and_back plain/*.JPG
expect_exit 3 byline undo plain/IMG_0001.JPG
grep -q 'no edit' err
[ -s "$XDG_STATE_HOME/byline/.byline/catalogue.sqlite" ]
[ ! -e .byline ]
pass 'outside of libraries three undos take back three edits'

byline init library 2>/dev/null
byline --library library ingest card 2>/dev/null
mapfile -t photos < <(find "$PWD/library" -name '*.JPG' | sort)
three_and_back "${photos[@]}"
expect_exit 1 byline --library library find credit:mfa.gov.kz
pass 'in a library too, and the catalogue follows'

photo=${photos[0]}
before=$(sum "$photo")
expect_exit 0 byline set credit=mfa.gov.kz "$photo"
expect_exit 0 byline --library library find --json credit:mfa.gov.kz
after=$(sum "$photo")
expect_exit 0 byline undo --json "$photo"
expect_json .outcome undone
[ "$(sum "$photo")" = "$before" ]
expect_exit 0 byline log --json --limit 1 "$photo"
undo=$(jq -r .edit out)
expect_json '[.undoes != null, .changes[0].field, .changes[0].from, .changes[0].to]' \
  '[true,"credit",["mfa.gov.kz"],[]]'
expect_exit 0 byline --library library undo --edit "$undo"
[ "$(sum "$photo")" = "$after" ]
expect_exit 0 byline undo "$photo"
[ "$(sum "$photo")" = "$before" ]
expect_exit 3 byline --library library undo --edit $((undo - 1))
grep -q already err
[ "$(sum "$photo")" = "$before" ]
pass 'an undo can be undone, and what came back be undone again'

expect_exit 0 byline set credit=one city=Astana "$photo"
printf 'more' >>"$photo"
sum "$photo" >changed
expect_exit 3 byline undo "$photo"
grep -q 'changed since' err
[ "$(sum "$photo")" = "$(cat changed)" ]
truncate -s -4 "$photo"
expect_exit 0 byline undo "$photo"
[ "$(sum "$photo")" = "$before" ]
pass 'a file that another program changed is left alone, and comes back once it is itself'

if have exiftool; then
  expect_exit 0 byline set credit=one plain/IMG_0001.JPG
  exiftool -q -overwrite_original -Artist=Somebody plain/IMG_0001.JPG
  sum plain/IMG_0001.JPG >changed
  expect_exit 3 byline undo plain/IMG_0001.JPG
  [ "$(sum plain/IMG_0001.JPG)" = "$(cat changed)" ]
  pass 'so with exiftool'
else
  skip 'so with exiftool' 'no exiftool'
fi

(cd library && sums .) | grep -v catalogue >library.sums
sleep 1.1
since=$(date -u +%Y-%m-%dT%H:%M:%SZ)
sleep 0.1
expect_exit 0 byline set credit=a "${photos[@]}"
expect_exit 0 byline set credit=b "${photos[@]:0:3}"
expect_exit 0 byline undo "${photos[1]}"
expect_exit 0 byline --library library undo --since "$since"
(cd library && sums .) | grep -v catalogue | cmp - library.sums
expect_exit 2 byline undo --since whenever
expect_exit 2 byline undo --edit x
expect_exit 2 byline undo
pass '--since takes back all edits since then'

expect_exit 0 byline set credit=a "${photos[@]}"
expect_exit 0 byline --library library undo --query credit:a
(cd library && sums .) | grep -v catalogue | cmp - library.sums
expect_exit 0 byline set credit=a "${photos[@]}"
printf '%s\0' "${photos[@]}" >list
expect_exit 0 byline undo --files0-from list
(cd library && sums .) | grep -v catalogue | cmp - library.sums
pass 'photos come from a query or a list'

expect_exit 0 byline set headline='From A' plain/IMG_0002.JPG
expect_exit 0 byline set headline=To keywords=x keywords=y plain/IMG_0002.JPG
expect_exit 0 byline log plain/IMG_0002.JPG
grep -q 'headline *From A → To' out
grep -q 'keywords *(empty) → x; y' out
expect_exit 0 byline log --json --limit 1 plain/IMG_0002.JPG
expect_json '.edit | startswith("u")' true
expect_exit 0 byline undo --edit "$(jq -r .edit out)"
expect_exit 0 byline log
expect_exit 1 byline log plain/IMG_0001.JPG.missing
pass 'the log tells when, and which fields from what to what'

# At whatever moment a run dies: what is there is the old file or the new, and undo gives the old.
mkdir killed
for i in $(seq 1 40); do cp plain/IMG_0003.JPG killed/$i.jpg; done
old=$(sum killed/1.jpg)
for delay in 0.002 0.005 0.008 0.012 0.016 0.02 0.03 0.05 0.08; do
  "$BYLINE" set credit=killed$delay killed/*.jpg >/dev/null 2>&1 &
  run=$!
  sleep $delay
  kill -9 $run 2>/dev/null || true
  wait $run 2>/dev/null || true
  for file in killed/*.jpg; do [ "$(sum "$file")" = "$old" ] || echo "$file"; done >written
  if [ -s written ]; then
    mapfile -t files <written
    expect_exit 0 byline undo "${files[@]}"
    for file in "${files[@]}"; do [ "$(sum "$file")" = "$old" ] || fail "$file after $delay s"; done
  fi
done
pass 'a run that is killed can be undone'

if have strace; then
  mkdir between
  cp plain/IMG_0003.JPG between/1.jpg
  strace -f -qq -o trace -e trace=rename,renameat,renameat2 \
    -e inject=rename,renameat,renameat2:signal=SIGKILL:when=1 \
    "$BYLINE" set credit=between between/1.jpg >/dev/null 2>&1 || true
  [ "$(sum between/1.jpg)" = "$old" ] || fail 'killed before the rename, and yet another file'
  [ "$(find between -name '.byline-*' | wc -l)" = 1 ]
  expect_exit 1 byline log between/1.jpg
  expect_exit 3 byline undo between/1.jpg
  expect_exit 0 byline set credit=between between/1.jpg
  [ "$(find between -name '.byline-*' | wc -l)" = 0 ]
  expect_exit 0 byline log between/1.jpg
  [ "$(grep -c between/1.jpg out)" = 1 ]
  expect_exit 0 byline undo between/1.jpg
  [ "$(sum between/1.jpg)" = "$old" ]
  pass 'an edit that never happened is not told, and what it left is swept by the next'
else
  skip 'an edit that never happened is not told' 'no strace'
fi

if [ -d "$PHOTOS" ]; then
  mkdir real
  n=0
  while IFS= read -r -d '' file; do
    n=$((n + 1))
    cp "$file" "real/$n-$(basename "$file")"
  done < <(find "$PHOTOS" -type f -print0 | sort -z)
  chmod u+w real/*
  three_and_back real/*
  rm -r real
  pass "three undos take back three edits of every real photo ($n)"
else
  skip 'three undos take back three edits of every real photo' "no photos in $PHOTOS"
fi
finish
