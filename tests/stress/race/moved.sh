#!/bin/sh
# Threads of a running race that somebody moves to another CPU: readers are put back and judged again,
# the host ends the leg; both are told, and the verdict says what was judged. usage: moved.sh WARPAGE
set -u
# shellcheck source=tests/lib/lib.sh
. "$(dirname "$0")/../../lib/lib.sh"
cd "$work" || exit 1
cpus=$(taskset -pc $$ | sed 's/.*: //')
first=$(echo "$cpus" | sed 's/[-,].*//')
last=$(echo "$cpus" | sed 's/.*[-,]//')
if [ "$first" = "$last" ]; then
	echo 'skipped: one CPU'
	exit 77
fi

# begin COMMAND...: two CPUs, the host on the first, a reader on the last; returns when they race.
begin() {
	rm -f run.log
	"$warpage" "$@" --cpus "$first,$last" --log run.log >text 2>error </dev/null &
	pid=$!
	# the log's first line and the skew take threads of their own before
	for _ in $(seq 300); do
		if grep -qs '"event":"start"' run.log; then break; fi
		sleep 0.1
	done
	sleep 1.5
}

# The thread that has only this CPU.
on() {
	for task in "/proc/$pid/task"/*; do
		if grep -qs "^Cpus_allowed_list:.$1\$" "$task/status"; then
			echo "${task##*/}"
			return
		fi
	done
}

# expect STATUS PATTERN: the race ends with that, and what it prints matches.
expect() {
	status=0
	wait $pid || status=$?
	check 0 "^$1\$" echo "$status"
	check 0 "$2" cat text
}

for style in '' --json --ktap; do
	# shellcheck disable=SC2086 # an option or none
	begin stress hyperv-tsc invalidate hv-fenced --seconds 4 $style
	reader=$(on "$last")
	taskset -pc "$first" "$reader" >/dev/null
	case $style in
	--json) expect 0 '"moved": [1-9]' ;;
	--ktap) expect 0 '^ok 1 .* # clean .*; [0-9]+ of [0-9]+ reads judged$' ;;
	*) expect 0 '^  verdict    clean .*; [0-9]+ of [0-9]+ reads judged$' ;;
	esac
	check 0 'moved: reader 0 was moved off' cat error
	check 0 '"event":"notice".*"what":"moved"' cat run.log
	check 0 '"event":"end".*"verdict":"clean".*"judged":[1-9]' cat run.log
done

# One that stays is not talked about.
begin stress hyperv-tsc invalidate hv-fenced --seconds 2
expect 0 '^  verdict    clean'
check 0 '^0$' sh -c "grep -c '\"what\":\"moved\"' run.log || :"

# All threads, as `taskset -ap` does it: the CPUs are those that the race was given.
begin stress hyperv-tsc invalidate hv-fenced --seconds 5
taskset -apc "$first" $pid >/dev/null 2>&1
taskset -apc "$last" $pid >/dev/null 2>&1
expect 0 '^  verdict    clean'
check 0 '"what":"(moved|tsc)"' cat run.log

begin live tsc --seconds 4
taskset -pc "$first" "$(on "$last")" >/dev/null
expect 0 '^  verdict    clean'
check 0 '"event":"notice".*"what":"moved"' cat run.log
if "$warpage" live kvm --seconds 1 >out 2>&1; then
	begin live kvm --seconds 4
	taskset -pc "$first" "$(on "$last")" >/dev/null
	expect 0 '^  verdict    clean; [0-9]+ of [0-9]+ reads judged$'
	check 0 '"event":"notice".*"what":"moved"' cat run.log
	begin live kvm --seconds 4 --ktap
	taskset -pc "$last" "$(on "$first")" >/dev/null # the host
	expect 0 '^ok 1 kvm'
	check 0 '"event":"notice".*"what":"moved"' cat run.log
fi
finish
