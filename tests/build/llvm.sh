#!/bin/sh
# Another LLVM than the one that this build is made with, if the machine has one: the newest. The instrumenter
# builds without a warning, what is wrong with a protocol file is told as well, and all verdicts are the
# same.
set -u
source=$2
own=$(sed -n 's/^WARPAGE_CLANG:.*=//p' "$3/CMakeCache.txt")
# shellcheck source=tests/lib/lib.sh
. "$(dirname "$0")/../lib/lib.sh"
cd "$work" || exit 1

other=
for n in $(seq 14 40); do
	clang=$(command -v "clang-$n") && command -v "llvm-config-$n" >/dev/null &&
		[ "$clang" != "$own" ] && other=$n
done
if [ -z "$other" ]; then
	echo "skipped: no LLVM beside $own (packages such as clang-19 and llvm-19-dev)"
	exit 77
fi
check 0 "LLVM ${other}[.].*clang-$other" cmake -S "$source" -B build -G Ninja -DWARPAGE_LLVM="$other" \
	-DWARPAGE_WERROR=ON
build() {
	cmake --build build >log 2>&1 && echo built && return
	grep -A 3 -E 'error:|undefined reference' log
	return 1
}
check 0 built build
for room in machine verify shape; do
	check 0 '100% tests passed' ctest --test-dir build/tests/$room -LE slow
done
check 0 '100% tests passed' ctest --test-dir build -R '^(named_files|wrong_files|matrix)$'

# Two of different versions, and one that is not there.
check 1 'name two of one version, 14 or above' cmake -S "$source" -B mixed -G Ninja \
	-DWARPAGE_CLANG="$own" -DWARPAGE_LLVM_CONFIG="$(command -v "llvm-config-$other")"
# One without the other, and two of which one was removed since, or is none.
check 1 'go together: name both' cmake -S "$source" -B single -G Ninja -DWARPAGE_CLANG="$own"
configure() {
	cmake -S "$source" -B gone -G Ninja "$@" 2>&1 | tr -s ' \n' ' '
}
for gone in "$work/gone" /bin/false; do
	check 0 "WARPAGE_LLVM_CONFIG is $gone, which is not there, or tells no version: -DWARPAGE_LLVM=14" \
		configure -DWARPAGE_CLANG="$own" -DWARPAGE_LLVM_CONFIG="$gone"
	check 0 "WARPAGE_CLANG is $gone, which is not there, or tells no version: -DWARPAGE_LLVM=14" \
		configure -DWARPAGE_CLANG="$gone" -DWARPAGE_LLVM_CONFIG="$(command -v "llvm-config-$other")"
done
check 0 "LLVM ${other}[.]" configure -DWARPAGE_LLVM="$other"
check 1 'install the packages clang-99 and llvm-99-dev' cmake -S "$source" -B none -G Ninja \
	-DWARPAGE_LLVM=99
finish
