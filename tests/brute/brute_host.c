/*
 * Runs the case's host once, alone, and keeps what it did, in its order. That is all there is to
 * it, as a host of this check looks at nothing that others write.
 */
#include "brute_order.h"

#include <setjmp.h>

#define FIRST_HANDOVER 16 /* host time from which the first update's hold counts */
#define PAUSE_LEAD 32	  /* ticks, besides its lead, that an update stops vCPUs before */

enum brute_phase brute_phase;
u8 *brute_page;
u16 brute_page_size;

static struct program program;
static const struct brute_case *the_case;
static u8 region, epoch, access_number;
static bool split, frozen, host_froze;
static u64 handover; /* host time at which the update at hand is anchored */
static u64 jumps;    /* the sum of the TSC's */
static u64 host_tsc; /* what the host reads next */
static struct generation
	meant[VCPUS_MAX]; /* the last clocks that the engine made, whatever was published */
static _Alignas(64) u8 host_page[256];
static jmp_buf escape;

static void add_op(enum brute_op op, unsigned int store)
{
	if (program.nops == OPS_MAX)
		brute_fail("a host that does so much");
	program.ops[program.nops++] = (struct op){op, (u8)store};
}

void brute_host_op(enum brute_op op)
{
	brute_settle();
	region++;
	if (op != BRUTE_BARRIER)
		epoch++;
	add_op(op, 0);
}

/* In an update that has stopped all vCPUs already, a host that does so says when they go on. */
void brute_host_freeze(bool all)
{
	if (frozen) {
		host_froze = host_froze || all;
		return;
	}
	brute_host_op(all ? BRUTE_FREEZE : BRUTE_FREEZE_BUT_ONE);
	program.partial = program.partial || !all;
	frozen = host_froze = true;
}

void brute_host_thaw(void)
{
	if (!host_froze)
		return;
	brute_host_op(BRUTE_THAW);
	frozen = host_froze = false;
}

static void add_store(const struct brute_access *access, u16 offset, u16 size, u64 value)
{
	if (program.nstores == STORES_MAX)
		brute_fail("a host with so many program.stores");
	if (size < 8)
		value &= ((u64)1 << (8 * size)) - 1;
	program.stores[program.nstores] = (struct store){.offset = offset,
							 .size = size,
							 .value = value,
							 .plain = access->plain,
							 .release = access->release,
							 .region = region,
							 .epoch = epoch,
							 .access = access_number,
							 .update = (u8)program.update};
	add_op(BRUTE_STORE, program.nstores++);
}

void brute_store(const struct brute_access *access, u64 value)
{
	u16 half = access->size > 4 ? 4 : access->size;

	access_number++;
	if (!the_case->words)
		program.wide_plain = program.wide_plain || (access->plain && access->size > 4);
	if (half == access->size || !(the_case->words || (access->plain && split))) {
		add_store(access, access->offset, access->size, value);
		return;
	}
	add_store(access, access->offset, half, value);
	add_store(access, access->offset + half, access->size - half, value >> (8 * half));
}

void brute_die(void)
{
	program.died = true;
	longjmp(escape, 1);
}

u64 brute_host_tsc(void)
{
	return host_tsc++;
}

/* What a host leaves that computes its own parameters is the clock that it published. */
static void adopt(struct generation *generations)
{
	for (unsigned int c = 0; c < brute_clocks(the_case) && the_case->host->own_params; c++)
		generation_adopt(the_case->format, &generations[c],
				 host_page + c * the_case->format->page_size);
}

static void publish(const struct generation *generations)
{
	_Alignas(16) u8 params[VCPUS_MAX * WARPAGE_PARAMS_MAX];
	const struct format *format = the_case->format;
	unsigned int n = vcpus_pages(format, vcpus_of(&the_case->schedule));
	bool one = brute_clocks(the_case) == 1;

	for (unsigned int i = 0; i < n; i++)
		memcpy(params + i * format->params_size, generations[one ? 0 : i].params,
		       format->params_size);
	vcpus_publish(the_case->host, host_page, format->page_size, params, format->params_size, n);
}

static void run_update(const struct update *update)
{
	bool stops = update->kind == UPDATE_TSC_JUMP || update->kind == UPDATE_PAUSE;
	unsigned int clocks = brute_clocks(the_case), first = program.update * clocks;
	const struct schedule *schedule = &the_case->schedule;
	u64 now = schedule->tsc + jumps, left;

	handover += update->hold;
	left = now + handover;
	if (update->kind == UPDATE_PAUSE) /* left where the vCPUs were stopped */
		left -= update->lead + PAUSE_LEAD - 1;
	if (update->kind == UPDATE_TSC_JUMP) {
		now += (u64)update->jump;
		jumps += (u64)update->jump;
	}
	host_tsc = now + handover - update->lead - (stops ? PAUSE_LEAD - 2 : 0);
	program.jumps[program.update] = program.jumps[program.update - 1];
	for (unsigned int c = 0; c < clocks; c++) {
		struct generation previous = meant[c];
		struct update own = *update;

		own.rate = vcpus_rate(schedule, c, update->rate);
		generation_next(the_case->format, &previous, &own, vcpus_tsc(schedule, c, left),
				vcpus_tsc(schedule, c, now + handover), &meant[c]);
		program.generations[first + c] = meant[c];
		program.ngenerations++;
	}
	brute_host_op(BRUTE_BARRIER);
	host_froze = false;
	if (stops)
		brute_host_op(BRUTE_FREEZE);
	frozen = frozen || stops;
	if (update->kind == UPDATE_TSC_JUMP) {
		brute_host_op(BRUTE_JUMP);
		program.jumps[program.update]++;
	}
	if (setjmp(escape))
		return;
	publish(meant);
	brute_host_op(BRUTE_BARRIER);
	adopt(&program.generations[first]);
	if (!stops || !frozen)
		return;
	brute_host_op(BRUTE_THAW);
	frozen = false;
}

const struct program *program_make(const struct brute_case *brute_case, bool split_plain)
{
	const struct schedule *schedule = &brute_case->schedule;
	const struct format *format = brute_case->format;

	the_case = brute_case;
	split = split_plain;
	handover = FIRST_HANDOVER;
	jumps = 0;
	frozen = host_froze = program.partial = false;
	program.nops = program.nstores = program.update = 0;
	region = epoch = access_number = 0;
	program.wide_plain = program.died = false;
	program.ngenerations = brute_clocks(brute_case);
	memset(host_page, 0, sizeof(host_page));
	for (unsigned int c = 0; c < program.ngenerations; c++) {
		generation_first_of(format, schedule, c, &meant[c]);
		program.generations[c] = meant[c];
	}
	for (unsigned int i = 0; i < vcpus_pages(format, vcpus_of(schedule)); i++) {
		u8 *page = host_page + i * format->page_size;

		generation_page(format, &program.generations[program.ngenerations == 1 ? 0 : i],
				page);
		for (unsigned int f = 0; f < format->nfields; f++)
			if (format->fields[f].role == FIELD_SEQUENCE)
				memcpy(page + format->fields[f].offset, &schedule->sequence, 4);
	}
	memcpy(program.start_page, host_page, sizeof(program.start_page));
	brute_page = host_page;
	brute_phase = BRUTE_HOST;
	while (program.update < schedule->nupdates && !program.died)
		run_update(&schedule->updates[program.update++]);
	if (frozen)
		brute_host_op(BRUTE_THAW);
	brute_phase = BRUTE_IDLE;
	return &program;
}
