#!/bin/sh
# A page for each vCPU, between which readers migrate: what the host stops all vCPUs for is clean with guests that are pinned, or
# sure of whose TSC they have; one that is not is found out if TSCs are apart, and so are a host that leaves pages out, or
# writes them while one vCPU runs. More readers than vCPUs are refused, and a run without any migration has tested nothing.
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

# clean PATTERN COMMAND...: check 0, of a race that is made again only if it was too short to test anything.
clean() {
	wanted=0 pattern=$1
	shift
	for _ in $(seq 20); do
		status=0
		"$@" >out 2>&1 </dev/null || status=$?
		if [ "$status" -ne 2 ] || ! grep -q 'nothing tested' out; then
			break
		fi
	done
	checked "$@"
}

first_race 2 'nothing tested: no read came to another vCPU.* --tight|no read is known' race frozen rdtscp --tight
clean '^  vcpus +2, with a page each,.* put off in [1-9]' race frozen pinned --readers 2
clean '^  vcpus +4.* in [1-9][0-9]* reads between' race frozen rdtscp --readers 4
clean '^  vcpus +3' race frozen rdtscp --readers 3 --freeze partial
check 2 'has 4 readers at most' race frozen pinned --readers 5
# at another rate: pages that round apart are right, and the other one's TSC is not
clean 'TSCs faster; [1-9]' race frozen rdtscp --tscs faster
clean 'TSCs faster; [1-9]' race frozen pinned --readers 4 --tscs faster
# the number that does not tell whose TSC it was, as Linux asked for it until 2015, and none that is asked again
clean 'TSCs equal; [1-9]' race frozen getcpu-twice --tscs equal
shows 1 '^stale: explained: ' race frozen getcpu-twice --tscs ahead
also '^  stale +[1-9]'
check 1 '^STALE .*getcpu-twice' "$warpage" replay findings/stale-*
rm -r findings
clean 'TSCs equal; [1-9]' race frozen not-pinned --tscs equal
shows 1 '^stale: explained: ' race frozen not-pinned --tscs behind
also '^  stale +[1-9]'
shows 1 '^stale: explained: ' race frozen not-pinned --tscs faster
also '^  stale +[1-9]'
# the first page everywhere, of a guest that does not ask
all_on_first() {
	"$warpage" stress pvclock ./host_vcpus.c:vcpus-frozen pv-ordered --seconds 1 --vcpus 2 "$@"
}
clean 'TSCs equal; [1-9]' all_on_first --tscs equal
shows 1 '^stale: explained: ' all_on_first --tscs behind
also '^  stale +[1-9]'
check 1 '^0$' grep -cE '^  (torn|arithmetic) +[1-9]' out
shows 1 '^stale: explained: ' all_on_first --tscs faster
also '^  stale +[1-9]'
check 1 '^0$' grep -cE '^  (torn|arithmetic) +[1-9]' out
shows 1 '^stale: explained: ' race first-only pinned
also '^  stale +[1-9]'
check 1 '^0$' grep -cE '^  (torn|arithmetic) +[1-9]' out
shows 1 '^torn: explained: ' race partly-frozen pinned
also '^  torn +[1-9]'
shows 1 '^torn: explained: ' race partly-frozen pinned --tscs faster
also '^  torn +[1-9]'
finish
