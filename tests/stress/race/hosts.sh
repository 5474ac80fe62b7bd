#!/bin/sh
# Two hosts side by side: under a lock they are clean, by whatever name it has; without one, and where what is to be
# published is looked at before the lock is taken, they are found out. What can't be raced so is refused.
set -u
source=$2
# shellcheck source=tests/lib/lib.sh
. "$(dirname "$0")/../../lib/lib.sh"
# shellcheck source=tests/lib/race.sh
. "$(dirname "$0")/../../lib/race.sh"
cd "$work" || exit 1
export XDG_CACHE_HOME="$work/cache"
cp "$source/tests/protocols/hyperv-tsc/"host_*.c "$source/tests/protocols/pvclock/"*_copy.c .
cp "$source/tests/protocols/hyperv-tsc/guest_always_falls_back.c" .

# race HOST OPTION...
race() {
	host=$1
	shift
	"$warpage" stress hyperv-tsc "$host" hv-spin-even --hosts 2 --seconds 1 "$@"
}

first_race 0 '^  hosts      2; [1-9][0-9]* updates while' race ./host_locked.c:locked --readers 2
also 'verdict    clean as far as it was raced'
check 0 '^  hosts      2; [1-9]' race ./host_locked.c:locked --tight
check 0 '^  hosts      2; [1-9]' race ./host_kernel_locks.c:spins --pace 2000
shows 1 '^  wrong-fallback +[1-9]' "$warpage" stress hyperv-tsc ./host_locked.c:locked \
	./guest_always_falls_back.c --hosts 2 --seconds 1 --pace 1000
# a host that is alone has nobody to keep out, not even after it died with the lock
shows 0 'died and was replaced [1-9]' "$warpage" stress hyperv-tsc ./host_locked.c:locked hv-spin-even --seconds 1
check 0 '^  hosts      2; [1-9]' "$warpage" stress pvclock ./host_locked_copy.c pv-ordered --hosts 2 \
	--seconds 1
cpu=$(taskset -cp $$ | sed 's/.*: *\([0-9]*\).*/\1/')
check 0 "hosts on $cpu and $cpu, 1 reader on $cpu too" race ./host_locked.c:locked --cpus "$cpu"
shows 1 '^  torn +[1-9]' race odd-even
also '^torn: explained: '
finding=$(find findings -name 'torn-hyperv-tsc-*' | head -n 1)
check 0 'hosts=2' cat "$finding"
check 1 'TORN' "$warpage" replay "$finding"
shows 1 '^  torn +[1-9]' race ./host_kernel_locks.c:two-locks
shows 1 '^  backwards +[1-9]' race ./host_locked.c:locked-late
also 'both are legal: the host stepped back by itself'

check 2 'warpage replay' "$warpage" stress hyperv-tsc odd-even hv-spin-even --schedule "$finding"
check 2 'neither with --all' race odd-even --freeze all
check 2 'neither with --all' "$warpage" stress --all --hosts 2
check 2 'waits for ever for the other one' race ./host_side_by_side.c:waits-for-the-other
check 2 'host_frozen.c:[0-9]+: the host freezes vCPUs: such hosts do not run side by side' race frozen
check 2 'the host dies: such hosts do not run side by side' race dies-odd
finish
