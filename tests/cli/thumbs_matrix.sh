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
cat >irot.py <<'PY'
import struct, sys
source, target, quarters = sys.argv[1], sys.argv[2], int(sys.argv[3])
data = open(source, 'rb').read()
irot = struct.pack('>I4sB', 9, b'irot', quarters)
ipco, ipma = data.index(b'ipco') - 4, data.index(b'ipma') - 4
ipco_size, ipma_size = (struct.unpack('>I', data[at:at + 4])[0] for at in (ipco, ipma))
at, n = ipco + 8, 1  # the place of the new property is behind all others
while at < ipco + ipco_size:
    at, n = at + struct.unpack('>I', data[at:at + 4])[0], n + 1
count = ipma + 18  # of the first item's properties
assert data[ipma + 8:ipma + 12] == bytes(4) and struct.unpack('>I', data[ipma + 12:ipma + 16])[0] == 1
new = bytearray(data[:ipco + ipco_size] + irot + data[ipco + ipco_size:ipma + ipma_size] + bytes([0x80 | n]) + data[ipma + ipma_size:])
new[count + 9] += 1
grown = {ipco: 9, data.index(b'iprp') - 4: 10, data.index(b'meta') - 4: 10}
for box, more in grown.items():
    new[box:box + 4] = struct.pack('>I', struct.unpack('>I', new[box:box + 4])[0] + more)
new[ipma + 9:ipma + 13] = struct.pack('>I', ipma_size + 1)
iloc = new.index(b'iloc') + 4
sizes = new[iloc + 4]
assert new[iloc] in (0, 1) and sizes == 0x44
at = iloc + 8
for item in range(struct.unpack('>H', new[iloc + 6:iloc + 8])[0]):
    at += 4 + 2 * new[iloc] + (new[iloc + 5] >> 4)
    at += 2
    for extent in range(struct.unpack('>H', new[at - 2:at])[0]):
        new[at:at + 4] = struct.pack('>I', struct.unpack('>I', new[at:at + 4])[0] + 10)
        at += 8
open(target, 'wb').write(new)
PY

sources=()
for orientation in 1 2 3 4 5 6 7 8; do
  lie $orientation stored.png
  for kind in jpg png webp tif; do
    name=o$orientation$kind.$kind
    case $kind in jpg | webp) vips copy stored.png "$name[Q=98]" ;; *) vips copy stored.png "$name" ;; esac
    exiftool -q -q -overwrite_original -n -Orientation=$orientation "$name"
    sources+=("$name")
  done
  case $orientation in 1) quarters=0 ;; 3) quarters=2 ;; 6) quarters=3 ;; 8) quarters=1 ;; *) continue ;; esac
  for kind in heic avif; do
    vips copy stored.png "plain.${kind}[Q=98]" 2>/dev/null || continue
    python3 irot.py plain.$kind o$orientation$kind.$kind $quarters
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

finish
