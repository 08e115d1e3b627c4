#!/usr/bin/env bash
# In a library the catalogue knows each rendition: what is there is not opened, what was changed by
# hand is made again, what changed in words is not encoded again.
. "$(dirname "$0")/lib.sh"
have jq || skip_all 'no jq'
have sqlite3 || skip_all 'no sqlite3'

make_shoot card 3 400 300
byline init lib >/dev/null
cd lib
byline ingest ../card --job Tianjin --set credit=mfa.gov.kz >/dev/null 2>&1
sql() { sqlite3 -readonly .byline/catalogue.sqlite "$1"; }
publish() { byline thumbs --query job:Tianjin --out ../site --sizes 64,128 --json "$@"; }
counts() { jq -s '[.[].renditions[]] | [length, (map (select (.made)) | length), (map (select (.encoded)) | length)]' -c out; }
expect_counts() { [ "$(counts)" = "$1" ] || fail "$(counts) is not $1 (there, made, encoded)"; }

expect_exit 1 byline find is:published
expect_exit 0 byline find --count -- -is:published
[ "$(cat out)" = 3 ]
expect_exit 0 publish
expect_counts '[12,12,12]'
cp out first
[ "$(sql 'SELECT count (*) FROM rendition')" = 12 ]
[ "$(sql 'SELECT DISTINCT folder || " " || profile FROM site')" = "$(cd .. && pwd)/site web" ]
sql 'SELECT name || " " || format || " " || width || "x" || height || " " || bytes FROM rendition' | sort >rows
jq -r '.renditions[] | "\(.path | split ("/") | last) \(.format) \(.width)x\(.height) \(.bytes)"' out | sort | diff rows -
expect_exit 0 byline find --count is:published
[ "$(cat out)" = 3 ]
pass 'the catalogue has each rendition, and is:published finds its photo'

expect_exit 0 publish
expect_counts '[12,0,0]'
jq -c 'del (.renditions[].made, .renditions[].encoded)' first >wanted
jq -c 'del (.renditions[].made, .renditions[].encoded)' out | diff wanted -
pass 'a second run makes nothing, and says the same'

if have strace; then
  strace -f -e trace=openat -o trace "$BYLINE" thumbs --query job:Tianjin --out ../site --sizes 64,128 >/dev/null 2>&1
  [ "$(grep -c '/site/IMG[^"]*\.\(jpg\|webp\)' trace)" = 0 ] || fail "$(grep /site/IMG trace)"
  pass 'and opens no rendition'
else
  skip 'and opens no rendition' 'no strace'
fi

photo=$(byline find 'name:IMG_0002' -0 | tr '\0' '\n' | head -1)
byline set credit='Photo: Aiym' "$photo" 2>/dev/null
expect_exit 0 publish
expect_counts '[12,4,0]'
if have exiftool; then
  jq -r 'select (.credit == "Photo: Aiym") | .renditions[].path' out | while read -r path; do
    [ "$(exiftool -s3 -XMP-photoshop:Credit "$path")" = 'Photo: Aiym' ]
  done
fi
expect_exit 0 publish
expect_counts '[12,0,0]'
pass 'a changed credit is written into the four files of its photo, and no pixel is encoded'

mapfile -t files < <(jq -r '.renditions[].path' first)
rm "${files[0]}"
touch "${files[1]}"
# One octet of the picture, with the time put back: only what the file system says last tells it.
touch -r "${files[2]}" stamp
size=$(stat -c %s "${files[2]}")
printf '\x00' | dd of="${files[2]}" bs=1 seek=$((size - 20)) conv=notrunc status=none
touch -r stamp "${files[2]}"
cp "${files[4]}" copy && cp copy "${files[4]}.new" && mv "${files[4]}.new" "${files[4]}"
expect_exit 0 publish
expect_counts '[12,2,2]'
[ "$(jq -r '.renditions[] | select (.made) | .path' out | sort)" = "$(printf '%s\n' "${files[0]}" "${files[2]}" | sort)" ]
expect_exit 0 publish
expect_counts '[12,0,0]'
pass 'what was deleted or altered by hand is made again; what was touched or copied is not'

printf '[profile small]\nsizes=32\nformats=jpeg\n' >.byline/config
expect_exit 0 byline thumbs --query job:Tianjin --out ../site --profile small --json
expect_counts '[3,3,3]'
expect_exit 0 publish --prune
[ "$(find ../site -name '*-32w-*' | wc -l)" = 3 ]
[ "$(sql 'SELECT count (*) FROM rendition')" = 15 ]
expect_exit 0 byline thumbs "$photo" --out ../site --sizes 64 --prune
[ "$(grep -c ': removed$' err)" = 10 ]
[ "$(find ../site -type f | wc -l)" = 5 ]
[ "$(sql 'SELECT count (*) FROM rendition')" = 5 ]
expect_exit 0 byline thumbs "$photo" --out ../site --profile small --prune
expect_exit 0 byline find --count is:published
[ "$(cat out)" = 1 ]
pass '--prune forgets what it removes, and leaves what another profile made'

# Two photos of one name, and a quality that no profile has, so that the hash alone does not tell.
make_shoot ../card2 1 300 200
byline ingest ../card2 --job Almaty --set credit='Photo: Dana' >/dev/null 2>&1
expect_exit 0 byline thumbs --query 'job:Almaty name:IMG_0001' --out ../other --sizes 48 --formats jpeg --quality 55
echo "<figure><img src='$(basename "$(cat out)")' alt='x'><figcaption>Photo: Erlan</figcaption></figure>" >../page.html
expect_exit 1 byline check --html ../page.html --json
[ "$(jq -r .rule out)" = page-credit-differs ]
grep -q 'Dana' out
sqlite3 ../lib/.byline/catalogue.sqlite 'DELETE FROM rendition WHERE width = 48'
expect_exit 0 byline check --html ../page.html --json # a credit is there, and nobody knows whose it should be
pass 'check knows whose rendition stands on a page'

# A library that cannot be written to, and photos outside of any.
cp -r ../lib ../frozen
expect_exit 0 byline --library ../frozen thumbs ../frozen/2025/*Tianjin/IMG_0001.JPG --out ../elsewhere --sizes 64
if [ "$(id -u)" != 0 ]; then
  chmod -R a-w ../frozen/.byline
  expect_exit 0 byline --library ../frozen thumbs ../frozen/2025/*Tianjin/IMG_0001.JPG --out ../elsewhere2 --sizes 64
  chmod -R u+w ../frozen/.byline
fi
mkdir ../plain && cp ../frozen/2025/*Tianjin/IMG_0001.JPG ../plain/
cd ../plain
expect_exit 0 byline thumbs IMG_0001.JPG --out out.d --sizes 64 --json
expect_counts '[2,2,2]'
expect_exit 0 byline thumbs IMG_0001.JPG --out out.d --sizes 64 --json
expect_counts '[2,0,0]'
diff <(cd ../elsewhere && sha256sum -- *) <(cd out.d && sha256sum -- *)
pass 'outside of a library the same files come about, byte for byte'
finish
