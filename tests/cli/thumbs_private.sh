#!/usr/bin/env bash
# What leaves is clean: exiftool sees credit and rights in renditions, and no tag that is not theirs.
. "$(dirname "$0")/lib.sh"
have exiftool || skip_all 'no exiftool'
have jq || skip_all 'no jq'

# Every tag that may be in a rendition, as exiftool -G1 names it; what is not here is private.
allowed='^(System|ExifTool|File|Composite|JFIF|RIFF|JpegAdobe|Adobe|QuickTime|PNG|PNG-pHYs|Jpeg2000|Meta)	|^IFD0	(Artist|Copyright|ImageDescription)$|^IPTC	(CodedCharacterSet|ApplicationRecordVersion|By-line|Credit|Source|CopyrightNotice|Headline|Caption-Abstract|DateCreated|TimeCreated)$|^Photoshop	IPTCDigest$|^XMP-dc	(Creator|Rights|Description)(-[a-zA-Z-]+)?$|^XMP-photoshop	(Credit|Source|Headline|DateCreated)$|^XMP-xmpRights	(WebStatement|UsageTerms)(-[a-zA-Z-]+)?$|^XMP-plus	(LicensorURL|DataMining)$|^XMP-iptcExt	DigitalSourceType$|^XMP-iptcCore	AltTextAccessibility(-[a-zA-Z-]+)?$'

# tags FOLDER: "GROUP<tab>TAG", each once
tags() {
  exiftool -q -q -a -u -U -G1 -s -ee3 -r "$1" 2>/dev/null |
    sed -nE 's/^\[([^]]*)\] +([^ ]+) +:.*/\1\t\2/p' | sort -u
}
nothing_private() {
  if tags "$1" | grep -vE "$allowed"; then fail "private tags in $1"; fi
}

make_shoot card 1 1000 750
mv "$(find card -name '*.JPG')" secret.jpg
byline thumbs secret.jpg --allow-uncredited --out tiny --sizes 64 --formats jpeg --quality 30 >/dev/null 2>&1
exiftool -q -all= -o thumb.jpg tiny/*.jpg
cat >regions.json <<'JSON'
[{"SourceFile":"secret.jpg",
  "RegionInfo":{"AppliedToDimensions":{"W":1000,"H":750,"Unit":"pixel"},
    "RegionList":[{"Name":"Secret Face","Type":"Face","Area":{"X":0.5,"Y":0.5,"W":0.1,"H":0.1,"Unit":"normalized"}}]},
  "PersonInImage":["Secret Person"],
  "History":[{"Action":"saved","SoftwareAgent":"Secret Editor","InstanceID":"xmp.iid:secret"}]}]
JSON
exiftool -q -q -overwrite_original -json=regions.json secret.jpg
exiftool -q -q -m -overwrite_original \
  -GPSLatitude=51.1 -GPSLatitudeRef=N -GPSLongitude=71.4 -GPSLongitudeRef=E -GPSAltitude=350 \
  -XMP-exif:GPSLatitude=51.1 -XMP-exif:GPSLongitude=71.4 \
  -Make=SecretMake -Model=SecretModel -Software='Secret Software' -HostComputer=SecretHost -ProcessingSoftware=Secret \
  -ExifIFD:SerialNumber=SECRET-1 -LensSerialNumber=SECRET-2 -OwnerName='Secret Owner' -ImageUniqueID=SECRET-ID \
  -LensModel='Secret Lens' -UserComment='Secret Comment' -XPAuthor='Secret Author' -XPComment='Secret' \
  -XMP-aux:SerialNumber=SECRET-3 -XMP-aux:OwnerName='Secret Owner' \
  -XMP-xmp:CreatorTool='Secret Tool' -XMP-xmpMM:DocumentID=xmp.did:secret -XMP-xmpMM:InstanceID=xmp.iid:secret \
  -XMP-crs:ColorTemperature=5000 -XMP-lr:HierarchicalSubject='Secret|Face' -XMP-digiKam:TagsList='Secret/Face' \
  -XMP-mwg-kw:KeywordInfo= -XMP-dc:Subject='Secret Keyword' -IPTC:Keywords='Secret Keyword' \
  -IPTC:SpecialInstructions='Secret Instructions' -IPTC:Writer-Editor='Secret Writer' -XMP-photoshop:Instructions=Secret \
  -IPTC:OriginatingProgram='Secret Program' -IPTC:UniqueDocumentID=SECRET -IPTC:City='Secret City' \
  -XMP-iptcExt:LocationCreatedCity='Secret City' -XMP-xmp:Label=Secret -Photoshop:URL=https://secret.example/ \
  -Comment='Secret Comment' '-ThumbnailImage<=thumb.jpg' secret.jpg
byline set credit=mfa.gov.kz creator='Айгерім Нұрланова' source=MFA copyright='© 2026 MFA' \
  usage-terms='With credit' rights-url=https://mfa.gov.kz/terms licensor-url=https://mfa.gov.kz/photos \
  headline='Қол алысу' description='Two ministers shake hands after the signing.' alt-text='Two people shake hands' \
  digital-source-type=http://cv.iptc.org/newscodes/digitalsourcetype/digitalCapture \
  data-mining=http://ns.useplus.org/ldf/vocab/DMI-PROHIBITED date-created=2026-07-14T09:12:44+05:00 secret.jpg
tags . >there
for kind in GPSLatitude SerialNumber LensSerialNumber OwnerName RegionName PersonInImage ThumbnailImage Software \
  HistorySoftwareAgent DocumentID CreatorTool HierarchicalSubject ColorTemperature Keywords Comment UserComment XPAuthor; do
  grep -q "	$kind\$" there || fail "the photo has no $kind to lose"
done
expect_exit 0 byline thumbs secret.jpg --out web --sizes 160,640 --formats jpeg,webp,avif,png,jxl --json
jq -r '.renditions[].path' out >files
[ "$(wc -l <files)" = 10 ]
nothing_private web
if grep -rliaE 'secret[^.]|xmp\.iid|xmp\.did' web; then fail 'a private word left'; fi
pass 'of a photo with every private kind of tag, none leaves'

# value TAG FILE
value() { exiftool -q -q -s3 -charset iptc=UTF8 -d %Y-%m-%d "-$1" "$2"; }
while read -r file; do
  for wanted in XMP-photoshop:Credit=mfa.gov.kz 'XMP-dc:Creator=Айгерім Нұрланова' XMP-photoshop:Source=MFA \
    'XMP-dc:Rights=© 2026 MFA' 'XMP-xmpRights:UsageTerms=With credit' XMP-xmpRights:WebStatement=https://mfa.gov.kz/terms \
    XMP-plus:LicensorURL=https://mfa.gov.kz/photos 'XMP-photoshop:Headline=Қол алысу' \
    'XMP-dc:Description=Two ministers shake hands after the signing.' 'XMP-iptcCore:AltTextAccessibility=Two people shake hands' \
    XMP-photoshop:DateCreated=2026-07-14 'IFD0:Artist=Айгерім Нұрланова' 'IFD0:Copyright=© 2026 MFA'; do
    [ "$(value "${wanted%%=*}" "$file")" = "${wanted#*=}" ] || fail "$file: ${wanted%%=*} is $(value "${wanted%%=*}" "$file")"
  done
  [ "$(exiftool -q -q -n -s3 -XMP-iptcExt:DigitalSourceType "$file")" = http://cv.iptc.org/newscodes/digitalsourcetype/digitalCapture ]
  [ -n "$(value XMP-plus:DataMining "$file")" ]
done <files
grep '\.jpg$' files | while read -r file; do
  [ "$(value IPTC:By-line "$file")" = 'Айгерім Нұрланов' ] # IIM has 32 bytes for it
  [ "$(value IPTC:Credit "$file")" = mfa.gov.kz ]
  [ "$(value IPTC:CopyrightNotice "$file")" = '© 2026 MFA' ]
  [ "$(value Photoshop:IPTCDigest "$file")" = "$(value File:CurrentIPTCDigest "$file")" ]
done
pass 'every field of credit and rights is in each format, and in each layer it has'

cp secret.jpg usual.jpg
byline set usage-terms= alt-text= digital-source-type= data-mining= usual.jpg
expect_exit 0 byline thumbs usual.jpg --out usual --sizes 160 --formats jpeg,webp,avif,png,jxl --json
jq -r '.renditions[].path' out | while read -r path; do
  cost=$(exiftool -q -q -b -XMP -EXIF -IPTC "$path" | wc -c)
  echo "# ${path##*.}: $cost bytes of metadata"
  [ "$cost" -gt 500 ] && [ "$cost" -le 1900 ] # the rest is for the wrapping
done
pass 'a typical photo carries at most 2 KB of metadata'

if [ -d "$PHOTOS" ]; then
  find "$PHOTOS" -type f \( -iname '*.jp*g' -o -iname '*.png' -o -iname '*.webp' \) -print0 |
    G_DEBUG='' byline thumbs --files0-from - --allow-uncredited --out real --sizes 160 --formats jpeg,webp,avif --json >out 2>err || [ $? = 3 ] # libvips warns of broken ones
  [ "$(wc -l <out)" -ge 100 ]
  nothing_private real
  # what the original says of its credit, byline show aside, the rendition says too
  for photo in "$PHOTOS"/iptc-reference/*.jpg; do
    [ -f "$photo" ] || continue
    path=$(jq -r --arg p "$photo" 'select (.source == $p) | .renditions[0].path' out)
    [ "$(value XMP-photoshop:Credit "$path")" = "$(value XMP-photoshop:Credit "$photo")" ]
    [ "$(value XMP-dc:Creator "$path")" = "$(value XMP-dc:Creator "$photo")" ]
  done
  pass "nothing private in any rendition of $(wc -l <out) real photos"
else
  skip 'nothing private in any rendition of real photos' 'no photos'
fi
finish
