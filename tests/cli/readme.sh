#!/bin/sh
# README's examples: each `build/warpage ...` line runs and exits with 0 or 1, and the output that
# README shows for verify is what verify prints, and so is its picture.
set -u
readme=$2/README.md
# shellcheck source=tests/lib/lib.sh
. "$(dirname "$0")/../lib/lib.sh"
cd "$work" || exit 1
mkdir build && ln -s "$warpage" build/warpage && ln -s "$2/docs" docs && ln -s "$2/tests" tests && ln -s "$2/examples" examples

grep '^build/warpage' "$readme" >lines
check 0 'stress' cat lines
while read -r example; do
	status=0
	sh -c "$example" >out 2>&1 </dev/null || status=$?
	case $status in
	0 | 1 | 77) passed=$((passed + 1)) ;;
	*)
		failed=$((failed + 1))
		echo "FAILED with status $status: $example"
		head -5 out
		;;
	esac
done <lines

rm -rf findings # of which one is kept of each bug
{
	build/warpage verify hyperv-tsc single-store hv-seed
	build/warpage verify hyperv-tsc odd-even hv-spin-even
	build/warpage check odd-even tests/readers/linux_2023_hyperv.c --seconds 0
} >printed
awk '/^```$/ {inside = !inside; next} inside && !/^(script|build|cmake|apt-get)/ && NF' "$readme" >shown
while IFS= read -r line; do
	if grep -Fxq -- "$line" printed; then
		passed=$((passed + 1))
	else
		failed=$((failed + 1))
		echo "FAILED: README shows what is not printed: $line"
	fi
done <shown

# Its picture is what export makes.
"$warpage" export "$2/corpus/known-violations/hyperv-tsc_single-store_hv-seed.warp" --as svg >torn.svg
check 0 '^same$' sh -c "cmp torn.svg '$2/docs/torn.svg' && echo same"
finish
