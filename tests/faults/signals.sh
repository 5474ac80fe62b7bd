#!/bin/sh
# SIGINT, SIGTERM and SIGHUP at every point of a run: before it can know of them, at each system call, at any
# time. It ends soon, says that it did not come to its end, and leaves whole files.
set -u
# shellcheck source=tests/faults/lib.sh
. "$(dirname "$0")/lib.sh"

# ended: a run that was interrupted. Until it takes signals they end it, as they do any program.
ended() {
	[ "$(cut -d ' ' -f 1 "$work/count" 2>/dev/null)" = missed ] || struck=$((struck + 1))
	case $status in
	129 | 130 | 143)
		killed=y
		sound
		killed=
		no_temporary
		outside_kept
		if [ -s "$work/text" ] && [ -n "$(find out -type f)" ]; then
			bad crashes 'the signal ended it in its midst'
		fi
		return
		;;
	0 | 1) ;;
	2)
		if grep -Eq 'verdict +(CLEAN|NOT SEEN|clean)|"clean"' "$work/text"; then
			bad findings 'clean, and it was stopped'
		fi
		grep -Eqi 'unfinished|interrupt|stopped|nothing tested' "$work/text" "$work/err" ||
			bad crashes 'status 2, and not a word of the interruption'
		;;
	esac
	sound 1 2
}

# at_call JOB SIGNAL N
at_call() {
	context="$1: $2 at call $3"
	new_box
	run_job "$1" "$tools/strike" --call any --nth "$3" --fault "$2" --count "$work/count" --
	ended
}

# after JOB SIGNAL US
after() {
	context="$1: $2 after $3 us"
	new_box
	run_job "$1" "$tools/strike" --fault "$2" --after "$3" --count "$work/count" --
	ended
}

sweep() {
	new_box
	run_job "$1" "$tools/strike" --call any --nth 0 --fault none --count "$work/count" --
	seen=$(cut -d ' ' -f 2 "$work/count")
	n=1
	while in_time && [ "$n" -le "$seen" ]; do
		at_call "$1" INT "$n"
		next
	done
}

# Races of all pairs and placements, one after the other: a signal between two of them counts as well.
between() {
	random 6000000
	context="$1: INT after $drawn us"
	new_box
	expected=1
	status=0
	began=$(date +%s)
	case $1 in
	all) set -- --all --seconds 57 ;;
	placements) set -- hyperv-tsc odd-even hv-spin-even --placement all --seconds 60 ;;
	esac
	timeout -s KILL "$patience" "$tools/strike" --fault INT --after "$drawn" --count "$work/count" \
		-- "$program" stress "$@" --findings out/findings \
		>"$work/text" 2>"$work/err" </dev/null || status=$?
	runs=$((runs + 1))
	job=between
	ended
	took=$(($(date +%s) - began - drawn / 1000000))
	[ "$took" -le 20 ] || bad crashes "ran for $took s more"
}

killed=
patience=3
must_catch crashes 'is deaf' after verify INT 300000
patience=60
must_catch findings 'is clean when stopped' after proof INT 150000
must_catch files 'leaves a temporary file' after search INT 1000000

races=
can_race && races=y
traced=y
"$tools/strike" --works -- true || traced=
[ -n "$traced" ] || skip 'at calls: no process may be traced here'
while :; do
	for job in verify proof shrink text report search; do
		if [ -n "$traced" ] && in_time; then sweep "$job"; fi
		for signal in INT TERM; do
			random 40000
			in_time && after "$job" "$signal" "$drawn"
		done
	done
	random 3000000
	in_time && after matrix INT "$drawn"
	random 3000000
	in_time && after campaign TERM "$drawn"
	if [ -n "$races" ] && in_time; then
		random 900
		[ -z "$traced" ] || at_call race INT "$drawn"
		random 2200000
		after calm TERM "$drawn"
		between all
		[ -n "$short" ] || between placements
	fi
	more || break
done
end_kind
