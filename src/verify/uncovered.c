/*
 * Stores of a guest to the page that no execution came to: a guest that makes one is refused, so that a
 * verdict without an error says nothing of them.
 */
#include "machine/site.h"
#include "verify/verify.h"

extern const struct page_store __start_warpage_page_stores[] __attribute__((weak));
extern const struct page_store __stop_warpage_page_stores[] __attribute__((weak));

const struct site *verdict_uncovered(const struct guest *guest)
{
	const struct page_store *store = __start_warpage_page_stores;

	for (; store && store < __stop_warpage_page_stores; store++)
		if (store->function == (const void *)(uintptr_t)guest->read)
			return store->site;
	return NULL;
}
