#!/usr/bin/env bash
# Disks that can do less than ours: no renaming without replacing (NFS, CIFS), no links either (exFAT by way
# of FUSE), no times, files of 4 GB at most; and one that goes away and comes back.
. "$(dirname "$0")/lib.sh"
have strace || skip_all 'no strace'
strace -f -o /dev/null true 2>/dev/null || skip_all 'strace may not trace here'
export ASAN_OPTIONS=${ASAN_OPTIONS:-}:detect_leaks=0

make_shoot card 4
mkdir backup
byline init wanted 2>/dev/null
byline --library wanted ingest --folder in card 2>/dev/null
photos() { (cd "$1" && find . -name '*.JPG' -type f | sort | xargs -r sha256sum); }
# on_disk FAULT…: an ingest onto a disk that cannot
on_disk() {
  local faults=()
  for fault; do faults+=(-e inject="$fault"); done
  rm -rf library backup && byline init library 2>/dev/null && mkdir -p backup/in library/in
  printf 'mine' >backup/in/IMG_0001.JPG
  printf 'mine' >library/in/DSC_0001.JPG
  expect_exit 0 strace -f -qq -e trace=renameat2,linkat,utimensat -e signal=none "${faults[@]}" -o trace \
    "$BYLINE" --library library ingest --folder in --backup backup card
  grep -q INJECTED trace
  [ "$(cat backup/in/IMG_0001.JPG library/in/DSC_0001.JPG)" = minemine ]
  (cd library/in && sha256sum *.JPG | cut -d' ' -f1 | sort) | grep -vxF "$(printf mine | sha256sum | cut -d' ' -f1)" |
    diff - <(cd wanted/in && sha256sum *.JPG | cut -d' ' -f1 | sort)
  (cd backup/in && sha256sum *.JPG | cut -d' ' -f1 | sort) | grep -vxF "$(printf mine | sha256sum | cut -d' ' -f1)" |
    diff - <(cd wanted/in && sha256sum *.JPG | cut -d' ' -f1 | sort)
  [ -z "$(find library backup -name '*.part')" ]
}

on_disk renameat2:error=EINVAL
grep -q linkat trace
on_disk renameat2:error=EINVAL linkat:error=EPERM
on_disk renameat2:error=ENOSYS linkat:error=EOPNOTSUPP
pass 'without renameat2, and without links, all is there and nothing is overwritten'

on_disk utimensat:error=EPERM
pass 'a disk that keeps no times gets its photos all the same'

# Two at once on such a disk.
rm -rf library && byline init library 2>/dev/null
make_shoot other 24 64 48
for i in 1 2; do
  strace -f -qq -e trace=renameat2,linkat -e signal=none -e inject=renameat2:error=EINVAL -e inject=linkat:error=EPERM -o trace$i \
    "$BYLINE" --library library ingest --folder in other >/dev/null 2>err$i &
  pids[i]=$!
done
for i in 1 2; do wait ${pids[i]} || [ $? = 75 ] || fail "$(cat err$i)"; done
expect_exit 0 byline --library library ingest --folder in other
[ "$(photos library | wc -l)" = 24 ]
expect_exit 0 byline --library library verify
pass 'nor by two ingests at once'

# A backup that is unplugged between two photos of a watch, and comes back.
if [ "$(id -u)" = 0 ] && mkdir usb hot && mount -t tmpfs -o size=8m tmpfs usb 2>/dev/null; then
  trap '{ kill $watcher || true; umount -l usb || true; } 2>/dev/null; rm -rf "$work"' EXIT
  rm -rf library && byline init library 2>/dev/null
  shots=(other/DCIM/*/*.JPG)
  "$BYLINE" --library library ingest --watch --folder in --backup usb hot >log 2>&1 &
  watcher=$!
  soon() {
    for ((i = 0; i < 150; i++)); do
      ! eval "$1" || return 0
      sleep 0.1
    done
    fail "not soon: $1: $(cat log)"
  }
  cp "${shots[0]}" hot/
  soon '[ "$(photos usb | wc -l)" = 1 ]'
  umount usb
  cp "${shots[1]}" hot/
  soon 'grep -q "usb: is not there any more" log'
  [ -z "$(find usb -type f)" ] || fail 'written into the empty folder of an unplugged disk'
  kill -TERM $watcher
  got=0
  wait $watcher || got=$?
  [ $got = 3 ] || fail "exit $got"
  [ "$(photos library | wc -l)" = 2 ]
  mount -t tmpfs -o size=8m tmpfs usb
  expect_exit 0 byline --library library ingest --folder in --backup usb hot
  photos library | diff - <(photos usb)
  pass 'a backup that goes away fails by itself, and what was to go there goes nowhere else'
else
  skip 'a backup that goes away' 'nobody but root may mount'
fi
finish
