#!/usr/bin/env bash
# The whole plan before the first byte: captures, numbers, names that are free everywhere, times.
. "$(dirname "$0")/lib.sh"
have exiftool || skip_all 'no exiftool'
have jq || skip_all 'no jq'
have sqlite3 || skip_all 'no sqlite3'

ask() { sqlite3 -readonly library/.byline/catalogue.sqlite "$1"; }

# clean: an empty library
clean() {
  rm -rf library
  byline init library 2>/dev/null
}

export BYLINE_LIBRARY=library
make_shoot card 6
canon=card/DCIM/100CANON
exiftool -q -q -m -r -overwrite_original -OffsetTime= -OffsetTimeOriginal= -OffsetTimeDigitized= -GPS:all= card
cp $canon/IMG_0001.JPG spare.jpg

# One press of the shutter ---------------------------------------------------------------------

printf 'a voice' >$canon/IMG_0001.WAV
exiftool -q -o $canon/IMG_0001.xmp -XMP-dc:Title=first $canon/IMG_0001.JPG
exiftool -q -o $canon/IMG_0002.JPG.xmp -XMP-dc:Title=second $canon/IMG_0002.JPG
printf 'a film' >$canon/IMG_0002.MOV
printf 'a film alone' >$canon/MVI_0009.MP4
touch $canon/.hidden.JPG $canon/Thumbs.db $canon/._IMG_0001.JPG
sums card >before
clean
mkdir backup
expect_exit 0 byline ingest --name 'Тур_{seq:3}' --backup backup card --json
for stem in 001.JPG 001.WAV 001.xmp 002.JPG 002.JPG.xmp 002.MOV; do
  [ -e "library/2025/07-14/Тур_$stem" ] || fail "no Тур_$stem"
done
sums card | diff before - || fail 'the card was written to'
(cd card && find . -type f -not -name '.*' -not -name Thumbs.db -print0 | xargs -0 sha256sum | cut -d' ' -f1 | sort) >want
(cd library && find . -path ./.byline -prune -o -type f -print0 | xargs -0 sha256sum | cut -d' ' -f1 | sort) >got
diff want got || fail 'not every file of the card is in the library'
(cd backup && find . -type f -print0 | xargs -0 sha256sum | cut -d' ' -f1 | sort) | diff want - || fail 'nor in the backup'
pass 'the files of one press of the shutter keep together, in every destination'

[ "$(jq -r 'select (.source | test ("IMG_0001")) | .plan.capture' out | sort -u)" = 1 ]
[ "$(ask "SELECT count (*) FROM photo")" = 6 ]
[ "$(ask "SELECT count (*) FROM companion WHERE photo IS NOT NULL")" = 4 ]
[ "$(ask "SELECT count (*) FROM companion WHERE photo IS NULL")" = 1 ]
expect_exit 0 byline ingest --name 'Тур_{seq:3}' card --json
expect_json 'select (.outcome != "present")' ''
pass 'companions are catalogued with their photo, and known again'

rm "library/2025/07-14/Тур_002.JPG" "library/2025/07-14/Тур_002.MOV"
expect_exit 0 byline ingest --name 'Тур_{seq:3}' card
[ -e "library/2025/07-14/Тур_002.JPG" ] && [ -e "library/2025/07-14/Тур_002.MOV" ]
pass 'what is missing comes back under the names and numbers that it had'

# Names ----------------------------------------------------------------------------------------

mkdir other
cp spare.jpg other/img_0001.jpg
exiftool -q -overwrite_original -Artist=Another other/img_0001.jpg
printf 'x' >>other/img_0001.jpg
printf 'another voice' >other/img_0001.wav
clean
expect_exit 0 byline ingest --dups keep card other --json
expect_json 'select (.source | test ("other/")) | "\(.path | split ("/") | last) \(.plan.name)"' \
  $'img_0001-2.jpg 2\nimg_0001-2.wav 2'
(cd library && find . -type f | tr '[:upper:]' '[:lower:]' | sort | uniq -d) >twice
[ ! -s twice ]
pass 'names that differ in case alone get a number, the whole capture'

clean
mkdir -p library/2025/07-14
printf 'mine' >library/2025/07-14/IMG_0001.wav
expect_exit 0 byline ingest --dry-run card
grep -q 'IMG_0001.JPG → 2025/07-14/IMG_0001-2.JPG  (.*“-2” as the name is taken' out
expect_exit 0 byline ingest card
[ "$(cat library/2025/07-14/IMG_0001.wav)" = mine ]
[ -e library/2025/07-14/IMG_0001-2.JPG ] && [ -e library/2025/07-14/IMG_0001-2.WAV ]
pass 'nothing is put beside a stranger of the same base name'

clean
expect_exit 0 byline ingest --name 'a:b?*|CON/..' --folder '../{job}' --job 'x/../y' $canon
[ -z "$(find . -maxdepth 1 -newer want -name 'x*')" ]
[ "$(find library -name '*.JPG' | wc -l)" = 3 ]
[ -z "$(find library -name '*[:?*|]*' -o -name '..*')" ]
pass 'unsafe names are made safe, inside of the library'

# Times ----------------------------------------------------------------------------------------

clean
expect_exit 0 byline ingest --dry-run --json card
expect_json 'select (.source | test ("IMG_0001.JPG$")) | "\(.plan.taken) \(.plan.zone)"' '2025-07-14T10:00:00 assumed' <(sed 's/\(T10:00:00\)\.[0-9]*/\1/' out)
expect_exit 0 byline ingest --timezone Asia/Almaty --clock-shift 'EOS R5=-10:00:01' card
[ "$(ask "SELECT DISTINCT zone_minutes, taken_assumed FROM photo")" = '300|0' ]
[ -e library/2025/07-13/IMG_0001.JPG ] && [ -e library/2025/07-13/IMG_0001.WAV ]
[ -e library/2025/07-14/DSC_0001.JPG ]
cmp library/2025/07-13/IMG_0001.JPG $canon/IMG_0001.JPG
[ "$(ask "SELECT substr (taken, 1, 19), substr (taken, -6), clock_shift_s FROM photo WHERE name = 'IMG_0001.JPG'")" = '2025-07-13T23:59:59|+05:00|-36001' ]
byline set title=x library/2025/07-13/IMG_0001.JPG 2>/dev/null
[ "$(ask "SELECT substr (taken, 1, 19) FROM photo WHERE name = 'IMG_0001.JPG'")" = '2025-07-13T23:59:59' ]
pass 'zone and shift move folder and catalogue, and leave the files as they are'

clean
expect_exit 0 byline ingest --timezone Asia/Almaty --clock-shift 032024001122=+01:00:00 --write-clock card
[ "$(exiftool -s3 -DateTimeOriginal -OffsetTimeOriginal library/2025/07-14/IMG_0001.JPG)" = $'2025:07:14 11:00:00\n+05:00' ]
[ "$(exiftool -s3 -DateTimeOriginal -OffsetTimeOriginal library/2025/07-14/DSC_0001.JPG)" = $'2025:07:14 10:00:01\n+05:00' ]
[ "$(ask "SELECT substr (taken, 1, 19), clock_shift_s FROM photo WHERE name = 'IMG_0001.JPG'")" = '2025-07-14T11:00:00|0' ]
expect_exit 0 byline ingest --timezone Asia/Almaty --clock-shift 032024001122=+01:00:00 --write-clock card --json
expect_json 'select (.outcome != "present")' ''
sums card | diff before - || fail 'the card was written to'
pass 'the copies say so where asked for, the card never'

exiftool -q -overwrite_original -AllDates= -EXIF:SubSecTimeOriginal= spare.jpg
touch -d '2019-03-04' spare.jpg
clean
expect_exit 0 byline ingest spare.jpg
[ -z "$(find library -path '*2019*')" ] && [ -n "$(find library -path '*unknown*' -name spare.jpg)" ]
grep -q '1 without a date' err
pass 'a photo without a date does not take that of its file'

for wrong in --timezone=/etc --timezone=Nowhere/City --clock-shift=x=1 --clock-shift='EOS R5=+1:0x' \
  --clock-shift='EOS R5=1:00' --clock-shift='EOS R9=+1:00'; do
  expect_exit 2 byline ingest -n "$wrong" card
  [ "$(wc -l <err)" = 1 ]
done
pass 'a zone, a time or a camera that there is not is a mistake in the command'

# Sources --------------------------------------------------------------------------------------

clean
expect_exit 0 byline ingest --json card $canon $canon/IMG_0001.JPG
[ "$(jq -r .source out | sort | uniq -d)" = '' ] && [ "$(wc -l <out)" = 11 ]
pass 'a file that is reached twice goes in once'
finish
