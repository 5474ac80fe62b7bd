#!/bin/sh
# Executions until a fuzzer finds the first violation of a wrong pair, from an empty corpus: what
# bench_search and bench/fuzz.sh count.
#
# usage: bench/first.sh libfuzzer|afl FORMAT:HOST:GUEST MODEL SEED SECONDS [TARGET]
#	prints the executions, or "never", and the seconds by the clock, the engine's start and end
#	included; TARGET is that of the preset's build unless named. WARPAGE_FUZZ_FEEDBACK counts, as
#	everywhere.
set -eu
cd "$(dirname "$0")/.."
if [ $# -lt 5 ]; then
	sed -n 's/^# *usage: /usage: /p' "$0" >&2
	exit 2
fi
engine=$1
seed=$4
seconds=$5
target=${6:-build-$engine/fuzz/fuzz_machine}
if [ ! -x "$target" ]; then
	echo "bench/first.sh: no $target: cmake --preset $engine && cmake --build --preset $engine" >&2
	exit 2
fi
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
unset WARPAGE_FUZZ_KNOWN WARPAGE_FUZZ_FINDINGS WARPAGE_FUZZ_DEATHS
export WARPAGE_FUZZ_PROTOCOL="$2" WARPAGE_FUZZ_MODEL="$3"

first_libfuzzer() {
	if "$target" -seed="$seed" -max_total_time="$seconds" -max_len=512 -print_final_stats=1 \
		-artifact_prefix="$work/" >"$work/log" 2>&1; then
		echo never
	else
		sed -n 's/^stat::number_of_executed_units: *//p' "$work/log"
	fi
}

# afl-fuzz wants a file to begin with: a read and nothing else.
first_afl() {
	mkdir "$work/in"
	head -c 48 /dev/zero >"$work/in/plain"
	AFL_BENCH_UNTIL_CRASH=1 AFL_NO_UI=1 AFL_SKIP_CPUFREQ=1 AFL_NO_AFFINITY=1 \
		AFL_I_DONT_CARE_ABOUT_MISSING_CRASHES=1 AFL_CUSTOM_MUTATOR_ONLY=1 \
		AFL_CUSTOM_MUTATOR_LIBRARY="$(dirname "$target")/warpage_mutator.so" \
		afl-fuzz -s "$seed" -V "$seconds" -i "$work/in" -o "$work/out" -- "$target" \
		>"$work/log" 2>&1 || true
	crash=$(find "$work/out/default/crashes" -name 'id:000000,*' 2>/dev/null)
	if [ -z "$crash" ]; then
		echo never
	else
		echo "$crash" | sed 's/.*,execs:\([0-9]*\).*/\1/'
	fi
}

start=$(date +%s%N)
executions=$(first_"$engine")
end=$(date +%s%N)
if [ -z "$executions" ] || { [ "$executions" = never ] && ! grep -q 'Done\|Statistics' "$work/log"; }; then
	echo "bench/first.sh: $target did not run:" >&2
	cat "$work/log" >&2
	exit 2
fi
echo "$executions $(awk "BEGIN { print ($end - $start) / 1e9 }")"
