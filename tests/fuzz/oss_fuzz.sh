#!/bin/sh
# The build of ClusterFuzzLite and OSS-Fuzz, without their container: under the same variables, and
# with this machine's clang-14. What it puts into $OUT has the right names, needs no library that a
# runner lacks, and runs its own seeds. Skips, by name, what this machine lacks for it.
set -u
# shellcheck source=tests/lib/lib.sh
. "$(dirname "$0")/../lib/lib.sh"
source=$2

skip() {
	echo "skipped: $1"
	exit 77
}
for tool in clang-14 clang++-14 zip unzip ninja ldd; do
	command -v "$tool" >/dev/null || skip "there is no $tool"
done
echo 'extern "C" int LLVMFuzzerTestOneInput(const unsigned char *, unsigned long) { return 0; }' \
	>"$work/probe.cc"
clang++-14 -fsanitize=address,fuzzer "$work/probe.cc" -o "$work/probe" 2>"$work/out" ||
	skip "clang++-14 can't link a fuzzer: $(tail -1 "$work/out")"

mkdir "$work/out-folder" "$work/work" "$work/src"
ln -s "$(cd "$source" && pwd)" "$work/src/warpage"
cp "$source/fuzz/oss-fuzz/build.sh" "$work/src/build.sh"
# -O0, where the fleets have -O1: what is not optimised is built in half the time
flags="-O0 -fno-omit-frame-pointer -gline-tables-only -fsanitize=address \
	-fsanitize-address-use-after-scope -fsanitize=fuzzer-no-link"
export CC=clang-14 CXX=clang++-14 CFLAGS="$flags" CXXFLAGS="$flags" \
	LIB_FUZZING_ENGINE=-fsanitize=fuzzer SANITIZER=address FUZZING_ENGINE=libfuzzer \
	FUZZING_LANGUAGE=c ARCHITECTURE=x86_64 OUT="$work/out-folder" SRC="$work/src" \
	WORK="$work/work" TMPDIR="$work"
unset WARPAGE_SOURCE WARPAGE_FUZZ_PROTOCOL WARPAGE_FUZZ_MODEL WARPAGE_FUZZ_KNOWN
check 0 'fuzz_finding' bash -eu "$SRC/build.sh"

check 0 '^fuzz_arithmetic fuzz_expected fuzz_finding fuzz_input fuzz_log fuzz_machine fuzz_schedule $' sh -c \
	"cd '$OUT' && find . -type f -executable -printf '%f\n' | sort | tr '\n' ' '; echo"
check 0 '^none$' sh -c "cd '$OUT' && ls | grep -v '^fuzz_[a-z]*\(_seed_corpus\.zip\|\.options\|\.dict\)*$' \
	|| echo none"
for target in machine arithmetic finding schedule input expected log; do
	seeds=$work/seeds-$target
	unzip -q "$OUT/fuzz_${target}_seed_corpus.zip" -d "$seeds"
	count=$(find "$source/corpus/$target" -type f | wc -l)
	[ "$target" != finding ] ||
		count=$((count + $(find "$source/corpus/known-violations" -type f | wc -l)))
	check 0 "^$count$" sh -c "find '$seeds' -type f | wc -l"
	check 0 '^\[libfuzzer\]$' cat "$OUT/fuzz_$target.options"
	# as a fleet runs it: the options of its file, nothing but $OUT, no way back to the sources
	options=$(sed -n "s|^dict = |-dict=$OUT/|p; s/^\([a-z_]*\) = /-\1=/p" \
		"$OUT/fuzz_$target.options")
	# shellcheck disable=SC2086 # options without spaces
	check 0 "seed corpus: files: $count " env -i "$OUT/fuzz_$target" -runs=0 \
		-artifact_prefix="$work/" $options "$seeds"
	check 0 '^none$' sh -c "ldd '$OUT/fuzz_$target' | sed 's/^[[:space:]]*//; s/ .*//; s|.*/||' |
		grep -Ev '^(linux-vdso|libc|libm|libdl|librt|libpthread|libgcc_s|libresolv|libstdc\+\+|ld-linux-x86-64)\.so' \
		|| echo none"
done
# sanitizer, coverage and the mutator are in
check 0 'LLVMFuzzerCustomMutator' nm "$OUT/fuzz_machine"
check 0 '__asan_init' nm "$OUT/fuzz_machine"
# the base image refuses a target with less than 100 counters
check 0 '^enough$' sh -c "env -i '$OUT/fuzz_machine' -runs=0 2>&1 |
	sed -n 's/^INFO: Loaded .* (\([0-9]*\) inline 8-bit counters).*/\1/p' |
	awk '\$1 >= 100 { enough = 1 } END { print enough ? \"enough\" : \"too few\" }'"
# mutating goes on without a complaint: what is wrong is known
check 0 '^Done 20000 runs' env -i "$OUT/fuzz_machine" -runs=20000 -max_len=512 -seed=1 \
	-artifact_prefix="$work/" "$work/seeds-machine"
# a wrong pair is reported by what landed in $OUT
check 77 '^(TORN|STALE|BACKWARDS)  hyperv-tsc: host single-store' env -i \
	WARPAGE_FUZZ_PROTOCOL=hyperv-tsc:single-store:hv-seed "$OUT/fuzz_machine" -runs=100000 \
	-max_len=512 -seed=1 -artifact_prefix="$work/" "$work/seeds-machine"

finish
