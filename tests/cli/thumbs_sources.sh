#!/usr/bin/env bash
# Renditions of every kind of photo, beside what vipsthumbnail makes of the same file.
. "$(dirname "$0")/lib.sh"
unset G_DEBUG # libvips warns of colours it leaves aside, which is not ours to die of
have vips || skip_all 'no vips'
have vipsthumbnail || skip_all 'no vipsthumbnail'
have exiftool || skip_all 'no exiftool'

make_shoot card 1 640 426
photo=$(find card -name '*.JPG')
exiftool -q -overwrite_original -all= "$photo"
vips copy "$photo" plain.v
# differs A B: the mean of how far apart they are, of 255
differs() { vips subtract "$1" "$2" d.v && vips abs d.v a.v && vips avg a.v; }
near() { awk -v d="$1" -v max="$2" 'BEGIN { exit !(d <= max) }'; }
thumb() { byline thumbs --allow-uncredited --out made.d --sizes 200 --formats jpeg --quality 95 "$1"; }

vips copy plain.v plain.png
vips copy plain.v 'plain.webp[Q=95]'
vips copy plain.v plain.tif
vips copy plain.v 'tiled.tif[tile,compression=deflate]'
vips copy plain.v 'big.tif[bigtiff]'
vips colourspace plain.v grey.tif b-w
vips colourspace plain.v deep.png rgb16
vips colourspace plain.v deep.tif rgb16
sources='plain.png plain.webp plain.tif tiled.tif big.tif grey.tif deep.png deep.tif'
if vips icc_export plain.v cmyk.v --output-profile cmyk 2>/dev/null && vips copy cmyk.v cmyk.tif; then sources+=' cmyk.tif'; fi
for kind in heic avif; do
  if vips copy plain.v "plain.${kind}[Q=95]" 2>/dev/null; then sources+=" plain.$kind"; fi
done
for source in $sources; do
  byline set credit=mfa.gov.kz "$source" 2>/dev/null
  made=$(thumb "$source" 2>err) || fail "$source: $(cat err)"
  [ -s "$made" ] || fail "$source: nothing made"
  vipsthumbnail "$source" -s 200x -o 'ref.png'
  [ "$(vips getpoint ref.png 0 0 | wc -w)" = 3 ] || { vips colourspace ref.png ref.v srgb && vips copy ref.v ref.png; }
  near "$(differs "$made" ref.png)" 3 || fail "$source differs by $(differs "$made" ref.png)"
  [ "$(vipsheader -f width "$made")x$(vipsheader -f height "$made")" = 200x133 ]
  [ "$(exiftool -s3 -XMP-photoshop:Credit "$made")" = mfa.gov.kz ] || fail "$source: no credit"
  pass "${source} becomes the same picture, with its credit"
done

# As a phone writes it: a grid of tiles, some of which reach over its edge, turned by the container and, for those
# who know only Exif, by that too; where it was taken, and metadata of an item that is no picture.
if [ -e plain.heic ]; then
  vips resize plain.v upright.v 0.2 --vscale 0.4 # 128×170
  vips rot upright.v stored.v d270
  vips embed stored.v canvas.v 0 0 192 128 --extend copy
  tiles=()
  for ((i = 0; i < 6; i++)); do
    vips extract_area canvas.v tile.v $((i % 3 * 64)) $((i / 3 * 64)) 64 64
    vips copy tile.v "tile$i.heic[Q=95]" 2>/dev/null
    tiles+=("tile$i.heic")
  done
  exiftool -q -o phone.exif -n -Make=Apple -Orientation=6 -GPSLatitude=51.1 -GPSLatitudeRef=N -GPSLongitude=71.4 -GPSLongitudeRef=E
  exiftool -q -o phone.xmp -XMP-photoshop:Credit=mfa.gov.kz -XMP-exif:GPSLatitude=51.1
  "$MAKERS/make_heic" phone.heic "${tiles[@]}" --columns=3 --width=170 --height=128 --turn=3 --exif=phone.exif --xmp=phone.xmp
  [ "$(exiftool -s3 -n -Make -GPSLatitude -XMP-photoshop:Credit phone.heic | tr '\n' ' ')" = 'Apple 51.1 mfa.gov.kz ' ]
  made=$(byline thumbs --out phone.d --sizes 5000 --formats jpeg --quality 95 phone.heic)
  near "$(differs "$made" upright.v)" 4 || fail "a phone's picture differs by $(differs "$made" upright.v)"
  if have heif-convert; then
    # libheif 1.15 stumbles over what describes no picture
    "$MAKERS/make_heic" plainer.heic "${tiles[@]}" --columns=3 --width=170 --height=128 --turn=3 --exif=phone.exif
    heif-convert plainer.heic phone.png >/dev/null 2>&1 || fail 'libheif cannot read it'
    near "$(differs phone.png upright.v)" 4 || fail 'libheif sees another picture'
  fi
  [ "$(exiftool -s3 -XMP-photoshop:Credit "$made")" = mfa.gov.kz ]
  [ -z "$(exiftool -a -G1 -s -gps:all -Make -Orientation "$made")" ] || fail "$(exiftool -a -G1 -s "$made")"
  pass 'a picture in tiles, as phones write it, is upright and once, with its credit and without its place'
fi

for orientation in 1 3 6 8; do
  "$MAKERS/make_raw" raw$orientation.nef "$photo" $orientation
  cp "$photo" same$orientation.jpg
  exiftool -q -overwrite_original -n -Orientation=$orientation same$orientation.jpg
  byline set credit=mfa.gov.kz raw$orientation.nef 2>/dev/null
  made=$(thumb raw$orientation.nef) same=$(byline thumbs --allow-uncredited --out same --sizes 200 --formats jpeg --quality 95 same$orientation.jpg 2>/dev/null)
  near "$(differs "$made" "$same")" 0.01 || fail "orientation $orientation"
  [ "$(exiftool -s3 -XMP-photoshop:Credit "$made")" = mfa.gov.kz ] # from the sidecar
done
pass 'of a raw file the preview is taken, upright, with the credit of its sidecar'

# previewed FILE TAG: what exiftool finds there is the preview, and so is what byline shows
previewed() {
  exiftool -b "-$2" "$1" >found.jpg
  cmp -s found.jpg "$photo" || fail "exiftool sees another $2 in $1"
  byline set credit=mfa.gov.kz "$1" 2>/dev/null
  made=$(thumb "$1") || fail "$1: $(cat err)"
  near "$(differs "$made" "$same")" 0.01 || fail "$1 is another picture"
}
cp "$photo" same1.jpg
same=$(byline thumbs --allow-uncredited --out same --sizes 200 --formats jpeg --quality 95 same1.jpg 2>/dev/null)
vips resize "$photo" small.jpg 0.25
"$MAKERS/make_raw" note.orf "$photo" 1 olympus
"$MAKERS/make_raw" note.pef "$photo" 1 pentax
"$MAKERS/make_cr3" track.cr3 small.jpg small.jpg "$photo"
"$MAKERS/make_cr3" box.cr3 small.jpg "$photo" -
"$MAKERS/make_cr3" thumb.cr3 "$photo" - -
previewed note.orf PreviewImage
previewed note.pef PreviewImage
previewed track.cr3 JpgFromRaw
previewed box.cr3 PreviewImage
previewed thumb.cr3 ThumbnailImage
pass 'previews are found in MakerNotes, and in the boxes and tracks of CR3, the largest first'

"$MAKERS/make_cr3" none.cr3 - - -
"$MAKERS/make_raw" none.nef -
"$MAKERS/make_raw" whole.nef "$photo"
head -c 3000 "$photo" >short.jpg
"$MAKERS/make_raw" short.nef short.jpg
head -c 2000 plain.tif >short.tif
printf 'II*\0\xff\xff\xff\xff' >loop.tif
expect_exit 3 byline thumbs --allow-uncredited --out bad --sizes 200 --formats jpeg none.cr3 none.nef short.nef short.tif loop.tif plain.png
for file in none.cr3 none.nef short.nef short.tif loop.tif; do
  [ "$(grep -c "^byline: $file: " err)" = 1 ] || fail "$file is not named once"
done
[ "$(wc -l <out)" = 1 ]
[ -z "$(find bad -name '*.part')" ]
pass 'without a preview, or with a broken one, it is refused by name and the others go on'
finish
