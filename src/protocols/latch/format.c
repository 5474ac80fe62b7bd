/* A latch as the engines see it. */
#include "format.h"

#define FIELD(name, of, role, ...)                                                                 \
	{                                                                                          \
		name, offsetof(struct latch_page, of), sizeof(((struct latch_page *)0)->of), role, \
			__VA_ARGS__                                                                \
	}

#define COPY(n)                                                                                    \
	FIELD("epoch_ns" #n, copy[n].epoch_ns, FIELD_PARAM, 0, false),                             \
		FIELD("epoch_cyc" #n, copy[n].epoch_cyc, FIELD_PARAM, 0, false),                   \
		FIELD("mult" #n, copy[n].mult, FIELD_PARAM, 0, false),                             \
		FIELD("shift" #n, copy[n].shift, FIELD_PARAM, 0, false)

static const struct field fields[] = {
	FIELD("seq", seq, FIELD_SEQUENCE, 0, false),
	COPY(0),
	COPY(1),
};

static const u32 starts[] = {2, 0, 0xfffffffe};

static const u16 placements[] = {0};

/* A shift of 32, and of less for a rate of a unit a tick and more. */
static void anchor(void *out, u64 tsc, u64 value, u64 rate)
{
	struct latch_params *params = out;
	u32 shift = 32;

	for (; rate >> 32; rate >>= 1)
		shift--;
	params->clock.epoch_cyc = tsc;
	params->clock.epoch_ns = value;
	params->clock.mult = (u32)rate;
	params->clock.shift = shift;
}

static s128 time_at(const void *in, u64 tsc)
{
	const struct latch_clock *clock = &((const struct latch_params *)in)->clock;
	s128 delta = (s128)tsc - clock->epoch_cyc;

	return clock->epoch_ns + ((delta * clock->mult) >> clock->shift);
}

static void encode(void *out, const void *in)
{
	struct latch_page *page = out;

	page->copy[0] = page->copy[1] = ((const struct latch_params *)in)->clock;
}

static void decode(void *out, const void *in)
{
	((struct latch_params *)out)->clock = ((const struct latch_page *)in)->copy[0];
}

DEFINE_FORMAT(
	latch,
	.origin = "seqcount_latch_t of Linux, and its sched_clock(): memory of one kernel, no page",
	.unit_ns = 1, .page_size = sizeof(struct latch_page),
	.params_size = sizeof(struct latch_params), .fields = fields, .nfields = ARRAY_SIZE(fields),
	.starts = starts, .nstarts = ARRAY_SIZE(starts), .placements = placements,
	.nplacements = ARRAY_SIZE(placements), .anchor = anchor, .time = time_at, .encode = encode,
	.decode = decode);
