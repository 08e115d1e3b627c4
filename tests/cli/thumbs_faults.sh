#!/usr/bin/env bash
# Killed, or on a full disk: what has a name is whole, and the same command again finishes the job.
. "$(dirname "$0")/lib.sh"

make_shoot card 6 640 480
mapfile -t photos < <(find card -name '*.JPG' | sort)
byline set credit=mfa.gov.kz "${photos[@]}" >/dev/null 2>&1
publish() { "$BYLINE" thumbs "${photos[@]}" --out "$1" --sizes 160,320 --html --manifest "$1.json"; }
publish wanted >/dev/null
(cd wanted && sha256sum -- *) | sort >sums.wanted
n_wanted=$(wc -l <sums.wanted)
[ "$n_wanted" = $((6 * 4 + 7)) ]

# whole FOLDER: whatever has a final name is as an undisturbed run makes it
whole() {
  (cd "$1" && find . -type f ! -name '.byline-*.part' -printf '%P\0' | xargs -0r sha256sum) | sort >sums
  if grep -vxF -f sums.wanted sums; then fail "a file in $1 is not whole"; fi
}
# finished FOLDER: the same command ends with the same files, and no leftovers
finished() {
  publish "$1" >/dev/null
  (cd "$1" && find . -type f -printf '%P\0' | xargs -0r sha256sum) | sort | cmp sums.wanted -
  cmp wanted.json "$1.json"
}

if have strace; then
  tried=0 partial=0
  for fault in signal=SIGKILL error=ENOSPC error=EIO; do
    for call in write /^rename fsync; do
      for number in 1 5 9; do
        got=0
        { # the shell has a word for who was killed
          strace -f -e "trace=$call" -e signal=none -e "inject=$call:$fault:when=$number" -o injected \
            "$BYLINE" thumbs "${photos[@]}" --out site --sizes 160,320 --html --manifest site.json >out 2>err || got=$?
        } 2>/dev/null
        case $fault:$got in
          signal=SIGKILL:137 | error=*:74 | error=*:0 | error=*:3) ;;
          *) fail "exit $got with $fault at $call $number" ;;
        esac
        whole site
        n=$(wc -l <sums)
        [ "$n" = "$n_wanted" ] || partial=$((partial + 1))
        finished site
        rm -rf site site.json
        tried=$((tried + 1))
      done
    done
  done
  [ $partial -gt 9 ] || fail "only $partial of $tried runs ended early"
  pass "$tried faults, $partial runs that ended early: no half file, and the next run finishes"
else
  skip 'no half file, and the next run finishes' 'no strace'
fi

mkdir small
if [ "$(id -u)" = 0 ] && mount -t tmpfs -o size=100k tmpfs small 2>/dev/null; then
  trap '{ umount -l small || true; } 2>/dev/null; rm -rf "$work"' EXIT
  expect_exit 74 publish small/site
  [ "$(wc -l <err)" = 1 ]
  whole small/site
  [ "$(wc -l <sums)" -gt 0 ] && [ "$(wc -l <sums)" -lt "$n_wanted" ]
  [ ! -e small/site.json ] && [ -z "$(find small -name '*.part')" ]
  mount -o remount,size=10m small
  finished small/site
  pass 'on a full disk it stops with one line; with space it goes on'
else
  skip 'on a full disk it stops with one line; with space it goes on' 'not root'
fi
finish
