#!/bin/sh
# Guests whose reads share memory, raced: right ones are clean on any CPU, and keep what they should; of wrong ones a
# race shows what they are, if it shows anything.
set -u
source=$2
# shellcheck source=tests/lib/lib.sh
. "$(dirname "$0")/../../lib/lib.sh"
# shellcheck source=tests/lib/race.sh
. "$(dirname "$0")/../../lib/race.sh"
cd "$work" || exit 1
export XDG_CACHE_HOME="$work/cache"
clamps=$source/tests/protocols/pvclock/guest_clamps.c
cp "$clamps" "$source/tests/protocols/pvclock/guest_per_vcpu.c" .

race() {
	"$warpage" stress pvclock pvclock-odd-even "./guest_clamps.c:$1" --seconds 1 --json
}

first_race 0 '"verdict": "clean"' race clamp-swaps
# in the build that pauses, or in the other one alone
for options in --tight '--freeze partial' '--oversubscribe 3' '--pace 5000'; do
	# shellcheck disable=SC2086 # words
	check 0 '^  shared     memory of the guest' "$warpage" stress pvclock pvclock-odd-even \
		./guest_clamps.c:clamp-swaps --seconds 1 $options
done
# they have bridged steps back, in one race or another
shows 0 '"kept": [1-9]' race clamp-relaxed
check 0 '"verdict": "clean"' race clamp-half-right
for guest in clamp-stores clamp-early; do
	status=0
	race $guest >raced 2>error || status=$?
	case $status in
	0) check 0 '"backwards": 0' cat raced ;;
	*) check 0 '"explained": "backwards: (not )?explained' cat raced ;;
	esac
	check 1 '^0$' grep -c '"\(torn\|stale\|arithmetic\)": [1-9]' raced
done
# of each vCPU, as each reader is one, or of all
check 0 '"verdict": "clean"' "$warpage" stress pvclock pvclock-odd-even \
	./guest_per_vcpu.c:per-vcpu-scratch --seconds 1 --json
shows 1 '"torn": [1-9]' "$warpage" stress pvclock pvclock-odd-even \
	./guest_per_vcpu.c:one-scratch --seconds 1 --json
finish
