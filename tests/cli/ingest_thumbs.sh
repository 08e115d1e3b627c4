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
byline init shown 2>/dev/null
cp library/.byline/config shown/.byline/config
expect_exit 0 byline --library shown ingest --set credit=mfa.gov.kz --thumbs small card
expect_exit 1 byline --library shown find --count is:published # those are for the desk
[ "$(cat out)" = 0 ]
expect_exit 0 byline --library shown ingest --thumbs small --thumbs-out web card
[ "$(byline --library shown find --count is:published)" = 8 ]
[ "$(sqlite3 shown/.byline/catalogue.sqlite 'SELECT count (*) FROM rendition')" = 8 ]
stamp web >made
rm "$(find web -name '*.jpg' | sort | head -1)"
strace -f -e trace=openat -o trace "$BYLINE" --library shown thumbs --profile small --out web --query '' 2>err
[ "$(grep -o 'web/[^"]*\.jpg' trace | sort -u | wc -l)" = 1 ] # of those that are known none was opened
[ "$(find web -name '*.jpg' | wc -l)" = 8 ]
expect_exit 0 byline --library shown thumbs --profile small --prune --out web "$(find shown -name 'IMG_0001.JPG' | head -1)"
[ "$(find web -name '*.jpg' | wc -l)" = 1 ] && [ "$(byline --library shown find --count is:published)" = 1 ]
pass 'what goes to a site is known to the catalogue, to the next thumbs and to --prune'

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
