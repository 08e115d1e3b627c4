#!/usr/bin/env bash
# Crops: in every shape, with the focus in their middle, whoever says what it is.
. "$(dirname "$0")/lib.sh"
have vips || skip_all 'no vips'
have exiftool || skip_all 'no exiftool'
have jq || skip_all 'no jq'

# A grey photo with a red square of 60 pixels, its middle at 600,150 of 1000×600: fractions 0.6, 0.25.
# Low noise, so that an encoder cannot do away with it all.
vips black grey.v 1000 600 --bands 3
vips linear grey.v base.v '1 1 1' '128 128 128' --uchar
vips draw_rect base.v '230 20 20' 570 120 60 60 --fill
vips jpegsave base.v photo.jpg --Q 95
cp photo.jpg plain.jpg
byline set credit=mfa.gov.kz photo.jpg plain.jpg

# red FILE: the middle of what is red, as "x y" fractions
red() {
  vips rawsave "$1" seen.raw
  python3 - "$(vipsheader -f width "$1")" <<'PY'
import sys
pixels = open('seen.raw', 'rb').read()
w = int(sys.argv[1])
h = len(pixels) // 3 // w
red = [i for i in range(w * h) if pixels[3 * i] - pixels[3 * i + 1] > 80]
print('%.2f %.2f' % (sum(i % w for i in red) / len(red) / w, sum(i // w for i in red) / len(red) / h) if red else '-1 -1')
PY
}
# near A B: within three hundredths
near() { awk -v a="$1" -v b="$2" 'BEGIN { d = a - b; exit !(d < .03 && d > -.03) }'; }
# middle ORIENTATION "X Y": along the side that a square is cut from
middle() { if [ "$1" -ge 5 ]; then near "${2#* }" 0.5; else near "${2% *}" 0.5; fi; }
crop() { byline thumbs "$1" --out web --sizes 100 --formats jpeg --quality 95 --crop "$2" --json | jq -r --arg c "$2" '.renditions[] | select (.crop == $c) | .path'; }

expect_exit 0 byline set focus=0.6,0.25 photo.jpg
[ "$(exiftool -s3 -XMP:Focus photo.jpg)" = 0.6000,0.2500 ]
expect_exit 0 byline show --json photo.jpg
expect_json .fields.focus 0.6000,0.2500
for bad in 0.8 1.2,0.5 x,y -0.1,0.5 0x1,0; do expect_exit 2 byline set focus=$bad photo.jpg; done
pass 'a focus is set, kept in XMP, shown; what is none is refused'

expect_exit 0 byline thumbs photo.jpg --out shapes --sizes 200,5000 --formats jpeg,webp --crop 16:9,1:1,4:5 --json
expect_json '[.renditions[] | [.crop, .width, .height, .format]] | map (join (" ")) | join (";")' \
  ' 200 120 jpeg; 200 120 webp; 1000 600 jpeg; 1000 600 webp;16:9 200 113 jpeg;16:9 200 113 webp;16:9 1000 563 jpeg;16:9 1000 563 webp;1:1 200 200 jpeg;1:1 200 200 webp;1:1 600 600 jpeg;1:1 600 600 webp;4:5 200 250 jpeg;4:5 200 250 webp;4:5 480 600 jpeg;4:5 480 600 webp'
jq -r '.renditions[] | [.path, .width, .height] | @tsv' out | while read -r path width height; do
  [ "$(vipsheader -f width "$path")x$(vipsheader -f height "$path")" = "${width}x$height" ]
  [ "$(exiftool -s3 -XMP-photoshop:Credit "$path")" = mfa.gov.kz ]
done
ls shapes | grep -qE '^photo-200w-16x9-[0-9a-f]{12}\.jpg$'
pass 'every shape in every width, none enlarged, each with the credit'

made=$(crop photo.jpg 1:1) at=$(red "$made")
near "${at% *}" 0.5 && near "${at#* }" 0.25 || fail "the focus is at $at" # a square has all of the height
made=$(crop photo.jpg 4:1) at=$(red "$made")
near "${at% *}" 0.6 && near "${at#* }" 0.5 || fail "the focus is at $at"
pass 'the focus is in the middle, as near as the edges let it'

for orientation in 3 6 8; do # the field counts in the upright picture: here the stored one is turned
  cp plain.jpg turned.jpg
  exiftool -q -overwrite_original -n -Orientation=$orientation turned.jpg
  case $orientation in 3) focus=0.4,0.75 ;; 6) focus=0.75,0.6 ;; 8) focus=0.25,0.4 ;; esac
  byline set focus=$focus turned.jpg
  at=$(red "$(crop turned.jpg 1:1)")
  middle "$orientation" "$at" || fail "orientation $orientation: $at"
done
pass 'the focus is meant of the upright picture'

regions='RegionInfo={AppliedToDimensions={W=1000,H=600,Unit=pixel},RegionList=[{Type=Face,Area={X=0.1,Y=0.5,W=0.1,H=0.1,Unit=normalized}},{Type=Focus,Area={X=0.6,Y=0.25,W=0.05,H=0.05,Unit=normalized}}]}'
for orientation in 1 6; do
  cp plain.jpg mwg.jpg
  exiftool -q -overwrite_original -n "-$regions" -Orientation=$orientation mwg.jpg
  at=$(red "$(crop mwg.jpg 1:1)")
  middle "$orientation" "$at" || fail "MWG, orientation $orientation: $at"
done
cp plain.jpg iptc.jpg
exiftool -q -overwrite_original "-XMP-iptcExt:ImageRegion=[{RegionBoundary={RbShape=rectangle,RbUnit=pixel,RbX=570,RbY=120,RbW=60,RbH=60},RRole=[{Identifier=[http://cv.iptc.org/newscodes/imageregionrole/mainSubjectArea]}]},{RegionBoundary={RbShape=rectangle,RbUnit=relative,RbX=0,RbY=0,RbW=0.1,RbH=0.1}}]" "-$regions" iptc.jpg
at=$(red "$(crop iptc.jpg 1:1)")
near "${at% *}" 0.5 || fail "IPTC: $at"
pass 'regions in XMP say it where the field does not: a subject, a focus'

at=$(red "$(crop plain.jpg 1:1)")
awk -v x="${at% *}" 'BEGIN { exit !(x > 0.2 && x < 0.8) }' || fail "attention: $at"
pass 'without any, what draws the eye is in it'

before=$(crop photo.jpg 1:1)
[ "$(crop photo.jpg 1:1)" = "$before" ]
byline set focus=0.1,0.5 photo.jpg
[ "$(crop photo.jpg 1:1)" != "$before" ]
expect_exit 0 byline undo photo.jpg
[ "$(crop photo.jpg 1:1)" = "$before" ]
expect_exit 0 byline thumbs photo.jpg --out page --sizes 100 --formats jpeg --crop 1:1 --html --manifest m.json
if grep -q '1x1' page/photo.html; then fail 'a browser may take a crop for the photo'; fi
expect_json '[.photos[0].renditions[].crop]' '[null,"1:1"]' m.json
for bad in 16x9 16: 0:1 1:1,1:1 a:b; do expect_exit 2 byline thumbs photo.jpg --out web --crop $bad; done
pass 'another focus has another name, undone too; pages show the whole picture'
finish
