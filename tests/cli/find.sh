#!/usr/bin/env bash
. "$(dirname "$0")/lib.sh"
have jq || skip_all 'no jq'

make_shoot card 6
byline init library 2>/dev/null
cd library
byline ingest ../card --set credit=mfa.gov.kz --set event='SCO summit' 2>/dev/null
first=$(find . -name 'IMG_0001*' -printf '%P\n')
byline set headline='Қол алысу' person='Ермұхамбет' keywords=handshake "$first"

expect_exit 0 byline find
[ "$(wc -l <out)" = 6 ]
[ "$(cut -f1 out | xargs -d '\n' ls | wc -l)" = 6 ]
pass 'without a query every photo is found, by a path that opens'

expect_exit 0 byline find credit:mfa.gov.kz handshake
[ "$(wc -l <out)" = 1 ]
[ "$(cut -f1 out)" = "$first" ]
[ "$(cut -f3 out)" = mfa.gov.kz ]
[ "$(cut -f4 out)" = 'Қол алысу' ]
expect_exit 0 byline find қОЛ
expect_exit 0 byline find -- -handshake
[ "$(wc -l <out)" = 5 ]
expect_exit 0 byline find missing:headline
[ "$(wc -l <out)" = 5 ]
pass 'words, fields, capitals and negations find what they mean'

# Real captions have several hundred words with "ment" in the middle.
second=$(find . -name 'IMG_0002*' -printf '%P\n')
byline set description="$(for a in b d f g k l n p r s t v; do for b in a e i o u; do
  for c in b d f g k; do printf '%s%s%smenta ' "$a" "$b" "$c"; done; done; done)" "$second"
[ "$(byline find ment | cut -f1)" = "$second" ]
[ "$(byline find --count ogment)" = 1 ] # in words of 12
[ "$(byline find --count headline:ment || true)" = 0 ]
[ "$(byline find --count -- -ment)" = 5 ]
pass 'a part of more than 200 words is found in them, in the field that is asked for'

expect_exit 1 byline find credit:nobody
[ ! -s out ]
[ ! -s err ]
pass 'nothing found is exit 1 and no words'

expect_exit 0 byline find --count
[ "$(cat out)" = 6 ]
expect_exit 1 byline find --count nobody-at-all
[ "$(cat out)" = 0 ]
expect_exit 0 byline find --limit 2
[ "$(wc -l <out)" = 2 ]
byline find >all
for offset in 0 1 4 6 7; do
  byline find --offset "$offset" --limit 2 >page || [ "$offset" -ge 6 ]
  tail -n +$((offset + 1)) all | head -n 2 | diff - page
done
expect_exit 2 byline find --limit -1
expect_exit 2 byline find --offset -1
expect_exit 2 byline find --limit many
pass 'they can be counted, limited and leafed through'

expect_exit 0 byline find -0
[ "$(tr -cd '\0' <out | wc -c)" = 6 ]
xargs -0 ls <out >/dev/null
cd "$work/run"
expect_exit 0 byline --library library find -0
xargs -0 ls <out >/dev/null
mkdir -p elsewhere
cd elsewhere
expect_exit 0 byline --library ../library find -0
xargs -0 ls <out >/dev/null
cd "$work/run/library"
pass 'paths ended by NUL open from any folder'

expect_exit 0 byline find --sort path
cut -f1 out >by-path
sort -c by-path
expect_exit 0 byline find --sort taken
cut -f2 out | sort -c
expect_exit 0 byline find --sort -taken
cut -f2 out | sort -rc
expect_exit 2 byline find --sort colour
pass 'the order is as asked'

byline set rating=4 "$first" >/dev/null
expect_exit 0 byline find rating:3..5
[ "$(cut -f1 out)" = "$first" ]
expect_exit 0 byline find --count 'rating:>=4' type:jpeg mp:0 format:jpeg
[ "$(cat out)" = 1 ]
expect_exit 0 byline find --count ingested:today
[ "$(cat out)" = 6 ]
expect_exit 0 byline find --count ingested:2d.. ingested:..today
[ "$(cat out)" = 6 ]
expect_exit 1 byline find ingested:yesterday
expect_exit 1 byline find ingested:..2020
expect_exit 1 byline find is:raw
expect_exit 2 byline find is:rwa
expect_exit 2 byline find credit:mfa 'ingested:7 days'
grep -q 'column 21: "7" is not a day' err
pass 'numbers, formats and arrival are asked for, in ranges with open ends'

expect_exit 0 byline find --json handshake
cp out found
path=$(jq -r .path found)
expect_exit 0 byline show --json "$path"
jq -S 'del (.notes)' out >shown
jq -S 'del (.notes)' found | diff - shown
pass 'json gives the same objects as show'

byline set person='Асхат Смадияров' location='Қазақстан, Астана' "$first" >/dev/null
for query in Smadiyarov smadiyar СМАДИЯРОВ person:~Smadiarov person:смадияр location:~Kazakhstan \
  location:~Казахстан location:astana location:қазақ hands 'person:Askhat'; do
  expect_exit 0 byline find --count "$query"
  [ "$(cat out)" = 1 ]
done
for query in '"Smadiyarov"' '"hands"' location:Kazakhstan location:казак smadiyarovna hа; do
  expect_exit 1 byline find "$query"
done
byline set person='Ермұхамбет' "$first" >/dev/null
pass 'words are found by their parts, in other scripts and, if asked, misspelt'

"$MAKERS/make_catalogue" "$work/many" 3000 >/dev/null
for query in 's*' 'sta*' 'sta* credit:mfa.gov.kz' 'taken:2014..2016 s*' 'NOT s*' 'headline:k* OR person:s*' 'ke* summit' '"ke*"' 'person:k* missing:credit'; do
  byline --library "$work/many" find -0 "$query" | tr '\0' '\n' >everything || true
  for limit in 1 20 90; do
    byline --library "$work/many" find -0 --limit $limit "$query" | tr '\0' '\n' >some || true
    head -n $limit everything | diff - some
    byline --library "$work/many" find -0 --limit $limit --offset 7 "$query" | tr '\0' '\n' >some || true
    head -n $((limit + 7)) everything | tail -n +8 | diff - some
  done
done
[ "$(byline --library "$work/many" find --count 's*')" -gt 2500 ]
pass 'the first of the beginning of many words are those that all of them begin with'

# A burst: of one second, put in order by its fractions, whichever came in first.
make_shoot burst 24
byline init bursts 2>/dev/null
byline --library bursts ingest burst 2>/dev/null
mapfile -t shots < <(byline --library bursts find -0 | tr '\0' '\n')
for i in "${!shots[@]}"; do
  byline set date-created="2026-01-01T10:00:00.$((90 - i))" "${shots[i]}" 2>/dev/null
done
byline set description="$(printf 'qu%s ' {a..k}{a..k})" "${shots[@]}" 2>/dev/null
[ "$(byline --library bursts find -0 --limit 1 'qu*' | tr '\0' '\n')" = "${shots[0]}" ]
byline --library bursts find -0 'qu*' | tr '\0' '\n' >everything
for limit in 1 2 5 9; do
  byline --library bursts find -0 --limit $limit 'qu*' | tr '\0' '\n' >some
  head -n $limit everything | diff - some
done
pass 'photos of one second are in the order of its fractions however few are wanted'

expect_exit 0 byline find --json --fields path,credit,person,rating,width handshake
expect_json '[.credit,.person,.rating,.width]' '["mfa.gov.kz",["Ермұхамбет"],4,160]'
expect_json 'keys' '["credit","path","person","rating","width"]'
expect_exit 0 byline find --fields name,headline,title handshake
[ "$(cut -f2- out)" = "$(printf 'Қол алысу\t')" ]
expect_exit 2 byline find --fields path,colour
expect_exit 2 byline find --fields ''
pass 'the fields that are shown are chosen'

byline set headline='=1+1, "quoted"' person='-2' "$first" >/dev/null
expect_exit 0 byline find --csv --fields path,headline,person,rating handshake
python3 - "$first" <<'PYTHON'
import csv, sys
assert open('out', 'rb').read().count(b'\r\n') == 2
rows = list(csv.reader(open('out', newline='')))
assert rows == [['path', 'headline', 'person', 'rating'], [sys.argv[1], '\'=1+1, "quoted"', '-2', '4']], rows
PYTHON
expect_exit 1 byline find --csv nobody-at-all
[ "$(tr -d '\r' <out)" = path,taken,credit,headline ]
byline set headline='Қол алысу' person='Ермұхамбет' "$first" >/dev/null
pass 'csv is for spreadsheets, and no formula comes from a photo'

expect_exit 0 byline find --save recent ingested:7d credit:mfa.gov.kz
[ ! -s out ]
expect_exit 0 byline find --save picks 'query:recent (rating:>=4 OR headline:nothing)'
expect_exit 0 byline find query:picks
[ "$(cut -f1 out)" = "$first" ]
expect_exit 0 byline find --count -- -query:picks
[ "$(cat out)" = 5 ]
byline show --json --query query:picks >shown
[ "$(jq -r .path shown)" = "$first" ]
expect_exit 0 byline find --saved
[ "$(cat out)" = "$(printf 'picks\tquery:recent (rating:>=4 OR headline:nothing)\nrecent\tingested:7d credit:mfa.gov.kz')" ]
expect_exit 0 byline find --saved --json
expect_json '.name' "$(printf 'picks\nrecent')"
expect_exit 0 byline find --save recent ingested:2w
expect_exit 0 byline find query:picks
expect_exit 2 byline find --save recent query:picks # which asks for recent
grep -q 'circle' err
expect_exit 0 byline find query:picks
expect_exit 2 byline find --save bad 'credit:"open'
expect_exit 2 byline find --save 'two words' credit:mfa
expect_exit 2 byline find --save empty
expect_exit 2 byline find astana query:nothing
grep -q 'column 14: no query is saved as "nothing"' err
expect_exit 0 byline find --forget recent
expect_exit 2 byline find query:picks
grep -q 'column 1: in query:picks, column 7: no query is saved as "recent"' err
expect_exit 2 byline find --forget recent
pass 'queries are kept by name and ask each other, but in no circle'

expect_exit 0 byline find --explain credit:mfa.gov.kz handshake taken:2025
grep -q 'facts : ("s' out
grep -q 'VIRTUAL TABLE INDEX' out
grep -q handshake out
pass 'how it is looked for is explained'

expect_exit 2 byline find 'credit:"open'
[ "$(wc -l <err)" = 1 ]
expect_exit 2 byline find nofield:x
expect_exit 2 byline find --json --count
pass 'a wrong query is one line and exit 2'

if have exiftool; then
  make_shoot ../odd 2
  odd=$(find ../odd -name 'IMG_0001*')
  exiftool -q -q -overwrite_original -XMP-photoshop:Headline=One -IPTC:Headline=Two "$odd"
  byline init ../other 2>/dev/null
  byline --library ../other ingest ../odd 2>/dev/null
  expect_exit 0 byline --library ../other find --count conflict:headline
  [ "$(cat out)" = 1 ]
  expect_exit 0 byline --library ../other find --count is:uncredited
  [ "$(cat out)" = 2 ]
  expect_exit 1 byline --library ../other find conflict:credit
  pass 'photos whose layers differ, or without a credit, are found'
else
  skip 'photos whose layers differ, or without a credit, are found' 'no exiftool'
fi

expect_exit 74 bash -c '"$BYLINE" find --json >/dev/full'
expect_exit 0 bash -c '"$BYLINE" find --json | head -c1'
pass 'a full disk is noticed, an early reader is not complained about'

if have script && script -qec true /dev/null >/dev/null 2>&1 </dev/null; then
  script -qec "stty cols 100; TERM=xterm '$BYLINE' find handshake" /dev/null >terminal </dev/null
  [ "$(grep -c handshake terminal || true)" = 0 ]
  grep -q 'mfa.gov.kz  Қол алысу' terminal
  byline set headline="$(repeat 40 'Қол алысу ' | tr -d '\n')" "$first" >/dev/null
  for columns in 100 60; do
    script -qec "stty cols $columns; TERM=xterm '$BYLINE' find --fields path,taken,credit,headline,person" /dev/null >terminal </dev/null
    [ "$(tr -d '\r' <terminal | wc -L)" -le "$columns" ]
    [ "$(wc -l <terminal)" = 6 ]
  done
  grep -q '…' terminal
  pass 'on a terminal it is a table that fits'
  for library in old quiet; do
    mkdir -p $library/.byline
    sqlite3 $library/.byline/catalogue.sqlite <"$SOURCE/tests/fixtures/catalogues/v13.sql"
  done
  mkdir old/.byline/backup
  true & # a process that is gone
  wait $!
  touch "old/.byline/backup/catalogue-schema12-20251124T093000Z.sqlite.$!.part" # its copy was cut off
  script -qec "stty cols 100; TERM=xterm '$BYLINE' --library old find --count" /dev/null >terminal </dev/null
  grep -q 'upgrading the catalogue' terminal
  [ "$(sqlite3 old/.byline/catalogue.sqlite 'PRAGMA user_version')" -gt 13 ]
  [ "$(sqlite3 old/.byline/backup/*.sqlite 'PRAGMA user_version')" = 13 ]
  [ "$(find old/.byline/backup -name '*.part*' | wc -l)" = 0 ]
  byline --library quiet find --count >out 2>err
  [ "$(cat out)" = 2 ]
  [ ! -s err ]
  pass 'on a terminal it says that it upgrades an old catalogue'
else
  skip 'on a terminal it is a table' 'no pseudo-terminals here'
fi
finish
