#!/usr/bin/env bash
# Odd sizes to their last row, and wide gamuts in their colours, in every format that goes out.  libvips judges.
. "$(dirname "$0")/lib.sh"
unset G_DEBUG # libvips warns of colours it leaves aside, which is not ours to die of
have vips || skip_all 'no vips'
have vipsheader || skip_all 'no vipsheader'
have exiftool || skip_all 'no exiftool'
have python3 || skip_all 'no python3'

formats='jpg webp avif png jxl'
all=jpeg,webp,avif,png,jxl
thumb() { byline thumbs --allow-uncredited --formats $all "$@" >out 2>err || fail "$*"; }
vips black black.v 361 241 && vips invert black.v white.v
vips bandjoin 'white.v white.v white.v' 'white.jpg[Q=95]'
while read -r sizes; do thumb --out odd --sizes "${sizes// /,}" --quality 90 white.jpg; done < <(seq 1 2 361 | xargs -n 15)
for format in $formats; do
  files=(odd/*."$format")
  [ ${#files[@]} = 181 ]
  vipsheader "${files[@]}" 2>/dev/null | sed -E 's/.*: ([0-9]+x[0-9]+) .*/\1/' | awk -Fx '{ high = int((2 * $1 * 241 + 361) / 722)
    if ($2 != (high < 1 ? 1 : high)) { print; bad = 1 } } END { exit bad }' || fail "$format"
  vips arrayjoin "${files[*]}" odd.v --across 12 --background '255 255 255' 2>/dev/null
  awk -v m="$(vips min odd.v)" 'BEGIN { exit !(m >= 250) }' || fail "$format has $(vips min odd.v) in white"
done
pass '905 odd sizes have their rows and columns, and none is black'

if [ -d "$PHOTOS/shoot" ]; then exiftool -q -b -icc_profile "$PHOTOS/shoot/IMG_0003.jpg" >adobe.icc; fi
# ProPhoto RGB (ROMM, ISO 22028-2), the widest that photos come in: its primaries adapted to D50, gamma 1.8.
python3 - <<'PY'
import struct

def fixed(number):
    return struct.pack('>i', round(number * 65536))
tags = {b'desc': b'desc\0\0\0\0\0\0\0\x09ProPhoto\0' + bytes(78), b'cprt': b'text\0\0\0\0none\0',
        b'wtpt': (0.9642, 1, 0.8249), b'rXYZ': (0.7976749, 0.2880402, 0), b'gXYZ': (0.1351917, 0.7118741, 0), b'bXYZ': (0.0313534, 0.0000857, 0.8252100)}
for colour in (b'rTRC', b'gTRC', b'bTRC'):
    tags[colour] = b'curv\0\0\0\0\0\0\0\x01' + struct.pack('>H', round(1.8 * 256))
data, table, at = b'', struct.pack('>I', len(tags)), 132 + 12 * len(tags)
for name, value in tags.items():
    if isinstance(value, tuple):
        value = b'XYZ \0\0\0\0' + b''.join(map(fixed, value))
    table += name + struct.pack('>II', at + len(data), len(value))
    data += value + bytes(-len(value) % 4)
head = struct.pack('>I4sI4s4s4s', 128 + len(table) + len(data), b'none', 0x02100000, b'mntr', b'RGB ', b'XYZ ') + bytes(12) + b'acsp' + bytes(24)
head += bytes(4) + fixed(0.9642) + fixed(1) + fixed(0.8249) + bytes(48)
open('prophoto.icc', 'wb').write(head[:128] + table + data)
PY
# ramps, saturated enough that a profile that is not heeded shows
vips xyz at.v 256 256 && vips extract_band at.v x.v 0 && vips extract_band at.v y.v 1
vips linear x.v red.v 1 0 --uchar && vips linear y.v green.v 1 0 --uchar && vips invert red.v blue.v
vips bandjoin 'red.v green.v blue.v' rgb.v && vips copy rgb.v ramps.png --interpretation srgb
far() { vips colourspace "$1" lab.v lab 2>/dev/null && vips dE00 lab.v wanted.v e.v && vips avg e.v; } # the mean ΔE 2000
profiles=(p3 prophoto.icc)
[ ! -s adobe.icc ] || profiles+=(adobe.icc)
for profile in "${profiles[@]}"; do
  vips icc_transform ramps.png 'wide.jpg[Q=98,no-subsample]' "$profile" --input-profile srgb
  vips icc_transform wide.jpg wanted.png srgb --embedded
  vips colourspace wanted.png wanted.v lab
  exiftool -q -o bare.jpg -icc_profile:all= wide.jpg 2>/dev/null
  awk -v e="$(far bare.jpg)" 'BEGIN { exit !(e > 2) }' || fail "$profile: the judge sees no difference"
  rm -rf wide bare.jpg
  thumb --out wide --sizes 5000 --quality 98 wide.jpg
  for format in $formats; do
    awk -v e="$(far wide/*."$format")" 'BEGIN { exit !(e < 0.8) }' || fail "$format of $profile: ΔE $(far wide/*."$format")"
  done
done
pass "wide gamuts (${profiles[*]}) are the colours that libvips has for them, in every format"

# Of 16 bits, by way of libvips: what the colours were before they were put into ProPhoto is what they are to be.
vips colourspace ramps.png wanted.v lab
for kind in png tif; do
  vips icc_transform ramps.png deep.$kind prophoto.icc --input-profile srgb --depth 16
  vipsheader deep.$kind | grep -q ' ushort, 3 bands'
  rm -rf wide
  thumb --out wide --sizes 5000 --quality 98 deep.$kind
  for format in $formats; do
    awk -v e="$(far wide/*."$format")" 'BEGIN { exit !(e < 0.8) }' || fail "$format of 16-bit ProPhoto in $kind: ΔE $(far wide/*."$format")"
  done
done
pass 'ProPhoto RGB of 16 bits, in PNG and TIFF, is what was put into it'
finish
