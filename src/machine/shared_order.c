/* Accesses to memory that reads share, in weak; see shared_order.h. */
#include "machine/shared_order.h"

#include "machine/hooks.h"
#include "machine/reader.h"

void order_begin(struct machine *m)
{
	struct sharing *s = &m->sharing;

	s->nearly = 0;
	s->newest = -1;
	s->full = s->weak = s->release = s->steady = false;
	front_begin(&s->told, 0);
}

void order_floor(const struct machine *m, struct front *front, enum shared_kind kind)
{
	front_set(front, &m->fence_floor);
	if (kind == SHARED_LOAD) {
		front_join(front, &m->depends);
		return;
	}
	front_join(front, &m->latest);
	front_reach(front, m->sampled);
}

bool order_is_full(const struct machine *m, enum shared_kind kind)
{
	return kind == SHARED_MODIFY && (m->in_order || m->sharing.full);
}

bool order_releases(const struct machine *m)
{
	const struct sharing *s = &m->sharing;

	for (unsigned int i = 0; i < s->nearly; i++)
		if (s->early[i].store && !s->early[i].release)
			return false;
	return !m->in_order;
}

static bool same_place(const struct early *early, const void *address, u32 size)
{
	return early->address == address && early->size == size;
}

bool order_waits(struct machine *m, const void *address, u32 size, int order)
{
	struct sharing *s = &m->sharing;
	unsigned int n = 0, before = s->nearly;

	if (m->in_order || !hook_acquires(order))
		return false;
	for (unsigned int i = 0; i < s->nearly; i++)
		if (s->early[i].store &&
		    (!s->early[i].load || !same_place(&s->early[i], address, size)))
			return false;
	for (unsigned int i = 0; i < s->nearly; i++)
		if (!s->early[i].store)
			s->early[n++] = s->early[i];
	s->nearly = n;
	return n < before;
}

static void refuse(struct machine *m, const struct site *site, const struct early *early)
{
	const char *name = site->variable;
	bool page = !early->address;

	machine_fail(
		m,
		"%s:%u: nothing keeps what the guest does here%s%s%s behind its %s%s of line %u "
		"on a weakly ordered CPU: such guests are not supported in model weak",
		site->file, site->line, name ? " to '" : "", name ? name : "", name ? "'" : "",
		early->load ? "load" : "store", page ? " of the page" : "", early->site->line);
}

/*
 * Is an access of one place in order with what was made there before? Of a word that is split the parts of one are in no order
 * with the other parts of the other; a locked operation is whole.
 */
static bool by_place(const struct machine *m, const struct early *early, const void *address,
		     u32 size, bool whole)
{
	return same_place(early, address, size) &&
	       (whole || (early->load && early->store) || size <= m->options.word / 8);
}

static bool overlaps(const struct early *early, const void *address, u32 size)
{
	const u8 *at = address;

	return early->address && early->address < at + size && at < early->address + early->size;
}

/*
 * Loads of one place are in order, whatever stands between them, but for parts of two that are split; what was stored
 * there may be found too early.
 */
static void check_load(struct machine *m, const void *address, u32 size, bool whole,
		       const struct site *site)
{
	struct sharing *s = &m->sharing;

	for (unsigned int i = 0; i < s->nearly; i++) {
		const struct early *early = &s->early[i];
		bool both = early->load && early->store;

		if (both || (early->store && overlaps(early, address, size)) ||
		    (early->load && early->address && !by_place(m, early, address, size, whole)))
			refuse(m, site, early);
	}
}

static void check_store(struct machine *m, const void *address, u32 size, bool whole,
			const struct site *site)
{
	struct sharing *s = &m->sharing;

	for (unsigned int i = 0; i < s->nearly; i++)
		if (!s->early[i].before_stores && !by_place(m, &s->early[i], address, size, whole))
			refuse(m, site, &s->early[i]);
}

static struct early *add(struct machine *m, const void *address, u32 size, const struct site *site)
{
	struct sharing *s = &m->sharing;

	if (s->nearly == EARLY_MAX)
		machine_fail(m,
			     "%s:%u: too many accesses stand here that nothing keeps in order on a "
			     "weakly ordered CPU: such guests are not supported in model weak",
			     site->file, site->line);
	s->early[s->nearly] = (struct early){.address = address, .size = (u16)size, .site = site};
	return &s->early[s->nearly++];
}

static void add_load(struct machine *m, const void *address, u32 size, bool acquire,
		     const struct site *site)
{
	struct sharing *s = &m->sharing;

	s->newest = -1;
	if (acquire)
		return;
	for (unsigned int i = 0; i < s->nearly; i++) {
		struct early *early = &s->early[i];

		/* of the same load, one before says the same */
		if (early->site != site || !early->load || early->store || early->before_stores ||
		    early->address != address)
			continue;
		return;
	}
	add(m, address, size, site)->load = true;
	s->newest = (int)s->nearly - 1;
}

void order_load(struct machine *m, const void *address, u32 size, bool acquire,
		const struct site *site)
{
	bool steady = m->sharing.steady;

	m->sharing.steady = false;
	front_begin(&m->sharing.told, 0);
	if (steady)
		m->sharing.newest = -1;
	if (m->in_order || steady)
		return;
	check_load(m, address, size, false, site);
	add_load(m, address, size, acquire, site);
}

void order_page(struct machine *m, bool acquire, const struct site *site)
{
	if (!m->in_order)
		add_load(m, NULL, 0, acquire, site);
}

void order_store(struct machine *m, const void *address, u32 size, bool release,
		 const struct site *site)
{
	struct early *early;

	if (m->in_order)
		return;
	if (!release)
		check_store(m, address, size, false, site);
	early = add(m, address, size, site);
	early->store = true;
	early->release = release;
}

void order_modify(struct machine *m, const void *address, u32 size, int order,
		  const struct site *site)
{
	if (m->in_order)
		return;
	if (m->sharing.weak)
		machine_fail(m,
			     "%s:%u: the guest compares and swaps in a way that may fail for no "
			     "reason: such guests are not supported in model weak",
			     site->file, site->line);
	if (!hook_releases(order))
		check_store(m, address, size, true, site);
}

/* The load at hand has found something that was there from front on. */
static void look(struct machine *m, const struct front *front)
{
	order_floor(m, &m->last, SHARED_LOAD);
	front_join(&m->last, front);
	front_join(&m->latest, &m->last);
	front_begin(&m->depends, 0);
}

void order_told(struct machine *m, enum shared_kind kind, const struct front *front)
{
	switch (kind) {
	case SHARED_LOAD:
		look(m, front);
		break;
	case SHARED_MODIFY:
		front_set(&m->sharing.told, front);
		break;
	case SHARED_FENCE:
	case SHARED_PIN:
	case SHARED_HERE:
		front_join(&m->latest, front);
		front_join(&m->fence_floor, front);
		break;
	case SHARED_STORE:
	case SHARED_PAGE:
		break;
	}
}

void order_modified(struct machine *m, const void *address, u32 size, int order,
		    const struct shared_op *op)
{
	struct sharing *s = &m->sharing;
	struct early *early;

	s->newest = -1;
	s->full = false;
	if (op->full) {
		front_join(&m->latest, &s->told);
		front_reach(&m->latest, m->sampled);
		front_join(&m->fence_floor, &m->latest);
		front_set(&m->last, &m->latest);
		m->barred = true;
		s->nearly = s->stores = 0;
		return;
	}
	look(m, &s->told);
	s->stores++;
	if (hook_acquires(order)) {
		m->barred = true;
		front_join(&m->fence_floor, &m->last);
	}
	early = add(m, address, size, op->site);
	early->load = early->store = true;
}

void order_kept(struct machine *m, const void *address, u32 size, int order,
		const struct site *site)
{
	struct sharing *s = &m->sharing;

	s->full = false;
	check_load(m, address, size, true, site);
	for (unsigned int i = 0; i < s->nearly; i++)
		if (s->early[i].store)
			refuse(m, site, &s->early[i]);
	look(m, &s->told);
	add_load(m, address, size, hook_acquires(order), site);
	if (hook_acquires(order)) {
		m->barred = true;
		front_join(&m->fence_floor, &m->last);
	}
}

void order_newest(struct machine *m)
{
	if (m->sharing.on && m->sharing.newest >= 0)
		m->sharing.early[m->sharing.newest].before_stores = true;
}

void order_loads(struct machine *m)
{
	struct sharing *s = &m->sharing;
	unsigned int n = 0;

	for (unsigned int i = 0; s->on && i < s->nearly; i++)
		if (s->early[i].store)
			s->early[n++] = s->early[i];
	s->newest = -1;
	if (s->on)
		s->nearly = n;
}

void order_fence(struct machine *m, bool loads, bool full)
{
	struct sharing *s = &m->sharing;

	if (!s->on)
		return;
	for (unsigned int i = 0; i < s->nearly; i++)
		if (s->early[i].store || loads)
			s->early[i].before_stores = true;
	if (full) {
		s->nearly = 0;
		s->newest = -1;
	}
}
