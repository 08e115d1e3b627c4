# fish completion for byline
set -l commands init ingest card-check show set undo log credits check find thumbs verify sync export import help
set -l fields creator job-title credit source copyright usage-terms rights-url licensor-url headline \
    description alt-text title keywords city location state country country-code date-created event \
    person instructions job-id caption-writer digital-source-type data-mining rating embargo expires focus

function __byline_presets
    set -l library .
    set -q BYLINE_LIBRARY; and set library $BYLINE_LIBRARY
    set -l config ~/.config
    set -q XDG_CONFIG_HOME; and set config $XDG_CONFIG_HOME
    for file in $library/.byline/presets/* $config/byline/presets/*
        string replace -r '\.(preset|xmp|XMP)$' '' (basename $file)
    end
end

complete -c byline -n "not __fish_seen_subcommand_from $commands" -f
complete -c byline -n "not __fish_seen_subcommand_from $commands" -l version -d 'Say which version'
complete -c byline -l library -x -a '(__fish_complete_directories)' -d 'The library'
complete -c byline -s h -l help -d 'Show help'

set -l top "not __fish_seen_subcommand_from $commands"
complete -c byline -n $top -a init -d 'Make a library of a folder'
complete -c byline -n $top -a ingest -d 'Copy a shoot into the library, credited and verified'
complete -c byline -n $top -a card-check -d 'Say whether every file on a card has verified copies'
complete -c byline -n $top -a show -d 'Say what a photo says about itself'
complete -c byline -n $top -a set -d 'Write fields into all layers of photos, and nothing else'
complete -c byline -n $top -a undo -d 'Take back edits'
complete -c byline -n $top -a log -d 'List edits, newest first'
complete -c byline -n $top -a credits -d 'The credit lines in use'
complete -c byline -n $top -a check -d 'Say which photos or pages break the credit policy'
complete -c byline -n $top -a find -d 'Search the catalogue'
complete -c byline -n $top -a thumbs -d 'Make web pictures with the credit kept'
complete -c byline -n $top -a verify -d 'Read the files again and compare'
complete -c byline -n $top -a sync -d 'Take up what other programs changed'
complete -c byline -n $top -a export -d 'Give fields to other programs'
complete -c byline -n $top -a import -d 'Write exported fields back'
complete -c byline -n $top -a help -d 'Show help'
complete -c byline -n '__fish_seen_subcommand_from help' -f -a "$commands"

set -l photos '__fish_seen_subcommand_from show set undo log check thumbs verify export'
complete -c byline -n $photos -s q -l query -x -d 'Photos that match'
complete -c byline -n $photos -l files0-from -r -d 'Photos listed in a file, ended by NUL'
complete -c byline -n '__fish_seen_subcommand_from ingest card-check show set undo log credits check find thumbs verify sync import' -l json -d 'JSON Lines'

set -l on '__fish_seen_subcommand_from init'
complete -c byline -n $on -l rebuild -d 'Make the catalogue anew'

set -l on '__fish_seen_subcommand_from ingest'
complete -c byline -n '__fish_seen_subcommand_from ingest set' -s j -l job -x -d 'The assignment or event'
complete -c byline -n $on -s s -l set -x -a "$fields=" -d 'Write this field'
complete -c byline -n $on -l folder -x -d 'Pattern for folders'
complete -c byline -n $on -l name -x -d 'Pattern for file names'
complete -c byline -n $on -l timezone -x -d 'Where the cameras were'
complete -c byline -n $on -l clock-shift -x -d 'Add to the times of a camera'
complete -c byline -n $on -l write-clock -d 'Write zone and shifted time into the copies'
complete -c byline -n $on -s b -l backup -x -a '(__fish_complete_directories)' -d 'Copy into this folder too'
complete -c byline -n $on -l verify -x -a 'readback source none' -d 'How copies are compared'
complete -c byline -n $on -l only -x -a 'new all' -d 'What to take in'
complete -c byline -n $on -l dups -x -a 'skip keep' -d 'Files with one picture'
complete -c byline -n $on -s w -l watch -d 'Take what lands until told to stop'
complete -c byline -n $on -l threads -x -d 'Files at once'
complete -c byline -n $on -l manifest -x -d 'List of hashes in every destination'
complete -c byline -n $on -l thumbs -x -d 'Make renditions by this profile'
complete -c byline -n $on -l thumbs-out -x -a '(__fish_complete_directories)' -d 'Folder for them'
complete -c byline -n $on -l report -r -d 'Append what became of each photo'
complete -c byline -n '__fish_seen_subcommand_from ingest set' -s p -l preset -x -a '(__byline_presets)' -d 'A preset'
complete -c byline -n '__fish_seen_subcommand_from ingest set' -l codes -r -F -d 'Code replacements'
complete -c byline -n '__fish_seen_subcommand_from ingest set' -s n -l dry-run -d 'Write nothing'
complete -c byline -n '__fish_seen_subcommand_from ingest set' -l iim -x -a 'always if-present' -d 'Write IIM'
complete -c byline -n '__fish_seen_subcommand_from set' -l sidecar -d 'Write beside the photo'
complete -c byline -n '__fish_seen_subcommand_from ingest set show sync' -l legacy-charset -x -a 'windows-1251 windows-1252 gb18030 shift_jis' -d 'What old IIM text is in'
complete -c byline -n '__fish_seen_subcommand_from ingest set' -l break-c2pa -d 'Write even if a signature breaks'

set -l on '__fish_seen_subcommand_from card-check'
complete -c byline -n $on -s m -l min-copies -x -d 'Folders with a verified copy'
complete -c byline -n $on -l verify -d 'Read every copy again'

set -l on '__fish_seen_subcommand_from show'
complete -c byline -n $on -s l -l layers -d 'EXIF, IIM, XMP and sidecar side by side'
complete -c byline -n $on -l id -d 'Read the picture and give its id'

set -l on '__fish_seen_subcommand_from set'
complete -c byline -n $on -a "$fields="
complete -c byline -n $on -l keep-mtime -d 'Keep modification times'
complete -c byline -n $on -l break-hard-links -d 'Write even if names share the file'

set -l on '__fish_seen_subcommand_from undo'
complete -c byline -n $on -s e -l edit -x -d 'One edit'
complete -c byline -n $on -l since -x -d 'All edits since a time'
complete -c byline -n $on -l keep-mtime -d 'Keep modification times'
complete -c byline -n '__fish_seen_subcommand_from log' -s n -l limit -x -d 'At most so many'

set -l on '__fish_seen_subcommand_from credits'
complete -c byline -n $on -a 'list add alias edit merge remove import export'
complete -c byline -n $on -l fix -d 'Write the canonical form into photos'
complete -c byline -n $on -s n -l dry-run -d 'Only say what would change'
complete -c byline -n $on -l unknown -d 'Only what no credit line stands for'
complete -c byline -n $on -l iim -x -a 'always if-present' -d 'Write IIM'
complete -c byline -n $on -l break-c2pa -d 'Write even if a signature breaks'

set -l on '__fish_seen_subcommand_from check'
complete -c byline -n $on -l html -r -F -d 'A published page'
complete -c byline -n $on -l renditions -d 'Take all files for renditions'
complete -c byline -n $on -l policy -r -F -d 'How much each rule counts'
complete -c byline -n $on -l fail-on -x -a 'warning error' -d 'What makes the answer no'
complete -c byline -n $on -l rules -d 'List the rules'
complete -c byline -n $on -l explain -x -a '(byline check --rules 2>/dev/null | cut -f1)' -d 'Why a rule is there'
complete -c byline -n $on -l sarif -d 'One SARIF log'

set -l on '__fish_seen_subcommand_from find'
complete -c byline -n $on -s 0 -l null -d 'Paths ended by NUL'
complete -c byline -n $on -l fields -x -d 'What to show'
complete -c byline -n $on -l csv -d 'A table for spreadsheets'
complete -c byline -n $on -l explain -d 'Only how it would be looked for'
complete -c byline -n $on -l save -x -d 'Keep the query by name'
complete -c byline -n $on -l saved -d 'List the kept queries'
complete -c byline -n $on -l forget -x -d 'Keep that query no longer'
complete -c byline -n $on -s c -l count -d 'Only how many'
complete -c byline -n $on -s n -l limit -x -d 'At most so many'
complete -c byline -n $on -l offset -x -d 'Leave out the first'
complete -c byline -n $on -l sort -x -a '-taken taken ingested name path' -d 'Order'

set -l on '__fish_seen_subcommand_from thumbs'
complete -c byline -n $on -s o -l out -x -a '(__fish_complete_directories)' -d 'Folder to write into'
complete -c byline -n $on -s p -l profile -x -d 'Of the configuration'
complete -c byline -n $on -l fields -x -d 'What the pictures say'
complete -c byline -n $on -l sizes -x -d 'Widths'
complete -c byline -n $on -l formats -x -a 'jpeg webp avif png jxl jpeg,webp jpeg,webp,avif' -d 'Formats'
complete -c byline -n $on -l crop -x -a '16:9 1:1 4:3 16:9,1:1' -d 'Shapes to cut to too'
complete -c byline -n $on -l max-pixels -x -d 'Refuse larger photos'
complete -c byline -n $on -l quality -x -d '1 to 100'
complete -c byline -n $on -l html -d 'Pages too'
complete -c byline -n $on -l title -x -d 'Title of the index'
complete -c byline -n $on -l manifest -r -d 'JSON of all that was published'
complete -c byline -n $on -l base-url -x -d 'Where browsers find the folder'
complete -c byline -n $on -l template -r -d 'A page with places that are filled'
complete -c byline -n $on -l template-out -r -d 'What the template becomes'
complete -c byline -n $on -s w -l watch -d 'Go on until told to stop'
complete -c byline -n $on -l lang -x -d 'Language of the pages'
complete -c byline -n $on -l prune -d 'Remove what is of no photo named now'
complete -c byline -n $on -l force -d 'Embargoed and expired photos too'
complete -c byline -n $on -l allow-uncredited -d 'Photos without a credit too'

set -l on '__fish_seen_subcommand_from verify'
complete -c byline -n $on -l sample -x -d 'Share of the files, in percent'
complete -c byline -n $on -l older-than -x -d 'Not verified since a time'
complete -c byline -n $on -l repair-from -x -a '(__fish_complete_directories)' -d 'Folder with copies'

set -l on '__fish_seen_subcommand_from sync'
complete -c byline -n $on -s n -l dry-run -d 'Only say what would be taken up'
complete -c byline -n $on -l reread -d 'Look into every file'
complete -c byline -n $on -l removed -d 'Even if most photos are gone'

set -l on '__fish_seen_subcommand_from export'
complete -c byline -n $on -s a -l as -x -a 'jsonl csv ninjs sheet' -d 'What to write'
complete -c byline -n $on -l title -x -d 'Title of the sheet'
complete -c byline -n $on -l base-url -x -d 'Where the library is on the web'

set -l on '__fish_seen_subcommand_from import'
complete -c byline -n $on -l exact -d 'Clear fields that a line does not name'
complete -c byline -n $on -s n -l dry-run -d 'Only say what would change'
complete -c byline -n $on -l iim -x -a 'always if-present' -d 'Write IIM'
complete -c byline -n $on -l break-c2pa -d 'Write even if a signature breaks'
