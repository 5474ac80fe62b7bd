/* The tasks of several hosts: what stops them, and what they are handed. */
#include "machine/hosts.h"

#include <stdlib.h>

#include "clock/vcpus.h"
#include "machine/host.h"

#define ROOM EVENTS_MAX /* ticks between two handovers, besides those of the schedule */

struct hosts *hosts_new(void)
{
	size_t size = (sizeof(struct hosts) + 63) / 64 * 64;
	struct hosts *hosts = aligned_alloc(64, size);

	if (hosts)
		memset(hosts, 0, size);
	return hosts;
}

/* The running task stops before what it does next. */
static void stop(struct machine *m, enum turn turn, const void *address, u32 size, bool plain,
		 const struct site *site)
{
	struct task *task = m->hosts->task;

	hosts_unflip(m);
	task->turn = turn;
	task->address = address;
	task->size = size;
	task->plain = plain;
	task->site = site;
	task->asleep = false;
	fiber_pause(&m->fibers);
}

static void refuse_weak(struct machine *m, const struct site *site)
{
	machine_fail(m,
		     "%s:%u: in weak, hosts run side by side only if they touch the page and "
		     "memory of their own under one lock: this is outside of it",
		     site->file, site->line);
}

/* In weak loads are where the program has them, and stores after them, under one lock alone. */
void hosts_check_guard(struct machine *m, const struct site *site)
{
	struct hosts *hosts = m->hosts;
	const struct task *task = hosts->task;

	if (m->options.model != MODEL_WEAK)
		return;
	if (!hosts->guard && task->nheld == 1)
		hosts->guard = task->held[0];
	for (unsigned int i = 0; i < task->nheld; i++)
		if (task->held[i] == hosts->guard)
			return;
	refuse_weak(m, site);
}

static bool is_params(const struct task *task, const void *address)
{
	return (uintptr_t)address - (uintptr_t)task->next.params < sizeof(task->next.params);
}

void hosts_load(struct machine *m, const void *address, u32 size, bool plain,
		const struct site *site)
{
	const struct task *task = m->hosts->task;

	if (is_params(task, address)) {
		hosts_hand_over(m);
		return;
	}
	hosts_touches(m->hosts, site);
	/* what leads to the result alone decides nothing that others see */
	if (task->guest && site->data)
		return;
	hosts_check_guard(m, site);
	stop(m, TURN_LOAD, address, size, plain, site);
	hosts_note_load(m, address, size, site);
}

void hosts_locked(struct machine *m, const void *address, u32 size, const struct site *site)
{
	hosts_touches(m->hosts, site);
	hosts_check_guard(m, site);
	stop(m, m->options.model == MODEL_WEAK ? TURN_LOAD : TURN_LOCKED, address, size, false,
	     site);
	hosts_note_load(m, address, size, site);
}

/* What the running task has stored before is of this update, too. */
static void number_early(struct machine *m)
{
	struct task *task = m->hosts->task;
	u8 host = (u8)(task - m->hosts->tasks);

	for (unsigned int i = 0; i < m->log.nevents; i++)
		if (!m->log.events[i].update && m->log.events[i].host == host)
			m->log.events[i].update = (u8)task->update;
	for (unsigned int i = 0; i < task->nstored; i++)
		if (!task->stored[i].update)
			task->stored[i].update = (u8)task->update;
}

void hosts_hand_over(struct machine *m)
{
	struct hosts *hosts = m->hosts;
	struct task *task = hosts->task;
	const struct update *update;
	struct generation before;

	if (task->update)
		return;
	stop(m, TURN_HANDOVER, NULL, 0, false, NULL);
	m->update = task->update = m->log.ngenerations;
	update = &m->schedule->updates[m->update - 1];
	before = hosts->meant;
	hosts->handover += update->hold + update->lead + ROOM;
	generation_next(m->options.format, &before, update, m->schedule->tsc + hosts->handover,
			m->schedule->tsc + hosts->handover, &hosts->meant);
	host_add_generation(m, &hosts->meant, hosts->handover, m->schedule->tsc + hosts->handover);
	task->next = hosts->meant;
	number_early(m);
}

void hosts_wait(struct machine *m)
{
	if (m->hosts->task->nstored)
		stop(m, TURN_DRAINED, NULL, 0, false, NULL);
}

void hosts_lock(struct machine *m, const void *lock, const struct site *site)
{
	struct task *task = m->hosts->task;

	if (task->nheld == LOCKS_MAX)
		machine_fail(m, "%s:%u: the host holds more than %d locks", site->file, site->line,
			     LOCKS_MAX);
	stop(m, TURN_LOCK, lock, 0, false, site);
	task->held[task->nheld++] = lock;
}

void hosts_unlock(struct machine *m, const void *lock, const struct site *site)
{
	struct task *task = m->hosts->task;
	unsigned int i = 0;

	while (i < task->nheld && task->held[i] != lock)
		i++;
	if (i == task->nheld)
		machine_fail(m, "%s:%u: the host gives back a lock that it does not hold",
			     site->file, site->line);
	task->held[i] = task->held[--task->nheld];
	hosts_release(m, lock, site);
	if (m->options.model == MODEL_SC)
		hosts_wait(m);
}

/* A round of a loop that carries nothing over ends as the one before, unless something has changed. */
void hosts_loop(struct machine *m, enum loop_class class, const struct site *site)
{
	struct hosts *hosts = m->hosts;
	struct task *task = hosts->task;

	if (class == LOOP_COUNTED)
		return;
	if (class >= LOOP_CARRIES && task->guest && ++task->rounds > GUEST_ROUNDS_MAX)
		machine_escape(m);
	if (class == LOOP_MEMORYLESS && task->edge == hosts->changes)
		stop(m, TURN_CHANGE, NULL, 0, false, site);
	task->edge = hosts->changes;
}

/* One update of the running task. */
static void publish(struct machine *m)
{
	struct hosts *hosts = m->hosts;
	struct task *task = hosts->task;

	task->left--;
	task->stint++;
	task->update = m->update = 0;
	m->stores = 0;
	m->region++;
	task->edge = hosts->changes;
	memset(&task->next, 0, sizeof(task->next));
	/* of one host the order of updates is known: time passes before their first steps, as without a guest */
	if (!m->log.several)
		hosts_hand_over(m);
	vcpus_publish(hosts->host, m->page, m->log.page_size, task->next.params,
		      m->options.format->params_size, 1);
	host_settle(m);
	hosts_hand_over(m);
	m->region++;
	if (task->nheld)
		machine_fail(m, "%s: the host ends an update and holds a lock", hosts->host->file);
	if (m->options.model != MODEL_WEAK)
		hosts_wait(m);
}

/* All updates of a task, or those before it fails; alone for the reason of run_updates(). */
static noinline void run_task(void *machine)
{
	struct machine *m = machine;

	if (__builtin_setjmp(m->hosts->task->landing)) {
		the_machine->hosts->task->turn = TURN_NONE;
		return;
	}
	if (m->hosts->task->guest)
		hosts_read(m);
	while (m->hosts->task->left)
		publish(m);
	m->hosts->task->turn = TURN_NONE;
}

void hosts_go(struct machine *m, struct task *task)
{
	struct hosts *hosts = m->hosts;

	hosts->task = task;
	m->update = task->update;
	m->stores = task->stores;
	m->region = task->region;
	m->fence = task->fence;
	m->escape = task->landing;
	hosts_show(task);
	fiber_go(&m->fibers, (unsigned int)(task - hosts->tasks));
	hosts_unflip(m);
	hosts_hide(m, task);
	m->pending = false;
	m->escape = m->landing;
	task->stores = m->stores;
	task->region = m->region;
	task->fence = m->fence;
	hosts->task = NULL;
	if (m->error[0])
		machine_escape(m);
}

static void begin(struct machine *m, const struct host *host, const struct generation *first)
{
	struct hosts *hosts = m->hosts;
	unsigned int n = m->schedule->nupdates, least = n / 2;

	hosts->host = host;
	hosts->meant = *first;
	hosts->handover = TIME_START;
	hosts->changes = 0;
	hosts->block = 0;
	hosts->sleeps = m->choice->source == CHOICE_EXHAUSTIVE;
	hosts->nshared = hosts->nlocks = 0;
	hosts->guard = NULL;
	hosts->announced = NULL;
	hosts->flipped = NULL;
	memcpy(hosts->page, m->page, m->span);
	/* any split of the updates between two that are alike */
	if (m->schedule->writers || m->schedule->nstores)
		least = 0;
	least -= least ? choose(m->choice, least, CHOOSE_HOST) : 0;
	for (unsigned int i = 0; i < HOSTS_MAX; i++) {
		struct task *task = &hosts->tasks[i];

		task->guest = i && m->schedule->writers ? m->options.writer : NULL;
		task->kept = NULL;
		task->stint = 0;
		task->rounds = 0;
		task->left = i ? least : n - least;
		task->update = task->stores = task->nstored = task->nheld = 0;
		task->region = task->fence = 0;
		task->turn = TURN_ON;
		task->site = NULL;
		task->asleep = task->drains_asleep = false;
		if (i && m->schedule->nstores)
			hosts_await_store(m, task);
		else
			fiber_begin(&m->fibers, i, run_task, m);
	}
	hosts->only_first = n == 2 * least && !m->schedule->writers && !m->schedule->nstores;
}

static void check_end(struct machine *m)
{
	struct task *tasks = m->hosts->tasks;

	for (unsigned int i = 0; i < HOSTS_MAX; i++) {
		const struct site *site = tasks[i].site;

		/* whether a guest returns is judged of each read, not of this one */
		if (tasks[i].guest)
			continue;
		if (tasks[i].turn == TURN_LOCK)
			machine_fail(m, "%s:%u: host %u waits for ever for a lock", site->file,
				     site->line, i);
		if (tasks[i].turn == TURN_CHANGE)
			machine_fail(m, "%s:%u: host %u waits for ever for the other one",
				     site->file, site->line, i);
	}
}

void hosts_play(struct machine *m, const struct host *host, const struct generation *first)
{
	begin(m, host, first);
	while (hosts_step(m))
		;
	if (!m->log.asleep)
		check_end(m);
}
