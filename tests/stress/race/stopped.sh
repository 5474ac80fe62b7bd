#!/bin/sh
# What may befall warpage stress: signals, kill -9, a full disk. Nothing here depends on how fast the
# machine is.
# shellcheck disable=SC2086 # $right and $wrong are three words each
set -u
# shellcheck source=tests/lib/lib.sh
. "$(dirname "$0")/../../lib/lib.sh"
# shellcheck source=tests/lib/race.sh
. "$(dirname "$0")/../../lib/race.sh"
cd "$work" || exit 1
wrong="hyperv-tsc single-store hv-seed"
right="hyperv-tsc odd-even hv-spin-even"

first_race 0 '^  verdict    clean' "$warpage" stress $right --seconds 1

has_violation() {
	grep -q '"event":"violation"' "$1" 2>/dev/null
}

# Stopped by a signal: the whole summary all the same.
begin stress $wrong --seconds 0 --log int.log
begun int.log
until_true has_violation int.log
kill -INT $pid
expect SIGINT 1 '^  ran .* interrupted' text
check 0 '"event":"end"' cat int.log
check 0 '"event":"verified".*"violations":\["torn"|"violations":\["torn".*"event":"verified"' cat int.log
begin stress $right --seconds 0 --log term.log
begun term.log
raced
kill -TERM $pid
expect SIGTERM 0 '^  verdict    clean' text
# Between two pairs, as well.
for style in '' --ktap; do
	begin stress --all --seconds 60 $style --log all.log
	begun all.log
	until_true has_violation all.log
	kill -TERM $pid
	case $style in
	'') expect 'SIGTERM' 1 '^  UNFINISHED [0-9]+ stopped half way, [0-9]+ not raced' text ;;
	*) expect 'SIGTERM, as KTAP' 1 '^not ok [0-9]+ .* # unfinished: not raced' text ;;
	esac
	rm all.log
done
# Stopped before the time that was asked for is over: not clean, whatever was raced until then.
for style in '' --ktap --json; do
	begin stress $right --seconds 60 $style --log early.log
	begun early.log
	raced
	kill -INT $pid
	expect "SIGINT too early $style" 2 'unfinished' text
	check 0 '"event":"end".*"verdict":"unfinished"' cat early.log
	rm early.log
	if grep -Eq 'verdict +clean|^ok |"clean"' text; then
		failed=$((failed + 1))
		echo "FAILED: stopped and clean: $style"
	fi
done
begin stress $right --seconds 0 --log stop.log
begun stop.log
raced
kill -STOP $pid
sleep 0.5
kill -CONT $pid
raced
kill -INT $pid
expect 'SIGSTOP and SIGCONT' 0 '^  verdict    clean' text

# kill -9: what was found is in the log, in whole lines, and the finding is there.
begin stress $wrong --seconds 0 --log kill.log --findings killed
begun kill.log
until_true has_violation kill.log
until_true grep -q '"event":"explained".*"trace":"[A-Z]*  hyperv-tsc: host ' kill.log
kill -KILL $pid
wait $pid 2>/dev/null
check 1 'as recorded' "$warpage" replay killed/*.warp
check 0 '^0$' sh -c "grep -cv '^{.*}\$' kill.log || :"
"$warpage" report kill.log -o kill.html
check 0 '</html>' cat kill.html

# A log that can't be written: told once, and the race goes on to its end.
if [ -w /dev/full ]; then
	check 2 '^  verdict    clean' "$warpage" stress $right --seconds 1 --log /dev/full
	also '/dev/full: the log cannot be written: No space left'
fi
finish
