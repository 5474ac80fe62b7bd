/* Hosts that make their parameters of a clock that is kept somewhere. */
#include "page.h"

struct my_clock {
	u64 tsc_stamp, system_ns;
	u32 mult;
	s8 shift;
};
struct my_state {
	int state;
	struct my_clock *clock;
	struct my_clock inside;
	struct {
		u64 tsc_timestamp;
	} little;
	struct deep {
		u64 zero;
	} * deep;
};
static struct my_clock my_clock;

static void write(struct ms_hyperv_tsc_page *page, const struct my_clock *clock)
{
	u64 scale = (u64)(((unsigned __int128)clock->mult << (32 + clock->shift)) / 100);

	page->tsc_sequence++;
	page->tsc_scale = scale;
	page->tsc_offset = clock->system_ns / 100 - mul_u64_u64_shr(clock->tsc_stamp, scale, 64);
	page->tsc_sequence++;
}

void by_variable(struct ms_hyperv_tsc_page *page)
{
	write(page, &my_clock);
}

void by_pointer(struct ms_hyperv_tsc_page *page, struct my_state *state)
{
	if (state->state == 2)
		write(page, state->clock);
	page->tsc_offset += state->deep->zero + state->little.tsc_timestamp;
}

void by_member(struct ms_hyperv_tsc_page *page, struct my_state *state)
{
	write(page, &state->inside);
}
