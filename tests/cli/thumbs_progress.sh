#!/usr/bin/env bash
# What a person sees of thumbs on a terminal, and what Ctrl-C leaves.
. "$(dirname "$0")/lib.sh"
have python3 || skip_all 'no python3'
unset G_DEBUG # libvips warns of what it could not open, which is not ours to die of

make_shoot card 5 640 480
byline set credit=mfa.gov.kz card/*/*/*.JPG 2>/dev/null
command=("$BYLINE" thumbs --sizes 160,320,640 --formats jpeg,avif,png card/*/*/*.JPG --html --manifest)
photos=$(find card -name '*.JPG' | wc -l)

# terminal.py COLUMNS STOP COMMAND…: in a terminal of so many columns; Ctrl-C is typed when a line begins with STOP/.
# What it showed goes to the file terminal, the answer to the file out.  Its exit status is the command's.
cat >terminal.py <<'PY'
import fcntl, os, pty, struct, sys, termios

columns, stop = int(sys.argv[1]), sys.argv[2].encode() + b'/'
pid, terminal = pty.fork()
if pid == 0:
    os.dup2(os.open('out', os.O_WRONLY | os.O_CREAT | os.O_TRUNC), 1)
    os.environ['TERM'] = 'xterm'
    fcntl.ioctl(2, termios.TIOCSWINSZ, struct.pack('HHHH', 24, columns, 0, 0))
    os.execv(sys.argv[3], sys.argv[3:])
shown, typed = b'', False
while True:
    try:
        more = os.read(terminal, 4096)
    except OSError:
        break
    if not more:
        break
    shown += more
    if not typed and b'\r' + stop in shown:
        os.write(terminal, b'\x03')
        typed = True
open('terminal', 'wb').write(shown)
sys.exit(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))
PY
lines() { tr '\r' '\n' <terminal | sed 's/\x1b\[K//'; }

expect_exit 0 python3 terminal.py 80 none "${command[@]}" wanted.json --out wanted
[ "$(wc -l <out)" = $((photos * 9)) ]
lines | grep -E "^[0-9]+/$photos photos$" >drawn
[ "$(wc -l <drawn)" -ge 3 ] && sort -nc drawn && [ "$(sort -u drawn | wc -l)" -ge 3 ] || fail "$(lines)"
tail -c 4 terminal | cmp -s - <(printf '\r\033[K') || fail 'the line was not taken away at the end'
pass 'on a terminal it says how many photos are done'

expect_exit 0 python3 terminal.py 8 none "${command[@]}" wanted.json --out wanted
while IFS= read -r line; do [ "${#line}" -le 8 ] || fail "too long: $line"; done < <(lines)
expect_exit 0 "${command[@]}" wanted.json --out wanted
[ ! -s err ] || fail 'talk where nobody looks'
pass 'a narrow one gets a short line, and no terminal none'

sums wanted >sums.wanted
expect_exit 130 python3 terminal.py 80 1 "${command[@]}" site.json --out site
lines | grep -qx 'byline: interrupted; run it again to go on' || fail "$(lines)"
sums site >now
n=$(wc -l <now)
[ "$n" -gt 0 ] && [ "$n" -lt "$(wc -l <sums.wanted)" ] || fail "$n files after Ctrl-C"
! grep -vxF -f sums.wanted now >out || fail 'a file that is not whole'
[ -z "$(find . -name '*.part')" ] && [ ! -e site.json ] && [ ! -e site/index.html ]
expect_exit 0 "${command[@]}" site.json --out site
sums site | diff sums.wanted -
cmp site.json wanted.json
pass 'Ctrl-C leaves whole files only, and the same command again finishes'
finish
