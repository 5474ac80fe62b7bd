#!/bin/bash -eu
# Builds the targets that are deterministic for ClusterFuzzLite and OSS-Fuzz: $CC, $CXX and $CFLAGS
# compile, $CXX links with $LIB_FUZZING_ENGINE, and targets, seeds, dictionaries and options go to
# $OUT. The protocols are always compiled by clang-N, for whose LLVM the instrumenter is made, and without
# sanitizers. tests/fuzz/oss_fuzz.sh runs this without a container.

source=${WARPAGE_SOURCE:-$SRC/warpage}
build=$WORK/warpage
texts="finding schedule input expected log"
targets="machine arithmetic $texts"

# libFuzzer takes the mutator and the features; other engines have to do with coverage.
fuzzer=other
[ "$FUZZING_ENGINE" != libfuzzer ] || fuzzer=libfuzzer

rm -rf "$build"
cmake -S "$source" -B "$build" -G Ninja -DCMAKE_BUILD_TYPE=None \
	-DCMAKE_C_COMPILER="$CC" -DCMAKE_CXX_COMPILER="$CXX" \
	-DCMAKE_C_FLAGS="$CFLAGS" -DCMAKE_CXX_FLAGS="$CXXFLAGS" \
	-DWARPAGE_FUZZER="$fuzzer" -DWARPAGE_ENGINE="$LIB_FUZZING_ENGINE"

for target in $targets; do
	ninja -C "$build" "fuzz_$target"
	cp "$build/fuzz/fuzz_$target" "$OUT/"
	case $target in
	machine) length=512 ;;
	arithmetic) length=10 ;;
	*) length=4000 ;;
	esac
	printf '[libfuzzer]\nmax_len = %u\n' "$length" >"$OUT/fuzz_$target.options"
	rm -f "$OUT/fuzz_${target}_seed_corpus.zip"
	(cd "$source/corpus/$target" && zip -q -r "$OUT/fuzz_${target}_seed_corpus.zip" .)
done
for target in $texts; do
	cp "$source/fuzz/$target.dict" "$OUT/fuzz_$target.dict"
	echo "dict = fuzz_$target.dict" >>"$OUT/fuzz_$target.options"
done
(cd "$source/corpus/known-violations" && zip -q -r "$OUT/fuzz_finding_seed_corpus.zip" .)
