#!/usr/bin/env bash
# Credits every real PNG and WebP there is; exiftool, and a reader of chunks, look for damage.
. "$(dirname "$0")/lib.sh"
have exiftool || skip_all 'no exiftool'
have python3 || skip_all 'no python3'
[ -d "$PHOTOS" ] || skip_all "no photos in $PHOTOS"

mkdir before after
n=0
while IFS= read -r -d '' photo; do
  n=$((n + 1))
  cp "$photo" "before/$n-$(basename "$photo")"
done < <(find "$PHOTOS" -type f \( -iname '*.png' -o -iname '*.webp' \) -print0 | sort -z)
[ "$n" -gt 0 ] || skip_all "no PNG or WebP in $PHOTOS"
chmod u+w before/*
cp -p before/* after/

credit() {
  local got=0
  byline set --json credit=mfa.gov.kz creator='Айгерім Нұрланова' headline='Министр қабылдады' after/* >out 2>err || got=$?
  [ $got = 0 ] || [ $got = 3 ]
}
credit
cp out outcomes
cp err complaints
pass "set works on all $n pictures, or says which it does not"

for side in before after; do
  exiftool -q -q -j -a -u -n -b -G1:4 $side >$side.json 2>/dev/null || true
  [ -s $side.json ]
done

cat >judge.py <<'PYTHON'
import json, re, struct, sys, zlib

OURS = {b'eXIf', b'EXIF', b'XMP ', b'VP8X'}
XMP = b'XML:com.adobe.xmp\0'

def png(data):
    at, seen = 8, []
    while at + 12 <= len(data):
        size, name = struct.unpack('>I4s', data[at:at + 8])
        body = data[at + 8:at + 8 + size]
        seen.append((name, body, data[at + 8 + size:at + 12 + size]))
        if name in (b'eXIf', b'iTXt'):
            assert struct.unpack('>I', seen[-1][2])[0] == zlib.crc32(name + body), 'checksum'
        at += 12 + size
        if name == b'IEND':
            break
    return seen, data[at:]

def webp(data):
    end, at, seen = struct.unpack('<I', data[4:8])[0] + 8, 12, []
    while at + 8 <= end:
        name, size = struct.unpack('<4sI', data[at:at + 8])
        seen.append((name, data[at + 8:at + 8 + size], b''))
        at += 8 + size + size % 2
    assert at == end, 'length'
    return seen, data[end:]

def others(path):
    data = open(path, 'rb').read()
    chunks, rest = (webp if data[:4] == b'RIFF' else png)(data)
    return [c for c in chunks if c[0] not in OURS and not (c[0] in (b'iTXt', b'zTXt', b'tEXt') and c[1].startswith(XMP))], rest

def tags(side):
    files = {}
    for file in json.load(open(side + '.json')):
        found = files.setdefault(file['SourceFile'].split('/')[-1], {})
        for key, value in file.items():
            found.setdefault(re.sub(r':Copy\d+', '', key), []).append(json.dumps(value, sort_keys=True))
    return files

NAME, HEAD = 'Айгерім Нұрланова', 'Министр қабылдады'
WANTED = {'IFD0:Artist': NAME, 'XMP-dc:Creator': NAME, 'XMP-photoshop:Credit': 'mfa.gov.kz', 'XMP-photoshop:Headline': HEAD}
# Where things are may change; of what is unnamed here nothing may.
FREE = re.compile(r'^(SourceFile$|System:|File:|ExifTool:|Composite:|XMP-x:XMPToolkit|XMP-rdf:About|XMP-tiff:Artist|IFD0:Ifd|.*(Offset|Offsets|Start|Pointer)$|RIFF:WebP_?Flags|RIFF:(Image(Width|Height)|AlphaIsUsed))')
old, new = tags('before'), tags('after')
bad, written, refused = {}, 0, []
for line in open('outcomes'):
    line = json.loads(line)
    file = line['path'].split('/')[-1]
    was, now = 'before/' + file, 'after/' + file
    if line['outcome'] == 'failed':
        refused.append(file)
        if open(was, 'rb').read() != open(now, 'rb').read():
            bad[file] = ['refused, and changed']
        if open('complaints').read().count(now) != 1:
            bad[file] = ['refused, and not named']
        continue
    written += 1
    wrong = []
    if others(was) != others(now):
        wrong.append('chunks')
    a, b = old[file], new[file]
    for tag, value in WANTED.items():
        said = [json.loads(text) for text in b.get(tag, [])]
        if said != [value] and said != [[value]]:
            wrong.append('%s=%s' % (tag, said))
    for tag in sorted(set(a) | set(b)):
        if tag in WANTED or FREE.search(tag):
            continue
        if sorted(a.get(tag, [])) != sorted(b.get(tag, [])):
            # a new block says its own version or byte order
            if tag in a or not tag.startswith(('IFD0:', 'ExifIFD:')):
                wrong.append(tag)
    for warning in set(b.get('ExifTool:Warning', [])) - set(a.get('ExifTool:Warning', [])):
        wrong.append('warning: ' + warning)
    if wrong:
        bad[file] = wrong
for file in bad:
    print('# damaged', file, bad[file])
print('# %d written, %d refused (%s), %d damaged' % (written, len(refused), ' '.join(refused), len(bad)))
sys.exit(1 if bad or written == 0 else 0)
PYTHON
python3 judge.py >judged || {
  cat judged
  fail 'a picture is damaged'
}
cat judged
pass 'every layer says so, and nothing else has changed'

jq -r 'select(.outcome == "changed") | .path' outcomes >written
while IFS= read -r photo; do
  expect_exit 0 byline show --json "$photo"
  [ "$(jq -r .fields.credit out)" = mfa.gov.kz ] || fail "$photo does not say its credit"
  [ "$(jq -r '"\(.width)x\(.height)"' out)" = "$(exiftool -s3 -ImageSize -q "$photo")" ] ||
    fail "$photo is of another size"
done <written
pass 'show reads what was written, in the right size'

if have vipsheader; then
  while IFS= read -r photo; do
    env -u G_DEBUG vipsheader "before/${photo#after/}" >/dev/null 2>&1 || continue
    env -u G_DEBUG vipsheader "$photo" >/dev/null 2>err || fail "vips no longer reads $photo"
  done <written
  pass 'vips reads every picture as before'
else
  skip 'vips reads every picture as before' 'no vipsheader'
fi

sums after >whole
credit
sums after | cmp - whole
pass 'the same again changes nothing'
finish
