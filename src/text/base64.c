/* Three bytes in four digits. */
#include "text/base64.h"

#include <string.h>

static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

void base64_write(FILE *out, const u8 *data, size_t size)
{
	for (size_t i = 0; i < size; i += 3) {
		unsigned int n = size - i < 3 ? (unsigned int)(size - i) : 3;
		u32 bits = (u32)data[i] << 16 | (n > 1 ? (u32)data[i + 1] << 8 : 0) |
			   (n > 2 ? data[i + 2] : 0);

		for (unsigned int k = 0; k < 4; k++)
			fputc(k <= n ? digits[bits >> (18 - 6 * k) & 63] : '=', out);
	}
}

size_t base64_read(const char *text, u8 *data, size_t size)
{
	unsigned int bits = 0, nbits = 0;
	size_t n = 0;

	for (const char *digit; *text && (digit = strchr(digits, *text)); text++) {
		bits = bits << 6 | (unsigned int)(digit - digits);
		nbits += 6;
		if (nbits < 8)
			continue;
		nbits -= 8;
		if (n < size)
			data[n++] = (u8)(bits >> nbits);
	}
	return n;
}
