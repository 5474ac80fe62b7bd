#!/bin/sh
# warpage stress as a user runs it, and what may befall it: signals, kill -9, a full disk, one CPU,
# CPUs that are not there, bad schedules. Nothing here depends on how fast the machine is.
# shellcheck disable=SC2086 # $right and $wrong are three words each
set -u
# shellcheck source=tests/lib/lib.sh
. "$(dirname "$0")/../../lib/lib.sh"
cd "$work" || exit 1
wrong="hyperv-tsc single-store hv-seed"
right="hyperv-tsc odd-even hv-spin-even"

"$warpage" stress $right --seconds 1 >out 2>&1
if [ $? -eq 77 ]; then
	cat out
	exit 77
fi

# until COMMAND...: try for a minute at most.
until_true() {
	for _ in $(seq 600); do
		if "$@"; then
			return
		fi
		sleep 0.1
	done
	echo "FAILED: not within a minute: $*"
	failed=$((failed + 1))
}

# expect WHAT STATUS PATTERN FILE: the process $pid ends with STATUS, and FILE has PATTERN.
expect() {
	what=$1 wanted=$2
	status=0
	wait "$pid" || status=$?
	if [ "$status" -eq "$wanted" ] && grep -Eq -- "$3" "$4"; then
		passed=$((passed + 1))
		return
	fi
	failed=$((failed + 1))
	echo "FAILED: $what: status $status instead of $wanted, or no '$3' in $4:"
	tail -n 20 "$4"
}

begin() {
	# a shell makes background commands deaf to SIGINT: env undoes that
	env --default-signal=INT "$warpage" stress "$@" >text 2>error &
	pid=$!
}

# The race itself has begun, after the short survey of the CPU that a log begins with.
begun() {
	while kill -0 $pid 2>/dev/null && ! grep -q '"event":"start"' "$1" 2>/dev/null; do
		sleep 0.1
	done
}

has_violation() {
	grep -q '"event":"violation"' "$1" 2>/dev/null
}

# The ways to race, each for a second.
for options in '' '--tight' '--pace 1000' '--pace 1000 --no-aim' '--oversubscribe 3' '--seed 9' \
	'--freeze all' '--freeze partial --readers 2' '--placement spread' '--placement all'; do
	check 0 '^  verdict    clean' "$warpage" stress $right --seconds 1 $options
done
# A TSC that can't be late needs no excuse; one that is read after the recheck gets none.
check 0 '^  verdict    clean' \
	"$warpage" stress hyperv-tsc invalidate hv-fenced --seconds 1 --model x86-manual
for _ in $(seq 20); do
	"$warpage" stress hyperv-tsc odd-even hv-deferred --seconds 3 >text 2>&1
	grep -q '^  stale  .*forbidden' text && break
done
check 0 '^  stale  .*forbidden' cat text
check 1 '^  verdict    violation' "$warpage" stress $wrong --seconds 2
check 1 'explained: findings/torn-hyperv-tsc' "$warpage" stress $wrong --seconds 2 --pace 100
check 1 '^replay:  warpage replay findings/torn' "$warpage" stress $wrong --seconds 2
check 1 'as recorded' "$warpage" replay findings/torn-hyperv-tsc-*.warp
check 1 '^not ok 1 hyperv-tsc: host single-store x guest hv-seed # violation' \
	"$warpage" stress $wrong --seconds 2 --ktap
check 0 '^ok 1 hyperv-tsc: host odd-even' "$warpage" stress $right --seconds 1 --ktap
check 1 '"verdict": "violation"' "$warpage" stress $wrong --seconds 2 --json
check 1 '"finding": "findings/torn' "$warpage" stress $wrong --seconds 2 --json
also '"explained": "torn: (explained: findings|[0-9]+ mixes)'
check 1 '^  verdict    violation' "$warpage" stress $wrong --seconds 2 --junit wrong.xml
check 0 '<failure type="torn" message="violation' cat wrong.xml
check 0 '^  verdict    clean' "$warpage" stress $right --seconds 1 --junit right.xml
check 0 'tests="1" failures="0" errors="0" skipped="0"' cat right.xml
for placement in smt cache package; do
	status=0
	"$warpage" stress $right --seconds 1 --placement $placement >out 2>&1 || status=$?
	case $status in
	0) passed=$((passed + 1)) ;;
	77)
		check 77 "skipped: placement $placement: " \
			"$warpage" stress $right --seconds 1 --placement $placement
		check 77 '"verdict": "skipped"' \
			"$warpage" stress $right --seconds 1 --placement $placement --json
		check 77 '^ok 1 .* # SKIP ' \
			"$warpage" stress $right --seconds 1 --placement $placement --ktap
		;;
	*)
		failed=$((failed + 1))
		echo "FAILED: --placement $placement: status $status"
		;;
	esac
done

# All pairs: none may show on hardware what the machine says can't be.
check 1 ' 0 disagree, ' "$warpage" stress --all --seconds 13 --junit all.xml
if grep -q UNFINISHED out; then
	failed=$((failed + 1))
	echo 'FAILED: all pairs were raced, and it is unfinished'
fi
check 0 '<testcase classname="warpage.stress" name="hyperv-tsc: host single-store x guest hv-seed"' cat all.xml

# One CPU for all.
cpu=$(taskset -pc $$ | sed 's/.*: //; s/[-,].*//')
check 0 '1 reader on [0-9]+ too' taskset -c "$cpu" "$warpage" stress $right --seconds 1
check 1 'torn ' taskset -c "$cpu" "$warpage" stress $wrong --seconds 5

# Stopped by a signal: the whole summary all the same.
begin $wrong --seconds 0 --log int.log
begun int.log
until_true has_violation int.log
kill -INT $pid
expect SIGINT 1 '^  ran .* interrupted' text
check 0 '"event":"end"' cat int.log
check 0 '"event":"verified".*"violations":\["torn"|"violations":\["torn".*"event":"verified"' cat int.log
begin $right --seconds 0 --log term.log
begun term.log
sleep 2
kill -TERM $pid
expect SIGTERM 0 '^  verdict    clean' text
begin --all --seconds 60
sleep 1.5
kill -TERM $pid
expect 'SIGTERM between two pairs' 1 '^  UNFINISHED [0-9]+ stopped half way, [0-9]+ not raced' text
begin --all --seconds 60 --ktap
sleep 1.5
kill -TERM $pid
expect 'SIGTERM, as KTAP' 1 '^not ok [0-9]+ .* # unfinished: not raced' text
# Stopped before the time that was asked for is over: not clean, whatever was raced until then.
for style in '' --ktap --json; do
	begin $right --seconds 60 $style --log early.log
	until_true grep -q '"event":"start"' early.log
	sleep 1
	kill -INT $pid
	expect "SIGINT too early $style" 2 'unfinished' text
	check 0 '"event":"end".*"verdict":"unfinished"' cat early.log
	rm early.log
	if grep -Eq 'verdict +clean|^ok |"clean"' text; then
		failed=$((failed + 1))
		echo "FAILED: stopped and clean: $style"
	fi
done
begin $right --seconds 0
sleep 1
kill -STOP $pid
sleep 1
kill -CONT $pid
sleep 1
kill -INT $pid
expect 'SIGSTOP and SIGCONT' 0 '^  verdict    clean' text

# The threads are moved to another CPU: noticed, and no violation.
if [ "$(nproc)" -gt 1 ]; then
	begin $right --seconds 0 --log moved.log
	begun moved.log
	sleep 1
	taskset -acp "$(taskset -pc $$ | sed 's/.*[ ,-]//')" $pid >/dev/null 2>&1
	sleep 2
	kill -INT $pid
	expect 'threads that were moved' 0 '^  verdict    clean' text
	check 0 '"what":"tsc"' cat moved.log
fi

# kill -9: what was found is in the log, in whole lines, and the finding is there.
begin $wrong --seconds 0 --log kill.log --findings killed
begun kill.log
until_true has_violation kill.log
until_true grep -q '"event":"explained"' kill.log
kill -KILL $pid
wait $pid 2>/dev/null
check 1 'as recorded' "$warpage" replay killed/*.warp
check 0 '^0$' sh -c "grep -cv '^{.*}\$' kill.log || :"
"$warpage" report kill.log -o kill.html
check 0 '</html>' cat kill.html

# A log that can't be written: told once, and the race goes on to its end.
if [ -w /dev/full ]; then
	check 2 '^  verdict    clean' "$warpage" stress $right --seconds 1 --log /dev/full
	check 2 '/dev/full: the log cannot be written: No space left' "$warpage" stress $right --seconds 1 --log /dev/full
fi
check 2 'not saved' "$warpage" stress $wrong --seconds 2 --findings /proc/nowhere

# Memory stays where it is.
rss() {
	sed -n 's/^VmRSS:[^0-9]*\([0-9]*\).*/\1/p' "/proc/$pid/status"
}
begin $right --seconds 0 --readers 3 --log flat.log
begun flat.log
sleep 3
first=$(rss)
sleep 6
last=$(rss)
kill -INT $pid
expect 'a race of nine seconds' 0 '^  verdict    clean' text
if [ "$last" -gt $((first + 1024)) ]; then
	failed=$((failed + 1))
	echo "FAILED: memory grew from $first to $last kB"
else
	passed=$((passed + 1))
fi

# Schedules.
schedule() {
	echo 'warpage schedule 1'
	echo "start sequence=$1 placement=0 tsc=10000 value=10000 rate=0x80000000 tail=100000"
	shift
	for line; do
		echo "update $line"
	done
	echo end
}
slower='slower rate=0x40000000 step=0 jump=0 hold=100000 lead=0 gap=5000'
schedule 2 "$slower" >tear.schedule
check 1 '^  updates    as in tear.schedule' \
	"$warpage" stress $wrong --seconds 2 --schedule tear.schedule
check 0 'slower [1-9]' "$warpage" stress $right --seconds 1 --schedule tear.schedule
schedule 4294967294 "$slower" 'pause rate=0x40000000 step=0 jump=0 hold=100000 lead=0 gap=1' \
	'step-back rate=0x40000000 step=-500 jump=0 hold=100000 lead=0 gap=1 dies-after=2' \
	'refresh rate=0x40000000 step=0 jump=0 hold=2600000 lead=0 gap=1' >hard.schedule
check 0 'pause [1-9]' "$warpage" stress $right --seconds 2 --schedule hard.schedule
check 0 'died and was replaced [1-9]' \
	"$warpage" stress $right --seconds 2 --schedule hard.schedule
check 1 '^  updates    as in findings/torn' \
	"$warpage" stress $wrong --seconds 2 --schedule "$(find findings -name 'torn-hyperv-tsc-*' | head -n 1)"
dying=""
for after in 1 2 3 1 2 3 1 2; do
	dying="$dying
update faster rate=0x4${after}000000 step=0 jump=0 hold=5000 lead=0 gap=100 dies-after=$after"
done
{
	echo 'warpage schedule 1'
	echo 'start sequence=1 placement=0 tsc=1 value=18446744073709551615 rate=0x40000000 tail=9'
	echo "$dying"
	echo 'update pause rate=0x40000000 step=-1000000 jump=0 hold=5000 lead=0 gap=1'
	echo end
} >dying.schedule
check 0 'died and was replaced [1-9]' "$warpage" stress hyperv-tsc invalidate hv-ordered \
	--seconds 2 --schedule dying.schedule --oversubscribe 4
schedule 2 'tsc-jump rate=0x40000000 step=0 jump=5 hold=1 lead=0 gap=1' >jump.schedule
check 2 'update 1 is a tsc-jump' "$warpage" stress $right --schedule jump.schedule
check_one_line
schedule 3 "$slower" >odd.schedule
check 2 'odd.schedule:2: ' "$warpage" stress $right --schedule odd.schedule
check_one_line
schedule 2 'step-back rate=0x40000000 step=-9999999999999999 jump=0 hold=1 lead=0 gap=1' >far
check 2 'update 1 steps so far' "$warpage" stress $right --schedule far
check_one_line
schedule 2 >empty.schedule
check 2 'no update to play' "$warpage" stress $right --schedule empty.schedule
check_one_line
head -c 999 /dev/urandom >noise
check 2 'noise:' "$warpage" stress $right --schedule noise
check_one_line
check 2 'No such file' "$warpage" stress $right --schedule nowhere
check_one_line

# Wrong options: one line that says what to do.
check 2 'CPU 4000 is offline or not allowed' "$warpage" stress $right --cpus 4000
check_one_line
check 2 'there is no placement .moon.; there are smt,' "$warpage" stress $right --placement moon
check_one_line
check 2 'none, all or partial' "$warpage" stress $right --freeze some
check_one_line
check 2 'give one' "$warpage" stress $right --readers 2 --oversubscribe 2
check_one_line
check 2 'give one' "$warpage" stress $right --cpus "$cpu" --placement spread
check_one_line
check 2 'neither with --pace' "$warpage" stress $right --pace 5 --schedule tear.schedule
check_one_line
check 2 'pace wants updates per second' "$warpage" stress $right --pace often
check_one_line
check 2 'pace wants updates per second' "$warpage" stress $right --pace 0
check_one_line
check 2 'give FORMAT HOST GUEST, or --all' "$warpage" stress --all $right
check_one_line
check 2 'give it some --seconds' "$warpage" stress --all --seconds 0
check_one_line
check 2 'model is x86 or x86-manual' "$warpage" stress $right --model weak
check_one_line
check 2 'unknown option' "$warpage" stress $right --gaps 3
check_one_line
check 2 'a value is missing' "$warpage" stress $right --log
check_one_line
check 2 'is a directory|Is a directory|no log|not a' "$warpage" stress $right --log /
check_one_line
finish
