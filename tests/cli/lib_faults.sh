# shellcheck shell=bash
# Sourced after lib.sh by tests that fail system calls, or kill at them, one at a time.
#
# BYLINE_FAULTS=all tries every point; else every STEPth, beginning with another one each day.
have strace || skip_all 'no strace'
strace -f -o /dev/null true 2>/dev/null || skip_all 'strace may not trace here'
export ASAN_OPTIONS=${ASAN_OPTIONS:-}:detect_leaks=0 # LeakSanitizer cannot work under strace

# The calls by which files come to be, grow and go.
fault_calls=write,pwrite64,copy_file_range,sendfile,fsync,fdatasync,ftruncate,fallocate,rename,renameat,renameat2,linkat
fault_calls+=,mkdir,unlink,unlinkat,fchmod,fchown,fsetxattr,utimensat,openat

# faults_every STEP: how many of the faults are tried
faults_every() {
  fault_step=$1
  [ "${BYLINE_FAULTS:-}" != all ] || fault_step=1
  fault_offset=${BYLINE_FAULTS_OFFSET:-$((10#$(date +%j) % fault_step))}
  echo "# BYLINE_FAULTS_OFFSET=$fault_offset, every ${fault_step}th"
}

# trace_faults TRACE COMMAND…
trace_faults() { strace -f -e trace=$fault_calls -e signal=none -o "$1" "${@:2}"; }

# fault_points TRACE: "write 3", the third write of its thread.  Opening counts where it makes a file;
# what goes to the terminal does not.
fault_points() {
  awk '{ match ($0, /^[0-9]+ +[a-z0-9_]+\(/); split (substr ($0, 1, RLENGTH - 1), part, / +/)
         if (RLENGTH < 0) next
         n = ++count[part[1] " " part[2]]
         if (part[2] == "openat" && $0 !~ /O_CREAT/) next
         if (part[2] == "write" && $0 ~ /write\((1|2),/) next
         print part[2], n }' "$1" | sort -u -k1,1 -k2,2n
}

# with_fault CALL N FAULT COMMAND…: its exit status is in $got, what strace saw in ./injected
with_fault() {
  got=0
  { # the shell has a word for who was killed
    strace -f -e "trace=$1" -e signal=none -e inject="$1:$3:when=$2" -o injected "${@:4}" >out 2>err || got=$?
  } 2>/dev/null
}

# each_fault FUNCTION [ARGUMENT…]: FUNCTION CALL N FAULT ARGUMENT… for the share of ./points that is tried; counts in
# $tried and $at, which the caller sets to 0
each_fault() {
  local call number fault
  while read -r call number <&3; do
    for fault in signal=SIGKILL error=ENOSPC error=EIO; do
      at=$((at + 1))
      [ $((at % fault_step)) = $((fault_offset % fault_step)) ] || continue
      "$1" "$call" "$number" $fault "${@:2}"
      tried=$((tried + 1))
    done
  done 3<points
}
