/*
 * The names of kernels for real threads: layouts of the pages against the interfaces' offsets and against the
 * formats, and what the arithmetic, the counters and the helpers of headers come to.
 */
#pragma GCC diagnostic ignored "-Wshadow" /* min() in max(), as in a kernel */
#include <warpage/linux.h>

#include "protocols/hyperv-tsc/format.h"
#include "protocols/pvclock/format.h"

#include <setjmp.h>
#include <stdarg.h>

#undef fallthrough
#undef __noreturn
#include <cmocka.h>

#define AT(type, member, at)                                                                       \
	_Static_assert(offsetof(struct type, member) == (at), #type "." #member)
#define LIKE(type, member, format, field)                                                          \
	_Static_assert(offsetof(struct type, member) == offsetof(struct format, field) &&          \
			       sizeof_field(struct type, member) ==                                \
				       sizeof_field(struct format, field),                         \
		       #type "." #member)
#define SIZE(type, size) _Static_assert(sizeof(struct type) == (size), #type)

#define HYPERV_LIKE(type, number, rate, base)                                                      \
	LIKE(type, number, hyperv_tsc_page, sequence);                                             \
	LIKE(type, rate, hyperv_tsc_page, scale);                                                  \
	LIKE(type, base, hyperv_tsc_page, offset);                                                 \
	SIZE(type, sizeof(struct hyperv_tsc_page))
HYPERV_LIKE(ms_hyperv_tsc_page, tsc_sequence, tsc_scale, tsc_offset);
HYPERV_LIKE(hyperv_reftsc, tsc_seq, tsc_scale, tsc_ofs);

#define PVCLOCK_LIKE(type, prefix)                                                                 \
	LIKE(type, prefix##version, pvclock_page, version);                                        \
	LIKE(type, prefix##tsc_timestamp, pvclock_page, tsc_timestamp);                            \
	LIKE(type, prefix##system_time, pvclock_page, system_time);                                \
	LIKE(type, prefix##tsc_to_system_mul, pvclock_page, tsc_to_system_mul);                    \
	LIKE(type, prefix##tsc_shift, pvclock_page, tsc_shift);                                    \
	LIKE(type, prefix##flags, pvclock_page, flags);                                            \
	SIZE(type, sizeof(struct pvclock_page))
PVCLOCK_LIKE(pvclock_vcpu_time_info, );
PVCLOCK_LIKE(vcpu_time_info, );
PVCLOCK_LIKE(pvclock_time_info, ti_);

SIZE(pvclock_wall_clock, 12);
AT(pvclock_wall_clock, nsec, 8);
SIZE(pvclock_vsyscall_time_info, 64);
SIZE(vcpu_info, 64);
AT(vcpu_info, time, 32);
AT(shared_info, wc, 64 * 32 + 2 * 512);
AT(shared_info, wc_sec_hi, 64 * 32 + 2 * 512 + 12);
SIZE(vcpu_runstate_info, 0x30);
AT(vcpu_runstate_info, state_entry_time, 8);
SIZE(vmclock_abi, 0x70);
AT(vmclock_abi, counter_id, 0x0a);
AT(vmclock_abi, seq_count, 0x0c);
AT(vmclock_abi, clock_status, 0x22);
AT(vmclock_abi, tai_offset_sec, 0x24);
AT(vmclock_abi, counter_period_shift, 0x27);
AT(vmclock_abi, counter_value, 0x28);
AT(vmclock_abi, time_sec, 0x48);
AT(vmclock_abi, vm_generation_counter, 0x68);

static void arithmetic(void **state)
{
	u64 n = 10000000007ull, high = 5;
	u32 rest;
	u8 small = 200;

	(void)state;
	assert_int_equal(div_u64_rem(n, 1000, &rest), 10000000);
	assert_int_equal(rest, 7);
	assert_int_equal(__iter_div_u64_rem(n, 1000000000, &n), 10);
	assert_int_equal(n, 7);
	n = 25;
	assert_int_equal(do_div(n, 7), 4);
	assert_int_equal(n, 3);
	assert_true(mul_u64_u64_shr(U64_MAX, U64_MAX, 64) == U64_MAX - 1);
	assert_true(mul_u64_u32_shr(U64_MAX, 3, 32) == 0x2ffffffff);
	assert_true(mul_u64_u64_shr_add_u64(&high, U64_MAX, 2, 0, 2) == 0);
	assert_int_equal(high, 2);
	assert_int_equal(min(3, 5ul), 3);
	assert_int_equal(max_t(u8, small, 100), 200);
	assert_int_equal(clamp(7, 1, 5), 5);
	assert_true(GENMASK_ULL(11, 4) == 0xff0);
	assert_true(CLOCKSOURCE_MASK(64) == U64_MAX);
	assert_int_equal(ALIGN(13, 8), 16);
	assert_true(S64_MAX == 0x7fffffffffffffff && S64_MIN < -S64_MAX);
	assert_int_equal(ns_to_timespec64(3000000005).tv_sec, 3);
	assert_int_equal(fls64(0x100), 9);
	assert_int_equal(be32_to_cpu(0x01020304), 0x04030201);
}

static void options(void **state)
{
	(void)state;
	assert_int_equal(IS_ENABLED(CONFIG_X86), 1);
	assert_int_equal(IS_ENABLED(CONFIG_ARM64), 0);
}

static void exchanges(void **state)
{
	atomic64_t last = ATOMIC64_INIT(7);
	s64 old = 5;

	(void)state;
	assert_int_equal(atomic64_cmpxchg(&last, 5, 9), 7);
	assert_false(atomic64_try_cmpxchg(&last, &old, 9));
	assert_int_equal(old, 7);
	assert_true(atomic64_try_cmpxchg(&last, &old, 9));
	assert_int_equal(atomic64_read(&last), 9);
	assert_int_equal(atomic64_add_return(2, &last), 11);
	assert_false(atomic_cmpset_64(&last.counter, 1, 2));
	assert_true(atomic_cmpset_64(&last.counter, 11, 2));
	assert_int_equal(atomic_cas_64(&last.counter, 2, 3), 2);
}

static void counters(void **state)
{
	seqcount_t count = SEQCNT_ZERO(count);
	unsigned int begin;

	(void)state;
	begin = read_seqcount_begin(&count);
	assert_false(read_seqcount_retry(&count, begin));
	write_seqcount_begin(&count);
	assert_int_equal(raw_read_seqcount(&count), 1);
	assert_int_equal(raw_seqcount_begin(&count), 0);
	write_seqcount_end(&count);
	assert_true(read_seqcount_retry(&count, begin));
	raw_write_seqcount_latch(&count);
	assert_int_equal(raw_read_seqcount_latch(&count), 3);
}

/* What a reader falls back to is no time. */
static void other_clocks(void **state)
{
	u32 low, high;
	u64 time;

	(void)state;
	rdmsrl(HV_X64_MSR_TIME_REF_COUNT, time);
	assert_true(time == U64_MAX && rdmsr(MSR_HV_TIME_REF_COUNT) == U64_MAX);
	rdmsr(HV_X64_MSR_TIME_REF_COUNT, low, high);
	assert_true(low == U32_MAX && high == U32_MAX);
}

static void headers_of_linux(void **state)
{
	struct ms_hyperv_tsc_page hyperv = {.tsc_sequence = 2, .tsc_offset = 11};
	struct pvclock_vsyscall_time_info page = {
		{.version = 4, .system_time = 77, .tsc_shift = -1, .flags = 1}};
	u64 tsc, time;
	u8 flags;

	(void)state;
	warpage_page_at(&hyperv);
	assert_true(hv_read_tsc_page_tsc(hv_get_tsc_page(), &tsc, &time) && time == 11);
	assert_int_equal(hv_read_tsc_page_tsc(hv_get_tsc_page(), &tsc), 11);
	hyperv.tsc_sequence = 0;
	assert_false(hv_read_tsc_page_tsc(hv_get_tsc_page(), &tsc, &time));
	assert_true(hv_read_tsc_page(hv_get_tsc_page()) == U64_MAX);

	warpage_page_at(&page);
	assert_ptr_equal(pvclock_get_pvti_cpu0_va(), &page);
	assert_int_equal(__pvclock_read_cycles(this_cpu_pvti(), 5), 77);
	assert_int_equal(__pvclock_read_cycles(this_cpu_pvti(), &time, &flags), 4);
	assert_true(time == 77 && flags == 1);
	page.pvti.version = 5;
	assert_int_equal(pvclock_read_begin(&page.pvti), 4);
	assert_true(pvclock_read_retry(&page.pvti, 4));
	assert_int_equal(pvclock_scale_delta(8, 0x80000000, 1), 8);
	assert_int_equal(pvclock_scale_delta(8, 0x80000000, -1), 2);
}

/* A clock in ns is the one that it was made of: to the unit at its TSC, never ahead, hardly behind. */
static void clocks_of_hosts(void **state)
{
	const u64 scales[] = {(u64)1 << 62, 0x9ac5e731deadbeef, 0x0123456789abcdef, 3, U64_MAX};
	const struct warpage_clock half = {1000, 50, 0x80000000, 0}, four = {0, 0, 0x80000000, 3};

	(void)state;
	assert_int_equal(warpage_clock_time(&half, 1010), 55);
	assert_int_equal(warpage_clock_time(&half, 990), 45);
	assert_int_equal(warpage_clock_time(&four, 10), 40);
	assert_int_equal(warpage_clock_rate_20(&half), 1 << 19);
	assert_int_equal(warpage_clock_rate_20(&four), 4 << 20);
	for (size_t i = 0; i < ARRAY_SIZE(scales); i++) {
		u64 tsc = 123456789012, later = tsc + ((u64)1 << 30), time, meant;
		struct warpage_clock clock = warpage_clock_of(scales[i], 77, 100, tsc);

		meant = mul_u64_u64_shr(tsc, scales[i], 64) + 77;
		assert_true(warpage_clock_time(&clock, tsc) == 100 * meant);
		meant = mul_u64_u64_shr(later, scales[i], 64) + 77;
		time = warpage_clock_time(&clock, later) / 100;
		assert_true(time <= meant && meant - time <= 2);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(arithmetic),	   cmocka_unit_test(options),
		cmocka_unit_test(exchanges),	   cmocka_unit_test(counters),
		cmocka_unit_test(other_clocks),	   cmocka_unit_test(headers_of_linux),
		cmocka_unit_test(clocks_of_hosts),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
