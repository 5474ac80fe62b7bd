#!/bin/sh
# Uses what is installed as people do, with nothing but that. It needs lib.sh beside it: use.sh PROGRAM
set -u
# shellcheck source=tests/lib/lib.sh
. "$(dirname "$0")/lib.sh"
root=$(dirname "$(dirname "$warpage")")
export XDG_CACHE_HOME="$work/cache"
cd "$work" || exit 1

check 0 '^warpage [0-9]+[.][0-9]+[.][0-9]+ [(].*, LLVM [0-9.]+, models sc,' "$warpage" --version
check_one_line
check 0 'hv-spin-even' "$warpage" list
check 0 'CLEAN of torn' "$warpage" verify hyperv-tsc odd-even hv-spin-even
check 1 '^TORN' "$warpage" verify hyperv-tsc single-store hv-seed
check 1 'as recorded' "$warpage" replay findings/torn-*.warp

# One's own file: compiled by what is installed beside the program.
cp "$root/share/doc/warpage/examples/hyperv-tsc/guest_late_recheck.c" mine.c
check 1 '^(TORN|STALE)  hyperv-tsc: host odd-even x guest ./mine.c' \
	"$warpage" verify hyperv-tsc odd-even ./mine.c --model weak
also '^ +mine[.]c$|^ +[.]/mine[.]c$'
check 1 'as recorded' "$warpage" replay findings/*-hyperv-tsc-*.warp
check 1 'mine[.]c' "$warpage" check --format hyperv-tsc odd-even ./mine.c --seconds 1
sed '0,/return/s//retrun/' mine.c >slip.c
check 2 'slip[.]c:[0-9]+:[0-9]+: error: ' "$warpage" verify hyperv-tsc odd-even ./slip.c
status=0
"$warpage" stress hyperv-tsc odd-even ./mine.c --seconds 1 >raced 2>&1 || status=$?
[ "$status" -eq 77 ] || check 0 'no violation in [0-9]+ reads, of which [0-9]+ are known to have overlapped|[0-9]+ of [0-9]+ reads judged' cat raced

# A function as it stands in a kernel.
cat >clock.c <<'END'
#include <linux/clocksource.h>
#include <asm/mshyperv.h>

static notrace u64 read_clock(const struct ms_hyperv_tsc_page *page)
{
	u64 scale, offset, tsc;
	u32 before;

	do {
		while ((before = READ_ONCE(page->tsc_sequence)) & 1)
			cpu_relax();
		if (!before)
			return U64_MAX;
		smp_rmb();
		scale = READ_ONCE(page->tsc_scale);
		offset = READ_ONCE(page->tsc_offset);
		tsc = rdtsc_ordered();
		smp_rmb();
	} while (READ_ONCE(page->tsc_sequence) != before);
	return mul_u64_u64_shr(tsc, scale, 64) + offset;
}
END
check 0 'read_clock\(\) of line 4' "$warpage" check odd-even clock.c --seconds 0
also '^  verdict    clean'
sed /smp_rmb/d clock.c >hasty.c
check 1 'VIOLATION: weak' "$warpage" check odd-even hasty.c --seconds 0
also '[|] scale = READ_ONCE[(]page->tsc_scale[)];'

# The fuzz targets that are installed, and one line about those that are not.
if [ -d "$root/lib/warpage/libfuzzer" ]; then
	check 1 'torn' "$warpage" fuzz machine --protocol hyperv-tsc:single-store:hv-seed --seconds 3
	check 1 'guest ./mine.c' "$warpage" fuzz machine --protocol hyperv-tsc:odd-even:./mine.c \
		--model weak --seconds 3
	check 0 'executions' "$warpage" fuzz finding --seconds 2 --work parsed
else
	check 2 'fuzz_machine: No such file or directory: build it in' "$warpage" fuzz machine
	check_one_line
fi
mkdir -p path
: >path/afl-fuzz && chmod +x path/afl-fuzz
check 2 'fuzz_machine: No such file or directory: build it in .*--preset afl' \
	env PATH="$work/path:$PATH" "$warpage" fuzz machine --engine afl
check_one_line

# What README and its like refer to is there.
check 0 README ls "$root/share/doc/warpage"
for page in "$root"/share/doc/warpage/*.md "$root"/share/doc/warpage/docs/*.md; do
	grep -o '](\([^)#:]*\)' "$page" | sed 's/](//' | while read -r to; do
		[ -z "$to" ] || [ -e "$(dirname "$page")/$to" ] || echo "$page refers to $to"
	done
done >missing
check 0 none sh -c '! grep . missing && echo none'
finish
