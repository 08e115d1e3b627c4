#!/usr/bin/env bash
# Every way a photo can lie, of every kind, in every format: upright, and no larger than it was. libvips judges.
. "$(dirname "$0")/lib.sh"
unset G_DEBUG # libvips warns of colours it leaves aside, which is not ours to die of
have vips || skip_all 'no vips'
have vipsheader || skip_all 'no vipsheader'
have exiftool || skip_all 'no exiftool'

formats='jpg webp avif png jxl'
all=jpeg,webp,avif,png,jxl
make_shoot card 1 96 64
photo=$(find card -name '*.JPG')
exiftool -q -overwrite_original -all= "$photo"
vips copy "$photo" upright.png
thumb() { byline thumbs --allow-uncredited --formats $all "$@" >out 2>err || fail "$*"; }
# joined FILE… : one above the other, decoded by libvips
joined() {
  local out=$1
  shift
  vips arrayjoin "$*" "$out" --across 1 2>/dev/null
}

# lie ORIENTATION OUT: stored so that turning it so makes it upright
lie() {
  case $1 in
  1) vips copy upright.png "$2" ;;
  2) vips flip upright.png "$2" horizontal ;;
  3) vips rot upright.png "$2" d180 ;;
  4) vips flip upright.png "$2" vertical ;;
  5) vips rot upright.png turned.v d90 && vips flip turned.v "$2" horizontal ;;
  6) vips rot upright.png "$2" d270 ;;
  7) vips rot upright.png turned.v d270 && vips flip turned.v "$2" horizontal ;;
  8) vips rot upright.png "$2" d90 ;;
  esac
}
# HEIF and AVIF lie as their container says: first turned, anticlockwise, then mirrored: 0 top to bottom, 1 left to right.
turns=(- 0 0:1 2 0:0 3:1 3 1:1 1)

sources=()
for orientation in 1 2 3 4 5 6 7 8; do
  lie $orientation stored.png
  for kind in jpg png webp tif; do
    name=o$orientation$kind.$kind
    case $kind in jpg | webp) vips copy stored.png "$name[Q=98]" ;; *) vips copy stored.png "$name" ;; esac
    exiftool -q -q -overwrite_original -n -Orientation=$orientation "$name"
    sources+=("$name")
  done
  IFS=: read -r quarters axis <<<"${turns[orientation]}"
  for kind in heic avif; do
    vips copy stored.png "plain.${kind}[Q=98]" 2>/dev/null || continue
    "$MAKERS/make_heic" o$orientation$kind.$kind plain.$kind --turn="$quarters" ${axis:+--mirror="$axis"}
    sources+=("o$orientation$kind.$kind")
  done
done
thumb --out turned --sizes 5000 --quality 95 "${sources[@]}"
[ "$(vipsheader turned/* 2>/dev/null | grep -c ': 96x64 ')" = $((5 * ${#sources[@]})) ] || fail 'one is turned wrongly, or was enlarged'
mapfile -t same < <(repeat ${#sources[@]} upright.png)
joined wanted.v "${same[@]}"
for format in $formats; do
  joined got.v turned/*."$format"
  vips subtract wanted.v got.v d.v && vips abs d.v a.v && vips shrink a.v means.v 96 64
  awk -v d="$(vips max means.v)" 'BEGIN { exit !(d < 6) }' || fail "$format: one differs by $(vips max means.v)"
  pass "${#sources[@]} originals that lie eight ways in six kinds come upright, and no larger, as $format"
done

# libheif turns the judge's pictures as well as ours: a decoder that shares nothing with it agrees.
if have chromium && [ -e o8avif.avif ]; then
  { printf '<!DOCTYPE html><body style="margin:0;line-height:0">'; printf '<img src="%s"><br>' o?avif.avif; } >poses.html
  timeout 100 chromium --headless --no-sandbox --disable-gpu --disable-background-networking --user-data-dir="$work/chromium" \
    --hide-scrollbars --force-device-scale-factor=1 --window-size=500,512 --screenshot="$PWD/seen.png" "file://$PWD/poses.html" >/dev/null 2>&1
  vips extract_area seen.png poses.v 0 0 96 512 && vips extract_band poses.v poses_rgb.v 0 --n 3
  mapfile -t same < <(repeat 8 upright.png)
  joined eight.v "${same[@]}"
  vips subtract eight.v poses_rgb.v d.v && vips abs d.v a.v && vips shrink a.v means.v 96 64
  awk -v d="$(vips max means.v)" 'BEGIN { exit !(d < 6) }' || fail "Chromium: one differs by $(vips max means.v)"
  pass 'a browser turns and mirrors the AVIFs among them alike'
else
  skip 'a browser turns and mirrors the AVIFs among them alike' 'no chromium'
fi

finish
