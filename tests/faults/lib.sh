# shellcheck shell=sh
# shellcheck disable=SC2034,SC2119,SC2120 # for the scripts that take this in
# For the kinds of faults: boxes to run warpage in, the jobs that it does there, and what must hold after.
# A kind is a script that run.sh calls; each check counts in a column of the table at the end.

: "${warpage:?}" "${tools:?}" "${source:?}" "${seed:?}" "${seconds:?}" "${short?}" "${table:?}"
here=$source/tests/faults
kind=$(basename "$0" .sh)
program=$warpage
work=$(mktemp -d)
trap 'cd /; rm -rf "$work"' EXIT
trap 'exit 130' INT TERM
deadline=$(($(date +%s) + seconds))
patience=60 # seconds until a run hangs
quiet=
runs=0 struck=0 lines=0 findings=0 files=0 crashes=0 blind=0 skipped=
context=
seen=0
# A leak is no fault, and the leak checker can't work while a run is traced.
export ASAN_OPTIONS="detect_leaks=0:allocator_may_return_null=1${ASAN_OPTIONS:+:$ASAN_OPTIONS}"
if grep -q __asan_init "$warpage"; then sanitized=y; else sanitized=; fi
few=40
[ -z "$short" ] || few=2

# random N: $drawn is one of 0 to N - 1; the same for the same seed.
state=$((seed * 1000003 + $(printf %s "$kind" | cksum | cut -d ' ' -f 1)))
random() {
	state=$((state * 6364136223846793005 + 1442695040888963407))
	drawn=$(((state >> 33 & 0x3fffffff) % $1))
}

# next: $n is another one of 1 to $seen, so that about $few of many are taken, and each of few.
next() {
	random $((seen * 2 / few + 1))
	n=$((n + 1 + drawn))
}

in_time() {
	[ "$(date +%s)" -lt "$deadline" ]
}

# more: whether all that a kind does is to be done once more.
more() {
	[ -z "$short" ] && in_time
}

# bad COLUMN WHAT: something is wrong, and counted there.
bad() {
	eval "$1=\$(($1 + 1))"
	[ -z "$quiet" ] || return 0
	echo "FAILED: $kind: $context: $2"
	tail -n 4 "$work/err" 2>/dev/null | sed 's/^/    /' | cat -v
}

skip() {
	skipped="${skipped:+$skipped; }$1"
}

# The files that jobs read.
mkdir "$work/in"
cp "$source/corpus/known-violations/hyperv-tsc_single-store_hv-seed.warp" "$work/in/finding.warp"
printf '%s\n' 'warpage input 1' 'head host=hyperv-tsc:single-store guest=hv-seed model=x86' \
	'update kind=0 hold=power:20:0' 'read start=1 moves=2+2' end >"$work/in/input.text"
printf '%s\n' 'warpage schedule 1' \
	'start sequence=2 placement=0 tsc=10000 value=10000 rate=0x80000000 tail=100000' \
	'update slower rate=0x40000000 step=0 jump=0 hold=100000 lead=0 gap=5000' end \
	>"$work/in/tear.schedule"
cp "$source/tests/matrix.expected" "$work/in/table"
sh "$source/tests/lib/make_log.sh" two-runs | head -n 60 >"$work/in/a.log"
(cd "$work/in" && "$warpage" replay --quiet --bytes crash input.text >/dev/null)
# A target for campaigns that passes for one of libFuzzer, and finds that input.
mkdir -p "$work/in/build/fuzz"
cat >"$work/in/build/fuzz/fuzz_machine" <<-SCRIPT
	#!/bin/sh
	# libFuzzer: run interrupted
	for word; do
		case \$word in -artifact_prefix=*) prefix=\${word#*=} ;; esac
	done
	echo '#2 INITED cov: 1 ft: 1 corp: 1/1b exec/s: 0 rss: 1Mb' >&2
	if [ -n "\$prefix" ] && [ ! -e "\$prefix"found ]; then
		: >"\$prefix"found
		cp $work/in/crash "\$prefix"crash-0
		echo "Test unit written to \${prefix}crash-0" >&2
		exit 77
	fi
	exec sleep 100
SCRIPT
chmod +x "$work/in/build/fuzz/fuzz_machine"

# new_box: an empty folder, out/, for what a job writes, and outside/, where nothing may change.
new_box() {
	cd "$work" || exit 1
	rm -rf box
	mkdir -p box/out box/outside
	echo 'nobody else writes here' >box/outside/kept
	cp -r in box/in
	cd box || exit 1
}

# run_job JOB [WRAPPER...]: does it in the box, and sets $status, and $expected, which it would be unhurt.
run_job() {
	job=$1 expected=1
	shift
	case $job in
	verify) set -- "$@" "$program" verify hyperv-tsc single-store hv-seed --first \
		--findings out/findings ;;
	proof)
		expected=0
		set -- "$@" "$program" verify hyperv-tsc odd-even hv-spin-even --model sc --updates 2
		;;
	search) set -- "$@" "$program" search hyperv-tsc single-store hv-seed --seed "$seed" \
		--findings out/findings ;;
	matrix) set -- "$@" "$program" verify --all --model sc --updates 2 \
		--findings out/findings ;;
	shrink)
		expected=0
		set -- "$@" "$program" shrink -o out/small.warp in/finding.warp
		;;
	text) set -- "$@" "$program" replay --quiet in/input.text --text out/again.text \
		--bytes out/again.bytes ;;
	report)
		expected=0
		set -- "$@" "$program" report in/a.log -o out/page.html
		;;
	race) set -- "$@" "$program" stress hyperv-tsc single-store hv-seed --seconds 2 \
		--log out/race.log --findings out/findings ;;
	calm)
		expected=0
		set -- "$@" "$program" stress hyperv-tsc odd-even hv-spin-even --seconds 1 \
			--log out/race.log --findings out/findings
		;;
	crowd)
		expected=0
		set -- "$@" "$program" stress hyperv-tsc odd-even hv-spin-even --seconds 1 \
			--readers 24 --log out/race.log --findings out/findings
		;;
	campaign) set -- "$@" "$program" fuzz machine --build in/build --work out/fuzzing \
		--findings out/findings --junit out/junit.xml --seconds 2 \
		--protocol hyperv-tsc:single-store:hv-seed ;;
	esac
	status=0
	timeout -s KILL "$patience" "$@" >"$work/text" 2>"$work/err" </dev/null || status=$?
	runs=$((runs + 1))
}

# A race needs a TSC that can be trusted, and may not happen here.
can_race() {
	new_box
	run_job calm
	runs=0
	[ "$status" -ne 77 ] || skip "races: $(head -n 1 "$work/err" | cut -c 1-80)"
	[ "$status" -ne 77 ]
}

# findings_replay FOLDER: each finding below it is whole.
findings_replay() {
	find "$1" -name '*.warp' -type f 2>/dev/null >"$work/warps"
	while read -r warp; do
		replayed=0
		"$warpage" replay --quiet "$warp" >"$work/replayed" 2>&1 || replayed=$?
		[ "$replayed" -eq 1 ] || bad files "$(basename "$warp"): $(cat "$work/replayed")"
	done <"$work/warps"
}

# log_whole LOG [FOLDER]: its lines are events, and what they name is there (below FOLDER).
log_whole() {
	[ -s "$1" ] || return 0
	"$tools/log_check" "$1" >"$work/log" 2>&1 || bad lines "$(cat "$work/log")"
	grep -q '^broken 0$' "$work/log" || bad lines "$(grep '^broken' "$work/log") lines of the log"
	sed -n 's/^finding //p' "$work/log" | while read -r path; do
		[ -s "${2:-.}/$path" ] || echo "$path"
	done >"$work/missing"
	[ ! -s "$work/missing" ] || bad findings "the log names $(head -n 1 "$work/missing")"
}

# files_whole FOLDER: what has a final name there is whole.
files_whole() {
	findings_replay "$1"
	if [ -e "$1/page.html" ] && [ -f "$1/page.html" ]; then
		tail -n 1 "$1/page.html" | grep -q '</html>' || bad files 'half a page'
	fi
	if [ -f "$1/junit.xml" ] && ! grep -q '</testsuites>' "$1/junit.xml"; then
		bad files 'half a JUnit file'
	fi
	if [ -f "$1/again.text" ] && [ "$(tail -n 1 "$1/again.text")" != end ]; then
		bad files 'half a text'
	fi
	if [ -f "$1/again.bytes" ] && ! cmp -s "$1/again.bytes" "$work/in/crash"; then
		bad files 'half an input'
	fi
	if [ -n "$(find "$1" -path '*corpus/*' -type f -empty 2>/dev/null)" ]; then
		bad files 'an empty file in the corpus'
	fi
}

no_temporary() {
	left=$(find . -name '*.tmp' | head -n 1)
	[ -z "$left" ] || bad files "left behind: $left"
}

outside_kept() {
	if [ "$(ls -A outside)" != kept ] || ! echo 'nobody else writes here' | cmp -s - outside/kept; then
		bad files 'changed outside of its folder'
	fi
}

# What the last run printed names findings that exist.
named_exist() {
	sed -n 's/^replay:  warpage replay \(.*\)/\1/p; s/.*explained: \(out[^ ]*warp\).*/\1/p
		s/.* as well:  warpage replay \(.*\)/\1/p; s/^saved as \(.*\)/\1/p' \
		"$work/text" >"$work/names"
	while read -r name; do
		[ -s "$name" ] || bad findings "it names $name"
	done <"$work/names"
}

# no_crash [STATUS...]: as sound()
no_crash() {
	case $status in
	124 | 137) # of timeout
		[ -n "$killed" ] || bad crashes "hangs: status $status" ;;
	12[5-9] | 1[3-9]? | 2??)
		case "${killed:+killed}: $* " in
		killed* | *" $status "*) ;; # as it may: a signal comes early to a program that starts slowly
		*) bad crashes "died: status $status" ;;
		esac
		;;
	esac
	if grep -Eq 'Sanitizer|runtime error: |stack smashing|Assertion|corrupted|double free' \
		"$work/err" "$work/text"; then
		bad crashes "$(grep -Em 1 'ERROR: |runtime error: |Assertion' "$work/err")"
	fi
	if LC_ALL=C grep -q "$(printf '\033')" "$work/err" "$work/text"; then
		bad crashes 'an escape sequence in what it prints'
	fi
}

# The loader, which is not ours, met the fault.
in_loader() {
	[ "$status" -eq 127 ] && grep -q 'loading shared libraries' "$work/err"
}

# If it says that it did all, it did.
did_all() {
	[ "$status" -eq "$expected" ] || return 0
	case $job in
	verify | search | matrix)
		[ -n "$(find out/findings/ -name '*.warp' 2>/dev/null)" ] ||
			bad findings "status $status, and no finding"
		;;
	proof)
		grep '^  executions' "$work/text" | cmp -s - "$work/reference/proof" ||
			bad findings 'status 0, and not the whole proof'
		;;
	shrink) [ -s out/small.warp ] || bad findings 'status 0, and no small.warp' ;;
	text) [ -s out/again.text ] || bad findings 'status 1, and no text' ;;
	report) [ -s out/page.html ] || bad findings 'status 0, and no page' ;;
	race | calm | crowd)
		grep -qs '"event":"end"' out/race.log || bad lines "status $status, and no end in the log"
		;;
	campaign)
		[ -n "$(find out/findings/ -name '*.warp' 2>/dev/null)" ] ||
			bad findings "status $status, and no finding"
		;;
	esac
}

# sound [STATUS...]: all that must hold after a run, whatever befell it. Besides what it would be unhurt
# the status may be one of these; with $killed it was meant to die.
killed=
sound() {
	in_loader && return
	no_crash "$@"
	case " $* $expected " in
	*" $status "*) ;;
	*) [ -n "$killed" ] || bad crashes "status $status" ;;
	esac
	if [ "$status" -eq 2 ] && [ ! -s "$work/err" ] && ! grep -Eqi 'unfinished|nothing tested|^  verdict    error' \
		"$work/text"; then
		bad crashes 'status 2 without a word'
	fi
	files_whole out
	log_whole out/race.log
	outside_kept
	[ -n "$killed" ] || {
		no_temporary
		named_exist
		did_all
	}
}

# must_catch COLUMN DEFECT COMMAND...: a check of a program with that defect, which has to count there.
must_catch() {
	column=$1 program=$here/bad.sh
	export DEFECT="$2" REAL="$warpage"
	kept="$runs $struck $lines $findings $files $crashes" defect=$2
	shift 2
	eval "$column=0"
	quiet=y began=$(date +%s)
	"$@"
	quiet='' deadline=$((deadline + $(date +%s) - began))
	caught=0
	eval "caught=\$$column"
	# shellcheck disable=SC2086 # six numbers
	set -- $kept
	runs=$1 struck=$2 lines=$3 findings=$4 files=$5 crashes=$6 program=$warpage
	if [ "$caught" -eq 0 ]; then
		blind=$((blind + 1))
		echo "FAILED: $kind: the harness does not see a program that $defect (status $status)"
		tail -n 4 "$work/err" | sed 's/^/    /' | cat -v
	fi
}

# What the deterministic jobs give unhurt.
mkdir "$work/reference"
new_box
run_job proof
grep '^  executions' "$work/text" >"$work/reference/proof"
runs=0

# end_kind: its row of the table; the status of the script.
end_kind() {
	printf '%s|%s|%s|%s|%s|%s|%s|%s\n' "$kind" "$runs" "$struck" "$lines" "$findings" "$files" \
		"$crashes" "$skipped" >>"$table"
	[ $((lines + findings + files + crashes + blind)) -eq 0 ]
}
