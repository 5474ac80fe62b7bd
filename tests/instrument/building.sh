#!/bin/sh
# Protocol files as they come at first: whatever is wrong with one is told once, by one compiler, at its
# line, and no more is built of it. Right ones pass without a word.
set -u
source=$2
clang=$(sed -n 's/^WARPAGE_CLANG:.*=//p' "$3/CMakeCache.txt")
llvm_config=$(sed -n 's/^WARPAGE_LLVM_CONFIG:.*=//p' "$3/CMakeCache.txt")
# shellcheck source=tests/lib/lib.sh
. "$(dirname "$0")/../lib/lib.sh"
cd "$work" || exit 1

# A tree of the same with one host and one guest, so that it is built soon.
mkdir tree
for part in CMakeLists.txt cmake include src stress fuzz bench tests; do
	cp -r "$source/$part" tree
done
find tree/src/protocols/*/ -type f ! -name 'format.*' ! -name guest_hv_spin_even.c \
	! -name host_odd_even.c -exec rm {} +
rm -r tree/tests/protocols/*/host_*.c tree/tests/protocols/*/guest_*.c

# files NAME FORMAT: a folder of that name with the standard input as its guest
files() {
	mkdir -p "$1/$2"
	cat >"$1/$2/guest_$1.c"
}

# guest NAME STATEMENT: a guest that makes this statement, in line 7
guest() {
	files "$1" hyperv-tsc <<-END
		#include "format.h"

		static bool read_it(const struct hyperv_tsc_page *page, u64 *time)
		{
			u64 x = READ_ONCE(page->scale), y = 1;

			$2
			*time = hyperv_tsc_time(rdtsc_ordered(), x, (s64)y);
			return true;
		}

		DEFINE_GUEST(hyperv_tsc, $1, .read = read_it, .origin = "tests");
	END
}

# definition NAME TEXT: a right guest, but for what stands in line 13 in place of its definition
definition() {
	guest "$1" ';'
	sed -i '12d' "$1/hyperv-tsc/guest_$1.c"
	printf '\n%s\n' "$2" >>"$1/hyperv-tsc/guest_$1.c"
}

# counted N PATTERN: so many lines of what the command before printed match
counted() {
	cp out printed
	check "$((!$1))" "^$1\$" grep -Ec -- "$2" printed
}

configure() {
	cmake -S tree -B build -G Ninja -DCMAKE_BUILD_TYPE=Debug -DWARPAGE_PROTOCOLS="$1" \
		-DWARPAGE_CLANG="$clang" -DWARPAGE_LLVM_CONFIG="$llvm_config"
}

# wrong NAME LINE MESSAGE: guest_NAME.c is wrong there
wrong() {
	printf '%s %s %s\n' "$1" "$2" "$3" >>wrong
}
cp -r "$source"/tests/instrument/building/* .
wrong three_args 20 'incompatible function pointer types'
wrong other_page 26 'incompatible function pointer types'
wrong missing 10 "(implicit declaration of|call to undeclared) function 'rmb'"
wrong asm_load 14 'it gets an address'
guest field 'x = READ_ONCE(page->scael);'
wrong field 7 "no member named 'scael'"
guest semicolon "x = 1 y = 2;"
wrong semicolon 7 "expected ';'"
guest memory '__asm__ volatile("mov (%1), %0" : "=r"(x) : "r"(&page->scale));'
wrong memory 7 'an operand in memory'
guest integer '__asm__ volatile("mov %1, %0" : "=r"(x) : "r"((u64)&page->scale));'
wrong integer 7 'it gets an address'
guest locked '__asm__ volatile("lock; xaddq %0, %1" : "+r"(x), "+m"(*(u64 *)&page->scale));'
wrong locked 7 'it gets an address'
guest symbol '__asm__ volatile("mov there, %0" : "=r"(x));'
wrong symbol 7 'an operand in memory'
guest segment '__asm__ volatile("mov %%gs:16, %0" : "=r"(x));'
wrong segment 7 'an operand in memory'
guest strings '__asm__ volatile("rep; movsb" : "+c"(x) : "S"(page), "D"(&y));'
wrong strings 7 'an instruction on memory'
guest calls '__asm__ volatile("call there" : "+r"(x));'
wrong calls 7 'it goes elsewhere'
guest bytes '__asm__ volatile(".byte 0x0f, 0x01, 0xf9" : "=a"(x) :: "rcx", "rdx");'
wrong bytes 7 'a directive of the assembler'
guest jumps '__asm__ goto("jmp %l0" :::: out); out:;'
wrong jumps 7 'asm goto'
guest wide 'typedef u64 wide __attribute__((vector_size(32), aligned(8))); x = (*(const wide *)page)[1];'
wrong wide 7 'an access of 32 bytes at once'
guest elsewhere 'u64 get(u64); x = get(x);'
wrong elsewhere 7 'get\(\) is not of kernel.h'
guest pointer 'u64 get(const void *); x = get(page);'
wrong pointer 7 'get\(\) gets a pointer'
guest variable 'extern u64 there; x = there;'
wrong variable 7 'does not define the variable there'
definition unknown 'DEFINE_GUEST(hyperv_tcs, unknown, .read = read_it, .origin = "tests");'
wrong unknown 13 "incomplete type 'const struct hyperv_tcs_guest'"
definition macro 'DEFINE_GUST(hyperv_tsc, macro, .read = read_it, .origin = "tests");'
wrong macro 13 "expected identifier"
definition member 'DEFINE_GUEST(hyperv_tsc, member, .raed = read_it, .origin = "tests");'
wrong member 13 "field designator 'raed'"
definition host 'DEFINE_HOST(hyperv_tsc, host, .read = read_it, .origin = "tests");'
wrong host 13 "field designator 'read'"
definition unfinished 'DEFINE_GUEST(hyperv_tsc, unfinished, .read = read_it, .origin = "tests")'
wrong unfinished 13 "expected ';'"
definition twice 'DEFINE_GUEST(hyperv_tsc, twice, .read = read_it, .origin = "tests"); /* and again */
DEFINE_GUEST(hyperv_tsc, twice, .read = read_it, .origin = "tests");'
wrong twice 14 "redefinition of 'twice_the_guest'"
files include hyperv-tsc <<-END
	static bool read_it(const struct hyperv_tsc_page *page, u64 *time)
	{
		*time = hyperv_tsc_time(rdtsc_ordered(), page->scale, page->offset);
		return true;
	}

	DEFINE_GUEST(hyperv_tsc, include, .read = read_it, .origin = "tests");
END
wrong include 1 "unknown type name 'bool'"
files empty hyperv-tsc </dev/null
wrong empty 1 'there is no DEFINE_HOST or DEFINE_GUEST'

# All of them in one build that goes on as far as it can.
folders=$(printf ';%s' "$work"/*/hyperv-tsc "$work"/*/pvclock)
check 0 'Build files' configure "${folders#;}"
check 1 'cannot make progress due to previous errors' \
	cmake --build build --target protocol_objects native_protocols formats -- -k 0
cp out log
counted "$(wc -l <wrong)" '^FAILED: '
while read -r name line message; do
	# one failed job, of the first compiler, with that error and at most ten lines for each
	awk -v start="guest_$name.c.o" '/^\[/ || /^ninja:/ { on = 0 }
		on { print }
		/^FAILED: / { on = index($0, start) }' log | sed 1d >job
	check 0 '^1$' grep -c "^FAILED: machine_protocols/.*guest_$name.c.o" log
	check 0 "guest_$name.c:$line(:[0-9]+)?: error: .*$message" cat job
	errors=$(grep -c 'error: ' job)
	check 0 few sh -c "[ $(wc -l <job) -le $((10 * errors)) ] && echo few"
done <wrong

# A format that is wrong in its header is told of once, and nothing else of the folder is compiled.
mkdir formats
cp -r "$source/docs/example/tick-page" formats
sed -i 's/u64 us;/u46 us;/' formats/tick-page/format.h
check 0 'Build files' configure "$work/formats/tick-page"
check 1 "format.h:[0-9]+(:[0-9]+)?: error: .*'u46'" \
	cmake --build build --target protocol_objects native_protocols formats -- -k 0
counted 1 '^FAILED: '
sed -i 's/u46 us;/u64 more[20], us;/' formats/tick-page/format.h
check 1 'format.c:[0-9]+(:[0-9]+)?: error: .*more than WARPAGE_PAGE_MAX' \
	cmake --build build --target formats
counted 1 'error: '

# What passes is compiled without a word: twice, as a warning would come each time.
rm -r formats
# shellcheck disable=SC2016 # the assembler's dollars
guest registers '__asm__("mulq %2; shrd $32, %1, %0" : "=a"(x), "=d"(y) : "rm"(x), "0"(y));'
guest hidden '__asm__ volatile("" : "+r"(page)); __asm__ volatile("" :: "m"(page->scale));'
guest local '__asm__ volatile("lock; xaddq %0, %1" : "+r"(x), "+m"(y));'
# shellcheck disable=SC2016 # the same
guest fences '__asm__ volatile("lock; addl $0, -4(%%rsp)" ::: "memory", "cc");
	__asm__ volatile("mfence\n\tlfence" ::: "memory"); __asm__ volatile("rep; nop" ::: "memory");'
guest swap '__asm__("bswapq %0" : "+r"(x)); __asm__("leaq 3(%1, %1), %0" : "=r"(y) : "r"(x));'
guest copies 'struct hyperv_tsc_page copy = *page; x = copy.scale; memset(&copy, 0, sizeof(copy));'
definition two 'DEFINE_GUEST(hyperv_tsc, two, .read = read_it, .origin = "tests");
DEFINE_GUEST(hyperv_tsc, three, .read = read_it, .origin = "tests");'
right=
for name in registers hidden local fences swap copies two; do
	right="$right;$work/$name/hyperv-tsc"
done
check 0 'Build files' configure \
	"$source/docs/example/hyperv-tsc;$source/docs/example/tick-page$right"
check 0 'Instrumenting .*guest_two.c' \
	cmake --build build --target protocol_objects native_protocols formats
counted 0 'warning|error'

# A warning comes from one of the three compilers.
guest unused 'u64 unused;'
check 0 'Build files' configure "$work/unused/hyperv-tsc"
check 0 'guest_unused.c:7:[0-9]+: warning: unused variable' \
	cmake --build build --target protocol_objects native_protocols
counted 1 'warning: '

# Folders: one that is named after no format, one without files, one that is not there.
mkdir -p named/hyperv_tsc nothing half/new-page
cp registers/hyperv-tsc/guest_registers.c named/hyperv_tsc
cp registers/hyperv-tsc/guest_registers.c half/new-page
check 1 "guest_registers.c: there is no format 'hyperv_tsc'.*there are hyperv-tsc, pvclock" \
	configure "$work/named/hyperv_tsc"
counted 1 hyperv_tsc
: >half/new-page/format.h
check 1 "there is no format 'new-page'" configure "$work/half/new-page"
check 1 'nothing has no host_' configure "$work/nothing"
check 1 'nowhere is no folder' configure "$work/nowhere"

# linked FILE...: what the registry says of these files
cat >main.c <<-END
	#include <stdio.h>

	#include "protocols/registry.h"

	int main(void)
	{
		char why[REGISTRY_WHY] = "nothing is wrong";
		bool good = registry_check(why, sizeof(why));

		puts(why);
		return !good;
	}
END
linked() {
	clang-14 -w -std=gnu11 -Itree/stress/include -Itree/include -Itree/src \
		-Itree/src/protocols/hyperv-tsc main.c tree/src/protocols/registry.c \
		"$@" -o linked && ./linked
}
hv=tree/src/protocols/hyperv-tsc
check 0 '^nothing is wrong$' linked $hv/*.c
check 1 "^the guest hv-spin-even of hyperv-tsc is defined twice, in .*guest_.*\.c and in .*\.c: " \
	linked $hv/*.c duplicate-name/hyperv-tsc/guest_mine.c
check_one_line
counted 1 'guest_mine.c.*guest_hv_spin_even.c|guest_hv_spin_even.c.*guest_mine.c'
sed 's/hv_spin_even/odd_even/' $hv/guest_hv_spin_even.c >guest.c
check 0 '^nothing is wrong$' linked $hv/*.c guest.c # a host and a guest may have one name
cp $hv/format.c again.c
check 1 '^the format hyperv-tsc is defined twice, in .*\.c and in .*\.c' linked $hv/*.c again.c
check 1 'guest_hv_spin_even.c: .* there is no DEFINE_FORMAT\(hyperv_tsc' \
	linked $hv/guest_hv_spin_even.c tree/src/protocols/pvclock/format.c
# lacking MEMBER DEFINITION: the definition lacks that member
lacking() {
	printf '#include "format.h"\nstruct lacks_page { u64 a; }; %s\n%s\n' \
		'struct lacks_params { u64 a; };' "$2" >lacking.c
	check 1 "^lacking.c: the (format|host|guest) lacks[ a-z-]* has no $1$" linked $hv/*.c lacking.c
}
lacking .read 'DEFINE_GUEST(hyperv_tsc, lacks, .origin = "tests");'
lacking .publish 'DEFINE_HOST(hyperv_tsc, lacks, .legal_start = even, .origin = "tests");'
lacking .unit_ns 'DEFINE_FORMAT(lacks, .origin = "tests");'
lacking .fields 'DEFINE_FORMAT(lacks, .origin = "tests", .unit_ns = 1, .page_size = 8, .params_size = 8);'
finish
