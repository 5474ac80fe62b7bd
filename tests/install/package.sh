#!/bin/sh
# script/package: the .deb, unpacked into an empty folder, works with the source out of reach, and lintian
# finds no error in it.
set -u
tests=$(dirname "$0")
source=$2
build=$3
# shellcheck source=tests/lib/lib.sh
. "$tests/../lib/lib.sh"

for tool in clang-14 llvm-config-14 dpkg-shlibdeps dpkg-deb file; do
	if ! command -v "$tool" >/dev/null; then
		echo "skipped: no $tool (script/setup package)"
		exit 77
	fi
done
echo 'int LLVMFuzzerTestOneInput(void) { return 0; }' >"$work/try.c"
if ! clang-14 -fsanitize=fuzzer -o "$work/try" "$work/try.c" 2>/dev/null; then
	echo "skipped: clang-14 can't link for libFuzzer (package libclang-rt-14-dev)"
	exit 77
fi
check 0 'warpage_[0-9.]+_[a-z0-9]+[.]deb$' env BUILD="$build/package" "$source/script/package"
deb=$(echo "$build"/package/warpage_*.deb)
check 0 ' Depends: clang-14, binutils, .*libhwloc15.*libjansson4.*libllvm14' dpkg-deb -I "$deb"
check 0 none sh -c "! dpkg-deb -c '$deb' | grep -v ' root/root ' && echo none"
mkdir "$work/root"
dpkg-deb -x "$deb" "$work/root"
check 0 none sh -c "! grep -rlaF -e '$source' -e '$build' '$work/root' && echo none"
cp "$tests/use.sh" "$tests/../lib/lib.sh" "$work"
check 0 ' 0 failed' sh "$tests/away.sh" "$source" "$build" sh "$work/use.sh" "$work/root/usr/bin/warpage"
if command -v lintian >/dev/null; then
	lintian --allow-root --fail-on none "$deb" >"$work/tags" 2>&1
	check 0 none sh -c "! grep '^E:' '$work/tags' && echo none"
fi
finish
