/*
 * What a linker collected of DEFINE_FORMAT, DEFINE_HOST and DEFINE_GUEST, as one variable: the program
 * has one of what was built into it, and each object that was compiled from a user's file has one of
 * that file (src/protocols/module.c defines both).
 */
#ifndef WARPAGE_MODULE_H
#define WARPAGE_MODULE_H

#include <warpage/protocol.h>

enum engine { ENGINE_MACHINE, ENGINE_NATIVE, ENGINE_GAPPED, ENGINES };
enum member_kind { MEMBER_FORMAT, MEMBER_HOST, MEMBER_GUEST, MEMBER_KINDS };

struct site;

/* A row of members; both NULL: none. */
struct protocol_range {
	const struct protocol_member *const *start, *const *stop;
};

/* A store of a host or guest, by its function, to the page; the instrumenter collects them. */
struct page_store {
	const void *function;
	const struct site *site;
};

struct protocol_module {
	struct protocol_range members[ENGINES][MEMBER_KINDS];
	const struct page_store *stores, *stores_end;
};

extern const struct protocol_module protocol_module;

#endif
