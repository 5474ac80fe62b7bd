/*
 * mutate SEED FILE [OTHER]: FILE with one to four things wrong, on stdout: bits flipped, cut, a stretch
 * twice, a stretch gone, a number out of all bounds, bytes that no text has, or spliced with OTHER.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SIZE_MAX_OF_ALL (1u << 20)

struct text {
	char *bytes;
	size_t length;
};

static uint64_t state;

static size_t pick(size_t n)
{
	state ^= state << 13;
	state ^= state >> 7;
	state ^= state << 17;
	return n ? (size_t)(state * 0x9e3779b97f4a7c15u >> 11) % n : 0;
}

static struct text take(const char *path)
{
	struct text text = {malloc(SIZE_MAX_OF_ALL * 2), 0};
	FILE *file = fopen(path, "rb");

	if (!file || !text.bytes) {
		perror(path);
		exit(2);
	}
	text.length = fread(text.bytes, 1, SIZE_MAX_OF_ALL / 2, file);
	fclose(file);
	return text;
}

/* In place of LENGTH bytes at AT, these. */
static void put(struct text *text, size_t at, size_t length, const char *bytes, size_t n)
{
	if (text->length - length + n > SIZE_MAX_OF_ALL)
		return;
	memmove(text->bytes + at + n, text->bytes + at + length, text->length - at - length);
	memcpy(text->bytes + at, bytes, n);
	text->length += n - length;
}

static void wrong_number(struct text *text, size_t at)
{
	static const char *const numbers[] = {
		"-1",	 "0",	       "99999999999999999999", "1e-320",
		"1e308", "4294967296", "18446744073709551615", "nan",
		"0x",	 "-0"};
	const char *number = numbers[pick(sizeof(numbers) / sizeof(numbers[0]))];
	size_t digits = 0;

	while (at < text->length && (text->bytes[at] < '0' || text->bytes[at] > '9'))
		at++;
	while (at + digits < text->length && text->bytes[at + digits] >= '0' &&
	       text->bytes[at + digits] <= '9')
		digits++;
	put(text, at, digits, number, strlen(number));
}

static void change(struct text *text, const struct text *other)
{
	size_t at = pick(text->length), length = pick(text->length - at + 1);
	char odd[4] = {(char)pick(256), "\0\n\r\x1b\xff\xc0\"\\"[pick(8)], '\0', (char)pick(256)};
	char *copy;

	switch (pick(other ? 8 : 7)) {
	case 0:
		if (text->length)
			text->bytes[at] ^= (char)(1 << pick(8));
		break;
	case 1:
		text->length = at;
		break;
	case 2: /* a stretch once more */
		length = pick(length < 4000 ? length + 1 : 4000);
		copy = malloc(length + 1);
		if (copy) {
			memcpy(copy, text->bytes + at, length);
			put(text, at, 0, copy, length);
		}
		free(copy);
		break;
	case 3:
		put(text, at, length, "", 0);
		break;
	case 4:
	case 5:
		wrong_number(text, at);
		break;
	case 6:
		put(text, at, 0, odd, 1 + pick(4));
		break;
	default:
		put(text, at, text->length - at, other->bytes + pick(other->length), 0);
		put(text, at, 0, other->bytes + (other->length > at ? at : 0),
		    other->length > at ? other->length - at : other->length);
	}
}

int main(int argc, char **argv)
{
	struct text text, other = {0};

	if (argc < 3) {
		fprintf(stderr, "usage: mutate SEED FILE [OTHER]\n");
		return 2;
	}
	state = (strtoull(argv[1], NULL, 10) + 1) * 0x9e3779b97f4a7c15u;
	text = take(argv[2]);
	if (argc > 3)
		other = take(argv[3]);
	pick(1);
	for (size_t n = 1 + pick(4); n; n--)
		change(&text, argc > 3 ? &other : NULL);
	fwrite(text.bytes, 1, text.length, stdout);
	free(text.bytes);
	free(other.bytes);
	return fflush(stdout) ? 2 : 0;
}
