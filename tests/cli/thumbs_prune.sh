#!/usr/bin/env bash
# What no photo owns any more goes; nothing else does.
. "$(dirname "$0")/lib.sh"

make_shoot card 4 200 150
mapfile -t photos < <(find card -name '*.JPG' | sort)
byline set credit=mfa.gov.kz "${photos[@]}" 2>/dev/null
publish() { byline thumbs --out site --html "$@"; }
names() { (cd site && find . -type f | sort); }

expect_exit 0 publish --sizes 64,128 "${photos[@]}"
echo mine >site/notes.txt
echo '<p>mine</p>' >site/mine.html
cp "${photos[0]}" site/photo.jpg
mkdir site/IMG_0001-64w-000000000000.jpg.d
names >all
[ "$(wc -l <all)" = $((4 * 4 + 4 + 1 + 3)) ]
expect_exit 0 publish --sizes 64,128 --prune "${photos[@]}"
names | diff all -
pass 'where all are named nothing goes'

expect_exit 3 publish --sizes 64,128 --prune "${photos[0]}" nowhere.jpg
names | diff all -
printf 'broken' >broken.jpg
expect_exit 3 publish --sizes 64,128 --prune "${photos[0]}" broken.jpg
names | diff all -
pass 'nothing goes where a photo is missing or broken'

expect_exit 0 publish --sizes 64 --prune "${photos[0]}" "${photos[1]}"
[ "$(grep -c ': removed$' err)" = $((2 * 4 + 2 + 2 * 2)) ] || fail "$(cat err)"
names >left
[ "$(wc -l <left)" = $((2 * 2 + 2 + 1 + 3)) ]
[ -z "$(comm -13 all left)" ]
for file in notes.txt mine.html photo.jpg index.html; do [ -s site/$file ]; done
[ "$(grep -c '<figure>' site/index.html)" = 2 ]
pass 'renditions of other photos and sizes go, and their pages; others'\'' files stay'

byline set headline=new "${photos[0]}" 2>/dev/null
expect_exit 0 publish --sizes 64 --prune "${photos[0]}" "${photos[1]}"
names | diff left -
pass 'other words in a photo change no name'
finish
