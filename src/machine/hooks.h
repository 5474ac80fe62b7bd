/* What the entry points of instrumented code share. */
#ifndef WARPAGE_HOOKS_H
#define WARPAGE_HOOKS_H

#include "machine/host.h"
#include "machine/hosts.h"
#include "machine/read.h"
#include "machine/reader.h"

/* A function that nothing but instrumented code calls: declared, and begun. */
#define HOOK(result, name, ...)                                                                    \
	result name(__VA_ARGS__);                                                                  \
	result name(__VA_ARGS__)

/* The same for what kernel.h declares without the site that the instrumenter adds. */
#define HOOK_AT(result, name, ...)                                                                 \
	result name##_at(__VA_ARGS__) __asm__(#name);                                              \
	result name##_at(__VA_ARGS__)

static inline bool hook_on_page(const struct machine *m, const void *address)
{
	return (uintptr_t)address - (uintptr_t)m->page < m->span;
}

/* The store that was announced is made by now, and what the last hook showed is taken back. */
static inline void hook_enter(struct machine *m)
{
	if (m->phase == PHASE_HOST)
		host_settle(m);
	else if (m->phase == PHASE_GUEST)
		reader_poison(m);
}

/* The byte of the log's pages, which lie side by side, that is so far behind the first one at hand. */
static inline u16 hook_byte(struct machine *m, uintptr_t at, const struct site *site)
{
	if (__builtin_expect(m->stride == m->log.page_size, 1))
		return (u16)at;
	if (at % m->stride >= m->log.page_size)
		machine_fail(m, "%s:%u: an access between the pages of two vCPUs", site->file,
			     site->line);
	return (u16)(at / m->stride * m->log.page_size + at % m->stride);
}

/* An access to the page; fails the run if it reaches past the end. */
static inline struct request hook_request(struct machine *m, const void *address, u32 size,
					  bool plain, const struct site *site)
{
	uintptr_t at = (uintptr_t)address - (uintptr_t)m->page;
	struct request request = {
		.offset = hook_byte(m, at, site), .size = (u16)size, .plain = plain, .site = site};

	if (request.offset + size > m->log.extent)
		machine_fail(m, "%s:%u: an access reaches past the end of the page", site->file,
			     site->line);
	return request;
}

/* Is this the stack of the code under test, or where the machine wants the result? */
bool hook_is_local(const struct machine *m, const void *address);

/* A load of the page, of 1 to 8 bytes. */
u64 hook_load_bare(struct machine *m, const struct request *request);
void hook_refuse_bare(struct machine *m, u16 offset, u16 size, const struct site *site);

static inline u64 hook_load(struct machine *m, const struct request *request)
{
	if (m->log.layout.bare &&
	    layout_within(&m->log.layout, request->offset, request->size) != request->size)
		return hook_load_bare(m, request);
	return reader_load(m, request);
}

/* A store of size bytes is about to be made, ... */
void hook_write(void *address, u32 size, bool plain, const struct site *site);

/* ... of what is at from. */
void hook_copy(void *address, const void *from, u32 size, bool plain, const struct site *site);

/* Is it a guest that runs beside the host? */
static inline bool hook_beside(const struct machine *m)
{
	return __builtin_expect(m->several, 0) && hosts_guest(m);
}

/* Which bytes of fields are these, by number? */
u128 hook_bytes(struct machine *m, const void *address, u32 size);

/* The host, if it is at work, loads. */
static inline void hook_host_loads(struct machine *m, const void *address, u32 size, bool plain,
				   const struct site *site)
{
	bool own;

	if (m->phase != PHASE_HOST)
		return;
	own = !hook_on_page(m, address) && !hook_is_local(m, address);
	if (own && !hook_beside(m))
		shared_by_host(m, address, size, false);
	if (!own && m->options.writer && hook_on_page(m, address) && !hook_beside(m))
		m->host_loads |= hook_bytes(m, address, size);
	if (m->several ? own || hook_on_page(m, address) : m->options.by_label)
		host_loads(m, address, size, plain, site);
}

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
