#!/usr/bin/env bash
# A card of 2,000 files with all that goes wrong on cards, taken in and judged from outside.
. "$(dirname "$0")/lib.sh"
have exiftool || skip_all 'no exiftool'
have jq || skip_all 'no jq'
have sqlite3 || skip_all 'no sqlite3'

# Two cameras of 600 photos; the second card has the same names as the first.
make_shoot card1 1200 48 32
mkdir -p card2/DCIM
mv card1/DCIM/101NIKON card2/DCIM/100CANON
(cd card2/DCIM/100CANON && for photo in *; do mv "$photo" "IMG_${photo#DSC_}"; done)
canon=card1/DCIM/100CANON nikon=card2/DCIM/100CANON
# Captures of several kinds.
for i in $(seq -w 1 200); do printf 'voice %s' "$i" >"$canon/IMG_0$i.WAV"; done
for i in $(seq -w 301 400); do "$MAKERS/make_raw" "$nikon/IMG_0$i.NEF" "$nikon/IMG_0$i.JPG"; done
for i in $(seq -w 1 200); do
  printf '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about="" xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmp:Rating="%s"/></rdf:RDF></x:xmpmeta>' \
    "$((10#$i % 5 + 1))" >"$nikon/IMG_0$i.xmp"
done
for i in $(seq -w 201 300); do printf 'film %s' "$i" >"$canon/IMG_0$i.MOV"; done
for i in $(seq -w 301 400); do printf 'thumb %s' "$i" >"$canon/IMG_0$i.THM" && printf 'clip %s' "$i" >"$canon/IMG_0$i.MP4"; done
# Number wrap: 9999 is followed by 0001 of the next folder.
mkdir card1/DCIM/101CANON
mv $canon/IMG_0600.JPG $canon/IMG_9999.JPG
mv $canon/IMG_0599.JPG card1/DCIM/101CANON/IMG_0001.JPG
# Cyrillic names, names that differ in case, the same photo twice.
mkdir -p card1/Съёмка
for i in $(seq 500 549); do mv "$canon/IMG_0$i.JPG" "card1/Съёмка/Кадр $i.JPG"; done
cp $canon/IMG_0450.JPG card1/Съёмка/copy.jpg
cp $nikon/IMG_0600.JPG card1/Съёмка/img_0007.jpg && mv $nikon/IMG_0600.JPG card2/DCIM/100CANON/img_0600.JPG
# A bad clock, a truncated photo, one that cannot be read, hidden files.
exiftool -q -q -m -overwrite_original -AllDates='2000:01:01 00:00:00' -OffsetTime= -OffsetTimeOriginal= -OffsetTimeDigitized= $nikon/IMG_0500.JPG
head -c 1000 $canon/IMG_0550.JPG >short && mv short $canon/IMG_0550.JPG
printf 'no photo at all' >$canon/IMG_0551.JPG
# Modes do not keep root out: its privilege to pass over them is taken away.
unreadable=$PWD/$nikon/IMG_0450.JPG plain=()
chmod 000 "$unreadable"
[ "$(id -u)" != 0 ] || plain=(setpriv --bounding-set=-dac_override,-dac_read_search --inh-caps=-dac_override,-dac_read_search)
if "${plain[@]}" cat "$unreadable" >/dev/null 2>&1 || ! "${plain[@]}" true; then skip_all 'nothing is unreadable here'; fi
byline() { "${plain[@]}" "$BYLINE" "$@"; }
touch $canon/.DS_Store "$canon/._IMG_0001.JPG" card1/Thumbs.db
n_files=$(find card1 card2 -type f -not -name '.*' -not -name Thumbs.db | wc -l)
[ "$n_files" -ge 2000 ]
{ sums card1; sums card2; } >before

export BYLINE_LIBRARY=library
byline init library 2>/dev/null
mkdir backup
byline ingest --name 'Visit_{seq:4}' --job Visit --backup backup --dry-run --json card1 card2 >plan 2>/dev/null || [ $? = 3 ]
code=0
TIMEFORMAT='# %R s'
time { byline ingest --name 'Visit_{seq:4}' --job Visit --set credit=mfa.gov.kz --backup backup --manifest SHA256SUMS --report report.jsonl card1 card2 >out 2>err || code=$?; }
[ $code = 3 ] || fail "exit $code"
[ "$(wc -l <report.jsonl)" = "$n_files" ]
[ "$(jq -r .source report.jsonl | sort | uniq -d)" = '' ]
[ "$(jq -r 'select (.outcome == "failed") | .source' report.jsonl)" = "$unreadable" ]
[ "$(grep -c "^byline: $unreadable: cannot open: Permission denied" err)" = 1 ] || fail 'what cannot be read is not named once'
[ "$(jq -r 'select (.damage != null) | .source' report.jsonl | xargs -n1 basename | sort | tr '\n' ' ')" = 'IMG_0550.JPG IMG_0551.JPG ' ]
grep -c '^byline: .*IMG_055[01].JPG: ' err >named && [ "$(cat named)" = 2 ]
pass "$n_files files: every one is told of once, and the two that are broken and the one that cannot be read by name"

diff <(jq -r 'select (.path != null) | "\(.source) \(.path)"' plan | sort) \
  <(jq -r 'select (.path != null) | "\(.source) \(.path)"' report.jsonl | sort) >planned || true
# What is broken shows only when it is read whole.
[ "$(grep -c '^[<>]' planned)" -le 4 ] || fail "$(head -5 planned)"
pass 'what was planned is what was done'

{ sums card1; sums card2; } | diff before - || fail 'a card was written to'
[ -z "$(find library backup -name '*.part')" ]
pass 'the cards are as they were'

# Companions byte for byte; photos by their pixels' id, with the credit in.
(find card1 card2 -type f \( -name '*.WAV' -o -name '*.MOV' -o -name '*.MP4' -o -name '*.THM' -o -name '*.NEF' \) -print0 | xargs -0 sha256sum | cut -d' ' -f1) | sort >want
(cd library && find . -type f \( -name '*.WAV' -o -name '*.MOV' -o -name '*.MP4' -o -name '*.THM' -o -name '*.NEF' \) -print0 | xargs -0 sha256sum | cut -d' ' -f1) | sort | diff want - || fail 'a companion is missing'
n_photos=$(find library -iname '*.jpg' | wc -l)
[ "$n_photos" = 1199 ] || fail "$n_photos photos"
n_photos=1197 # but for what is broken
[ "$(exiftool -q -q -m -r -if '$XMP-photoshop:Credit eq "mfa.gov.kz" and $IPTC:Credit eq "mfa.gov.kz"' -p '1' library | wc -l)" = "$n_photos" ]
[ "$(sqlite3 library/.byline/catalogue.sqlite 'SELECT count (*) FROM photo')" = $((n_photos + 100)) ] # and the raw ones
[ "$(sqlite3 library/.byline/catalogue.sqlite 'PRAGMA integrity_check')" = ok ]
(cd library && sha256sum --quiet -c SHA256SUMS) && (cd backup && sha256sum --quiet -c SHA256SUMS)
diff <(cd library && find . -path ./.byline -prune -o -type f -print | sort) <(cd backup && find . -type f | sort)
for i in 550 551; do
  cmp "$canon/IMG_0$i.JPG" "library/$(jq -r --arg source "IMG_0$i.JPG" 'select ((.source | endswith ($source)) and .damage != null) | .path' report.jsonl)"
done
pass 'every photo is there with its credit, every companion byte for byte, in both places'

# One press of the shutter: one base name, one folder, one number.
jq -r 'select (.path != null) | "\(.source) \(.path)"' report.jsonl | sed -E 's/\.[A-Za-z0-9]+( |$)/\1/g' | sort -u >names
cut -d' ' -f1 names | sort | uniq -d | awk '!/Кадр|Съёмка/' >torn
[ ! -s torn ] || fail "torn apart: $(grep -F "$(head -1 torn) " names)"
[ "$(find library -type f -printf '%f\n' | tr '[:upper:]' '[:lower:]' | sort | uniq -d)" = '' ]
seq_of() { jq -r --arg source "$1" 'select (.source | endswith ($source)) | .path | capture ("Visit_(?<n>[0-9]+)") | .n' report.jsonl; }
[ "$(seq_of 100CANON/IMG_0001.WAV)" = "$(jq -r 'select (.source | endswith ("card1/DCIM/100CANON/IMG_0001.JPG")) | .path | capture ("Visit_(?<n>[0-9]+)") | .n' report.jsonl)" ]
[ "$(seq_of card1/DCIM/100CANON/IMG_9999.JPG)" != "$(seq_of card1/DCIM/101CANON/IMG_0001.JPG)" ]
[ -n "$(find library -path '*2000*' -name '*.JPG')" ]
pass 'captures keep together; the bad clock has its own folder'

expect_exit 1 byline card-check --min-copies 2 card1 card2
grep -q IMG_0450.JPG out || fail 'what is missing is not named'
chmod 644 "$unreadable"
expect_exit 3 byline ingest --name 'Visit_{seq:4}' --job Visit --set credit=mfa.gov.kz --backup backup card1 card2 --json
[ "$(jq -r 'select (.outcome != "present") | "\(.outcome) \(.source)"' out)" = "copied $unreadable" ]
pass 'again, once it can be read: just that file comes in'

expect_exit 3 byline ingest --name 'Visit_{seq:4}' --job Visit --set credit=mfa.gov.kz --backup backup card1 card2 --json
[ "$(jq -r .outcome out | sort | uniq -c | awk "{ print \$1, \$2 }" | paste -sd,)" = "$n_files present" ]
expect_exit 0 byline card-check --min-copies 2 card1 card2
pass 'again: nothing is new; the cards may be formatted'

if have strace; then
  clean=library2
  byline init $clean 2>/dev/null
  ASAN_OPTIONS=detect_leaks=0 strace -f -qq -e trace=open,openat,creat,unlink,unlinkat,rename,renameat,renameat2,truncate,mkdir,mkdirat,utimensat,chmod,fchmodat,setxattr \
    -o trace "$BYLINE" --library $clean ingest card1/Съёмка >/dev/null 2>&1
  grep 'card1/' trace | grep -E 'O_WRONLY|O_RDWR|O_CREAT|unlink|rename|truncate|mkdir|utimens|chmod|setxattr' >wrote || true
  [ ! -s wrote ] || fail "$(head -3 wrote)"
  [ -s trace ] && grep -q 'card1/.*O_RDONLY' trace
  pass 'no system call would write to the card'
else
  skip 'no system call would write to the card' 'no strace'
fi
finish
