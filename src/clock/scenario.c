/* The schedules that verify enumerates and search draws from. */
#include "clock/scenario.h"

#include "clock/generation.h"
#include "clock/sequence.h"

#define START_TSC 10000
#define START_VALUE 10000
#define START_EVENT 120 /* ticks after which a counter wraps, or the time comes to a whole unit */
#define LONGEST_BITS 56 /* of the ticks in a schedule, and more than those in an update */
#define DEATHS 6	/* a host may die after the first, ..., the sixth store */
#define ODD_RATE 0x9ac5e731

/*
 * How far an update moves a clock, a plain one and an odd one: added to a number, a byte that is
 * neither 0 nor 0xff changes its byte. From the third update on it is less: all steps together stay within
 * what 64 bits of ns can say, as guests may convert units of 100 ns.
 */
static const struct {
	s64 forward, back, jump_ahead, jump_back;
} distances[] = {{1000, -500, 5000, -900},
		 {0x0123456789abcdef, -0x13579bdf, 0x0fedcba987654321, -900}};

static const struct pace paces[] = {
	/* every moment inside an update is one tick */
	{.name = "back to back", .hold = 100, .lead = 0, .gap = 1, .tail = 50},
	{.name = "spaced", .hold = 1000, .lead = 50, .gap = 10, .tail = 1000},
	/* hours between any two stores: a preempted host, a page that is not refreshed */
	{.name = "stalled",
	 .hold = 0x112345678ab1,
	 .lead = (u64)1 << 41,
	 .gap = 0x0213579bdf35,
	 .tail = (u64)1 << 44,
	 .odd = true},
};

const struct pace *scenario_pace(unsigned int i)
{
	return i < ARRAY_SIZE(paces) ? &paces[i] : NULL;
}

#define WRAPS 4

/* The i-th of what the format names, and of where a counter up to max wraps. */
static u64 candidate(const struct format *format, u64 max, unsigned int i)
{
	const u64 wraps[WRAPS] = {max - 1, max, 0xfffffffe, 0xffffffff};

	return i < format->nstarts ? format->starts[i] : wraps[(i - format->nstarts) % WRAPS];
}

static bool worth_trying(const struct format *format, const struct host *host, u64 max,
			 unsigned int i)
{
	u64 sequence = candidate(format, max, i);

	for (unsigned int s = 0; s < i; s++)
		if (candidate(format, max, s) == sequence)
			return false;
	return (i < format->nstarts || max) && sequence_is_legal(format, host, sequence);
}

bool scenario_start(const struct format *format, const struct host *host, unsigned int i,
		    u64 *sequence)
{
	u64 max = sequence_max(format);
	unsigned int n = 0;

	for (unsigned int s = 0; s < format->nstarts + WRAPS; s++) {
		if (!worth_trying(format, host, max, s))
			continue;
		*sequence = candidate(format, max, s);
		if (i == n++)
			return true;
	}
	/* a host with a taste of its own: the smallest that it takes */
	for (u64 s = 0; s < 65536 && !n && !i; s++) {
		*sequence = s;
		if (sequence_is_legal(format, host, s))
			return true;
	}
	return false;
}

bool scenario_blank(const struct format *format)
{
	_Alignas(16) u8 page[WARPAGE_PAGE_MAX];

	memset(page, 0, format->page_size);
	sequence_put(format, page, candidate(format, sequence_max(format), 0));
	return !format_valid(format, page);
}

/* Of an odd clock every byte changes, and a unit per tick and more is reached where it can be. */
static u64 next_rate(const struct format *format, u64 rate, enum update_kind kind, bool odd)
{
	u64 max = odd ? generation_rate_max(format) : RATE_ONE;

	if (kind == UPDATE_SLOWER)
		return rate / 2 - (odd ? rate / 11 : 0);
	if (kind != UPDATE_FASTER)
		return rate;
	if (odd && rate < max / 3)
		return 2 * rate + rate / 7;
	return rate + (rate < max || odd ? max - rate : rate) / 2;
}

/* The kinds in the order in which they are tried: what shows a tear best comes first. */
static const enum update_kind kinds[UPDATE_KINDS] = {
	UPDATE_SLOWER,	UPDATE_FASTER,	 UPDATE_STEP_FORWARD, UPDATE_STEP_BACK,
	UPDATE_REFRESH, UPDATE_TSC_JUMP, UPDATE_PAUSE,
};

enum update_kind scenario_kind(unsigned int i)
{
	return kinds[i];
}

bool scenario_told(const struct format *format, const struct host *host, enum update_kind kind)
{
	if (host->own_params)
		return kind == UPDATE_SLOWER || kind == UPDATE_FASTER || kind == UPDATE_REFRESH ||
		       kind == UPDATE_TSC_JUMP;
	return kind != UPDATE_STEP_BACK || !format->never_back;
}

static void move_clock(const struct format *format, struct update *update, enum update_kind kind,
		       u64 rate, bool odd, unsigned int i)
{
	update->kind = kind;
	update->rate = next_rate(format, rate, kind, odd);
	update->step = update->jump = 0;
	if (kind == UPDATE_STEP_FORWARD)
		update->step = i < 2 ? distances[odd].forward : distances[odd].forward >> 8;
	if (kind == UPDATE_STEP_BACK)
		update->step = distances[odd].back;
	if (kind == UPDATE_TSC_JUMP)
		update->jump = i % 2 ? distances[odd].jump_back : distances[odd].jump_ahead;
}

void scenario_plain_update(struct update *update, enum update_kind kind, u64 rate, bool back)
{
	move_clock(NULL, update, kind, rate, false, back);
}

void scenario_plain_clock(const struct format *format, struct schedule *schedule)
{
	schedule->tsc = START_TSC;
	schedule->value = START_VALUE;
	schedule->rate = RATE_ONE / 2;
	if (format->counter_bits)
		schedule->tsc = ((u64)3 << format->counter_bits) - START_EVENT;
	if (format->whole)
		schedule->value = 8 * format->whole - START_EVENT / 2;
}

/* A counter of few bits must not wrap twice before the next update: ticks are that much shorter. */
static unsigned int shortened(const struct format *format)
{
	unsigned int bits = format->counter_bits ? format->counter_bits : 64;

	return bits < LONGEST_BITS ? LONGEST_BITS - bits : 0;
}

u64 scenario_ticks(const struct format *format, u64 ticks)
{
	return ticks >> 32 ? ticks >> shortened(format) : ticks;
}

static void set_pace(const struct format *format, struct update *update, const struct pace *pace)
{
	update->hold = scenario_ticks(format, pace->hold);
	/* what takes the counter for a signed one is seen by more than half of its range */
	if (pace->odd && format->counter_bits)
		update->hold += (u64)1 << (format->counter_bits - 1);
	update->lead = scenario_ticks(format, pace->lead);
	update->gap = scenario_ticks(format, pace->gap);
}

bool scenario_shared(enum update_kind kind)
{
	return kind != UPDATE_TSC_JUMP && kind != UPDATE_PAUSE;
}

static bool is_told(const struct format *format, const struct host *host, unsigned int hosts,
		    enum update_kind kind)
{
	return scenario_told(format, host, kind) && (hosts <= 1 || scenario_shared(kind));
}

static unsigned int told_kinds(const struct format *format, const struct host *host,
			       unsigned int hosts)
{
	unsigned int n = 0;

	for (unsigned int i = 0; i < UPDATE_KINDS; i++)
		n += is_told(format, host, hosts, kinds[i]);
	return n;
}

static enum update_kind told_kind(const struct format *format, const struct host *host,
				  unsigned int hosts, unsigned int i)
{
	unsigned int told = i % told_kinds(format, host, hosts), k = 0;

	while (!is_told(format, host, hosts, kinds[k]) || told--)
		k++;
	return kinds[k];
}

static unsigned int choose_kind(struct choice *choice, const struct format *format,
				const struct host *host, unsigned int hosts)
{
	return choose(choice, told_kinds(format, host, hosts), CHOOSE_SCHEDULE);
}

static void make_update(const struct format *format, enum update_kind kind, unsigned int i,
			u64 rate, bool odd, struct update *update)
{
	memset(update, 0, sizeof(*update));
	update->dies_after = -1;
	move_clock(format, update, kind, rate, odd, i);
}

static unsigned int count_starts(const struct format *format, const struct host *host)
{
	unsigned int nstarts = 0;
	u64 sequence;

	while (scenario_start(format, host, nstarts, &sequence))
		nstarts++;
	return nstarts;
}

unsigned int scenario_round(const struct format *format, const struct host *host, bool may_die)
{
	return (count_starts(format, host) + scenario_blank(format)) * format->nplacements *
	       (unsigned int)ARRAY_SIZE(paces) * (may_die ? DEATHS + 1 : 1);
}

/* Which start is it, of those at all placements? */
static unsigned int choose_start(struct choice *choice, const struct format *format,
				 const struct host *host, struct schedule *schedule)
{
	unsigned int nstarts = count_starts(format, host);
	unsigned int start = choose(choice, nstarts + scenario_blank(format), CHOOSE_SCHEDULE);
	unsigned int placement = choose(choice, format->nplacements, CHOOSE_SCHEDULE);

	memset(schedule, 0, offsetof(struct schedule, updates));
	schedule->blank = start == nstarts;
	scenario_start(format, host, schedule->blank ? 0 : start, &schedule->sequence);
	schedule->placement = format->placements[placement];
	scenario_plain_clock(format, schedule);
	return start * format->nplacements + placement;
}

bool scenario_row(const struct format *format, const struct host *host, unsigned int i,
		  unsigned int nupdates, struct schedule *schedule)
{
	const struct pace *pace = &paces[1];
	u64 rate = ODD_RATE;

	memset(schedule, 0, sizeof(*schedule));
	if (!scenario_start(format, host, i, &schedule->sequence))
		return false;
	schedule->placement = format->placements[0];
	scenario_plain_clock(format, schedule);
	schedule->rate = rate;
	schedule->tail = scenario_ticks(format, pace->tail);
	schedule->nupdates = nupdates;
	for (unsigned int u = 0; u < nupdates; u++) {
		struct update *update = &schedule->updates[u];

		move_clock(format, update, u % 2 ? UPDATE_FASTER : UPDATE_SLOWER, rate, true, 0);
		update->dies_after = -1;
		set_pace(format, update, pace);
		rate = update->rate;
	}
	return true;
}

static void choose_death(struct choice *choice, struct update *update)
{
	unsigned int stores = choose(choice, DEATHS + 1, CHOOSE_SCHEDULE);

	update->dies_after = stores ? (int)stores : -1;
}

void scenario_choose(struct choice *choice, const struct format *format, const struct host *host,
		     unsigned int hosts, unsigned int nupdates, bool may_die,
		     struct schedule *schedule)
{
	unsigned int chosen[UPDATES_MAX], turn;
	const struct pace *pace;
	u64 rate;

	for (unsigned int i = 0; i < nupdates; i++)
		chosen[i] = choose_kind(choice, format, host, hosts);
	turn = choose_start(choice, format, host, schedule) * ARRAY_SIZE(paces);
	schedule->hosts = hosts > 1 ? hosts : 0;
	pace = &paces[choose(choice, ARRAY_SIZE(paces), CHOOSE_SCHEDULE)];
	turn += (unsigned int)(pace - paces);
	schedule->tail = scenario_ticks(format, pace->tail);
	schedule->nupdates = nupdates;
	if (pace->odd)
		schedule->rate = ODD_RATE;
	rate = schedule->rate;
	for (unsigned int i = 0; i < nupdates; i++) {
		struct update *update = &schedule->updates[i];

		make_update(format, told_kind(format, host, hosts, chosen[i] + turn * (i + 1)), i,
			    rate, pace->odd, update);
		set_pace(format, update, pace);
		rate = update->rate;
	}
	if (may_die && nupdates)
		choose_death(choice, &schedule->updates[nupdates - 1]);
}

u64 scenario_count(const struct format *format, const struct host *host, unsigned int hosts,
		   unsigned int nupdates, bool may_die, u64 most)
{
	u64 row = scenario_round(format, host, may_die), all = 0;

	for (unsigned int n = 1; n <= nupdates && all < most; n++) {
		row *= told_kinds(format, host, hosts);
		all += row;
	}
	return all < most ? all : most;
}

/* A number of ticks: mostly small, now and then anything up to hours. */
static u64 choose_ticks(struct choice *choice, unsigned int magnitudes, u64 least)
{
	unsigned int magnitude = choose(choice, magnitudes, CHOOSE_SCHEDULE);

	return least + ((u64)1 << magnitude) - 1 + choose(choice, 4, CHOOSE_SCHEDULE);
}

void scenario_choose_wild(struct choice *choice, const struct format *format,
			  const struct host *host, unsigned int hosts, unsigned int max_updates,
			  bool may_die, struct schedule *schedule)
{
	unsigned int magnitudes = 45 - shortened(format);
	u64 rate;

	choose_start(choice, format, host, schedule);
	schedule->hosts = hosts > 1 ? hosts : 0;
	schedule->nupdates = 1 + choose(choice, max_updates, CHOOSE_SCHEDULE);
	schedule->tail = choose_ticks(choice, magnitudes, 1);
	rate = schedule->rate;
	for (unsigned int i = 0; i < schedule->nupdates; i++) {
		struct update *update = &schedule->updates[i];
		bool odd = choose(choice, 2, CHOOSE_SCHEDULE);

		make_update(format,
			    told_kind(format, host, hosts,
				      choose_kind(choice, format, host, hosts)),
			    i, rate, odd, update);
		update->hold = choose_ticks(
			choice, format->counter_bits ? format->counter_bits : magnitudes, 64);
		update->lead = choose(choice, 4, CHOOSE_SCHEDULE)
				       ? 0
				       : choose_ticks(choice, magnitudes, 0);
		update->gap = 1 + choose(choice, 16, CHOOSE_SCHEDULE);
		for (unsigned int g = 1; g < 8; g++)
			if (choose(choice, 8, CHOOSE_SCHEDULE) == 7)
				update->gaps[g] = choose_ticks(choice, magnitudes, 1);
		if (may_die && choose(choice, 64, CHOOSE_SCHEDULE) == 63)
			choose_death(choice, update);
		rate = update->rate;
	}
}
