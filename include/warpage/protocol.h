/*
 * The contract between protocols and engines: what a page format, a host and a guest are.
 *
 * A host or a guest is one file in its format's folder that ends in DEFINE_HOST or DEFINE_GUEST;
 * the build finds it by its name (host_*.c, guest_*.c) and the linker collects it, so there is
 * nothing else to register. No name may be there twice. Such a file is compiled three times, for
 * the machine, natively, and natively with pauses, and must not know which.
 */
#ifndef WARPAGE_PROTOCOL_H
#define WARPAGE_PROTOCOL_H

#include <warpage/kernel.h>

/* What <warpage/linux.h> has made of them, for a file in front of a format's header. */
#undef pvclock_page
#undef hvclock_page

#define WARPAGE_PAGE_MAX 4096  /* bytes of a page ... */
#define WARPAGE_FIELDS_MAX 128 /* ... and those of them that are of a field */
#define WARPAGE_STARTS_MAX 12  /* sequences that a format offers as a start */
#define WARPAGE_PARAMS_MAX 128 /* bytes of one format's struct of parameters */
#define WARPAGE_RESULTS_MAX 3  /* numbers that one read returns */

enum field_role {
	FIELD_SEQUENCE, /* the counter that guards the page, of 1, 2, 4 or 8 bytes */
	FIELD_PARAM,	/* decides the time: torn if two of them are of different updates */
	FIELD_OTHER,	/* flags, padding */
};

struct field {
	const char *name;
	u16 offset, size; /* bytes */
	enum field_role role;
	u8 fraction; /* bits after the binary point; 0: an integer */
	bool is_signed;
};

/*
 * What formats, hosts and guests begin with; format: "" for a format itself.
 *
 * ran: where people ran a host or a guest, by names with ", " between them: for a host, what it is of; for a guest, on
 *	which of them its system runs; or "any". The two ran together if they have a name in common. NULL: nobody ran it, as far as is known.
 */
#define PROTOCOL_MEMBER const char *name, *format, *origin, *file, *ran

struct protocol_member {
	PROTOCOL_MEMBER;
};

/*
 * Layout, parameter fields and reference arithmetic of one kind of clock page. Rates are in
 * format units per TSC tick as a 32.32 fixed-point number; times are in format units.
 */
struct format {
	PROTOCOL_MEMBER;
	unsigned int unit_ns;	       /* ns per unit of the time that this page gives */
	const char *const *page_types; /* what kernels call the page's struct; NULL ends it */
	u16 page_size, params_size;    /* bytes */
	const struct field *fields;
	unsigned int nfields;
	const u32 *
		starts; /* starting sequences worth trying, plainest first; none without such a field */
	unsigned int nstarts;
	const u16 *placements; /* legal byte offsets of the page in a cache line */
	unsigned int nplacements;
	/* Fill *params so that its clock gives exactly value at tsc and runs at rate from there. */
	void (*anchor)(void *params, u64 tsc, u64 value, u64 rate);
	/* The ideal clock of *params at tsc, in 128-bit arithmetic: no overflow, no truncation. */
	s128 (*time)(const void *params, u64 tsc);
	/* Write the parameter fields (not the sequence) of *params into page. */
	void (*encode)(void *page, const void *params);
	/* Read the parameter fields of page into *params. */
	void (*decode)(void *params, const void *page);
	/* May a guest use this page, or must it fall back? NULL: always, the format has no mark for that. */
	bool (*valid)(const void *page);
	/* May a guest fall back at tsc because these parameters are too old by then? NULL: never. */
	bool (*too_old)(const void *params, u64 tsc);
	/* Each vCPU has a page of its own: guests are given the first of an array. */
	bool per_vcpu;
	/*
	 * Of the counter that guests have, the lowest bits of what rdtsc() gives; 0: all 64. They cut it
	 * themselves; time() gives what such a guest may make of it, and a page is never left for so long
	 * that the counter wraps twice.
	 */
	unsigned int counter_bits;
	/*
	 * The page's clock stands from one update to the next, whatever the TSC: time() is the same at all of
	 * them. An update sets it on by as much as a clock of that rate has gained since the one before.
	 */
	bool still;
	bool never_back; /* no update steps back */
	/*
	 * What a read returns, if that is more than the time: whole units of the time, so many to each (a
	 * second, say), and the rest of them; and last, with_tsc, the TSC that the time is of.
	 */
	u64 whole;
	bool with_tsc;
};

/* May a guest use this page? */
static inline bool format_valid(const struct format *format, const void *page)
{
	return !format->valid || format->valid(page);
}

/*
 * Members of a host. The typed version lets a protocol file name its own page and parameters; the
 * registry reads the same layout as struct host.
 *
 * publish: bring page from the generation that it shows to *next.
 * legal_start: may the host find this sequence on the page before its first update?
 * own_params: publish() computes parameters of its own; what it leaves on the page is taken for
 *	the generation, and held to the engine's clock within one unit. It is told rates alone.
 * publish_all: in the place of publish, where vCPUs have a page each: bring pages[0], ..., pages[n - 1] to
 *	next[0], ..., next[n - 1]. Without it publish() is called for one after the other.
 */
#define HOST_MEMBERS(page_type, params_type)                                                       \
	PROTOCOL_MEMBER;                                                                           \
	void (*publish)(page_type * page, const params_type *next);                                \
	bool (*legal_start)(u32 sequence);                                                         \
	bool own_params;                                                                           \
	void (*publish_all)(page_type *const *pages, const params_type *next, unsigned int n)

struct host {
	HOST_MEMBERS(void, void);
};

/*
 * Members of a guest.
 *
 * read: returns true with *time in format units, or false for "use the fallback" (the MSR, or
 *	whatever the format's guests do without a valid page). page is the first of an array if vCPUs
 *	have a page each: that of the vCPU is &page[vcpu_id()]. Where the format has several results,
 *	time[0], time[1], ... are these.
 * stride: bytes from one of those pages to the next; 0: a page's size.
 */
#define GUEST_MEMBERS(page_type)                                                                   \
	PROTOCOL_MEMBER;                                                                           \
	bool (*read)(const page_type *page, u64 *time);                                            \
	u16 stride

struct guest {
	GUEST_MEMBERS(void);
};

/* In a format's header, after struct NAME_page and struct NAME_params. */
#define DECLARE_FORMAT(format)                                                                     \
	struct format##_host {                                                                     \
		HOST_MEMBERS(struct format##_page, struct format##_params);                        \
	};                                                                                         \
	struct format##_guest {                                                                    \
		GUEST_MEMBERS(struct format##_page);                                               \
	}

#define WARPAGE_STRING_(x) #x
#define WARPAGE_STRING(x) WARPAGE_STRING_(x)
#define WARPAGE_COLLECT(kind, type, id)                                                            \
	static const struct kind *const warpage_##kind##_##id                                      \
		__attribute__((used, section(WARPAGE_STRING(WARPAGE_ENGINE) "_" #kind "s"))) =     \
			(const struct kind *)&id##_##type

/* DEFINE_HOST(format, id, .publish = ..., .legal_start = ..., .origin = ...); */
#define DEFINE_HOST(fmt, id, ...)                                                                  \
	static const struct fmt##_host id##_the_host = {                                           \
		.name = #id, .format = #fmt, .file = __FILE__, __VA_ARGS__};                       \
	WARPAGE_COLLECT(host, the_host, id)

/* DEFINE_GUEST(format, id, .read = ..., .origin = ...); */
#define DEFINE_GUEST(fmt, id, ...)                                                                 \
	static const struct fmt##_guest id##_the_guest = {                                         \
		.name = #id, .format = #fmt, .file = __FILE__, __VA_ARGS__};                       \
	WARPAGE_COLLECT(guest, the_guest, id)

/* In a format's format.c; that file is compiled once, for both engines. */
#define DEFINE_FORMAT(id, ...)                                                                     \
	_Static_assert(sizeof(struct id##_page) <= WARPAGE_PAGE_MAX,                               \
		       "struct " #id "_page has more than WARPAGE_PAGE_MAX (4096) bytes, the "     \
		       "largest page that warpage runs");                                          \
	_Static_assert(sizeof(struct id##_params) <= WARPAGE_PARAMS_MAX,                           \
		       "struct " #id "_params has more than WARPAGE_PARAMS_MAX (128) bytes");      \
	static const struct format id##_the_format = {                                             \
		.name = #id, .format = "", .file = __FILE__, __VA_ARGS__};                         \
	static const struct format *const warpage_format_##id                                      \
		__attribute__((used, section("warpage_formats"))) = &id##_the_format

/* Predicates for .legal_start. */
static inline bool any_sequence(u32 sequence)
{
	(void)sequence;
	return true;
}

static inline bool not_zero(u32 sequence)
{
	return sequence != 0;
}

static inline bool not_zero_nor_ones(u32 sequence)
{
	return sequence != 0 && sequence != 0xffffffff;
}

static inline bool even(u32 sequence)
{
	return !(sequence & 1);
}

static inline bool even_and_not_zero(u32 sequence)
{
	return sequence && !(sequence & 1);
}

/*
 * What only a host may call, besides kernel.h:
 * freeze_vcpus(which): returns when those vCPUs execute nothing; a full barrier.
 * thaw_vcpus(): lets them go on; a full barrier.
 * host_dies(): the host ends here, for good; does not return.
 * host_lock(), host_unlock(): only one of several hosts (--hosts) is between the two. They order no more than
 *	to acquire and to release: guests see each store in between.
 */
#define FREEZE_ALL 1u
#define FREEZE_ALL_BUT_ONE 2u

#endif
