#!/bin/sh
# The race engine in a build with the thread sanitizer: no data race but that on the page itself,
# which the protocol objects make and the sanitizer does not see. --tight, because the sanitizer
# holds signals back from a guest that spins, and a host that died would wait for it for ever; and
# no --freeze, as readers are then parked between two reads only.
# shellcheck disable=SC2086 # pairs and options are several words
set -u
source=$2
# shellcheck source=tests/lib/lib.sh
. "$(dirname "$0")/../../lib/lib.sh"
cd "$work" || exit 1

# race STATUS OPTIONS...: no report of the sanitizer, and that exit status.
race() {
	wanted=$1
	shift
	status=0
	TSAN_OPTIONS=exitcode=66 "$warpage" stress "$@" --seconds 2 >out 2>&1 || status=$?
	if [ $status -eq 77 ]; then
		cat out
		exit 77
	fi
	if [ $status -eq "$wanted" ] && ! grep -q ThreadSanitizer out; then
		passed=$((passed + 1))
		return
	fi
	failed=$((failed + 1))
	echo "FAILED: status $status instead of $wanted, or a data race: $*"
	grep -A 20 ThreadSanitizer out | head -40
}

race 0 hyperv-tsc odd-even hv-spin-even --tight --readers 3
race 0 hyperv-tsc frozen hv-ordered --readers 2
race 0 hyperv-tsc odd-even hv-spin-even --tight --pace 1000 --log tsan.log
race 0 pvclock pvclock-odd-even pv-ordered --tight --oversubscribe 2
race 1 hyperv-tsc single-store hv-seed --log tsan.log
# memory that readers share, a page for each, several results
files=$source/tests/protocols
race 0 pvclock pvclock-odd-even "$files/pvclock/guest_clamps.c:clamp-swaps" --tight --readers 3
race 0 "$files/split-page" split split-right --tight --readers 2
# readers that change their vCPU, which takes gaps
race 0 pvclock "$files/pvclock/host_vcpus.c:vcpus-frozen" "$files/pvclock/guest_vcpus.c:vcpus-pinned" --readers 2
race 0 hyperv-tsc "$files/hyperv-tsc/host_locked.c:locked" hv-spin-even --hosts 2 --tight
race 0 hyperv-tsc "$files/hyperv-tsc/host_locked.c:locked" hv-spin-even --hosts 2 --readers 2 --pace 1000

# The probes of the CPU: found or not is for others to tell, as the sanitizer makes all that slow.
TSAN_OPTIONS=exitcode=66 "$warpage" cpu --seconds 2 >out 2>&1
status=$?
if [ $status -ne 66 ] && ! grep -q ThreadSanitizer out; then
	passed=$((passed + 1))
else
	failed=$((failed + 1))
	echo "FAILED: status $status, or a data race: cpu"
	grep -A 20 ThreadSanitizer out | head -40
fi
finish
