#!/bin/sh
# --jobs changes nothing but the time: what is printed and saved is the same to the last byte, whoever is
# stopped or killed leaves nobody behind, and how far a run is shows meanwhile. usage: jobs.sh WARPAGE
set -u
# shellcheck source=tests/lib/lib.sh
. "$(dirname "$0")/../lib/lib.sh"
cd "$work" || exit 1

fails() {
	failed=$((failed + 1))
	echo "FAILED: $1"
}

# What a run takes is the one thing that may differ.
without_time() {
	sed -E 's/"seconds": [0-9.e-]+/"seconds": 0/
		s/[0-9.]+ s, [0-9.]+ million executions per second/TIME/'
}

# run_with JOBS OPTIONS...: what it prints, its status and its findings, in JOBS.out, .status and .found
run_with() {
	jobs=$1
	shift
	rm -rf found
	"$warpage" "${command:-verify}" "$@" --jobs "$jobs" --findings found >all 2>error </dev/null
	echo $? >"$jobs.status"
	without_time <all >"$jobs.out"
	(cd found 2>/dev/null && cat ./*) >"$jobs.found"
}

# same JOBS... -- OPTIONS...: as with one job
same() {
	others=
	while [ "$1" != -- ]; do
		others="$others $1"
		shift
	done
	shift
	run_with 1 "$@"
	[ -s 1.out ] || fails "nothing is printed: ${command:-verify} $*"
	for other in $others; do
		run_with "$other" "$@"
		for what in out status found; do
			passed=$((passed + 1))
			cmp -s "1.$what" "$other.$what" && continue
			fails "another $what with $other jobs: ${command:-verify} $*"
			diff "1.$what" "$other.$what" | head -5
		done
	done
}

same 2 3 -- hyperv-tsc odd-even hv-spin-even --json
same 2 3 -- pvclock pvclock-odd-even pv-ordered --model weak --updates 16 --json
same 2 3 -- hyperv-tsc single-store hv-seed
same 2 3 -- hyperv-tsc no-wmb hv-ordered --model weak --json
same 2 3 -- hyperv-tsc single-store hv-seed --first
same 2 3 -- pvclock pvclock-odd-even pv-truncate --updates 2 --deaths
same 3 -- pvclock pvclock-odd-even pv-ordered --barriers --json
same 2 -- hyperv-tsc single-store hv-2016 --barriers
same 7 -- --all --updates 1
same 3 -- --all --updates 1 --json

# In search the executions are drawn, in stretches of 50000.
command=search
same 2 3 -- hyperv-tsc odd-even hv-spin-even --executions 512345 --json
same 2 -- hyperv-tsc odd-even hv-spin-even --executions 50000
same 2 -- hyperv-tsc odd-even hv-spin-even --executions 50001
same 2 3 -- hyperv-tsc single-store hv-seed --executions 300000 --go-on --seed 9
same 2 3 -- hyperv-tsc plain-stores hv-spin-even --executions 200000 --strategy pct --model weak --go-on --json
# what shows itself late is shown by the same execution, whoever came to it first
cat >rare.c <<-'END'
	#include "format.h"

	/* Looks at the low bits of the sequence alone: it takes sixteen updates within one read to fool it. */
	static bool read_it(const struct hyperv_tsc_page *page, u64 *time)
	{
		u32 before;
		u64 scale;
		s64 offset;

		do {
			before = READ_ONCE(page->sequence);
			smp_rmb();
			scale = READ_ONCE(page->scale);
			offset = READ_ONCE(page->offset);
			*time = hyperv_tsc_time(rdtsc_ordered(), scale, offset);
			smp_rmb();
		} while (before & 1 || (before ^ READ_ONCE(page->sequence)) & 31);
		return true;
	}

	DEFINE_GUEST(hyperv_tsc, rare, .read = read_it, .origin = "tests");
	END
export XDG_CACHE_HOME="$work/cache"
for options in '' --go-on; do
	# shellcheck disable=SC2086 # an option or none
	same 2 3 -- hyperv-tsc odd-even ./rare.c --updates 16 --strategy pos --executions 400000 $options
	passed=$((passed + 1))
	grep -Eq 'VIOLATION.* at execution [0-9]{6}$' 1.out || fails "what is rare was found in the first stretch"
done
command=

for jobs in 0 -1 257 two; do
	check 2 "^warpage verify: --jobs" "$warpage" verify --all --jobs "$jobs"
	check_one_line
done

# begin OPTIONS...: a long run as $pid, with its workers as $workers
begin() {
	rm -rf found
	env --default-signal=INT,TERM "$warpage" verify "$@" --jobs 3 --findings found >out 2>error \
		</dev/null &
	pid=$!
	workers=
	for _ in $(seq 200); do
		workers=$(pgrep -P $pid)
		[ "$(echo "$workers" | wc -w)" -eq 3 ] && break
		sleep 0.05
	done
}

# Nobody is left; who reaps those whose parent was killed may take a while.
nobody_left() {
	for _ in $(seq 100); do
		left=
		for worker in $workers; do
			kill -0 "$worker" 2>/dev/null && left="$left $worker"
		done
		[ -z "$left" ] && break
		sleep 0.1
	done
	passed=$((passed + 1))
	[ -z "$left" ] || fails "workers are left: $1"
	[ -n "$workers" ] || fails "there were no workers: $1"
}

# A pair that is clean, but not by a proof, which would be over too soon.
cp "$2/tests/protocols/hyperv-tsc/guest_difference.c" difference.c
long='hyperv-tsc odd-even ./difference.c --model weak --updates 6'
for signal in INT TERM; do
	for options in "$long" '--all --updates 4' "$long --barriers"; do
		# shellcheck disable=SC2086 # the options are words
		begin $options
		kill -"$signal" "$pid"
		status=0
		wait "$pid" || status=$?
		passed=$((passed + 1))
		case $status in 1 | 2) ;; *) fails "status $status: verify $options, $signal" ;; esac
		grep -q UNFINISHED out || fails "silent about the signal: verify $options, $signal"
		nobody_left "verify $options, $signal"
	done
done

# shellcheck disable=SC2086
begin $long
kill -KILL "$pid"
wait "$pid" 2>/dev/null
nobody_left 'the leader is killed'

# Whoever is killed, his work is done all the same.
whole='hyperv-tsc odd-even ./difference.c --model weak --updates 4'
# shellcheck disable=SC2086
begin $whole
for worker in $workers; do
	kill -KILL "$worker"
	sleep 0.1
done
status=0
wait "$pid" || status=$?
without_time <out >killed.out
# shellcheck disable=SC2086
run_with 1 $whole
passed=$((passed + 1))
if [ "$status" -ne 0 ] || ! cmp -s 1.out killed.out; then
	fails "status $status, or another verdict, without the workers"
	diff 1.out killed.out
fi

# How far it is, on a terminal.
if command -v script >/dev/null; then
	for jobs in 1 2; do
		script -qec "$warpage verify $whole --jobs $jobs --findings found" /dev/null \
			>out </dev/null 2>&1
		passed=$((passed + 1))
		tr '\r' '\n' <out | grep -Eq '^.\[K[#.]{20} [0-9]+ s: no violation, [0-9]+ s left, [0-9]+ of [0-9]+ schedules$' ||
			fails "no progress with $jobs jobs"
		script -qec "$warpage verify --all --model sc --jobs $jobs --findings found" /dev/null \
			>out </dev/null 2>&1
		passed=$((passed + 1))
		tr '\r' '\n' <out | grep -Eq '^.\[K[#.]{20} [0-9]+ s: [0-9]+ violations, [0-9]+ s left, [0-9]+ of [0-9]+ verdicts' ||
			fails "no progress of a table with $jobs jobs"
	done
fi
finish
