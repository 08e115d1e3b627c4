#!/usr/bin/env bash
# check_docs.sh PROGRAM: every command has its man page, completions and a test; documents name
# only things that are there.
set -euo pipefail
program=${1:?program}
cd "$(dirname "$0")/.."
bad=0
complain() {
  echo "$*" >&2
  bad=1
}

for command in $("$program" --help | sed -n '/^Commands:/,$ s/^  \([a-z][a-z-]*\) .*/\1/p'); do
  [ -s "docs/man/byline-$command.1" ] || complain "docs/man/byline-$command.1 is missing"
  grep -q "byline-$command" docs/man/byline.1 || complain "byline.1 does not name byline-$command"
  for shell in bash zsh fish; do
    grep -qw -- "$command" src/cli/completions/byline.$shell || complain "$shell completion lacks $command"
  done
  grep -qlE "byline[ a-z-]* $command\b" tests/cli/*.sh >/dev/null || complain "no test drives $command"
  for option in $("$program" "$command" --help | grep -oE -- '--[a-z0-9-]+' | sort -u); do
    case $option in --help*) continue ;; esac
    grep -qF -- "${option//-/\\-}" "docs/man/byline-$command.1" docs/man/byline.1 ||
      complain "no man page has $command $option"
    grep -qF -- "${option#--}" src/cli/completions/byline.bash || complain "bash completion lacks $option"
  done
done

for file in $(grep -ohE '\b(src|include|tests|scripts|docs)/[A-Za-z0-9_./-]+\.(c|h|sh|md|1)\b' README.md docs/*.md | grep -v NAME | sort -u); do
  [ -e "$file" ] || complain "a document names $file, which is not there"
done
exit $bad
