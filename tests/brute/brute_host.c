/*
 * Runs the case's host once, alone, and keeps what it did, in its order. That is all there is to
 * it, as a host of this check looks at nothing that others write.
 */
#include "brute_order.h"

#include <setjmp.h>

#define FIRST_HANDOVER 16 /* host time from which the first update's hold counts */

enum brute_phase brute_phase;
u8 *brute_page;
u16 brute_page_size;

static struct program program;
static const struct brute_case *the_case;
static u8 region, epoch;
static bool split;
static u64 handover; /* TSC at which the update at hand is anchored */
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
	if (op == BRUTE_WMB || op == BRUTE_FULL || op == BRUTE_FREEZE || op == BRUTE_THAW)
		epoch++;
	add_op(op, 0);
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
							 .update = (u8)program.update};
	add_op(BRUTE_STORE, program.nstores++);
}

void brute_store(const struct brute_access *access, u64 value)
{
	u16 half = access->size / 2;

	program.wide_plain = program.wide_plain || (access->plain && access->size > 4);
	if (!access->plain || access->size != 8 || !split) {
		add_store(access, access->offset, access->size, value);
		return;
	}
	add_store(access, access->offset, half, value);
	add_store(access, access->offset + half, half, value >> (8 * half));
}

void brute_die(void)
{
	program.died = true;
	longjmp(escape, 1);
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
	const struct schedule *schedule = &the_case->schedule;
	unsigned int clocks = brute_clocks(the_case), first = program.update * clocks;

	handover += update->hold;
	for (unsigned int c = 0; c < clocks; c++) {
		struct update own = *update;
		u64 tsc = vcpus_tsc(schedule, c, handover);

		own.rate = vcpus_rate(schedule, c, update->rate);
		generation_next(the_case->format, &program.generations[first - clocks + c], &own,
				tsc, tsc, &program.generations[first + c]);
		program.ngenerations++;
	}
	brute_host_op(BRUTE_BARRIER);
	if (setjmp(escape))
		return;
	publish(&program.generations[program.update * brute_clocks(the_case)]);
	brute_host_op(BRUTE_BARRIER);
}

const struct program *program_make(const struct brute_case *brute_case, bool split_plain)
{
	const struct schedule *schedule = &brute_case->schedule;
	const struct format *format = brute_case->format;

	the_case = brute_case;
	split = split_plain;
	handover = schedule->tsc + FIRST_HANDOVER;
	program.nops = program.nstores = program.update = 0;
	region = epoch = 0;
	program.wide_plain = program.died = false;
	program.ngenerations = brute_clocks(brute_case);
	memset(host_page, 0, sizeof(host_page));
	for (unsigned int c = 0; c < program.ngenerations; c++)
		generation_first_of(format, schedule, c, &program.generations[c]);
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
	brute_phase = BRUTE_IDLE;
	return &program;
}
