#!/usr/bin/env bash
# Credit lines: one thing each, however it is written; judged with exiftool, sqlite3 and sha256sum.
. "$(dirname "$0")/lib.sh"
have exiftool || skip_all 'no exiftool'
have jq || skip_all 'no jq'

make_shoot card 10
export BYLINE_LIBRARY=library
byline init library 2>/dev/null
byline ingest card 2>/dev/null
mapfile -t photos < <(find library -name '*.JPG' | sort)
[ "${#photos[@]}" = 10 ]
credits=('MFA.GOV.KZ' 'Photo: mfa.gov.kz' 'Фото: mfa.gov.kz' 'mfa.gov.kz' 'МИД РК' 'mfa.gov.k' 'Reuters "wire"' 'mfa.gov.kz / Akorda')
for i in "${!credits[@]}"; do byline set credit="${credits[i]}" "${photos[i]}" 2>/dev/null; done
credit_of() { exiftool -s3 -XMP-photoshop:Credit "$1"; }

expect_exit 0 byline credits
[ "$(cut -f1,2 out)" = "$(printf '1\t%s\n' "${credits[@]}" | LC_ALL=C sort)" ]
[ "$(cut -f3 out | sort -u)" = unknown ]
pass 'the texts that photos have are listed, with how many have each'

expect_exit 0 byline credits add mfa.gov.kz copyright='© MFA of Kazakhstan' rights-url=https://mfa.gov.kz/terms 'print=© mfa.gov.kz' 'print@kk=Сурет: mfa.gov.kz'
expect_exit 0 byline credits alias mfa.gov.kz 'МИД РК' 'ҚР СІМ'
expect_exit 0 byline credits --json
expect_json 'select (.state == "canonical") | .credit' mfa.gov.kz
expect_json 'select (.state == "alias") | .canonical' $'mfa.gov.kz\nmfa.gov.kz\nmfa.gov.kz\nmfa.gov.kz'
expect_json 'select (.credit == "mfa.gov.k") | .nearest' mfa.gov.kz
expect_json 'select (.credit | test ("Reuters|Akorda")) | .nearest' $'null\nnull'
expect_exit 0 byline credits --unknown
[ "$(wc -l <out)" = 3 ]
pass 'case, words in front and aliases are ways to write one; the nearest is named'

expect_exit 0 byline find --count 'credit:"ҚР СІМ"'
[ "$(cat out)" = 6 ] # with the line that names two
expect_exit 0 byline find --count 'credit:mfa.gov.kz'
[ "$(cat out)" = 6 ]
expect_exit 0 byline find --count -- '-credit:mfa.gov.kz'
[ "$(cat out)" = 4 ]
byline find --save ministry 'credit:"МИД РК"' 2>/dev/null
[ "$(byline find --count query:ministry)" = 6 ]
pass 'find looks through aliases'

sha256sum "${photos[@]}" >before
for wrong in 'alias nobody x' 'alias mfa.gov.kz' 'add' 'add mfa.gov.kz' 'add Фото:' 'edit mfa.gov.kz rights-url=nowhere' \
  'edit mfa.gov.kz colour=red' 'edit mfa.gov.kz print@!=x' 'edit mfa.gov.kz alias-=nobody' 'frobnicate' 'remove mfa.gov.zz' 'merge a' 'import nowhere.jsonl' '--dry-run'; do
  # shellcheck disable=SC2086 # words
  expect_exit 2 byline credits $wrong
  [ "$(wc -l <err)" = 1 ] && [ ! -s out ]
done
expect_exit 2 byline credits remove mfa.gov.kx
grep -q 'did you mean “mfa.gov.kz”' err
expect_exit 0 byline credits add Akorda
expect_exit 2 byline credits alias Akorda x 'МИД РК'
grep -q 'credits merge' err
expect_exit 0 byline credits export
expect_json 'select (.name == "Akorda") | .aliases | length' 0
pass 'a mistake is said in one line, and nothing of it is done'

cp out kept
expect_exit 0 byline credits remove Akorda mfa.gov.kz
expect_exit 0 byline credits export
[ ! -s out ]
head -c -3 kept >broken
expect_exit 2 byline credits import broken
grep -q '^byline: broken:2: ' err
expect_exit 0 byline credits export
[ ! -s out ]
expect_exit 0 byline credits import kept
expect_exit 0 byline credits export
cmp out kept
expect_exit 0 byline credits import - <kept
expect_exit 0 byline credits edit Akorda name=akorda.kz
expect_exit 0 byline credits export
expect_json 'select (.name == "akorda.kz") | .aliases[0]' Akorda
pass 'export and import give and take all of them, or nothing'

expect_exit 0 byline credits merge mfa.gov.k akorda.kz mfa.gov.kz
expect_exit 0 byline credits export
expect_json '"\(.name) \(.aliases | join (","))"' 'mfa.gov.kz МИД РК,ҚР СІМ,mfa.gov.k,akorda.kz,Akorda'
expect_exit 0 byline credits --fix --dry-run
[ "$(wc -l <out)" = 6 ]
sha256sum --quiet -c before
expect_exit 0 byline credits --fix --json
[ "$(jq -r .path out | wc -l)" = 6 ]
for i in 0 1 2 3 4 5; do
  [ "$(credit_of "${photos[i]}")" = mfa.gov.kz ]
  [ "$(exiftool -s3 -IPTC:Credit "${photos[i]}")" = mfa.gov.kz ]
  [ "$(exiftool -s3 -IFD0:Copyright -XMP-xmpRights:WebStatement "${photos[i]}")" = $'© MFA of Kazakhstan\nhttps://mfa.gov.kz/terms' ]
done
[ "$(credit_of "${photos[6]}")" = 'Reuters "wire"' ] && [ "$(credit_of "${photos[7]}")" = 'mfa.gov.kz / Akorda' ]
expect_exit 0 byline credits --fix --json
[ ! -s out ]
expect_exit 0 byline credits
[ "$(cut -f1,2 out | head -1)" = $'1\tReuters "wire"' ] && grep -qx $'6\tmfa.gov.kz\t' out
pass '--fix writes the canonical form, and what is known where a photo says nothing'

expect_exit 0 byline undo "${photos[@]:0:6}"
sha256sum --quiet -c before
pass 'what it wrote is undone byte for byte'

expect_exit 0 byline thumbs --out site --sizes 64 --formats jpeg --html --lang kk-KZ --json "${photos[0]}" "${photos[6]}"
expect_json .line $'Сурет: mfa.gov.kz\nPhoto credit: Reuters "wire"'
grep -q '>Сурет: mfa.gov.kz<' site/"$(basename "${photos[0]}" .JPG)".html
expect_exit 0 byline thumbs --out site2 --sizes 64 --formats jpeg --html --lang ru "${photos[4]}"
grep -q '>© mfa.gov.kz<' site2/"$(basename "${photos[4]}" .JPG)".html
pass 'the line that is printed is that of the language, else that of any'

# The ministry's name has 90 bytes in Kazakh, IIM's credit 32.
long='Қазақстан Республикасы Сыртқы істер министрлігі'
odd_of() { byline show --layers --json "$1" | jq -c '.odd.credit // []'; }
byline set credit="$long" "${photos[8]}" 2>err
grep -q 'credit cut to 32 bytes' err
[ "$(odd_of "${photos[8]}")" = '["truncated"]' ]
expect_exit 1 byline check --json --query 'conflict:credit OR credit:Республикасы'
[ "$(jq -r 'select (.rule == "iim-truncated") | .fix' out)" = "byline credits add '$long' iim=… && byline credits --fix" ]
expect_exit 0 byline credits add "$long" 'iim=ҚР СІМ баспасөз'
expect_exit 2 byline credits edit "$long" "iim=$long"
grep -q "IIM's credit takes 32" err
expect_exit 0 byline credits --fix --json
[ "$(jq -r '.cut[]' out)" = 'credit is “ҚР СІМ баспасөз” in IIM, its short form' ]
[ "$(credit_of "${photos[8]}")" = "$long" ]
[ "$(exiftool -s3 -charset iptc=utf8 -IPTC:Credit "${photos[8]}")" = 'ҚР СІМ баспасөз' ]
[ "$(odd_of "${photos[8]}")" = '["short"]' ]
expect_exit 1 byline find --count conflict:credit
byline check --json --query "credit:Республикасы" >out 2>/dev/null || [ $? = 1 ]
! grep -qE 'iim-truncated|layers-disagree|unknown-credit' out
byline check --json "${photos[8]}" >out 2>/dev/null || [ $? = 1 ]
! grep -qE 'iim-truncated|layers-disagree' out
expect_exit 0 byline credits --fix --json
[ ! -s out ]
[ "$(byline find --count 'credit:"ҚР СІМ баспасөз"')" = 1 ]
expect_exit 0 byline credits export
expect_json "select (.name == \"$long\") | .iim" 'ҚР СІМ баспасөз'
cp out kept && expect_exit 0 byline credits import kept && expect_exit 0 byline credits export && cmp out kept
make_shoot second 3 200 150
byline ingest second --set credit="$long" --name 'again{seq}' 2>/dev/null
again=$(find library -name 'again*' | sort | head -1)
[ "$(exiftool -s3 -charset iptc=utf8 -IPTC:Credit "$again")" = 'ҚР СІМ баспасөз' ]
[ "$(odd_of "$again")" = '["short"]' ]
pass "a credit line has a short form for IIM's 32 bytes, which is no conflict"

sqlite3 library/.byline/catalogue.sqlite "UPDATE credit_line SET record = '{\"name\":3}'"
for command in 'credits' 'find credit:x' 'credits --fix'; do
  # shellcheck disable=SC2086
  expect_exit 74 byline $command
  [ "$(wc -l <err)" = 1 ] && grep -q 'broken credit line' err
done
expect_exit 1 byline find --count headline:x
pass 'a credit line that somebody else broke is a clear error'
finish
