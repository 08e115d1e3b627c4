#!/usr/bin/env bash
. "$(dirname "$0")/lib.sh"
have jq || skip_all 'no jq'

make_shoot card 2
one=$(find card -name IMG_0001.JPG)
two=$(find card -name '*.JPG' | sort | tail -1)

expect_exit 0 byline show "$one"
[ ! -s err ]
grep -qE '^  camera +Canon EOS R5$' out
grep -qE '^  format +jpeg 160 × 120$' out
! grep -q '^  credit' out || fail 'an empty field is shown'
pass 'text names what the photo says and hides what it does not'

expect_exit 0 byline show --json "$one"
[ "$(wc -l <out)" = 1 ]
expect_json '.version' 1
expect_json '[.id, .format, .width, .height, .orientation]' '[null,"jpeg",160,120,1]'
expect_json '.path' "$one"
expect_json '.camera' 'Canon EOS R5'
expect_json '.fields.credit' null
expect_json '.gps | keys' '["latitude","longitude"]'
pass 'json has the facts, typed'

expect_exit 0 byline show --json "$two" "$one" "$two"
expect_json '.path' "$two
$one
$two"
pass 'the answer comes in the order of the arguments'

expect_exit 0 byline show --json --id "$one"
id=$(jq -r .id out)
[[ $id =~ ^[0-9a-f]{32}$ ]]
cp "$one" copy.jpg
byline set credit=mfa.gov.kz copy.jpg
expect_exit 0 byline show --json --id copy.jpg
expect_json .id "$id"
pass 'an id is of the picture: a credit does not change it'

byline set creator='Айгерім Нұрланова' creator='王 伟' credit=mfa.gov.kz keywords=SCO \
  description='Кездесу' description@kk='Қол алысу' rating=4 copy.jpg 2>/dev/null
expect_exit 0 byline show --json --layers copy.jpg
expect_json '.fields.creator' '["Айгерім Нұрланова","王 伟"]'
expect_json '.fields.keywords' '["SCO"]'
expect_json '.fields | [.description, ."description@kk"]' '["Кездесу","Қол алысу"]'
expect_json '.fields.rating' 4
expect_json '.layers | keys' '["exif","iim","xmp"]'
expect_json '.layers.iim.credit, .layers.xmp.credit' 'mfa.gov.kz
mfa.gov.kz'
expect_json '.odd.creator' '["truncated"]'
pass 'lists are arrays, languages have names, layers stand apart, a cut is told'

expect_exit 0 byline show --layers copy.jpg
grep -qE 'EXIF +IIM +XMP' out
grep -qE '^  credit +mfa.gov.kz +mfa.gov.kz$' out
grep -E '^  creator' out | grep -q truncated
pass 'layers stand side by side'

if have exiftool; then
  cp "$one" evil.jpg
  exiftool -q -overwrite_original -XMP-photoshop:Headline=$'\033[31mred\x07' \
    -XMP-photoshop:Credit=$'a\u202eb' evil.jpg
  cp evil.jpg $'e\033[2Jvil.jpg'
  expect_exit 0 byline show evil.jpg $'e\033[2Jvil.jpg'
  ! LC_ALL=C grep -q $'[\001-\010\013-\037\177]' out || fail 'a control character came through'
  ! grep -q $'\u202e' out || fail 'a direction mark came through'
  expect_exit 3 byline show $'no\033[2Jsuch.jpg'
  ! LC_ALL=C grep -q $'\033' err || fail 'an escape reached stderr'
  expect_exit 0 byline show --json evil.jpg
  pass 'nothing in a file steers a terminal'

  exiftool -q -overwrite_original -IPTC:City=Almaty -XMP-photoshop:City=Astana evil.jpg
  expect_exit 0 byline show --json --layers evil.jpg
  expect_json '.odd.city' '["conflict"]'
  expect_json '[.layers.iim.city, .layers.xmp.city]' '["Almaty","Astana"]'
  expect_json '[.fields.city, .believed.city]' '["Astana","xmp"]'
  pass 'layers that disagree are both shown'
else
  skip 'nothing in a file steers a terminal' 'no exiftool'
  skip 'layers that disagree are both shown' 'no exiftool'
fi

expect_exit 3 byline show --json "$one" missing.jpg "$two"
[ "$(wc -l <out)" = 2 ]
[ "$(wc -l <err)" = 1 ]
grep -q missing.jpg err
pass 'one missing photo is named, the others are shown, exit 3'

echo 'not a photo' >text.jpg
head -c 300 "$one" >short.jpg
mkdir folder.jpg
mkfifo pipe.jpg
: >empty.jpg
expect_exit 3 timeout 10 "$BYLINE" show --json text.jpg short.jpg folder.jpg pipe.jpg empty.jpg "$one"
[ "$(wc -l <err)" -ge 4 ]
jq -se 'map (.path) | any (. == "'"$one"'")' out >/dev/null
pass 'what is no photo gets a line, and nothing hangs'

printf '%s\0%s' "$one" "$two" >list
expect_exit 0 byline show --json --files0-from list
expect_json .path "$one
$two"
expect_exit 0 byline show --json --files0-from - <list
[ "$(wc -l <out)" = 2 ]
printf 'a\0\0b\0' >wrong
expect_exit 2 byline show --files0-from wrong
expect_exit 2 byline show --files0-from nowhere
: >nothing
expect_exit 0 byline show --files0-from nothing
pass 'photos come from a list too'

cp "$one" ./--json
expect_exit 0 byline show -- --json
grep -q -- '--json' out
expect_exit 2 byline show
pass 'after -- everything is a photo; none at all is a mistake'

byline init library 2>/dev/null
byline --library library ingest card 2>/dev/null
cd library
expect_exit 0 byline show --json --query 'camera:R5'
id=$(jq -r .id out)
path=$(jq -r .path out)
expect_exit 0 byline show --json "${id:0:8}"
expect_json .path "$path"
expect_exit 0 byline show --json "$path"
expect_json .id "$id"
expect_exit 1 byline show --query 'credit:nobody'
expect_exit 2 byline show --query 'credit:'\"
cd "$work/run"
expect_exit 0 byline show --json "library/$path"
expect_json .id "$id"
expect_exit 3 byline show --library library ffffffff
grep -q ffffffff err
touch "library/$path"
expect_exit 0 byline show --json "library/$path"
expect_json .id null
pass 'photos are named by id and query; an id is told only of an unchanged file'
finish
