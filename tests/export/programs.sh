#!/bin/sh
# The programs of findings: each is built by a plain compiler and shows its bug, and one whose execution is changed does not.
set -u
# shellcheck source=tests/lib/lib.sh
. "$(dirname "$0")/../lib/lib.sh"
known=$2/corpus/known-violations
cd "$work" || exit 1

# shows FINDING COMPILER...: as a program it exits with 1.
shows() {
	finding=$1
	shift
	"$@" -w -o program "$finding.c" && status=0 && ./program >out 2>&1 || status=$?
	[ "$status" -eq 1 ] && passed=$((passed + 1)) && return
	failed=$((failed + 1))
	echo "FAILED: status $status of $finding by $*:"
	head -5 out
}

# All by cc; by others one of each format and kind.
seen=' '
refused=0
for path in "$known"/*.warp "$known"/bugs/*.warp; do
	finding=$(basename "$path" .warp)
	if ! "$warpage" export "$path" --as c >"$finding.c" 2>err; then
		refused=$((refused + 1))
		case $finding in
		*_khz-rounded_* | xen-305c6b901a) why="a host's own clock" ;;
		ntp-shm_mode-1_shm-clash-even) why='a page that is valid at times' ;;
		*) why='a guest with assembly' ;;
		esac
		check 0 "it is of $why" cat err
		continue
	fi
	shows "$finding" cc
	kind=$(sed -n 's/^violation //p' "$path"):$(sed -n 's/^format //p' "$path")
	case $seen in
	*" $kind "*) continue ;;
	esac
	seen="$seen$kind "
	shows "$finding" cc -O2
	shows "$finding" clang-14
	shows "$finding" clang-14 -O2
	rm -f "$finding.c"
done
check 0 '^11$' echo "$refused"
check 0 ' torn:hyperv-tsc ' echo "$seen"
also ' stale:hyperv-tsc '
also ' backwards:hyperv-tsc '
also ' stuck:hyperv-tsc '
also ' torn:xen-runstate '

# What else is read of it: the first comment, no other file, and the verdict is the program's own.
"$warpage" export "$known/hyperv-tsc_single-store_hv-seed.warp" --as c -o torn.c
check 0 'exits with 1 where the bug shows' head -n 4 torn.c
check 1 '' grep -c '#include "' torn.c
changed() {
	want=$1 what=$2
	shift 2
	sed "$@" torn.c >changed.c
	check 1 '[0-9]' cmp torn.c changed.c
	cc -w -o changed changed.c
	check "$want" "$what" ./changed
}
# The whole page as it started: right. A value that nobody stored, a host that stores less, a guest that returns
# another time, one that looks again: not this execution.
value=$(sed -n 's/^\t{"offset", .*, \(0x[0-9a-f]*\)u},$/\1/p' torn.c)
scale=$(sed -n 's/^\t{"scale", .*, \(0x[0-9a-f]*\)u},$/\1/p' torn.c)
check 0 '^0x[0-9a-f]+ 0x[0-9a-f]+$' echo "$value $scale"
changed 2 'the host does not store what is to be loaded of offset' "/^\t{\"offset\"/s/$value/0x1234567/"
changed 2 'the host does not store' '/WRITE_ONCE(page->offset/d'
changed 2 'makes something else of it' 's/mul_u64_u64_shr(tsc, scale, 64) + (u64)offset/& + 1/'
start=$(sed -n 's/.* clock 0:.* offset=\([0-9]*\) .*/\1/p' torn.c)
tsc=$(sed -n 's/^static const u64 tscs_0.. = {\([0-9]*\)u};/\1/p' torn.c)
right=$((tsc / 2 + start)) # the rate is a half
changed 0 '^right' -e "/^\t{\"offset\"/{s/$value/$(printf '0x%x' "$start")/; s/, 1, 0xff/, 0, 0xff/}" \
	-e "/^\t{loads_0/s/READ_ACCEPTED, [0-9]*/READ_ACCEPTED, $right/"

# What a program can't show is refused.
"$warpage" verify hyperv-tsc odd-even hv-spin-even --hosts 2 --findings two >/dev/null 2>&1
"$warpage" verify pvclock split-u64 pv-ordered --vcpus 2 --updates 1 --findings vcpus >/dev/null 2>&1
for finding in two/torn-*; do
	check 2 'it is of two that store to the page' "$warpage" export "$finding" --as c
done
for finding in vcpus/*; do
	check 2 'it is of several vCPUs' "$warpage" export "$finding" --as c
done
finish
