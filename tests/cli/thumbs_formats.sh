#!/usr/bin/env bash
# AVIF, PNG and JPEG XL beside JPEG and WebP: the same picture, the same words, from one decode.
. "$(dirname "$0")/lib.sh"
unset G_DEBUG # libvips warns of colours it leaves aside, which is not ours to die of
have vips || skip_all 'no vips'
have exiftool || skip_all 'no exiftool'
have jq || skip_all 'no jq'

all=jpeg,webp,avif,png,jxl
make_shoot card 1 400 300
mv "$(find card -name '*.JPG')" photo.jpg
byline set credit=mfa.gov.kz creator='Айгерім Нұрланова' photo.jpg
expect_exit 0 byline thumbs photo.jpg --out web --sizes 64,333 --formats $all --quality 90 --json
jq -r '.renditions[] | [.path, .format, .width, .height] | @tsv' out >list
[ "$(wc -l <list)" = 10 ]
while IFS=$'\t' read -r path format width height; do
  [ "$(exiftool -s3 -MIMEType "$path")" = "image/$format" ]
  [ "$(vipsheader -f width "$path" 2>/dev/null)x$(vipsheader -f height "$path" 2>/dev/null)" = "${width}x$height" ]
  [ "$(exiftool -s3 -validate "$path")" = OK ] || [ "$format" = jpeg ] # of its IIM it wants longer times
  if [ "$width" = 333 ]; then vips copy "$path" "$format.v" 2>/dev/null; fi
done <list
pass 'each format is what it says, and as large, to exiftool and libvips'

for format in webp avif png jxl; do
  vips subtract jpeg.v $format.v d.v && vips abs d.v a.v
  awk -v d="$(vips avg a.v)" 'BEGIN { exit !(d < 2.5) }' || fail "$format differs by $(vips avg a.v)"
done
pass 'they show the same picture'

# picture FILE: the octets of its pixels, without what is said around them
picture() {
  python3 - "$1" <<'PY'
import sys, hashlib
data = open(sys.argv[1], 'rb').read()
kind = sys.argv[1].rsplit('.', 1)[1]
if kind == 'avif':  # "iloc" says where item 1 is
    at = data.index(b'iloc') + 18
    start, length = (int.from_bytes(data[at + 4 * i:at + 4 * i + 4], 'big') for i in (0, 1))
    data = data[start:start + length]
else:
    data = data[data.rindex({'jxl': b'jxlc', 'png': b'IDAT'}[kind]):]
print(hashlib.sha256(data).hexdigest())
PY
}
cp -r web before
byline set credit='Another Agency' headline='Қол алысу' photo.jpg
expect_exit 0 byline thumbs photo.jpg --out web --sizes 64,333 --formats $all --quality 90 --json
expect_json '[.renditions[].made] | all' true
[ "$(find web -type f | wc -l)" = 10 ]
while IFS=$'\t' read -r path format _; do
  [ "$(exiftool -s3 -XMP-photoshop:Credit "$path")" = 'Another Agency' ]
  [ "$(exiftool -s3 -XMP-photoshop:Headline "$path")" = 'Қол алысу' ]
  case $format in avif | png | jxl) [ "$(picture "$path")" = "$(picture "before/${path##*/}")" ] ;; esac
  [ "$(vipsheader -f width "$path" 2>/dev/null)" -gt 0 ]
done <list
if have strace; then
  byline set credit='Third Agency' photo.jpg
  strace -f -e trace=openat -o opened "$BYLINE" thumbs photo.jpg --out web --sizes 64,333 --formats $all --quality 90 >/dev/null
  if grep -E 'libaom|libvips' opened; then fail 'an encoder was loaded to change words'; fi
fi
pass 'changed words go in without encoding again'

rm -r web
byline set credit='Another Agency' photo.jpg
byline thumbs photo.jpg --out web --sizes 64,333 --formats $all --quality 90 >/dev/null
(cd web && sha256sum -- *) >one
rm -r web
byline thumbs photo.jpg --out web --sizes 64,333 --formats $all --quality 90 >/dev/null
(cd web && sha256sum -- *) | cmp one -
pass 'the same photo gives the same bytes, in every format'

expect_exit 0 byline thumbs photo.jpg --out page --sizes 64,333 --formats $all --html
grep -oE 'type="image/[a-z]+"' page/photo.html | tr '\n' ' ' >types
[ "$(cat types)" = 'type="image/jxl" type="image/avif" type="image/webp" type="image/png" ' ] || fail "$(cat types)"
grep -q '<img src="photo-333w-[0-9a-f]*.jpg"' page/photo.html
pass 'a page offers AVIF before WebP before JPEG'

mkdir -p "$XDG_CONFIG_HOME/byline"
printf '[profile small]\nformats=avif\nsizes=200\navif-quality=30\navif-effort=1\n' >"$XDG_CONFIG_HOME/byline/config"
low=$(byline thumbs photo.jpg --out small --profile small)
printf '[profile small]\nformats=avif\nsizes=200\navif-quality=80\n' >"$XDG_CONFIG_HOME/byline/config"
high=$(byline thumbs photo.jpg --out small --profile small)
[ "$low" != "$high" ] && [ "$(stat -c %s "$low")" -lt "$(stat -c %s "$high")" ]
printf '[profile small]\navif-effort=10\n' >"$XDG_CONFIG_HOME/byline/config"
expect_exit 2 byline thumbs photo.jpg --out small --profile small
grep -q 'avif-effort' err
pass 'a profile settles quality and effort of each format'
finish
