/*
 * Brute force, by a route of its own: every order in which the host's stores can leave its store
 * buffer, and in each of them every way in which a guest's accesses can fall between those stores,
 * by running the code again from the start for each. There are no retries that are cut short, no
 * moves that are left out: a state that was reached before is all that is not entered twice. Reads
 * with more retries than asked for are dropped.
 *
 * Host: its stores enter a buffer, the scheduler takes them out one by one. A store may leave
 * before an earlier one unless both are to the same bytes, a smp_wmb() stands between them, or it is
 * a release. On sc and x86 it may not overtake at all, but for plain stores, as the compiler has
 * no order for them up to its next barrier. Nothing tells sc from x86 here, as hosts look at nothing meanwhile.
 *
 * Guest: an access takes place at any moment that is not before its floor. sc, x86: the access
 * before it; plain loads go back to the last compiler barrier, and each half of a wide one is on
 * its own; so is, with words of 32 bits, each half of any wide one, whichever is first. weak: all loads go back to
 * the last smp_rmb() or acquire, but not behind the last load of the same bytes. The TSC, ordered: after all earlier
 * loads, on sc and x86 before all later ones, on x86-manual not; plain: anywhere from the last serialising point to
 * the end, and a smp_rmb() waits for none.
 * No access takes place while the guest is frozen, or before a thaw that an earlier access came after; a freeze of
 * all vCPUs but one is none for that one.
 *
 * stuck: the loop comes round once more than retries are allowed, each round wholly at the end.
 */
#include "brute.h"

#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>

#include "brute_order.h"
#include "brute_pick.h"

#define READS_MAX 20000000 /* of one schedule that is asked for; of many: of each, and of all */
#define READS_FEW 400000
#define READS_OF_ALL 1500000

#define NUMBERED_MAX 8

enum { OUT_DONE, OUT_STUCK, OUT_DROPPED, OUT_AGAIN };

/* What a guest has done so far, as far as it matters for what it can do next. */
struct reader {
	u64 history;		  /* of the values that it has seen */
	u8 cursor, region, plain; /* sc, x86: last access, floor of plain loads, latest of them */
	u8 fence;		  /* weak: the floor of all loads */
	u8 latest, serial;
	u8 loaded, last;	   /* the latest part of the load at hand, and of the last one */
	u8 numbered[NUMBERED_MAX]; /* of loads that addresses are made of */
	u8 depends;		   /* the latest of those that the next one's is made of */
	u8 order;		   /* the latest of what a fence for loads waits for */
	u8 samples;		   /* the latest of the TSC's */
	u8 place[BRUTE_PAGE_MAX];  /* by byte: no later load sees what was there before */
	u8 tsc, retries, settled;
	u8 vcpu, moves, pins, tsc_vcpu;
	bool sampled, looked, at_end; /* of this round: was there a load; all at the last moment? */
};

static const struct brute_case *the_case;
static const struct order *order; /* the one at hand */
static struct reader reader;
static struct outcome outcome;
static jmp_buf escape;
static _Alignas(64) u8 cells[256];
static bool in_order;
static int sort;	  /* of vCPU. 0: each freeze stops it; 1: some leave it running */
static u64 reads, before; /* of the case so far; when its schedule began */
static u64 most, of_all;  /* of a schedule, and of the case */
static bool met_plain;	  /* is there a guest's load that is plain? */

/* All that matters for what a reader can do next. */
static u64 reader_key(void)
{
	u8 floor = in_order ? reader.region : reader.fence;
	struct reader now = reader;
	u64 key = 0, word;

	if (in_order)
		now.fence = now.order = 0;
	else
		now.cursor = now.region = now.plain = 0;
	/* of marked loads in order it is a matter of the cursor */
	for (unsigned int b = 0; b < sizeof(now.place); b++)
		if (now.place[b] <= floor || (in_order && !met_plain))
			now.place[b] = 0;
	for (unsigned int n = 0; n < NUMBERED_MAX; n++)
		if (now.numbered[n] <= floor)
			now.numbered[n] = 0;
	now.last = 0; /* which is asked for at once, if at all */
	for (size_t i = 0; i < sizeof(now); i += 8) {
		memcpy(&word, (const u8 *)&now + i, 8);
		key = pick_mix(key, word);
	}
	return key;
}

/* A moment from floor on, at which the guest is not frozen. */
static u8 choose_moment(unsigned int floor)
{
	u8 live[MOMENTS_MAX];
	unsigned int n = 0;
	int chosen;

	for (unsigned int i = floor; i < order->nmoments; i++)
		if (!order->moments[i].frozen[sort])
			live[n++] = (u8)i;
	chosen = n > 1 ? pick(n, reader_key()) : 0;
	if (chosen < 0)
		longjmp(escape, OUT_DROPPED);
	return live[chosen];
}

static void raise_to(u8 *floor, u8 moment)
{
	if (*floor < moment)
		*floor = moment;
}

/* An access took place then; what follows a thaw pulls everything later after it. */
static void take_place(u8 moment)
{
	u8 thaw = order->moments[moment].thaw[sort];

	raise_to(&reader.latest, moment);
	raise_to(&reader.cursor, thaw);
	raise_to(&reader.region, thaw);
	raise_to(&reader.fence, thaw);
	raise_to(&reader.serial, thaw);
}

/* The moment from which on the page has had what it has there at moment. */
static u8 shown_since(u8 moment, u16 offset, u16 size)
{
	const u8 *now = order->moments[moment].shown + offset;

	while (moment && !memcmp(order->moments[moment - 1].shown + offset, now, size))
		moment--;
	return moment;
}

/* Before an access the guest may come to the other vCPU: a full fence. */
static void may_move(void)
{
	int moves;

	if (vcpus_of(&the_case->schedule) == 1 || reader.pins || reader.moves == BRUTE_MOVES)
		return;
	moves = pick(2, pick_mix(reader_key(), 2));
	if (moves < 0)
		longjmp(escape, OUT_DROPPED);
	if (!moves)
		return;
	brute_guest_fence(true, true, true);
	reader.at_end = false; /* the next round need not be as this one */
	reader.vcpu ^= 1;
	reader.moves++;
}

u32 brute_guest_vcpu(void)
{
	may_move();
	reader.history = pick_mix(reader.history, reader.vcpu + 1u);
	return reader.vcpu;
}

void brute_guest_pin(bool pinned)
{
	if (pinned)
		may_move();
	reader.pins = (u8)(reader.pins + (pinned ? 1 : -1));
	reader.history = pick_mix(reader.history, 0);
}

static u64 load_part(const struct brute_access *access, u16 offset, u16 size)
{
	u16 page_size = the_case->format->page_size;
	u64 value = 0;
	u8 moment, floor;

	may_move();
	floor = !in_order ? reader.fence : access->plain ? reader.region : reader.cursor;
	for (u16 b = offset; b < offset + size; b++)
		if (!in_order || access->plain)
			raise_to(&floor, reader.place[b]);
	if (!in_order || access->plain)
		raise_to(&floor, reader.depends);
	moment = choose_moment(floor);
	memcpy(&value, order->moments[moment].page + offset, size);
	for (u16 b = offset; b < offset + size; b++) {
		reader.place[b] = shown_since(moment, offset, size);
		outcome.loaded[b % page_size] = (u8)(1 + b / page_size);
		outcome.bytes[b % page_size] = order->moments[moment].shown[b];
		reader.history = pick_mix(reader.history, order->moments[moment].shown[b]);
	}
	take_place(moment);
	raise_to(&reader.order, moment);
	if (in_order)
		raise_to(access->plain ? &reader.plain : &reader.cursor, moment);
	raise_to(&reader.loaded, moment);
	reader.looked = true;
	reader.at_end = reader.at_end && moment == order->nmoments - 1;
	reader.history = pick_mix(reader.history, value + 1);
	return value;
}

/* Two loads, one after the other: the low half first, or the high one, where that is not all the same. */
static u64 load_halves(const struct brute_access *access)
{
	bool same = (!in_order || access->plain) && !order->moments[order->nmoments - 1].thaw[sort];
	u16 size = access->size - 4, high = access->offset + 4;
	int back = same ? 0 : pick(2, reader_key());
	u64 history = reader.history, value;

	if (back < 0)
		longjmp(escape, OUT_DROPPED);
	reader.history = pick_mix(history, (u64)back + 1);
	value = back ? load_part(access, high, size) << 32 : load_part(access, access->offset, 4);
	value |= back ? load_part(access, access->offset, 4) : load_part(access, high, size) << 32;
	/* which was first is of no matter from here on */
	reader.history = pick_mix(history, value + 1);
	for (u16 b = access->offset; b < access->offset + access->size; b++)
		reader.history = pick_mix(reader.history, outcome.bytes[b]);
	return value;
}

u64 brute_load(const struct brute_access *access)
{
	u64 value;

	if (access->plain && !met_plain) {
		met_plain = true;
		longjmp(escape, OUT_AGAIN);
	}
	reader.loaded = 0;
	if (access->size > 4 && (access->plain || the_case->words))
		value = load_halves(access);
	else
		value = load_part(access, access->offset, access->size);
	if (access->acquire) {
		raise_to(&reader.fence, reader.loaded);
		raise_to(&reader.cursor, reader.loaded);
		raise_to(&reader.region, reader.cursor);
	}
	reader.last = reader.loaded;
	reader.loaded = reader.depends = 0;
	return value;
}

void brute_guest_fence(bool loads, bool full, bool drains)
{
	(void)drains;
	raise_to(&reader.cursor, reader.plain);
	if (full) {
		raise_to(&reader.cursor, reader.samples);
		raise_to(&reader.order, reader.samples);
	}
	reader.region = reader.cursor;
	if (loads)
		raise_to(&reader.fence, reader.order);
	if (full)
		reader.serial = reader.latest;
	reader.history = pick_mix(reader.history, 0);
}

u64 brute_guest_tsc(bool ordered)
{
	bool sc = !strcmp(the_case->model, "sc"), late = !strcmp(the_case->model, "x86-manual");
	u8 floor, moment;

	may_move();
	floor = in_order ? reader.cursor : reader.order;
	raise_to(&floor, reader.samples);
	moment = choose_moment(!ordered && !sc ? reader.serial : floor);
	take_place(moment);
	raise_to(&reader.samples, moment);
	if (ordered || in_order)
		raise_to(&reader.order, moment);
	if (in_order && ((ordered && !late) || sc))
		raise_to(&reader.cursor, moment);
	if (ordered)
		raise_to(&reader.serial, floor);
	reader.tsc = moment;
	reader.tsc_vcpu = vcpus_apart(&the_case->schedule) ? reader.vcpu : 0;
	reader.sampled = true;
	reader.history = pick_mix(reader.history, 0);
	return 1 << 20; /* guests compute with it, and branch on nothing that it gives */
}

void brute_guest_before_stores(bool loads)
{
	(void)loads;
}

void brute_guest_loaded(unsigned int n)
{
	if (n >= NUMBERED_MAX)
		brute_fail("so many loads that addresses are made of");
	reader.numbered[n] = reader.last;
}

/* What was loaded by then is told by the history. */
void brute_guest_depends(unsigned int n)
{
	raise_to(&reader.depends, reader.numbered[n]);
}

void brute_guest_ordered(void)
{
}

void brute_outside_load(void *address, u16 size, bool acquire)
{
	(void)address;
	(void)size;
	(void)acquire;
}

void brute_page_store(void *address, u16 size)
{
	(void)address;
	(void)size;
	brute_fail("a guest that writes the page");
}

void brute_outside_store(void *address, u16 size, bool release)
{
	(void)address;
	(void)size;
	(void)release;
}

u64 brute_modify(const struct brute_modify *modify)
{
	(void)modify;
	brute_fail("a locked operation");
}

void brute_guest_retry(void)
{
	if (reader.looked && reader.at_end) {
		if (++reader.settled > the_case->retries)
			longjmp(escape, OUT_STUCK);
	} else if (++reader.retries > the_case->retries) {
		longjmp(escape, OUT_DROPPED);
	}
	reader.looked = false;
	reader.at_end = true;
	reader.history = pick_mix(reader.history, 0);
}

/* Was the page invalid, or valid, throughout a read that was to say the opposite? */
static bool is_wrong(u8 start)
{
	bool ever_valid = false, ever_invalid = false;

	for (unsigned int i = start; i <= reader.latest; i++) {
		ever_valid |= order->moments[i].valid;
		ever_invalid |= !order->moments[i].valid;
	}
	if (outcome.end == OUTCOME_STUCK)
		return false;
	return outcome.end == OUTCOME_FELL_BACK ? !ever_invalid : !ever_valid;
}

static void note_outcome(u8 start)
{
	u32 generations =
		outcome_generations(&outcome, the_case, order->generations, order->ngenerations);

	if (outcome.end == OUTCOME_ACCEPTED) {
		outcome.torn = !generations;
		outcome.sampled = reader.sampled;
		if (reader.sampled) {
			outcome.tsc_low = order->moments[reader.tsc].low;
			outcome.tsc_high = order->moments[reader.tsc].high;
			outcome.tsc_vcpu = reader.tsc_vcpu;
			outcome.aged = generations &&
				       !(generations & order->moments[reader.tsc].due &
					 outcome_own_tsc(&outcome, the_case, order->ngenerations));
		}
	}
	outcomes_add(&outcome, order->moments[start].low, order->moments[reader.latest].high,
		     is_wrong(start));
}

/* false: what was met changes what is told apart; all reads are to be made again. */
static bool run_read(u8 start, u8 vcpu)
{
	const struct guest *guest = the_case->guest;
	u64 results[WARPAGE_RESULTS_MAX];
	int out;

	if (++reads > before + most || reads > of_all)
		brute_give_up();
	memset(&outcome, 0, sizeof(outcome));
	memset(&reader, 0, sizeof(reader));
	reader.cursor = reader.region = reader.fence = reader.latest = reader.serial = start;
	reader.order = reader.samples = start;
	reader.at_end = true;
	reader.vcpu = vcpu;
	picks_begin();
	brute_phase = BRUTE_GUEST;
	brute_page = cells;
	out = setjmp(escape);
	if (out == OUT_DONE)
		outcome.end = guest->read(cells, results) ? OUTCOME_ACCEPTED : OUTCOME_FELL_BACK;
	brute_phase = BRUTE_IDLE;
	if (out == OUT_AGAIN)
		return false;
	if (out == OUT_STUCK)
		outcome.end = OUTCOME_STUCK;
	if (out != OUT_DROPPED)
		note_outcome(start);
	return true;
}

/* All reads by vCPUs of one sort; false as above. */
static bool run_reads(void)
{
	picks_forget();
	for (u8 start = (u8)order->nmoments; start-- > 0;) {
		if (order->moments[start].frozen[sort])
			continue;
		for (u8 vcpu = 0; vcpu < vcpus_of(&the_case->schedule); vcpu++)
			do
				if (!run_read(start, vcpu))
					return false;
			while (picks_next());
	}
	return true;
}

/*
 * Late starts come first: a read that gets to a state from an earlier start can do nothing from
 * there that the first one cannot, and spans more.
 */
void brute_reads(const struct order *with)
{
	order = with;
	for (sort = 0; sort < 1 + order->partial; sort++)
		while (!run_reads())
			;
}

void brute_expect(unsigned int orders, unsigned int done)
{
	if ((reads - before) * orders / done > most)
		brute_give_up();
}

void brute_give_up(void)
{
	fprintf(stderr, "brute force takes too long for this\n");
	exit(3);
}

void brute_fail(const char *why)
{
	fprintf(stderr, "brute force does not cover this: %s\n", why);
	exit(2);
}

int main(int argc, char **argv)
{
	struct brute_case brute_case;

	brute_case_parse(argc, argv, &brute_case);
	the_case = &brute_case;
	in_order = strcmp(the_case->model, "weak") != 0;
	brute_page_size = (u16)(the_case->format->page_size *
				vcpus_pages(the_case->format, vcpus_of(&the_case->schedule)));
	most = strchr(brute_case.kinds, ':') ? READS_FEW : READS_MAX;
	of_all = most == READS_FEW ? READS_OF_ALL : READS_MAX;
	while (brute_case_next(&brute_case)) {
		before = reads;
		orders_explore(the_case);
	}
	outcomes_verdict();
	return 0;
}
