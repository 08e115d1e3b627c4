#compdef byline

_byline_fields() {
  local -a fields
  fields=(creator job-title credit source copyright usage-terms rights-url licensor-url headline
    description alt-text title keywords city location state country country-code date-created event
    person instructions job-id caption-writer digital-source-type data-mining rating embargo expires focus)
  compadd -S = -a fields
}

_byline_presets() {
  local -a presets
  presets=(${BYLINE_LIBRARY:-.}/.byline/presets/*(N:t:r)
    ${XDG_CONFIG_HOME:-$HOME/.config}/byline/presets/*(N:t:r))
  compadd -a presets
  _files
}

_byline() {
  local context state state_descr line
  typeset -A opt_args
  local -a commands photos shared
  commands=(
    'init:make a library of a folder'
    'ingest:copy a shoot into the library, credited and verified'
    'card-check:say whether every file on a card has verified copies'
    'show:say what a photo says about itself'
    'set:write fields into all layers of photos, and nothing else'
    'undo:take back edits: the file as it was, byte for byte'
    'log:list edits, newest first'
    'credits:the credit lines in use, their canonical form and aliases'
    'check:say which photos, or pages, break the credit policy'
    'find:search the catalogue'
    'thumbs:make web pictures with the credit kept and private data dropped'
    'verify:read the files again and compare\: rot, loss, change'
    'sync:take up what other programs changed'
    'export:give fields to other programs'
    'import:write exported fields back'
    'help:show help'
  )
  shared=('--library=[the library]:folder:_files -/' '(-h --help)'{-h,--help}'[show help]')
  photos=('(-q --query)'{-q,--query=}'[photos that match]:query:'
    '--files0-from=[photos listed in a file, ended by NUL]:file:_files')

  _arguments -C $shared '--version[say which version]' '1:command:->command' '*::argument:->argument'
  case $state in
    command) _describe command commands ;;
    argument)
      case $words[1] in
        init) _arguments $shared '--rebuild[make the catalogue anew from the old one and the files]' '1:folder:_files -/' ;;
        ingest)
          _arguments $shared '(-j --job)'{-j,--job=}'[assignment or event]:job:' \
            '*'{-p,--preset=}'[a preset]:preset:_byline_presets' \
            '--codes=[code replacements]:file:_files' \
            '*'{-s,--set=}'[a field]:field:_byline_fields' \
            '--folder=[pattern for folders]:pattern:' '--name=[pattern for names]:pattern:' \
            '*'{-b,--backup=}'[copy into this folder too]:folder:_files -/' \
            '--timezone=[where the cameras were]:zone:' '*--clock-shift=[add to the times of a camera]:camera=hours:' \
            '--write-clock[write zone and shifted time into the copies]' \
            '--verify=[how copies are compared]:how:(readback source none)' \
            '--only=[what to take in]:what:(new all)' '--dups=[files with one picture]:what:(skip keep)' \
            '(-w --watch)'{-w,--watch}'[take what lands until told to stop]' '--threads=[files at once]:number:' '--manifest=[list of hashes in every destination]:name:' \
            '--iim=[write IIM]:when:(always if-present)' \
            '--legacy-charset=[what old IIM text is in]:charset:(windows-1251 windows-1252 gb18030 shift_jis)' '--break-c2pa[write even if a signature breaks]' \
            '(-n --dry-run)'{-n,--dry-run}'[only print the plan]' \
            '--thumbs=[make renditions by this profile]:name:' '--thumbs-out=[folder for them]:folder:_files -/' \
            '--report=[append what became of each photo]:file:_files' '--json[JSON Lines]' \
            '*:source:_files'
          ;;
        card-check)
          _arguments $shared '(-m --min-copies)'{-m,--min-copies=}'[folders with a verified copy]:number:' \
            '--verify[read every copy again]' '--json[JSON Lines]' '*:source:_files'
          ;;
        show)
          _arguments $shared $photos '(-l --layers)'{-l,--layers}'[EXIF, IIM, XMP and sidecar side by side]' \
            '--json[JSON Lines]' '--id[read the picture and give its id]' \
            '--legacy-charset=[what old IIM text is in]:charset:(windows-1251 windows-1252 gb18030 shift_jis)' '*:photo:_files'
          ;;
        set)
          _arguments $shared $photos '*'{-p,--preset=}'[a preset]:preset:_byline_presets' \
            '--codes=[code replacements]:file:_files' '(-j --job)'{-j,--job=}'[what a preset'"'"'s {job} stands for]:job:' \
            '(-n --dry-run)'{-n,--dry-run}'[only say what would change]' \
            '--legacy-charset=[what old IIM text is in]:charset:(windows-1251 windows-1252 gb18030 shift_jis)' \
            '--iim=[write IIM]:when:(always if-present)' '--keep-mtime[keep modification times]' \
            '--break-hard-links[write even if names share the file]' '--sidecar[write beside the photo]' \
            '--break-c2pa[write even if a signature breaks]' '--json[JSON Lines]' \
            '*:field or photo:{ _byline_fields; _files }'
          ;;
        undo)
          _arguments $shared $photos '(-e --edit)'{-e,--edit=}'[one edit]:edit:' \
            '--since=[all edits since a time]:time:' '--keep-mtime[keep modification times]' \
            '--json[JSON Lines]' '*:photo:_files'
          ;;
        log)
          _arguments $shared $photos '(-n --limit)'{-n,--limit=}'[at most so many]:number:' \
            '--json[JSON Lines]' '*:photo:_files'
          ;;
        credits)
          _arguments $shared '--fix[write the canonical form into photos]' '(-n --dry-run)'{-n,--dry-run}'[only say what would change]' \
            '--unknown[only what no credit line stands for]' '--iim=[write IIM]:when:(always if-present)' \
            '--break-c2pa[write even if a signature breaks]' '--json[JSON Lines]' \
            '1:what:(list add alias edit merge remove import export)' '*:argument:_files'
          ;;
        check)
          _arguments $shared $photos '*--html=[a published page]:file:_files' '--renditions[take all files for renditions]' \
            '--policy=[how much each rule counts]:file:_files' '--fail-on=[what makes the answer no]:severity:(warning error)' \
            '--rules[list the rules]' '--explain=[why a rule is there]:rule:(${(f)"$(byline check --rules 2>/dev/null | cut -f1)"})' \
            '--json[JSON Lines]' '--sarif[one SARIF log]' '*:photo:_files'
          ;;
        find)
          _arguments $shared '--json[JSON Lines]' '(-0 --null)'{-0,--null}'[paths ended by NUL]' \
            '(-c --count)'{-c,--count}'[only how many]' '(-n --limit)'{-n,--limit=}'[at most]:number:' '--offset=[leave out the first]:number:' \
            '--sort=[order]:key:(-taken taken ingested name path)' '--fields=[what to show]:list:' \
            '--csv[a table for spreadsheets]' '--explain[only how it would be looked for]' '--save=[keep the query by name]:name:' \
            '--saved[list the kept queries]' '--forget=[keep that query no longer]:name:' '*:query:'
          ;;
        thumbs)
          _arguments $shared $photos '(-o --out)'{-o,--out=}'[folder to write into]:folder:_files -/' \
            '(-p --profile)'{-p,--profile=}'[of the configuration]:name:' '--fields=[what the pictures say]:list:' \
            '--sizes=[widths]:list:' '--formats=[formats]:list:(jpeg webp avif png jxl jpeg,webp jpeg,webp,avif)' '--crop=[shapes to cut to too]:list:(16\:9 1\:1 4\:3 16\:9,1\:1)' '--max-pixels=[refuse larger photos]:number:' \
            '--quality=[1 to 100]:number:' '--html[pages too]' '--title=[title of the index]:text:' '--manifest=[JSON of all that was published]:file:_files' '--base-url=[where browsers find the folder]:url:' '--template=[a page with places that are filled]:file:_files' '--template-out=[what the template becomes]:file:_files' '(-w --watch)'{-w,--watch}'[go on until told to stop]' '--lang=[language of the pages]:language:' '--prune[remove what is of no photo named now]' '--force[embargoed and expired photos too]' '--allow-uncredited[photos without a credit too]' \
            '--json[JSON Lines]' '*:photo:_files'
          ;;
        verify)
          _arguments $shared $photos '--sample=[share of the files]:percent:' \
            '--older-than=[not verified since a time]:time:' \
            '--repair-from=[put back what is lost from copies]:folder:_files -/' \
            '--json[JSON Lines]' '*:photo:_files'
          ;;
        sync)
          _arguments $shared '(-n --dry-run)'{-n,--dry-run}'[only say what would be taken up]' \
            '--reread[look into every file]' '--removed[even if most photos are gone]' \
            '--legacy-charset=[what old IIM text is in]:charset:(windows-1251 windows-1252 gb18030 shift_jis)' \
            '--json[JSON Lines]'
          ;;
        export)
          _arguments $shared $photos '(-a --as)'{-a,--as=}'[what to write]:format:(jsonl csv ninjs sheet)' \
            '--title=[title of the sheet]:text:' '--base-url=[where the library is on the web]:url:' '*:photo:_files'
          ;;
        import)
          _arguments $shared '--exact[clear fields that a line does not name]' \
            '(-n --dry-run)'{-n,--dry-run}'[only say what would change]' '--iim=[write IIM]:when:(always if-present)' \
            '--break-c2pa[write even if a signature breaks]' '--json[JSON Lines]' '1:file:_files'
          ;;
        help) _describe command commands ;;
      esac
      ;;
  esac
}

_byline "$@"
