#!/usr/bin/env bash
# What is given to other programs, and taken back: judged with jq, python's csv, exiftool, a browser.
. "$(dirname "$0")/lib.sh"

make_shoot card 6
byline init lib 2>/dev/null
cd lib
byline ingest --job 'Visit, "Tianjin"' --set credit=mfa.gov.kz --set creator='=HYPERLINK("x")' --set creator=Айгерім \
  --set description='He said "hi",'$'\n''twice' --set description@kk=Сәлем --set rights-url=https://mfa.gov.kz/r \
  --set city=Tianjin --set person=Smadiyarov --set keywords=SCO --set rating=4 ../card >/dev/null 2>&1
mapfile -t photos < <(find . -name '*.JPG' | sort | sed 's|^\./||')
sql() { sqlite3 .byline/catalogue.sqlite "$1"; }

expect_exit 0 byline export
[ "$(wc -l <out)" = 6 ]
cp out all.jsonl
expect_json 'select(.path == "'"${photos[0]}"'") | [.name, .job, .fields.creator, .fields."description@kk", .fields.rating]' \
  "[\"$(basename "${photos[0]}")\",\"Visit, \\\"Tianjin\\\"\",[\"=HYPERLINK(\\\"x\\\")\",\"Айгерім\"],\"Сәлем\",4]"
[ "$(jq -r .sha256 out | sort)" = "$(sha256sum "${photos[@]}" | cut -c1-64 | sort)" ]
[ "$(jq -r '."sha256-shot"' out | sort)" = "$(find ../card -name '*.JPG' -exec sha256sum {} + | cut -c1-64 | sort)" ]
expect_exit 0 byline export --query "name:$(basename "${photos[1]}" .JPG)"
expect_json .path "${photos[1]}"
pass 'JSON Lines have all that the catalogue knows'

expect_exit 0 byline export --as csv
python3 - <<'EOF'
import csv
rows = list(csv.DictReader(open('out', newline='', encoding='utf-8')))
assert len(rows) == 6, rows
for row in rows:
    assert row['job'] == 'Visit, "Tianjin"', row
    assert row['description'] == 'He said "hi",\ntwice', row
    assert row['creator'] == '\'=HYPERLINK("x"); Айгерім', row
    assert row['city'] == 'Tianjin' and row['width'] == '160' and len(row['id']) == 32, row
EOF
pass 'CSV is read by others, and holds no formula'

expect_exit 0 byline export --as ninjs --base-url https://mfa.gov.kz/photos
python3 - <<'EOF'
import json, re
# IPTC ninjs 1.4: no property but these, at each level.
top = set('''uri type mimetype contentcreated title headline description_text description_alt byline infosource
copyrightnotice usageterms ednote rightsinfo located person event subject place renditions altids $standard'''.split())
for line in open('out', encoding='utf-8'):
    item = json.loads(line)
    assert set(item) <= top, set(item) - top
    assert re.fullmatch(r'https://mfa\.gov\.kz/photos/2025/\S+\.JPG', item['uri']), item['uri']
    assert item['type'] == 'picture' and item['mimetype'] == 'image/jpeg'
    assert item['infosource'] == [{'name': 'mfa.gov.kz', 'rel': 'creditline'}]
    assert item['rightsinfo'] == {'linkedrights': 'https://mfa.gov.kz/r'}
    assert item['person'] == [{'name': 'Smadiyarov'}] and item['subject'] == [{'name': 'SCO'}]
    assert item['renditions']['original']['width'] in (160, 120)
    assert re.fullmatch(r'\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)', item['contentcreated'])
    assert item['$standard']['version'] == '1.4'
EOF
pass 'ninjs has the credit and the rights, and no property of ours'

mv "${photos[5]}" away.JPG && echo broken >"${photos[5]}"
expect_exit 3 byline export --as sheet --title 'Visit <1>'
mv away.JPG "${photos[5]}"
[ "$(grep -c '<figure>' out)" = 5 ] && [ "$(grep -c 'mfa.gov.kz</span>' out)" = 5 ]
grep -q '<title>Visit &lt;1&gt;</title>' out && grep -q '</html>' out
cp out sheet.html
! grep -q 'src="[^d]' sheet.html
python3 - <<'EOF'
import base64, re
page = open('sheet.html', encoding='utf-8').read()
for i, data in enumerate(re.findall(r'base64,([^"]+)"', page)):
    open(f'thumb{i}.jpg', 'wb').write(base64.b64decode(data))
EOF
[ "$(exiftool -q -s3 -ImageWidth thumb*.jpg | grep -cE "1[26]0")" = 5 ]
exiftool -q -j -GPS:all -SerialNumber thumb*.jpg | jq -e "all(.[]; keys == [\"SourceFile\"])" >/dev/null
rm thumb*.jpg
pass 'a contact sheet stands alone, with the credit under each picture'
if have chromium; then
  timeout 60 chromium --headless --no-sandbox --disable-gpu --no-pdf-header-footer --print-to-pdf="$PWD/sheet.pdf" "file://$PWD/sheet.html" >/dev/null 2>&1 || true
  [ "$(head -c 5 sheet.pdf)" = %PDF- ]
  pass 'a browser prints the sheet'
else
  skip 'a browser prints the sheet' 'no chromium'
fi

# Typed away, and taken back.
expect_exit 0 byline set credit=other headline=New city= creator=Somebody "${photos[@]}"
sql "UPDATE photo SET job = NULL"
mv "${photos[2]}" moved.jpg && byline sync >/dev/null 2>&1
expect_exit 0 byline import --dry-run all.jsonl
grep -q '6 photos, 6 would be changed' err
[ "$(exiftool -s3 -XMP-photoshop:Credit "${photos[0]}")" = other ]
expect_exit 0 byline import all.jsonl
[ "$(exiftool -s3 -XMP-photoshop:Credit "${photos[0]}" moved.jpg | grep -c mfa.gov.kz)" = 2 ]
[ "$(exiftool -s3 -XMP-photoshop:Headline "${photos[0]}")" = New ]
expect_exit 0 byline import --exact - <all.jsonl
[ -z "$(exiftool -s3 -XMP-photoshop:Headline -IPTC:Headline "${photos[0]}")" ]
diff <(jq -Sc 'del(.path, .sha256, .bytes)' all.jsonl | sort) <(byline export | jq -Sc 'del(.path, .sha256, .bytes)' | sort)
expect_exit 0 byline import --exact all.jsonl
grep -q '6 photos, 0 changed, 0 failed' err
expect_exit 0 byline undo "${photos[0]}"
[ "$(exiftool -s3 -XMP-photoshop:Headline "${photos[0]}")" = New ]
pass 'import takes everything back, wherever the photo lies now, and can be undone'

printf '%s\n' 'no json' '[1]' '{"id":"00"}' '{"id":"00000000000000000000000000000000","fields":{}}' \
  "$(jq -c '.fields = {"nonsense":"x"}' all.jsonl | head -1)" "$(jq -c '.fields = {"credit":{"a":1}}' all.jsonl | head -1)" \
  "$(jq -c '.fields = {"country-code":"Kazakhstan"}' all.jsonl | head -1)" "$(printf '%0.s[' {1..5000})" '' \
  "$(jq -c '.fields = {"credit":"last"}' all.jsonl | tail -1)" >bad.jsonl
printf '{"id":"\xff"}\n' >>bad.jsonl
expect_exit 3 byline import bad.jsonl
[ "$(grep -c '^byline: bad.jsonl:[0-9]*: ' err)" = 9 ] || fail "$(cat err)"
[ "$(byline find --count credit:last)" = 1 ]
expect_exit 2 byline import nowhere.jsonl
expect_exit 2 byline import
expect_exit 2 byline export --as pdf
expect_exit 3 byline export ../card/nothing.jpg
head -c 3000000 /dev/zero | tr '\0' x >long.jsonl
expect_exit 3 byline import long.jsonl || [ $? = 0 ]
pass 'bad lines fail alone'
finish
