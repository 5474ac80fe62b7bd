#!/bin/sh
# The examples of docs/protocols.md, named by their files and folders, with the verdicts told there.
set -u
source=$2
# shellcheck source=tests/lib/lib.sh
. "$(dirname "$0")/../lib/lib.sh"
cd "$work" || exit 1

export XDG_CACHE_HOME="$work/cache"
# each line of its README: 0 or 1, or what the machine lacks
mkdir build && ln -s "$warpage" build/warpage && ln -s "$source/examples" "$source/corpus" .
grep '^build/warpage' "$source/examples/README.md" >lines
check 0 'tick-page' cat lines
while read -r line; do
	status=0
	sh -c "$line" >"$work/out" 2>&1 </dev/null || status=$?
	case $line in
	*late_recheck.c\ --model\ weak | *warpage\ check* | *warpage\ replay*) wanted=1 ;;
	*) wanted=0 ;;
	esac
	pattern=.
	[ "$status" = 77 ] || checked "$line"
done <lines
ours=$source/examples/hyperv-tsc
tick=$source/examples/tick-page
for model in sc x86 weak; do
	check 0 '^  verdict    CLEAN' "$warpage" verify hyperv-tsc "$ours/host_release_last.c" \
		hv-spin-even --model $model
	check 0 '^  verdict    CLEAN' "$warpage" verify "$tick" tick tock --model $model --updates 2
done
check 0 '^  verdict    CLEAN' "$warpage" verify hyperv-tsc odd-even "$ours/guest_late_recheck.c" --model x86
check 1 '^TORN' "$warpage" verify hyperv-tsc odd-even "$ours/guest_late_recheck.c" --model weak
check 0 '^  verdict    CLEAN' "$warpage" verify "$ours" release-last hv-spin-even
check 0 'verdict +clean|skipped' \
	sh -c "'$warpage' stress '$tick' tick tock --seconds 1; test \$? = 0 -o \$? = 77"
# counts of two and of eight bytes, in a race: nothing but them is written
for page in short wide; do
	for seed in 1 2 3; do
		check 0 'verdict +clean|skipped' sh -c "'$warpage' stress '$source/tests/protocols/$page-page' $page \
			$page-even --seconds 1 --seed $seed; test \$? = 0 -o \$? = 77"
	done
done
# several results of a read, in a race: right, and each of them wrong in its way
check 0 'verdict +clean|skipped' sh -c "'$warpage' stress '$source/tests/protocols/split-page' split split-right \
	--seconds 1; test \$? = 0 -o \$? = 77"
for guest in early-tsc late-tsc whole-rest; do
	check 0 '^  arithmetic +[1-9]|skipped' sh -c "'$warpage' stress '$source/tests/protocols/split-page' split \
		split-$guest --seconds 1; test \$? = 1 -o \$? = 77"
done
# What the machine can't run is raced by nobody; what reads share is raced, but not on clocks of somebody else's.
refused='guest_looks_first.c:[0-9]+: the guest writes memory that outlives the read'
shared="guest_looks_first.c:[0-9]+: the guest keeps 'latest' over reads: not raced here"
cp "$source/tests/build/refused/pvclock/"guest_*.c .
pair='pvclock pvclock-odd-even ./guest_looks_first.c'
# shellcheck disable=SC2086 # a pair is several words
check 2 "^warpage verify: .*$refused" "$warpage" verify --model weak --vcpus 2 $pair
# shellcheck disable=SC2086 # words
check 0 '^  joint +[1-9][0-9]* of them' "$warpage" search --executions 3000 $pair
check 0 "^warpage live: .*$shared|^warpage live: skipped: kvm: " sh -c \
	"$warpage live kvm --guest ./guest_looks_first.c --seconds 1; test \$? = 2 -o \$? = 77"
# What keeps memory over reads, and touches it last, is judged read by read, and raced.
kept="./guest_never_back.c:[0-9]+: the guest keeps 'latest' over reads"
pair='pvclock pvclock-odd-even ./guest_never_back.c'
for command in 'verify --updates 1' 'search --executions 1000'; do
	# shellcheck disable=SC2086 # words
	check 0 "^  floor +${kept}[;,] " "$warpage" $command $pair
	# shellcheck disable=SC2086 # words
	check 0 "\"${kept}[;,] " "$warpage" $command $pair --json
	# shellcheck disable=SC2086 # words
	check 0 "^# floor +${kept}[;,] " "$warpage" $command $pair --ktap
done
for command in 'stress --seconds 1' 'stress --tight --seconds 1'; do
	# shellcheck disable=SC2086 # words
	check 0 '^  shared +memory of the guest|skipped' sh -c \
		"'$warpage' $command $pair; test \$? = 0 -o \$? = 77"
done
check 0 "^warpage live: .*$kept: not raced here|^warpage live: skipped: kvm: " sh -c \
	"$warpage live kvm --guest ./guest_never_back.c --seconds 1; test \$? = 2 -o \$? = 77"
# shellcheck disable=SC2086 # words
check 0 '^  race +(clean|skipped)' "$warpage" check ${pair#pvclock } --format pvclock --updates 1
cp out printed
check 0 '^  verdict +clean' cat printed
# a floor mends no time that went back as far as anybody here can tell
sed -e 's/rdtsc_ordered/rdtsc/' -e '/seen = READ/,/__ATOMIC_SEQ_CST));/d' guest_never_back.c >guest_mended.c
mended='pvclock pvclock-odd-even ./guest_mended.c'
# shellcheck disable=SC2086 # words
check 1 'backwards' "$warpage" verify $mended --updates 1 --findings mended
cp guest_never_back.c guest_mended.c
check 2 "^warpage replay: .*backwards recorded.*guest_mended.c:[0-9]+: the guest keeps 'latest' over reads, and how" \
	sh -c "'$warpage' replay mended/backwards-*.warp"
check 0 '^  floor +./guest_mended.c:' sh -c "'$warpage' replay mended/stale-*.warp"
also 'stale recorded, fixed: '
also '^  covers +this schedule alone, each read by itself'
check 0 '^1$' grep -c 'warpage stress' printed

cp "$source/tests/build/wrong/unseen/hyperv-tsc/guest_unseen.c" .
# An error is one line; no result stands beside it, and none is saved.
for command in verify search 'verify --barriers' 'verify --first' 'search --go-on'; do
	for model in x86 weak; do
		# shellcheck disable=SC2086 # words
		check 2 '^warpage (verify|search): .*(does not see|does not come back)' "$warpage" \
			$command hyperv-tsc single-store ./guest_unseen.c --model $model --findings refused
		cp out printed
		check 1 '^0$' grep -Ec 'TORN|BACKWARDS|CLEAN|VIOLATION|clean|torn|returned' printed
		check 0 '^1$' grep -c '^warpage' printed
	done
done
for command in verify search; do
	check 2 '"reason": ".*does not' "$warpage" $command hyperv-tsc single-store ./guest_unseen.c --json \
		--findings refused
	cp out printed
	check 0 '"violations": \[\]' cat printed
done
check 0 none sh -c '[ ! -e refused ] && echo none'

finish
