#!/usr/bin/env bash
# What became of the library's files: judged with sha256sum, sqlite3 and exiftool.
. "$(dirname "$0")/lib.sh"

make_shoot card 12
mkdir backup
byline init lib 2>/dev/null
cd lib
byline ingest --backup ../backup --set credit=mfa.gov.kz ../card >/dev/null 2>&1
mapfile -t photos < <(find . -name '*.JPG' | sort | sed 's|^\./||')
[ "${#photos[@]}" = 12 ]
sql() { sqlite3 .byline/catalogue.sqlite "$1"; }
states() { jq -r 'select(.state != "fine") | "\(.state) \(.path)"' out | sort; }

expect_exit 0 byline verify
[ ! -s out ] && grep -q '12 files read .*: 12 fine' err
pass 'untouched files are fine'

sums . >before
expect_exit 0 byline set headline=Handshake "${photos[0]}"
expect_exit 0 byline verify "${photos[0]}"
expect_exit 0 byline undo "${photos[0]}"
expect_exit 0 byline verify
pass 'what set and undo write is fine'

# One of each: a flipped bit, a loss, another program's edit, another picture, an end cut off.
flip() { # flip FILE OFFSET
  local byte
  byte=$(od -An -tu1 -j "$2" -N 1 "$1")
  printf '%b' "\\x$(printf %02x $((byte ^ 1)))" | dd of="$1" bs=1 seek="$2" conv=notrunc 2>/dev/null
}
size=$(stat -c %s "${photos[1]}")
flip "${photos[1]}" $((size - 200))
rm "${photos[2]}"
exiftool -q -overwrite_original -IPTC:City=Tianjin "${photos[3]}"
make_shoot ../other 1 320 200
cp "$(find ../other -name '*.JPG')" "${photos[4]}"
truncate -s -300 "${photos[5]}"
touch -r "${photos[7]}" stamp && flip "${photos[7]}" 700 && touch -r stamp "${photos[7]}" && rm stamp
expect_exit 4 byline verify --json
[ "$(states)" = "$(printf '%s\n' "rotten ${photos[1]}" "missing ${photos[2]}" "metadata-changed ${photos[3]}" \
  "picture-changed ${photos[4]}" "rotten ${photos[5]}" "rotten ${photos[7]}" | sort)" ] || fail "$(states)"
expect_json '[.version] | unique' '[1]' <(jq -s '.[0]' out)
expect_exit 4 byline verify
grep -q "^rotten  ${photos[1]}$" out && grep -q "^missing  ${photos[2]}$" out
grep -q '6 fine, 1 metadata-changed, 1 picture-changed, 3 rotten, 1 missing' err
pass 'a flipped bit, a loss, an edit, another picture and a cut end are told apart'

[ "$(sql 'SELECT count(*) FROM file WHERE verified_us < 0')" = 6 ]
expect_exit 0 byline verify "${photos[0]}"
expect_exit 1 byline verify "${photos[3]}"
expect_exit 3 byline verify ../card/nothing.jpg
pass 'single photos'

# The backup is read, the library mended, the damaged files kept.
sums ../backup >backup
expect_exit 1 byline verify --repair-from ../backup --json
[ "$(jq -rs '[.[] | select(.repaired == "whole")] | length' out)" = 5 ]
[ "$(jq -rs '[.[] | select(."kept-aside" != null)] | length' out)" = 4 ]
sums ../backup | cmp backup -
for i in 0 1 2 4 5 6 7 8 9 10 11; do
  grep -F "  ./${photos[i]}" before | sha256sum --quiet -c -
done
[ "$(find .byline/damaged -type f | wc -l)" = 4 ]
expect_exit 1 byline verify
grep -q '11 fine, 1 metadata-changed' err
pass 'what is lost is put back from a backup, and the damaged files are kept'

# Edited since: the backup has the file as it came in.
expect_exit 0 byline set headline=Later "${photos[8]}"
rm "${photos[8]}"
expect_exit 1 byline verify --repair-from ../backup "${photos[8]}"
grep -q 'as it came in' out
grep -F "  ./${photos[8]}" before | sha256sum --quiet -c -
pass 'an older copy is put back where there is no other, and said'

# Copies under other names are found by their hash; wrong ones are not used.
mkdir ../heap && cp "${photos[9]}" ../heap/a && cp "${photos[9]}" ../heap/b && flip ../heap/a 900
rm "${photos[9]}" "${photos[10]}"
expect_exit 4 byline verify --repair-from ../heap "${photos[9]}" "${photos[10]}"
grep -F "  ./${photos[9]}" before | sha256sum --quiet -c -
grep -q "${photos[10]}: no copy with the right hash" err
pass 'a copy is known by its hash, whatever its name'

# A share, the oldest first, goes round.
cp "$(find ../backup -name "$(basename "${photos[10]}")")" "${photos[10]}"
sql 'UPDATE file SET verified_us = photo * 1000000 * iif(verified_us < 0, -1, 1)'
for _ in 1 2 3 4; do byline verify --sample 25% --json 2>/dev/null || true; done | jq -r .path | sort >seen
[ "$(uniq seen | wc -l)" = 12 ]
sql 'UPDATE file SET verified_us = photo * 1000000 WHERE verified_us > 0'
expect_exit 1 byline verify --older-than 1h
[ "$(sql 'SELECT count(*) FROM file WHERE verified_us BETWEEN 1 AND 1000000000000')" = 0 ]
pass 'a share of the files each time goes round'

for bad in 0 -1 101 x 5x; do expect_exit 2 byline verify --sample="$bad"; done
expect_exit 2 byline verify --sample 5 "${photos[0]}"
expect_exit 2 byline verify --older-than yesterdayish
expect_exit 3 byline verify --repair-from nowhere
pass 'wrong options'

# Out of reach is not lost.
if [ "$(id -u)" != 0 ]; then
  chmod 000 "${photos[11]}"
  expect_exit 3 byline verify "${photos[11]}"
  chmod 644 "${photos[11]}"
  pass 'a file that may not be read failed, and is not lost'
fi
finish
