/* What the entry points of instrumented code share. */
#ifndef WARPAGE_HOOKS_H
#define WARPAGE_HOOKS_H

#include "machine/internal.h"

static inline bool hook_on_page(const struct machine *m, const void *address)
{
	return (uintptr_t)address - (uintptr_t)m->page < m->options.format->page_size;
}

/* An access to the page reaches past its end. */
void hook_past_end(struct machine *m, const struct site *site) __attribute__((noreturn));

/* An access to the page; fails the run if it reaches past the end. */
static inline struct request hook_request(struct machine *m, const void *address, u32 size,
					  bool plain, const struct site *site)
{
	struct request request = {.offset = (u16)((const u8 *)address - m->page),
				  .size = (u16)size,
				  .plain = plain,
				  .site = site};

	if (request.offset + size > m->options.format->page_size)
		hook_past_end(m, site);
	return request;
}

/* A store of size bytes is about to be made. */
void hook_write(void *address, u32 size, bool plain, const struct site *site);

/* A full barrier of whoever runs. */
void hook_full_fence(struct machine *m);

/* Memory orders of C11. */
static inline bool hook_acquires(int order)
{
	return order == __ATOMIC_ACQUIRE || order == __ATOMIC_CONSUME ||
	       order == __ATOMIC_ACQ_REL || order == __ATOMIC_SEQ_CST;
}

static inline bool hook_releases(int order)
{
	return order == __ATOMIC_RELEASE || order == __ATOMIC_ACQ_REL || order == __ATOMIC_SEQ_CST;
}

#endif
