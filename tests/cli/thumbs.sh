#!/usr/bin/env bash
. "$(dirname "$0")/lib.sh"
have jq || skip_all 'no jq'

make_shoot card 2 1000 750
cp "$(find card -name IMG_0001.JPG)" photo.jpg
byline set credit=mfa.gov.kz creator='Айгерім' photo.jpg
sha256sum photo.jpg >before

expect_exit 0 byline thumbs photo.jpg --out web --sizes 320,640 --json
expect_json '[.source, .credit, .version]' '["photo.jpg","mfa.gov.kz",1]'
expect_json '[.renditions[] | [.width, .height, .format]]' \
  '[[320,240,"jpeg"],[320,240,"webp"],[640,480,"jpeg"],[640,480,"webp"]]'
jq -r '.renditions[] | "\(.bytes) \(.path)"' out | while read -r bytes path; do
  [ "$(stat -c %s "$path")" = "$bytes" ]
done
[ ! -s err ]
sha256sum -c --quiet before
pass 'every size and format is made, and the photo is untouched'

cp out first
expect_exit 0 byline thumbs photo.jpg --out web --sizes 320,640 --json
expect_json '[.renditions[].made] | any' false
jq -c 'del (.renditions[].made, .renditions[].encoded)' first >one
jq -c 'del (.renditions[].made, .renditions[].encoded)' out | cmp - one
pass 'what is there and right is not made again'

if have exiftool; then
  while IFS= read -r path; do
    [ "$(exiftool -s3 -XMP-photoshop:Credit "$path")" = mfa.gov.kz ]
    [ -z "$(exiftool -s3 -GPS:all -SerialNumber -MakerNotes:all "$path")" ]
  done < <(jq -r '.renditions[].path' first)
  pass 'the credit goes out, positions and serials do not'
else
  skip 'the credit goes out, positions and serials do not' 'no exiftool'
fi

expect_exit 0 byline thumbs photo.jpg --out page --sizes 320 --formats jpeg --html --title 'A <b> visit'
[ "$(wc -l <out)" = 1 ]
[ -s "$(cat out)" ]
grep -q 'A &lt;b&gt; visit' page/index.html
grep -q 'mfa.gov.kz' page/index.html
if have xmllint; then
  xmllint --html --noout page/index.html 2>&1 | grep -v 'Tag .* invalid\|^ *<\|^ *^' | grep -i error && fail 'not HTML'
fi
pass 'pages carry title and credit, escaped'

expect_exit 3 byline thumbs "$(find card -name IMG_0001.JPG)" photo.jpg --out uncredited --sizes 320 --formats jpeg
grep -q 'IMG_0001.JPG: has no credit' err
[ "$(find uncredited -type f | wc -l)" = 1 ]
expect_exit 0 byline thumbs "$(find card -name IMG_0001.JPG)" --allow-uncredited --out uncredited --sizes 320
grep -q 'without a credit' err
[ "$(find uncredited -type f | wc -l)" = 3 ]
pass 'a photo without a credit is refused, and made and said where that is allowed'

echo 'not a photo' >text.jpg
expect_exit 3 byline thumbs text.jpg photo.jpg missing.jpg --out web --sizes 320 --json
[ "$(wc -l <out)" = 1 ]
grep -q text.jpg err
grep -q missing.jpg err
pass 'one that fails does not stop the others'

expect_exit 2 byline thumbs photo.jpg
expect_exit 2 byline thumbs --out web
for wrong in '' 0 -5 320x 1e3 ' 320' 99999999 320,,640; do
  expect_exit 2 byline thumbs photo.jpg --out wrong --sizes "$wrong"
done
for wrong in '' heic jpeg,gif JPEG; do
  expect_exit 2 byline thumbs photo.jpg --out wrong --formats "$wrong"
done
for wrong in 0 101 best; do
  expect_exit 2 byline thumbs photo.jpg --out wrong --quality "$wrong"
done
[ ! -e wrong ]
pass 'sizes, formats and quality are read strictly'

mkdir -p "$XDG_CONFIG_HOME/byline"
printf '[profile small]\nsizes=96;200\nformats=webp\nfields=credit\nwebp-quality=40\n' >"$XDG_CONFIG_HOME/byline/config"
expect_exit 0 byline thumbs photo.jpg --out profiled --profile small --json
expect_json '[.renditions[] | [.width, .format]]' '[[96,"webp"],[200,"webp"]]'
small=$(jq -r '.renditions[1].path' out)
expect_exit 0 byline thumbs photo.jpg --out profiled --sizes 200 --formats webp --json
web=$(jq -r '.renditions[0].path' out)
[ "$small" != "$web" ] && [ "$(stat -c %s "$small")" -lt "$(stat -c %s "$web")" ]
if have exiftool; then
  [ "$(exiftool -s3 -XMP-photoshop:Credit "$small")" = mfa.gov.kz ]
  [ -z "$(exiftool -s3 -XMP-dc:Creator -IFD0:Artist "$small")" ]
  [ "$(exiftool -s3 -XMP-dc:Creator "$web")" = 'Айгерім' ]
fi
expect_exit 0 byline thumbs photo.jpg --out profiled --profile small --sizes 50 --json
expect_json '[.renditions[].width]' '[50]'
expect_exit 2 byline thumbs photo.jpg --out wrong --profile smal
grep -q 'there is web, small' err
expect_exit 2 byline thumbs photo.jpg --out wrong --fields credit,nothing
printf '[profile small]\nsizes=96;wide\n' >"$XDG_CONFIG_HOME/byline/config"
expect_exit 2 byline thumbs photo.jpg --out wrong --profile small
grep -q 'config: \[profile small\] sizes=96;wide: “wide” is no width' err
[ ! -e wrong ]
rm "$XDG_CONFIG_HOME/byline/config"
pass 'a profile says sizes, formats, qualities and fields; options stand over it'

byline set headline='A "b" <c>' person=Nobody instructions='not for others' photo.jpg
cp photo.jpg 'a b.jpg'
publish() { byline thumbs photo.jpg 'a b.jpg' --out listed --sizes 100,200 --html --manifest "$@"; }
expect_exit 0 publish m.json --base-url https://example.org/x
expect_json '[."byline-manifest", (.photos | length)]' '[1,2]' m.json
expect_json '.photos[0] | [.source, .line, .page, .fields.credit, .fields.creator[0], .fields.headline]' \
  '["photo.jpg","Photo credit: mfa.gov.kz","https://example.org/x/photo.html","mfa.gov.kz","Айгерім","A \"b\" <c>"]' m.json
expect_json '.photos[1].renditions | [.[] | [.width, .height, .type]]' \
  '[[100,75,"image/jpeg"],[100,75,"image/webp"],[200,150,"image/jpeg"],[200,150,"image/webp"]]' m.json
expect_json '[.photos[].fields | has("person") or has("instructions")] | any' false m.json
expect_json '.photos[0].id | test ("^[0-9a-f]{32}$")' true m.json
jq -r '.photos[].renditions[] | "\(.bytes) \(.url)"' m.json | while read -r bytes url; do
  [ "$(stat -c %s "listed/${url#https://example.org/x/}")" = "$bytes" ]
done
stat -c '%i %Y' m.json >before-again
expect_exit 0 publish m.json --base-url https://example.org/x/
stat -c '%i %Y' m.json | cmp before-again - # the same words: not written again
expect_exit 0 publish m.json --base-url /photos
expect_json '.photos[1].page' /photos/a-b.html m.json
expect_exit 0 publish m.json
expect_json '.photos[0].page' photo.html m.json
sha256sum photo.jpg >mine
expect_exit 3 publish photo.jpg
sha256sum -c --quiet mine
expect_exit 2 publish m.json --base-url 'javascript:alert(1)'
expect_exit 2 byline thumbs photo.jpg --out listed --base-url /photos
pass 'a manifest says what was published, what goes out and where it is found'

byline init library 2>/dev/null
byline --library library ingest card --set credit=mfa.gov.kz 2>/dev/null
expect_exit 0 byline --library library thumbs --query credit:mfa.gov.kz --out web --sizes 320 --formats webp --json
[ "$(wc -l <out)" = 2 ]
expect_json '.id | test ("^[0-9a-f]{32}$")' 'true
true'
expect_exit 1 byline --library library thumbs --query credit:nobody --out web
pass 'photos come from a query, with their ids'
finish
