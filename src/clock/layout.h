/*
 * The bytes of a page that are of a field, numbered from the first on. What belongs to no field (nearly
 * all of a page of 4096 bytes) takes no part in anything, so sets of bytes need but a bit for each of those.
 */
#ifndef WARPAGE_LAYOUT_H
#define WARPAGE_LAYOUT_H

#include "clock/sequence.h"

struct layout {
	const struct format *format;	   /* it is of this one */
	unsigned int npages;		   /* ... so many pages of it, one behind the other */
	bool bare;			   /* some bytes are of no field */
	u8 number[WARPAGE_PAGE_MAX + 1];   /* byte of the page -> bytes of fields before it */
	u16 byte[WARPAGE_FIELDS_MAX];	   /* and back */
	u128 parameters, others, sequence; /* a bit for each number: of which role it is */
};

/* Make the layout of so many pages of format; nothing is changed if that is more than WARPAGE_FIELDS_MAX allows. */
void layout_make(struct layout *layout, const struct format *format, unsigned int npages);

/* How many bytes of fields there are in all, on each page, and here. */
static inline unsigned int layout_count(const struct layout *layout)
{
	return layout->number[layout->npages * layout->format->page_size];
}

static inline unsigned int layout_each(const struct layout *layout)
{
	return layout->number[layout->format->page_size];
}

static inline unsigned int layout_within(const struct layout *layout, u16 offset, u16 size)
{
	return (unsigned int)layout->number[offset + size] - layout->number[offset];
}

/* Is this byte of a field? */
static inline bool layout_has(const struct layout *layout, u16 offset)
{
	return layout->number[offset + 1] != layout->number[offset];
}

/* Those bytes as a set; there are few of them, and one at least. */
static inline u128 layout_bytes(const struct layout *layout, u16 offset, u16 size)
{
	return (((u128)1 << layout_within(layout, offset, size)) - 1) << layout->number[offset];
}

/* Put the fields of one page, one byte after the other, into packed. */
void layout_pack(const struct layout *layout, const u8 *page, u8 *packed);

#endif
