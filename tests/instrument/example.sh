#!/bin/sh
# The examples of docs/protocols.md, built as protocols kept elsewhere, with the verdicts told there.
set -u
source=$2
# shellcheck source=tests/lib/lib.sh
. "$(dirname "$0")/../lib/lib.sh"
cd "$work" || exit 1

cp -r "$source/tests/protocols/short-page" "$source/tests/protocols/wide-page" .
# what is not optimised is built soon, and gives the same verdicts
check 0 'Build files' cmake -S "$source" -B build -G Ninja -DCMAKE_BUILD_TYPE=Debug \
	-DWARPAGE_PROTOCOLS="$source/docs/example/hyperv-tsc;$source/docs/example/tick-page;\
$source/tests/instrument/refused/pvclock;$work/short-page;$work/wide-page;$source/tests/instrument/building/unseen/hyperv-tsc"
check 0 '' cmake --build build --target warpage
for model in sc x86 weak; do
	check 0 '^  verdict    CLEAN' build/warpage verify hyperv-tsc release-last hv-spin-even --model $model
	check 0 '^  verdict    CLEAN' build/warpage verify tick-page tick tock --model $model --updates 2
done
check 0 '^  verdict    CLEAN' build/warpage verify hyperv-tsc odd-even late-recheck --model x86
check 1 '^TORN' build/warpage verify hyperv-tsc odd-even late-recheck --model weak
check 0 'release-last' build/warpage list
check 0 'verdict +clean|skipped' \
	sh -c 'build/warpage stress tick-page tick tock --seconds 1; test $? = 0 -o $? = 77'
# counts of two and of eight bytes, in a race: nothing but them is written
for page in short wide; do
	for seed in 1 2 3; do
		check 0 'verdict +clean|skipped' sh -c "build/warpage stress $page-page $page \
			$page-even --seconds 1 --seed $seed; test \$? = 0 -o \$? = 77"
	done
done
mkdir nothing
check 1 'has no host_' cmake -S "$source" -B other -G Ninja -DWARPAGE_PROTOCOLS="$work/nothing"

# What the machine can't run is raced by nobody: the same line everywhere.
refused='guest_never_back.c:[0-9]+: the guest writes memory that outlives the read'
pair='pvclock pvclock-odd-even never-back'
for command in 'verify' 'search' 'stress --seconds 1' 'stress --seconds 1 --json' 'stress --tight'; do
	# shellcheck disable=SC2086 # a command, and a pair, are several words
	check 2 "^warpage ${command%% *}: .*$refused" build/warpage $command $pair
done
check_one_line
check 0 "^warpage live: .*$refused|^warpage live: skipped: kvm: " sh -c \
	'build/warpage live kvm --guest never-back --seconds 1; test $? = 2 -o $? = 77'

# An error is one line; no result stands beside it, and none is saved.
for command in verify search 'verify --barriers' 'verify --first' 'search --go-on'; do
	for model in x86 weak; do
		# shellcheck disable=SC2086 # words
		check 2 '^warpage (verify|search): .*(does not see|does not come back)' build/warpage \
			$command hyperv-tsc single-store unseen --model $model --findings refused
		cp out printed
		check 1 '^0$' grep -Ec 'TORN|BACKWARDS|CLEAN|VIOLATION|clean|torn|returned' printed
		check 0 '^1$' grep -c '^warpage' printed
	done
done
for command in verify search; do
	check 2 '"reason": ".*does not' build/warpage $command hyperv-tsc single-store unseen --json \
		--findings refused
	cp out printed
	check 0 '"violations": \[\]' cat printed
done
check 0 none sh -c '[ ! -e refused ] && echo none'

# A guest under a name of the tree: told at the start of every command.
check 0 'Build files' cmake build \
	-DWARPAGE_PROTOCOLS="$source/tests/instrument/building/duplicate-name/hyperv-tsc"
check 0 '' cmake --build build --target warpage
for command in list '--help' 'verify hyperv-tsc odd-even hv-spin-even' 'stress --help'; do
	# shellcheck disable=SC2086 # words
	check 2 '^warpage: the guest hv-spin-even of hyperv-tsc is defined twice, in .* and in .*' \
		build/warpage $command
	check_one_line
done
finish
