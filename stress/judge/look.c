/* Byte by byte, out of the thread sanitizer's sight. */
#include "stress/judge/look.h"

__attribute__((no_sanitize("thread"))) void page_look(const struct format *format, const u8 *page,
						      u8 *copy)
{
	for (unsigned int i = 0; i < format->page_size; i++)
		copy[i] = ((const volatile u8 *)page)[i];
}
