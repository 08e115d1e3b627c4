#!/usr/bin/env bash
. "$(dirname "$0")/lib.sh"

expect_exit 0 byline init library
[ -d library/.byline ]
[ ! -s out ]
grep -q "^byline: library at .*/library$" err
pass 'a library is made where there was no folder'

sums library >before
expect_exit 0 byline init library
sums library >after
cmp before after
pass 'a library that is there is kept'

mkdir here
(cd here && expect_exit 0 byline init)
[ -d here/.byline ]
expect_exit 0 byline --library there init
[ -d there/.byline ]
expect_exit 2 byline init one two
[ ! -e one ]
pass 'the current folder or the named library is meant where none is given'

expect_exit 1 byline --library library find
expect_exit 1 byline find --library library
BYLINE_LIBRARY=library expect_exit 1 byline find
(cd library && expect_exit 1 byline find)
mkdir -p "$XDG_CONFIG_HOME/byline"
echo "library=$PWD/library" >"$XDG_CONFIG_HOME/byline/config"
expect_exit 1 byline find
rm "$XDG_CONFIG_HOME/byline/config"
expect_exit 2 byline find
grep -q init err
pass 'a library is found by option, environment, place or configuration; else init is named'

if have sqlite3; then
  database=$(find library/.byline -maxdepth 1 -type f -size +0 | head -1)
  [ "$(sqlite3 "$database" 'PRAGMA integrity_check')" = ok ]
  pass 'the empty catalogue is sound'
else
  skip 'the empty catalogue is sound' 'no sqlite3'
fi

if [ "$(id -u)" != 0 ]; then
  mkdir sealed
  chmod 555 sealed
  expect_exit 74 byline init sealed/inner
  pass 'a folder that cannot be written is one line and exit 74'
else
  skip 'a folder that cannot be written is one line and exit 74' 'root may write anywhere'
fi

: >file
expect_exit 74 byline init file/inner
[ "$(wc -l <err)" = 1 ]
pass 'a file is no folder'
finish
