/*
 * Takes inputs apart. Nothing here fails: whatever the bytes are, the schedule is one that the host
 * may meet, and within the bounds in which the oracles are exact.
 */
#include "input/input.h"

#include "clock/generation.h"
#include "clock/scenario.h"
#include "clock/sequence.h"

/*
 * Times stay within 63 bits, whatever is added up, and do not fall below 0: the most that eight
 * updates can step back, or the TSC jump back, is half of where they start.
 */
#define TICKS_MAX ((u64)1 << 48)
#define ORIGIN_MAX ((u64)1 << 61)
#define LEAP_MAX ((u64)1 << 56)
#define ORIGIN_MIN 16

static u64 clamp(u64 value, u64 low, u64 high)
{
	return value < low ? low : value > high ? high : value;
}

u64 input_number(u16 code, u64 plain)
{
	unsigned int shift = code & 63;
	u64 magnitude = code >> 9, power = (u64)1 << shift;

	switch ((enum input_class)(code >> 6 & 7)) {
	case NUMBER_ADD:
		return plain + (magnitude << shift);
	case NUMBER_SUB:
		return plain - (magnitude << shift);
	case NUMBER_POWER:
		return power + magnitude;
	case NUMBER_BELOW:
		return power - 1 - magnitude;
	case NUMBER_SHIFT:
		return magnitude << shift;
	case NUMBER_ONES:
		return (~(u64)0 >> shift) - magnitude;
	case NUMBER_SIGN:
		return ((u64)1 << 63 >> shift) + magnitude;
	default:
		return -(magnitude << shift);
	}
}

/* Choices of some moves, behind the n that are there already. Returns how many there are then. */
static unsigned int add_moves(u8 *choices, unsigned int n, unsigned int max, const u8 *moves,
			      unsigned int nmoves)
{
	/* the zeros at the end are what follows anyway */
	while (nmoves && !moves[2 * nmoves - 1])
		nmoves--;
	for (; nmoves; nmoves--, moves += 2) {
		unsigned int skip = moves[0] & INPUT_SKIP_MAX;

		if (n + skip >= max)
			return n;
		memset(choices + n, 0, skip);
		n += skip;
		choices[n++] = moves[1];
	}
	return n;
}

static void add_read(struct input_plan *plan, const u8 *record, bool running)
{
	struct input_read *read = &plan->reads[plan->nreads++];

	read->running = running;
	read->vcpu = record[INPUT_AT_TAG] >> INPUT_VCPU_SHIFT & (VCPUS_MAX - 1);
	read->start = record[INPUT_AT_START];
	read->from = (u16)plan->nchoices;
	plan->nchoices = add_moves(plan->choices, plan->nchoices, INPUT_READ_CHOICES,
				   record + INPUT_AT_MOVES, (INPUT_RECORD - INPUT_AT_MOVES) / 2);
	read->n = (u16)(plan->nchoices - read->from);
}

_Static_assert(VCPUS_MAX == 4 && TSCS_KINDS == 4, "they are two bits of a read, and of a setting");

/* Its moves do not matter to the host. */
static void add_setting(struct input_plan *plan, const u8 *record)
{
	memset(plan->key + plan->nkey, 0, INPUT_RECORD);
	memcpy(plan->key + plan->nkey, record, INPUT_AT_MOVES);
	plan->nkey += INPUT_RECORD;
	plan->njoint = add_moves(plan->joint_choices, 0, INPUT_JOINT_CHOICES,
				 record + INPUT_AT_MOVES, (INPUT_RECORD - INPUT_AT_MOVES) / 2);
}

static void add_more(struct input_plan *plan, const u8 *record, enum input_tag what)
{
	struct input_read *read;
	unsigned int nmoves = (INPUT_RECORD - INPUT_AT_MOVES) / 2;

	if (what == INPUT_UPDATE) {
		plan->nhost = add_moves(plan->host_choices, plan->nhost, INPUT_HOST_CHOICES,
					record + INPUT_AT_MOVES, nmoves);
		return;
	}
	if (!plan->nreads)
		return;
	read = &plan->reads[plan->nreads - 1];
	plan->nchoices = add_moves(plan->choices, plan->nchoices, INPUT_READ_CHOICES,
				   record + INPUT_AT_MOVES, nmoves);
	read->n = (u16)(plan->nchoices - read->from);
}

static void add_key(struct input_plan *plan, const u8 *record)
{
	memcpy(plan->key + plan->nkey, record, INPUT_RECORD);
	plan->nkey += INPUT_RECORD;
}

static void add_record(struct input_plan *plan, const u8 *record, enum input_tag *last,
		       unsigned int *nupdates)
{
	enum input_tag tag = record[INPUT_AT_TAG] & 3;

	if (tag == INPUT_MORE) {
		if (*last == INPUT_UPDATE)
			add_key(plan, record);
		add_more(plan, record, *last);
		return;
	}
	*last = INPUT_MORE;
	if (tag == INPUT_UPDATE && *nupdates < INPUT_UPDATES_MAX) {
		add_key(plan, record);
		plan->nhost = add_moves(plan->host_choices, plan->nhost, INPUT_HOST_CHOICES,
					record + INPUT_AT_UPDATE_MOVES, 2);
		++*nupdates;
		*last = INPUT_UPDATE;
	}
	if (tag != INPUT_UPDATE && plan->nreads < INPUT_READS_MAX) {
		add_read(plan, record, tag == INPUT_READ_RUNNING);
		*last = INPUT_READ;
	}
}

void input_scan(struct input_plan *plan, const u8 *data, size_t size)
{
	enum input_tag last = INPUT_MORE;
	unsigned int nupdates = 0;
	bool setting = input_setting((u8 *)data, size);
	size_t most = (INPUT_RECORDS_MAX + setting) * INPUT_RECORD;
	u8 padded[INPUT_RECORD];

	plan->nkey = plan->nreads = plan->nchoices = plan->nhost = plan->njoint = 0;
	if (size > most)
		size = most;
	for (size_t at = 0; !at || at < size; at += INPUT_RECORD) {
		const u8 *record = padded;

		if (size - at >= INPUT_RECORD) {
			record = data + at;
		} else {
			memset(padded, 0, sizeof(padded));
			if (size)
				memcpy(padded, data + at, size - at);
		}
		if (at == INPUT_RECORD && setting)
			add_setting(plan, record);
		else if (at)
			add_record(plan, record, &last, &nupdates);
		else
			add_key(plan, record);
	}
	if (!plan->nreads)
		plan->reads[plan->nreads++] = (struct input_read){0};
}

struct input_setting input_setting_at(const u8 *at)
{
	struct input_setting setting = {0};

	if (!at)
		return setting;
	setting.hosts = at[INPUT_AT_TAG] & INPUT_HOSTS ? 2 : 0;
	setting.alone = at[INPUT_AT_TAG] & INPUT_ALONE;
	setting.vcpus = at[INPUT_AT_VCPUS] & INPUT_VCPUS;
	if (setting.vcpus > VCPUS_MAX)
		setting.vcpus = 0;
	setting.given = at[INPUT_AT_VCPUS] & INPUT_GIVEN;
	setting.tscs = (enum tscs)((at[INPUT_AT_VCPUS] & INPUT_TSCS) >> INPUT_TSCS_SHIFT);
	return setting;
}

struct input_setting input_setting_of(const struct input_plan *plan)
{
	return input_setting_at(input_setting((u8 *)plan->key, plan->nkey));
}

/* The number whose code stands there. */
static u64 number_at(const u8 *at, u64 plain, u64 low, u64 high)
{
	return clamp(input_number(input_code(at), plain), low, high);
}

static u64 start_sequence(u16 code, const struct format *format, const struct host *host)
{
	u64 max = sequence_max(format), sequence = input_number(code, 0) & (max ? max : U64_MAX);
	unsigned int nstarts = 0;

	if (!max)
		return 0;
	if (code && sequence_is_legal(format, host, sequence))
		return sequence;
	while (scenario_start(format, host, nstarts, &sequence))
		nstarts++;
	/* the magnitude and the shift pick one of those that verify tries */
	if (nstarts)
		scenario_start(format, host, (code & 63) % nstarts, &sequence);
	return sequence;
}

static void schedule_head(const u8 *head, const struct format *format, const struct host *host,
			  struct schedule *schedule)
{
	unsigned int placement = head[INPUT_AT_MODEL] >> 3;

	memset(schedule, 0, offsetof(struct schedule, updates));
	scenario_plain_clock(format, schedule);
	schedule->sequence = start_sequence(input_code(head + INPUT_AT_SEQUENCE), format, host);
	schedule->placement = format->placements[placement % format->nplacements];
	schedule->tsc = number_at(head + INPUT_AT_TSC, schedule->tsc, ORIGIN_MIN, ORIGIN_MAX);
	schedule->value = number_at(head + INPUT_AT_VALUE, schedule->value, ORIGIN_MIN, ORIGIN_MAX);
	schedule->rate = number_at(head + INPUT_AT_FIRST_RATE, schedule->rate, 1,
				   generation_rate_max(format));
	schedule->tail = number_at(head + INPUT_AT_TAIL, scenario_pace(0)->tail, 1,
				   scenario_ticks(format, TICKS_MAX));
}

/* A leap of code's size: back by at most a sixteenth of origin, or ahead. */
static s64 leap(u16 code, s64 plain, bool back, u64 origin)
{
	u64 size = input_number(code, (u64)(plain < 0 ? -plain : plain));

	if (back)
		return -(s64)clamp(size, 1, origin / 16);
	return (s64)clamp(size, 1, LEAP_MAX);
}

static enum update_kind update_kind(const u8 *record, const struct format *format,
				    const struct host *host, bool beside)
{
	enum update_kind kind = scenario_kind((record[INPUT_AT_TAG] >> 2 & 7) % UPDATE_KINDS);

	return scenario_told(format, host, kind) && (!beside || scenario_shared(kind))
		       ? kind
		       : UPDATE_SLOWER;
}

static void schedule_update(const u8 *record, const struct format *format, const struct host *host,
			    bool deaths, struct schedule *schedule)
{
	const struct pace *pace = scenario_pace(0);
	struct update *update = &schedule->updates[schedule->nupdates];
	u64 rate = schedule->nupdates ? update[-1].rate : schedule->rate;
	u64 most = scenario_ticks(format, TICKS_MAX);
	u16 code = input_code(record + INPUT_AT_LEAP);
	unsigned int death = record[INPUT_AT_TAG] >> 5, stalled = record[INPUT_AT_GAP] >> 4;
	bool beside = schedule->hosts > 1 || schedule->writers;

	memset(update, 0, sizeof(*update));
	scenario_plain_update(update, update_kind(record, format, host, beside), rate,
			      schedule->nupdates % 2);
	if (update->kind == UPDATE_FASTER || update->kind == UPDATE_SLOWER)
		update->rate = number_at(record + INPUT_AT_RATE, update->rate, 1,
					 generation_rate_max(format));
	if (update->step)
		update->step = leap(code, update->step, update->step < 0, schedule->value);
	if (update->jump)
		update->jump = leap(code, update->jump, update->jump < 0, schedule->tsc);
	update->hold = number_at(record + INPUT_AT_HOLD, pace->hold, 0, most);
	update->lead = number_at(record + INPUT_AT_LEAD, pace->lead, 0, most);
	update->gap = 1 + (record[INPUT_AT_GAP] & 15);
	if (stalled)
		update->gaps[stalled] = number_at(record + INPUT_AT_STALL, pace[1].gap, 1, most);
	update->dies_after = deaths && death && !beside ? (int)death : -1;
	schedule->nupdates++;
}

void input_schedule(const struct input_plan *plan, const struct format *format,
		    const struct host *host, const struct input_scene *scene,
		    struct schedule *schedule)
{
	schedule_head(plan->key, format, host, schedule);
	schedule->hosts = scene->hosts > 1 ? scene->hosts : 0;
	schedule->writers = scene->writers;
	vcpus_give(scene->vcpus, scene->tscs, schedule);
	for (unsigned int at = INPUT_RECORD; at < plan->nkey; at += INPUT_RECORD) {
		if ((plan->key[at] & 3) != INPUT_UPDATE)
			continue;
		schedule_update(plan->key + at, format, host, scene->deaths, schedule);
	}
}
