/*
 * Property: text that claims to be an input of the targets is either refused with one line, or it is
 * one: it is written and read back as the same bytes. Any bytes are an input, and are written as text
 * that is read back as them.
 */
#include <string.h>

#include "fuzz/engine/engine.h"
#include "fuzz/engine/target.h"
#include "fuzz/text/text.h"
#include "input/input.h"

static struct input_pairs *pairs;

struct bytes {
	size_t size;
	u8 data[INPUT_BYTES_MAX];
};

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
	(void)argc;
	(void)argv;
	pairs = input_pairs_new();
	if (!pairs)
		target_exit(2, "out of memory");
	return 0;
}

static bool parse(void *what, const char *text, size_t size, const char *name, char *why,
		  size_t why_size)
{
	struct bytes *bytes = what;

	return input_parse(pairs, text, size, name, bytes->data, &bytes->size, why, why_size);
}

static void write(FILE *out, const void *what)
{
	const struct bytes *bytes = what;

	input_write(out, pairs, bytes->data, bytes->size);
}

static const struct text_form form = {parse, write};

static void check_same(const struct bytes *bytes, const struct bytes *copy)
{
	if (copy->size != bytes->size || memcmp(copy->data, bytes->data, copy->size))
		text_fail("an input is read back as another", "the bytes differ");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct bytes bytes, copy;

	if (text_take(&form, data, size, &bytes, &copy))
		check_same(&bytes, &copy);
	if (size <= sizeof(bytes.data)) {
		bytes.size = size;
		memcpy(bytes.data, data, size);
		text_check_round(&form, &bytes, &copy);
		check_same(&bytes, &copy);
	}
	feedback_flush();
	return 0;
}
