#!/usr/bin/env bash
. "$(dirname "$0")/lib.sh"
have jq || skip_all 'no jq'

make_shoot card 2
cp "$(find card -name IMG_0001.JPG)" photo.jpg
cp photo.jpg plain.jpg

value() { byline show --json photo.jpg | jq -rc ".fields.$1"; }

expect_exit 0 byline set credit=mfa.gov.kz creator='Айгерім Нұрланова' keywords=draft keywords=SCO photo.jpg
[ ! -s out ]
[ "$(value credit)" = mfa.gov.kz ]
[ "$(value creator)" = '["Айгерім Нұрланова"]' ]
[ "$(value keywords)" = '["draft","SCO"]' ]
grep -q 'creator.*32' err
pass '= writes fields, and what IIM cuts is said'

expect_exit 0 byline set keywords+=Tianjin keywords-=draft headline=Handshake photo.jpg
[ "$(value keywords)" = '["SCO","Tianjin"]' ]
expect_exit 0 byline set headline= photo.jpg
[ "$(value headline)" = null ]
pass '+= adds, -= removes, an empty value clears'

sha256sum photo.jpg >before
expect_exit 0 byline set --json credit=mfa.gov.kz photo.jpg
expect_json .outcome same
sha256sum -c --quiet before
pass 'a photo that says so already is left alone'

expect_exit 0 byline set --dry-run --json credit=akorda.kz keywords+=SCO photo.jpg
expect_json '.changes' '{"credit":{"before":{"credit":"mfa.gov.kz"},"after":{"credit":"akorda.kz"}}}'
expect_exit 0 byline set -n credit=akorda.kz photo.jpg
grep -qE '^  credit +mfa.gov.kz → akorda.kz$' out
sha256sum -c --quiet before
pass 'a dry run tells the difference and writes nothing'

if have exiftool; then
  [ "$(exiftool -s3 -IPTC:Credit -XMP-photoshop:Credit photo.jpg | sort -u)" = mfa.gov.kz ]
  [ "$(exiftool -s3 -IFD0:Artist photo.jpg)" = 'Айгерім Нұрланова' ]
  exiftool -s3 -warning -validate photo.jpg >out
  ! grep -i digest out || fail 'the digest is wrong'
  pass 'exiftool reads the same from every layer'
else
  skip 'exiftool reads the same from every layer' 'no exiftool'
fi

sha256sum photo.jpg >before
expect_exit 2 byline set credt=x photo.jpg
grep -q credit err
expect_exit 2 byline set camera=x photo.jpg
expect_exit 2 byline set rating=lots photo.jpg
expect_exit 2 byline set photo.jpg
expect_exit 2 byline set credit=x
expect_exit 2 byline set photo.jpg credit=x
expect_exit 2 byline set --iim sometimes credit=x photo.jpg
sha256sum -c --quiet before
pass 'mistakes are told before anything is written'

cp plain.jpg credt=x
expect_exit 0 byline set city=Astana credt=x
[ "$(byline show --json -- credt=x | jq -r .fields.city)" = Astana ]
cp plain.jpg headline=1
expect_exit 0 byline set city=Astana -- headline=1
[ "$(byline show --json headline=1 | jq -r .fields.city)" = Astana ]
pass 'a file whose name looks like an assignment can be meant'

cat >mfa.preset <<'PRESET'
# the ministry
credit=mfa.gov.kz
country=Қазақстан
keywords+=official
PRESET
cp plain.jpg photo.jpg
expect_exit 0 byline set --preset mfa.preset credit=akorda.kz photo.jpg
[ "$(value credit)" = akorda.kz ]
[ "$(value country)" = Қазақстан ]
mkdir -p "$XDG_CONFIG_HOME/byline/presets"
sed 's/Қазақстан/Kazakhstan/' mfa.preset >"$XDG_CONFIG_HOME/byline/presets/mfa.preset"
expect_exit 0 byline set --preset mfa photo.jpg
[ "$(value country)" = Kazakhstan ]
[ "$(value credit)" = mfa.gov.kz ]
expect_exit 2 byline set --preset nobody photo.jpg
grep -q nobody err
echo 'nonsense' >wrong.preset
expect_exit 2 byline set --preset wrong.preset photo.jpg
grep -q 'line 1' err
expect_exit 2 byline set --preset plain.jpg photo.jpg
pass 'presets come by name or file, and what is typed stands over them'

expect_exit 3 byline set --json credit=x missing.jpg plain.jpg
grep -q missing.jpg err
expect_json '[.path, .outcome]' '["missing.jpg","failed"]
["plain.jpg","changed"]'
pass 'one that fails does not stop the others'

ln plain.jpg link.jpg
sha256sum plain.jpg >before
expect_exit 3 byline set credit=linked plain.jpg
sha256sum -c --quiet before
expect_exit 0 byline set --break-hard-links credit=linked link.jpg
sha256sum -c --quiet before
rm link.jpg
pass 'a photo with two names is refused, unless asked for'

touch -d 2020-01-02T03:04:05Z photo.jpg
expect_exit 0 byline set --keep-mtime city=Almaty photo.jpg
[ "$(stat -c %Y photo.jpg)" = "$(date -d 2020-01-02T03:04:05Z +%s)" ]
expect_exit 0 byline set city=Astana photo.jpg
[ "$(stat -c %Y photo.jpg)" != "$(date -d 2020-01-02T03:04:05Z +%s)" ]
pass 'the modification time stays where asked'

if have exiftool; then
  cp "$(find card -name IMG_0001.JPG)" apart.jpg # without a digest: XMP is believed
  exiftool -q -overwrite_original -IPTC:City=Almaty -XMP-photoshop:City=Astana apart.jpg
  expect_exit 0 byline set -n --json city=Astana apart.jpg
  expect_json '.changes.city' \
    '{"before":{"city":"Astana"},"after":{"city":"Astana"},"layers":{"iim":{"city":"Almaty"},"xmp":{"city":"Astana"}}}'
  expect_exit 0 byline set -n city=Astana apart.jpg
  grep -qE '^    iim +Almaty$' out
  expect_exit 0 byline set city=Astana apart.jpg
  [ "$(exiftool -s3 -IPTC:City apart.jpg)" = Astana ]
  expect_exit 0 byline set -n --json city=Astana apart.jpg
  expect_json '.changes' '{}'
  pass 'a dry run tells where layers disagree'

  cp "$(find card -name '*.JPG' | sort | tail -1)" xmp.jpg
  expect_exit 0 byline set --iim if-present credit=x xmp.jpg
  [ -z "$(exiftool -s3 -IPTC:Credit xmp.jpg)" ]
  [ "$(exiftool -s3 -XMP-photoshop:Credit xmp.jpg)" = x ]
  pass 'IIM is left out where it was not there, if asked'
else
  skip 'a dry run tells where layers disagree' 'no exiftool'
  skip 'IIM is left out where it was not there, if asked' 'no exiftool'
fi

byline init library 2>/dev/null
byline --library library ingest card 2>/dev/null
photo=$(find "$PWD/library" -name 'IMG_0001*')
expect_exit 0 byline set credit=nur.kz "$photo"
cd library
expect_exit 0 byline find --json credit:nur.kz
id=$(jq -r .id out)
expect_exit 0 byline set credit=tengri.kz "${id:0:6}"
expect_exit 0 byline set --query 'credit:tengri.kz' headline=Found
expect_exit 0 byline find --json headline:Found
expect_json '[.id, .fields.credit]' "[\"$id\",\"tengri.kz\"]"
expect_exit 1 byline set --query 'credit:nobody' headline=x
expect_exit 0 byline find -0 credit:tengri.kz
cp out list
expect_exit 0 byline set city=Aktau --files0-from - <list
expect_exit 0 byline find city:Aktau
pass 'the catalogue follows the files, from any folder'
finish
