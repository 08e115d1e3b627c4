#!/usr/bin/env bash
# Credits every real photo there is and lets exiftool, and a JPEG reader of its own, look for damage.
. "$(dirname "$0")/lib.sh"
have exiftool || skip_all 'no exiftool'
JUDGE=$SOURCE/tests/judge
[ -d "$PHOTOS" ] || skip_all "no photos in $PHOTOS"

mkdir before after
n=0
while IFS= read -r -d '' photo; do
  n=$((n + 1))
  cp "$photo" "before/$n-$(basename "$photo")"
done < <(find "$PHOTOS" -type f -iregex '.*\.jpe?g' -print0 | sort -z)
[ "$n" -gt 0 ] || skip_all "no JPEG in $PHOTOS"
chmod u+w before/*

# Of many a camera's photo only the head was kept, MakerNotes and all: a small picture makes it whole.
make_shoot card 1
perl "$JUDGE/heal.pl" "$(find card -type f -iname '*.jpg' | head -n 1)" before/*
cp -p before/* after/

got=0
# exiftool, the judge, takes IIM that does not say for windows-1252
byline set --legacy-charset windows-1252 credit=mfa.gov.kz creator='Айгерім Нұрланова' headline='Министр қабылдады' keywords+=SCO \
  after/* >out 2>err || got=$?
[ $got = 0 ] || [ $got = 3 ]
pass "set works on all $n photos, or says which it does not"

for side in before after; do
  exiftool -q -q -j -a -u -n -b -G1:4 -api largefilesupport=1 $side >$side.json 2>/dev/null || true
  [ -s $side.json ]
done

perl "$JUDGE/unchanged.pl" >judged || {
  grep '^#' judged
  fail 'a photo is damaged'
}
grep '^#' judged
pass 'every layer says so, and nothing else has changed'

while read -r _ file; do
  [ "$(grep -cF "after/$file" err)" = 1 ] || fail "not one line about $file"
done < <(sed -n '/^refused /p' judged)
refused=$(grep -c '^refused ' judged || true)
[ "$refused" = 0 ] || [ $got = 3 ]
{ grep '^refused ' judged || true; } | cut -d' ' -f2- | while IFS= read -r file; do
  grep -F "after/$file" err | sed "s/.*$file: //"
done | sed 's/[0-9][0-9]*/N/g' | sort | uniq -c | sort -rn | sed 's/^ */# refused: /'
pass 'what is refused is untouched, and why is said in a line'

# exiftool's own list of what a file should not have.  What was made from nothing has no resolution,
# which Exif asks for: 72 dpi would be invented.
for side in before after; do
  exiftool -q -q -validate -warning -error -a -G1:4 -j $side >$side-valid.json 2>/dev/null || true
done
perl "$JUDGE/valid.pl" >valid || { cat valid; fail 'exiftool -validate finds something new'; }
pass 'exiftool -validate finds nothing new'

# unread PROGRAM SIDE: the files it cannot read
unread() {
  case $1 in
  exiv2) { exiv2 -Pn $2/* 2>&1 >/dev/null || true; } | sed -n "s,^Exiv2 exception in print action for file $2/\(.*\):\$,\1,p" ;;
  exif) for file in "$2"/*; do exif -m "$file" >/dev/null 2>&1 || basename "$file"; done ;;
  esac | sort
}
for program in exiv2 exif; do
  have $program || { skip "$program reads what was written" "no $program"; continue; }
  comm -13 <(unread $program before) <(unread $program after) >lost
  [ ! -s lost ] || { sed 's/^/# /' lost; fail "$program could read these before"; }
  pass "$program reads all that it could read before"
done

if have xmllint; then
  mkdir packets
  exiftool -q -q -b -XMP -w packets/%f.%e.xmp after 2>/dev/null || true
  # what was refused may have had a packet that is none
  while read -r _ file; do rm -f "packets/$file.xmp"; done < <(sed -n '/^refused /p' judged)
  [ -n "$(ls packets)" ]
  xmllint --noout --nonet packets/* 2>lint || { head -n 20 lint; fail 'a packet is no XML'; }
  pass 'xmllint takes every packet'
fi

# decode FILE: what libjpeg makes of it; a picture that claims to be endless gets no endless memory
decode() { (ulimit -v 300000; exec djpeg -scale 1/8 -fast "$1"); }
decoded() { for file in "$1"/*; do { decode "$file" 2>&1 || echo failed; } | sha256sum; done; }
if have djpeg; then
  decoded before >pictures
  decoded after | cmp - pictures
  pass 'djpeg decodes the same pictures'

  # Well-formed: libjpeg decodes it, exiftool has nothing to complain of, no signature forbids it.
  n_well=0 n_left=0
  exiftool -q -q -if '$Warning or $Error' -p '$FileName' before >odd 2>/dev/null || true
  for file in before/*; do
    name=$(basename "$file")
    ! grep -qxF "$name" odd && decode "$file" >pixels 2>complaint && [ ! -s complaint ] || continue
    ! grep -F "after/$name: " err | grep -q 'Content Credentials' || continue
    n_well=$((n_well + 1))
    if grep -qxF "refused $name" judged; then n_left=$((n_left + 1)); fi
  done
  echo "# of $n_well well-formed JPEGs $((n_well - n_left)) were written"
  [ $(((n_well - n_left) * 100)) -ge $((n_well * 97)) ] || fail 'less than 97 of 100 were written'
  pass 'at least 97 of 100 well-formed JPEGs are written'
fi

sums after >whole
got=0
byline set --legacy-charset windows-1252 credit=mfa.gov.kz creator='Айгерім Нұрланова' headline='Министр қабылдады' keywords+=SCO \
  after/* >out 2>err || got=$?
[ $got = 0 ] || [ $got = 3 ]
sums after | cmp - whole
pass 'the same again changes nothing'
finish
