#!/bin/sh
# warpage cpu as a user runs it. Only what holds on every CPU and under any load is asserted: that
# it was tested, what the text and the JSON object hold, what a signal does, and one line for wrong
# input.
set -u
# shellcheck source=tests/lib/lib.sh
. "$(dirname "$0")/../../lib/lib.sh"
cd "$work" || exit 1

# Bad input: one line that says what to do.
bad() {
	check 2 "$@"
	check_one_line
}
bad 'seconds wants a whole number from 1' "$warpage" cpu --seconds 0
bad 'seconds wants a whole number' "$warpage" cpu --seconds soon
bad 'CPU 5000 is offline or not allowed' "$warpage" cpu --cpus 5000
bad 'is given twice' "$warpage" cpu --cpus 0,0
bad "'all' is not a list of CPUs" "$warpage" cpu --cpus all
bad 'takes options only' "$warpage" cpu 1
bad "unknown option '--nope'" "$warpage" cpu --nope
bad "a value is missing after '--seconds'" "$warpage" cpu --seconds
check 0 '^example: warpage cpu' "$warpage" cpu --help

# One CPU cannot tell, and says so in one line; a log of a race there says the same.
cpu=$(taskset -pc $$ | sed 's/.*: //; s/[-,].*//')
# shellcheck disable=SC2016 # for the shell that puts its report aside
{
check 77 'skipped: one CPU: ' taskset -c "$cpu" sh -c '"$0" cpu --seconds 1 >text' "$warpage"
check_one_line
check 77 'skipped: one CPU: ' sh -c '"$0" cpu --seconds 1 --cpus "$1" >text' "$warpage" "$cpu"
check_one_line
}

# A machine that is too busy for two threads at once takes longer.
for seconds in 2 10 30; do
	"$warpage" cpu --seconds "$seconds" >text 2>error
	status=$?
	grep -q 'nothing tested: ' error || break
done
if [ $status -eq 77 ] || grep -q 'nothing tested: ' error; then
	cat error
	finish || exit 1
	exit 77
fi
check 0 '^0$' echo $status
check 0 '^cpu +[A-Za-z]+ family [0-9]+ model [0-9]+ stepping [0-9]+' cat text
check 0 '^  verdict    this CPU: model (x86|x86-manual)[ ;]' tail -n 1 text
# Each way that this CPU has: the others are left out by name.
for read in 'rdtsc' 'lfence; rdtsc' 'mfence; rdtsc' 'rdtscp' 'lfence; rdtsc; lfence' \
	'rdtscp; lfence' 'mfence; lfence; rdtsc' 'cpuid; rdtsc' 'serialize; rdtsc'; do
	case $read in
	rdtscp*) flag=rdtscp ;;
	serialize*) flag=serialize ;;
	*) flag= ;;
	esac
	if [ "$flag" ] && ! grep -qw "$flag" /proc/cpuinfo; then
		check 0 "^$read +this CPU does not have it \(CPUID [0-9]+h?, EDX bit [0-9]+\)\$" cat text
		continue
	fi
	# three kinds, each with what was seen or a bound, and of how many; ticks, ns, a model
	check 0 "^$read +(([0-9]+ \([0-9]+\)|none|none, <1/[0-9.]+[kMG]?) +[1-9][0-9.]*[kMG]? +){3}[0-9.]+ +[0-9.]+  (sc|x86|x86-manual)(, as rdtsc\(\))?$" cat text
done
# an LFENCE behind it ends that, and no CPU samples these early
check 0 '^lfence; rdtsc; lfence +none(, <1/[0-9.]+[kMG]?)? +[0-9.]+[kMG]? +none' cat text
check 0 '^rdtscp; lfence +(none(, <1/[0-9.]+[kMG]?)? +[0-9.]+[kMG]? +none|this CPU does not)' cat text
check 0 '^lfence; rdtsc +[^ ].* +[0-9.]+[kMG]? +none' cat text
for test in 'the same, with MFENCE' 'the same, with smp_mb\(\)' 'message passing' 'coherence' \
	'8 bytes, aligned'; do
	check 0 "^$test +[1-9][0-9.]*[kMG]? +[1-9][0-9.]*[kMG]? +0  no model" cat text
done
check 0 '^IRIW +(skipped: it takes 4 CPUs|[1-9][0-9.]*[kMG]? +[1-9][0-9.]*[kMG]? +0  no model)' \
	cat text
for test in 'store buffering' '8 bytes across a line' '8 bytes across a page'; do
	check 0 "^$test +[1-9][0-9.]*[kMG]? +[1-9][0-9.]*[kMG]? +[0-9.]+[kMG]? +.*x86" cat text
done

"$warpage" cpu --seconds "$seconds" --json >json 2>error
check 0 '"status": 0,$' cat json
check 0 '"model": "x86(-manual)?"' cat json
check 0 '"able": [1-9]' cat json
check 0 '"family": [0-9]+' cat json
if command -v python3 >/dev/null; then
	check 0 '^9 9 0$' python3 -c 'import json
o = json.load(open("json"))
print(len(o["counts"]["reads"]), len(o["counts"]["memory"]), len(o["violations"]))
for r in o["counts"]["reads"]:
    for kind in ("late", "early", "unseen") if r["exists"] else ():
        assert 0 < r[kind]["able"] <= r[kind]["judged"], r
        assert ("at_most_95" in r[kind]) == (r[kind]["found"] == 0), r
    assert r["exists"] or "CPUID" in r["missing"], r'
fi

# Stopped by a signal: what there is, and that it is unfinished.
env --default-signal=INT "$warpage" cpu --seconds 1000 >text 2>error &
pid=$!
timeout 60 sh -c "until grep -q SigCgt.*[0-9a-f]*[2367abef]\$ /proc/$pid/status; do :; done"
kill -INT $pid
status=0
wait $pid || status=$?
check 0 '^2$' echo $status
check 0 'UNFINISHED' cat text
check 0 '^  verdict    this CPU, so far: ' tail -n 1 text
check 0 'interrupted: what was asked for is not finished' cat error

# A log begins with it.
check 0 'verdict +(clean|nothing tested)' sh -c \
	"'$warpage' stress hyperv-tsc odd-even hv-spin-even --seconds 1 --log race.log; test \$? -ne 1"
check 0 '"event":"start".*"cpu_id":\{"vendor":"[^"]+","family":[0-9]+,"model":[0-9]+,"stepping":[0-9]+,.*"hypervisor":(true|false)' cat race.log
check 0 '"cpu_clock":\{"model":"(x86|x86-manual|)","text":"(model x86|nothing tested).*","probes":[0-9]+' \
	cat race.log
"$warpage" live clock --seconds 1 --log live.log >text 2>&1
check 0 '"cpu_clock":\{"model":"(x86|x86-manual|)","text":"(model x86|nothing tested).*","probes":[0-9]+' \
	cat live.log
check 0 '"cpu_id":\{"vendor"' cat live.log
check 0 'overlapped an update' "$warpage" report race.log -o race.html
check 0 '<td>(model x86|nothing tested)' cat race.html
check 0 'family [0-9]+ model [0-9]+ stepping' cat race.html
if [ -w /dev/full ]; then
	check 2 'No space left' sh -c "'$warpage' cpu --seconds 1 >/dev/full"
fi
finish
