#!/usr/bin/env bash
# Live Photos: a photo and a film with one content identifier are one capture, whatever they are called.
. "$(dirname "$0")/lib.sh"
have exiftool || skip_all 'no exiftool'
have jq || skip_all 'no jq'
have sqlite3 || skip_all 'no sqlite3'
unset G_DEBUG # libvips warns when it makes a HEIC

make_shoot shoot 6 160 120
mapfile -t jpegs < <(find shoot -name '*.JPG' | sort)
folder=card/DCIM/100APPLE
mkdir -p $folder films other/DCIM/100APPLE
id() { printf '%08X-F0D5-4E1A-9C3B-0123456789AB' "$1"; }
# live N PHOTO FILM: taken in minute N
live() { "$MAKERS/make_live" "${jpegs[$1]}" "$2" "$3" "$(id "$1")" "2026:05:09 12:0$1:00"; }
live 0 $folder/IMG_0001.JPG $folder/IMG_0101.MOV  # other names, far apart
live 1 $folder/IMG_0002.JPG $folder/IMG_0002.MOV  # one name
live 2 $folder/IMG_0003.JPG $folder/IMG_0104.MOV  # the photo's own name is taken by another film
live 3 films/unused.jpg $folder/IMG_0003.MOV
live 4 films/alone.jpg $folder/IMG_0105.MOV       # its photo is on no card
live 5 $folder/IMG_0006.JPG other/DCIM/100APPLE/IMG_0106.MOV # and this one's on another
n_heic=0
if have vips && vips copy "${jpegs[5]}" $folder/IMG_0007.HEIC 2>/dev/null; then
  "$MAKERS/make_live" "${jpegs[5]}" films/heic.jpg $folder/IMG_0107.MOV "$(id 7)" '2026:05:09 12:07:00'
  exiftool -q -overwrite_original -tagsfromfile films/heic.jpg -exif:all -makernotes $folder/IMG_0007.HEIC
  n_heic=1
fi

# What exiftool says of the pairs is what they are to be judged by.
# (Up to version 12.6x it has another name for the photo's.)
said() {
  local tag
  for tag in ContentIdentifier MediaGroupUUID; do
    exiftool -q -q -m -r -if "\$$tag" -p "\$Directory/\$FileName \$$tag" "$@" || true
  done >said
}
said card other
[ "$(awk '{ print $2 }' said | sort | uniq -d | wc -l)" = $((4 + n_heic)) ] || fail "$(cat said)"
pass 'exiftool finds the pairs'

sums card >before
export BYLINE_LIBRARY=library
byline init library 2>/dev/null
expect_exit 0 byline ingest --folder in --name '{filename}' --dry-run --json card other
path() { jq -r --arg name "/$1" 'select (.source | endswith ($name)) | .path' "${2:-report}"; }
[ "$(path IMG_0101.MOV out)" = in/IMG_0001.MOV ]
expect_exit 0 byline ingest --folder in --name '{filename}' --report report card other
[ "$(path IMG_0001.JPG)" = in/IMG_0001.JPG ]
[ "$(path IMG_0101.MOV)" = in/IMG_0001.MOV ]
[ "$(path IMG_0002.MOV)" = in/IMG_0002.MOV ]
[ "$(path IMG_0003.MOV)" = in/IMG_0003.MOV ]
for alone in IMG_0104 IMG_0105 IMG_0106; do [ "$(path $alone.MOV)" = in/$alone.MOV ]; done
cmp $folder/IMG_0101.MOV library/in/IMG_0001.MOV
if [ $n_heic = 1 ]; then [ "$(path IMG_0107.MOV)" = in/IMG_0007.MOV ] && cmp $folder/IMG_0107.MOV library/in/IMG_0007.MOV; fi
sums card | diff before -
pass 'a film takes the name of its photo, but no name that another film has, nor across cards'

# In the library exiftool finds the same pairs, now under one name; the catalogue has the film with its photo.
said library/in
for number in 0 1; do [ "$(grep "$(id $number)" said | cut -d. -f1 | sort -u | wc -l)" = 1 ] || fail "$(cat said)"; done
[ "$(sqlite3 library/.byline/catalogue.sqlite "SELECT f.path FROM companion AS c JOIN file AS f USING (photo) WHERE c.path = 'in/IMG_0001.MOV'")" = in/IMG_0001.JPG ]
pass 'in the library they are one: one name, one photo'

expect_exit 0 byline ingest --folder in --name '{filename}' --json card other
[ "$(jq -r .outcome out | sort -u)" = present ]
byline init numbered 2>/dev/null
byline --library numbered ingest --folder in --name '{seq:2}' card 2>/dev/null
[ "$(find numbered/in -name '01.*' -printf '%f\n' | sort | tr '\n' ' ')" = '01.JPG 01.MOV ' ]
cmp $folder/IMG_0101.MOV numbered/in/01.MOV
pass 'again: nothing is new; one sequence number for both'
finish
