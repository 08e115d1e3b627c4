#!/usr/bin/env bash
# set and undo: the order in which they write, and what is left when a call fails or they are killed at
# any system call that writes: the old file or the new one, and the same command again ends well.
. "$(dirname "$0")/lib.sh"
. "$SOURCE/tests/cli/lib_faults.sh"
have sqlite3 || skip_all 'no sqlite3'
faults_every 5

make_shoot card 2 64 48
photo=$(find card -name 'IMG*.JPG')
"$MAKERS/make_raw" raw.nef "$photo"
byline init base 2>/dev/null
byline --library base ingest --folder in card raw.nef 2>/dev/null
cp -r base edited
edit=(set credit=mfa.gov.kz 'headline=Қол алысу')
for target in IMG_0001.JPG raw.nef; do byline --library edited "${edit[@]}" edited/in/$target; done

state() { (cd "$1/in" && for file in IMG_0001.JPG raw.nef raw.xmp; do [ ! -e $file ] || sha256sum $file; done); }
state base >old
state edited >new
cp -r base twice
for target in IMG_0001.JPG raw.nef; do byline --library twice "${edit[@]}" twice/in/$target; done
state twice | diff new - >differs || fail 'the same edit does not give the same bytes'

# Order ----------------------------------------------------------------------------------------

# order COMMAND…: line numbers in the trace of the steps that must follow one another
order() {
  strace -f -y -e trace=fsync,fdatasync,rename,renameat,renameat2 -o trace "$BYLINE" "$@" >/dev/null 2>err
  local made journal placed folder
  made=$(grep -n 'f\(data\)\?sync(.*\.part>' trace | head -1 | cut -d: -f1)
  placed=$(grep -n 'rename.*\.part"' trace | tail -1 | cut -d: -f1)
  journal=$(head -n "$placed" trace | grep -n 'sync(.*catalogue\.sqlite' | tail -1 | cut -d: -f1)
  folder=$(tail -n "+$placed" trace | grep -c "fsync(.*$FOLDER>" || true)
  [ -n "$made" ] && [ -n "$journal" ] && [ "$made" -lt "$placed" ] && [ "$journal" -lt "$placed" ] && [ "$folder" -ge 1 ] ||
    fail "$*: made $made, journal $journal, placed $placed, folder $folder"
}
cp -r base ordered
FOLDER=ordered/in
for target in IMG_0001.JPG raw.nef; do
  order --library ordered "${edit[@]}" ordered/in/$target
done
order --library ordered undo ordered/in/IMG_0001.JPG # the other's sidecar goes again, without a rename
mkdir outside
cp "$photo" outside/a.jpg
FOLDER=outside
order "${edit[@]}" outside/a.jpg
order undo outside/a.jpg
cmp "$photo" outside/a.jpg
pass 'temporary file, fsync, journal on the disk, rename, folder: set and undo, in a library and outside'

# Faults ---------------------------------------------------------------------------------------

# points_of FROM COMMAND…: every call that writes
points_of() {
  rm -rf run
  cp -r "$1" run
  trace_faults trace "$BYLINE" "${@:2}" >/dev/null 2>err
  fault_points trace >points
}

# Each file is as it was or as it is to be; none else is there.
whole() {
  local file
  state run >now
  for file in IMG_0001.JPG raw.nef raw.xmp; do
    [ -e run/in/$file ] || { grep -q " $file$" old && fail "$file is gone after $1"; continue; }
    grep " $file$" now | grep -qxF -f old -f new || fail "$file is a third thing after $1"
  done
  [ "$(sqlite3 run/.byline/catalogue.sqlite 'PRAGMA integrity_check')" = ok ] || fail "catalogue after $1"
}

try() { # try CALL N FAULT FROM WANTED COMMAND…
  local call=$1 number=$2 fault=$3 from=$4 wanted=$5
  shift 5
  rm -rf run
  cp -r "$from" run
  with_fault "$call" "$number" "$fault" "$BYLINE" "$@"
  case $got in
    0 | 3 | 74 | 75 | 137) ;;
    *) fail "exit $got with $fault at $call $number of $*" ;;
  esac
  whole "$fault at $call $number of $*"
  if ! state run | cmp -s - "$wanted"; then
    got=0
    "$BYLINE" "$@" >out 2>err || got=$?
    [ $got = 0 ] || fail "exit $got in the run after $fault at $call $number of $*"
    state run | diff "$wanted" - >differs || fail "not as it is to be after $fault at $call $number of $*"
  fi
  "$BYLINE" --library run set title=x run/in/IMG_0001.JPG >/dev/null 2>&1 # sweeps
  [ -z "$(find run -name '*.part')" ] || fail "a leftover after $fault at $call $number of $*"
}

# all FROM WANTED COMMAND…
all() {
  points_of "$1" "${@:3}"
  each_fault try "$@"
}

tried=0 at=0
cp -r base jpeg && byline --library jpeg "${edit[@]}" jpeg/in/IMG_0001.JPG && state jpeg >new.jpeg
cp -r base raw && byline --library raw "${edit[@]}" raw/in/raw.nef && state raw >new.raw
all base new.jpeg --library run "${edit[@]}" run/in/IMG_0001.JPG
all base new.raw --library run "${edit[@]}" run/in/raw.nef
[ $tried -gt 10 ]
pass "set: $tried of $at faults leave the old file or the new one, and the next run ends as an undisturbed one"

tried=0 at=0
all jpeg old --library run undo run/in/IMG_0001.JPG
all raw old --library run undo run/in/raw.nef
[ $tried -gt 10 ]
pass "undo: $tried of $at faults, the same"
finish
