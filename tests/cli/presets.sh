#!/usr/bin/env bash
. "$(dirname "$0")/lib.sh"
have jq || skip_all 'no jq'

make_shoot card 2
plain=$(find card -name IMG_0001.JPG)
cp "$plain" photo.jpg

value() { byline show --json photo.jpg | jq -rc ".fields.$1"; }

cat >visit.preset <<'PRESET'
# every line, whatever the photo
credit=mfa.gov.kz
city=Tianjin
headline={job} in {city}, {taken:%Y}
description={filename} by {camera}
instructions=shelf {{4}} {lens}
keywords+={taken:%B}
PRESET
expect_exit 0 byline set --preset visit.preset --job 'SCO: summit' photo.jpg
taken=$(byline show --json photo.jpg | jq -r .taken)
[ "$(value headline)" = "SCO: summit in Tianjin, ${taken:0:4}" ]
[ "$(value description)" = 'photo by Canon EOS R5' ]
[ "$(value keywords)" = "[\"$(date -d "${taken:0:10}" +%B)\"]" ]
pass 'a preset speaks of the photo'

expect_exit 0 byline set --json --preset visit.preset city=Astana photo.jpg
[ "$(value city)" = Astana ]
expect_json '.notes | length' 1
grep -q 'visit.preset, line 4: {job} is not known, so headline is left alone' err
[ "$(value headline)" = "SCO: summit in Tianjin, ${taken:0:4}" ]
pass 'a line about which the photo is silent changes nothing, and is told'

expect_exit 0 byline set 'headline={city}' photo.jpg
[ "$(value headline)" = '{city}' ]
expect_exit 0 byline set --dry-run --json --preset visit.preset --job x photo.jpg
expect_json '.changes.headline.after.headline' "x in Tianjin, ${taken:0:4}"
pass 'what is typed is meant as it stands; a dry run tells what the preset becomes'

sha256sum photo.jpg >before
printf 'credit=x\nheadline={citty}\n' >wrong.preset
expect_exit 2 byline set --preset wrong.preset photo.jpg
grep -q 'wrong.preset, line 2: .*citty.*did you mean "city"' err
printf 'rating={city}\n' >unfit.preset
cp photo.jpg other.jpg
byline set city=4 other.jpg
expect_exit 3 byline set --preset unfit.preset photo.jpg other.jpg
[ "$(wc -l <err)" = 1 ]
grep -q 'photo.jpg: .*line 1: rating' err
[ "$(byline show --json other.jpg | jq .fields.rating)" = 4 ]
sha256sum -c --quiet before
pass 'an unknown variable is a mistake; a value that does not fit is the photo'"'"'s'

if have exiftool; then
  cp "$plain" stationery.jpg
  exiftool -q -overwrite_original -XMP-photoshop:Credit='mfa {x}' -XMP-dc:Rights='© MFA' -XMP-dc:Rights-kk='© СІМ' \
    -XMP-dc:Subject=SCO -XMP-dc:Subject=2025 -XMP-photoshop:Urgency=3 -XMP-xmp:CreatorTool=Bridge stationery.jpg
  exiftool -q -o pad.xmp -tagsfromfile stationery.jpg '-xmp:all>xmp:all'
  mkdir -p "$XDG_CONFIG_HOME/byline/presets"
  mv pad.xmp "$XDG_CONFIG_HOME/byline/presets/"
  cp "$plain" photo.jpg
  expect_exit 0 byline set --preset pad photo.jpg
  [ "$(wc -l <err)" = 1 ]
  grep -q 'no field for photoshop:Urgency$' err
  for tag in XMP-photoshop:Credit XMP-dc:Rights XMP-dc:Rights-kk XMP-dc:Subject; do
    [ "$(exiftool -s3 -$tag photo.jpg)" = "$(exiftool -s3 -$tag stationery.jpg)" ]
  done
  [ "$(exiftool -s3 -IPTC:Credit photo.jpg)" = 'mfa {x}' ]
  pass 'an XMP template is a preset, and what byline does not know is named once'
else
  skip 'an XMP template is a preset, and what byline does not know is named once' 'no exiftool'
fi

printf '\xef\xbb\xbf// the visit\r\nan\tАйгерім Нұрланова\tНұрланова\r\nww\t王 伟\t\t\r\nmfa\tmfa.gov.kz {x}\r\n' >codes.txt
cp "$plain" photo.jpg
expect_exit 0 byline set --codes codes.txt creator==an= description='=an#2= and =ww=: 1+1==2' \
  rights-url='https://mfa.gov.kz/?a=b&c=d' photo.jpg
[ "$(value creator)" = '["Айгерім Нұрланова"]' ]
[ "$(value description)" = 'Нұрланова and 王 伟: 1+1=2' ]
[ "$(value '"rights-url"')" = 'https://mfa.gov.kz/?a=b&c=d' ]
printf 'credit==mfa=\nheadline==an#2= in {city}\n' >coded.preset
expect_exit 0 byline set --codes codes.txt --preset coded.preset city==ww= photo.jpg
[ "$(value credit)" = 'mfa.gov.kz {x}' ]
expect_exit 0 byline set headline==an= photo.jpg
[ "$(value headline)" = '=an=' ]
pass 'codes become what they stand for, where a file of codes is named'

sha256sum photo.jpg >before
expect_exit 2 byline set --codes codes.txt credit==am= photo.jpg
grep -q 'credit: there is no code “am” in codes.txt; did you mean “an”?' err
expect_exit 2 byline set --codes codes.txt credit='E=mc2' photo.jpg
expect_exit 2 byline set --codes codes.txt credit='=an#3=' photo.jpg
expect_exit 2 byline set --codes nowhere.txt credit=x photo.jpg
expect_exit 2 byline set --codes photo.jpg credit=x photo.jpg
expect_exit 2 byline set --codes card credit=x photo.jpg
expect_exit 2 byline set --preset ./card photo.jpg
mkfifo pipe
expect_exit 2 timeout 10 "$BYLINE" set --codes pipe credit=x photo.jpg
printf 'an\tone\n\nan\ttwo\n' >twice.txt
expect_exit 2 byline set --codes twice.txt credit=x photo.jpg
grep -q 'twice.txt, line 3: line 1 has the code' err
printf 'an one\n' >spaces.txt
expect_exit 2 byline set --codes spaces.txt credit=x photo.jpg
grep -q 'spaces.txt, line 1: ' err
sha256sum -c --quiet before
pass 'a wrong code is a mistake, and nothing is written'

mkdir -p "$XDG_CONFIG_HOME/byline"
printf '[credit]\ncodes=visit/codes.txt\n' >"$XDG_CONFIG_HOME/byline/config"
mkdir "$XDG_CONFIG_HOME/byline/visit"
cp codes.txt "$XDG_CONFIG_HOME/byline/visit/"
expect_exit 0 byline set credit==mfa= photo.jpg
[ "$(value credit)" = 'mfa.gov.kz {x}' ]
byline init library 2>/dev/null
mkdir library/.byline/presets
cp visit.preset library/.byline/presets/
expect_exit 0 byline --library library ingest --job Visit --preset visit --set creator==an= card
grep -q 'library/.byline' err && fail 'a line was skipped that need not be'
photo=$(find "$PWD/library" -name 'IMG_0001*')
expect_exit 0 byline show --json "$photo"
expect_json '[.fields.creator[0], .fields.description]' '["Айгерім Нұрланова","IMG_0001 by Canon EOS R5"]'
pass 'ingest takes presets and codes too, the codes from the config'

printf '[write]\niim=if-present\nimm=always\n' >library/.byline/config
expect_exit 0 byline set --dry-run credit=x "$photo"
grep -q 'library/.byline/config: \[write\] imm is no key that byline knows; did you mean \[write\] iim?' err
printf '[write]\niim=never\n' >library/.byline/config
expect_exit 2 byline set credit=x "$photo"
grep -q 'library/.byline/config: \[write\] iim=never: it is one of always, if-present' err
expect_exit 0 byline set --iim always credit=x "$photo"
head -c 1000000 /dev/zero >library/.byline/config
expect_exit 2 byline show "$photo"
grep -q 'library/.byline/config is no config file' err
[ "$(wc -l <err)" = 1 ]
pass 'the config of the library that a photo lies in goes for it'
finish
