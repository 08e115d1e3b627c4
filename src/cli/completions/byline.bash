# bash completion for byline
_byline_fields='creator job-title credit source copyright usage-terms rights-url licensor-url headline
  description alt-text title keywords city location state country country-code date-created event person
  instructions job-id caption-writer digital-source-type data-mining rating embargo expires focus'

_byline_presets() {
  local folder file name
  for folder in "${BYLINE_LIBRARY:-.}/.byline/presets" "${XDG_CONFIG_HOME:-$HOME/.config}/byline/presets"; do
    for file in "$folder"/*; do
      [ -f "$file" ] || continue
      name=${file##*/}
      name=${name%.preset}
      printf '%s\n' "${name%.[xX][mM][pP]}"
    done
  done
}

_byline() {
  local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD - 1]} command='' i options
  local commands='init ingest card-check show set undo log credits check find thumbs verify sync export import help'
  local photos='--query --files0-from' shared='--library --help'
  COMPREPLY=()

  for ((i = 1; i < COMP_CWORD; i++)); do
    case ${COMP_WORDS[i]} in
      --library) ((i++)) ;;
      -*) ;;
      *) command=${COMP_WORDS[i]}; break ;;
    esac
  done

  case $command:$prev in
    *:--library | *:--out | *:--thumbs-out | thumbs:-o | *:--repair-from | *:--backup | ingest:-b) mapfile -t COMPREPLY < <(compgen -d -- "$cur"); return ;;
    *:--preset | set:-p | ingest:-p) mapfile -t COMPREPLY < <(compgen -W "$(_byline_presets)" -f -- "$cur"); return ;;
    ingest:--verify) mapfile -t COMPREPLY < <(compgen -W 'readback source none' -- "$cur"); return ;;
    *:--as | export:-a) mapfile -t COMPREPLY < <(compgen -W 'jsonl csv ninjs sheet' -- "$cur"); return ;;
    *:--only) mapfile -t COMPREPLY < <(compgen -W 'new all' -- "$cur"); return ;;
    *:--dups) mapfile -t COMPREPLY < <(compgen -W 'skip keep' -- "$cur"); return ;;
    *:--codes) mapfile -t COMPREPLY < <(compgen -f -- "$cur"); return ;;
    *:--legacy-charset) mapfile -t COMPREPLY < <(compgen -W 'windows-1251 windows-1252 gb18030 shift_jis' -- "$cur"); return ;;
    *:--iim) mapfile -t COMPREPLY < <(compgen -W 'always if-present' -- "$cur"); return ;;
    *:--fail-on) mapfile -t COMPREPLY < <(compgen -W 'warning error' -- "$cur"); return ;;
    check:--explain) mapfile -t COMPREPLY < <(compgen -W "$(byline check --rules 2>/dev/null | cut -f1)" -- "$cur"); return ;;
    check:--policy | check:--html | thumbs:--template | thumbs:--template-out) mapfile -t COMPREPLY < <(compgen -f -- "$cur"); return ;;
    *:--sort) mapfile -t COMPREPLY < <(compgen -W '-taken taken ingested name path' -- "$cur"); return ;;
    *:--formats) mapfile -t COMPREPLY < <(compgen -W 'jpeg webp avif png jxl jpeg,webp jpeg,webp,avif' -- "$cur"); return ;;
    ingest:--set | ingest:-s) mapfile -t COMPREPLY < <(compgen -S = -W "$_byline_fields" -- "$cur"); compopt -o nospace; return ;;
    *:--job | *:--folder | *:--name | *:--query | *:--limit | *:--offset | *:--edit | *:--since | *:--sample | *:--base-url | *:--older-than | *:--sizes | *:--lang | *:--thumbs | *:--profile | thumbs:--fields | thumbs:-p | *:--quality | *:--crop | *:--max-pixels | *:--title | *:--manifest | *:--threads | *:--min-copies | card-check:-m) return ;;
  esac

  case $command in
    '') options="$commands $shared --version" ;;
    help) options=$commands ;;
    init) options="$shared --rebuild" ;;
    ingest) options="--job --preset --codes --set --folder --name --timezone --clock-shift --write-clock --backup --verify --only --dups --watch --threads --manifest --thumbs --thumbs-out --iim --legacy-charset --break-c2pa --dry-run --report --json $shared" ;;
    card-check) options="--min-copies --verify --json $shared" ;;
    show) options="--layers --json --id --legacy-charset $photos $shared" ;;
    set) options="--preset --codes --job --dry-run --iim --legacy-charset --keep-mtime --break-hard-links --sidecar --break-c2pa --json $photos $shared" ;;
    undo) options="--edit --since --keep-mtime --json $photos $shared" ;;
    log) options="--limit --json $photos $shared" ;;
    credits) options="list add alias edit merge remove import export --fix --dry-run --unknown --iim --break-c2pa --json $shared" ;;
    check) options="--html --renditions --policy --fail-on --rules --explain --json --sarif $photos $shared" ;;
    find) options="--fields --json --csv --null --count --explain --limit --offset --sort --save --saved --forget $shared" ;;
    verify) options="--sample --older-than --repair-from --json $photos $shared" ;;
    sync) options="--dry-run --reread --removed --legacy-charset --json $shared" ;;
    export) options="--as --title --base-url $photos $shared" ;;
    import) options="--exact --dry-run --iim --break-c2pa --json $shared" ;;
    thumbs) options="--out --profile --fields --sizes --formats --crop --max-pixels --quality --html --title --manifest --base-url --template --template-out --lang --prune --watch --force --allow-uncredited --json $photos $shared" ;;
    *) return ;;
  esac

  if [[ $cur == -* || -z $command || $command == help || $command:$prev == credits:credits ]]; then
    mapfile -t COMPREPLY < <(compgen -W "$options" -- "$cur")
  elif [[ $command == set && $cur != */* && $cur != *=* ]]; then
    mapfile -t COMPREPLY < <(compgen -S = -W "$_byline_fields" -- "$cur"; compgen -f -- "$cur")
    [[ ${#COMPREPLY[@]} == 1 && ${COMPREPLY[0]} == *= ]] && compopt -o nospace
  else
    mapfile -t COMPREPLY < <(compgen -f -- "$cur")
    compopt -o filenames
  fi
}
complete -F _byline byline
