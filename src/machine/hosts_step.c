/*
 * Which step of several hosts comes next. Of all orders of steps that differ by steps which do not act on each
 * other one is made: a step that was tried where another one is taken instead sleeps from there on, until
 * something is done that acts on it; a run in which nothing but sleeping steps is left has been made before.
 */
#include "machine/hosts.h"

#define STEPS (2 * HOSTS_MAX)

struct move {
	struct task *task;
	bool drains; /* stores of it; or it goes on */
};

/* Must an earlier store of a task be seen before another one? As in the log of a host that is alone. */
static bool follows(const struct machine *m, const struct stored *earlier,
		    const struct stored *later)
{
	if (later->release || earlier->fence != later->fence)
		return true;
	/* the one lock of host_lock() has no address */
	if ((uintptr_t)earlier->address < (uintptr_t)later->address + later->size &&
	    (uintptr_t)later->address < (uintptr_t)earlier->address + earlier->size)
		return true;
	return m->options.model != MODEL_WEAK &&
	       (earlier->region != later->region || earlier->acquire ||
		!(earlier->plain | later->plain));
}

static bool any_marked(const struct task *task)
{
	for (unsigned int i = 0; i < task->nstored; i++)
		if (!task->stored[i].plain)
			return true;
	return false;
}

static bool is_free(const struct hosts *hosts, const void *lock)
{
	for (unsigned int i = 0; i < hosts->nlocks; i++)
		if (hosts->locks[i].lock == lock)
			return !hosts->locks[i].owner;
	return true;
}

static bool may_go_on(const struct machine *m, const struct task *task)
{
	const struct hosts *hosts = m->hosts;

	switch (task->turn) {
	case TURN_LOAD:
		return m->options.model != MODEL_SC || task->plain || !any_marked(task);
	case TURN_LOCK:
		return is_free(hosts, task->address) &&
		       (m->options.model == MODEL_WEAK || !task->nstored);
	case TURN_LOCKED:
	case TURN_DRAINED:
		return !task->nstored;
	case TURN_CHANGE:
		return task->edge != hosts->changes;
	case TURN_NONE:
		return false;
	default:
		return true;
	}
}

/* What nobody else can tell the moment of is done at once. */
static bool is_quiet(const struct task *task)
{
	return task->turn == TURN_ON || task->turn == TURN_DRAINED || task->turn == TURN_CHANGE;
}

static void go_on_quietly(struct machine *m)
{
	bool again = true;

	while (again) {
		again = false;
		for (unsigned int i = 0; i < HOSTS_MAX; i++) {
			struct task *task = &m->hosts->tasks[i];

			if (!is_quiet(task) || !may_go_on(m, task))
				continue;
			hosts_go(m, task);
			again = true;
		}
	}
}

/* How many of its stores are before the first fence, or, but for weak, compiler barrier. */
static unsigned int count_together(const struct machine *m, const struct task *task)
{
	const struct stored *first = &task->stored[0];
	unsigned int n = 0;

	while (n < task->nstored && task->stored[n].fence == first->fence &&
	       (m->options.model == MODEL_WEAK || task->stored[n].region == first->region))
		n++;
	return n;
}

/* How many of its first stores are in no order. */
static unsigned int count_loose(const struct machine *m, const struct task *task, unsigned int most)
{
	unsigned int n = 1;

	for (; n < most; n++)
		for (unsigned int i = 0; i < n; i++)
			if (follows(m, &task->stored[i], &task->stored[n]))
				return n;
	return n;
}

/* Might they all as well have drained with those before, as no other host has acted on them since? */
static bool all_left(const struct machine *m, const struct task *task)
{
	unsigned int n = count_together(m, task);

	for (unsigned int i = 0; i < n; i++)
		if (!task->stored[i].left)
			return false;
	return true;
}

static unsigned int find_steps(struct machine *m, struct move *steps)
{
	unsigned int n = 0;

	for (unsigned int t = 0; t < (m->hosts->only_first ? 1 : HOSTS_MAX); t++) {
		struct task *task = &m->hosts->tasks[t];

		if (may_go_on(m, task))
			steps[n++] = (struct move){.task = task};
		if (task->nstored)
			steps[n++] = (struct move){.task = task, .drains = true};
	}
	return n;
}

static bool *asleep(const struct move *step)
{
	return step->drains ? &step->task->drains_asleep : &step->task->asleep;
}

/* What a step touches, or one store of those that may drain in it. */
static struct touch touched(const struct machine *m, const struct move *step, unsigned int i)
{
	const struct task *task = step->task;
	const struct stored *stored = &task->stored[i];
	struct touch touch = {.address = task->address,
			      .size = task->size,
			      .lock = task->turn == TURN_LOCK,
			      .writes = task->turn == TURN_LOCKED || task->turn == TURN_LOCK ||
					task->turn == TURN_PAGE};

	if (step->drains)
		touch = (struct touch){.address = stored->address,
				       .size = stored->size,
				       .lock = stored->unlocks,
				       .writes = true};
	touch.page = touch.writes && !touch.lock &&
		     (uintptr_t)touch.address - (uintptr_t)m->page < m->span;
	return touch;
}

static bool collide(const struct touch *a, const struct touch *b)
{
	if (a->lock || b->lock)
		return a->lock && b->lock && a->address == b->address;
	if (a->page && b->page)
		return true;
	return (a->writes || b->writes) && a->address < b->address + b->size &&
	       b->address < a->address + a->size;
}

void hosts_touch(struct hosts *hosts, const struct task *by, const struct touch *touch)
{
	for (struct task *task = hosts->tasks; task < hosts->tasks + HOSTS_MAX; task++)
		for (unsigned int i = 0; i < task->nstored && task != by; i++) {
			struct stored *stored = &task->stored[i];
			struct touch own = {.address = stored->address,
					    .size = stored->size,
					    .writes = true,
					    .page = stored->page,
					    .lock = stored->unlocks};

			stored->left = stored->left && !collide(&own, touch);
		}
}

/* Does it matter which of two steps comes first? A task sees its own stores whether they have drained or not. */
static bool depend(const struct machine *m, const struct move *a, const struct move *b)
{
	unsigned int na = a->drains ? count_together(m, a->task) : 1;
	unsigned int nb = b->drains ? count_together(m, b->task) : 1;
	enum turn goes = a->drains ? b->task->turn : a->task->turn;

	if (a->task == b->task)
		return a->drains == b->drains || goes == TURN_LOCKED || goes == TURN_LOCK;
	if (!a->drains && !b->drains &&
	    (a->task->turn == TURN_HANDOVER || b->task->turn == TURN_HANDOVER))
		return a->task->turn == b->task->turn;
	if ((!a->drains && a->task->turn == TURN_HANDOVER) ||
	    (!b->drains && b->task->turn == TURN_HANDOVER))
		return false;
	for (unsigned int i = 0; i < na * nb; i++) {
		struct touch one = touched(m, a, i / nb), other = touched(m, b, i % nb);

		if (collide(&one, &other))
			return true;
	}
	return false;
}

/* Steps sleep that were tried before the chosen one, and those that act on it wake up. */
static void put_to_sleep(const struct machine *m, const struct move *steps, unsigned int n,
			 unsigned int chosen)
{
	for (unsigned int i = 0; i < n; i++)
		if (i != chosen)
			*asleep(&steps[i]) = (*asleep(&steps[i]) || i < chosen) &&
					     !depend(m, &steps[chosen], &steps[i]);
}

/* Is there anybody else who may still act on what a task leaves behind? */
static bool others_go_on(const struct hosts *hosts, const struct task *task)
{
	for (unsigned int i = 0; i < HOSTS_MAX; i++)
		if (&hosts->tasks[i] != task &&
		    (hosts->tasks[i].turn != TURN_NONE || hosts->tasks[i].nstored))
			return true;
	return false;
}

/*
 * Some of the stores that no fence is between: with each of them those that must be seen before it. What the model
 * leaves unordered among them stays so in the log, and others may come between them and the rest. False: none.
 */
static bool drain_some(struct machine *m, struct task *task)
{
	unsigned int n = count_together(m, task), kept = 0, drained = 0;
	bool stays[STORED_MAX]; /* as was chosen, and not as it has to */
	bool some = n > 1 && !m->schedule->nstores && others_go_on(m->hosts, task);

	/* what the schedule stores is not between those */
	if (m->schedule->nstores)
		n = count_loose(m, task, n);
	m->hosts->block++;
	for (unsigned int i = 0; i < n; i++) {
		bool may = !task->stored[kept].left;

		for (unsigned int j = 0; j < kept && may; j++)
			may = !follows(m, &task->stored[j], &task->stored[kept]);
		if (!may || (some && choose(m->choice, 2, CHOOSE_HOST))) {
			stays[kept++] = may;
			continue;
		}
		hosts_drain_one(m, task, kept);
		drained++;
	}
	if (!drained && !m->hosts->sleeps)
		hosts_drain_one(m, task, 0);
	for (unsigned int i = 0; i < kept && i < task->nstored; i++)
		task->stored[i].left = task->stored[i].left || stays[i];
	task->drains_asleep = false;
	return drained || !m->hosts->sleeps;
}

static void take_lock(struct machine *m, struct task *task)
{
	struct hosts *hosts = m->hosts;
	unsigned int i = 0;

	while (i < hosts->nlocks && hosts->locks[i].lock != task->address)
		i++;
	if (i == LOCKS_MAX)
		machine_fail(m, "%s:%u: the hosts take more than %d locks", task->site->file,
			     task->site->line, LOCKS_MAX);
	if (i == hosts->nlocks)
		hosts->locks[hosts->nlocks++].lock = task->address;
	hosts->locks[i].owner = task;
	hosts->changes++;
}

/* A step that goes on may act on what others have left behind; one that drains does so store by store. */
static void note_step(struct machine *m, const struct move *step)
{
	struct touch touch = touched(m, step, 0);

	if (!step->drains && step->task->turn != TURN_HANDOVER)
		hosts_touch(m->hosts, step->task, &touch);
}

/* What was tried, or what nobody stores so early. */
static bool is_asleep(const struct machine *m, const struct move *step)
{
	const struct machine_options *options = &m->options;

	if (!step->drains && step->task->turn == TURN_PAGE && options->store_due &&
	    !options->store_due(options->store_arg, &m->log, step->task->stint))
		return true;
	return *asleep(step) || (step->drains && all_left(m, step->task));
}

bool hosts_step(struct machine *m)
{
	struct hosts *hosts = m->hosts;
	struct move steps[STEPS];
	u128 sleeping = 0;
	unsigned int n, chosen = 0;

	go_on_quietly(m);
	n = find_steps(m, steps);
	if (!n)
		return false;
	for (unsigned int i = 0; i < n && hosts->sleeps; i++)
		if (is_asleep(m, &steps[i]))
			sleeping |= (u128)1 << i;
	if (n > 1)
		chosen = choose_but(m->choice, n, CHOOSE_HOST, sleeping);
	if (sleeping >> chosen & 1) {
		m->log.asleep = true;
		return false;
	}
	if (hosts->sleeps)
		put_to_sleep(m, steps, n, chosen);
	hosts->only_first = false;
	note_step(m, &steps[chosen]);
	if (steps[chosen].drains) {
		m->log.asleep = !drain_some(m, steps[chosen].task);
		return !m->log.asleep;
	}
	if (steps[chosen].task->turn == TURN_PAGE) {
		hosts_make_store(m, steps[chosen].task);
		return true;
	}
	if (steps[chosen].task->turn == TURN_LOCK)
		take_lock(m, steps[chosen].task);
	hosts_go(m, steps[chosen].task);
	return true;
}
