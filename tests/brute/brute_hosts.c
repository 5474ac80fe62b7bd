/*
 * Two hosts on one page by brute force: every order of all their steps, without a thought for which of them act on
 * each other; a state that was reached before is all that is not entered twice. Prints the logs.
 *
 * Memory holds what all see. What a host loads is put there for the load alone, and what it stores is taken from
 * there into a list of its own, to drain later: in any order that its program leaves open. A load that a store of
 * its own is for finds that.
 */
#include <stdbool.h>
#include <ucontext.h>

#include "brute.h"
#include "brute_hosts.h"
#include "brute_pick.h"
#include "machine/site.h"

#define TASKS 2
#define STACK (64 << 10)
#define KEPT 32
#define CELLS 512
#define ROUNDS 3 /* of one loop, in which nothing may happen */

enum wait { RUNS, LOADS, LOADS_PLAIN, LOCKED, LOCKS, TAKES, DRAINED, ENDED };

struct kept {
	u8 *at;
	unsigned int size, update, region, fence;
	u64 value;
	bool plain, release, unlocks;
};

struct task {
	ucontext_t context;
	u8 stack[STACK];
	struct generation next;
	unsigned int left, update, region, fence, nkept, rounds;
	enum wait wait;
	const void *lock;
	u64 history;
	struct kept kept[KEPT];
};

enum brute_phase brute_phase;
u8 *brute_page;
u16 brute_page_size;

static struct hosts_case the_case;
static struct task tasks[TASKS], *task;
static ucontext_t scheduler;
static bool sc, weak, dropped, split; /* wide plain stores are made in halves */
static _Alignas(64) u8 page[128];
static struct generation generations[8];
static unsigned int ngenerations, ncells, announced_size;
static u8 *announced, *patched;
static unsigned int patched_size;
static bool announced_plain;
static const void *taken[4];
static u64 log_hash;
static struct {
	u8 *at, first, now;
} cells[CELLS];
static struct {
	unsigned int update, offset, size, task;
	u64 value;
} stores[64];
static unsigned int nstores;

void brute_fail(const char *why)
{
	fprintf(stderr, "brute force: %s\n", why);
	exit(2);
}

static unsigned int cell_of(u8 *at)
{
	unsigned int i = 0;

	while (i < ncells && cells[i].at != at)
		i++;
	if (i == CELLS)
		brute_fail("too much memory");
	if (i == ncells) {
		cells[ncells].at = at;
		cells[ncells].first = cells[ncells].now = *at;
		ncells++;
	}
	return i;
}

static void restore(u8 *at, unsigned int size)
{
	for (; size; at++, size--)
		*at = cells[cell_of(at)].now;
}

static void keep(u8 *at, unsigned int size, u64 value, bool plain, bool release)
{
	if (task->nkept == KEPT)
		brute_fail("too many stores");
	task->kept[task->nkept++] = (struct kept){.at = at,
						  .size = size,
						  .update = task->update,
						  .region = task->region,
						  .fence = task->fence,
						  .value = value,
						  .plain = plain,
						  .release = release};
}

/* Each hook begins so: memory is again what all see. */
static void settle(void)
{
	while (announced_size) {
		unsigned int most = split && announced_plain ? 4 : 8;
		unsigned int size = announced_size > most ? most : announced_size;
		u64 value = 0;

		memcpy(&value, announced, size);
		keep(announced, size, value, announced_plain, false);
		restore(announced, size);
		announced += size;
		announced_size -= size;
	}
	if (patched)
		restore(patched, patched_size);
	patched = NULL;
}

static void wait_for(enum wait wait)
{
	task->wait = wait;
	swapcontext(&task->context, &scheduler);
}

static bool is_local(const void *at)
{
	return (uintptr_t)at - (uintptr_t)task->stack < STACK;
}

static bool on_page(const void *at)
{
	return (uintptr_t)at - (uintptr_t)page < sizeof(page);
}

static void take_over(void)
{
	if (task->update)
		return;
	wait_for(TAKES);
	task->update = ngenerations;
	generation_next(the_case.format, &generations[ngenerations - 1],
			&the_case.schedule.updates[ngenerations - 1], 20000 + 1000 * ngenerations,
			20000 + 1000 * ngenerations, &generations[ngenerations]);
	task->next = generations[ngenerations++];
	for (unsigned int i = 0; i < nstores; i++)
		if (!stores[i].update && &tasks[stores[i].task] == task)
			stores[i].update = task->update;
	for (unsigned int i = 0; i < task->nkept; i++)
		if (!task->kept[i].update)
			task->kept[i].update = task->update;
}

/* What the task sees there now. */
static u64 look(u8 *at, unsigned int size)
{
	u64 value = 0;

	for (unsigned int b = 0; b < size; b++) {
		u8 byte = cells[cell_of(at + b)].now;

		for (unsigned int i = 0; i < task->nkept; i++) {
			const struct kept *kept = &task->kept[i];

			if (!kept->unlocks && at + b >= kept->at && at + b < kept->at + kept->size)
				byte = (u8)(kept->value >> (8 * (at + b - kept->at)));
		}
		value |= (u64)byte << (8 * b);
	}
	task->history = pick_mix(task->history, value + 1);
	return value;
}

static void read_hook(void *address, unsigned int size, bool plain)
{
	u64 value;

	settle();
	if (is_local(address))
		return;
	if ((uintptr_t)address - (uintptr_t)&task->next < sizeof(task->next)) {
		take_over();
		return;
	}
	wait_for(plain ? LOADS_PLAIN : LOADS);
	value = look(address, size);
	memcpy(address, &value, size);
	patched = address;
	patched_size = size;
}

static void write_hook(void *address, unsigned int size, bool plain)
{
	settle();
	if (is_local(address))
		return;
	for (unsigned int b = 0; b < size; b++)
		cell_of((u8 *)address + b);
	announced = address;
	announced_size = size;
	announced_plain = plain;
}

static void note_store(const struct task *by, unsigned int update, const u8 *at, unsigned int size,
		       u64 value)
{
	for (unsigned int b = 0; b < size; b++) {
		unsigned int cell = cell_of((u8 *)at + b);

		cells[cell].now = *(u8 *)(at + b) = (u8)(value >> (8 * b));
	}
	if (!on_page(at))
		return;
	stores[nstores].update = update;
	stores[nstores].task = (unsigned int)(by - tasks);
	stores[nstores].offset = (unsigned int)(at - brute_page);
	stores[nstores].size = size;
	stores[nstores++].value = value;
	log_hash = pick_mix(log_hash, (u64)(at - brute_page) << 32 | size);
	log_hash = pick_mix(log_hash, value);
}

#define HOOK(name, call)                                                                           \
	void name(void *address, const struct site *site);                                         \
	void name(void *address, const struct site *site)                                          \
	{                                                                                          \
		(void)site;                                                                        \
		call;                                                                              \
	}
#define HOOKS(size)                                                                                \
	HOOK(warpage_read##size, read_hook(address, size, true))                                   \
	HOOK(warpage_volatile_read##size, read_hook(address, size, false))                         \
	HOOK(warpage_write##size, write_hook(address, size, true))                                 \
	HOOK(warpage_volatile_write##size, write_hook(address, size, false))

HOOKS(1)
HOOKS(2)
HOOKS(4)
HOOKS(8)

/* Told of dependencies, which are for guests. */
void warpage_ordered(const struct site *site);
void warpage_ordered(const struct site *site)
{
	(void)site;
}

static u32 locked(u32 *address)
{
	settle();
	wait_for(LOCKED);
	return (u32)look((u8 *)address, 4);
}

#define MODIFY(name, result)                                                                       \
	u32 warpage_atomic32_##name(u32 *address, u32 operand, int order,                          \
				    const struct site *site);                                      \
	u32 warpage_atomic32_##name(u32 *address, u32 operand, int order, const struct site *site) \
	{                                                                                          \
		u32 old = locked(address);                                                         \
                                                                                                   \
		(void)order;                                                                       \
		(void)site;                                                                        \
		note_store(task, task->update, (u8 *)address, 4, (u32)(result));                   \
		return old;                                                                        \
	}

MODIFY(exchange, operand)
MODIFY(fetch_add, old + operand)
MODIFY(fetch_or, old | operand)

void warpage_atomic32_store(u32 *address, u32 value, int order, const struct site *site);
void warpage_atomic32_store(u32 *address, u32 value, int order, const struct site *site)
{
	(void)site;
	settle();
	keep((u8 *)address, 4, value, false, order == __ATOMIC_RELEASE);
}

void warpage_fence_at(unsigned int kind, const struct site *site) __asm__("warpage_fence");
void warpage_fence_at(unsigned int kind, const struct site *site)
{
	(void)site;
	settle();
	task->region++;
	task->fence += kind == FENCE_WMB || kind == FENCE_MB;
	if (sc || kind == FENCE_MB)
		wait_for(DRAINED);
}

void warpage_lock_at(const void *lock, const struct site *site) __asm__("warpage_lock");
void warpage_lock_at(const void *lock, const struct site *site)
{
	(void)site;
	settle();
	task->region++;
	task->lock = lock;
	wait_for(LOCKS);
	taken[task - tasks] = &tasks[0];
}

void warpage_unlock_at(const void *lock, const struct site *site) __asm__("warpage_unlock");
void warpage_unlock_at(const void *lock, const struct site *site)
{
	(void)lock;
	(void)site;
	settle();
	task->region++;
	keep(NULL, 0, 0, false, true);
	task->kept[task->nkept - 1].unlocks = true;
	if (sc)
		wait_for(DRAINED);
}

void warpage_loop(unsigned int class, unsigned int bound, const struct site *site);
void warpage_loop(unsigned int class, unsigned int bound, const struct site *site)
{
	(void)bound;
	(void)site;
	settle();
	if (class != LOOP_COUNTED && ++task->rounds > ROUNDS) {
		dropped = true;
		wait_for(ENDED);
	}
}

static void live(void)
{
	while (task->left) {
		task->left--;
		task->update = task->rounds = 0;
		task->region++;
		memset(&task->next, 0, sizeof(task->next));
		the_case.host->publish(brute_page, task->next.params);
		settle();
		take_over();
		task->region++;
		if (!weak)
			wait_for(DRAINED);
	}
	wait_for(ENDED);
}

static bool may_drain(const struct task *of, unsigned int i)
{
	const struct kept *later = &of->kept[i];

	for (unsigned int j = 0; j < i; j++) {
		const struct kept *earlier = &of->kept[j];

		if (later->release || earlier->fence != later->fence ||
		    (!weak &&
		     (earlier->region != later->region || (!earlier->plain && !later->plain))) ||
		    (earlier->at < later->at + later->size &&
		     later->at < earlier->at + earlier->size))
			return false;
	}
	return true;
}

static bool may_go(const struct task *of)
{
	bool marked = false;

	for (unsigned int i = 0; i < of->nkept; i++)
		marked = marked || !of->kept[i].plain;
	if (of->wait == LOADS)
		return !sc || !marked;
	if (of->wait == LOCKS)
		return (weak || !of->nkept) && !taken[0] && !taken[1];
	if (of->wait == LOCKED || of->wait == DRAINED)
		return !of->nkept;
	return of->wait != ENDED;
}

static u64 state(void)
{
	u64 key = log_hash;

	for (unsigned int i = 0; i < nstores; i++)
		key = pick_mix(key, stores[i].update << 8 | stores[i].task);
	for (unsigned int i = 0; i < ncells; i++)
		key = pick_mix(key, cells[i].now ^ (uintptr_t)cells[i].at << 8);
	for (unsigned int t = 0; t < TASKS; t++) {
		const struct task *of = &tasks[t];

		key = pick_mix(key, of->history);
		key = pick_mix(key, of->wait | of->left << 8 | of->update << 16 | of->rounds << 24);
		key = pick_mix(key, of->region | (u64)of->nkept << 32 | (u64) !!taken[t] << 48);
		for (unsigned int i = 0; i < of->nkept; i++) {
			key = pick_mix(key, of->kept[i].value ^ (uintptr_t)of->kept[i].at << 16);
			key = pick_mix(key, of->kept[i].region | (u64)of->kept[i].fence << 32);
		}
	}
	return key;
}

static void go(struct task *of)
{
	task = of;
	of->history = pick_mix(of->history, of->wait);
	of->wait = RUNS;
	swapcontext(&scheduler, &of->context);
}

static void drain(struct task *of, unsigned int i)
{
	struct kept kept = of->kept[i];

	memmove(&of->kept[i], &of->kept[i + 1], (--of->nkept - i) * sizeof(kept));
	if (kept.unlocks)
		taken[of - tasks] = NULL;
	else
		note_store(of, kept.update, kept.at, kept.size, kept.value);
}

/* One step; false: there is none, or the state is known. */
static bool step(void)
{
	struct {
		struct task *of;
		int kept;
	} steps[TASKS * (KEPT + 1)];
	unsigned int n = 0;
	int chosen;

	for (unsigned int t = 0; t < TASKS; t++) {
		if (may_go(&tasks[t])) {
			steps[n].of = &tasks[t];
			steps[n++].kept = -1;
		}
		for (unsigned int i = 0; i < tasks[t].nkept; i++)
			if (may_drain(&tasks[t], i)) {
				steps[n].of = &tasks[t];
				steps[n++].kept = (int)i;
			}
	}
	if (!n)
		return false;
	chosen = n > 1 ? pick(n, state()) : 0;
	if (chosen < 0)
		dropped = true;
	else if (steps[chosen].kept < 0)
		go(steps[chosen].of);
	else
		drain(steps[chosen].of, (unsigned int)steps[chosen].kept);
	return !dropped;
}

static void begin(unsigned int first)
{
	const struct format *format = the_case.format;

	for (unsigned int i = 0; i < ncells; i++)
		*cells[i].at = cells[i].first;
	ncells = nstores = announced_size = 0;
	patched = NULL;
	log_hash = 0;
	dropped = false;
	taken[0] = taken[1] = NULL;
	generation_first(format, &the_case.schedule, &generations[0]);
	ngenerations = 1;
	memset(page, 0, sizeof(page));
	generation_page(format, &generations[0], page);
	memcpy(page + format->fields[0].offset, &the_case.schedule.sequence,
	       format->fields[0].size);
	brute_page = page;
	for (unsigned int t = 0; t < TASKS; t++) {
		memset(&tasks[t].next, 0, sizeof(tasks[t]) - offsetof(struct task, next));
		tasks[t].left = t ? the_case.schedule.nupdates - first : first;
		getcontext(&tasks[t].context);
		tasks[t].context.uc_stack.ss_sp = tasks[t].stack;
		tasks[t].context.uc_stack.ss_size = STACK;
		makecontext(&tasks[t].context, live, 0);
	}
}

int main(int argc, char **argv)
{
	size_t n = 0, room = 1 << 20;
	char **rows = calloc(room, sizeof(*rows));

	hosts_case_parse(argc, argv, &the_case);
	sc = !strcmp(the_case.model, "sc");
	weak = !strcmp(the_case.model, "weak");
	if (!rows || the_case.format->fields[0].role != FIELD_SEQUENCE)
		return 2;
	for (unsigned int i = 0; i < 2 * (the_case.schedule.nupdates - 1); i++) {
		picks_forget();
		split = i % 2;
		do {
			char row[ROW_MAX] = "";
			u8 seen[sizeof(page)];

			picks_begin();
			begin(1 + i / 2);
			memcpy(seen, page, sizeof(seen));
			while (step())
				;
			for (unsigned int j = 0; j < nstores; j++)
				row_add(row, seen, the_case.format, generations, ngenerations,
					stores[j].update, stores[j].offset, stores[j].size,
					stores[j].value);
			if (tasks[0].wait != ENDED || tasks[1].wait != ENDED)
				dropped = true;
			if (!dropped && n < room)
				rows[n++] = strdup(row);
		} while (picks_next());
	}
	rows_print(rows, n);
	return n == room ? 2 : 0;
}
