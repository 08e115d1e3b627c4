#!/usr/bin/env bash
. "$(dirname "$0")/lib.sh"
have jq || skip_all 'no jq'
have exiftool || skip_all 'no exiftool'
have python3 || skip_all 'no python3'

make_shoot card 1
plain=$(find card -name '*.JPG')

# legacy CHARSET FILE CREATOR DESCRIPTION INSTRUCTIONS SUPPLEMENTAL: an old program's IIM, without 1:90
legacy() {
  cp "$plain" "$2"
  exiftool -q -overwrite_original -charset iptc="$1" -IPTC:By-line="$3" -IPTC:Caption-Abstract="$4" \
    -IPTC:SpecialInstructions="$5" -IPTC:SupplementalCategories="$6" -IPTC:Keywords=ascii "$2"
  [ -z "$(exiftool -s3 -IPTC:CodedCharacterSet "$2")" ]
}
iptc() { exiftool -charset iptc="$2" -s -a -G1 -IPTC:all "$1" | grep -vE 'CodedCharacterSet|Keywords|EnvelopeRecord'; }

legacy cp1251 cyrillic.jpg 'Сергей Петров' 'Встреча министров в Тяньцзине' 'Не для продажи' 'Политика'
legacy cp1252 western.jpg 'José Núñez' 'Schäfer à Besançon, 5 €' 'Œuvre' 'Politik'
charsets=(cyrillic:cp1251:windows-1251 western:cp1252:windows-1252)

# exiftool knows no East Asian charset for IIM: it writes letters of as many bytes, and they are replaced
octets() { printf %s "$2" | iconv -t "$1"; }
filler() { printf "%$(octets "$1" "$2" | wc -c)s" '' | tr ' ' "$3"; }
patch() {
  python3 - "$@" <<'PATCH'
import sys
path, *pairs = sys.argv[1:]
data = open(path, 'rb').read()
for old, charset, new in zip(pairs[::3], pairs[1::3], pairs[2::3]):
    assert data.count(old.encode()) == 1
    data = data.replace(old.encode(), bytes.fromhex(new) if charset == 'hex' else new.encode(charset))
open(path, 'wb').write(data)
PATCH
}
east() {
  local creator description
  creator=$(filler "$2" "$3" C) description=$(filler "$2" "$4" D)
  cp "$plain" "$1"
  exiftool -q -overwrite_original -IPTC:By-line="$creator" -IPTC:Caption-Abstract="$description" -IPTC:Keywords=ascii "$1"
  patch "$1" "$creator" "$2" "$3" "$description" "$2" "$4"
}
raw() { exiftool -b -charset iptc=utf8 -IPTC:"$2" "$1" | iconv -f "$3" && echo; }
east chinese.jpg gb18030 '李明' '国家主席在天津会见哈萨克斯坦总统'
east japanese.jpg shift_jis '山田太郎' '大統領がカザフスタンを訪問しました'
[ "$(raw chinese.jpg By-line gb18030)" = 李明 ]
[ "$(raw japanese.jpg By-line shift_jis)" = 山田太郎 ]

for case in "${charsets[@]}"; do
  IFS=: read -r name exif guess <<<"$case"
  iptc $name.jpg "$exif" >before
  expect_exit 0 byline show --json --layers $name.jpg
  expect_json '.charset' "{\"iim\":\"$guess\",\"guessed\":true}"
  expect_json '.odd.creator' '["charset"]'
  [ "$(jq -r .layers.iim.creator[0] out)" = "$(exiftool -charset iptc="$exif" -s3 -IPTC:By-line $name.jpg)" ]
  expect_exit 0 byline show --layers $name.jpg
  grep -E '^  creator' out | grep -qF "? charset $guess (guessed)"
  expect_exit 0 byline set --json city=Тяньцзинь $name.jpg
  expect_json '.notes | length' 1
  grep -q "brought from $guess into UTF-8; that was a guess" err
  [ "$(exiftool -s3 -IPTC:CodedCharacterSet $name.jpg)" = UTF8 ]
  iptc $name.jpg UTF8 | grep -v City >after
  diff before after
  expect_exit 0 byline show --json --layers $name.jpg
  expect_json '.charset, .odd' 'null
{}'
  pass "$exif is guessed, told, and brought into UTF-8 dataset by dataset"
done

for case in chinese:gb18030 japanese:shift_jis; do
  IFS=: read -r name charset <<<"$case"
  for tag in By-line Caption-Abstract; do raw $name.jpg $tag "$charset"; done >before
  expect_exit 0 byline show --json --layers $name.jpg
  expect_json '.charset' "{\"iim\":\"$charset\",\"guessed\":true}"
  expect_exit 0 byline set credit=新华社 $name.jpg
  exiftool -s3 -IPTC:By-line $name.jpg >after
  exiftool -s3 -IPTC:Caption-Abstract $name.jpg >>after
  diff before after
  [ "$(exiftool -s3 -IPTC:Credit $name.jpg)" = 新华社 ]
  pass "$charset too"
done

cp "$plain" exif.jpg
exiftool -q -overwrite_original -charset exif=cp1251 -Artist='Сергей Петров' -ImageDescription='Встреча министров в Астане' exif.jpg
for case in :cp1251:'windows-1251, a guess; --legacy-charset says otherwise' --legacy-charset=cp1252:cp1252:cp1252; do
  IFS=: read -r option exif said <<<"$case"
  expect_exit 0 byline show --json --layers $option exif.jpg
  expect_json '.fields.creator[0]' "$(exiftool -charset exif="$exif" -s3 -Artist exif.jpg)"
  expect_json '.notes[0]' "Exif text is not UTF-8: read as $said"
done
for text in $'\xa9 2010 John Smith' $'Fotograf: J\xf6rg M\xfcller' $'(c) Andr\xe9'; do
  exiftool -q -overwrite_original -charset exif=cp1252 -Artist= -ImageDescription= -Copyright="$(iconv -f cp1252 <<<"$text")" exif.jpg
  expect_exit 0 byline show --json --layers exif.jpg
  expect_json .fields.copyright "$(exiftool -charset exif=cp1252 -s3 -Copyright exif.jpg)"
done
pass 'Exif text is guessed, told, and what a person says of it is believed'

legacy cp1251 short.jpg 'Яна' '' '' ''
expect_exit 0 byline show --json --layers --legacy-charset cp1252 short.jpg
expect_json '.charset' '{"iim":"cp1252","guessed":false}'
expect_json '.fields.creator[0]' 'ßíà'
mkdir -p "$XDG_CONFIG_HOME/byline"
printf '[read]\nlegacy-charset=windows-1251\n' >"$XDG_CONFIG_HOME/byline/config"
expect_exit 0 byline show --json --layers short.jpg
expect_json '[.fields.creator[0], .charset.guessed]' '["Яна",false]'
expect_exit 0 byline set credit=x short.jpg
[ "$(exiftool -s3 -IPTC:By-line short.jpg)" = Яна ]
printf '[read]\nlegacy-charset=klingon\n' >"$XDG_CONFIG_HOME/byline/config"
expect_exit 2 byline show short.jpg
grep -q 'byline/config: \[read\] legacy-charset=klingon: ' err
rm "$XDG_CONFIG_HOME/byline/config"
expect_exit 2 byline show --legacy-charset utf-16 short.jpg
pass 'what a person says of the charset is believed'

cp "$plain" odd.jpg
exiftool -q -overwrite_original -IPTC:By-line=CCCC odd.jpg
patch odd.jpg CCCC hex 98ff98ff
sha256sum odd.jpg >before
expect_exit 3 byline set --legacy-charset windows-1251 credit=x odd.jpg
grep -q -- '--legacy-charset' err
[ "$(wc -l <err)" = 1 ]
sha256sum -c --quiet before
pass 'text that is in no way in the charset is not lost: the photo is refused'

byline init library 2>/dev/null
mkdir old
exiftool -q -charset iptc=cp1251 -IPTC:By-line='Яна' -IPTC:Credit='МИД' -o old/IMG_1.JPG "$plain"
expect_exit 0 byline --library library ingest --legacy-charset windows-1251 --set city=Astana old
photo=$(find library -name 'IMG_1.JPG')
[ "$(exiftool -s3 -IPTC:By-line "$photo")" = Яна ]
grep -q 'brought from windows-1251 into UTF-8$' err
expect_exit 0 byline --library library find credit:МИД
pass 'ingest reads old text as told'

cp old/IMG_1.JPG foreign.jpg # "МИД" in windows-1251: three letters are too few to guess by
printf '[read]\nlegacy-charset=windows-1251\n' >"$XDG_CONFIG_HOME/byline/config"
expect_exit 0 byline thumbs foreign.jpg --out site --sizes 64 --formats jpeg
[ "$(exiftool -s3 -XMP-photoshop:Credit -XMP-dc:Creator "$(cat out)")" = $'МИД\nЯна' ]
expect_exit 1 byline check --json --fail-on warning foreign.jpg
[ "$(jq -r 'select (.rule == "no-credit" or .rule == "mojibake") | .rule' out)" = '' ]
printf '[read]\nlegacy-charset=klingon\n' >"$XDG_CONFIG_HOME/byline/config"
expect_exit 2 byline thumbs foreign.jpg --out site
expect_exit 2 byline check foreign.jpg
rm "$XDG_CONFIG_HOME/byline/config"
pass 'renditions and checks read old text as the config says'
finish
