#!/usr/bin/env bash
# Several destinations from one reading; each fails alone; the same command again fills what is missing.
. "$(dirname "$0")/lib.sh"
have jq || skip_all 'no jq'
have sqlite3 || skip_all 'no sqlite3'
have exiftool || skip_all 'no exiftool'
have strace || skip_all 'no strace'

make_shoot card 8
cp card/DCIM/100CANON/IMG_0001.JPG card/DCIM/100CANON/IMG_0901.JPG
sums card >card.before
n=$(find card -name '*.JPG' | wc -l) # one of them twice
pictures=$((n - 1))
byline init library 2>/dev/null
export BYLINE_LIBRARY=$PWD/library
mkdir one two
photos() { (cd "$1" && find . -name '*.JPG' -type f | sort | xargs -r sha256sum); }
ingest() { expect_exit "$1" byline ingest --set credit=mfa.gov.kz --report report "${@:2}" card; }

ingest 0 --backup one --backup two --manifest shoot.sha256
photos library >wanted
[ "$(wc -l <wanted)" = $pictures ]
photos one | diff wanted -
photos two | diff wanted -
expect_json 'select (.copies) | [.copies[] | .outcome, .verify] | tostring' \
  "$(repeat $pictures '["copied","readback","copied","readback","copied","readback"]')" report
jq -r 'select (.copies) | .copies[] | .sha256 + "  " + .folder + "/" + .path' report | sha256sum -c --quiet
exiftool -q -q -if '$XMP-photoshop:Credit ne "mfa.gov.kz"' -r -p '$FileName' one two >odd || true
[ ! -s odd ]
pass 'every destination has every photo, credited, under the same name'

for folder in library one two; do
  (cd $folder && sha256sum -c --quiet shoot.sha256)
  [ "$(wc -l <$folder/shoot.sha256)" = $pictures ]
done
pass 'a manifest in each destination satisfies sha256sum'

make_shoot later 3 64 48
expect_exit 0 byline ingest --set credit=mfa.gov.kz --backup one --manifest shoot.sha256 --name 'later_{seq}' later
for folder in library one; do
  (cd $folder && sha256sum -c --quiet shoot.sha256)
  [ "$(wc -l <$folder/shoot.sha256)" = $((pictures + 3)) ]
done
[ "$(wc -l <two/shoot.sha256)" = $pictures ]
echo 'a note' >one/notes
make_shoot last 1 32 24
expect_exit 3 byline ingest --set credit=mfa.gov.kz --backup one --manifest notes last
grep -q 'one/notes: there is a file of that name which is no list of hashes' err
[ "$(cat one/notes)" = 'a note' ]
pass 'a manifest grows with every run, and takes the place of nothing else'

clear() {
  rm -rf library one/* two/*
  byline init library 2>/dev/null
}

clear
mkdir traces
strace -ff -y -e trace=read,pread64,copy_file_range -o traces/t "$BYLINE" ingest --set credit=x -b one -b two card 2>/dev/null
read=$(cat traces/t.* | sed -n 's/^p\?read[0-9]*([0-9]*<[^>]*\/card\/.* = \([0-9]*\)$/\1/p' | awk '{ n += $1 } END { print n }')
# The plan looks into the head of each file before; that costs a window of 64 KiB at most.
most=$(find card -name '*.JPG' -printf '%s\n' | awk '{ n += $1 + ($1 < 65536 ? $1 : 65536) } END { print n }')
[ "$read" -le "$most" ] || fail "$read bytes read from the card; $most would be enough"
pass 'every byte of the card is read once, whatever the number of destinations'

clear
ingest 0 --backup one
ingest 0 --backup one --backup two
expect_json 'select (.copies) | [.copies[].outcome] | tostring' \
  "$(repeat $pictures '["present","present","copied"]')" <(tail -n "$n" report)
photos two | diff wanted -
rm one/*/*/IMG_0002.JPG
: >"$(find two -name IMG_0003.JPG)" # cut short: it is not that copy any more
ingest 0 --backup one --backup two
photos one | diff wanted -
[ -e "$(dirname "$(find two -name IMG_0003.JPG)")/IMG_0003-2.JPG" ]
pass 'what a backup lacks comes with the same command, and nothing there is overwritten'

expect_exit 0 byline card-check card
expect_exit 1 byline card-check --min-copies 4 card
rm one/*/*/IMG_0002.JPG two/*/*/IMG_0002.JPG
expect_exit 1 byline card-check card
[ "$(wc -l <out)" = 1 ]
grep -q '^1 of 2  .*/IMG_0002.JPG  missing .*/one  missing .*/two$' out
expect_exit 0 byline card-check --min-copies 1 card
printf x | dd of="$(find library -name IMG_0004.JPG)" bs=1 seek=900 conv=notrunc status=none
expect_exit 0 byline card-check --min-copies 1 card
expect_exit 4 byline card-check --min-copies 3 --verify --json card
expect_json 'select (.source | endswith ("IMG_0004.JPG")) | [.places[].state] | tostring' '["changed","verified","verified"]'
cp -r card other && echo 'a clip' >other/DCIM/100CANON/MVI_0005.MOV && echo index >other/DCIM/100CANON/X.CTG
expect_exit 1 byline card-check --min-copies 1 other
grep -q '^0 of 1  .*/MVI_0005.MOV$' out
[ "$(wc -l <out)" = 1 ]
pass 'card-check says which files have too few copies, and whether those are right'

clear
expect_exit 0 byline ingest --verify none card
grep -q 'nothing was verified' err
[ "$(sqlite3 library/.byline/catalogue.sqlite "SELECT DISTINCT verify, verified_us FROM file")" = 'none|' ]
expect_exit 1 byline card-check --min-copies 1 card
grep -q 'unverified' out
clear
expect_exit 0 byline ingest --verify source --json card
expect_json 'select (.copies) | .copies[0].verify' "$(repeat $pictures source)"
expect_exit 0 byline card-check --min-copies 1 card
pass 'what was not verified is told, and does not count'

clear
expect_exit 0 byline ingest --dups keep card
[ "$(photos library | wc -l)" = "$n" ]
[ "$(byline find --count '')" = $pictures ]
cp -r library before
expect_exit 0 byline ingest --dups keep --json card
expect_json .outcome "$(repeat "$n" present)"
photos library | diff <(photos before) -
rm -rf before "$(find library -name IMG_0901.JPG)"
expect_exit 0 byline ingest --dups keep --json card
[ "$(jq -r 'select (.outcome == "copied") | .source' out | xargs basename)" = IMG_0901.JPG ]
pass 'a second file of one picture is kept where it is asked for, once'

expect_exit 2 byline ingest --backup nowhere card
grep -q 'plugged in' err
expect_exit 2 byline ingest --backup library/2025 card
expect_exit 2 byline ingest --backup one --backup one card
expect_exit 2 byline ingest --backup card/DCIM card
expect_exit 2 byline ingest --verify maybe card
expect_exit 2 byline ingest --only old card
expect_exit 2 byline ingest --dups burn card
expect_exit 2 byline ingest --manifest a/b card
expect_exit 2 byline card-check
expect_exit 2 byline card-check --min-copies 0 card
expect_exit 3 byline card-check nowhere
pass 'mistakes are told before anything is copied'

rm card/DCIM/100CANON/IMG_0901.JPG # for the count of what fits
if [ "$(id -u)" = 0 ] && mount -t tmpfs -o size=80k tmpfs one 2>/dev/null; then
  trap '{ umount -l one small card || true; } 2>/dev/null; rm -rf "$work"' EXIT
  clear
  make_shoot card 20 && rm -f report
  ingest 3 --backup one --backup two
  photos library | diff - <(photos two)
  [ "$(grep -c 'is full' err)" = 1 ]
  fits=$(photos one | wc -l)
  missing=$(sed -n 's/^byline: .*one: \([0-9]*\) files are missing there.*/\1/p' err)
  [ "$fits" -gt 0 ] && [ $((fits + missing)) = "$(photos two | wc -l)" ]
  [ -z "$(find one two library -name '*.part')" ]
  photos two | grep -F -f <(photos one) | diff - <(photos one)
  jq -r .outcome report | grep -v copied && fail 'a full backup failed a photo'
  mount -o remount,size=10m one
  ingest 0 --backup one --backup two
  photos two | diff - <(photos one)
  pass 'a full backup is named once; the others go on; with room the same command fills it'

  clear
  mount -o remount,ro one
  ingest 3 --backup one
  grep -q 'one: is read-only' err
  [ "$(grep -c 'byline: .*one' err)" = 2 ]
  [ "$(photos library | wc -l)" = 20 ]
  umount one
  mkdir small
  mount -t tmpfs -o size=2m tmpfs small
  byline init small 2>/dev/null
  head -c $(($(df --output=avail -k small | tail -1) * 1024 - 120000)) /dev/zero >small/ballast
  got=0
  byline --library small ingest --backup two --report full card >out 2>err || got=$?
  [ $got = 3 ] || [ $got = 74 ] || fail "exit $got" # 74 where there is no room for the catalogue either
  grep -q 'small: is full' err
  [ "$(photos two | wc -l)" = 20 ]
  jq -e 'select (.outcome == "failed" and .copies[1].outcome != "copied")' full >odd || true
  [ ! -s odd ]
  rm small/ballast
  mount -o remount,size=10m small
  expect_exit 0 byline --library small ingest --backup two card
  photos two | diff - <(photos small)
  [ "$(photos two | wc -l)" = 20 ]
  umount small
  pass 'a read-only backup and a full library fail by themselves'

  clear
  sums card >card.before
  mount --bind card card && mount -o remount,ro,bind card
  ingest 0
  expect_exit 0 byline card-check --min-copies 1 card
  umount card
  sums card | diff card.before -
  pass 'a read-only card is enough'
else
  skip 'full and read-only disks' 'nobody but root may mount'
fi
if have script && have strace; then
  slow="strace -f -qq -o /dev/null -e trace=fsync --inject=fsync:delay_exit=50000" # so that there is something to be seen
  make_shoot terminal 40 320 240
  mkdir -p usb nas
  byline init shown 2>/dev/null
  TERM=xterm script -qec "stty cols 200; $slow '$BYLINE' --library shown ingest terminal --backup usb --backup nas" said >/dev/null
  grep -qE '[0-9]+/40 photos.*; library [0-9]+, usb [0-9]+, nas [0-9]+' said || fail "$(cat -v said)"
  TERM=xterm script -qec "stty cols 30; '$BYLINE' --library shown ingest --only all --dups keep terminal --backup usb" said >/dev/null
  tr '\r' '\n' <said | sed 's/\x1b\[K//' | grep ' photos' >lines
  [ "$(wc -L <lines)" -le 30 ] || fail "$(cat -v lines)"
  pass 'a terminal sees how far each destination is, on one line'
else
  skip 'a terminal sees how far each destination is, on one line' 'no script or no strace'
fi
finish
