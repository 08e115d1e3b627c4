#!/usr/bin/env bash
# TIFF is written into: IFD0 anew at the end, nothing else touched, judged by exiftool, libtiff and exiv2.
. "$(dirname "$0")/lib.sh"
have exiftool || skip_all 'no exiftool'
have python3 || skip_all 'no python3'
have jq || skip_all 'no jq'

"$MAKERS/make_tiff" made
mkdir before
cp made/good/* before/
if [ -d "$PHOTOS" ]; then
  find "$PHOTOS" -type f -iregex '.*\.tiff?' -exec cp -t before {} +
fi
chmod u+w before/*
cp -r before after
n=$(find before -type f | wc -l)

ids() { byline show --id --json "$1"/* | jq -r .id; }
edit=(credit=mfa.gov.kz creator='Айгерім Нұрланова' headline='Министр қабылдады' 'keywords+=SCO'
  description='Кездесу' date-created=2025-07-14T10:20:30+05:00)
ids before >ids
expect_exit 0 byline set "${edit[@]}" after/*
[ -z "$(find after -name '*.xmp')" ]
ids after | cmp - ids
pass "all $n TIFF files are written into, and keep their ids"

# The same octets in another shape are another picture; other metadata, or directories elsewhere, are not.
id_of() { byline show --id --json "before/$1" | jq -r .id; }
[ "$(id_of plain.tif)" != "$(id_of wide.tif)" ]
[ "$(id_of plain.tif)" != "$(id_of tiled.tif)" ]
[ "$(id_of plain.tif)" != "$(id_of plain-mm.tif)" ]
[ "$(id_of plain.tif)" = "$(id_of iim-both.tif)" ]
[ "$(id_of plain.tif)" = "$(id_of odd.tif)" ]
cp before/plain.tif other.tif
exiftool -q -overwrite_original -Artist=x -XMP:Credit=y other.tif
[ "$(byline show --id --json other.tif | jq -r .id)" = "$(id_of plain.tif)" ]
pass 'the id is of pixels and their shape'

# Every octet of the old file but the header's pointer is where it was.
python3 - <<'PY'
import os, struct
for name in sorted(os.listdir('before')):
    old, new = (open(f'{side}/{name}', 'rb').read() for side in ('before', 'after'))
    big = old[2:4] in (b'+\0', b'\0+')
    at, size, code = (8, 8, 'Q') if big else (4, 4, 'I')
    assert old[:at] == new[:at] and old[at + size:] == new[at + size:len(old)], name
    first, = struct.unpack_from(('<' if old[:1] == b'I' else '>') + code, new, at)
    assert first >= len(old) and first % (8 if big else 2) == 0, name
    assert len(new) - len(old) < 60000, name
PY
pass "the header's pointer is all that changes; IFD0 lies at the end, on a word"

cat >judge.py <<'PY'
import json, subprocess, sys

def tags(side):
    run = subprocess.run(['exiftool', '-q', '-q', '-j', '-a', '-u', '-n', '-b', '-G1:4', '-validate', '-warning', '-error', '-all',
                          side], capture_output=True, text=True)
    result = {}
    for file in json.loads(run.stdout):
        groups = {}
        for key, value in file.items():
            # in BigTIFF exiftool has another name for the group
            plain = ':'.join(part for part in key.split(':') if not part.startswith('Copy')).replace('ExifOffset:', 'ExifIFD:')
            groups.setdefault(plain, []).append(str(value))
        result[file['SourceFile'].split('/')[-1]] = {key: sorted(values) for key, values in groups.items()}
    return result

# what was among the image resources alone stands in its tag as well
def said(groups, key):
    return set(groups.get(key, []) + groups.get(key.replace('IPTC:', 'IPTC2:'), []))

FREE = ('SourceFile', 'System:', 'File:', 'Composite:', 'XMP-x:XMPToolkit', 'XMP-rdf:About', 'ExifTool:Validate')
NAME, HEAD, TEXT = 'Айгерім Нұрланова', 'Министр қабылдады', 'Кездесу'
WANTED = {
    'IFD0:Artist': NAME, 'IPTC:By-line': NAME[:-1], 'XMP-dc:Creator': NAME, 'IPTC:Credit': 'mfa.gov.kz',
    'XMP-photoshop:Credit': 'mfa.gov.kz', 'IPTC:Headline': HEAD, 'XMP-photoshop:Headline': HEAD,
    'IFD0:ImageDescription': TEXT, 'IPTC:Caption-Abstract': TEXT, 'XMP-dc:Description': TEXT,
    'ExifIFD:DateTimeOriginal': '2025:07:14 10:20:30', 'ExifIFD:OffsetTimeOriginal': '+05:00',
    'IPTC:DateCreated': '2025:07:14', 'IPTC:TimeCreated': '10:20:30+05:00',
    'XMP-photoshop:DateCreated': '2025:07:14 10:20:30+05:00',
}
NAMED = set(WANTED) | {'IPTC:Keywords', 'XMP-dc:Subject', 'IPTC:CodedCharacterSet', 'IPTC:ApplicationRecordVersion',
                       'Photoshop:IPTCDigest', 'ExifIFD:ExifVersion', 'ExifIFD:SubSecTimeOriginal'}
# a directory of Exif that was made for a date lacks what cameras put there
NEW_WARNINGS = ('Missing required TIFF ExifIFD tag', 'IPTCDigest is not current')
before, after = tags('before'), tags('after')
bad = False
for name, old in before.items():
    new = after[name]
    troubles = []
    for key, value in WANTED.items():
        if value not in new.get(key, []):
            troubles.append(f'{key} is {new.get(key)}')
    for key in ('IPTC:Keywords', 'XMP-dc:Subject'):
        if 'SCO' not in ' '.join(new.get(key, [])):
            troubles.append(f'{key} is {new.get(key)}')
    for key in old.keys() | new.keys():
        plain = key.replace('IPTC2:', 'IPTC:')
        if plain in NAMED or key.startswith(FREE) or key == 'ExifTool:Warning':
            continue
        if said(old, plain) != said(new, plain):
            troubles.append(f'{key}: {old.get(key)} -> {new.get(key)}')
    for warning in set(new.get('ExifTool:Warning', [])) - set(old.get('ExifTool:Warning', [])):
        if 'IPTCDigest' in warning or not ('Missing required TIFF ExifIFD' in warning and 'ExifIFD:ExifVersion' not in old):
            troubles.append(f'warning: {warning}')
    if new.get('Photoshop:IPTCDigest') != new.get('File:CurrentIPTCDigest'):
        troubles.append(f"digest {new.get('Photoshop:IPTCDigest')} of {new.get('File:CurrentIPTCDigest')}")
    if any(key.startswith('IPTC2:') for key in new):
        for key in ('By-line', 'Credit', 'Headline', 'Caption-Abstract'):
            if new.get('IPTC2:' + key) != new.get('IPTC:' + key):
                troubles.append(f'IPTC2:{key} is {new.get("IPTC2:" + key)}')
    for trouble in troubles:
        print(f'# {name}: {trouble}')
        bad = True
print(f'# {len(before)} files judged')
sys.exit(bad)
PY
python3 judge.py || fail 'exiftool sees damage'
pass 'exiftool: every layer says so, the digest is right, no other tag has changed, nothing new to warn of'

if have exiv2; then
  for file in after/*; do
    case $file in */big*) continue ;; esac # exiv2 reads no BigTIFF
    exiv2 -q -PEIXkv "$file" >tags 2>/dev/null || fail "exiv2: $file"
    grep -q 'Exif.Image.Artist *Айгерім Нұрланова' tags
    grep -q 'Iptc.Application2.Credit *mfa.gov.kz' tags
    grep -q 'Xmp.photoshop.Credit *mfa.gov.kz' tags
  done
  pass 'exiv2 reads what was written'
fi
if have tiffinfo; then
  for name in $(ls before); do
    # complaints name the file, and the offset of the directory in it
    for side in before after; do tiffinfo $side/$name 2>&1 >$side.info | sed "s/^.*: //" | sort -u >$side.talk; done
    comm -13 before.talk after.talk >talk
    [ ! -s talk ] || { sed "s/^/# $name: /" talk; fail "libtiff complains of $name"; }
    grep -q 'Artist: Айгерім Нұрланова' after.info
    [ "$(grep -c '^=== TIFF directory' before.info)" = "$(grep -c '^=== TIFF directory' after.info)" ]
    # what tiffcmp finds first after the pixels is the artist
    { tiffcmp -t "before/$name" "after/$name" || true; } >difference 2>&1
    grep -qE '^(Artist|ImageDescription):?' difference || { cat difference; fail "tiffcmp: $name"; }
  done
  pass 'libtiff reads every page, and complains of nothing new'
else
  skip 'libtiff reads every page' 'no libtiff-tools'
fi
if have vips; then
  for name in $(ls before); do
    for side in before after; do vips copy "$side/$name" $side.v 2>/dev/null || fail "vips: $side/$name"; done
    [ "$(vips subtract before.v after.v difference.v && vips abs difference.v absolute.v && vips max absolute.v)" = 0.000000 ]
  done
  pass 'libvips decodes the same pixels'
fi

# Edits on edits reuse the place of the last one; each can be taken back.
sums before >first
sums after >second
expect_exit 0 byline set credit=Other headline='A longer headline than there was' after/*
sizes() { find "$1" -type f -printf '%f %s\n' | sort; }
sizes after >size_a
expect_exit 0 byline set credit=Third after/*
sizes after | diff - size_a || fail 'a file grows with every edit'
for i in 1 2; do expect_exit 0 byline undo after/*; done
sums after | diff second -
expect_exit 0 byline undo after/*
sums after | sed 's/after/before/' | diff first -
pass 'the file does not grow by repeated edits, and every undo gives the octets back'

expect_exit 0 byline set "${edit[@]}" after/*
expect_exit 0 byline set --json "${edit[@]}" after/*
expect_json 'select (.outcome != "same")' ''
expect_exit 0 byline set credit= creator= headline= keywords= description= date-created= after/*
expect_exit 0 byline show --json after/*
expect_json '[.fields | .credit, .creator, .headline, .keywords, .description] | select (. != [null,null,null,null,null])' ''
pass 'the same again changes nothing; what is cleared is gone from every layer'

# Reading ---------------------------------------------------------------------------------------
layer() { byline show --json --layers "before/$1" | jq -rc ".layers.iim | [.creator[0], .description, .keywords[0]]"; }
for name in iim iim-mm iim-turned iim-octets iim-inside iim-both big-pages; do
  [ "$(layer $name.tif)" = '["Nobody","Old caption","first"]' ] || fail "$name: $(layer $name.tif)"
done
[ "$(byline show --json before/iim-both.tif | jq -r .fields.description)" = 'A caption' ]
# MWG: where the digest does not match, IIM has been changed since, and stands over XMP
cp before/iim-both.tif step.tif
cp before/iim-stale.tif stale.tif
for file in step stale; do
  exiftool -q -m -overwrite_original -IFD0:ImageDescription= -XMP-dc:Description='In XMP' $file.tif
done
[ "$(byline show --json step.tif | jq -r .fields.description)" = 'In XMP' ]
[ "$(byline show --json stale.tif | jq -r .fields.description)" = 'Old caption' ]
[ "$(exiftool -s3 -use MWG -MWG:Description step.tif)" = 'In XMP' ]
[ "$(exiftool -s3 -use MWG -MWG:Description stale.tif)" = 'Old caption' ]
pass 'IIM is read from its tag, octets turned round or not, and from the resources; the digest says whom to believe'

# A sidecar that is there goes with it ----------------------------------------------------------
cp before/iim-both.tif with.tif
byline set --sidecar credit=beside with.tif
cmp before/iim-both.tif with.tif
expect_exit 0 byline set credit=mfa.gov.kz with.tif
for file in with.tif with.tif.xmp; do [ "$(exiftool -s3 -XMP-photoshop:Credit $file)" = mfa.gov.kz ]; done
byline undo with.tif
cmp before/iim-both.tif with.tif
pass 'a sidecar beside it is written with it'

# What cannot be done safely --------------------------------------------------------------------
cp -r made/bad bad
for file in bad/*; do
  expect_exit 3 byline set credit=x description=y $file
  [ "$(grep -c "$file" err)" = 1 ] || fail "not one line about $file"
  cmp "made/$file" "$file"
done
expect_exit 3 byline set description=y bad/lengthy.tif
expect_exit 0 byline set credit=y bad/lengthy.tif
expect_exit 0 byline set --break-c2pa credit=y bad/signed.tif
expect_exit 0 byline set --sidecar credit=z bad/behind.tif
expect_exit 0 byline set credit=x made/raw/*
cmp <(ls made/raw) <(printf '%s\n' cfa.tif cfa.xmp dng.tif dng.xmp)
pass 'loops, values behind the end or over the header are refused by name; what a sensor saw gets a sidecar'

# Close to 4 GiB: the offsets of a TIFF file go no further.  The file is a hole.
cp before/plain.tif huge.tif
if truncate -s 4294967200 huge.tif 2>/dev/null; then
  expect_exit 3 byline set credit=x huge.tif
  grep -q '4 GiB' err
  rm huge.tif
fi
pass 'a file of almost 4 GiB is refused'

byline init library 2>/dev/null
mkdir card
cp before/plain-mm.tif before/big.tif before/pages.tif card/
expect_exit 0 byline --library library ingest --folder in --set credit=mfa.gov.kz card
[ "$(find library -name '*.xmp' | wc -l)" = 0 ]
for file in library/in/*.tif; do [ "$(exiftool -s3 -XMP-photoshop:Credit "$file")" = mfa.gov.kz ]; done
expect_exit 0 byline --library library find --json credit:mfa.gov.kz
[ "$(wc -l <out)" = 3 ]
expect_exit 0 byline --library library ingest --folder in --json card
expect_json 'select (.outcome != "present")' ''
expect_exit 0 byline --library library verify
pass 'ingest credits the copies themselves'
finish
