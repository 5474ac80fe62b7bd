#!/bin/sh
# Schedules that warpage stress is to play, right and wrong ones; and wrong options: one line that says
# what to do.
# shellcheck disable=SC2086 # $right and $wrong are three words each
set -u
# shellcheck source=tests/lib/lib.sh
. "$(dirname "$0")/../../lib/lib.sh"
# shellcheck source=tests/lib/race.sh
. "$(dirname "$0")/../../lib/race.sh"
cd "$work" || exit 1
wrong="hyperv-tsc single-store hv-seed"
right="hyperv-tsc odd-even hv-spin-even"

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
first_race 1 '^  updates    as in tear.schedule' "$warpage" stress $wrong --seconds 1 \
	--schedule tear.schedule
finding=$(find findings -name 'torn-hyperv-tsc-*' | head -n 1)
shows 1 '^  updates    as in findings/torn' "$warpage" stress $wrong --seconds 1 --schedule "$finding"
check 0 'slower [1-9]' "$warpage" stress $right --seconds 1 --schedule tear.schedule
schedule 4294967294 "$slower" 'pause rate=0x40000000 step=0 jump=0 hold=100000 lead=0 gap=1' \
	'step-back rate=0x40000000 step=-500 jump=0 hold=100000 lead=0 gap=1 dies-after=2' \
	'refresh rate=0x40000000 step=0 jump=0 hold=2600000 lead=0 gap=1' >hard.schedule
check 0 'pause [1-9]' "$warpage" stress $right --seconds 1 --schedule hard.schedule
also 'died and was replaced [1-9]'
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
	--seconds 1 --schedule dying.schedule --oversubscribe 4
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
cpu=$(taskset -pc $$ | sed 's/.*: //; s/[-,].*//')
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
check 2 'all is every pair: leave out FORMAT HOST GUEST' "$warpage" stress --all $right
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
