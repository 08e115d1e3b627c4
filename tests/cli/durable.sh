#!/usr/bin/env bash
# set and undo: the order in which they write, and what is left when a call fails or they are killed at
# any system call that writes: the old file or the new one, and the same command again ends well.
#
# BYLINE_FAULTS=all tries every point; else every STEPth, beginning with another one each day.
. "$(dirname "$0")/lib.sh"
have strace || skip_all 'no strace'
have sqlite3 || skip_all 'no sqlite3'
strace -f -o /dev/null true 2>/dev/null || skip_all 'strace may not trace here'

STEP=5
[ "${BYLINE_FAULTS:-}" != all ] || STEP=1
OFFSET=${BYLINE_FAULTS_OFFSET:-$((10#$(date +%j) % STEP))}
echo "# BYLINE_FAULTS_OFFSET=$OFFSET, every ${STEP}th"
export ASAN_OPTIONS=${ASAN_OPTIONS:-}:detect_leaks=0 # LeakSanitizer cannot work under strace
calls=write,pwrite64,copy_file_range,sendfile,fsync,fdatasync,ftruncate,rename,renameat,renameat2,linkat,unlink,unlinkat,fchmod,fchown,fsetxattr,utimensat,openat

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

# points_of FROM COMMAND…: every call that writes, "CALL N": the Nth of its thread
points_of() {
  local from=$1
  shift
  rm -rf run
  cp -r "$from" run
  strace -f -e trace=$calls -e signal=none -o trace "$BYLINE" "$@" >/dev/null 2>err
  awk '{ match ($0, /^[0-9]+ +[a-z0-9_]+\(/); split (substr ($0, 1, RLENGTH - 1), part, / +/)
         if (RLENGTH < 0) next
         n = ++count[part[1] " " part[2]]
         if (part[2] == "openat" && $0 !~ /O_CREAT/) next
         if (part[2] == "write" && $0 ~ /write\((1|2),/) next
         print part[2], n }' trace | sort -u -k1,1 -k2,2n >points
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
  local call=$1 number=$2 fault=$3 from=$4 wanted=$5 got=0
  shift 5
  rm -rf run
  cp -r "$from" run
  { # the shell has a word for who was killed
    strace -f -e "trace=$call" -e signal=none -e inject="$call:$fault:when=$number" -o injected "$BYLINE" "$@" >out 2>err || got=$?
  } 2>/dev/null
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
  tried=$((tried + 1))
}

# all FROM WANTED COMMAND…
all() {
  local from=$1 wanted=$2 call number fault
  shift 2
  points_of "$from" "$@"
  while read -r call number; do
    for fault in signal=SIGKILL error=ENOSPC error=EIO; do
      at=$((at + 1))
      [ $((at % STEP)) = $((OFFSET % STEP)) ] || continue
      try "$call" "$number" $fault "$from" "$wanted" "$@"
    done
  done <points
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
