#!/usr/bin/env bash
# When photos may be published: said by the file, heeded by find, thumbs and export.
. "$(dirname "$0")/lib.sh"
have exiftool || skip_all 'no exiftool'
have jq || skip_all 'no jq'

make_shoot card 6
export BYLINE_LIBRARY=library
byline init library 2>/dev/null
byline ingest --set credit=mfa.gov.kz card 2>/dev/null
mapfile -t photos < <(find library -name '*.JPG' | sort)
[ "${#photos[@]}" = 6 ]
soon=$(date -u -d '+90 minutes' +%FT%H:%M:%SZ) past=$(date -u -d '-90 minutes' +%FT%H:%M:%SZ)
later=$(date -u -d '+3 days' +%F) today=$(date -u +%F) yesterday=$(date -u -d '-1 day' +%F)

sha256sum "${photos[0]}" >before
expect_exit 0 byline set embargo="$soon" "${photos[0]}"
[ "$(exiftool -s3 -d %s -XMP-pur:EmbargoDate "${photos[0]}")" = "$(date -d "$soon" +%s)" ]
expect_exit 0 byline set embargo="$past" expires="$soon" "${photos[1]}"
expect_exit 0 byline set expires="$past" "${photos[2]}"
expect_exit 0 byline set expires="$today" embargo="$today" "${photos[3]}"
expect_exit 0 byline set expires="$yesterday" "${photos[4]}"
expect_exit 0 byline set embargo="$later" "${photos[5]}"
expect_exit 2 byline set embargo=soon "${photos[5]}"
expect_exit 0 byline show --json "${photos[3]}"
expect_json '.fields | "\(.embargo) \(.expires)"' "$today $today"
pass 'the dates stand in the file, where exiftool finds them'

found() { byline find -0 --sort path -- "$1" | xargs -0rn1 basename | tr '\n' ' '; }
names() { for i; do basename "${photos[i]}"; done | tr '\n' ' '; }
[ "$(found is:embargoed)" = "$(names 0 5)" ]
[ "$(found is:expired)" = "$(names 2 4)" ]
[ "$(found '-is:embargoed -is:expired')" = "$(names 1 3)" ]
[ "$(found "is:expired OR embargo:$later")" = "$(names 2 4 5)" ]
[ "$(found "expires:..$yesterday")" = "$(names 4)" ] || [ "$(date -u -d "$past" +%F)" != "$today" ]
[ "$(byline find --count is:embargoed)" = 2 ]
pass 'find knows what is embargoed and what has expired, to the second and by the day'

TZ=Pacific/Kiritimati expect_exit 0 byline set embargo="$(TZ=Pacific/Kiritimati date +%FT%H:%M:%S -d '+1 hour')" "${photos[1]}"
[ "$(found is:embargoed)" = "$(names 0 1 5)" ]
expect_exit 0 byline set embargo="$(date -u -d '+1 hour' +%FT%H:%M:%S)-11:00" "${photos[1]}"
[ "$(found is:embargoed)" = "$(names 0 1 5)" ]
expect_exit 0 byline set embargo="$(date -u -d '+1 hour' +%FT%H:%M:%S)+05:00" "${photos[1]}"
[ "$(found is:embargoed)" = "$(names 0 5)" ]
pass 'a zone is heeded'

expect_exit 3 byline thumbs --out site --sizes 64 --json "${photos[@]}"
[ "$(jq -r .source out | xargs -n1 basename | tr '\n' ' ')" = "$(names 1 3)" ]
[ "$(grep -c 'under embargo until\|: expired on' err)" = 4 ]
[ "$(find site -name '*.jpg' | wc -l)" = 2 ]
expect_exit 0 byline thumbs --force --out site --sizes 64 "${photos[@]}"
[ "$(find site -name '*.jpg' | wc -l)" = 6 ]
[ -z "$(exiftool -q -q -r -XMP-pur:all site)" ]
pass 'thumbs refuses both, each by name, but for --force; the dates do not go out'

expect_exit 0 byline export --as ninjs "${photos[0]}" "${photos[3]}" "${photos[4]}"
[ "$(jq -r '.embargoed // "none"' out)" = "$(printf '%s\n' "$soon" "${today}T00:00:00Z" none)" ]
[ "$(jq -r '.expires // "none"' out | head -n 1)" = none ]
[ "$(jq -r '.expires | endswith("T00:00:00Z")' out | tail -n 1)" = true ]
[ "$(byline export --as ninjs --base-url 'https://mfa.gov.kz/фото?a=b' "${photos[0]}" | jq -r .uri | cut -d/ -f1-4)" = \
  'https://mfa.gov.kz/%D1%84%D0%BE%D1%82%D0%BE?a=b' ]
pass 'ninjs says when the embargo ends, and the rights'

expect_exit 0 byline undo "${photos[0]}"
sha256sum --quiet -c before
[ "$(found is:embargoed)" = "$(names 5)" ]
exiftool -q -overwrite_original "-XMP-pur:EmbargoDate=2099:01:01 00:00:00Z" "${photos[0]}"
byline sync >/dev/null 2>&1
[ "$(found is:embargoed)" = "$(names 0 5)" ]
pass 'an embargo can be undone, and one that exiftool wrote is heeded'
finish
