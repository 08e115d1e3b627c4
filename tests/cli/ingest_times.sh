#!/usr/bin/env bash
# When a photo was taken: of each kind of mistake that sorted somebody's pictures into the wrong day.
. "$(dirname "$0")/lib.sh"
have exiftool || skip_all 'no exiftool'
have jq || skip_all 'no jq'
have sqlite3 || skip_all 'no sqlite3'

make_shoot shoot 2
mv shoot/DCIM/100CANON/IMG_0001.JPG plain.jpg
exiftool -q -m -overwrite_original -OffsetTime= -OffsetTimeOriginal= -OffsetTimeDigitized= -SubSecTimeOriginal= -GPS:all= plain.jpg
export BYLINE_LIBRARY=library
mkdir card
# plan TAGS…: the line of the dry run's report for a photo with these
plan() {
  cp plain.jpg card/photo.jpg
  exiftool -q -m -overwrite_original "$@" card/photo.jpg
  rm -rf library && byline init library 2>/dev/null
  expect_exit 0 byline ingest "${options[@]}" --json card
}
expect_plan() { expect_json '"\(.plan.taken) \(.plan.zone) \(.path)"' "$1"; }
options=()

plan -DateTimeOriginal='2025:10:26 02:30:00' -OffsetTimeOriginal=+02:00 -OffsetTime=+05:00
expect_plan '2025-10-26T02:30:00+02:00 file 2025/10-26/photo.jpg'
[ "$(sqlite3 library/.byline/catalogue.sqlite 'SELECT taken FROM photo')" = '2025-10-26T02:30:00+02:00' ]
plan -DateTimeOriginal='2025:10:26 02:30:00' -OffsetTime=+05:00 -ModifyDate='2026:01:01 00:00:00'
expect_plan '2025-10-26T02:30:00 assumed 2025/10-26/photo.jpg'
pass 'the zone of the picture counts, never that of its last edit'

TZ=America/New_York plan -DateTimeOriginal='2025:07:14 10:00:00' -OffsetTimeOriginal=+09:00
expect_plan '2025-07-14T10:00:00+09:00 file 2025/07-14/photo.jpg'
options=(--timezone Asia/Tokyo)
TZ=America/New_York plan -DateTimeOriginal='2025:07:14 00:10:00'
expect_plan '2025-07-14T00:10:00+09:00 told 2025/07-14/photo.jpg'
pass 'ten in the morning in Japan is that day, wherever the computer stands'

options=(--timezone Europe/Berlin)
plan -DateTimeOriginal='2025:03:30 03:30:00'
expect_plan '2025-03-30T03:30:00+02:00 told 2025/03-30/photo.jpg'
plan -DateTimeOriginal='2025:01:30 03:30:00'
expect_plan '2025-01-30T03:30:00+01:00 told 2025/01-30/photo.jpg'
plan -DateTimeOriginal='2025:10:26 02:30:00' # comes twice
expect_plan '2025-10-26T02:30:00+01:00 told 2025/10-26/photo.jpg'
pass 'a zone that was told is that of the day, summer and winter'

options=()
plan -DateTimeOriginal='2025:07:14 23:30:00' -GPSDateStamp='2025:07:14' -GPSTimeStamp='18:29:40'
expect_plan '2025-07-14T23:30:00+05:00 gps 2025/07-14/photo.jpg'
plan -DateTimeOriginal='2025:07:15 00:15:00' -GPSDateStamp='2025:07:14' -GPSTimeStamp='18:30:10'
expect_plan '2025-07-15T00:15:00+05:45 gps 2025/07-15/photo.jpg'
plan -DateTimeOriginal='2025:07:14 10:00:00' -GPSDateStamp='2025:07:14' -GPSTimeStamp='09:52:30'
expect_plan '2025-07-14T10:00:00 assumed 2025/07-14/photo.jpg'
plan -DateTimeOriginal='2025:07:14 10:00:00' -OffsetTimeOriginal=+08:00 -GPSDateStamp='2025:07:14' -GPSTimeStamp='05:00:00'
expect_plan '2025-07-14T10:00:00+08:00 file 2025/07-14/photo.jpg'
pass 'without one the difference to GPS time tells, but for one that is no zone'

cp shoot/DCIM/101NIKON/DSC_0001.JPG card/photo.jpg
exiftool -q -m -overwrite_original -OffsetTime= -OffsetTimeOriginal= -OffsetTimeDigitized= -GPS:all= card/photo.jpg
touch -d '2001-01-01' card/photo.jpg
rm -rf library && byline init library 2>/dev/null
expect_exit 0 byline ingest --json card
jq -r .path out | grep -q '^2025/07-14/'
pass 'neither a MakerNote nor the date of the file moves it'

# A burst: one second, told apart by its parts; two cameras that are not apart even in those.
mkdir burst one two
make_shoot many 6
mapfile -t shots < <(find many -name 'IMG*' | sort)
for i in 0 1 2; do
  cp "${shots[i]}" burst/shot_$((i + 1)).jpg
  exiftool -q -m -overwrite_original -AllDates='2025:07:14 10:00:00' -SubSecTimeOriginal=$((i + 1))0 burst/shot_$((i + 1)).jpg
done
rm -rf library && byline init library 2>/dev/null
expect_exit 0 byline ingest --name '{taken:%Y%m%d_%H%M%S}' --folder in burst
[ "$(find library/in -name '*.jpg' | wc -l)" = 3 ] || fail "$(ls library/in)"
pass 'all of a burst come in, though they were taken in one second under one name'

cp "${shots[0]}" one/A.jpg && cp "${shots[1]}" two/B.jpg
exiftool -q -m -overwrite_original -AllDates='2025:07:14 10:00:00' -SubSecTimeOriginal=50 -SerialNumber=222 one/A.jpg
exiftool -q -m -overwrite_original -AllDates='2025:07:14 10:00:00' -SubSecTimeOriginal=50 -SerialNumber=111 two/B.jpg
cp "${shots[2]}" two/C.jpg
exiftool -q -m -overwrite_original -AllDates='2025:07:14 10:00:00' -SubSecTimeOriginal=70 -SerialNumber=111 two/C.jpg
for order in 'one two' 'two one'; do
  rm -rf library && byline init library 2>/dev/null
  # shellcheck disable=SC2086
  expect_exit 0 byline ingest --name '{seq:1}' --folder in --json $order
  [ "$(jq -r '"\(.source | split ("/") | last) \(.path)"' out | sort | paste -sd,)" = 'A.jpg in/2.jpg,B.jpg in/1.jpg,C.jpg in/3.jpg' ] || fail "$order: $(cat out)"
done
pass 'cards are merged by time to its parts of a second, then by the serial number, in whatever order they are named'
finish
