#!/usr/bin/env bash
# Killed, on a full disk or a failing one, in every format and with all that is made besides: what has a name is
# whole, and the same command again makes what is missing and nothing else.
. "$(dirname "$0")/lib.sh"
. "$SOURCE/tests/cli/lib_faults.sh"
have sqlite3 || skip_all 'no sqlite3'
have jq || skip_all 'no jq'
unset G_DEBUG # libvips warns of what it could not open, which is not ours to die of
faults_every 17

make_shoot card 2 64 48
byline init base 2>/dev/null
byline --library base ingest --set credit=mfa.gov.kz --folder in card 2>/dev/null
printf '{{#photos}}{{fields.credit}}\n{{#renditions}}{{url}} {{width}}\n{{/renditions}}{{/photos}}' >template
command=(thumbs --query credit:mfa.gov.kz --out run/site --sizes 48 --formats jpeg,webp,avif,png,jxl --json
  --html --manifest run/data/manifest.json --template template --template-out run/words/list.txt)
# One photo at a time, so that the same call is the same point in every run.
thumbs() { taskset -c 0 "$BYLINE" --library run "${command[@]}"; }
fresh() {
  rm -rf run
  cp -r base run
  mkdir run/data run/words
}
made() { (cd run && find site data words -type f ! -name '.byline-*.part' -exec sha256sum {} + | sort) 2>/dev/null || true; }
rows() {
  sqlite3 run/.byline/catalogue.sqlite 'SELECT r.name, hex (r.sum), hex (r.words), r.bytes, p.name FROM rendition AS r JOIN photo AS p USING (photo) ORDER BY r.name; PRAGMA integrity_check'
}

fresh
trace_faults trace taskset -c 0 "$BYLINE" --library run "${command[@]}" >out 2>err
made >made.wanted
rows >rows.wanted
jq -r '.renditions[].path' out | sort >renditions.wanted
[ "$(wc -l <made.wanted)" = $((2 * 5 + 3 + 2)) ] && [ "$(wc -l <renditions.wanted)" = 10 ] && [ "$(wc -l <rows.wanted)" = 11 ]
grep -q '^mfa.gov.kz$' run/words/list.txt
fault_points trace >points
echo "# $(wc -l <points) points: $(cut -d' ' -f1 points | uniq -c | awk '{ printf "%s %s, ", $1, $2 }')"

# try CALL N FAULT
try() {
  local call=$1 number=$2 fault=$3 after="$3 at $1 $2"
  fresh
  with_fault "$call" "$number" "$fault" taskset -c 0 "$BYLINE" --library run "${command[@]}"
  case $fault:$got in
    signal=*:137) ;;
    error=*:0) [ ! -s err ] || fail "talk though all went well, $after" ;;
    error=*:3 | error=*:74 | error=*:75)
      if ! grep -q 'write(2,.*INJECTED' injected; then
        [ "$(wc -l <err)" = 1 ] && grep -q '^byline: ' err || fail "not one line after $after"
      fi
      ;;
    *) fail "exit $got with $after" ;;
  esac
  made >now
  [ $got != 3 ] || sed -i -E '/(index.html|manifest.json|list.txt)$/d' now # rightly without the photo that failed
  ! grep -vxF -f made.wanted now >out || fail "a file that is not whole after $after"
  if [ $got = 0 ]; then
    diff made.wanted now >out || fail "exit 0, but not all was made after $after"
  fi
  grep -xF -f <(awk -v at="$PWD/run/" '{ print at $2 }' now) renditions.wanted >there || true
  [ "$(wc -l <there)" = 10 ] || early=$((early + 1))
  thumbs >again 2>err || fail "exit $? in the run after $after"
  jq -r '.renditions[] | select (.made) | .path' again | cat - there | sort | diff renditions.wanted - >out ||
    fail "what was missing after $after is not what the next run made"
  made | diff made.wanted - >out || fail "files differ after $after"
  rows | diff rows.wanted - >out || fail "the catalogue differs after $after"
  [ -z "$(find run -name '*.part')" ] || fail "a leftover after $after"
}
tried=0 at=0 early=0
each_fault try
[ $tried -gt 10 ] && [ $early -gt $((tried / 4)) ] || fail "$tried faults tried, $early ended early"
pass "$tried of $at faults, $early runs that ended early: no half file, and the next run makes just what is missing"

rm -rf run
mkdir small
if [ "$(id -u)" = 0 ] && mount -t tmpfs -o size=12k tmpfs small 2>/dev/null; then
  trap '{ umount -l small || true; } 2>/dev/null; rm -rf "$work"' EXIT
  make_shoot shots 4 640 480
  byline set credit=mfa.gov.kz shots/*/*/*.JPG >/dev/null 2>&1
  publish() {
    "$BYLINE" thumbs shots/*/*/*.JPG --out "$1/site" --sizes 160,320 --formats jpeg,webp,avif,png,jxl --html \
      --manifest "$1/manifest.json" --template template --template-out "$1/list.txt"
  }
  publish wanted >/dev/null
  sums wanted >sums.wanted
  n_wanted=$(wc -l <sums.wanted)
  [ "$n_wanted" = $((4 * 2 * 5 + 4 + 1 + 2)) ]
  before=0 sizes=$(du -sk wanted | cut -f1)
  for size in $((sizes / 8)) $((sizes / 3)) $((sizes - 16)); do
    mount -o remount,size=${size}k small
    expect_exit 74 publish small
    [ "$(wc -l <err)" = 1 ] && grep -q '^byline: .*small/.*: No space left on device$' err
    sums small >now
    ! grep -vxF -f sums.wanted now >out || fail "not whole on a disk of $size KiB"
    n=$(wc -l <now)
    [ "$n" -gt $before ] && [ "$n" -lt "$n_wanted" ] || fail "$n files on a disk of $size KiB, $before before"
    [ -z "$(find small -name '*.part')" ]
    before=$n
  done
  mount -o remount,size=10m small
  publish small >/dev/null
  sums small | diff sums.wanted -
  pass 'on a full disk it stops with one line; with more space it goes on, all formats'
else
  skip 'on a full disk it stops with one line; with more space it goes on' 'not root'
fi
finish
