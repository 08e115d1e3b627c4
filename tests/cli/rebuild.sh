#!/usr/bin/env bash
# A catalogue that is lost, damaged, old, or too new: judged with sqlite3.
. "$(dirname "$0")/lib.sh"

make_shoot card 8
byline init lib 2>/dev/null
cd lib
byline ingest --job Visit --set credit=mfa.gov.kz ../card >/dev/null 2>&1
mapfile -t photos < <(find . -name '*.JPG' | sort | sed 's|^\./||')
original=$(sha256sum <"${photos[0]}")
for headline in One Two Three; do byline set headline=$headline "${photos[0]}"; done
cp "${photos[0]}" ../edited
cp -r .byline ../kept
db=.byline/catalogue.sqlite
sql() { sqlite3 "$db" "$1"; }
facts() { sql "SELECT hex(id), p.name, j.name, ingested_us, path, hex(shot), hex(credited), verify, verified_us, fields
  FROM photo p JOIN file USING (photo) LEFT JOIN job j USING (job) ORDER BY id"; }
facts >../facts
again() { rm -rf .byline && cp -r ../kept .byline; }

expect_exit 0 byline init --rebuild
grep -q '8 photos, 8 of them remembered' err
facts | diff ../facts -
[ "$(byline log --json | wc -l)" = 3 ] && [ "$(byline find --count credit:mfa.gov.kz)" = 8 ]
for _ in 1 2 3; do expect_exit 0 byline undo "${photos[0]}"; done
[ "$(sha256sum <"${photos[0]}")" = "$original" ]
cp ../edited "${photos[0]}"
[ "$(sql 'PRAGMA integrity_check')" = ok ]
[ -n "$(find .byline/backup -name 'catalogue-lost-*.sqlite')" ]
pass 'a sound catalogue made anew is the same, with its journal'

again
rm .byline/catalogue.sqlite*
expect_exit 2 byline find x
expect_exit 0 byline init --rebuild
grep -q '8 photos, 0 of them remembered' err
[ "$(byline find --count headline:Three)" = 1 ]
expect_exit 0 byline verify
pass 'a lost catalogue is made from the files'

# Damage of every kind: nothing may crash, and what can be read is kept.
damage() { # damage NAME COMMAND…
  again
  sqlite3 "$db" 'PRAGMA wal_checkpoint(TRUNCATE)' >/dev/null
  "${@:2}"
  expect_exit 0 byline init --rebuild
  [ "$(sql 'PRAGMA integrity_check')" = ok ]
  [ "$(sql 'PRAGMA foreign_key_check' | wc -l)" = 0 ]
  [ "$(byline find --count credit:mfa.gov.kz)" = 8 ] || fail "$1: $(cat err)"
  expect_exit 0 byline verify
}
scribble() { head -c 4096 /dev/urandom | dd of="$db" bs=4096 seek="$1" conv=notrunc 2>/dev/null; }
empty_it() { : >"$db"; }
nonsense() { head -c 50000 /dev/urandom >"$db"; }
cut_it() { truncate -s 20000 "$db"; }
damage empty empty_it
damage nonsense nonsense
damage cut cut_it
pages=$(($(stat -c %s "$db") / 4096))
for ((page = 0; page < pages; page += 3)); do damage "page $page" scribble $page; done
triggers() { sql "CREATE TRIGGER t AFTER INSERT ON edit BEGIN DELETE FROM photo; END; CREATE VIEW v AS SELECT * FROM photo"; }
damage triggers triggers
pass "a damaged catalogue is made anew ($(((pages + 2) / 3)) pages scribbled over)"

again
scribble 1
got=0
byline find --json credit:mfa.gov.kz >out 2>err || got=$?
[ $got != 0 ] && [ $got -lt 128 ] && [ "$(wc -l <err)" -le 2 ]
pass 'a damaged catalogue is named'

again
sqlite3 "$db" 'BEGIN EXCLUSIVE; SELECT 1' '.shell sleep 3.5' >/dev/null & holder=$!
sleep 0.5
expect_exit 75 byline init --rebuild
wait $holder
facts | diff ../facts -
pass 'a catalogue in use is left alone'

# kill -9 in the middle, then again.
again
for wait in 0.005 0.01 0.02 0.04 0.08; do
  timeout -s KILL $wait "$BYLINE" init --rebuild >/dev/null 2>&1 || true
done
expect_exit 0 byline init --rebuild
facts | diff ../facts -
[ "$(byline log --json | wc -l)" = 3 ]
pass 'killed in the middle, the same command goes on'

# Upgrades keep a copy.
for version in "$SOURCE"/tests/fixtures/catalogues/v*.sql; do
  name=$(basename "$version" .sql)
  rm -rf old && mkdir -p old/.byline
  sqlite3 old/.byline/catalogue.sqlite <"$version"
  sqlite3 old/.byline/catalogue.sqlite .dump >before
  byline --library old find --count x >out 2>err || [ $? = 1 ]
  sqlite3 old/.byline/backup/catalogue-schema"${name#v}"-*.sqlite .dump | diff before - >/dev/null || fail "$name: no copy"
done
pass 'before an upgrade the catalogue is copied'

again
sql 'PRAGMA user_version = 999'
before=$(sha256sum <$db)
if byline find x >out 2>err; then fail 'opened'; fi
grep -q 'newer byline' err
[ "$(sha256sum <$db)" = "$before" ]
pass 'a catalogue of a newer byline is refused and not touched'
finish
