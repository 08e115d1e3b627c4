#!/usr/bin/env bash
# What breaks the credit policy: photos, renditions, and published pages.
. "$(dirname "$0")/lib.sh"
have exiftool || skip_all 'no exiftool'
have jq || skip_all 'no jq'

make_shoot card 12
export BYLINE_LIBRARY=library
byline init library 2>/dev/null
byline ingest card --set credit=mfa.gov.kz --set creator='А. Нұрланова' --set copyright='© MFA' \
  --set description='Қол алысу' --set alt-text='Екі министр' --set rights-url=https://mfa.gov.kz/terms 2>/dev/null
mapfile -t photos < <(find library -name '*.JPG' | sort)
[ "${#photos[@]}" = 12 ]
rules_of() { jq -r --arg path "$1" 'select (.photo == $path) | .rule' "${2:-out}" | sort | tr '\n' ' '; }

expect_exit 0 byline check
[ ! -s out ]
expect_exit 0 byline check "${photos[@]}" --json
[ ! -s out ]
grep -q '12 photos checked: 0 errors, 0 warnings' err
pass 'photos in order have no findings, in the catalogue and in the files'

byline set credit= copyright= alt-text= "${photos[0]}" 2>/dev/null
byline set creator=MFA.gov.kz credit='Photo: mfa.gov.kz' rights-url= "${photos[1]}" 2>/dev/null
byline set credit=mfa.gov.kx "${photos[2]}" 2>/dev/null
exiftool -q -overwrite_original -XMP-photoshop:Credit=Reuters "${photos[3]}"
exiftool -q -overwrite_original -charset iptc=cyrillic -CodedCharacterSet= -IPTC:City=Астана -XMP-photoshop:City= "${photos[4]}"
byline set headline="$(printf 'José Muñoz' | iconv -f ISO-8859-1 -t UTF-8)" "${photos[5]}" 2>/dev/null
byline set embargo=2999 "${photos[6]}" 2>/dev/null
byline set expires=2001-01-01 "${photos[7]}" 2>/dev/null
byline set credit="$(repeat 5 'Министерство' | tr '\n' ' ')" "${photos[8]}" 2>/dev/null
byline sync >/dev/null 2>&1
byline credits add mfa.gov.kz
expect_exit 1 byline check --json
cp out all
[ "$(rules_of "${photos[0]}")" = 'no-alt-text no-copyright no-credit ' ]
[ "$(rules_of "${photos[1]}")" = 'credit-is-creator credit-not-canonical no-licence-url ' ]
[ "$(rules_of "${photos[2]}")" = 'unknown-credit ' ]
[ "$(rules_of "${photos[3]}")" = 'layers-disagree unknown-credit ' ]
rules_of "${photos[4]}" | grep -q 'iim-charset'
[ "$(rules_of "${photos[5]}")" = 'mojibake ' ]
[ "$(rules_of "${photos[6]}")" = 'embargoed ' ]
[ "$(rules_of "${photos[7]}")" = 'expired ' ]
[ "$(rules_of "${photos[8]}")" = 'iim-truncated unknown-credit ' ]
[ -z "$(rules_of "${photos[9]}")$(rules_of "${photos[10]}")$(rules_of "${photos[11]}")" ]
expect_exit 1 byline check --json "${photos[@]}"
diff <(sort all) <(sort out)
pass 'each rule is found, and the catalogue finds what the files say'

# The commands that are to help do help.
fix_of() { jq -r --arg path "$1" --arg rule "$2" 'select (.photo == $path and .rule == $rule) | .fix' all; }
for pair in "1 credit-not-canonical" "2 unknown-credit" "3 layers-disagree"; do
  read -r i rule <<<"$pair"
  bash -c "byline() { \"$BYLINE\" \"\$@\"; }; $(fix_of "${photos[i]}" "$rule")" 2>/dev/null
  byline check --json "${photos[i]}" >now 2>/dev/null || true
  [[ "$(rules_of "${photos[i]}" now)" != *"$rule"* ]] || fail "$rule is still there"
done
[ "$(exiftool -s3 -XMP-photoshop:Credit "${photos[2]}")" = mfa.gov.kz ]
pass 'the commands that findings name mend them'

cat >policy <<'P'
# what counts for us
no-alt-text = off   # later
no-copyright=warning
no-credit = warning
expired = off
P
expect_exit 0 byline check --policy policy --fail-on error "${photos[0]}" "${photos[7]}" --json
[ "$(rules_of "${photos[0]}")" = 'no-copyright no-credit ' ] && [ -z "$(rules_of "${photos[7]}")" ]
[ "$(jq -r .severity out | sort -u)" = warning ]
expect_exit 1 byline check --policy policy "${photos[0]}"
expect_exit 1 byline check --fail-on error "${photos[0]}"
for wrong in 'no-alt = off' 'no-credit' 'no-credit = loud'; do
  echo "$wrong" >wrong
  expect_exit 2 byline check --policy wrong
  grep -q '^byline: wrong, line 1: ' err && [ "$(wc -l <err)" = 1 ]
done
for args in '--policy nowhere' '--fail-on off' '--json --sarif' '--html x photo' '--explain nothing'; do
  # shellcheck disable=SC2086
  expect_exit 2 byline check $args
  [ "$(wc -l <err)" = 1 ]
done
pass 'a policy turns rules off, down and up; a mistake in it is named with its line'

expect_exit 0 byline check --rules
[ "$(wc -l <out)" -ge 20 ]
while IFS=$'\t' read -r rule severity _; do
  expect_exit 0 byline check --explain "$rule"
  grep -q "^$rule ($severity)" out
done < <(byline check --rules)
pass 'every rule is listed and explained'

expect_exit 1 byline check --sarif "${photos[0]}" "${photos[6]}"
expect_json '.version' 2.1.0
expect_json '.runs[0].results | map (.ruleId)' '["no-credit","no-copyright","no-alt-text","embargoed"]'
expect_json '[.runs[0] | .tool.driver.rules as $rules | .results[] | $rules[.ruleIndex].id == .ruleId] | all' true
expect_json '[.runs[0].results[].level] | unique' '["error","warning"]'
expect_json '.runs[0].results[0].locations[0].physicalLocation.artifactLocation.uri' "${photos[0]}"
expect_exit 0 byline check --sarif "${photos[9]}"
expect_json '.runs[0].results' '[]'
pass 'SARIF is one log, also of nothing'

printf 'no photo' >broken.jpg
expect_exit 3 byline check broken.jpg "${photos[9]}" nowhere.jpg
[ "$(grep -c '^byline: .*\(broken\|nowhere\)' err)" = 2 ]
pass 'a file that cannot be read is named, and the others go on'

# Renditions ------------------------------------------------------------------------------------

expect_exit 0 byline thumbs --out site --sizes 160,120 "${photos[9]}" "${photos[10]}"
expect_exit 0 byline check site/*.jpg site/*.webp
mapfile -t made < <(find site -name '*.jpg' | sort)
exiftool -q -overwrite_original -all= "${made[0]}"
exiftool -q -overwrite_original -GPSLatitude=51 -GPSLatitudeRef=N "${made[1]}"
exiftool -q -overwrite_original -XMP-mwg-rs:RegionName=Somebody -XMP-mwg-rs:RegionType=Face -ExifIFD:OwnerName=Me "${made[2]}"
exiftool -q -overwrite_original -XMP-iptcExt:PersonInImage=Somebody "${made[3]}"
expect_exit 1 byline check site/*.jpg site/*.webp --json
[ "$(rules_of "${made[0]}")" = 'rendition-no-credit ' ]
for i in 1 2 3; do [ "$(rules_of "${made[i]}")" = 'rendition-private ' ]; done
[ "$(wc -l <out)" = 4 ]
jq -r .message out | grep -q 'GPS position' && jq -r .message out | grep -q 'owner, faces\|faces, owner' && jq -r .message out | grep -q person
exiftool -q -q -o plain.jpg -all= "${photos[9]}"
expect_exit 1 byline check --renditions plain.jpg "${photos[9]}" --json
[ "$(rules_of plain.jpg)" = 'rendition-no-credit ' ] && [ "$(rules_of "${photos[9]}")" = 'rendition-private ' ]
pass 'a rendition that lost its credit, or says what is private, is found'

# Pages -----------------------------------------------------------------------------------------

byline undo "${photos[@]:0:9}" >/dev/null 2>&1 || true
rm -rf site
expect_exit 0 byline thumbs --out site --sizes 160 --html "${photos[9]}" "${photos[10]}" "${photos[11]}"
for page in site/*.html; do
  expect_exit 0 byline check --html "$page"
  [ ! -s out ]
done
pass 'pages that byline makes pass'

# The news page: two pictures, each over its credit; then what goes wrong.
mapfile -t made < <(find site -name '*.jpg' -printf '%f\n' | sort)
cat >news.html <<P
<!DOCTYPE html><html><head><meta charset=utf-8><title>Visit</title>
<script type="application/ld+json">{"@context":"https://schema.org","@type":"NewsArticle","image":[
 {"@type":"ImageObject","contentUrl":"https://cdn.example/${made[0]}","creditText":"mfa.gov.kz"},
 {"@type":"ImageObject","contentUrl":"https://cdn.example/${made[1]}","creditText":"Reuters"}]}</script></head>
<body><img src="logo.svg"><h1>Visit to Tianjin</h1>
<p>Text.</p><p><img src="https://cdn.example/i/${made[0]}?v=3" alt="Handshake"></p>
<p>Photo credit: mfa.gov.kz</p><p>More text about Reuters.</p>
<figure><picture><source srcset="/i/${made[1]%.jpg}.webp 160w, /i/other-320w-000000000000.webp 320w"><img data-src="${made[1]}" alt="Two ministers"></picture>
<figcaption>At the table. <small>Сурет: MFA.GOV.KZ</small></figcaption></figure>
<p><img src="${made[2]}" alt="wrong">
Photo: Reuters</p>
<h2>Next</h2>
<p><img src="IMG_0001-300x200.jpg"></p><h3>No credit here</h3>
<p><img src="stranger.jpg" alt="not ours"></p>
<p>And text.</p>
<p><img src="stranger2.jpg" alt="not ours">图片来源：Xinhua</p>
</body></html>
P
expect_exit 1 byline check --html news.html --json
cp out findings
found() { jq -r --arg picture "$1" 'select (.picture | test ($picture)) | .rule' findings | sort | tr '\n' ' '; }
[ -z "$(found "${made[0]}")" ]
[ "$(jq -r 'select (.rule == "page-jsonld-differs") | .message' findings)" = 'JSON-LD credits “Reuters”, the photo “mfa.gov.kz”' ]
[ "$(found "${made[2]}")" = 'page-credit-differs ' ]
[ "$(found IMG_0001-300x200)" = 'page-no-alt page-no-credit ' ]
[ "$(found 'stranger.jpg')" = 'page-not-ours ' ]
[ "$(found logo)" = 'page-no-alt ' ]
[ "$(wc -l <findings)" = 6 ] || fail "$(cat findings)"
[ "$(jq 'select (.rule == "page-credit-differs") | .line' findings)" = "$(grep -n "${made[2]}" news.html | tail -1 | cut -d: -f1)" ]
pass 'a page is read as a reader sees it'

expect_exit 1 bash -c '"$BYLINE" check --html - --json <news.html'
diff <(jq -r .rule findings) <(jq -r .rule out)
byline credits edit mfa.gov.kz 'print=© Ministry' 2>/dev/null
sed "s|Photo credit: mfa.gov.kz|© Ministry|" news.html >printed.html
expect_exit 1 byline check --html printed.html --json
diff <(jq -r .rule findings) <(jq -r .rule out)
pass 'standard input, and the line that the library prints'

head -c 17000000 /dev/zero | tr '\0' 'x' >large.html
printf 'a\0b' >zero.html
: >empty.html
for bad in large zero empty; do
  expect_exit 3 byline check --html $bad.html
  [ "$(grep -c "^byline: $bad.html: " err)" = 1 ]
done
expect_exit 3 byline check --html nowhere.html
{ repeat 60000 '<div><b>' && echo '<img src=a.jpg alt=x>'; } | tr -d '\n' >deep.html
repeat 9000 '<img src=stranger.jpg srcset="a.jpg 1w, b.jpg 2w" alt=x><p>Photo: x' >many.html
expect_exit 3 timeout 60 "$BYLINE" check --html deep.html --json
grep -q 'deep.html: nested too deeply' err
{ repeat 100 '<div><b>' && echo '<img src=a.jpg alt=x>'; } | tr -d '\n' >nested.html
expect_exit 1 timeout 60 "$BYLINE" check --html nested.html --json
expect_json .rule page-not-ours
expect_exit 0 timeout 60 "$BYLINE" check --html many.html
repeat 10001 '<img src=stranger.jpg alt=x><p>Photo: x' >more.html
expect_exit 3 timeout 60 "$BYLINE" check --html more.html
grep -q 'more.html: more than 10000 pictures' err
pass 'no page is too broken'
finish
