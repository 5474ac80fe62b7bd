#!/bin/sh
# Memory that runs out: each allocation fails in its turn, or all from one on.
set -u
# shellcheck source=tests/faults/lib.sh
. "$(dirname "$0")/lib.sh"

# one JOB N [onwards]
one() {
	context="$1: allocation $2${3:+ and all after it}"
	new_box
	run_job "$1" env "STARVE_NTH=$2" ${3:+STARVE_ONWARDS=y} "STARVE_COUNT=$work/count" \
		"LD_PRELOAD=$tools/libstarve.so"
	[ "$(cut -d ' ' -f 1 "$work/count" 2>/dev/null)" = missed ] || struck=$((struck + 1))
	sound 2 77
}

sweep() {
	new_box
	run_job "$1" env "STARVE_COUNT=$work/count" "LD_PRELOAD=$tools/libstarve.so"
	seen=$(cut -d ' ' -f 2 "$work/count")
	n=1
	while in_time && [ "$n" -le "$seen" ]; do
		one "$1" "$n"
		random 4
		[ "$drawn" -ne 0 ] || one "$1" "$n" onwards
		next
	done
}

if [ -n "$sanitized" ]; then
	skip 'the sanitizer has an allocator of its own'
	end_kind
	exit
fi
must_catch crashes 'crashes' one search 1000000
must_catch crashes 'says nothing' one shrink 1000000

races=
can_race && races='calm race'
while :; do
	for job in verify shrink text report search proof campaign $races; do
		case $job in
		calm | race | campaign) [ -z "$short" ] || few=1 ;;
		*) [ -z "$short" ] || few=6 ;;
		esac
		in_time && sweep "$job"
	done
	more || break
	few=$((few * 4))
done
end_kind
