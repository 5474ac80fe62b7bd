/*
 * Which memory is taken for a clock page, and that a page which is not there harms nobody. Pages
 * are made by hand, each near miss differs from a right one in one thing.
 */
#define _GNU_SOURCE
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>
/* cmocka.h wants the first two before it. */
#include <cmocka.h>

#include "protocols/hyperv-tsc/format.h"
#include "protocols/pvclock/format.h"
#include "protocols/registry.h"
#include "stress/cpu/crew.h"
#include "stress/live/source/lane.h"
#include "stress/cpu/tsc.h"

#define TSC (1ull << 42)

static char why[LIVE_WHY];

/* A page as KVM writes it, for a TSC of 2.6 GHz. */
static struct pvclock_page pvclock_page(void)
{
	return (struct pvclock_page){
		.version = 6,
		.tsc_timestamp = 1000,
		.system_time = 5000000,
		.tsc_to_system_mul = 3303820996u,
		.tsc_shift = -1,
		.flags = 1,
	};
}

static void pvclock_is_recognised(void **state)
{
	struct pvclock_page page = pvclock_page();

	(void)state;
	assert_true(live_recognise_pvclock(&page, why, sizeof(why)));
	page.flags = 3;
	assert_true(live_recognise_pvclock(&page, why, sizeof(why)));
	page.tsc_to_system_mul = 1u << 31; /* 4 GHz */
	assert_true(live_recognise_pvclock(&page, why, sizeof(why)));
}

#define REFUSED(change)                                                                            \
	do {                                                                                       \
		struct pvclock_page page = pvclock_page();                                         \
		why[0] = '\0';                                                                     \
		change;                                                                            \
		assert_false(live_recognise_pvclock(&page, why, sizeof(why)));                     \
		assert_true(why[0]);                                                               \
	} while (0)

static void pvclock_near_misses(void **state)
{
	(void)state;
	REFUSED(page.version = 0);
	REFUSED(page.version = 7);
	REFUSED(page.pad0 = 1);
	REFUSED(page.pad[1] = 1);
	REFUSED(page.flags = 0x81);
	REFUSED(page.tsc_shift = 40);
	REFUSED(page.tsc_shift = -40);
	REFUSED(page.tsc_shift = 12);
	REFUSED(page.tsc_shift = -8);
	REFUSED(page.tsc_to_system_mul = 0);
	REFUSED(page.tsc_timestamp = U64_MAX / 2);
	REFUSED(memset(&page, 0, sizeof(page)));
	REFUSED(memset(&page, 0xff, sizeof(page)));
}

static void hyperv_is_recognised(void **state)
{
	union {
		struct hyperv_tsc_page hyperv;
		struct pvclock_page pvclock;
	} page = {.hyperv = {.sequence = 1, .scale = 0x00fc0fc0fc0fc0fcull, .offset = -5}};

	(void)state;
	assert_true(live_recognise_hyperv(&page, why, sizeof(why)));
	assert_false(live_recognise_pvclock(&page, why, sizeof(why)));
	page.hyperv.sequence = 0;
	assert_false(live_recognise_hyperv(&page, why, sizeof(why)));
	page.hyperv.sequence = 1;
	page.hyperv.reserved = 1;
	assert_false(live_recognise_hyperv(&page, why, sizeof(why)));
	page.hyperv.reserved = 0;
	page.hyperv.scale = 1;
	assert_false(live_recognise_hyperv(&page, why, sizeof(why)));
	page.hyperv.scale = U64_MAX;
	assert_false(live_recognise_hyperv(&page, why, sizeof(why)));
	page.pvclock = pvclock_page();
	assert_false(live_recognise_hyperv(&page, why, sizeof(why)));
}

static void put(u8 *page, size_t offset, u64 value, size_t size)
{
	memcpy(page + offset, &value, size);
}

/* Byte for byte, as the ABI has it: a tick of 0.5 ns. */
static void vmclock_page(u8 *page)
{
	memset(page, 0, 4096);
	put(page, 0x00, 0x4b4c4356, 4);
	put(page, 0x04, 4096, 4);
	put(page, 0x08, 1, 2);
	put(page, 0x0a, 1, 1);
	put(page, 0x0c, 2, 4);
	put(page, 0x22, 2, 1);
	put(page, 0x27, 1, 1);
	put(page, 0x28, TSC, 8);
	put(page, 0x30, 18446744074ull, 8); /* 1 ns, halved by the shift */
	put(page, 0x48, 1000, 8);
	put(page, 0x50, 1ull << 63, 8);
}

static void vmclock_is_recognised(void **state)
{
	static const struct {
		size_t offset;
		u64 value;
		size_t size;
	} misses[] = {{0x00, 0x4b4c4355, 4}, {0x04, 8, 4},  {0x04, 8192, 4},
		      {0x08, 2, 2},	     {0x0a, 0, 1},  {0x0a, 255, 1},
		      {0x22, 4, 1},	     {0x27, 70, 1}, {0x30, 0, 8}};
	_Alignas(8) u8 page[4096];

	(void)state;
	vmclock_page(page);
	assert_true(live_recognise_vmclock(page, why, sizeof(why)));
	for (size_t i = 0; i < ARRAY_SIZE(misses); i++) {
		vmclock_page(page);
		put(page, misses[i].offset, misses[i].value, misses[i].size);
		assert_false(live_recognise_vmclock(page, why, sizeof(why)));
	}
}

static void vmclock_arithmetic(void **state)
{
	_Alignas(16) u8 params[WARPAGE_PARAMS_MAX];
	_Alignas(8) u8 page[4096];

	(void)state;
	vmclock_page(page);
	live_vmclock_format.decode(params, page);
	assert_int_equal((u64)live_vmclock_format.time(params, TSC), 1000500000000ull);
	assert_in_range((u64)live_vmclock_format.time(params, TSC + 2000), 1000500000999ull,
			1000500001001ull);
	assert_in_range((u64)live_vmclock_format.time(params, TSC - 2000), 1000499998999ull,
			1000499999001ull);
	/* a month later nothing has overflown */
	assert_in_range((u64)live_vmclock_format.time(params, TSC + 2 * 2592000000000000ull) /
				1000000000,
			2592999, 2593001);
}

/* The page's time against the kernel's clock: right for this TSC, and a thousandth off. */
static void rate_is_compared(void **state)
{
	const struct format *format = registry_find_format("pvclock");
	struct pvclock_page page = {.version = 2};
	_Alignas(16) u8 params[WARPAGE_PARAMS_MAX];
	struct live_lane lane = {0};
	bool agrees = false;
	u64 rate = 0;

	(void)state;
	assert_true(live_lane_page(&lane, "page", "pvclock", &page));
	for (unsigned int i = 0; i < 50 && !agrees; i++) { /* a busy machine measures badly */
		rate = (u64)(1e9 / (double)tsc_measure_hz() * 4294967296.0);
		format->anchor(params, rdtsc(), 1ull << 40, rate);
		format->encode(&page, params);
		agrees = live_rate_agrees(&lane, why, sizeof(why));
	}
	assert_true(agrees);
	format->anchor(params, rdtsc(), 1ull << 40, rate + rate / 700);
	format->encode(&page, params);
	assert_false(live_rate_agrees(&lane, why, sizeof(why)));
	page.version = 3;
	assert_false(live_rate_agrees(&lane, why, sizeof(why)));
}

static bool touch(void *arg)
{
	return *(const volatile u8 *)arg != 255;
}

static void a_fault_is_caught(void **state)
{
	long nothing = sysconf(_SC_PAGESIZE) / 2; /* in the page at 0 */
	u8 something = 0;

	(void)state;
	guard_install(true);
	assert_true(guarded(touch, &something));
	assert_false(guarded(touch, (void *)nothing));
	assert_true(guarded(touch, &something));
	guard_remove();
}

struct two_pages {
	const u8 *there, *gone;
};

/* A page that is there and one that is not, from many threads at once. */
static void *touch_often(void *arg)
{
	const struct two_pages *pages = arg;
	u64 wrong = 0;

	for (unsigned int i = 0; i < 2000; i++) {
		wrong += !guarded(touch, (void *)pages->there);
		wrong += guarded(touch, (void *)pages->gone);
	}
	return (void *)wrong;
}

static void on_bus(int signal_number)
{
	(void)signal_number;
}

static void faults_of_many_threads(void **state)
{
	struct two_pages pages;
	struct sigaction before = {.sa_handler = on_bus}, after;
	int fd = memfd_create("page", MFD_CLOEXEC);
	pthread_t threads[8];
	u8 *memory;

	(void)state;
	assert_int_equal(ftruncate(fd, 4096), 0);
	memory = mmap(NULL, 8192, PROT_READ, MAP_SHARED, fd, 0);
	assert_ptr_not_equal(memory, MAP_FAILED);
	pages.there = memory;
	pages.gone = memory + 4096;
	sigemptyset(&before.sa_mask);
	sigaction(SIGBUS, &before, NULL);
	guard_install(true);
	guard_install(true); /* a probe within a race */
	guard_remove();
	for (unsigned int i = 0; i < ARRAY_SIZE(threads); i++)
		assert_int_equal(pthread_create(&threads[i], NULL, touch_often, &pages), 0);
	for (unsigned int i = 0; i < ARRAY_SIZE(threads); i++) {
		void *wrong;

		pthread_join(threads[i], &wrong);
		assert_null(wrong);
	}
	guard_remove();
	sigaction(SIGBUS, NULL, &after);
	assert_ptr_equal(after.sa_handler, on_bus);
	signal(SIGBUS, SIG_DFL);
	munmap(memory, 8192);
	close(fd);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(pvclock_is_recognised), cmocka_unit_test(pvclock_near_misses),
		cmocka_unit_test(hyperv_is_recognised),	 cmocka_unit_test(vmclock_is_recognised),
		cmocka_unit_test(vmclock_arithmetic),	 cmocka_unit_test(rate_is_compared),
		cmocka_unit_test(a_fault_is_caught),	 cmocka_unit_test(faults_of_many_threads),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
