#!/usr/bin/env bash
# Renditions beside the copying.
. "$(dirname "$0")/lib.sh"
have exiftool || skip_all 'no exiftool'

make_shoot card 8 320 240
byline init library 2>/dev/null
printf 'a voice' >card/DCIM/100CANON/IMG_0001.WAV
sums card >before
expect_exit 0 byline --library library ingest --set credit=mfa.gov.kz --thumbs web card
grep -q '4 photos\|8 photos' err
site=library/.byline/thumbs/web
[ "$(find $site -name '*.jpg' | wc -l)" = 8 ] && [ "$(find $site -name '*.webp' | wc -l)" = 8 ]
[ "$(exiftool -q -q -m -p '$XMP-photoshop:Credit' $site | sort -u)" = mfa.gov.kz ]
sums card | diff before -
byline --library library thumbs --out other --query '' >/dev/null 2>&1
diff <(cd $site && sums .) <(cd other && sums .)
pass 'they are those that thumbs makes, of every photo that came in'

stamp() { find "$1" -type f -printf '%p %i %T@\n' | sort; }
stamp $site >made
rm "$(find $site -name '*.webp' | head -1)"
expect_exit 0 byline --library library ingest --thumbs web card
grep -q '1 renditions made of 8 photos' err
[ "$(stamp $site | { diff made - || true; } | wc -l)" -le 4 ]
expect_exit 0 byline --library library sync
[ ! -s out ]
pass 'the next run makes what is missing, and sync leaves them alone'

mkdir -p home/.config
printf '[profile small]\nsizes=64\nformats=jpeg\n' >library/.byline/config
expect_exit 0 byline --library library ingest --thumbs small --thumbs-out small card
[ "$(find small -name '*-64w-*.jpg' | wc -l)" = 8 ] && [ "$(find small -type f | wc -l)" = 8 ]
make_shoot more 2 400 300
byline init desk 2>/dev/null
expect_exit 0 byline --library desk ingest --thumbs web more
[ "$(find desk/.byline/thumbs/web -name '*.jpg' | wc -l)" -ge 2 ]
expect_exit 3 byline --library desk ingest --thumbs web --thumbs-out public more
[ "$(grep -c 'no credit\|without a credit' err)" = 2 ] && [ -z "$(find public -name '*.jpg')" ]
head -c 9000 more/DCIM/100CANON/IMG_0001.JPG >short.jpg
expect_exit 2 byline --library library ingest --thumbs nowhere more
expect_exit 2 byline --library library ingest --thumbs-out small more
[ "$(byline --library library find --count '')" = 8 ]
touch file
expect_exit 74 byline --library library ingest --thumbs small --thumbs-out file/in more
[ "$(byline --library library find --count '')" = 10 ]
expect_exit 3 byline --library library ingest --thumbs small --thumbs-out small more
grep -q 'has no credit' err
[ "$(find small -type f | wc -l)" = 8 ]
pass 'a profile, a folder; where they cannot be written the photos still come in'
finish
