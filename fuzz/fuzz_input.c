/*
 * Property: text that claims to be an input of the targets is either refused with one line, or it is
 * one: it is written and read back as the same bytes. Any bytes are an input, and are written as text
 * that is read back as them.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fuzz/engine/engine.h"
#include "fuzz/text/text.h"
#include "input/input.h"

static struct input_pairs *pairs;
static struct text text;

struct bytes {
	size_t size;
	u8 data[INPUT_BYTES_MAX];
};

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
	(void)argc;
	(void)argv;
	pairs = input_pairs_new();
	if (pairs)
		return 0;
	fprintf(stderr, "fuzz_input: out of memory\n");
	exit(2);
}

static void write_bytes(FILE *out, const void *what)
{
	const struct bytes *bytes = what;

	input_write(out, pairs, bytes->data, bytes->size);
}

static void check_round(const struct bytes *bytes)
{
	static struct bytes copy;
	char why[512];

	text_write(&text, write_bytes, bytes);
	if (!input_parse(pairs, text.bytes, text.length, "again", copy.data, &copy.size, why,
			 sizeof(why)))
		text_fail("an input is not read back", why, &text);
	if (copy.size != bytes->size || memcmp(copy.data, bytes->data, copy.size))
		text_fail("an input is read back as another", "the bytes differ", &text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct bytes bytes;
	char why[512];

	if (input_parse(pairs, (const char *)data, size, "fuzz", bytes.data, &bytes.size, why,
			sizeof(why)))
		check_round(&bytes);
	else
		text_check_refusal(why);
	if (size <= sizeof(bytes.data)) {
		bytes.size = size;
		memcpy(bytes.data, data, size);
		check_round(&bytes);
	}
	feedback_flush();
	return 0;
}
