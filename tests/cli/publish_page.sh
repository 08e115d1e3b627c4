#!/usr/bin/env bash
# From a card to a page that a browser shows: every picture loads, every credit can be read, nothing
# private leaves, and nothing is made twice.
. "$(dirname "$0")/lib.sh"

card=$work/card
library=$work/library
site=$work/site

# A shoot as cameras make it: real photos where there are some, with our own beside them.
fill_card() {
  make_shoot "$card" 3 480 320
  local photo
  for photo in "$PHOTOS"/shoot/IMG_000[13].jpg \
    "$PHOTOS"/exif-orientation-examples/Landscape_6.jpg "$PHOTOS"/edge/display-p3.jpg; do
    [ ! -f "$photo" ] || cp "$photo" "$card/DCIM/100CANON/REAL_$(basename "$photo")"
  done
}

photos() { find "$library" -path "$library/.byline" -prune -o -iname '*.jp*g' -print0 | sort -z; }
renditions() { find "$site" -type f \( -name '*.jpg' -o -name '*.webp' \) | sort; }
# What would change if a file were made again.
stamps() { find "$site" -type f -printf '%p %i %s %T@\n' | sort; }
publish() { photos | byline --library "$library" thumbs --files0-from - --out "$site" "$@"; }

fill_card
expect_exit 0 byline init "$library"
expect_exit 0 byline --library "$library" ingest "$card" --job summit \
  --set credit=mfa.gov.kz --set 'creator=Айгерім Нұрланова' --set 'headline=<b>Қол алысу</b> & "co"' \
  --set rights-url=https://mfa.gov.kz/terms --set licensor-url=https://mfa.gov.kz/photos
n_photos=$(photos | tr -cd '\0' | wc -c)
[ "$n_photos" -ge 3 ]
expect_exit 0 publish --sizes 160,320 --html --title 'Саммит ШОС' --json
[ "$(wc -l <out)" = "$n_photos" ]
if have jq; then
  expect_json '.credit' mfa.gov.kz <(head -n 1 out)
  jq -r '.renditions[].path' out | sort >named
  renditions | cmp - named
  [ "$(jq -s 'map(.renditions | length) | min' out)" = 4 ]
fi
[ "$(renditions | wc -l)" = $((n_photos * 4)) ]
[ "$(grep -c '<figure>' "$site/index.html")" = "$n_photos" ]
[ ! -e "$(find "$site" -name '*.part')" ]
pass 'a shoot becomes a page'

if have exiftool; then
  exiftool -q -q -m -p '$XMP-photoshop:Credit|$XMP-dc:Creator|$XMP-xmpRights:WebStatement' \
    -r "$site" -ext jpg -ext webp >credits
  [ "$(sort credits | uniq -c | awk '{print $1}')" = $((n_photos * 4)) ]
  grep -qxF 'mfa.gov.kz|Айгерім Нұрланова|https://mfa.gov.kz/terms' credits
  exiftool -q -q -m -charset iptc=UTF8 -p '$IPTC:Credit|$IFD0:Artist' -ext jpg "$site" >iim
  [ "$(sort iim | uniq -c | awk '{print $1}')" = $((n_photos * 2)) ]
  grep -q '^mfa.gov.kz|' iim
  pass 'exiftool finds the credit in every rendition'

  exiftool -a -u -G1 -s -ee -r "$site" -ext jpg -ext webp >every-tag
  if grep -E '^\[(GPS|MakerNotes|Canon|Nikon|Sony|Olympus|IFD1|ICC[^]]*)\]' every-tag |
    grep -vE '^\[ICC'; then
    fail 'a private group left'
  fi
  if grep -iE '\] +(GPS|.*Serial|.*Owner|MakerNote|.*Thumbnail|Preview|Software|.*History|Make |Model |Lens|.*Firmware|DocumentID|InstanceID|Person|Region)' every-tag; then
    fail 'a private tag left'
  fi
  pass 'exiftool finds nothing private in any rendition'
else
  skip 'exiftool finds the credit in every rendition' 'no exiftool'
  skip 'exiftool finds nothing private in any rendition' 'no exiftool'
fi

if have exiv2; then
  while read -r file; do
    case $file in
      *.jpg) wanted='Iptc.Application2.Credit Xmp.photoshop.Credit' ;;
      *) wanted='Xmp.photoshop.Credit' ;;
    esac
    for key in $wanted; do
      exiv2 -q -g "$key" -Pv "$file" | grep -qx 'mfa.gov.kz'
    done
  done < <(renditions)
  pass 'exiv2 finds the credit in every rendition'
else
  skip 'exiv2 finds the credit in every rendition' 'no exiv2'
fi

if have xmllint; then
  xmllint --html --noout --xpath 'count(//figure//img)' "$site/index.html" 2>/dev/null >count
  [ "$(cat count)" = "$n_photos" ]
  xmllint --html --xpath 'string(//script[@type="application/ld+json"])' "$site/index.html" \
    2>/dev/null >data.json
  if have jq; then
    expect_json '[."@type", .creditText, .creator[0].name, .name, .license, .acquireLicensePage]
      | join("|")' \
      'ImageObject|mfa.gov.kz|Айгерім Нұрланова|<b>Қол алысу</b> & "co"|https://mfa.gov.kz/terms|https://mfa.gov.kz/photos' \
      data.json
  fi
  pass 'the structured data says who to credit'
else
  skip 'the structured data says who to credit' 'no xmllint'
fi

browser() {
  timeout 120 chromium --headless --no-sandbox --disable-gpu --disable-quic --no-first-run \
    --disable-background-networking --disable-component-update --disable-sync \
    --user-data-dir="$work/chromium" --window-size=1200,2400 "$@" 2>/dev/null
}

# For a copy of the page: counts what it shows once every picture has loaded, and says so in its body.
witness() {
  cat <<'SCRIPT'
<script>
addEventListener ('load', () => {
  const figures = [...document.querySelectorAll ('figure')];
  const seen = figures.map (figure => {
    const image = figure.querySelector ('img'), credit = figure.querySelector ('.credit');
    const box = credit && credit.getBoundingClientRect ();
    const below = box && box.top >= image.getBoundingClientRect ().bottom;
    return [image.naturalWidth > 0 ? 'loaded' : 'missing',
            image.currentSrc.endsWith ('.webp') ? 'webp' : 'other',
            Math.abs (image.width / image.height - image.getAttribute ('width')
                      / image.getAttribute ('height')) < 0.02 ? 'shape' : 'bent',
            box && box.width > 0 && box.height > 0 && below ? 'visible' : 'hidden',
            figure.innerText.trim ().endsWith ('Photo credit: mfa.gov.kz') ? 'credit' : 'none'
           ].join (' ');
  });
  document.body.textContent = seen.map (line => 'SEEN ' + line).join ('\n')
    + '\nWIDER ' + (document.documentElement.scrollWidth > innerWidth);
});
</script>
SCRIPT
}

if have chromium; then
  { sed 's/ loading="lazy"/ loading="eager"/' "$site/index.html"; witness; } >"$site/witness.html"
  browser --virtual-time-budget=20000 --dump-dom "file://$site/witness.html" >dom || true
  rm "$site/witness.html"
  cp dom out
  grep -o 'SEEN [a-z].*' dom | sort | uniq -c >seen || true
  cp seen err
  [ "$(grep -c . seen)" = 1 ]
  [ "$(awk '{print $1}' seen)" = "$n_photos" ]
  grep -q 'SEEN loaded webp shape visible credit' seen
  grep -q 'WIDER false' dom
  pass 'a browser shows every picture with its credit under it'
  browser --screenshot="$work/page.png" "file://$site/index.html" >/dev/null
  [ -s "$work/page.png" ]
  if [ -n "${BYLINE_KEEP_PAGE:-}" ]; then
    cp -r "$work/page.png" "$site" "$BYLINE_KEEP_PAGE"
  fi
  pass 'a browser takes a picture of the page'
else
  skip 'a browser shows every picture with its credit under it' 'no chromium'
  skip 'a browser takes a picture of the page' 'no chromium'
fi

stamps >before
expect_exit 0 publish --sizes 160,320 --html --title 'Саммит ШОС' --json
stamps | cmp before -
if have jq; then
  [ "$(jq -s '[.[].renditions[] | select (.made)] | length' out)" = 0 ]
fi
pass 'a second run touches nothing'

# Everything behind the metadata: from the first table or frame to the end.
scan_sums() { for file in $(renditions | grep '\.jpg$'); do
  exiftool -q -q -all= -o - "$file" | sha256sum
done; }
if have exiftool; then
  scan_sums >before
  photos | byline --library "$library" set --files0-from - credit=other.example >/dev/null
  expect_exit 0 publish --sizes 160,320 --html --title 'Саммит ШОС' --json
  scan_sums | cmp before -
  [ "$(exiftool -q -q -m -p '$XMP-photoshop:Credit' -r "$site" -ext jpg -ext webp |
    sort | uniq -c | awk '{print $1, $2}')" = "$((n_photos * 4)) other.example" ]
  [ "$(grep -c 'Photo credit: other.example' "$site/index.html")" = "$n_photos" ]
  if grep -rl 'Photo credit: mfa' "$site"; then fail 'the old credit is still there'; fi
  pass 'a new credit is written without making a picture again'
else
  skip 'a new credit is written without making a picture again' 'no exiftool'
fi

mkdir "$work/mixed"
find "$card" -iname '*.jpg' | sort | head -n 2 | while read -r photo; do cp "$photo" "$work/mixed"; done
printf '\xff\xd8\xff\xe1 nothing more' >"$work/mixed/BROKEN.JPG"
expect_exit 3 byline thumbs --allow-uncredited "$work"/mixed/*.JPG --out "$work/mixed-site" --sizes 160 --html
grep -q 'BROKEN.JPG' err
[ "$(find "$work/mixed-site" -name '*-160w-*.webp' | wc -l)" = 2 ]
[ "$(grep -c '<figure>' "$work/mixed-site/index.html")" = 2 ]
pass 'a broken photo fails alone'

echo '<html>by hand</html>' >"$work/mixed/index.html"
if byline thumbs --allow-uncredited "$work"/mixed/*_0*.JPG --out "$work/mixed" --sizes 160 --html >out 2>err; then
  fail 'the page was replaced'
fi
[ "$(cat "$work/mixed/index.html")" = '<html>by hand</html>' ]
grep -q 'index.html' err
pass 'a page of somebody else is left alone'

finish
