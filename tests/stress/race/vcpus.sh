#!/bin/sh
# A page for each reader: what the host stops all readers for is clean; a host that leaves pages out, or writes them while
# one vCPU runs, is found out. More readers than vCPUs are refused.
set -u
source=$2
# shellcheck source=tests/lib/lib.sh
. "$(dirname "$0")/../../lib/lib.sh"
# shellcheck source=tests/lib/race.sh
. "$(dirname "$0")/../../lib/race.sh"
cd "$work" || exit 1
export XDG_CACHE_HOME="$work/cache"
cp "$source/tests/protocols/pvclock/"*_vcpus.c .

# race HOST GUEST OPTION...
race() {
	host=./host_vcpus.c:vcpus-$1 guest=./guest_vcpus.c:vcpus-$2
	shift 2
	"$warpage" stress pvclock "$host" "$guest" --seconds 1 "$@"
}

first_race 0 '^  vcpus +2, each reader one, with a page each' race frozen pinned --readers 2
check 0 '^  vcpus +4' race frozen rdtscp --readers 4 --tight
check 0 '^  vcpus +3' race frozen mixes --readers 3 --freeze partial
check 2 'has 4 readers at most' race frozen pinned --readers 5
shows 1 '^  stale +[1-9]' race first-only pinned
also '^stale: explained: '
check 1 '^0$' grep -cE '^  (torn|arithmetic) +[1-9]' out
shows 1 '^  torn +[1-9]' race partly-frozen pinned
also '^torn: explained: '
finish
