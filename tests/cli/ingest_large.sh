#!/usr/bin/env bash
# Large files: read once, whatever the number of destinations, in little memory, and ended in the middle.
. "$(dirname "$0")/lib.sh"
have jq || skip_all 'no jq'
have strace || skip_all 'no strace'
have exiftool || skip_all 'no exiftool'
export ASAN_OPTIONS=${ASAN_OPTIONS:-}:detect_leaks=0

# BYLINE_LARGE=6G: as large as that
size=${BYLINE_LARGE:-160M}
make_shoot card 3
canon=card/DCIM/100CANON
mkdir backup
truncate -s "$size" $canon/MVI_0008.MOV
printf 'the end' >>$canon/MVI_0008.MOV # with a hole: a card of 6 GB that costs no disk
cp $canon/IMG_0001.JPG $canon/IMG_0007.JPG && head -c 40M /dev/urandom >>$canon/IMG_0007.JPG
jpeg=$(stat -c %s $canon/IMG_0007.JPG)
film=$(stat -c %s $canon/MVI_0008.MOV)
export BYLINE_LIBRARY=library
byline init library 2>/dev/null
octets_read() { cat traces/t.* | sed -n "s/^pread64([0-9]*<[^>]*$1.* = \\([0-9]*\\)\$/\\1/p" | awk '{ n += $1 } END { printf "%.0f\n", n }'; } # mawk prints no large numbers

mkdir traces
strace -ff -qq -y -e trace=pread64 -o traces/t "$BYLINE" ingest --folder in --dups keep --set credit=x --backup backup card 2>/dev/null
read=$(octets_read '\/card\/.*MVI_0008.MOV')
# the plan looks into its head for what it is a Live Photo of: a window of 64 KiB
[ "$read" -ge "$film" ] && [ "$read" -le $((film + 65536)) ] || fail "$read of $film octets of the film read"
read=$(octets_read '\/card\/.*IMG_0007.JPG') # and its head, for the plan
[ "$read" -le $((jpeg + 200000)) ] || fail "$read of $jpeg octets of the photo read"
for place in library backup; do
  cmp $canon/MVI_0008.MOV $place/in/MVI_0008.MOV
  [ "$(exiftool -s3 -m -XMP-photoshop:Credit $place/in/IMG_0007.JPG)" = x ]
  cmp <(tail -c 40M $canon/IMG_0007.JPG) <(tail -c 40M $place/in/IMG_0007.JPG)
done
pass 'a film of any size is read once for all destinations, and so is a large photo'

expect_exit 0 byline ingest --folder in --dups keep --set credit=x --backup backup card --json
expect_json 'select (.outcome != "present")' ''
expect_exit 0 byline card-check card
mkdir card2 && cp --sparse=always $canon/MVI_0008.MOV card2/other.MOV
expect_exit 0 byline ingest --folder in card2 --json
expect_json .outcome present || true
pass 'both are known again'

if have time || [ -x /usr/bin/time ]; then
  byline init measured 2>/dev/null
  /usr/bin/time -f %M -o peak "$BYLINE" --library measured ingest --backup backup --folder also card 2>/dev/null
  limit=150000
  ldd "$BYLINE" | grep -qE 'asan|tsan' && limit=600000
  [ "$(tail -1 peak)" -lt $limit ] || fail "$(cat peak) KiB"
  pass "in $(($(tail -1 peak) / 1024)) MiB"
else
  skip 'in little memory' 'no time'
fi

# Told to end in the middle: at once, without a part of it left; the next run brings it.
byline init told 2>/dev/null
got=0
rm -f trace
strace -f -qq -P "$PWD/$canon/MVI_0008.MOV" -e trace=pread64 -e signal=none -e inject=pread64:delay_exit=50000 -o trace \
  "$BYLINE" --library told ingest --threads 1 --folder in card >out 2>err &
tracer=$!
until [ -s trace ] && [ "$(grep -c pread64 trace)" -ge 10 ]; do sleep 0.05; done
reached=$(grep -c pread64 trace)
kill -TERM "$(pgrep -P $tracer)"
wait $tracer || got=$?
[ $got = 130 ] || fail "exit $got"
[ "$(grep -c pread64 trace)" -lt $((reached + 40)) ] || fail 'it went on reading'
[ -z "$(find told -name '*.MOV' -o -name '*.part')" ]
grep -q 'interrupted with 3 of 5 files done; the same command goes on from there' err || fail "$(cat err)"
! grep -q 'failed:\|MVI_0008' err || fail "$(cat err)"
expect_exit 0 byline --library told ingest --folder in --dups keep card --json
[ "$(jq -r 'select (.outcome == "copied") | .source' out | grep -c MVI_0008)" = 1 ]
cmp $canon/MVI_0008.MOV told/in/MVI_0008.MOV
pass 'told to end in the middle of a film it ends at once, and says how to go on'

# Two films that are the same, and one of the same size that is not.
mkdir twins
head -c 34M /dev/urandom >twins/A.MOV && cp twins/A.MOV twins/B.MOV
{ head -c 20M twins/A.MOV; head -c 14M /dev/urandom; } >twins/C.MOV
byline init third 2>/dev/null
expect_exit 0 byline --library third ingest --folder in twins --json
[ "$(jq -r '"\(.source | split ("/") | last) \(.outcome)"' out | paste -sd,)" = 'A.MOV copied,B.MOV present,C.MOV copied' ]
cmp twins/C.MOV third/in/C.MOV
rm third/in/A.MOV
expect_exit 0 byline --library third ingest --folder in twins --json
cmp twins/A.MOV third/in/A.MOV
pass 'films of one size are told apart by what they hold'
finish
