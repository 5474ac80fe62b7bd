#!/bin/sh
# SIGINT, SIGTERM and SIGHUP at any moment of a run, between two races as well: it ends soon, says that it is
# unfinished, and its log has an end. usage: signals.sh WARPAGE
set -u
# shellcheck source=tests/lib/lib.sh
. "$(dirname "$0")/../lib/lib.sh"
cd "$work" || exit 1

fails() {
	failed=$((failed + 1))
	echo "FAILED: $1: $job, status $status"
	head -5 out.all error
}

# strike SIGNAL SECONDS COMMAND...: the run ends by the signal, or it was not yet to be seen or over.
strike() {
	signal=$1 moment=$2
	shift 2
	job="$* ($signal after $moment s)"
	rm -f run.log
	# a shell makes background commands deaf to SIGINT: env undoes that
	env --default-signal=INT,TERM,HUP timeout --foreground -s KILL 60 "$warpage" "$@" >out.all 2>error \
		</dev/null &
	pid=$!
	sleep "$moment"
	child=$(pgrep -P "$pid")
	kill -0 "$child" 2>/dev/null && kill -"$signal" "$child"
	status=0
	wait $pid || status=$?
	passed=$((passed + 1))
	case $status in
	129 | 130 | 143) # before it had begun
		if [ -s run.log ] || [ -s out.all ]; then fails 'ended in its midst'; fi
		;;
	1 | 2)
		caught=$((caught + 1))
		grep -Eiq 'unfinished|interrupted' out.all error || fails 'it is silent about the signal'
		;;
	77) ;;
	*) fails 'neither stopped nor done' ;;
	esac
	if [ -s run.log ] && ! tail -n 1 run.log | grep -q '"event":"end"'; then
		fails 'the log has no end'
	fi
}

caught=0
moment=0
for _ in $(seq 8); do
	moment=$(echo "$moment" | awk '{ print $1 + 0.16 }')
	# pairs and placements that change all the time: most signals meet what lies between two
	strike INT "$moment" stress --all --seconds 30 --log run.log
	strike TERM "$moment" stress hyperv-tsc odd-even hv-spin-even --placement all --seconds 30 \
		--log run.log
	strike HUP "$moment" live clock tsc kvm --seconds 30 --log run.log
done
for moment in 0.2 0.7; do
	strike INT "$moment" cpu --seconds 30
	strike TERM "$moment" verify --all --updates 3
	strike HUP "$moment" search hyperv-tsc odd-even hv-spin-even --executions 1000000000
	strike INT "$moment" verify xen-runstate phys-area runstate-ordered --barriers --updates 4
done
if [ "$caught" -lt 16 ]; then
	job='all' status=$caught
	fails 'hardly any run was caught'
fi

# A violation that was found before the signal is the verdict, with what is missing beside it.
# seen PATTERN FILE COMMAND...: stopped once the pattern is in the file, within a minute.
seen() {
	wanted=$1 file=$2
	shift 2
	job="$* (once $wanted is in $file)"
	rm -rf run.log out.all
	env --default-signal=INT timeout --foreground -s KILL 120 "$warpage" "$@" >out.all 2>error </dev/null &
	pid=$!
	for _ in $(seq 600); do
		grep -Eq -- "$wanted" "$file" 2>/dev/null && break
		sleep 0.1
	done
	child=$(pgrep -P "$pid")
	kill -INT "$child"
	status=0
	wait $pid || status=$?
	[ "$status" -eq 1 ] || fails 'a violation that was found is not the verdict'
}
wrong='hyperv-tsc single-store hv-seed'
seconds='[0-9]+[.][0-9] s'
# shellcheck disable=SC2086 # words
{
	seen '^  sc +torn' out.all check ${wrong#* } --format ${wrong%% *} --updates 4 --seconds 60
	check 0 "^  verdict    VIOLATION: sc.*; stopped after $seconds, missing: .*the race\$" cat out.all
	seen '"event":"violation"' run.log stress $wrong --seconds 60 --log run.log
	check 0 "^  verdict    violation.*; stopped after [0-9.]+ of 60[.]0 s\$" cat out.all
	seen '^single-store +hv-seed +.*torn' out.all stress --all --seconds 600
	check 0 '^  verdict    violation; stopped after [1-9][0-9]* of [1-9][0-9]* pairs, [01] of them half way$' cat out.all
}
# One that came to its end says nothing of the kind.
check 1 '^  verdict    VIOLATION: sc' "$warpage" check single-store hv-seed --format hyperv-tsc --updates 1 --seconds 1
cp out whole
check 1 '^0$' grep -c stopped whole

# What was not tried is said once, and is in the object all the same.
all="verify --all --updates 3 --model sc"
# shellcheck disable=SC2086 # the options are words
strike INT 0.4 $all
check 0 '^  UNFINISHED [0-9]+ stopped half way, [1-9][0-9]* not tried$' cat out.all
if grep -q 'not tried' out.all && [ "$(grep -c 'not tried' out.all)" -ne 1 ]; then
	fails 'more than one line about what was not tried'
fi
# shellcheck disable=SC2086
strike INT 0.4 $all --json
check 0 '"interrupted": true' cat out.all
finish
