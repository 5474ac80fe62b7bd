#!/bin/sh
# docs/zoo.md is what script/zoo makes of the tree, and it notices what is missing.
set -u
# shellcheck source=tests/lib/lib.sh
. "$(dirname "$0")/../lib/lib.sh"
source=$2
BUILD=$(dirname "$warpage")
export BUILD

check 0 '^$' sh -c "'$source/script/zoo' '$work/zoo.md' && echo"
diff "$source/docs/zoo.md" "$work/zoo.md" || {
	failed=$((failed + 1))
	echo "FAILED: docs/zoo.md is not what script/zoo makes"
}
# a copy of what it reads, with something missing
mkdir "$work/tree"
cp -r "$source/script" "$source/docs" "$work/tree"
mkdir "$work/tree/tests" "$work/tree/corpus" && cp "$source/tests/matrix.expected" "$work/tree/tests" && cp -r "$source/corpus/known-violations" "$work/tree/corpus"
sed -i '/^hyperv-tsc;odd-even;/d' "$work/tree/docs/zoo.csv"
check 1 'docs/zoo.csv has no row of 4 fields for hyperv-tsc;odd-even$' "$work/tree/script/zoo" "$work/other.md"
cp "$source/docs/zoo.csv" "$work/tree/docs"
sed -i 's/^hyperv-tsc;invalidate;KVM;/hyperv-tsc;invalidate;nowhere known;/' "$work/tree/docs/zoo.csv"
check 1 'hyperv-tsc;invalidate: docs/zoo.csv has "nowhere known", its file .ran = "KVM"$' "$work/tree/script/zoo" "$work/other.md"
cp "$source/docs/zoo.csv" "$work/tree/docs"
rm "$work/tree/corpus/known-violations/hyperv-tsc_single-store_hv-ordered.warp"
check 0 '^$' sh -c "'$work/tree/script/zoo' '$work/other.md' && echo"
check 1 'single-store' diff "$source/docs/zoo.md" "$work/other.md"
BUILD=$work/nowhere
check 1 "there is no $work/nowhere/warpage" "$source/script/zoo" "$work/other.md"
finish
