#!/usr/bin/env bash
# JPEGs put together in every way that cameras and programs do, judged as real photos are.
. "$(dirname "$0")/lib.sh"
have exiftool || skip_all 'no exiftool'

mkdir cases alone
"$MAKERS/make_cases" cases
n=$(find cases -type f | wc -l)
[ "$n" -gt 30 ]
pass "makes $n cases"

# What lies behind the picture is reached through numbers that count from the file's beginning, or
# from their own segment: it must still be what it was.
expect_reached() {
  exiftool -q -q -b "$1" "cases/$2" >before 2>/dev/null
  [ -s before ] || fail "$2 has no $1"
  exiftool -q -q -b "$1" "alone/$2" 2>/dev/null | cmp -s - before || fail "$2 has lost its $1"
}
cp cases/* alone/
expect_exit 3 byline set credit=mfa.gov.kz creator='Айгерім Нұрланова' description='握手' alone/*
refused='jumbf-c2pa exif-full exif-loop exif-interop-behind exif-no-types xmp-broken xmp-doctype xmp-no-rdf xmp-strange-wrapper'
for name in $refused; do
  [ "$(grep -c "^byline: alone/$name.jpg: " err)" = 1 ] || fail "not one line about $name"
  cmp "cases/$name.jpg" "alone/$name.jpg"
done
pass 'what cannot be written safely is refused, and why is said in a line'
for file in cases/mpf-*; do expect_reached -MPImage2 "$(basename "$file")"; done
for file in cases/trailer-afcp*; do
  name=$(basename "$file")
  expect_reached -Headline "$name"
  ! exiftool -q -q -a -s3 -Warning "alone/$name" | grep AFCP || fail "$name has lost its place"
done
pass 'pictures and AFCP behind the picture are still reached'

# A file's namespaces, charset or numbers must not go on to the next: one by one, and in another order, all come out the same.
mkdir single
cp cases/* single/
for file in single/*; do byline set credit=mfa.gov.kz creator='Айгерім Нұрланова' description='握手' "$file" >out 2>err || true; done
sums single >one-by-one
sums alone | cmp - one-by-one
pass 'what becomes of a photo does not hang on those before it'

for name in $refused; do rm {cases,alone}/"$name.jpg"; done
exiftool -q -q -if '$XMP-photoshop:Credit ne "mfa.gov.kz"' -p '$FileName' alone >out || true
[ ! -s out ] || fail 'these have no credit'
[ "$(exiftool -q -q -p '$XMP-photoshop:Credit' alone | wc -l)" = "$(find alone -type f | wc -l)" ]
pass 'exiftool reads the credit in all that were written'

# The judge of real photos wants every segment where it was, and nothing changed behind the picture:
# the first must be moved here, the last counts from the file's beginning.  And of a preview that is
# not where its MakerNote says, exiftool says by how much, which changes.
rm cases/mpf-before-exif.jpg cases/trailer-afcp{,-behind,-twice}.jpg cases/preview-sony.jpg
# of this a part goes into extended XMP, a segment more
exiftool -q -q -b -RawFileName cases/xmp-full.jpg >before
[ "$(wc -c <before)" -gt 60000 ]
exiftool -q -q -b -RawFileName alone/xmp-full.jpg | cmp - before
rm cases/xmp-full.jpg
# these exiftool does not read right before; iim.sh judges them
rm cases/iim-false-* cases/iim-utf16-* cases/iim-undeclared-utf8.jpg
PHOTOS=$PWD/cases bash "$SOURCE/tests/cli/photos_set.sh" >judged 2>&1 || {
  cat judged
  fail 'a case is damaged'
}
grep '^#' judged
pass 'nothing but the credit changes in any other'
finish
