#!/bin/sh
# Threads that are moved to another CPU in mid-run, and with FAULTS_HOTPLUG=1 a CPU that is taken away.
set -u
# shellcheck source=tests/faults/lib.sh
. "$(dirname "$0")/lib.sh"

# Takes each thread somewhere else than where it is, and leaves it there.
move() {
	random $((cpus - 1))
	for task in /proc/"$1"/task/*; do
		on=$(cut -d ' ' -f 39 "$task/stat" 2>/dev/null)
		taskset -pc $(((${on:-0} + 1 + drawn) % cpus)) "${task##*/}" >/dev/null 2>&1
	done
	struck=$((struck + 1))
}

# The same for one of the threads that have a CPU of their own: the host or a reader.
move_first() {
	move_nth "$1" 1
}

move_second() {
	move_nth "$1" 2
}

move_nth() {
	pinned=$(grep -l '^Cpus_allowed_list:[^-,]*$' /proc/"$1"/task/*/status | sed -n "$2p")
	[ -n "$pinned" ] || return
	pinned=${pinned%/status}
	on=$(cut -d ' ' -f 39 "$pinned/stat" 2>/dev/null)
	taskset -pc $(((${on:-0} + 1) % cpus)) "${pinned##*/}" >/dev/null 2>&1
	struck=$((struck + 1))
}

# A CPU goes, and comes back.
unplug() {
	for cpu in /sys/devices/system/cpu/cpu[1-9]*; do
		echo 0 >"$cpu/online" 2>/dev/null || continue
		sleep 0.3
		echo 1 >"$cpu/online"
		struck=$((struck + 1))
		break
	done
}

number() {
	sed -n "$1" "$work/text" | head -n 1
}

# race HOW OPTION...: a race of a right pair, and something happens to its CPUs.
race() {
	how=$1
	shift
	context="$how, $*"
	new_box
	job=calm expected=0 status=0
	"$program" stress hyperv-tsc odd-even hv-spin-even --seconds 4 --log out/race.log \
		--findings out/findings "$@" >"$work/text" 2>"$work/err" </dev/null &
	pid=$!
	for _ in $(seq 100); do
		grep -qs '"event":"start"' out/race.log && break
		sleep 0.05
	done
	random 9
	sleep "0.$((drawn + 1))"
	$how $pid
	wait $pid || status=$?
	runs=$((runs + 1))
	case $how in
	unplug) sound 2 77 ;;
	*) sound ;;
	esac
	# What nobody could judge is no clean run.
	reads=$(number 's/^  reads *\([0-9]*\).*/\1/p')
	moved=$(number 's/^  unjudged .* migrated \([0-9]*\).*/\1/p')
	if [ "${reads:-0}" -gt 0 ] && [ "$((${moved:-0} * 10))" -gt "$reads" ] &&
		[ -z "$(number '/^  verdict.*unjudged\|^verdict.*judged/p')" ]; then
		bad findings "$moved of $reads reads were not judged, and it says: $(number '/^  verdict/p')"
	fi
}

cpus=$(nproc --all)
if [ "$(nproc)" -lt 2 ]; then
	skip 'one CPU'
elif can_race; then
	must_catch findings 'judges nothing' race move
	while :; do
		in_time && race move
		in_time && race move_first
		in_time && race move_second
		[ -n "$short" ] || ! in_time || race move --readers 3
		[ -n "$short" ] || ! in_time || race move --pace 1000
		[ -n "$short" ] || ! in_time || race move --freeze all
		if [ -n "${FAULTS_HOTPLUG:-}" ] && [ -w /sys/devices/system/cpu/cpu1/online ]; then
			in_time && race unplug
		fi
		more || break
	done
	if [ -z "${FAULTS_HOTPLUG:-}" ]; then
		skip 'hotplug: takes a CPU from the whole machine: FAULTS_HOTPLUG=1'
	elif [ ! -w /sys/devices/system/cpu/cpu1/online ]; then
		skip 'hotplug: /sys does not allow it'
	fi
fi
end_kind
