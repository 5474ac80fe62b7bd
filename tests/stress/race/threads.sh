#!/bin/sh
# Threads that do not start: whichever it is, those that did are waited for, one line says so with
# status 2, and the log gets its end. usage: threads.sh WARPAGE, which is linked with few_threads.c
set -u
# shellcheck source=tests/lib/lib.sh
. "$(dirname "$0")/../../lib/lib.sh"
cd "$work" || exit 1
export WARPAGE_TEST_CALLS="$work/calls"

# fails TEXT: the run that has just ended, with $status, must not do that.
fails() {
	failed=$((failed + 1))
	echo "FAILED: $1: WARPAGE_TEST_THREADS=${WARPAGE_TEST_THREADS:-none}, status $status: $*"
	head -5 error
}

run() {
	rm -f run.log
	status=0
	"$warpage" "$@" >out 2>error </dev/null || status=$?
}

# The last line of a log that was begun is its end.
log_is_whole() {
	[ ! -s run.log ] || tail -n 1 run.log | grep -q '"event":"end"'
}

# Refused with one line, or done without the thread; in both cases the log is whole.
judge() {
	if [ "$status" -eq 2 ] && [ "$(wc -l <error)" -eq 1 ] && log_is_whole; then
		refused=$((refused + 1))
	elif [ "$status" -ne 0 ] || ! log_is_whole; then
		fails "$*"
	fi
	passed=$((passed + 1))
}

# each LEAST COMMAND...: at least so many threads are those without which it can't run.
each() {
	least=$1
	shift
	WARPAGE_TEST_THREADS=
	run "$@"
	case $status in
	0) ;;
	77)
		echo "skipped: $*: $(head -1 error)"
		return
		;;
	*) fails 'all threads start' ;;
	esac
	all=$(cat calls)
	refused=0
	if [ "$all" -gt 24 ]; then all=24; fi # those that come later are started in the same places
	for more in '' +; do
		for n in $(seq "$all"); do
			if [ -n "$more" ] && [ "$n" -gt "$least" ]; then break; fi
			export WARPAGE_TEST_THREADS="$n$more"
			run "$@"
			judge "$@"
		done
		unset WARPAGE_TEST_THREADS
	done
	if [ "$refused" -lt $((2 * least)) ]; then
		fails "$refused refusals, of $all threads: $*"
	fi
}

each 9 stress hyperv-tsc odd-even hv-spin-even --readers 8 --seconds 1 --tight
each 3 live tsc --readers 3 --seconds 1
each 3 live clock --readers 3 --seconds 1
each 3 live kvm --readers 2 --seconds 2

# A survey takes two to four threads at a time, again and again.
for n in $(seq 10); do
	WARPAGE_TEST_THREADS=$n check 2 'the threads cannot run' \
		sh -c "'$warpage' cpu --seconds 1 >/dev/null"
	check_one_line
done

# The first line of a log takes threads of its own, more or less of them: how many does not matter.
refused=0
ended=0
for n in $(seq 1 2 41); do
	export WARPAGE_TEST_THREADS="$n+"
	run stress hyperv-tsc odd-even hv-spin-even --readers 8 --seconds 1 --tight --log run.log
	judge 'with a log'
	if grep -qs '"event":"end".*"verdict":"error"' run.log; then ended=$((ended + 1)); fi
	if [ "$status" -eq 0 ]; then break; fi
done
unset WARPAGE_TEST_THREADS
if [ "$ended" -lt 3 ]; then fails "$ended logs with an end"; fi

# One that starts all but forgets one would be noticed.
if [ "$(cat calls)" -lt 4 ]; then
	status=0
	fails 'no threads were counted'
fi
finish
