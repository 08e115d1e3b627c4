#!/usr/bin/env bash
# A disk that loses a bit after it has said that all is written: read-back finds it.
. "$(dirname "$0")/lib.sh"
have jq || skip_all 'no jq'
have sqlite3 || skip_all 'no sqlite3'
export ASAN_OPTIONS=${ASAN_OPTIONS:-}:verify_asan_link_order=0

make_shoot card 4
mkdir backup
byline init library 2>/dev/null
export BYLINE_LIBRARY=$PWD/library
lying() { env LD_PRELOAD="$MAKERS/lying_disk.so" LIE_IN="$1/" "$BYLINE" "${@:2}"; }
n=$(find card -name '*.JPG' | wc -l)

expect_exit 4 lying backup ingest --set credit=x --backup backup --json card
expect_json '[.outcome, .copies[].outcome] | tostring' "$(repeat "$n" '["copied","copied","failed"]')"
[ "$(grep -c 'backup/.*JPG: the disk does not give back what was written' err)" = "$n" ]
[ -z "$(find backup -type f)" ]
expect_exit 1 byline card-check card
expect_exit 0 byline ingest --set credit=x --backup backup card
expect_exit 0 byline card-check --verify card
pass 'a bad copy is named, gets no name, exit 4; the good ones stay'

byline init second 2>/dev/null
expect_exit 4 lying second --library second ingest --set credit=x --json card
expect_json '.outcome' "$(repeat "$n" failed)"
[ -z "$(find second -name '*.JPG' -o -name '*.part')" ]
[ "$(sqlite3 second/.byline/catalogue.sqlite 'SELECT count (*) FROM photo')" = 0 ]
expect_exit 0 byline --library second ingest --set credit=x card
pass 'a library on a bad disk catalogues nothing'

byline init blind 2>/dev/null
expect_exit 0 lying blind --library blind ingest --verify none card
expect_exit 1 byline --library blind card-check --min-copies 1 card
pass 'without verification the same goes unseen, and card-check counts none of it'

if [ "$(id -u)" = 0 ] && have mkfs.ext4 && truncate -s 64M image && mkfs.ext4 -q -F image && mkdir disk &&
  mount -o loop image disk 2>/dev/null; then
  trap '{ umount -l disk || true; } 2>/dev/null; rm -rf "$work"' EXIT
  byline init disk/library 2>/dev/null
  sync
  LIE_IMAGE=$PWD/image expect_exit 4 lying disk/library --library disk/library ingest --json card
  expect_json '.outcome' "$(repeat "$n" failed)"
  [ -z "$(find disk/library -name '*.JPG')" ]
  pass 'a bit lost beneath the file system is found: the page cache, which still has it right, is not asked'
else
  skip 'a bit lost beneath the file system' 'no loop device for us'
fi
finish
