#!/usr/bin/env bash
# At every system call that writes, in turn: killed, disk full, disk failing.  Afterwards no short
# file has a final name, and the same command again ends as an undisturbed run does.
. "$(dirname "$0")/lib.sh"
. "$SOURCE/tests/cli/lib_faults.sh"
have sqlite3 || skip_all 'no sqlite3'
faults_every 4

"$MAKERS/make_shoot" card 3 48 32 >/dev/null
sums card >card.wanted
# One file at a time, so that the same call is the same point in every run.
arguments=(ingest --threads 1 --set credit=mfa.gov.kz --job Faults --manifest all.sha256)

fresh() { # fresh DIR: an empty library and backup
  rm -rf "$1"
  mkdir -p "$1/backup"
  cp -r empty "$1/library"
}
ingest() { "$BYLINE" --library "$1/library" "${arguments[@]}" --backup "$1/backup" card; }
files() { (cd "$1" && find . -name .byline -prune -o -type f -print0 | sort -z | xargs -0r sha256sum); }
rows() {
  sqlite3 "$1/library/.byline/catalogue.sqlite" "
    SELECT hex (id), photo.name, job.name, path, hex (shot), hex (credited), size, verify, verified_us > 0
      FROM photo JOIN file USING (photo) LEFT JOIN job USING (job) ORDER BY id;
    SELECT hex (id), fields FROM photo ORDER BY id;
    SELECT hex (shot), replace (folder, rtrim (folder, replace (folder, '/', '')), ''), path, hex (sha256), size,
      verify, verified_us > 0 FROM copy ORDER BY path;
    PRAGMA integrity_check"
}

"$BYLINE" init empty 2>/dev/null
# A slow moment makes a run write more often into the catalogue: the shortest of three has the points that all have.
for _ in 1 2 3; do
  fresh wanted
  trace_faults longer "$BYLINE" --library wanted/library "${arguments[@]}" --backup wanted/backup card 2>err
  [ -s trace ] && [ "$(wc -l <trace)" -le "$(wc -l <longer)" ] || mv longer trace
done
files wanted >files.wanted
rows wanted >rows.wanted
[ "$(grep -c JPG files.wanted)" = $((2 * $(find card -name '*.JPG' | wc -l))) ]

fault_points trace >points
echo "# $(wc -l <points) points: $(cut -d' ' -f1 points | uniq -c | awk '{ printf "%s %s, ", $1, $2 }')"

# try CALL N FAULT
try() {
  fresh run
  with_fault "$1" "$2" "$3" "$BYLINE" --library run/library "${arguments[@]}" --backup run/backup card
  case $got in
    0 | 3 | 4 | 74 | 75 | 137) ;;
    *) fail "exit $got with $3 at $1 $2" ;;
  esac
  case $3 in
    signal=*) [ $got = 137 ] || lived="$lived $1:$2" ;;
    *) [ -s injected ] && grep -q INJECTED injected || lived="$lived $1:$2" ;;
  esac
  # whatever has a final name is whole
  files run | grep 'JPG$' | grep -vxF -f files.wanted >out && fail "a file that is not whole after $3 at $1 $2"
  got=0
  ingest run >out 2>err || got=$?
  [ $got = 0 ] || fail "exit $got in the run after $3 at $1 $2"
  files run | diff files.wanted - >out || fail "files differ after $3 at $1 $2"
  rows run | diff rows.wanted - >out || fail "rows differ after $3 at $1 $2"
}

tried=0 at=0 lived=''
each_fault try
[ $tried -gt 10 ] || fail "only $tried points were tried"
[ -z "$lived" ] || echo "# not reached:$lived"
[ "$(wc -w <<<"$lived")" -le $((tried / 20)) ] || fail "$(wc -w <<<"$lived") of $tried points were not reached"
pass "$tried of $at faults: the next run ends as an undisturbed one does"

sums card | diff card.wanted - >out || fail 'the card has changed'
pass 'the card is as it was'
finish
