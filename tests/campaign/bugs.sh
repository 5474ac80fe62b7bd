#!/bin/sh
# Each bug of corpus/bugs is found again by verify and by search, and what is no bug is not (fuzz: fuzz_command.sh).
set -u
# shellcheck source=tests/lib/lib.sh
. "$(dirname "$0")/../lib/lib.sh"
source=$2
export BUILD="$3"
rows=$(grep -vc '^#' "$source/corpus/bugs")

check 0 '^lkml-2017-hvclock +verify +torn in [0-9]+ ms$' "$source/script/bugs" verify search
mv "$work/out" "$work/said"
for engine in verify search; do
	check 0 "^$rows\$" grep -Ec "^[^ ]+ +$engine +[a-z-]+ in [0-9]+ ms\$" "$work/said"
done

# a right pair, a wrong one that has another kind, and a pair that there is not
cat >"$work/bugs" <<-'END'
	# no bugs
	right;hyperv-tsc odd-even hv-spin-even;x86;torn;no;Nothing.
	another-kind;hyperv-tsc single-store hv-seed;x86;stuck;no;Torn.
	none;hyperv-tsc single-store hv-none;x86;torn;no;Nobody.
	one;hyperv-tsc single-store hv-seed;x86;torn;no;Torn.
END
check 1 '^script/bugs: 6 not found$' env BUGS="$work/bugs" "$source/script/bugs" verify search
for engine in verify search; do
	also "^right +$engine +NO torn\$"
	also "^another-kind +$engine +NO stuck\$"
	also "^none +$engine +NO torn\$"
	also "^one +$engine +torn in [0-9]+ ms\$"
done
also "hyperv-tsc has no guest 'hv-none'"
check 2 "no engine 'guess'; there are verify, search, fuzz and stress" "$source/script/bugs" guess
finish
