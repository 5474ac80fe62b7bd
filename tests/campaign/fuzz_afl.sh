#!/bin/sh
# Campaigns with AFL++: short ones test something, what was found outlives any end, and no process is
# left behind by any of them. Builds the target machine for AFL++ in a folder of its own.
set -u
# shellcheck source=tests/lib/lib.sh
. "$(dirname "$0")/../lib/lib.sh"
source=$2
build=$3/afl

if ! command -v afl-fuzz >/dev/null; then
	echo "skipped: there is no afl-fuzz (package afl++)"
	exit 77
fi
if ! { cmake -S "$source" --preset afl -B "$build" &&
	cmake --build "$build" --target fuzz_machine warpage_mutator; } >"$work/log" 2>&1; then
	tail -20 "$work/log"
	exit 1
fi
# by this name, processes of this test are told from those of others
cp "$build/fuzz/fuzz_machine" "$build/fuzz/warpage_mutator.so" "$work/"
mkdir "$work/fuzz"
mv "$work/fuzz_machine" "$work/warpage_mutator.so" "$work/fuzz/"

run() {
	"$warpage" fuzz machine --engine afl --build "$work" --work "$work/fuzzing" \
		--findings "$work/findings" "$@"
}

# The processes of this test's campaigns that live; init may take its time over those that do not,
# which have no command line any more.
living() {
	grep -las "$work/fuzz/[f]uzz_machine" /proc/[0-9]*/cmdline | cut -d / -f 3
}

none_lives() {
	check 0 '^none$' sh -c "[ -z '$(living)' ] && echo none"
}

# children PID: those that it started, and afl-fuzz among them.
children() {
	cat "/proc/$1/task/$1/children" 2>/dev/null
}

# segments PID...: the segments of shared memory that these made.
segments() {
	for pid; do
		awk -v pid="$pid" '$5 == pid' /proc/sysvipc/shm
	done
}

# Those of the pids given that have not been waited for.
left() {
	for pid; do
		[ ! -d "/proc/$pid" ] || echo "$pid"
	done
}

# begin OPTION...: start a campaign of two jobs, and wait for their processes: afl-fuzz, one that
# forks, one that runs inputs.
begin() {
	"$warpage" fuzz machine --engine afl --build "$work" --work "$work/fuzzing" \
		--findings "$work/findings" --seconds 100 --jobs 2 "$@" >"$work/ended" 2>&1 &
	campaign=$!
	pids=
	for _ in $(seq 200); do
		sleep 0.1
		pids=$(living)
		[ "$(echo "$pids" | wc -l)" -ge 6 ] && break
	done
}

# end SIGNAL: send it, and wait. Then nothing lives, and no memory is left that somebody shared.
end() {
	makers=$(children "$campaign")
	# shellcheck disable=SC2086 # words
	check 0 '^some$' sh -c "[ -n '$(segments $makers)' ] && echo some"
	kill "-$1" "$campaign"
	wait "$campaign" 2>/dev/null
	for _ in $(seq 100); do
		# shellcheck disable=SC2086
		[ -z "$(living)$(segments $makers)" ] && break
		sleep 0.1
	done
	none_lives
	# shellcheck disable=SC2086
	check 0 '^none$' sh -c "[ -z '$(segments $makers)' ] && echo none"
}

# One second is enough, but on a busy machine; and the figures are its own.
for seconds in 1 10 60; do
	status=0
	run --seconds $seconds >"$work/ended" 2>&1 || status=$?
	[ $status -eq 0 ] && break
done
check 0 '^0$' echo "$status"
check 0 'executions [1-9]' cat "$work/ended"
none_lives

right=hyperv-tsc:odd-even:hv-spin-even
for signal in INT TERM; do
	begin --protocol $right
	end $signal
	check 0 'verdict    interrupted after .*: no violation in [0-9]+ reads that met an update by then' cat "$work/ended"
	check 0 'executions [1-9]' cat "$work/ended"
	# shellcheck disable=SC2086 # words
	check 0 '^none$' sh -c "[ -z '$(left $pids)' ] && echo none"
done
begin --protocol $right
end KILL
# also of those that are stopped and would never see that they are alone
begin --protocol $right
for pid in $pids; do
	[ "$(cat "/proc/$pid/comm" 2>/dev/null)" != fuzz_machine ] || kill -STOP "$pid" 2>/dev/null
done
end KILL

# At any moment, alone, with its process group, or only what it started: nothing is left behind.
for kill in '' - started; do
	for moment in 0.1 0.3 0.6 0.9 2.1; do
		setsid "$warpage" fuzz machine --engine afl --build "$work" --work "$work/killed" \
			--findings "$work/findings" --seconds 100 --jobs 2 --protocol $right \
			>"$work/ended" 2>&1 &
		campaign=$!
		sleep $moment
		makers=$(children "$campaign")
		if [ "$kill" = started ]; then
			for pid in $makers; do
				# the campaign may be faster with the second one
				[ "$(cat "/proc/$pid/comm")" != afl-fuzz ] || kill -KILL "$pid"
			done 2>/dev/null
		else
			kill -KILL "$kill$campaign"
		fi
		wait "$campaign" 2>/dev/null
		for _ in $(seq 50); do
			# shellcheck disable=SC2086
			[ -z "$(living)$(segments $makers)" ] && break
			sleep 0.1
		done
		none_lives
		# shellcheck disable=SC2086
		check 0 '^none$' sh -c "[ -z '$(segments $makers)' ] && echo none"
	done
done

# The next one goes on, and finds what there is; and so does the one after it. Also where one was killed as it wrote
# its figures, which are cut off then.
for job in main secondary1; do
	: >"$work/fuzzing/afl/$job/fuzzer_stats"
done
# of the two ways to tear this page (tests/fuzz/fuzz.sh) it finds one first, and not always the same
check 1 'torn hyperv-tsc:single-store:hv-seed scale\+(0,offset\+1|1,offset\+0)' run --seconds 5 --jobs 2 \
	--protocol hyperv-tsc:single-store:hv-seed --model sc
for input in "$work"/fuzzing/crashes/*; do
	check 1 '"host": "single-store"' "$warpage" replay --input --json "$input"
	also '"guest": "hv-seed"'
	also '"model": "sc"'
done
check 1 'verdict    violation' run --seconds 1 --protocol hyperv-tsc:single-store:hv-seed --model sc
finish
