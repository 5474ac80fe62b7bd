/* The page of these cases, as Linux declares it, and what else kernels have. */
#define noinline_for_test __attribute__((noinline))

struct ms_hyperv_tsc_page {
	volatile u32 tsc_sequence;
	u32 reserved1;
	volatile u64 tsc_scale;
	volatile s64 tsc_offset;
};

struct timespec64 {
	s64 tv_sec;
	long tv_nsec;
};

static inline u64 time_of(const struct ms_hyperv_tsc_page *page, u64 tsc)
{
	return mul_u64_u64_shr(tsc, page->tsc_scale, 64) + (u64)page->tsc_offset;
}
