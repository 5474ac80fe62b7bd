#!/bin/sh
# What fuzzing costs and finds on this machine, in the builds of the presets libfuzzer and afl.
#
# usage: bench/fuzz.sh speed [ROUNDS]
#	executions per second of CPU time (libFuzzer) and of the clock (AFL++) of the target machine,
#	and of a target that does nothing, in turns; their ratio is that of the best rounds. With
#	sanitizers as well if libfuzzer-asan is built
# usage: bench/fuzz.sh feedback [SEEDS [SECONDS]]
#	executions until each engine finds the violation of a wrong pair from an empty corpus, with and
#	without the features of reads; nothing found within SECONDS counts as never. The last four are
#	protocols of bench/hard
set -eu
cd "$(dirname "$0")/.."
libfuzzer=build-libfuzzer/fuzz
sanitized=build-libfuzzer-asan/fuzz
afl=build-afl/fuzz
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
unset WARPAGE_FUZZ_PROTOCOL WARPAGE_FUZZ_MODEL WARPAGE_FUZZ_KNOWN WARPAGE_FUZZ_FEEDBACK

# median FILE: the middle one of the numbers in a file, "never" being the largest.
median() {
	sed 's/never/999999999999/' "$1" | sort -n |
		awk '{ n[NR] = $1 } END { m = n[int((NR + 1) / 2)]; print m < 999999999999 ? m : "never" }'
}

# best FILE: the largest number in it.
best() {
	sort -n "$1" | tail -n 1
}

# cpu COMMAND...: seconds of CPU time that it takes.
cpu() {
	(
		"$@" >"$work/log" 2>&1 || true
		times >"$work/times"
		awk 'NR == 2 { split($1 "m" $2, t, /[ms]+/); print t[1] * 60 + t[2] + t[3] * 60 + t[4] }' \
			"$work/times"
	)
}

speed_libfuzzer() {
	runs=3000000
	seconds=$(cpu "$libfuzzer/fuzz_$1" -seed="$2" -runs=$runs -max_len=512)
	grep -q "Done $runs runs" "$work/log" || cat "$work/log" >&2
	awk "BEGIN { printf \"%d\\n\", $runs / $seconds }" >>"$work/libfuzzer-$1$3"
}

speed_afl() {
	rm -rf "$work/out"
	AFL_NO_UI=1 AFL_SKIP_CPUFREQ=1 AFL_NO_AFFINITY=1 AFL_I_DONT_CARE_ABOUT_MISSING_CRASHES=1 \
		AFL_CUSTOM_MUTATOR_ONLY=1 AFL_CUSTOM_MUTATOR_LIBRARY=$afl/warpage_mutator.so \
		afl-fuzz -i "$work/in" -o "$work/out" -V 5 -- "$afl/fuzz_$1" >"$work/log" 2>&1
	stats=$work/out/default/fuzzer_stats
	sed -n 's/^execs_per_sec *: *\([0-9]*\).*/\1/p' "$stats" >>"$work/afl-$1"
	[ "$1" = empty ] || sed -n 's/^stability *: *\([0-9.]*\).*/\1/p' "$stats" >>"$work/stability"
}

# tell_libfuzzer WHAT EMPTY: the best rounds of the two.
tell_libfuzzer() {
	this=$(best "$work/libfuzzer-$1")
	empty=$(best "$work/libfuzzer-$2")
	echo "libFuzzer $1: $this/s of $empty/s empty: $(awk "BEGIN { printf \"%.3f\", $this / $empty }")"
}

speed() {
	mkdir -p "$work/in"
	head -c 48 /dev/zero >"$work/in/plain"
	round=1
	while [ "$round" -le "$1" ]; do
		speed_libfuzzer empty "$round" ""
		speed_libfuzzer machine "$round" ""
		export WARPAGE_FUZZ_PROTOCOL=hyperv-tsc:odd-even:hv-spin-even
		speed_libfuzzer machine "$round" -pair
		unset WARPAGE_FUZZ_PROTOCOL
		if [ -x "$sanitized/fuzz_machine" ]; then
			plain=$libfuzzer
			libfuzzer=$sanitized
			speed_libfuzzer empty "$round" -sanitized
			speed_libfuzzer machine "$round" -sanitized
			libfuzzer=$plain
		fi
		if command -v afl-fuzz >/dev/null && [ -x "$afl/fuzz_machine" ]; then
			speed_afl empty
			speed_afl machine
		fi
		round=$((round + 1))
	done
	tell_libfuzzer machine empty
	tell_libfuzzer machine-pair empty
	[ ! -e "$work/libfuzzer-empty-sanitized" ] || tell_libfuzzer machine-sanitized empty-sanitized
	[ -e "$work/afl-empty" ] || return 0
	empty=$(best "$work/afl-empty")
	this=$(best "$work/afl-machine")
	echo "AFL++ machine: $this/s of $empty/s empty: $(awk "BEGIN { printf \"%.2f\", $this / $empty }")," \
		"stability at least $(sort -n "$work/stability" | head -n 1) %"
}

# of_seeds ENGINE TARGET PAIR MODEL FEEDBACK SEEDS SECONDS: the median of the seeds' executions.
of_seeds() {
	: >"$work/executions"
	seed=1
	while [ "$seed" -le "$6" ]; do
		WARPAGE_FUZZ_FEEDBACK=$5 bench/first.sh "$1" "$3" "$4" "$seed" "$7" "$2" </dev/null |
			sed 's/ .*//' >>"$work/executions"
		seed=$((seed + 1))
	done
	median "$work/executions"
}

feedback() {
	printf '%-46s %-11s %12s %12s %12s %12s\n' '' '' libFuzzer without AFL++ without
	while read -r pair model; do
		printf '%-46s %-11s' "$pair" "$model"
		for engine in libfuzzer afl; do
			for feedback in 1 0; do
				printf ' %12s' "$(of_seeds $engine build-$engine/fuzz/fuzz_machine \
					"$pair" "$model" $feedback "$1" "$2")"
			done
		done
		echo
	done <<-PAIRS
		hyperv-tsc:single-store:hv-seed sc
		hyperv-tsc:odd-even:hv-ordered sc
		hyperv-tsc:odd-even:hv-spin-even x86-manual
		hyperv-tsc:odd-even:hv-deferred sc
		hyperv-tsc:invalidate:hv-2016 sc
		hyperv-tsc:frozen:hv-spin-even sc
		hyperv-tsc:no-wmb:hv-spin-even weak
		hyperv-tsc:partly-frozen:hv-ordered sc
		pvclock:plus-two:pv-ordered sc
		pvclock:clear-low-bit:pv-ordered sc
		pvclock:pvclock-odd-even:pv-truncate sc
		hyperv-tsc:bench/hard/hyperv-tsc/host_wrong_at_wrap.c:hv-spin-even sc
		hyperv-tsc:bench/hard/hyperv-tsc/host_wrong_third.c:hv-spin-even sc
		hyperv-tsc:bench/hard/hyperv-tsc/host_wrong_when_far.c:hv-spin-even sc
		hyperv-tsc:odd-even:bench/hard/hyperv-tsc/guest_short_sequence.c sc
	PAIRS
}

case ${1:-} in
speed) speed "${2:-5}" ;;
feedback) feedback "${2:-5}" "${3:-20}" ;;
*)
	sed -n 's/^# *usage: /usage: /p' "$0" >&2
	exit 2
	;;
esac
