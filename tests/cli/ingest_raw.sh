#!/usr/bin/env bash
# Raw files and others that are never written into: their credit comes in beside them.
. "$(dirname "$0")/lib.sh"
have exiftool || skip_all 'no exiftool'
have jq || skip_all 'no jq'
unset G_DEBUG # libvips warns when it makes an AVIF

make_shoot shoot 4 160 120
mapfile -t jpegs < <(find shoot -name '*.JPG' | sort)
mkdir card backup
for i in 1 2 3; do "$MAKERS/make_raw" card/DSC_000$i.NEF "${jpegs[i]}"; done
cp "${jpegs[3]}" card/DSC_0003.JPG                                         # RAW + JPEG
exiftool -q -o card/DSC_0002.xmp -XMP-xmp:Rating=4 -XMP-dc:Title=mine -XMP-crs:Exposure2012=+0.5 "${jpegs[0]}"
kinds=
if have vips; then
  for kind in heic avif; do
    if vips copy "${jpegs[0]}" "card/other_$kind.$kind" 2>/dev/null; then kinds+=" $kind"; fi
  done
fi
sums card >before
export BYLINE_LIBRARY=library
byline init library 2>/dev/null
expect_exit 0 byline ingest --folder in --backup backup --set credit=mfa.gov.kz --set creator=Айгерім card
sums card | diff before -
for place in library backup; do
  for photo in DSC_0001.NEF DSC_0002.NEF DSC_0003.NEF; do cmp card/$photo $place/in/$photo; done
  for name in DSC_0001 DSC_0002 DSC_0003; do
    [ "$(exiftool -s3 -XMP-photoshop:Credit $place/in/$name.xmp)" = mfa.gov.kz ] || fail "$place/in/$name.xmp"
    [ "$(exiftool -s3 -XMP-dc:Creator $place/in/$name.xmp)" = Айгерім ]
  done
  [ "$(exiftool -s3 -XMP-xmp:Rating -XMP-dc:Title -XMP-crs:Exposure2012 $place/in/DSC_0002.xmp)" = $'4\nmine\n+0.5' ]
  [ "$(exiftool -s3 -XMP-photoshop:Credit $place/in/DSC_0003.JPG)" = mfa.gov.kz ]
  for kind in $kinds; do
    cmp "card/other_$kind.$kind" "$place/in/other_$kind.$kind"
    [ "$(exiftool -s3 -XMP-photoshop:Credit "$place/in/other_$kind.$kind.xmp")" = mfa.gov.kz ]
  done
  [ "$(find $place -name '*-2*')" = '' ]
done
pass 'the file comes in byte for byte, the credit into a sidecar, new or as the card has it'

expect_exit 0 byline find --json credit:mfa.gov.kz
[ "$(jq -r .fields.credit out | wc -l)" = "$(find card -type f -not -name '*.xmp' | wc -l)" ]
expect_json 'select (.path | endswith ("DSC_0002.NEF")) | "\(.fields.rating) \(.fields.title)"' '4 mine'
expect_exit 0 byline sync
[ ! -s out ]
expect_exit 0 byline verify
pass 'the catalogue knows what the sidecars say'

sums library >once
expect_exit 0 byline ingest --folder in --backup backup --set credit=mfa.gov.kz --set creator=Айгерім card --json
expect_json 'select (.outcome != "present")' ''
expect_exit 0 byline card-check --min-copies 2 card
[ "$(find library -type f -not -path '*/.byline/*' | wc -l)" = "$(find backup -type f | wc -l)" ]
pass 'again: nothing is new, and the card is safe'

printf 'broken' >card/DSC_0002.xmp
byline init other 2>/dev/null
expect_exit 3 byline --library other ingest --folder in --set credit=x card
[ "$(grep -c 'DSC_0002.xmp' err)" = 1 ]
cmp card/DSC_0002.NEF other/in/DSC_0002.NEF
pass 'a sidecar that is none is named; its photo still comes in'

# What may not be written into comes in all the same, credited beside it.
"$MAKERS/make_cases" cases >/dev/null
mkdir signed && cp cases/jumbf-c2pa.jpg signed
sums signed >before
mkdir backup3 && byline init third 2>/dev/null
expect_exit 0 byline --library third ingest --folder in --set credit=mfa.gov.kz --backup backup3 --json signed
expect_json '"\(.outcome) \(.notes[0])"' 'copied credited in a sidecar: a change would break the signature of its Content Credentials'
grep -q 'jumbf-c2pa.jpg.*Content Credentials' err
for folder in third backup3; do
  cmp signed/jumbf-c2pa.jpg "$folder/in/jumbf-c2pa.jpg"
  [ "$(exiftool -s3 -XMP-photoshop:Credit "$folder/in/jumbf-c2pa.jpg.xmp")" = mfa.gov.kz ]
done
sums signed | diff before -
expect_exit 0 byline --library third find --count credit:mfa.gov.kz
[ "$(cat out)" = 1 ]
expect_exit 0 byline --library third ingest --folder in --set credit=mfa.gov.kz --backup backup3 --json signed
expect_json .outcome present
expect_exit 0 byline --library third card-check --min-copies 2 signed
pass 'what is not to be written into is credited in a sidecar, and said'
finish
