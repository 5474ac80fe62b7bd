#!/bin/sh
# Campaigns: what is found becomes a finding, what can't be used gets one line, and what a campaign
# has learnt outlives it. Builds the targets for libFuzzer in a folder of its own.
set -u
# shellcheck source=tests/lib/lib.sh
. "$(dirname "$0")/../lib/lib.sh"
source=$2
build=$3
wrong=hyperv-tsc:single-store:hv-seed
right=hyperv-tsc:odd-even:hv-spin-even

# run: warpage fuzz machine in folders below $work.
run() {
	"$warpage" fuzz machine --work "$work/fuzzing" --findings "$work/findings" "$@"
}

# holds COMMAND...: must succeed.
holds() {
	if "$@"; then
		passed=$((passed + 1))
	else
		failed=$((failed + 1))
		echo "FAILED: $*"
	fi
}

# says PATTERN: so does the report of the last campaign.
says() {
	check 0 "$1" cat "$work/report"
}

# campaign STATUS PATTERN OPTION...: check a campaign, whose report says() then looks at.
campaign() {
	wanted_of=$1 pattern_of=$2
	shift 2
	check "$wanted_of" "$pattern_of" run "$@"
	cp "$work/out" "$work/report"
}

inputs() {
	find "$work/fuzzing/corpus" -type f | wc -l
}

# interrupt SIGNAL OPTION...: start a campaign, and send it a signal once it has a corpus.
interrupt() {
	signal=$1
	shift
	"$warpage" fuzz machine --work "$work/fuzzing" --findings "$work/findings" --seconds 100 "$@" \
		>"$work/ended" 2>&1 &
	pid=$!
	for _ in $(seq 200); do
		sleep 0.1
		[ "$(inputs 2>/dev/null)" -gt 3 ] && break
	done
	kill "-$signal" "$pid"
	status=0
	wait "$pid" || status=$?
}

# fake NAME: a target that is a script (stdin), and passes for one of libFuzzer.
fake() {
	mkdir -p "$work/$1/fuzz"
	{
		printf '#!/bin/sh\n# libFuzzer: run interrupted\n'
		cat
	} >"$work/$1/fuzz/fuzz_machine"
	chmod +x "$work/$1/fuzz/fuzz_machine"
}

# Wrong input, before anything is started.
fake idle <<-'SCRIPT'
	sleep 100
SCRIPT
idle="--build $work/idle"
: >"$work/file"
check 2 "no target 'machin' .did you mean machine..; there are machine, race, arithmetic, finding, schedule, input, expected, log$" "$warpage" fuzz machin
check_one_line
check 2 'name one target' "$warpage" fuzz
check_one_line
check 2 "no engine 'honggfuzz'; there are libfuzzer, afl$" run --engine honggfuzz
check_one_line
check 2 "hyperv-tsc has no host 'odd' .did you mean odd-even..; it has" run --protocol hyperv-tsc:odd:hv-seed
check_one_line
check 2 'wants FORMAT:HOST:GUEST' run --protocol hyperv-tsc:odd-even
check_one_line
check 2 "no model 'arm'" run --model arm
check_one_line
check 2 'jobs wants a whole number' run --jobs 0
check_one_line
# what would change nothing is refused
check 2 '^warpage fuzz: --deaths is not for the target race' "$warpage" fuzz race --deaths
check_one_line
check 2 '^warpage fuzz: --hosts is not for the target race' "$warpage" fuzz race --hosts 2
check_one_line
check 2 '^warpage fuzz: --tscs is not for the target log' "$warpage" fuzz log --tscs equal
check_one_line
check 2 '^warpage fuzz: --hosts and --vcpus go with --protocol' run --hosts 2
check_one_line
check 2 '^warpage fuzz: --hosts and --vcpus go with --protocol' run --vcpus 3
check_one_line
check 2 '^warpage fuzz: --deaths goes with one host' run --protocol $right --hosts 2 --deaths
check_one_line
check 2 '^warpage fuzz: --tscs is of equal, ahead, behind, faster' run --tscs equal,never
check_one_line
check 2 '^warpage fuzz: --model is not for the target arithmetic' "$warpage" fuzz arithmetic --model sc
check_one_line
check 2 '^warpage fuzz: --protocol is not for the target finding' "$warpage" fuzz finding \
	--protocol $right
check_one_line
check 2 '^warpage fuzz: --known is not for the target finding' "$warpage" fuzz finding --known
check_one_line
check 2 'cmake --preset libfuzzer && cmake --build --preset libfuzzer' run --build "$work/nothing"
check_one_line
check 2 'was not built for that engine' run --build "$build"
check_one_line
check 2 'no afl-fuzz in PATH' env PATH=/nowhere "$warpage" fuzz machine --engine afl
check_one_line
# shellcheck disable=SC2086 # an option and its value
{
	check 2 'file/x: Not a directory' run $idle --work "$work/file/x" --json
	check 2 'file/x: Not a directory' run $idle --findings "$work/file/x" --json
	check 2 'file/x: Not a directory' run $idle --junit "$work/file/x"
	check_one_line
	check 2 'verdict    nothing tested' run $idle --seconds 1 --junit "$work/junit.xml"
	check 0 'errors="1"' cat "$work/junit.xml"
	# only such a report is replaced, unless by force, and no link is
	check 0 '^<[?]xml version="1.0" encoding="UTF-8"[?]><!-- warpage fuzz -->$' head -n 1 "$work/junit.xml"
	chmod 600 "$work/junit.xml"
	check 2 'verdict    nothing tested' run $idle --seconds 1 --junit "$work/junit.xml"
	check 0 '^600$' stat -c %a "$work/junit.xml"
	echo '<?xml version="1.0" encoding="UTF-8"?><project/>' >"$work/pom.xml"
	check 2 'pom.xml: it holds something that warpage did not write there; give another name, or --force' \
		run $idle --seconds 1 --junit "$work/pom.xml"
	check_one_line
	check 0 '<project/>' cat "$work/pom.xml"
	check 2 'verdict    nothing tested' run $idle --seconds 1 --junit "$work/pom.xml" --force
	check 0 '<testsuites>' cat "$work/pom.xml"
	ln -s nothing "$work/link.xml"
	check 2 'link.xml: a symbolic link, which is not followed' \
		run $idle --seconds 1 --junit "$work/link.xml" --force
	check 0 '^0$' sh -c "ls '$work' | grep -c '^nothing' || :"
}

# Targets that fail, or crash on what is no violation.
fake broken <<-'SCRIPT'
	echo 'no such thing'
	exit 3
SCRIPT
check 2 'ended by itself \(status 3\): no such thing$' run --build "$work/broken" --seconds 20
# Executions alone are no test: some read has to meet an update.
fake blind <<-'SCRIPT'
	echo '#2 INITED cov: 1 ft: 1 corp: 1/1b exec/s: 0 rss: 1Mb'
	exec sleep 100
SCRIPT
campaign 2 'verdict    nothing tested' --build "$work/blind" --seconds 2 --junit "$work/junit.xml"
says 'reads      0, of which 0 met an update; 0 updates'
check 0 'errors="1"' cat "$work/junit.xml"
fake liar <<-'SCRIPT'
	for option; do
		case $option in -artifact_prefix=*) prefix=${option#*=} ;; esac
	done
	head -c 16 /dev/zero >"${prefix}crash-plain"
	echo '#2 INITED cov: 1 ft: 1 corp: 1/1b exec/s: 0 rss: 1Mb'
	echo "Test unit written to ${prefix}crash-plain"
	sleep 1
	exit 77
SCRIPT
check 2 'not reproduced: .*crash-hyperv-tsc-.*: no violation here' run --build "$work/liar" --seconds 3 \
	--protocol $wrong
crashed=$(find "$work/fuzzing/crashes" -type f)
holds test "$(basename "$crashed" | cut -c 1-38)" = crash-hyperv-tsc-single-store-hv-seed-
check 0 'an input, no violation$' "$warpage" replay --input --quiet "$crashed"
check 0 '"host": "single-store"' "$warpage" replay --input --json "$crashed"
also '"guest": "hv-seed"'
also '"model": "x86"'

# An input that took long is no violation, as its process may have been stopped, nor is it clean.
fake late <<-'SCRIPT'
	for option; do
		case $option in -artifact_prefix=*) prefix=${option#*=} ;; esac
	done
	echo x >"${prefix}timeout-x"
	echo '#2 INITED cov: 1 ft: 1 corp: 1/1b exec/s: 0 rss: 1Mb'
	echo "Test unit written to ${prefix}timeout-x"
	sleep 1
	exit 70
SCRIPT
mv "$work/late/fuzz/fuzz_machine" "$work/late/fuzz/fuzz_arithmetic"
check 2 '^not reproduced: .*timeout-x: it took over a minute, or was stopped$' "$warpage" fuzz \
	arithmetic --build "$work/late" --seconds 2 --work "$work/slow" --findings "$work/findings"

# From here on with libFuzzer itself.
echo 'int LLVMFuzzerTestOneInput(void); int LLVMFuzzerTestOneInput(void) { return 0; }' >"$work/try.c"
if ! clang-14 -fsanitize=fuzzer -o "$work/try" "$work/try.c" 2>"$work/out"; then
	finish || exit 1
	echo "skipped: clang-14 can't link for libFuzzer (package libclang-rt-14-dev)"
	exit 77
fi
# without link-time optimisation, which fuzz_afl.sh has: of three targets it takes most of the time
if ! { cmake -S "$source" --preset libfuzzer -B "$build/libfuzzer" \
	-DCMAKE_INTERPROCEDURAL_OPTIMIZATION=OFF &&
	cmake --build "$build/libfuzzer" --target fuzz_machine fuzz_arithmetic fuzz_race; } >"$work/log" 2>&1; then
	tail -20 "$work/log"
	exit 1
fi
real="--build $build/libfuzzer"

{
	head -c 16 /dev/zero
	printf '\001' && head -c 15 /dev/zero
	printf '\003\001\000\002\002\366' && head -c 10 /dev/zero
} >"$work/torn"
# Bugs that people had, one of each kind of violation, are found again.
sed '/^#/d' "$source/corpus/bugs" | awk -F ';' '!seen[$4]++' >"$work/bugs"
check 0 '^lkml-2017-hvclock +fuzz +torn in [0-9]+ ms$' env BUILD="$build" LIBFUZZER="$build/libfuzzer" \
	BUGS="$work/bugs" "$source/script/bugs" fuzz
holds test "$(grep -c ' in [0-9]* ms$' "$work/out")" -eq "$(wc -l <"$work/bugs")"

# What libFuzzer would not print of a crash, the target does.
{
	cat "$work/torn"
	head -c 300 /dev/zero
} >"$work/long"
check 77 "^Base64: $(base64 -w 0 "$work/long")\$" env WARPAGE_FUZZ_PROTOCOL=$wrong WARPAGE_FUZZ_MODEL=sc \
	"$build/libfuzzer/fuzz/fuzz_machine" "$work/long"

# shellcheck disable=SC2086
{
	# An earlier crash of another pair, or one that is gone, is named, and no reason to fail.
	head -c 16 /dev/zero >"$work/fuzzing/crashes/crash-raw"
	campaign 0 'verdict    clean' $real --protocol $right --seconds 2 --jobs 2
	says "^earlier left out: .*: it is of $wrong in x86\$"
	says '^earlier not reproduced: .*: no violation now$'
	holds test -e "$crashed"

	# Signals end it with its report, nothing is lost, and the next one goes on.
	rm -r "$work/fuzzing"
	interrupt INT $real --protocol $right --junit "$work/junit.xml"
	holds test "$status" -eq 2
	check 0 'verdict    interrupted after [0-9.]+ of 100 s: no violation in [1-9][0-9]* reads that met an update by then$' \
		cat "$work/ended"
	holds test "$(grep -c clean "$work/ended")" -eq 0
	check 0 'errors="1"' cat "$work/junit.xml"
	check 0 '<error type="unfinished" message="interrupted after' cat "$work/junit.xml"
	before=$(inputs)
	interrupt KILL $real --protocol $right
	head -c 100000 /dev/urandom >"$work/fuzzing/corpus/noise"
	: >"$work/fuzzing/corpus/empty"
	mkfifo "$work/fuzzing/corpus/pipe"
	ln -s nowhere "$work/fuzzing/corpus/dangling"
	campaign 0 'verdict    clean: no violation in [1-9][0-9]* reads that met an update$' \
		$real --protocol $right --seconds 2
	says 'reads      [0-9]+, of which [1-9][0-9]* met an update; [1-9][0-9]* updates'
	says '^  torn +0 +0[.]0% +forbidden   fields of several updates'
	says '^  legal +[1-9][0-9]* +100[.]0% +acceptable '
	holds test "$(inputs)" -ge "$before"
	"$warpage" fuzz machine --work "$work/fuzzing" $real --seconds 100 >"$work/ended" 2>&1 &
	pid=$!
	sleep 1
	check 2 'another campaign is running there' run $real --json
	kill -TERM "$pid"
	wait "$pid"

	# A wrong pair, with a corpus in which inputs crash now: set aside, or known before their turn.
	cp "$work/torn" "$work/fuzzing/corpus/torn"
	campaign 1 'verdict    violation' $real --protocol $wrong --model sc --seconds 5 --jobs 2 \
		--junit "$work/junit.xml"
	says '^TORN  hyperv-tsc: host single-store x guest hv-seed'
	says '^  finding .*torn hyperv-tsc:single-store:hv-seed scale\+0,offset\+1$'
	says '^  crashes +[0-9]+: [0-9]+ as others before, 0 kept'
	says '^  outcomes +inputs    share  grade       what it means$'
	says '^  torn +[1-9][0-9]* +(<?[0-9]+[.][0-9])% +forbidden   fields of several updates in one read$'
	sed -n 's/^  finding *[^ ]* *//p' "$work/report" | sort >"$work/signatures"
	holds sh -c "[ -z \"\$(uniq -d '$work/signatures')\" ]"
	holds sh -c "cut -d ' ' -f 1-2 '$work/signatures' | grep -Fqx 'torn $wrong'"
	holds test "$(grep -Fxcf "$work/signatures" "$work/fuzzing/seen")" -ge "$(wc -l <"$work/signatures")"
	# whole, wherever it is; libFuzzer may have taken a smaller one that does the same in its place
	for place in aside corpus; do
		[ ! -e "$work/fuzzing/$place/torn" ] || holds cmp "$work/torn" "$work/fuzzing/$place/torn"
	done
	holds test "$(find "$work/fuzzing/crashes" -type f | wc -l)" -eq \
		"$(wc -l <"$work/signatures")"
	check 1 'torn, as recorded$' "$warpage" replay --quiet "$work"/findings/*.warp
	# the inputs alone, without the campaign's options
	find "$work/fuzzing/crashes" -name 'crash-hyperv-tsc-*' >"$work/inputs"
	while read -r input; do
		check 1 '"host": "single-store"' "$warpage" replay --input --json "$input"
		also '"guest": "hv-seed"'
		also '"model": "sc"'
	done <"$work/inputs"
	check 1 '"verdict": "violation"' run $real --protocol $wrong --model sc --seconds 1 --json
	# each input that was judged is in one row
	cp "$work/out" "$work/json"
	check 0 '^ok$' python3 -c 'import json, sys
counts = json.load(open(sys.argv[1]))["counts"]
rows = {row["kind"]: row for row in counts["outcomes"]}
judged = sum(row["count"] for row in rows.values())
assert abs(judged - counts["executions"]) <= counts["executions"] // 10, (judged, counts)
assert abs(sum(row["share"] for row in rows.values()) - 1) < 1e-9
assert sum(row["count"] for row in rows.values() if row["grade"] == "forbidden") >= counts["again"] > 0, rows
assert rows["torn"]["count"] > 0 < rows["legal"]["count"], rows
assert rows["torn"]["grade"] == "forbidden" and "known" not in rows
print("ok")' "$work/json"
	check 0 '<testcase .*name="hyperv-tsc:single-store:hv-seed"' cat "$work/junit.xml"
	check 0 'sequence  -&gt; [0-9]' cat "$work/junit.xml"
	holds test "$(grep -cE '&([^aglq]|$)' "$work/junit.xml")" -eq 0
	if command -v python3 >"$work/out"; then
		check 0 testsuites python3 -c "import sys, xml.dom.minidom as dom
print(dom.parse(sys.argv[1]).documentElement.tagName)" "$work/junit.xml"
	fi
	# without --protocol what the matrix lists is no news, and not clean either
	campaign 0 'verdict    nothing new: [1-9][0-9]* pairs? showed what the matrix lists' $real \
		--work "$work/any" --seconds 3 --junit "$work/junit.xml"
	says '^  known      [1-9][0-9]* inputs of [1-9][0-9]* pairs '
	says '^  known +[1-9][0-9]* +[<0-9.]+% +interesting what the matrix lists'
	holds test "$(grep -c clean "$work/report")" -eq 0
	check 0 '<system-out>nothing new: [1-9]' cat "$work/junit.xml"
	check 1 'verdict    violation' run $real --work "$work/any" --seconds 3 --known

	# A host's death is carried, too.
	check 1 ' stuck hyperv-tsc:odd-even:hv-spin-even' run $real --work "$work/deaths" --deaths \
		--seconds 3 --protocol $right
	check 1 ': an input, stuck$' "$warpage" replay --input --quiet "$work"/deaths/crashes/*

	# Other targets keep the inputs, and name what runs them.
	check 1 '^crash: WARPAGE_FUZZ_PROTOCOL=[a-z:-]* .*fuzz_arithmetic .*crash-' "$warpage" fuzz \
		arithmetic $real --work "$work/numbers" --findings "$work/findings" --seconds 2 \
		--protocol pvclock:pvclock-odd-even:pv-truncate
	also '^  crash +[1-9][0-9]* +[<>0-9.]+% +forbidden   the target failed$'
	also '^  passed +[0-9]+ '
	cp "$work/out" "$work/report"
	check 134 '^ARITHMETIC  pvclock' sh -c "$(sed -n 's/^crash: //p' "$work/report" | head -n 1)"

	# Races: one line, one file and one finding for each kind and mix, explained by the machine, with
	# what the target told of it; what has been found is no news, and the next campaign has it still.
	raced=0
	stuck=hyperv-tsc:single-store:hv-spin-even
	"$warpage" fuzz race $real --work "$work/races" --findings "$work/raced" --seconds 8 \
		--protocol $stuck --junit "$work/junit.xml" >"$work/report" 2>"$work/out" || raced=$?
	if [ "$raced" -ne 77 ]; then
		holds test "$raced" -eq 1
		says '^STUCK  hyperv-tsc: host single-store x guest hv-spin-even, raced$'
		says '^reader 0 made [0-9]+ accesses after the last update'
		says '^head host=hyperv-tsc:single-store guest=hv-spin-even model=x86 '
		says '^stuck: explained: '
		says '^STUCK  hyperv-tsc: host single-store x guest hv-spin-even   \(model'
		says "^  finding    $work/raced/stuck-.*  stuck $stuck\$"
		says '^  crashes +[0-9]+: [0-9]+ as others before, 0 kept'
		says 'verdict    violation$'
		sed -n 's/^  finding *[^ ]* *//p' "$work/report" | sort >"$work/signatures"
		holds sh -c "[ -z \"\$(uniq -d '$work/signatures')\" ]"
		holds test "$(find "$work/races/crashes" -type f | wc -l)" -eq \
			"$(wc -l <"$work/signatures")"
		holds test "$(find "$work/raced" -type f | wc -l)" -le "$(wc -l <"$work/signatures")"
		check 1 'stuck, as recorded$' "$warpage" replay --quiet "$work"/raced/stuck-*.warp
		check 0 'STUCK  hyperv-tsc' cat "$work/junit.xml"
		check 0 "<testcase .*name=\"$stuck\"" cat "$work/junit.xml"
		check 1 '"earlier": true' "$warpage" fuzz race $real --work "$work/races" \
			--findings "$work/raced" --seconds 1 --protocol $stuck --json
		# that of another pair leaves them out
		check 0 "^earlier left out: .*: it is of $stuck in x86\$" "$warpage" fuzz race $real \
			--work "$work/races" --findings "$work/raced" --seconds 4 --protocol $right
	fi
}
finish
