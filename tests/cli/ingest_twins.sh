#!/usr/bin/env bash
# What is the same, by content and never by name: under another name, credited since, twice on the cards,
# and what of a second that is not the same comes in with it.
. "$(dirname "$0")/lib.sh"
have exiftool || skip_all 'no exiftool'
have jq || skip_all 'no jq'
have sqlite3 || skip_all 'no sqlite3'

make_shoot shoot 6
mapfile -t shots < <(find shoot -name '*.JPG' | sort)
clean() { rm -rf library && byline init library 2>/dev/null; }
export BYLINE_LIBRARY=library
files() { (cd library && find . -name .byline -prune -o -type f -printf '%P\n' | sort); }

mkdir one two
cp "${shots[0]}" one/IMG_0001.JPG && printf 'the same voice' >one/IMG_0001.WAV
cp "${shots[0]}" two/IMG_0001.JPG && printf 'the same voice' >two/IMG_0001.WAV
clean
expect_exit 0 byline ingest --folder in one two --json
[ "$(jq -r .outcome out | paste -sd,)" = copied,copied,present,present ]
[ "$(files | paste -sd,)" = in/IMG_0001.JPG,in/IMG_0001.WAV ]
pass 'a second slot with the same captures adds nothing'

printf 'another voice' >two/IMG_0001.WAV
exiftool -q -o two/IMG_0001.xmp -XMP-xmp:Rating=5 "${shots[1]}"
clean
expect_exit 0 byline ingest --folder in one two
[ "$(files | paste -sd,)" = in/IMG_0001-2.JPG,in/IMG_0001-2.WAV,in/IMG_0001-2.xmp,in/IMG_0001.JPG,in/IMG_0001.WAV ] || fail "$(files)"
[ "$(cat library/in/IMG_0001-2.WAV)" = 'another voice' ]
cmp two/IMG_0001.JPG library/in/IMG_0001-2.JPG
cmp two/IMG_0001.xmp library/in/IMG_0001-2.xmp
[ "$(sqlite3 library/.byline/catalogue.sqlite 'SELECT count (*) FROM photo')" = 1 ]
[ "$(sqlite3 library/.byline/catalogue.sqlite 'SELECT count (*) FROM companion WHERE photo IS NOT NULL')" = 3 ]
expect_exit 0 byline card-check --min-copies 1 one two
sums library/in >before
expect_exit 0 byline ingest --folder in one two --json
expect_json 'select (.outcome != "present")' ''
sums library/in | diff before -
pass 'a second of a picture that has a voice or a sidecar of its own comes in whole, once'

clean
expect_exit 0 byline ingest --folder in --set credit=mfa.gov.kz "${shots[@]}"
mkdir again
for i in "${!shots[@]}"; do
  cp "${shots[i]}" again/renamed_$i.jpg
  touch -d '2001-02-03' again/renamed_$i.jpg
done
exiftool -q -overwrite_original -IPTC:Credit=another -XMP-photoshop:Credit=another again/renamed_0.jpg
byline set headline=later library/in/*.JPG 2>/dev/null
expect_exit 0 byline ingest --folder in again --json
expect_json .outcome "$(repeat ${#shots[@]} present)"
[ "$(files | wc -l)" = ${#shots[@]} ]
pass 'known under another name, with another date, and credited since, on the card or in the library'

# The same name, size and time, another picture: known tools take these for one.
mkdir same
cp "${shots[1]}" same/IMG_0001.JPG
first=$(stat -c %s "${shots[0]}") second=$(stat -c %s same/IMG_0001.JPG)
[ "$second" -ge "$first" ] || { truncate -s "$first" same/IMG_0001.JPG; }
clean
cp "${shots[0]}" other.JPG && truncate -s "$(stat -c %s same/IMG_0001.JPG)" other.JPG
mkdir before_it && mv other.JPG before_it/IMG_0001.JPG
touch -d '2025-07-14 10:00' before_it/IMG_0001.JPG same/IMG_0001.JPG
expect_exit 0 byline ingest --folder in before_it
expect_exit 0 byline ingest --folder in same --json
expect_json .outcome copied
[ "$(files | paste -sd,)" = in/IMG_0001-2.JPG,in/IMG_0001.JPG ]
cmp before_it/IMG_0001.JPG library/in/IMG_0001.JPG
cmp same/IMG_0001.JPG library/in/IMG_0001-2.JPG
pass 'the same name, size and date are not the same photo'

clean
expect_exit 0 byline ingest --folder in "${shots[0]}"
expect_exit 0 byline ingest --folder in --only all "${shots[0]}" --json
expect_json .outcome present
mkdir elsewhere && cp "${shots[0]}" elsewhere/new.jpg
expect_exit 0 byline ingest --folder in --only all elsewhere --json
expect_json '"\(.outcome) \(.path)"' 'copied in/new.jpg'
[ "$(sqlite3 library/.byline/catalogue.sqlite 'SELECT count (*) FROM photo')" = 1 ]
pass 'all of it again only where that is asked for'
finish
