/*
 * weak: where an access of a read to memory that reads share stands among the others. A load of it is as early as a
 * load of the page is. Others are made in their place, when all that stands before them is: so that is to come
 * before them, or the access is refused with its line. The other models keep them in order, and nothing of this
 * matters there.
 */
#ifndef WARPAGE_SHARED_ORDER_H
#define WARPAGE_SHARED_ORDER_H

#include "machine/engine.h"

/* A read begins. */
void order_begin(struct machine *machine);

/* An access of that kind that comes now would not be before this. */
void order_floor(const struct machine *machine, struct front *front, enum shared_kind kind);

/* Is the locked operation at hand a full barrier, if it stores? */
bool order_is_full(const struct machine *machine, enum shared_kind kind);

/* Are all stores that loads may pass releases, which none passes that is sequentially consistent? */
bool order_releases(const struct machine *machine);

/*
 * Does an acquire of a place that the read has changed by a locked operation, and nothing else since, wait for that? It
 * comes after it, and with it all that is behind.
 */
bool order_waits(struct machine *machine, const void *address, u32 size, int order);

/* Before a load, a store, a locked operation: may it be made in its place? */
void order_load(struct machine *machine, const void *address, u32 size, bool acquire,
		const struct site *site);
void order_store(struct machine *machine, const void *address, u32 size, bool release,
		 const struct site *site);
void order_modify(struct machine *machine, const void *address, u32 size, int order,
		  const struct site *site);

/* What came of it: the front of an answer; a locked operation has stored, or not. */
void order_told(struct machine *machine, enum shared_kind kind, const struct front *front);
void order_modified(struct machine *machine, const void *address, u32 size, int order,
		    const struct shared_op *op);
void order_kept(struct machine *machine, const void *address, u32 size, int order,
		const struct site *site);

/* The page was loaded. */
void order_page(struct machine *machine, bool acquire, const struct site *site);

/* The last load comes before every store behind it. */
void order_newest(struct machine *machine);

/* A fence for loads; one for stores, and loads before them; one for all. */
void order_loads(struct machine *machine);
void order_fence(struct machine *machine, bool loads, bool full);

#endif
