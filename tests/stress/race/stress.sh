#!/bin/sh
# warpage stress as a user runs it: the ways to race and to print, a right pair and a wrong one, on some
# CPUs and on one. Nothing here depends on how fast the machine is, or what else it does.
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
# The ways to race, each for a second.
for options in '--tight' '--pace 1000' '--pace 1000 --no-aim' '--oversubscribe 3' '--seed 9' \
	'--freeze all' '--freeze partial --readers 2' '--placement spread' '--placement all'; do
	check 0 '^  verdict    clean' "$warpage" stress $right --seconds 1 $options
done
# A TSC that can't be late needs no excuse; one that is read after the recheck gets none.
check 0 '^  verdict    clean' \
	"$warpage" stress hyperv-tsc invalidate hv-fenced --seconds 1 --model x86-manual
shows 1 '^  stale  .*forbidden' "$warpage" stress hyperv-tsc odd-even hv-deferred --seconds 1
shows 1 '^  verdict    violation' "$warpage" stress $wrong --seconds 1
also '^replay:  warpage replay findings/torn'
shows 1 'explained: findings/torn-hyperv-tsc' "$warpage" stress $wrong --seconds 2 --pace 100
check 1 'as recorded' "$warpage" replay findings/torn-hyperv-tsc-*.warp
shows 1 '^not ok 1 hyperv-tsc: host single-store x guest hv-seed # violation' \
	"$warpage" stress $wrong --seconds 1 --ktap
check 0 '^ok 1 hyperv-tsc: host odd-even' "$warpage" stress $right --seconds 1 --ktap
shows 1 '"verdict": "violation"' "$warpage" stress $wrong --seconds 1 --json
also '"finding": "findings/torn'
also '"explained": "torn: (explained: findings|[0-9]+ mixes)'
shows 1 '^  verdict    violation' "$warpage" stress $wrong --seconds 1 --junit wrong.xml
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

# One CPU for all.
cpu=$(taskset -pc $$ | sed 's/.*: //; s/[-,].*//')
check 0 '1 reader on [0-9]+ too' taskset -c "$cpu" "$warpage" stress $right --seconds 1
shows 1 'torn ' taskset -c "$cpu" "$warpage" stress $wrong --seconds 1

# A finding that has no folder.
mkdir blocked && : >blocked/findings
# shellcheck disable=SC2016 # for the other shell
shows 2 'not saved' sh -c 'cd blocked && exec "$@"' - "$warpage" stress $wrong --seconds 1

# Memory stays where it is.
rss() {
	sed -n 's/^VmRSS:[^0-9]*\([0-9]*\).*/\1/p' "/proc/$pid/status"
}
begin stress $right --seconds 0 --readers 3 --log flat.log
begun flat.log
sleep 2
first=$(rss)
sleep 3
last=$(rss)
kill -INT $pid
expect 'a race of five seconds' 0 '^  verdict    clean' text
if [ "$last" -gt $((first + 512)) ]; then
	failed=$((failed + 1))
	echo "FAILED: memory grew from $first to $last kB"
else
	passed=$((passed + 1))
fi
finish
