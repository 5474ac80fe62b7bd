#!/bin/sh
# Users' files as they come at first: whatever is wrong with one is told once, by one compiler, at its
# line, and nothing is run of it. Right ones pass without a word.
set -u
source=$2
# shellcheck source=tests/lib/lib.sh
. "$(dirname "$0")/../lib/lib.sh"
cd "$work" || exit 1
export XDG_CACHE_HOME="$work/cache"

# files NAME FORMAT: guest_NAME.c, of the standard input
files() {
	mkdir -p "$2"
	cat >"$2/guest_$1.c"
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
	sed -i '12d' "hyperv-tsc/guest_$1.c"
	printf '\n%s\n' "$2" >>"hyperv-tsc/guest_$1.c"
}

# wrong NAME LINE MESSAGE: guest_NAME.c is wrong there
wrong() {
	printf '%s %s %s\n' "$1" "$2" "$3" >>wrong
}
cp -r "$source"/tests/build/wrong/* .
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

# verify_guest FILE [OPTION...]: with a host of the format that its folder is named after
verify_guest() {
	case $1 in
	*pvclock/*) "$warpage" verify pvclock pvclock-odd-even "$@" ;;
	*) "$warpage" verify hyperv-tsc odd-even "$@" ;;
	esac
}
while read -r name line message; do
	file=$(find . -name "guest_$name.c")
	check 2 "^$file:$line(:[0-9]+)?: error: .*$message" verify_guest "$file"
	cp out printed
	check 0 few sh -c "[ $(wc -l <printed) -le 10 ] && echo few"
	# a compiler's lines alone, and none of them twice
	check 1 '^0$' grep -Ecv '^[^ ]*\.[ch]:[0-9]+(:[0-9]+)?: ' printed
	check 0 none sh -c 'sort printed | uniq -d | grep . || echo none'
done <wrong
check 0 none sh -c 'ls cache/warpage | grep . || echo none'

# What is right is compiled without a word of the compiler's, and clang's warnings are no concern of a user.
# shellcheck disable=SC2016 # the assembler's dollars
guest registers '__asm__("mulq %2; shrd $32, %1, %0" : "=a"(x), "=d"(y) : "rm"(x), "0"(y));'
guest hidden '__asm__ volatile("" : "+r"(page)); __asm__ volatile("" :: "m"(page->scale));'
guest local '__asm__ volatile("lock; xaddq %0, %1" : "+r"(x), "+m"(y));'
# shellcheck disable=SC2016 # the same
guest fences '__asm__ volatile("lock; addl $0, -4(%%rsp)" ::: "memory", "cc");
	__asm__ volatile("mfence\n\tlfence" ::: "memory"); __asm__ volatile("rep; nop" ::: "memory");'
guest swap '__asm__("bswapq %0" : "+r"(x)); __asm__("leaq 3(%1, %1), %0" : "=r"(y) : "r"(x));'
guest copies 'struct hyperv_tsc_page copy = *page; x = copy.scale; memset(&copy, 0, sizeof(copy));'
guest unused 'u64 unused;'
definition two 'DEFINE_GUEST(hyperv_tsc, two, .read = read_it, .origin = "tests");
DEFINE_GUEST(hyperv_tsc, three, .read = read_it, .origin = "tests");'
for name in registers hidden local fences swap copies unused two:three; do
	check 1 '^(TORN|ARITHMETIC)' "$warpage" verify hyperv-tsc odd-even "hyperv-tsc/guest_${name%:*}.c:${name#*:}" \
		--first
	cp out printed
	check 1 '^0$' grep -Ec 'warning|error' printed
done

# A format that is wrong in its header is told of, and so is what is wrong with a folder.
mkdir own
cp -r "$source/examples/tick-page" own
sed -i 's/u64 us;/u46 us;/' own/tick-page/format.h
check 2 "format.h:[0-9]+(:[0-9]+)?: error: .*'u46'" "$warpage" verify own/tick-page tick tock
sed -i 's/u46 us;/u64 more[520], us;/' own/tick-page/format.h
check 2 'format.c:[0-9]+(:[0-9]+)?: error: .*more than WARPAGE_PAGE_MAX' "$warpage" verify own/tick-page tick tock
mkdir -p hyperv_tscs nothing new-page
cp hyperv-tsc/guest_registers.c hyperv_tscs
cp hyperv-tsc/guest_registers.c new-page
: >new-page/format.h
for wrong in "hyperv_tscs:there is no format 'hyperv_tscs', after which the folder is named" \
	"new-page:there is no format 'new-page'" 'nothing:it has no host_\*.c' \
	'nowhere:No such file or directory' 'hyperv-tsc/guest_unused.c:Not a directory'; do
	check 2 "^warpage verify: ./${wrong%%:*}: ${wrong#*:}" "$warpage" verify "./${wrong%%:*}" tick tock
	check_one_line
done

# A folder: names that are taken, formats that are missing, members that were forgotten.
mkdir -p taken/hyperv-tsc
cp duplicate-name/hyperv-tsc/guest_mine.c taken/hyperv-tsc
check 2 'the guest hv-spin-even of hyperv-tsc is defined twice, in .*guest_hv_spin_even.c and in .*guest_mine.c' \
	"$warpage" verify taken/hyperv-tsc odd-even hv-spin-even
check_one_line
sed 's/hv_spin_even/odd_even/' duplicate-name/hyperv-tsc/guest_mine.c >taken/hyperv-tsc/guest_mine.c
# a host and a guest may have one name
check 1 '^TORN' "$warpage" verify taken/hyperv-tsc odd-even odd-even --first
# lacking MEMBER KIND DEFINITION: the definition lacks that member
lacking() {
	printf '#include "format.h"\n%s\n' "$3" >"lacking.c"
	if [ "$2" = host ]; then
		check 2 "lacking.c: the host .* has no $1$" "$warpage" verify hyperv-tsc ./lacking.c hv-spin-even
	else
		check 2 "lacking.c: the guest .* has no $1$" "$warpage" verify hyperv-tsc odd-even ./lacking.c
	fi
	check_one_line
}
lacking .read guest 'DEFINE_GUEST(hyperv_tsc, lacks, .origin = "tests");'
lacking .publish host 'DEFINE_HOST(hyperv_tsc, lacks, .legal_start = even, .origin = "tests");'
rm -r own/tick-page
cp -r "$source/examples/tick-page" own
sed -i '/\.fields = /d' own/tick-page/format.c
check 2 'the format tick-page has no \.' "$warpage" verify own/tick-page tick tock

# Names of files that are none.
for wrong in 'nothing.c:No such file' '/:Is a directory' '/etc/passwd:error: ' 'a b.c:a blank' \
	'a.c,page:OPTION=VALUE' ; do
	check 2 "${wrong##*:}" "$warpage" verify hyperv-tsc odd-even "./${wrong%:*}"
done
check 2 'it defines no guest .nobody.' "$warpage" verify hyperv-tsc odd-even hyperv-tsc/guest_two.c:nobody
check 2 'or several; say which: FILE:NAME' "$warpage" verify hyperv-tsc odd-even hyperv-tsc/guest_two.c
check 2 'it defines no host' "$warpage" verify hyperv-tsc hyperv-tsc/guest_two.c hv-spin-even
finish
