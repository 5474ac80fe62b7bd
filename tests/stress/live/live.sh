#!/bin/sh
# warpage live as a user runs it: what exists here must be found and clean, what does not must say
# why; signals, logs, one CPU, no privilege, bad input. Nothing depends on how fast the machine is.
set -u
# shellcheck source=tests/lib/lib.sh
. "$(dirname "$0")/../../lib/lib.sh"
# shellcheck source=tests/lib/race.sh
. "$(dirname "$0")/../../lib/race.sh"
cd "$work" || exit 1

first_race 0 '^  verdict    clean' "$warpage" live clock --seconds 1
also '^  CLOCK_MONOTONIC +[1-9][0-9]* reads'
also '^  CLOCK_REALTIME_COARSE +[1-9][0-9]* reads'
# The end says what was covered, and does not claim what cannot have been.
also '^  covered    clock: order (across|on) '

skip() {
	echo "skipped: $*"
}

exists() {
	"$warpage" live "$1" --list >list 2>&1
}

# The listing names every source, and is right about each.
check 0 '^clock +found ' "$warpage" live --list
check 0 '^tsc +found ' "$warpage" live --list
for source in pvclock-page hyperv-page vmclock clock tsc kvm kvm-hyperv kvm-xen; do
	check 0 "^$source +(found|missing) +[^ ]" "$warpage" live --list
	if exists $source; then
		case $source in kvm* | clock) continue ;; esac
		check 0 '^  verdict    clean' "$warpage" live $source --seconds 1
		[ $source != tsc ] || also '^  rdtscp +[1-9][0-9]* reads|without rdtscp: this CPU does not have it'
		continue
	fi
	skip "$(cat list)"
	check 77 "warpage live: skipped: $source: [^ ]" "$warpage" live $source --seconds 1
	check_one_line
	check 77 '^ok 1 .* # SKIP ' "$warpage" live $source --seconds 1 --ktap
done

# What the others say.
check 0 '^ok 2 tsc' "$warpage" live clock tsc --seconds 1 --ktap
check 0 '"verdict": "clean"' "$warpage" live clock tsc --seconds 1 --json
check 0 '^  verdict    clean' "$warpage" live clock tsc --seconds 1 --junit live.xml
check 0 'tests="2" failures="0" errors="0" skipped="0"' cat live.xml
check 0 'compared with the newest value of another thread' "$warpage" live tsc --seconds 1 --readers 3
check 0 '^  by stamps  [1-9][0-9]* batches .*: 0 gave less$|no order by TSC stamps: ' \
	"$warpage" live clock --seconds 1 --readers 2
check 0 '"ordered_by_stamps": [1-9]|"no_stamps"' \
	"$warpage" live clock --seconds 1 --readers 2 --json
check 0 '^# by stamps  [1-9]|no order by TSC stamps: ' \
	"$warpage" live clock --seconds 1 --readers 2 --ktap
cpu=$(taskset -pc $$ | sed 's/.*: //; s/[-,].*//')
check 0 "^  cpus       $cpu, a reader on each" taskset -c "$cpu" "$warpage" live clock tsc --seconds 1
check 0 "^  cpus       $cpu," "$warpage" live clock --seconds 1 --cpus "$cpu"
also '^  covered    clock: order on one CPU$'
also 'the order across CPUs was not tested'
check 0 '"reader_cpus": 1,' "$warpage" live clock --seconds 1 --cpus "$cpu" --json

# KVM as the host: the right guest is clean, and the wrong one was caught beside it; on a busy
# machine that may need another chance.
race_kvm() {
	for _ in 1 2 3 4 5; do
		"$@" >text 2>&1
		grep -q 'control not caught' text || break
	done
}
if ! exists kvm; then
	skip "KVM as the host: $(cat list)"
else
	race_kvm "$warpage" live kvm --seconds 2
	check 0 '^  verdict    clean' cat text
	check 0 'by a guest that ignores the version: [1-9][0-9]* wrong; so the race was real' \
		cat text
	check 0 '^  control: (torn|stale)  vCPU 0 ' cat text
	check 0 '^  updates    [1-9][0-9]*, .* step-forward [1-9]' cat text
	check 0 '^  versions   [1-9][0-9]* while a reader was at it' cat text
	check 0 'at most 0 ns outside of the call' cat text
	check 0 '^  stopped    [1-9][0-9]* times told .* forgot it 0 times' cat text
	race_kvm "$warpage" live kvm --vcpus 2 --seconds 2
	check 0 '^  vCPUs      2 pages' cat text
	check 0 '^  vCPU 1  ' cat text
	check 0 '^  verdict    clean' cat text
	# one that asks which vCPU it is on
	race_kvm "$warpage" live kvm --vcpus 2 --seconds 2 \
		--guest "$2/tests/protocols/pvclock/guest_vcpus.c:vcpus-pinned"
	check 0 '^  vCPU 1  ' cat text
	check 0 '^  verdict    clean' cat text
	# the host has no CPU of its own
	race_kvm taskset -c "$cpu" "$warpage" live kvm --seconds 2
	check 0 '^  verdict    clean' cat text
	check 0 '[1-9][0-9]* wrong; so the race was real' cat text
	# a guest that is wrong may or may not be caught in a second, but is named
	"$warpage" live kvm --guest pv-deferred --seconds 1 >text 2>&1
	check 0 '^  guest      pv-deferred' cat text
	check 0 '^  verdict    (clean|violation|nothing tested)' cat text
	# the control is caught sooner or later, and told with all that it takes to see why
	rm -f once.log
	for _ in 1 2 3 4 5; do
		"$warpage" live kvm --guest pv-once --seconds 2 --log once.log >text 2>&1
		grep -q '^  torn  vCPU' text && break
	done
	check 0 '^  verdict    violation' cat text
	check 0 '^    update [0-9]+ [a-z-]+ gives .* made in .*version [0-9]+ before$' cat text
	check 0 '^      tsc_timestamp [0-9]+, system_time [0-9]+, ' cat text
	check 0 '^    mix .* of [0-9]+' cat text
	check 0 '"event":"violation".*"fields":\{"tsc_timestamp":[0-9]+' cat once.log
	check 0 '"what":"measured","text":"kvm: ran ' cat once.log
	race_kvm "$warpage" live kvm --seconds 2 --json
	check 0 '"control_example"|"control_caught": 0' cat text
fi

# Without privilege, the reason and the cure; the sources that need none still work.
user=nobody
as_user() {
	su $user -s /bin/sh -c "$*"
}
if [ "$(id -u)" -ne 0 ]; then
	skip 'another user: only root can become one'
elif ! as_user "$warpage list" >/dev/null 2>&1; then
	skip "another user: $user cannot run $warpage"
elif [ ! -e /dev/kvm ] || as_user 'test -r /dev/kvm'; then
	skip "an unreadable /dev/kvm: there is none, or $user may read it"
else
	check 77 'kvm: /dev/kvm: Permission denied: join the group kvm, or run as root' \
		as_user "$warpage live kvm --seconds 1"
	check 0 '^  verdict    clean' as_user "$warpage live clock tsc kvm --seconds 1"
fi

# Stopped by a signal: the whole summary all the same, and a log that can be read.
begin live clock tsc --seconds 0 --log int.log
begun int.log
raced
kill -INT $pid
expect SIGINT 2 '^  verdict    unfinished' text # tsc has had no turn
check 0 '^  unfinished tsc .had no turn.$' cat text
check 0 '"event":"end".*"verdict":"unfinished"' cat int.log
check 0 '^  ran .* interrupted' cat text
check 0 '"event":"end"' cat int.log
check 0 '"event":"heartbeat".*"host":"clock"' cat int.log
check 0 '^0$' sh -c "grep -cv '^{.*}\$' int.log || :"
"$warpage" report int.log -o int.html
check 0 'In order' cat int.html
check 0 'measured</td><td>clock: ran .*TSC' cat int.html
if [ -w /dev/full ]; then
	check 2 '/dev/full: the log cannot be written' \
		"$warpage" live clock --seconds 1 --log /dev/full
	check 2 'stdout: No space left' sh -c "'$warpage' live clock --seconds 1 >/dev/full"
fi

# The examples of docs/live.md run, for a second each.
grep '^warpage live' "$2/docs/live.md" | sed 's/  .*//; s/--seconds [0-9]*//' >examples
check 0 'kvm' cat examples
while read -r example; do
	status=0
	# shellcheck disable=SC2086 # words of an example
	"$warpage" ${example#warpage} --seconds 1 >text 2>&1 </dev/null || status=$?
	case $status in
	0 | 1 | 77) passed=$((passed + 1)) ;;
	*)
		grep -q 'control not caught' text && continue
		failed=$((failed + 1))
		echo "FAILED with status $status: $example"
		head -5 text
		;;
	esac
done <examples

# Bad input: one line that says what to do.
bad() {
	check 2 "$@"
	check_one_line
}
bad "there is no source 'nope'; there are pvclock-page, " "$warpage" live nope
bad 'clock is given twice' "$warpage" live clock tsc clock
bad "no chosen source has a guest 'nope'; there are pv-deferred, " "$warpage" live kvm --guest nope
bad 'clock and tsc are read without one' "$warpage" live clock --guest pv-ordered
bad "has a guest 'hv-ordered'" "$warpage" live kvm --guest hv-ordered
bad 'seconds wants a whole number' "$warpage" live clock --seconds -1
bad 'vcpus wants a whole number from 1 to 16' "$warpage" live kvm --vcpus 17
bad 'model is x86 or x86-manual' "$warpage" live clock --model sc
bad 'readers wants a whole number' "$warpage" live clock --readers 0
bad "unknown option '--nope'" "$warpage" live --nope
bad "a value is missing after '--guest'" "$warpage" live --guest
bad 'is offline or not allowed' "$warpage" live clock --cpus 5000
bad 'log: .*nowhere' "$warpage" live clock --log /nowhere/log
check 0 '^example: warpage live' "$warpage" live --help
finish
