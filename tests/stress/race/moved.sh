#!/bin/sh
# Threads of a running race that somebody moves to another CPU: readers are put back and judged again,
# the host ends the leg; both are told, and the verdict says what was judged. usage: moved.sh WARPAGE
set -u
# shellcheck source=tests/lib/lib.sh
. "$(dirname "$0")/../../lib/lib.sh"
# shellcheck source=tests/lib/race.sh
. "$(dirname "$0")/../../lib/race.sh"
cd "$work" || exit 1
cpus=$(taskset -pc $$ | sed 's/.*: //')
first=$(echo "$cpus" | sed 's/[-,].*//')
last=$(echo "$cpus" | sed 's/.*[-,]//')
if [ "$first" = "$last" ]; then
	echo 'skipped: one CPU'
	exit 77
fi

# begin_on COMMAND...: two CPUs, the host on the first, a reader on the last.
begin_on() {
	rm -f run.log
	begin "$@" --cpus "$first,$last" --log run.log
	begun run.log
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

# move_off FROM TO: the thread that belongs there, until the log tells of it. Those that measure the skew
# come before it, and are moved in vain.
move_off() {
	until_true told_of "$1" "$2"
}

told_of() {
	grep -q '"what":"moved"' run.log || ! kill -0 "$pid" 2>/dev/null || {
		taskset -pc "$2" "$(on "$1")" >/dev/null 2>&1
		false
	}
}

for style in '' --json --ktap; do
	# shellcheck disable=SC2086 # an option or none
	begin_on stress hyperv-tsc invalidate hv-fenced --seconds 2 $style
	move_off "$last" "$first"
	case $style in
	--json) expect moved 0 '"moved": [1-9]' text ;;
	--ktap) expect moved 0 '^ok 1 .* # clean .*; [0-9]+ of [0-9]+ reads judged$' text ;;
	*) expect moved 0 '^  verdict    clean .*; [0-9]+ of [0-9]+ reads judged$' text ;;
	esac
	check 0 'moved: reader 0 was moved off' cat error
	check 0 '"event":"notice".*"what":"moved"' cat run.log
	check 0 '"event":"end".*"verdict":"clean".*"judged":[1-9]' cat run.log
done

# One that stays is not talked about.
begin_on stress hyperv-tsc invalidate hv-fenced --seconds 1
expect moved 0 '^  verdict    clean' text
check 0 '^0$' sh -c "grep -c '\"what\":\"moved\"' run.log || :"

# All threads, as `taskset -ap` does it: the CPUs are those that the race was given.
told_of_all() {
	grep -Eq '"what":"(moved|tsc)"' run.log || ! kill -0 "$pid" 2>/dev/null || {
		taskset -apc "$first" "$pid" >/dev/null 2>&1
		taskset -apc "$last" "$pid" >/dev/null 2>&1
		false
	}
}
begin_on stress hyperv-tsc invalidate hv-fenced --seconds 3
until_true told_of_all
expect moved 0 '^  verdict    clean' text
check 0 '"what":"(moved|tsc)"' cat run.log

begin_on live tsc --seconds 2
move_off "$last" "$first"
expect moved 0 '^  verdict    clean' text
check 0 '"event":"notice".*"what":"moved"' cat run.log
if "$warpage" live kvm --seconds 1 >out 2>&1; then
	begin_on live kvm --seconds 3
	move_off "$last" "$first"
	expect moved 0 '^  verdict    clean; [0-9]+ of [0-9]+ reads judged$' text
	check 0 '"event":"notice".*"what":"moved"' cat run.log
	begin_on live kvm --seconds 3 --ktap
	move_off "$first" "$last" # the host
	expect moved 0 '^ok 1 kvm' text
	check 0 '"event":"notice".*"what":"moved"' cat run.log
fi
finish
