#!/usr/bin/env bash
# Small files that claim to be, or become, huge ones, of every kind: each is refused in one line that names it,
# within bounded time and memory, and the others go on.
. "$(dirname "$0")/lib.sh"
unset G_DEBUG # libvips warns of what it thinks of such files, which is not ours to die of
have vips || skip_all 'no vips'
have python3 || skip_all 'no python3'
have jpegtran || skip_all 'no jpegtran'

make_shoot card 1 64 48
photo=$(find card -name '*.JPG')
byline set credit=mfa.gov.kz "$photo"
jpegtran -copy none -optimize "$photo" >plain.jpg
jpegtran -copy none -progressive "$photo" >progressive.jpg
mkdir seeds bombs
for kind in png tif webp heic avif; do vips copy plain.jpg seeds/plain.$kind 2>/dev/null || rm -f seeds/plain.$kind; done
vips copy plain.jpg 'seeds/lossless.webp[lossless]'
python3 - <<'PY'
import os, struct, zlib

def jpeg(source, name, width, height, scans=0):
    data = bytearray(open(source, 'rb').read())
    at = 2
    while data[at + 1] not in (0xc0, 0xc2):
        at += 2 + struct.unpack('>H', data[at + 2:at + 4])[0]
    data[at + 5:at + 9] = struct.pack('>HH', height, width)
    if scans:
        start = data.index(b'\xff\xda')
        end = data.index(b'\xff', start + 20)
        data = data[:start] + data[start:end] * scans + data[end:]
    open('bombs/' + name, 'wb').write(data)
    return bytes(data)

jpeg('plain.jpg', 'wide.jpg', 65500, 65500)
jpeg('plain.jpg', 'empty.jpg', 17000, 17000)
jpeg('progressive.jpg', 'deep.jpg', 65500, 65500)
jpeg('progressive.jpg', 'within.jpg', 17000, 17000)
jpeg('progressive.jpg', 'scans.jpg', 8000, 8000, 5000)

def chunk(name, data):
    return struct.pack('>I', len(data)) + name + data + struct.pack('>I', zlib.crc32(name + data))
def png(name, width, height, data, depth=8, interlace=0):
    open('bombs/' + name, 'wb').write(b'\x89PNG\r\n\x1a\n' + chunk(b'IHDR', struct.pack('>IIBBBBB', width, height, depth, 2, 0, 0, interlace))
        + chunk(b'IDAT', data) + chunk(b'IEND', b''))
nothing = zlib.compress(bytes(100000))
png('wide.png', 65535, 65535, nothing)
png('most.png', 2**31 - 1, 2**31 - 1, nothing)
png('empty.png', 17000, 17000, nothing)
png('interlaced.png', 17000, 17000, nothing, 16, 1)

def tiff(name, entries, data):
    out = b'II*\0' + struct.pack('<I', 8) + struct.pack('<H', len(entries))
    for tag, kind, count, value in sorted(entries):
        out += struct.pack('<HHI', tag, kind, count) + struct.pack('<I', value)
    open('bombs/' + name, 'wb').write(out + struct.pack('<I', 0) + data)
def strip(width, height, **more):
    tags = {256: width, 257: height, 258: 8, 259: 8, 262: 1, 273: 200, 277: 1, 278: height, 279: len(nothing)}
    tags.update({int(tag[1:]): value for tag, value in more.items()})
    return [(tag, 4, 1, value) for tag, value in tags.items()]
pad = bytes(200) + nothing
tiff('wide.tif', strip(60000, 60000), pad)
tiff('strip.tif', strip(17000, 17000), pad)
tiff('bands.tif', strip(17000, 17000, _277=65535, _284=1), pad)
tiff('counts.tif', strip(17000, 17000, _279=2**32 - 1), pad)
tiff('offset.tif', strip(17000, 17000, _273=2**32 - 2), pad)

def webp(name, kind, data, canvas):
    head = b'VP8X' + struct.pack('<I', 10) + bytes(4) + canvas if canvas else b''
    part = kind + struct.pack('<I', len(data)) + data + bytes(len(data) % 2)
    open('bombs/' + name, 'wb').write(b'RIFF' + struct.pack('<I', 4 + len(head) + len(part)) + b'WEBP' + head + part)
far = (16382).to_bytes(3, 'little')
lossy = bytearray(open('seeds/plain.webp', 'rb').read())
at = lossy.index(b'VP8 ')
frame = bytearray(lossy[at + 8:])
webp('canvas.webp', b'VP8 ', frame, (2**24 - 1).to_bytes(3, 'little') * 2)
frame[6:10] = struct.pack('<HH', 16383, 16383)
webp('wide.webp', b'VP8 ', frame, b'')
webp('both.webp', b'VP8 ', frame, far * 2)
lossless = open('seeds/lossless.webp', 'rb').read()
frame = bytearray(lossless[lossless.index(b'VP8L') + 8:])
frame[1:5] = struct.pack('<I', (struct.unpack('<I', frame[1:5])[0] & ~0xfffffff) | 16382 << 14 | 16382)
webp('lossless.webp', b'VP8L', frame, b'')

for kind in ('heic', 'avif'):
    path = 'seeds/plain.' + kind
    if not os.path.exists(path):
        continue
    whole = open(path, 'rb').read()
    at = whole.index(b'ispe') + 8
    for name, width, height in (('wide', 65535, 65535), ('most', 2**32 - 1, 2**32 - 1), ('empty', 17000, 17000)):
        open(f'bombs/{name}.{kind}', 'wb').write(whole[:at] + struct.pack('>II', width, height) + whole[at + 8:])
    at = whole.index(b'iloc') + 4
    open(f'bombs/extent.{kind}', 'wb').write(whole[:at] + b'\xff' * 12 + whole[at + 12:])
    open(f'bombs/cut.{kind}', 'wb').write(whole[:len(whole) * 2 // 3])
PY
"$MAKERS/make_raw" bombs/preview.nef bombs/wide.jpg
"$MAKERS/make_raw" bombs/empty.nef bombs/empty.jpg
printf '\0\0\0\x0cJXL \r\n\x87\n' >bombs/none.jxl

# limited COMMAND…: in 20 seconds of CPU and 3 GB of addresses
limited() { (ulimit -t 20 -v 3000000 && exec timeout 60 "$@"); }
n=0
for bomb in bombs/*; do
  got=0
  limited "$BYLINE" thumbs --allow-uncredited --out site --sizes 32 --formats jpeg "$bomb" >out 2>err || got=$?
  [ $got = 3 ] || fail "exit $got of $bomb"
  [ "$(wc -l <err)" = 1 ] && grep -q "^byline: $bomb: " err || fail "$bomb is not named in one line"
  [ ! -s out ] || fail "$bomb gave a picture"
  n=$((n + 1))
done
[ $n -gt 20 ]
pass "$n bombs of all kinds are refused by name, each within 3 GB and 20 s"

# A picture that is held as a whole before its first row is known: not with more than 400 MiB.
(ulimit -v 700000 && "$BYLINE" thumbs --allow-uncredited --out site --sizes 32 bombs/interlaced.png) 2>err || true
grep -q '^byline: bombs/interlaced.png: 17000×17000 pixels are too many for an interlaced picture$' err
vips copy plain.jpg 'seeds/interlaced.png[interlace]'
[ "$(vipsheader -f interlaced seeds/interlaced.png)" = 1 ]
expect_exit 0 byline thumbs --allow-uncredited --out interlaced --sizes 32 --formats jpeg seeds/interlaced.png
pass 'an interlaced PNG is refused where it would take too much memory, and read where not'

got=0
limited "$BYLINE" thumbs --allow-uncredited --out site --sizes 32 --formats jpeg bombs/* "$photo" >out 2>err || got=$?
[ $got = 3 ] && [ "$(grep -c . out)" = 1 ] && [ "$(grep -c '^byline: bombs/' err)" = $n ] || fail "exit $got together"
[ -z "$(find site -name '*.part')" ]
pass 'the photo among them becomes a picture'

expect_exit 3 byline thumbs --out small --sizes 32 --max-pixels 3071 "$photo"
grep -q "^byline: $photo: 64×48 pixels are more than the 3071 allowed" err
expect_exit 0 byline thumbs --out small --sizes 32 --max-pixels 3072 "$photo"
for kind in png tif webp heic avif; do
  [ -e seeds/plain.$kind ] || continue
  expect_exit 3 byline thumbs --allow-uncredited --out small --sizes 32 --max-pixels 3071 seeds/plain.$kind
  grep -q "3071 allowed" err || fail "$kind"
  expect_exit 0 byline thumbs --allow-uncredited --out small --sizes 32 --max-pixels 3072 seeds/plain.$kind
done
pass '--max-pixels holds to the pixel, for every kind'
finish
