#!/usr/bin/env bash
# docs/templates.md for real: byline fills its templates, and the site generators that are installed
# build a page of the manifest with theirs.
. "$(dirname "$0")/lib.sh"
have jq || skip_all 'no jq'

make_shoot card 2 200 150
mapfile -t photos < <(find card -name '*.JPG' | sort)
byline set credit='mfa.gov.kz <&> "Co"' creator=Ann creator+=Bo headline='Қол алысу' "${photos[@]}" 2>/dev/null

# example WORD NUMBER: the NUMBERth block of code that follows the heading or file name in the document
example() { awk -v word="$1" '!seen { seen = index ($0, word) == 1 } seen && /^```/ { if (inside) exit; if ($0 != "```") { inside = 1; next } } inside' "$SOURCE/docs/templates.md"; }
# expect_page FILE: both photos, each with pictures of both formats, and the credit escaped
expect_page() {
  [ "$(grep -c '<figure>' "$1")" = 2 ] || fail "$(cat "$1")"
  [ "$(grep -c 'srcset="/photos/[^"]*-64w-[^"]*\.webp 64w, /photos/[^"]*-128w-[^"]*\.webp 128w"' "$1")" = 2 ] || fail "$(cat "$1")"
  [ "$(grep -c 'src="/photos/[^"]*-128w-[^"]*\.jpg"' "$1")" = 2 ]
  [ "$(grep -c 'width="128" height="96" alt="Қол алысу"' "$1")" = 2 ] || fail "$(cat "$1")"
  [ "$(grep -cE 'class="credit">Photo credit: mfa.gov.kz &lt;&amp;&gt; (&quot;|&#34;)Co(&quot;|&#34;)<' "$1")" = 2 ] || fail "$(cat "$1")"
}

example "\`gallery.html.mustache\`" >gallery.html.mustache
example "\`credits.yaml.mustache\`" >credits.yaml.mustache
publish() { byline thumbs "${photos[@]}" --out site --sizes 64,128 --base-url /photos "$@"; }
expect_exit 0 publish --manifest photos.json --template gallery.html.mustache --template-out gallery.html
expect_page gallery.html
expect_exit 0 publish --template credits.yaml.mustache --template-out credits.yaml
if python3 -c 'import yaml' 2>/dev/null; then
  python3 -c 'import json, sys, yaml; print(json.dumps(yaml.safe_load(open("credits.yaml")), ensure_ascii=False))' >out
  expect_json '.[0] | [.credit, .by]' '["Photo credit: mfa.gov.kz <&> \"Co\"",["Ann","Bo"]]'
fi
pass 'byline fills the templates of the document'

stat -c %i gallery.html >inode
expect_exit 0 publish --template gallery.html.mustache --template-out gallery.html
[ "$(stat -c %i gallery.html)" = "$(cat inode)" ]
printf '{{#photos}}' >bad.html
expect_exit 2 byline thumbs "${photos[@]}" --out never --template bad.html --template-out x.html
grep -q 'bad.html:1: {{#photos}} is never ended' err
[ ! -e never ]
sha256sum "${photos[@]}" >before
expect_exit 3 publish --template gallery.html.mustache --template-out "${photos[0]}"
sha256sum -c --quiet before
expect_exit 2 publish --template gallery.html.mustache
printf '{{#photos}}%.0s' {1..17} >deep.html
expect_exit 2 publish --template deep.html --template-out x.html
pass 'the same is not written again, mistakes are told first, and no picture is replaced'

if have hugo; then
  mkdir -p hugo/data hugo/layouts
  cp photos.json hugo/data/
  example '### Hugo' >hugo/layouts/index.html
  echo 'baseURL = "/"' >hugo/config.toml
  (cd hugo && hugo --quiet --disableKinds taxonomy,term,RSS,sitemap,404 >../log 2>&1) || fail "$(cat log)"
  expect_page hugo/public/index.html
  pass 'Hugo builds the page'
else
  skip 'Hugo builds the page' 'no hugo'
fi

if have jekyll; then
  mkdir -p jekyll/_data
  cp photos.json jekyll/_data/
  { printf -- '---\n---\n'; example '### Jekyll'; } >jekyll/index.html
  (cd jekyll && JEKYLL_ENV=production jekyll build --quiet --disable-disk-cache >../log 2>&1) || fail "$(cat log)"
  expect_page jekyll/_site/index.html
  pass 'Jekyll builds the page'
else
  skip 'Jekyll builds the page' 'no jekyll'
fi

eleventy=${ELEVENTY:-$(command -v eleventy || true)}
if [ -n "$eleventy" ]; then
  mkdir -p eleventy/_data
  cp photos.json eleventy/_data/
  example '### Eleventy' >eleventy/index.njk
  (cd eleventy && ELEVENTY_TELEMETRY=0 "$eleventy" --quiet >../log 2>&1) || fail "$(cat log)"
  expect_page eleventy/_site/index.html
  pass 'Eleventy builds the page'
else
  skip 'Eleventy builds the page' 'no eleventy (ELEVENTY=the program)'
fi
finish
