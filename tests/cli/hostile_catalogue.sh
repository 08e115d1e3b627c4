#!/usr/bin/env bash
# A catalogue that somebody else made, or that rotted, opens to one clear line; queries are never SQL.
. "$(dirname "$0")/lib.sh"
have sqlite3 || skip_all 'no sqlite3'

make_shoot card 4
byline init library 2>/dev/null
byline --library library ingest card --set credit=mfa.gov.kz --set headline='Handshake; DROP TABLE photo' 2>/dev/null
good=library/.byline/catalogue.sqlite
sqlite3 $good 'PRAGMA wal_checkpoint (TRUNCATE)' >/dev/null
cp $good good

# fresh: a copy in $bad to spoil
fresh() {
  rm -rf hostile
  mkdir -p hostile/.byline
  bad=hostile/.byline/catalogue.sqlite
  cp good $bad
}
# refused WORDS COMMAND…: one line that names the file and says WORDS; exit 74
refused() {
  local words=$1
  shift
  expect_exit 74 byline --library hostile "$@"
  [ "$(wc -l <err)" = 1 ]
  grep -q -- "/hostile.*: .*$words" err
}

fresh
head -c 65536 /dev/urandom >$bad
refused 'not a catalogue' find
sum=$(sha256sum <$bad)
refused 'not a catalogue' verify
[ "$(sha256sum <$bad)" = "$sum" ]
: >$bad
head -c 100 good >$bad
refused '' find
fresh
truncate -s 20000 $bad
refused 'damaged' find
pass 'what is no database, or half of one, is named'

n=0
for page in $(seq 1 3 "$(($(stat -c %s good) / 4096 - 1))"); do
  fresh
  dd if=/dev/urandom of=$bad bs=4096 seek="$page" count=1 conv=notrunc 2>/dev/null
  for query in '' handshake credit:mfa "-hand" 'creator:~x taken:2025' is:uncredited; do
    code=0
    timeout 20 "$BYLINE" --library hostile find -- "$query" >out 2>err || code=$?
    case $code in 0 | 1 | 74) ;; *) fail "page $page, $query: exit $code" ;; esac
    [ "$code" != 74 ] || [ "$(wc -l <err)" = 1 ]
    n=$((n + 1))
  done
done
[ $n -ge 60 ]
pass "a page of noise anywhere ($n tries): an answer, or one line"

sql() { sqlite3 $bad "$1"; }
fresh
sql 'DROP TABLE shared'
refused 'damaged' find credit:mfa
fresh
sql 'DROP TABLE photo; CREATE TABLE photo (x)'
refused 'damaged' find
fresh
sql 'PRAGMA user_version = 1000'
refused 'newer byline' find
fresh
sql 'PRAGMA user_version = -3'
refused 'newer byline' find
fresh
sql 'PRAGMA application_id = 7'
refused 'not a catalogue of byline' find
fresh
sql "UPDATE file SET path = '../../../etc/passwd' WHERE photo = 1"
refused 'damaged' find
fresh
sql "UPDATE photo SET fields = '{\"credit\":' || fields"
refused 'damaged' find
# Octets that end too early, promise more than there is, name a text that is nowhere, are of another form.
for octets in 7F0200 0103 010302 01030201 010302FFFFFFFFFFFFFFFFFF7F 010302017F 01030201FFFFFFFFFFFFFFFF7F41 0103020185808080F07F 020302010441; do
  fresh
  sql "UPDATE photo SET fields = x'$octets'"
  refused 'damaged' find
done
fresh
sql "UPDATE photo SET camera = 123456789"
refused 'damaged' find
# A text that is named a million times would take more memory than there is.
fresh
sql "INSERT OR REPLACE INTO shared (shared, field, text, words) VALUES (7, 'creator', printf ('%1000000s', 'x'), ' x ');
  UPDATE photo SET fields = CAST (x'010102C0843D' || replace (hex (zeroblob (1000000)), '00', char (15)) AS BLOB)"
refused 'damaged' find
pass 'tables, versions and values that byline did not write are named'

fresh
sql 'CREATE TRIGGER evil AFTER INSERT ON edit BEGIN DELETE FROM photo; END'
refused 'triggers or views' find
refused 'triggers or views' verify
[ "$(sql 'SELECT count (*) FROM photo')" = 4 ]
fresh
sql "ALTER TABLE file RENAME TO file_;
  CREATE VIEW file AS SELECT photo, '/etc/passwd' AS path, shot, credited, size, mtime_ns, ctime_ns, inode, verify, verified_us FROM file_"
refused 'triggers or views' find
pass 'triggers and views are refused before they do anything'

# Text of a query is looked for, or refused with its column; it is never SQL nor the index's language.
before=$(sqlite3 $good 'SELECT count (*), max (fields) FROM photo')
n=0
while IFS= read -r query; do
  code=0
  byline --library library find --count -- "$query" >out 2>err || code=$?
  case $code in
  0 | 1) grep -qx '[0-4]' out ;;
  2) grep -q '^byline: column [0-9]*: ' err ;;
  *) fail "$query: exit $code" ;;
  esac
  n=$((n + 1))
done <<'QUERIES'
'; DROP TABLE photo; --
"'; DROP TABLE photo; --"
credit:'; DELETE FROM photo; --
credit:"x' OR '1'='1"
job:"x' UNION SELECT * FROM photo --"
headline:x' OR 1=1
x NEAR y
"x" NEAR("a b", 10)
{headline credit} x
{headline}: x
headline:^x
^x
x + y
rowid:1
words MATCH 'x'
facts : "s1"
"facts : s1"
s1
a
%
_ a
credit:%
credit:_
name:?
name:?1 :photo @a $b
path:../../etc/passwd
x\" OR headline:x
taken:2025';--
ingested:7d'; ATTACH 'x' AS y
missing:credit'--
is:raw' OR 1
has:"credit' OR 1"
rating:"5 OR 1=1"
rating:5) OR (1=1
mp:>=0 UNION SELECT 1
date-created:"2025' OR '1'='1"
format:jpeg'--
query:x' OR 1
query:"x'; DROP TABLE query"
~'; DROP TABLE word
~"x' OR 1"
~%
*
a**
"*"
-*
")"
("
char(0)
load_extension('x')
QUERIES
[ $n -ge 45 ]
[ "$(sqlite3 $good 'SELECT count (*), max (fields) FROM photo')" = "$before" ]
[ "$(sqlite3 $good 'PRAGMA integrity_check')" = ok ]
expect_exit 0 byline --library library find --count '"; DROP TABLE photo"'
[ "$(cat out)" = 4 ]
expect_exit 1 byline --library library find --count "credit:\"x' OR '1'='1\""
expect_exit 2 byline --library library find --save "x'); DROP TABLE photo; --" handshake
pass "$n queries full of SQL are only queries"
finish
