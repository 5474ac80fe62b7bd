#!/bin/sh
# Guests that compute with the time: in ns where the page has larger units, and with "no time", of which
# nothing tells what it has become; and what they fall back to.
set -u
source=$2
# shellcheck source=tests/lib/lib.sh
. "$(dirname "$0")/../lib/lib.sh"
cd "$work" || exit 1
export XDG_CACHE_HOME="$work/cache"
invalid=$source/tests/readers/kvm_hyperv.c # it has an invalid page while it writes

cat >guest.c <<-'END'
	#include <linux/clocksource.h>
	#include <asm/mshyperv.h>

	static u64 offset;

	static u64 page_time(const struct ms_hyperv_tsc_page *page)
	{
		u64 scale, base, tsc;
		u32 before;

		do {
			before = READ_ONCE(page->tsc_sequence);
			if (!before)
				return U64_MAX;
			smp_rmb();
			scale = READ_ONCE(page->tsc_scale);
			base = READ_ONCE(page->tsc_offset);
			tsc = hv_get_raw_timer();
			smp_rmb();
		} while (before != READ_ONCE(page->tsc_sequence));
		return mul_u64_u64_shr(tsc, scale, 64) + base;
	}

	u64 same(struct ms_hyperv_tsc_page *page)
	{
		return page_time(page) - offset;
	}

	u64 in_ns(struct ms_hyperv_tsc_page *page)
	{
		return (page_time(page) - offset) * (NSEC_PER_SEC / HV_CLOCK_HZ);
	}

	u64 wrong_factor(struct ms_hyperv_tsc_page *page)
	{
		return page_time(page) * 99;
	}

	u64 cut(struct ms_hyperv_tsc_page *page)
	{
		return (page_time(page) * 100) & 0xffffffffffff;
	}

	u64 falls_back(struct ms_hyperv_tsc_page *page)
	{
		u64 time = page_time(page);

		if (time == U64_MAX)
			rdmsrl(HV_X64_MSR_TIME_REF_COUNT, time);
		return (time - offset) * 100;
	}

	bool falls_back_too(struct ms_hyperv_tsc_page *page, u64 *time)
	{
		*time = page_time(page);
		if (*time == U64_MAX)
			*time = hv_get_register(HV_REGISTER_TIME_REF_COUNT) / 2;
		return true;
	}

	u64 always_falls_back(struct ms_hyperv_tsc_page *page)
	{
		u64 time = page_time(page);

		return time == U64_MAX ? 5 : hv_get_register(HV_REGISTER_TIME_REF_COUNT) - 5;
	}

	/* The page is asked again, and not looked at once more when it has answered. */
	u64 tries(struct ms_hyperv_tsc_page *page)
	{
		u64 time = 0;

		for (int i = 0; i < 3; i++) {
			if (!READ_ONCE(page->tsc_sequence)) {
				time = hv_get_register(HV_REGISTER_TIME_REF_COUNT) - 5;
				continue;
			}
			smp_rmb();
			time = mul_u64_u64_shr(rdtsc_ordered(), READ_ONCE(page->tsc_scale), 64) +
			       READ_ONCE(page->tsc_offset);
			break;
		}
		return time;
	}
END
verify() {
	guest=$1
	shift
	"$warpage" verify hyperv-tsc "$@" "guest.c:$guest" --updates 2
}

# An offset is none of the time's business; ns are found out, also where nothing is ever invalid.
check 0 '^  verdict +CLEAN' verify same "$invalid"
check 0 '^  verdict +CLEAN' verify in_ns frozen
check 0 'its time is in ns, as calls of it show' "$warpage" check frozen guest.c:in_ns --format hyperv-tsc --seconds 1
check 0 '^  verdict +CLEAN' verify in_ns,unit=1 frozen
check 1 '^  verdict .*VIOLATION: torn [0-9]+, backwards [0-9]+;' verify in_ns single-store
check 1 'arithmetic' verify in_ns,unit=100 frozen
check 1 'arithmetic' verify wrong_factor frozen
check 1 'arithmetic' verify cut frozen
# So long a time that it can't be said in ns is none that anybody has.
check 0 '^  verdict +CLEAN' "$warpage" verify hyperv-tsc frozen guest.c:in_ns --updates 4 --model sc

# What became of "no time" is a time, unless it is said to be known.
check 1 '^  verdict .*VIOLATION: .*wrong-fallback' verify in_ns "$invalid"
check 0 '^  verdict +CLEAN' verify in_ns,none=-100 "$invalid"
check 0 '^  verdict +CLEAN' verify in_ns,none=0xffffffffffffff9c "$invalid"
check 1 'wrong-fallback' verify in_ns,none=-101 "$invalid"
check 1 'on an invalid page it gives 18446744073709551516, which is taken for a time: none=18446744073709551516 says' \
	"$warpage" check "$invalid" guest.c:in_ns --seconds 1
check 1 'on an invalid page it gives a number, which .* none=NUMBER says' \
	"$warpage" check "$invalid" guest.c:in_ns,unit=1 --seconds 1
check 2 'none=NUMBER$' verify in_ns,none=never frozen
check_one_line

# Another clock is one, whatever is computed with it; but to ask it where the page has a time is wrong.
check 0 '^  verdict +CLEAN' verify falls_back "$invalid"
also ' [1-9][0-9]* fell back'
# ... and to ask it is no access of the page: no more is to be explored.
executions() {
	verify "$1" "$invalid" --model weak | sed -n 's/^  executions \([0-9]*\):.*/\1/p'
}
check 0 '^[0-9]+$' executions same
check 0 "^$(cat out)$" executions falls_back
check 0 '^  verdict +CLEAN' verify falls_back_too "$invalid"
check 1 'VIOLATION: .*wrong-fallback' verify always_falls_back frozen
check 1 'VIOLATION: torn' verify tries "$invalid"
check 0 'no violation' "$warpage" stress hyperv-tsc "$invalid" guest.c:falls_back --seconds 1
check 1 'wrong-fallback' "$warpage" stress hyperv-tsc frozen guest.c:always_falls_back --seconds 1
finish
