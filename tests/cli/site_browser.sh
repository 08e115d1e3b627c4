#!/usr/bin/env bash
# The pages in a browser, at three widths and two densities: the right file, no shift, alt and credit.
. "$(dirname "$0")/lib.sh"
have chromium || skip_all 'no chromium'
have python3 || skip_all 'no python3'

make_shoot card 1 1600 1200
photo=$(find card -name '*.JPG')
byline set credit=mfa.gov.kz headline='Қол алысу' alt-text='Two people shake hands' "$photo"
expect_exit 0 byline thumbs "$photo" --out site --sizes 640,1280,1600 --html
page=$(find site -name '*.html' ! -name index.html)

# A server from which pictures come late, as over a slow line: what the page does meanwhile can be seen.
cat >server.py <<'PYTHON'
import functools, http.server, time

class Slow(http.server.SimpleHTTPRequestHandler):
    def do_GET(self):
        if not self.path.endswith('.html'):
            time.sleep(0.5)
        super().do_GET()

server = http.server.ThreadingHTTPServer(('127.0.0.1', 0), functools.partial(Slow, directory='site'))
print(server.server_port, flush=True)
server.serve_forever()
PYTHON
python3 server.py >port 2>/dev/null &
server=$!
trap 'kill $server; chmod -R u+w "$work" 2>/dev/null; rm -rf "$work"' EXIT
for ((i = 0; i < 100; i++)); do [ -s port ] || sleep 0.1; done
[ -s port ]

# After the page: says what it shows once all is loaded.  Shifts are those of the whole life of the page.
witness() {
  cat <<'SCRIPT'
<script>
let shift = 0;
const watched = PerformanceObserver.supportedEntryTypes.includes ('layout-shift');
new PerformanceObserver (list => list.getEntries ().forEach (entry => shift += entry.value))
  .observe ({ type: 'layout-shift', buffered: true });
const caption = () => document.querySelector ('figcaption').getBoundingClientRect ().top;
const image = document.querySelector ('img');
const early = !image.complete, before = caption ();
addEventListener ('load', () => setTimeout (() => {
  const credit = document.querySelector ('.credit'), box = credit.getBoundingClientRect ();
  const seen = [innerWidth, devicePixelRatio, decodeURI (image.currentSrc).replace (/.*-(\d+w)-.*\.(\w+)$/, '$1 $2'),
    !early ? 'late' : watched && shift === 0 && before === caption () ? 'still' : 'shifted',
    box.width > 0 && box.height > 0 && box.right <= innerWidth ? credit.innerText : 'hidden', image.alt,
    document.documentElement.scrollWidth > innerWidth ? 'wider' : 'fits'];
  document.title = '';
  document.body.textContent = 'SEEN ' + seen.join ('|');
}, 300));
</script>
SCRIPT
}

# look_once WIDTH DENSITY PAGE
look_once() {
  { cat "$3"; witness; } >site/witness.html
  timeout 100 chromium --headless --no-sandbox --disable-gpu --disable-quic --no-first-run \
    --disable-background-networking --disable-component-update --disable-sync --hide-scrollbars \
    --user-data-dir="$work/chromium" --window-size="$1,1000" --force-device-scale-factor="$2" \
    --virtual-time-budget=5000 --dump-dom "http://127.0.0.1:$(cat port)/witness.html" 2>/dev/null | grep -o 'SEEN [0-9].*|[a-z]*' || true
}

# look WIDTH DENSITY PAGE: what the browser shows of it; again where it was too slow to see the page
# without its pictures
look() {
  local seen
  for _ in 1 2 3 4 5; do
    seen=$(look_once "$@")
    case $seen in *'|late|'*) ;; *) break ;; esac
  done
  echo "$seen"
}

words='still|Photo credit: mfa.gov.kz|Two people shake hands|fits'
while read -r width density file; do
  seen=$(look "$width" "$density" "$page")
  [ "$seen" = "SEEN $width|$density|$file|$words" ] || fail "$width at $density: $seen"
done <<'WANTED'
640 1 640w webp
640 2 1280w webp
800 1 1280w webp
800 2 1600w webp
1280 1 1280w webp
1280 2 1600w webp
WANTED
pass 'at three widths and two densities the right file, no shift, alt and credit in sight'

sed 's/ width="[0-9]*" height="[0-9]*"//' "$page" >bent.html
look 800 1 bent.html | grep -q '|shifted|'
pass 'a page without the sizes of its pictures is seen to shift'

grep -v '<source' "$page" >plain.html
[ "$(look 640 2 plain.html)" = "SEEN 640|2|1280w jpg|$words" ]
pass 'who knows no WebP gets the same size of JPEG'

byline thumbs "$photo" --out site --sizes 640,1280,1600 --formats avif,webp,jpeg --html >/dev/null
[ "$(look 800 1 "$page")" = "SEEN 800|1|1280w avif|$words" ]
grep -v 'image/avif' "$page" >no_avif.html
[ "$(look 800 1 no_avif.html)" = "SEEN 800|1|1280w webp|$words" ]
[ "$(look 1280 1 site/index.html)" = "SEEN 1280|1|640w avif|$words" ]
grep -q 'style="background:#[0-9a-f]*" data-thumbhash="[A-Za-z0-9+/=]*"' "$page"
pass 'AVIF is taken before WebP, and on the index page a smaller file'

if have tidy; then
  # Standard HTML that came after this tidy: https://html.spec.whatwg.org/multipage/embedded-content.html
  later='<source> proprietary attribute "sizes"|<img> proprietary attribute "(decoding|loading)"'
  for file in "$page" site/index.html; do
    tidy -q -e "$file" 2>&1 | grep -vE "$later" >out || true
    [ ! -s out ] || fail "tidy on $file"
  done
  sed 's/<main>/<main><p><div>/' "$page" >wrong.html
  tidy -q -e wrong.html 2>out || true
  grep -q Warning out
  pass 'tidy finds nothing'
else
  skip 'tidy finds nothing' 'no tidy'
fi
finish
