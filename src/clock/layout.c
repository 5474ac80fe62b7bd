/* Bytes of fields, and their numbers: see layout.h. */
#include "clock/layout.h"

#include <string.h>

static void number_page(struct layout *layout, unsigned int page, unsigned int n)
{
	const struct format *format = layout->format;

	for (unsigned int b = 0; b < format->page_size; b++) {
		const struct field *field = field_at(format, b, format->nfields);
		unsigned int at = page * format->page_size + b;

		layout->number[at] = (u8)n;
		if (!field)
			continue;
		layout->byte[n] = (u16)at;
		if (field->role == FIELD_PARAM)
			layout->parameters |= (u128)1 << n;
		else if (field->role == FIELD_SEQUENCE)
			layout->sequence |= (u128)1 << n;
		else
			layout->others |= (u128)1 << n;
		n++;
	}
	layout->number[(page + 1) * format->page_size] = (u8)n;
}

void layout_make(struct layout *layout, const struct format *format, unsigned int npages)
{
	unsigned int each = 0;

	for (unsigned int f = 0; f < format->nfields; f++)
		each += format->fields[f].size;
	if (npages * each > WARPAGE_FIELDS_MAX || npages * format->page_size > WARPAGE_PAGE_MAX)
		return;
	layout->format = format;
	layout->npages = npages;
	layout->bare = each < format->page_size;
	layout->parameters = layout->others = layout->sequence = 0;
	for (unsigned int page = 0; page < npages; page++)
		number_page(layout, page, page * each);
}

void layout_pack(const struct layout *layout, const u8 *page, u8 *packed)
{
	unsigned int n = layout_each(layout);

	if (!layout->bare) {
		memcpy(packed, page, n);
		return;
	}
	for (unsigned int b = 0; b < n; b++)
		packed[b] = page[layout->byte[b]];
}
