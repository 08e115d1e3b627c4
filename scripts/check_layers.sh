#!/usr/bin/env bash
# Each outside library has one home in src/, and stages include only stages before them.
set -euo pipefail
cd "$(dirname "$0")/.."
bad=0

only_in() { # only_in FOLDER HEADER-REGEX
  if grep -rnE "#include <($2)" src --include='*.[ch]' | grep -vE "^src/($1)/"; then
    echo "^ belongs in src/$1/ only" >&2
    bad=1
  fi
}
only_in base 'nettle/|jansson|zlib'
only_in metadata 'libexif/|libxml/(parser|tree|xml)|uchardet'
only_in check 'libxml/HTML'
only_in picture 'vips/|jpeglib|webp/|aom/'
only_in 'catalogue|cli/startup' 'sqlite3|unicode/'

# The journey of a photo.  byline/NAME.h is declared to outsiders by the stage behind the colon.
stages=(base container metadata credit picture catalogue search edit ingest publish keep check cli)
public=(credit.h:credit rights.h:credit credit_lines.h:credit credits.h:catalogue rendition.h:picture catalogue.h:catalogue copies.h:catalogue query.h:search set.h:edit
  ingest.h:ingest card_check.h:ingest watch.h:ingest publish.h:publish
  verify.h:keep sync.h:keep import.h:keep rebuild.h:keep credit_fix.h:keep check.h:check)

for ((i = 0; i < ${#stages[@]}; i++)); do
  for ((j = i + 1; j < ${#stages[@]}; j++)); do
    later="\"${stages[j]}/"
    for header in "${public[@]}"; do
      [ "${header#*:}" = "${stages[j]}" ] && later="$later|[<\"]byline/${header%:*}"
    done
    if grep -rnE "#include ($later)" "src/${stages[i]}" 2>/dev/null; then
      echo "^ ${stages[i]} must not know ${stages[j]}" >&2
      bad=1
    fi
  done
done

# The library neither prints nor exits.
if grep -rnE '\b(printf|puts|fputs|g_print|g_printerr|perror|exit|_exit|abort) \(' src --include='*.[ch]' |
  grep -v '^src/cli/' | grep -vE '^[^:]*:[0-9]*:\s*(\*|/\*)'; then
  echo '^ only src/cli/ talks and exits' >&2
  bad=1
fi
exit $bad
