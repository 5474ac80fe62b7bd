#!/bin/sh
# SIGKILL, at any moment and at each call that changes a file: what was written stays, whole.
set -u
# shellcheck disable=SC2119 # sound takes what else may be
# shellcheck source=tests/faults/lib.sh
. "$(dirname "$0")/lib.sh"
killed=y

# at_call JOB CALL N
at_call() {
	context="$1: killed at $2 $3"
	new_box
	run_job "$1" "$tools/strike" --call "$2" --nth "$3" --fault KILL --count "$work/count" --
	[ "$(cut -d ' ' -f 1 "$work/count" 2>/dev/null)" = missed ] || struck=$((struck + 1))
	sound
	again "$1"
}

# again JOB: the next run in the same folder is as ever.
again() {
	killed=
	run_job "$1"
	killed=y
	case $status in
	"$expected") ;;
	*) bad crashes "the next run has status $status" ;;
	esac
	killed=
	did_all
	killed=y
}

# after JOB US: killed that many us after its start. A log only grows.
after() {
	context="$1: killed after $2 us"
	[ ! -e out/race.log ] || cp out/race.log "$work/before.log"
	run_job "$1" "$tools/strike" --fault KILL --after "$2" --count "$work/count" --
	[ "$(cut -d ' ' -f 1 "$work/count" 2>/dev/null)" = missed ] || struck=$((struck + 1))
	sound
	if [ -e "$work/before.log" ] &&
		! head -c "$(wc -c <"$work/before.log")" out/race.log | cmp -s - "$work/before.log"; then
		bad lines 'the log has lost what it had'
	fi
}

# row JOB N US: in one folder, one after the other.
row() {
	new_box
	rm -f "$work/before.log"
	for _ in $(seq "$2"); do
		random "$3"
		after "$1" "$drawn"
	done
	again "$1"
}

# A log that is there, and one run that is killed.
grown() {
	new_box
	echo '{"event":"notice","run":"0"}' >out/race.log
	after race 500000
}

calls() {
	for call in create write sync rename; do
		new_box
		run_job "$1" "$tools/strike" --call $call --nth 0 --fault none --count "$work/count" --
		seen=$(cut -d ' ' -f 2 "$work/count")
		n=1
		while in_time && [ "$n" -le "$seen" ]; do
			at_call "$1" $call "$n"
			next
		done
	done
}

must_catch files 'writes half a finding' row verify 2 60000
must_catch findings 'names a lost finding' row search 2 60000
races=
if can_race; then
	must_catch lines 'loses a line' grown
	must_catch lines 'breaks a line' grown
	races=y
fi

traced=
if "$tools/strike" --works -- true; then traced=y; else skip 'at calls: no process may be traced here'; fi
while :; do
	for job in verify shrink text report search; do
		if [ -n "$traced" ]; then calls "$job"; fi
		in_time && row "$job" 3 20000
	done
	in_time && row matrix 1 3000000
	in_time && row campaign 2 3000000
	[ -z "$races" ] || ! in_time || row race $((few / 2 + 1)) 3000000
	more || break
done
end_kind
