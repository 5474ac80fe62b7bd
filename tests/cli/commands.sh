#!/bin/sh
# The commands as a user types them: exit statuses, JSON, and one clear line for wrong input.
set -u
# shellcheck source=tests/lib/lib.sh
. "$(dirname "$0")/../lib/lib.sh"
cd "$work" || exit 1

check 0 'hv-spin-even' "$warpage" list
check 0 '"guests"' "$warpage" list --json
check 0 'usage: warpage' "$warpage" --help
check 0 'usage: warpage verify' "$warpage" help verify
for command in list verify search stress cpu live fuzz replay shrink export report; do
	check 0 'example: warpage' "$warpage" "$command" --help
done

check 1 '^TORN  hyperv-tsc: host single-store x guest hv-seed' \
	"$warpage" verify hyperv-tsc single-store hv-seed
# The first of all is one number, with its kind.
also '; the first of all, [a-z]+, at execution [0-9]+$'
# What lies beyond that verdict, in a line each; not where a model was chosen.
also '^  x86-manual no other kind of violation seen where'
also '^  deaths     no other kind of violation seen if'
check 0 '^  verdict    CLEAN of torn, .* and arithmetic in model x86$' \
	"$warpage" verify hyperv-tsc odd-even hv-spin-even
also '^  x86-manual stale[+]backwards where LFENCE;RDTSC may be sampled late'
also '^  deaths     stuck if the host dies in mid-update'
check 0 '^  x86-manual no violation where' "$warpage" verify hyperv-tsc frozen hv-ordered
also '^  deaths     torn[+]backwards if'
check 0 'CLEAN' "$warpage" verify hyperv-tsc odd-even hv-spin-even --model x86
if grep -Eq '^  (x86-manual|deaths)' out; then
	failed=$((failed + 1))
	echo "FAILED: looks beyond the model that was asked for"
fi
check 0 '"verdict": "clean"' "$warpage" verify hyperv-tsc odd-even hv-spin-even --json
also '"status": 0'
also '"beyond": \['
also '"model": "x86-manual"'
also '"deaths": true'
also '"any number of retries \(no loop carries anything over; checked with up to 3 real ones\)"'
also '"retries": 3,'
check 1 '"verdict": "violation"' "$warpage" verify hyperv-tsc single-store hv-seed --json
also '"kind": "torn"'
also '"finding": "findings/torn-hyperv-tsc-[0-9a-f]*.warp"'
check 0 'any number of retries' "$warpage" verify hyperv-tsc odd-even hv-spin-even --model weak
check 0 'LOAD-BEARING: without it torn' \
	"$warpage" verify hyperv-tsc odd-even hv-spin-even --barriers
check 0 'idle: clean without it' \
	"$warpage" verify hyperv-tsc odd-even hv-spin-even --barriers --model x86
check 0 'idle: nothing else is wrong without it' \
	"$warpage" verify hyperv-tsc odd-even hv-spin-even --barriers --model x86-manual
check 0 '"with_all": "same"' \
	"$warpage" verify hyperv-tsc odd-even hv-spin-even --barriers --json --model x86
also '"load_bearing": false'
also '"load_bearing": true'
also '"without_it": "stale'
also '"barrier": "smp_wmb"'
also '"line": [1-9]'
check 1 '^  verdict    VIOLATION' "$warpage" search hyperv-tsc single-store hv-seed
check 0 '^  verdict    NOT SEEN: torn, .* in 100000 of 100000 random executions of model x86$' \
	"$warpage" search hyperv-tsc odd-even hv-spin-even --executions 100000
also 'proves nothing'
for strategy in walk pos pct rf all; do
	check 1 "strategy $strategy, depth 2, seed 3" "$warpage" search hyperv-tsc single-store \
		hv-seed --strategy "$strategy" --seed 3 --findings "of-$strategy"
	check 1 'as recorded' "$warpage" replay "of-$strategy"/*.warp
done
check 0 '^  pct .*--depth' "$warpage" search --help
check 1 '"strategy": "all"' "$warpage" search hyperv-tsc single-store hv-seed --json
check 1 '"depth": 4' "$warpage" search hyperv-tsc single-store hv-seed --strategy pct \
	--depth 4 --json
check 1 'as recorded' "$warpage" replay findings/torn-hyperv-tsc-*.warp
check 1 '"replayed": "torn"' "$warpage" replay --json findings/torn-hyperv-tsc-*.warp

# Several models: a part each, and the worst of them is the verdict.
check 0 '^  verdict    clean in sc, x86, weak$' \
	"$warpage" verify hyperv-tsc odd-even hv-spin-even --model weak,x86,sc
check 1 '^  verdict    violation in x86-manual, weak; clean in sc, x86$' \
	"$warpage" verify hyperv-tsc no-wmb hv-spin-even --model all --updates 2
check 1 '"words": "violation in sc, weak"' \
	"$warpage" search hyperv-tsc single-store hv-seed --model sc,weak --json
check 1 '^not ok 2 .*model weak' "$warpage" search hyperv-tsc single-store hv-seed --model sc,weak --ktap
# A table has the models that were asked for, and leaves no findings unless it is told where.
mkdir bare
(cd bare && "$warpage" verify --all --updates 1 --model sc,weak --color always --junit ../bare.junit >../bare.out 2>&1)
check 2 'findings' ls bare/findings
check 0 '^  weak ' cat bare.out
check 0 '^0$' sh -c "grep -c '^  x86 ' bare.out; true"
# Its verdicts have the colours of one by itself.
escape=$(printf '\033')
check 0 "^  weak +$escape.1;30;43mtorn[a-z+-]*$escape.0m +\$" cat bare.out
also "^  sc +$escape.1;37;44mclean$escape.0m +\$"
check 1 '^0$' grep -c "$escape" bare.junit
check 0 '^  weak +torn' cat bare.junit

# Wrong input: one line that says what to do.
check 2 'usage: warpage' "$warpage"
check 2 "no command 'verfiy' .did you mean verify..; there are check, list" "$warpage" verfiy
check_one_line
check 2 "no format 'hyperv' .did you mean hyperv-tsc..; there are" "$warpage" verify hyperv odd-even hv-seed
check_one_line
check 2 "no host 'odd-evne' .did you mean odd-even..; it has" "$warpage" verify hyperv-tsc odd-evne hv-seed
check_one_line
check 2 "no guest 'hv'; it has" "$warpage" search hyperv-tsc odd-even hv
check_one_line
check 2 'GUEST is missing: name FORMAT HOST GUEST, or --all' "$warpage" verify hyperv-tsc odd-even
check 2 'HOST and GUEST are missing' "$warpage" search hyperv-tsc
check 2 "'more' is a word too many" "$warpage" stress hyperv-tsc odd-even hv-seed more
check 2 'all is every pair' "$warpage" stress --all hyperv-tsc
check_one_line
check 2 'updates wants a whole number' \
	"$warpage" verify hyperv-tsc odd-even hv-seed --updates 99
check_one_line
check 2 "no model 'arm'" "$warpage" verify hyperv-tsc odd-even hv-seed --model arm
check_one_line
check 2 "no model 'weka' .did you mean weak..; there are" \
	"$warpage" verify hyperv-tsc odd-even hv-seed --model sc,weka
check_one_line
check 2 "no model '';" "$warpage" verify hyperv-tsc odd-even hv-seed --model sc,
check 2 "unknown option '--modle' .did you mean --model..; see" \
	"$warpage" verify hyperv-tsc odd-even hv-seed --modle sc
check_one_line
check 2 'json and --ktap' "$warpage" verify hyperv-tsc odd-even hv-seed --json --ktap
check_one_line
check 2 'free and --pace' "$warpage" stress hyperv-tsc odd-even hv-seed --pace 10 --free
check_one_line
# what would change nothing is refused, and so is a word too many
check 2 'bugs and --findings are two lists' "$warpage" list --bugs --findings full
check_one_line
check 2 'tscs and --migrations are of several vCPUs; see' "$warpage" verify hyperv-tsc odd-even hv-seed --vcpus 1 --tscs equal
check_one_line
for command in verify search; do
	check 2 '^warpage [a-z]*: --tscs and --migrations are of several vCPUs, and this guest is on one: give --vcpus' \
		"$warpage" $command hyperv-tsc odd-even hv-seed --migrations 2
	check 1 'verdict' "$warpage" $command hyperv-tsc odd-even hv-spin-even --model sc --vcpus 2 --migrations 1 --updates 1
done
check 2 "^warpage help: 'more' is a word too many: name one COMMAND" "$warpage" help verify more
check_one_line
check 2 "no command 'verfiy' .did you mean verify.." "$warpage" help verfiy
check_one_line
check 0 '"command": "live"' "$warpage" live --list --json
for command in 'verify --seed' 'live --list --seconds' 'report x -o' 'export x --as' 'shrink x -o' 'fuzz machine --jobs' 'cpu --seconds' \
	'check a b --format' 'replay x --text' 'stress --pace' 'search --depth' 'list --findings'; do
	# shellcheck disable=SC2086 # words
	check 2 'a value is missing after|unknown option .--seed' "$warpage" $command
	check_one_line
done
for command in 'check odd-even hv-seed --format hyperv-tsc' 'search hyperv-tsc odd-even hv-seed' 'stress hyperv-tsc odd-even hv-seed' \
	cpu live 'fuzz finding' 'replay x' 'shrink x'; do
	case $command in # whose targets need not be built
	fuzz*) [ -x "$(dirname "$warpage")/../build-libfuzzer/fuzz/fuzz_finding" ] || continue ;;
	esac
	# shellcheck disable=SC2086
	check 2 'json and --ktap are both of stdout' "$warpage" $command --json --ktap
	check_one_line
done
for command in replay shrink export fuzz; do
	check 2 "see .warpage $command --help.\$" "$warpage" $command
	check_one_line
done
check 2 'depth is of' "$warpage" search hyperv-tsc odd-even hv-seed --strategy walk --depth 3
check_one_line
: >full
for command in 'verify hyperv-tsc odd-even hv-seed' 'search hyperv-tsc odd-even hv-seed' \
	'stress hyperv-tsc odd-even hv-seed' 'check odd-even hv-seed --format hyperv-tsc' 'fuzz machine'; do
	# shellcheck disable=SC2086 # several words
	check 2 'findings full/of: Not a directory' "$warpage" $command --findings full/of
	check_one_line
	# shellcheck disable=SC2086 # where not even root may make a file
	check 2 'findings /proc/x: (Operation not supported|Permission denied)$' "$warpage" $command --findings /proc/x
	check_one_line
done
check 2 'word is 32 or 64' "$warpage" verify hyperv-tsc odd-even hv-seed --word 48
check_one_line
check 2 "no strategy 'luck'; there are walk, pos, pct, rf, all$" \
	"$warpage" search hyperv-tsc odd-even hv-seed --strategy luck
check_one_line
check 2 'depth wants a whole number from 1 to 16' \
	"$warpage" search hyperv-tsc odd-even hv-seed --depth 17
check_one_line
check 2 'seconds' "$warpage" stress hyperv-tsc odd-even hv-seed --seconds forever
check_one_line
check 2 'unknown option' "$warpage" list --verbose
check 2 'No such file' "$warpage" replay nothing.warp
check_one_line
check 2 'No such file' "$warpage" verify --all --expect nothing.expected
check_one_line

# Findings that are none.
check 1 '^TORN' "$warpage" verify hyperv-tsc single-store hv-seed --model sc --findings of-sc
finding=$(echo of-sc/torn-hyperv-tsc-*.warp)
: >empty.warp
check 2 'empty.warp:0: the file is empty' "$warpage" replay empty.warp
head -n 9 "$finding" >cut.warp
check 2 "cut.warp:[0-9]+: the finding is cut short" "$warpage" replay cut.warp
sed 's/^host .*/host nobody/' "$finding" >host.warp
check 2 "host.warp:4: there is no host 'nobody' here; one of your own is named by its path" \
	"$warpage" replay host.warp
check_one_line
sed 's/hold=[0-9]*/hold=-5/' "$finding" >number.warp
check 2 'number.warp:[0-9]+: this number must be 0 or more' "$warpage" replay number.warp
sed 's/sees=1.1/sees=start/' "$finding" >benign.warp
check 1 'torn recorded, no violation of these reads now; but its schedule shows .*torn' \
	"$warpage" replay benign.warp
check 1 '^TORN' "$warpage" replay benign.warp
sed '/^load offset/d' "$finding" >short.warp
check 1 'these reads are not made any more; but its schedule shows .*torn' \
	"$warpage" replay --quiet short.warp
check_one_line
check 1 '"replayed": "misfit"' "$warpage" replay --json short.warp
also '"recorded": "torn"'
also '"kind": "torn"'
also '"executions": [1-9]'

# Mended since: the reads are not made any more, and the schedule shows nothing. What can't tell says so.
sed 's/^host .*/host odd-even/; s/^guest .*/guest hv-spin-even/' "$finding" >mended.warp
check 0 '^mended.warp: torn recorded, fixed: no violation in all [1-9][0-9]* executions of its schedule, [1-9]' \
	"$warpage" replay mended.warp
check 0 '[1-9][0-9]* executions of its schedule in [a-z0-9]+, all there are: [1-9][0-9]* reads accepted' \
	"$warpage" replay mended.warp
check 0 'torn recorded, fixed' "$warpage" replay --quiet mended.warp
check_one_line
check 0 '"replayed": "misfit"' "$warpage" replay --json mended.warp
also '"violations": \[\]'
also '"executions": [1-9]'
also '"this schedule alone, any number of readers"'
sed 's/^guest .*/guest hv-2016/' mended.warp >other.warp
check 1 'torn recorded, .* its schedule shows ' "$warpage" replay other.warp
sed '/^update/d; s/sees=[^ ]*/sees=start/' mended.warp >still.warp
check 2 'no read of its schedule overlaps an update: nothing tested' "$warpage" replay still.warp
check_one_line
head -c 2000000 /dev/zero >huge.warp
check 2 'larger than any finding' "$warpage" replay huge.warp
check_one_line
head -c 4000 /dev/urandom >noise.warp
check 2 'noise.warp:[0-9]+: ' "$warpage" replay noise.warp
check_one_line

# What is no finding is one only by its own word, not because it is small.
echo 'a shopping list' >list.text
for file in list.text empty.warp; do
	check 2 "$file:[0-9]: " "$warpage" replay "$file"
	check_one_line
done
check 2 "list.text:1: this is not a finding.*--input" "$warpage" replay list.text
check 0 'list.text: an input, no violation' "$warpage" replay --input --quiet list.text
check 2 'a finding or a schedule, not an input' "$warpage" replay --input "$finding"
check_one_line

# Inputs of fuzzers, as text and as bytes, next to findings.
{
	echo 'warpage input 1'
	echo 'head host=hyperv-tsc:single-store guest=hv-seed model=x86'
	echo 'update kind=0 hold=power:20:0'
	printf 'read start=1 moves=2+2\nend\n'
} >input.text
check 1 '^TORN  hyperv-tsc: host single-store x guest hv-seed' \
	"$warpage" replay input.text --bytes input --text again.text
check 1 '^read start=1 moves=2\+2$' "$warpage" replay --input input
check 1 'input: an input, torn' "$warpage" replay --quiet --input input
check 1 'input.text: an input, torn' "$warpage" replay --quiet input.text "$finding"
check 1 'input.text: an input, torn' "$warpage" replay --quiet --input input.text
check 1 '"text": "warpage input 1' "$warpage" replay --json "$finding" input.text
cp out printed
check 0 '^2$' grep -c '"replayed": "torn"' printed
check 0 '^2$' grep -c '"kind": "torn"' printed
check 1 'again.text: an input, torn' "$warpage" replay --quiet again.text --bytes input.again
check 0 '^same$' sh -c 'cmp input input.again && echo same'
check 0 '^48$' sh -c 'wc -c <input'
grep -v '^update' input.text >benign.text
check 0 'benign.text: an input, no violation' "$warpage" replay --quiet benign.text
sed 's/kind=0/kind=9/' input.text >kind.text
check 2 'kind.text:3: ' "$warpage" replay kind.text
check_one_line
check 2 'nothing to save' "$warpage" replay "$finding" --bytes nowhere
check_one_line
check 2 'want exactly one FILE' "$warpage" replay --input input input --bytes nowhere
check_one_line
check 2 'the input is not saved' "$warpage" replay --input input --bytes nowhere/input
check_one_line
head -c 4097 /dev/zero >long
check 2 'at most 4096' "$warpage" replay --input long
check_one_line
check 2 'WARPAGE_FUZZ_MODEL' env WARPAGE_FUZZ_MODEL=arm "$warpage" replay --input input
check_one_line

# Shrinking: beside the file or where asked for, and only what still is a finding.
mkdir large
check 1 ' VIOLATION' "$warpage" search hyperv-tsc single-store hv-seed --updates 16 --seed 5 \
	--model weak --findings large
large=$(echo large/torn-hyperv-tsc-*.warp)
check 0 'torn, [0-9]+ steps, updates 1[0-9] -> 1' "$warpage" shrink "$large"
check 0 '^  saved      small.warp$' "$warpage" shrink -o small.warp "$large"
check 1 'torn, as recorded' "$warpage" replay --quiet small.warp
check 0 'as small as it can be' "$warpage" shrink --quiet small.warp
check 0 '^2$' sh -c 'ls large | wc -l'
check 2 'torn is recorded, but it replays to none' "$warpage" shrink benign.warp
check_one_line
check 2 'does not fit this build' "$warpage" shrink short.warp
check_one_line
check 2 "host.warp:4: there is no host 'nobody' here" "$warpage" shrink host.warp
check_one_line
check 2 'name one file' "$warpage" shrink
check_one_line
check 2 'not saved' "$warpage" shrink --quiet -o nowhere/small.warp "$large"

# Stopped by a signal as soon as it has said what it is about to do: a run that was not done to its
# end says so, with status 2; it is neither clean nor silent about it.
stopped() {
	finished=$1
	shift
	: >out # of the command before: what is in it counts as begun
	# a shell makes background commands deaf to SIGINT: env undoes that
	env --default-signal=INT "$warpage" "$@" --findings of-stopped >out 2>&1 </dev/null &
	pid=$!
	for _ in $(seq 600); do
		if [ -s out ] || ! kill -0 $pid 2>/dev/null; then break; fi
		sleep 0.1
	done
	kill -INT $pid 2>/dev/null
	status=0
	wait $pid || status=$?
	case $status in
	2)
		also '^  verdict    (UNFINISHED|unfinished): |^  UNFINISHED '
		if grep -Eq '^  verdict    (CLEAN|NOT SEEN|clean)' out; then
			failed=$((failed + 1))
			echo "FAILED: unfinished, and clean all the same: $*"
		fi
		;;
	*) # it was quick
		also "$finished"
		;;
	esac
}
stopped '^  verdict    CLEAN' verify pvclock pvclock-odd-even pv-ordered --model weak
stopped '^  verdict    NOT SEEN' search hyperv-tsc odd-even hv-spin-even
stopped 'LOAD-BEARING' verify pvclock pvclock-odd-even pv-ordered --barriers
stopped 'with a violation' verify --all --updates 3 --model sc
also '^  UNFINISHED [0-9]+ stopped half way, [1-9][0-9]* not tried$'

# What a guest did with a sequence that is as it was: it tried again, and fell back at last.
cat >masked.c <<-END
	#include "format.h"

	static bool read_it(const struct pvclock_page *page, u64 *time)
	{
		for (int round = 0; round < 3; round++) {
			u32 version = READ_ONCE(page->version) & ~1u;

			smp_rmb();
			*time = page->system_time + pvclock_scale(rdtsc() - page->tsc_timestamp,
				page->tsc_to_system_mul, page->tsc_shift);
			smp_rmb();
			if (READ_ONCE(page->version) == version)
				return true;
		}
		return false;
	}

	DEFINE_GUEST(pvclock, masked, .read = read_it, .origin = "tests");
END
export XDG_CACHE_HOME="$work/cache"
check 1 '12 version +-> 3 +unchanged$' "$warpage" verify pvclock pvclock-odd-even ./masked.c --first
also '^ +[0-9]+ +5 tries again$'
also '12 version +-> 3 +unchanged: falls back$'
also "at most 3 retries .*masked.c:5: the loop carries 'round' over from one try to the next"
cp out printed
check 1 '^0$' grep -c 'unchanged: accepted' printed

# A folder that can't be written to, and a full disk.
mkdir blocked && : >blocked/findings
# shellcheck disable=SC2016 # for the other shell
check 2 'not saved' sh -c 'cd blocked && exec "$@"' - "$warpage" verify hyperv-tsc single-store hv-seed
if [ -w /dev/full ]; then
	check 2 'results are not complete' sh -c "\"$warpage\" list >/dev/full"
fi
finish
