#!/usr/bin/env bash
# What values mean in each layer, with exiftool as the judge.
. "$(dirname "$0")/lib.sh"
have exiftool || skip_all 'no exiftool'
have jq || skip_all 'no jq'

make_shoot card 1
plain=$(find card -name '*.JPG')
tags() { exiftool -f -s3 -a "${@:2}" "$1" | paste -sd '|'; }

cp "$plain" photo.jpg
languages=(title description copyright usage-terms alt-text event)
named=(XMP-dc:Title XMP-dc:Description XMP-dc:Rights XMP-xmpRights:UsageTerms
  XMP-iptcCore:AltTextAccessibility XMP-iptcExt:Event)
for i in "${!languages[@]}"; do
  field=${languages[i]} tag=${named[i]}
  byline set "$field=default" photo.jpg
  byline set "$field@kk=қазақша" "$field@zh-Hans=中文" photo.jpg
  [ "$(tags photo.jpg -$tag -$tag-kk -$tag-zh-hans)" = 'default|қазақша|中文' ]
  byline set "$field=new" photo.jpg
  [ "$(tags photo.jpg -$tag -$tag-kk)" = 'new|қазақша' ]
  byline set "$field@kk=" photo.jpg
  [ "$(tags photo.jpg -$tag -$tag-kk -$tag-zh-hans)" = 'new|-|中文' ]
  byline show photo.jpg | grep -qE "^  $field@zh-hans +中文$"
  [ "$(byline show --json photo.jpg | jq -rc ".fields | [.\"$field\", .\"$field@zh-hans\"]")" = '["new","中文"]' ]
done
[ "$(tags photo.jpg -IPTC:Caption-Abstract -IFD0:ImageDescription -IPTC:ObjectName -IPTC:CopyrightNotice)" = 'new|new|new|new' ]
pass 'every field with languages keeps them apart, and the default in EXIF and IIM'

cp "$plain" old.jpg
exiftool -q -overwrite_original -IPTC:CodedCharacterSet=UTF8 -IPTC:Caption-Abstract=Кездесу old.jpg
byline set description@en=Meeting old.jpg
[ "$(tags old.jpg -XMP-dc:Description -XMP-dc:Description-en -IPTC:Caption-Abstract)" = 'Кездесу|Meeting|Кездесу' ]
exiftool -q -overwrite_original -XMP-dc:Title=same old.jpg
byline set title@kk=same old.jpg
byline set title=other old.jpg
[ "$(tags old.jpg -XMP-dc:Title -XMP-dc:Title-kk)" = 'other|same' ]
pass 'a language is put beside what other layers and programs said, not over it'

byline set country-code=kz creator='One; Two' creator=Three credit=agency photo.jpg
[ "$(tags photo.jpg -XMP-iptcCore:CountryCode -IPTC:Country-PrimaryLocationCode)" = 'KZ|KAZ' ]
[ "$(tags photo.jpg -IFD0:Artist)" = '"One; Two"; Three' ]
[ "$(tags photo.jpg -sep '|' -IPTC:By-line)" = 'One; Two|Three' ]
[ "$(tags photo.jpg -sep '|' -XMP-dc:Creator)" = 'One; Two|Three' ]
[ "$(tags photo.jpg -IPTC:Credit -XMP-photoshop:Credit)" = 'agency|agency' ]
cp "$plain" artist.jpg
exiftool -q -overwrite_original -IFD0:Artist='A. One; "B; Two"' artist.jpg
[ "$(byline show --json artist.jpg | jq -c .fields.creator)" = '["A. One","B; Two"]' ]
pass 'country codes have three letters in IIM; creators stand apart; credit is not creator'

# written | EXIF | sub-seconds | offset | IIM day | IIM time | XMP
while IFS='|' read -r date exif sub offset day time xmp; do
  byline set date-created="$date" photo.jpg
  [ "$(tags photo.jpg -ExifIFD:DateTimeOriginal -ExifIFD:SubSecTimeOriginal -ExifIFD:OffsetTimeOriginal \
    -IPTC:DateCreated -IPTC:TimeCreated -XMP-photoshop:DateCreated)" = "$exif|$sub|$offset|$day|$time|$xmp" ]
  byline show --json --layers photo.jpg >out
  expect_json '[.fields["date-created"], .odd]' "[\"$date\",{}]"
done <<'DATES'
2025-07-14T09:12:44.31+05:00|2025:07:14 09:12:44|31|+05:00|2025:07:14|09:12:44+05:00|2025:07:14 09:12:44.31+05:00
2025-07-14T09:12:44-03:30|2025:07:14 09:12:44|-|-03:30|2025:07:14|09:12:44-03:30|2025:07:14 09:12:44-03:30
2025-07-14T09:12:44|2025:07:14 09:12:44|-|-|2025:07:14|09:12:44|2025:07:14 09:12:44
2025-07-14|2025:07:14   :  :|-|-|2025:07:14|-|2025:07:14
2025-07|2025:07:     :  :|-|-|2025:07:00|-|2025:07
DATES
pass 'a date is in all three layers, as far as it is known, with its zone'

# The tag for the zone came with Exif 2.31, and a block says which Exif it follows.
while read -r version zone wanted; do
  cp "$plain" old.jpg
  exiftool -q -overwrite_original -ExifVersion="$version" -OffsetTime= -OffsetTimeOriginal= -OffsetTimeDigitized= old.jpg
  exiftool -q -q -validate -warning -a old.jpg >warned
  byline set date-created=2025-07-14T09:12:44"${zone#-}" old.jpg
  [ "$(tags old.jpg -ExifIFD:ExifVersion)" = "$wanted" ]
  exiftool -q -q -warning -validate -a old.jpg | diff warned - | grep '^> Warning' && fail "exiftool warns of a zone in Exif $version"
  byline undo old.jpg
  [ "$(tags old.jpg -ExifIFD:ExifVersion)" = "$version" ]
done <<'VERSIONS'
0210 +05:00 0231
0230 +05:00 0231
0230 - 0230
0231 +05:00 0231
0300 +05:00 0300
VERSIONS
pass 'a block that gets a zone follows an Exif that has one'
finish
