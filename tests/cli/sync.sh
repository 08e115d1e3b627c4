#!/usr/bin/env bash
# What other programs did to the library's files, taken up: judged with sqlite3 and exiftool.
. "$(dirname "$0")/lib.sh"

make_shoot card 12
byline init lib 2>/dev/null
cd lib
byline ingest --job Visit --set credit=mfa.gov.kz ../card >/dev/null 2>&1
mapfile -t photos < <(find . -name '*.JPG' | sort | sed 's|^\./||')
[ "${#photos[@]}" = 12 ]
sql() { sqlite3 .byline/catalogue.sqlite "$1"; }
ids() { sql 'SELECT hex(id) FROM photo ORDER BY 1'; }
changes() { jq -r '"\(.change) \(.path)"' out | sort; }

expect_exit 0 byline sync
[ ! -s out ] && grep -q '14 files, 2 looked into' err
pass 'nothing happened: no photo is read, only what may be one'

touch "${photos[0]}"
expect_exit 0 byline sync
[ ! -s out ] && grep -q '3 looked into' err
expect_exit 0 byline sync
grep -q '2 looked into' err
pass 'a file that was only touched is looked into once'

# One of each.
expect_exit 0 byline set headline=Handshake "${photos[1]}"
exiftool -q -overwrite_original -XMP-photoshop:Headline=Other -IPTC:Headline=Other -XMP-photoshop:City=Tianjin \
  -IPTC:City=Tianjin "${photos[1]}"
mkdir -p picked/deep
mv "${photos[2]}" picked/deep/best.jpg
mv "${photos[3]}" picked/edited.jpg
exiftool -q -overwrite_original -XMP-dc:Title=Edited picked/edited.jpg
rm "${photos[4]}"
make_shoot ../other 2 320 200
mapfile -t others < <(find ../other -name '*.JPG' | sort)
cp "${others[0]}" picked/new.jpg
cp "${others[1]}" "${photos[5]}"
cp "${photos[6]}" picked/copy.jpg
echo nothing >notes.txt
echo hidden >.hidden.jpg
head -c 3000 "${photos[7]}" >picked/short.jpg
printf 'RIFF' >picked/broken.webp
before=$(ids)

expect_exit 3 byline sync --dry-run --json
cp out plan
[ "$(ids)" = "$before" ]
[ "$(sql "SELECT count(*) FROM file WHERE path LIKE 'picked%'")" = 0 ]
expect_exit 3 byline sync --json
diff <(jq -Sc . plan) <(jq -Sc . out)
pass 'a dry run says what is taken up'

jq -r 'select(.change == "failed") | .path' out >failed
[ "$(changes | grep -v failed)" = "$(printf '%s\n' "changed ${photos[1]}" 'moved picked/deep/best.jpg' \
  'moved picked/edited.jpg' "removed ${photos[4]}" 'added picked/new.jpg' "replaced ${photos[5]}" \
  'duplicate picked/copy.jpg' | sort)" ] || fail "$(changes)"
expect_json 'select(.path == "picked/deep/best.jpg") | .from' "${photos[2]}"
expect_json 'select(.path == "picked/edited.jpg") | .changes' '[{"field":"title","from":[],"to":["Edited"],"typed":false}]'
expect_json 'select(.change == "changed") | .changes' \
  '[{"field":"headline","from":["Handshake"],"to":["Other"],"typed":true},{"field":"city","from":[],"to":["Tianjin"],"typed":false}]'
pass 'each change is told, and what a person had set'

[ "$(sql "SELECT j.name FROM photo p JOIN job j USING (job) JOIN file f USING (photo) WHERE path = 'picked/deep/best.jpg'")" = Visit ]
[ "$(byline find headline:Other | cut -f1)" = "${photos[1]}" ]
[ "$(byline find --count 'credit:mfa.gov.kz')" = 10 ]
[ "$(sql "SELECT count(*) FROM copy WHERE folder = '' AND path = 'picked/copy.jpg'")" = 1 ]
[ -z "$(byline find name:"$(basename "${photos[4]}")" || true)" ]
while read -r path; do rm -f "$path"; done <failed
expect_exit 0 byline sync --json
[ ! -s out ]
expect_exit 0 byline verify
pass 'afterwards catalogue and files agree'

# It comes back: with its job and its edits.
cp "$(find ../card -name "$(basename "${photos[4]}")")" picked/back.jpg
expect_exit 0 byline sync --json
expect_json .change added
[ "$(sql "SELECT j.name FROM photo p JOIN job j USING (job) JOIN file f USING (photo) WHERE path = 'picked/back.jpg'")" = Visit ]
[ "$(sql 'PRAGMA integrity_check')" = ok ]
pass 'a photo that comes back has its job again'

# Two that change places.
mv picked/new.jpg swap && mv picked/back.jpg picked/new.jpg && mv swap picked/back.jpg
before=$(sql "SELECT path || hex(id) FROM file JOIN photo USING (photo) WHERE path LIKE 'picked/%' ORDER BY 1")
expect_exit 0 byline sync --json
[ "$(sql 'SELECT count(*) FROM file')" = "$(find . -name .byline -prune -o \( -name '*.JPG' -o -name '*.jpg' \) ! -name '.*' ! -name copy.jpg -print | wc -l)" ]
for name in new back; do
  [ "$(byline show --json --id "picked/$name.jpg" | jq -r .id)" = \
    "$(sql "SELECT lower(hex(id)) FROM file JOIN photo USING (photo) WHERE path = 'picked/$name.jpg'")" ]
done
pass 'photos that change places keep who they are'

# A sidecar that another program wrote.
exiftool -q -o "${photos[8]}.xmp" "${photos[8]}"
exiftool -q -overwrite_original -XMP-photoshop:Credit=elsewhere "${photos[8]}.xmp"
expect_exit 0 byline sync --json
expect_json '.changes[] | select(.field == "credit") | .to' '["elsewhere"]'
[ "$(byline find credit:elsewhere | cut -f1)" = "${photos[8]}" ]
expect_exit 0 byline sync
[ ! -s out ]
pass 'what a sidecar says is taken up'

# A disk that is not there.
mkdir ../away && mv 2025 picked ../away
expect_exit 3 byline sync
grep -q 'a disk that is missing' err
[ "$(byline find --count credit:mfa.gov.kz)" -gt 5 ]
mv ../away/* . && expect_exit 0 byline sync
[ ! -s out ]
rm -r 2025 picked
expect_exit 0 byline sync --removed --json
[ "$(sql 'SELECT count(*) FROM file')" = 0 ]
pass 'a library that is not there is not taken for empty'

expect_exit 2 byline sync something
finish
