#!/usr/bin/env bash
# The completions of all three shells, run by these shells: every command, and every option that its
# help lists.
. "$(dirname "$0")/lib.sh"

here=$SOURCE/src/cli/completions
mapfile -t commands < <(byline --help | sed -n '/^Commands:/,$ s/^  \([a-z-]*\) .*/\1/p')
[ "${#commands[@]}" -ge 15 ]
options_of() { byline "$1" --help | grep -oE -- '--[a-z0-9-]+' | sort -u; }
mkdir bin
ln -s "$BYLINE" bin/byline
export PATH=$PWD/bin:$PATH

. "$here/byline.bash"
# complete_bash WORD…: what would be offered for the last one
complete_bash() {
  COMP_WORDS=("$@") COMP_CWORD=$(($# - 1)) COMPREPLY=()
  _byline 2>/dev/null || true
  printf '%s\n' "${COMPREPLY[@]}"
}
compopt() { :; }
complete_bash byline '' | sort >offered
for command in "${commands[@]}"; do
  grep -qxF -- "$command" offered || fail "bash does not offer $command"
  complete_bash byline "$command" -- | sort -u >offered_options
  options_of "$command" | sed 's/^--help-.*//;/^$/d' >wanted
  comm -23 wanted offered_options >missing
  [ ! -s missing ] || fail "bash: $command lacks $(tr '\n' ' ' <missing)"
done
pass "bash offers ${#commands[@]} commands and all of their options"

if have fish; then
  mkdir -p home/.config/fish/completions
  cp "$here/byline.fish" "$HOME/" && fish -n "$here/byline.fish"
  offer() { fish -c "source '$here/byline.fish'; complete -C '$1'" | cut -f1; }
  offer 'byline ' | sort >offered
  for command in "${commands[@]}"; do
    grep -qxF -- "$command" offered || fail "fish does not offer $command"
    offer "byline $command --" | sort -u >offered_options
    options_of "$command" | sed 's/^--help-.*//;/^$/d' >wanted
    comm -23 wanted offered_options >missing
    [ ! -s missing ] || fail "fish: $command lacks $(tr '\n' ' ' <missing)"
  done
  pass 'fish offers the same'
else
  skip 'fish offers the same' 'no fish'
fi

if have zsh; then
  zsh -n "$here/byline.zsh"
  for command in "${commands[@]}"; do
    # what stands between this command's case and the next
    sed -n "/^ *$command)/,/^ *;;/p" "$here/byline.zsh" >part
    [ -s part ] || fail "zsh does not know $command"
    { cat part; grep '^  photos=\|^  shared=' -A 1 "$here/byline.zsh"; } >with_shared
    options_of "$command" | sed 's/^--help-.*//;/^$/d' | while read -r option; do
      grep -qF -- "$option" with_shared || fail "zsh: $command lacks $option"
    done
  done
  pass 'zsh reads its own, which has the same'
else
  skip 'zsh reads its own, which has the same' 'no zsh'
fi
finish
