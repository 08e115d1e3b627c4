#!/usr/bin/env bash
# ThumbHash and colour: the same whatever made them, and the reference's (npm's thumbhash, given the
# smallest rendition as djpeg reads it, may differ from ours by what decoders differ).
. "$(dirname "$0")/lib.sh"
have jq || skip_all 'no jq'

make_shoot card 2 400 300
photo=$(find card -name IMG_0001.JPG)
byline set credit=mfa.gov.kz "$photo" 2>/dev/null
expect_exit 0 byline thumbs "$photo" --out site --sizes 320,64 --json --html --manifest site.json
hash=$(jq -r .placeholder out)
colour=$(jq -r .colour out)
[[ $colour =~ ^#[0-9a-f]{6}$ ]]
[ "$(base64 -d <<<"$hash" | wc -c)" -ge 20 ]
grep -q "style=\"background:$colour\" data-thumbhash=\"$hash\"" site/index.html
grep -q "style=\"background:$colour\" data-thumbhash=\"$hash\"" site/IMG_0001.html
expect_json '.photos[0] | [.placeholder, .colour]' "[\"$hash\",\"$colour\"]" site.json
pass 'JSON, manifest and pages say the same'

sums site >before
expect_exit 0 byline thumbs "$photo" --out site --sizes 320,64 --json --html --manifest site.json
[ "$(jq -r .placeholder out)" = "$hash" ]
sums site | diff before -
pass 'it is the same when nothing was made'

expect_exit 0 byline thumbs "$photo" --out webp --sizes 320,64 --formats webp --json
expect_json '(.placeholder | length) >= 28' true
pass 'WebP alone has one, too'

reference=
for root in "${THUMBHASH:-}" /usr/share/nodejs/thumbhash /usr/local/lib/node_modules/thumbhash; do
  [ -z "$root" ] || [ ! -f "$root/thumbhash.js" ] || reference=$root/thumbhash.js
done
if have node && have djpeg && [ -n "$reference" ]; then
  djpeg -scale 5/8 -dct int "$(echo site/*-64w-*.jpg)" >small.ppm # 40 × 30 as byline takes it
  cat >ask.mjs <<END
import { readFileSync } from 'fs';
const { rgbaToThumbHash, thumbHashToRGBA } = await import('$reference');
const ppm = readFileSync('small.ppm');
const head = ppm.toString('latin1', 0, 40).match(/^P6\s+(\d+)\s+(\d+)\s+255\s/);
const [w, h] = [+head[1], +head[2]], rgb = ppm.subarray(head[0].length), rgba = new Uint8Array(w * h * 4);
for (let i = 0; i < w * h; i++) { for (let c = 0; c < 3; c++) rgba[4 * i + c] = rgb[3 * i + c]; rgba[4 * i + 3] = 255; }
const a = thumbHashToRGBA(rgbaToThumbHash(w, h, rgba)), b = thumbHashToRGBA(Buffer.from('$hash', 'base64'));
let worst = 0;
for (let i = 0; i < Math.max(a.rgba.length, b.rgba.length); i++) worst = Math.max(worst, Math.abs(a.rgba[i] - b.rgba[i]));
console.log(a.w === b.w && a.h === b.h ? worst : 255);
END
  worst=$(node ask.mjs)
  [ "$worst" -le 16 ] || fail "drawn by the reference, ours differs by $worst"
  pass 'the reference draws nearly the same of its own hash and of ours'
else
  skip 'the reference draws nearly the same of its own hash and of ours' 'no node, djpeg, or thumbhash (THUMBHASH=its folder)'
fi
finish
