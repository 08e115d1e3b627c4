#!/usr/bin/env bash
# What a person sees of an ingest on a terminal, while it runs and at its end.
. "$(dirname "$0")/lib.sh"
have script || skip_all 'no script'
have strace || skip_all 'no strace'
script -qec true /dev/null >/dev/null 2>&1 </dev/null || skip_all 'no terminal to be had'
strace -f -o /dev/null true 2>/dev/null || skip_all 'strace may not trace here'
export ASAN_OPTIONS=${ASAN_OPTIONS:-}:detect_leaks=0

make_shoot card 12 640 480
files=$(find card -name '*.JPG' | wc -l)
mkdir usb
byline init library 2>/dev/null

# A slow disk, so that there is something to see: each fsync of a thread takes a while longer.
show() { # show COLUMNS: into the file terminal, a line each time the line was drawn
  script -qec "stty cols $1; TERM=xterm strace -f -o /dev/null -e trace=fsync -e inject=fsync:delay_exit=120000 \
    '$BYLINE' --library library ingest --threads 2 --backup usb card" /dev/null </dev/null | tr '\r' '\n' | sed 's/\x1b\[K//' >terminal
}
show 200
grep -Eq "^[0-9]+/[0-9]+ captures looked at" terminal
pass 'first the plan: how many captures were looked at'

line='^([0-9]+)/([0-9]+) photos, [0-9.]+ .?B of [0-9.]+ .?B, [0-9.]+ .?B/s, [0-9]+:[0-9][0-9] left; library ([0-9]+), usb ([0-9]+)$'
tr '\302\240' ' ' <terminal | sed 's/  */ /g; s/bytes/B/g' | grep -E "$line" >drawn || fail "no line of progress: $(cat terminal)"
[ "$(wc -l <drawn)" -ge 3 ]
awk -v files="$files" '{ split ($1, part, "/"); if (part[2] != files || part[1] + 0 < last) exit 1; last = part[1] + 0 }
  END { exit last == 0 }' drawn
[ "$(sed -E "s|$line|\3|" drawn | sort -nu | wc -l)" -ge 2 ] && [ "$(sed -E "s|$line|\4|" drawn | sort -nu | wc -l)" -ge 2 ]
sed -E 's/^.*, ([0-9.]+ .?B) of ([0-9.]+ .?B), .*$/\1/' drawn | sort -u | wc -l | grep -vqx 1
pass 'then files, octets, rate, time left and each destination, and all of them go on'

last=$(grep -v '^$' terminal | tail -3)
grep -q "library: $files copied" <<<"$last" && grep -q "usb: $files copied" <<<"$last"
grep -Eq "$files copied \(.*\), 0 in the library already, 0 failed" <<<"$last"
! grep -q ' left' <<<"$last" || fail 'a line of progress was left behind'
pass 'at the end that line is gone, and what came of it stands there'

rm -rf library usb
byline init library 2>/dev/null
mkdir usb
show 40
while IFS= read -r drawn; do [ "${#drawn}" -le 40 ] || fail "too long: $drawn"; done < <(LC_ALL=C.UTF-8 grep -E '^[0-9]+/[0-9]+ ' terminal)
pass 'on a narrow terminal it stays on one line'

expect_exit 0 "$BYLINE" --library library ingest card
! grep -q $'\r' err || fail 'progress where nobody looks'
pass 'without a terminal there is none'
finish
