#!/usr/bin/env bash
. "$(dirname "$0")/lib.sh"
have jq || skip_all 'no jq'

make_shoot card 4
sums card >card.before
n=$(find card -name '*.JPG' | wc -l)
byline init library 2>/dev/null
cd library
export BYLINE_LIBRARY=$PWD

expect_exit 0 byline ingest --dry-run --job 'Tianjin visit' ../card
[ "$(grep -c ' → ' out)" = "$n" ]
[ -z "$(find . -name '*.JPG')" ]
sed 's|  (.*)$||' out >plan
pass 'a dry run prints the plan and copies nothing'

expect_exit 0 byline ingest --job 'Tianjin visit' --set credit=mfa.gov.kz \
  --set creator='Айгерім' --report ../report ../card
[ ! -s out ]
grep -qE "^byline: $n copied \(.*\), 0 in the library already, 0 failed" err
[ "$(find . -name '*.JPG' | wc -l)" = "$n" ]
sed 's/.* → //' plan | sort >planned
find . -name '*.JPG' -printf '%P\n' | sort | diff - planned
rm planned
pass 'a shoot is copied as planned, with one line at the end'

sums ../card | diff ../card.before -
pass 'the card is as it was'

[ "$(wc -l <../report)" = "$n" ]
expect_json '[.outcome, .error] | tostring' "$(repeat "$n" '["copied",null]')" ../report
jq -r '.sha256 + "  " + .source' ../report | sha256sum -c --quiet
jq -r .path ../report | while IFS= read -r path; do [ -f "$path" ]; done
expect_json '.id | test ("^[0-9a-f]{32}$")' "$(repeat "$n" true)" ../report
pass 'the report tells source, path, id and the hash as shot'

expect_exit 0 byline find --json
jq -e 'select (.fields.credit != "mfa.gov.kz" or .fields.creator != ["Айгерім"])' out >wrong || true
[ ! -s wrong ]
rm wrong
pass 'every photo has its credit'

expect_exit 0 byline ingest --report ../report --json ../card
expect_json .outcome "$(repeat "$n" present)"
[ "$(wc -l <../report)" = $((2 * n)) ]
[ "$(find . -name '*.JPG' | wc -l)" = "$n" ]
pass 'the same card again is known; the report grows'

make_shoot ../other 1 200 100
head -c 400 "$(find ../other -name IMG_0001.JPG)" >../other/broken.JPG
expect_exit 3 byline ingest --json ../other
[ "$(jq -r 'select (.damage != null) | "\(.outcome) \(.id) \(.source)"' out | grep -c '^copied null .*broken')" = 1 ]
grep -q 'broken.JPG: taken as it is' err
[ "$(jq -r 'select (.outcome == "copied") | .path' out | wc -l)" = 2 ]
cmp ../other/broken.JPG "$(jq -r 'select (.damage != null) | .path' out)"
expect_exit 1 byline find name:broken
expect_exit 0 byline card-check --min-copies 1 ../other
expect_exit 3 byline ingest --json ../other
expect_json .outcome $'present\npresent'
pass 'a broken file is copied as it is and named, exit 3; the card may be formatted'

expect_exit 2 byline ingest
expect_exit 2 byline ingest --set credt=x ../card
expect_exit 2 byline ingest --folder '{nonsense}' ../card
expect_exit 2 byline ingest --name '{' ../card
expect_exit 2 byline ingest --preset nobody ../card
expect_exit 2 byline ingest --iim sometimes ../card
expect_exit 2 byline ingest --report ../card/report ../card
[ ! -e ../card/report ]
expect_exit 3 byline ingest ../nowhere
expect_exit 74 byline ingest --report /dev/full ../card
pass 'mistakes are told, and no report is written onto a card'

byline init ../second 2>/dev/null
cd ../second
export BYLINE_LIBRARY=$PWD
mkdir .byline/presets
echo 'credit=from the library' >.byline/presets/desk.preset
expect_exit 0 byline ingest --preset desk --set headline=Over --folder '{taken:%Y}/{job}' --name '{job}_{seq:4}' \
  --job 'A/B: visit' --json ../card
expect_exit 0 byline find --json --sort path
jq -e 'select (.fields.credit != "from the library" or .fields.headline != "Over")' out >wrong || true
[ ! -s wrong ]
jq -r .path out | grep -qE '^[0-9]{4}/[^/]*visit[^/]*/[^/]*visit_0001\.JPG$'
pass 'presets and patterns make the names and the credit'

rm -rf ../third
byline init ../third 2>/dev/null
cd ../third
export BYLINE_LIBRARY=$PWD
make_shoot ../many 40 900 700
"$BYLINE" ingest --report ../interrupted ../many >out 2>err &
child=$!
while [ ! -s ../interrupted ] && kill -0 $child 2>/dev/null; do sleep 0.01; done
kill -TERM $child 2>/dev/null || true
got=0
wait $child || got=$?
[ "$got" = 130 ] || [ "$got" = 0 ] || fail "exit $got after SIGTERM"
expect_exit 0 byline ingest --json ../many
[ "$(find . -name '*.JPG' | wc -l)" = "$(find ../many -name '*.JPG' | wc -l)" ]
[ -z "$(find . -name '.byline-*')" ]
pass 'an interrupted run exits 130, and the same again finishes it'
finish
