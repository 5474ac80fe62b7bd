#!/bin/sh
# What the race engine reaches on this machine: tears of the flawed pair within a second, with and
# without gaps, and reads of the right pair that overlapped an update.
# usage: bench/race.sh [SECONDS]
set -eu
cd "$(dirname "$0")/.."
seconds=${1:-10}
warpage=build/warpage
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# number KEY FILE: the first integer or fraction of that name.
number() {
	sed -n "s/.*\"$1\": *\([0-9.e+-]*\).*/\1/p" "$2" | head -n 1
}

# torn FILE: how many reads were torn.
torn() {
	count=$(grep -A 1 '"kind": "torn"' "$1" | sed -n 's/.*"count": *\([0-9]*\).*/\1/p')
	echo "${count:-0}"
}

race() {
	status=0
	"$warpage" stress "$@" --json --findings "$work/findings" >"$work/out" 2>/dev/null || status=$?
	[ "$status" -ne 2 ]
}

race hyperv-tsc single-store hv-seed --seconds 1
echo "single-store x hv-seed, 1 s: $(torn "$work/out") torn in $(number updates "$work/out") updates"
race hyperv-tsc single-store hv-seed --seconds 1 --gaps 0
echo "the same without gaps: $(torn "$work/out") torn in $(number updates "$work/out") updates"
race hyperv-tsc odd-even hv-spin-even --seconds "$seconds"
echo "odd-even x hv-spin-even, $seconds s: $(number overlapped "$work/out") reads overlapped an update," \
	"$(number reads "$work/out") reads, $(number updates "$work/out") updates," \
	"$(torn "$work/out") torn"
