#!/usr/bin/env bash
. "$(dirname "$0")/lib.sh"

expect_exit 0 byline --help
[ ! -s err ]
pass 'help goes to stdout'

for command in $(sed -n '/^Commands:/,$ s/^  \([a-z-]*\) .*/\1/p' out); do
  expect_exit 0 byline "$command" --help
  [ ! -s err ]
  grep -q "^Usage: byline $command " out
  cp out by-option
  expect_exit 0 byline help "$command"
  cmp out by-option
  expect_exit 0 byline "$command" -h
  cmp out by-option
  [ -s "$SOURCE/docs/man/byline-$command.1" ]
  pass "$command has help and a man page"

  expect_exit 2 byline "$command" --nonsense
  [ ! -s out ]
  [ "$(wc -l <err)" = 1 ]
  grep -q '^byline: ' err
  pass "$command says in one line that it knows no such option"
done

expect_exit 0 byline --version
grep -qxE 'byline [0-9]+\.[0-9]+\.[0-9]+' out
pass 'the version is one line'

expect_exit 2 byline
[ ! -s out ]
[ "$(wc -l <err)" = 1 ]
expect_exit 2 byline nonsense
expect_exit 2 byline --nonsense
expect_exit 2 byline help nonsense
[ ! -s out ]
pass 'wrong usage goes to stderr and exits 2'

expect_exit 74 bash -c '"$BYLINE" --help >/dev/full'
grep -q 'cannot write the answer' err
pass 'a full disk under stdout is noticed'

expect_exit 74 bash -c '"$BYLINE" --help >&-'
pass 'a closed stdout is noticed'

expect_exit 0 bash -c '"$BYLINE" --help | true'
pass 'a reader that leaves is nothing to talk about'

for tool in "man --warnings -l" "groff -K utf8 -man -Tutf8 -ww"; do
  have "${tool%% *}" || { skip "man pages format cleanly" "no ${tool%% *}"; continue; }
  for page in "$SOURCE"/docs/man/*.1; do
    # shellcheck disable=SC2086 # a command with its options
    MANWIDTH=80 expect_exit 0 $tool "$page"
    [ ! -s err ] || fail "$page: $tool complains"
  done
  pass "man pages format cleanly with ${tool%% *}"
done
finish
