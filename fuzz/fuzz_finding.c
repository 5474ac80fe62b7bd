/*
 * Property: text that claims to be a finding, a schedule or an input is either refused with one line,
 * or it is one: it prints, it is written and read back as the same, and a finding replays or is
 * refused with one line.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "finding/finding.h"
#include "finding/schedule_text.h"
#include "fuzz/engine.h"
#include "input/input.h"
#include "protocols/registry.h"

#define TEXT_MAX (1 << 18)
#define POISON 0xa5

static struct machine *machine;
static struct oracle oracle;
static struct input_pairs *pairs;
static FILE *nowhere;

/* What was written last: a buffer that lives as long as the process. */
static char text[TEXT_MAX], again[TEXT_MAX];

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
	(void)argc;
	(void)argv;
	machine = machine_new();
	pairs = input_pairs_new();
	nowhere = fopen("/dev/null", "w");
	if (machine && pairs && nowhere && oracle_init(&oracle))
		return 0;
	fprintf(stderr, "fuzz_finding: no memory, or no /dev/null\n");
	exit(2);
}

static void fail(const char *what, const char *why)
{
	fprintf(stderr, "fuzz_finding: %s: %s\n%s", what, why, text);
	abort();
}

static void check_line(const char *why)
{
	if (!why[0] || strchr(why, '\n'))
		fail("a refusal is not one line", why);
}

/* Write into buffer through a callback; the length. */
static size_t write_into(char *buffer, void (*write)(FILE *out, const void *what), const void *what)
{
	FILE *memory = fmemopen(buffer, TEXT_MAX, "w");
	long length;

	if (!memory)
		abort();
	write(memory, what);
	length = ftell(memory);
	fclose(memory);
	return (size_t)length;
}

static void write_finding(FILE *out, const void *what)
{
	finding_write(out, what);
}

static void write_schedule(FILE *out, const void *what)
{
	schedule_write(out, what);
}

static void check_finding(const char *data, size_t size)
{
	static struct finding finding, copy;
	char why[512];
	size_t length;
	int violation;

	if (!finding_parse(&finding, data, size, "fuzz", why, sizeof(why))) {
		check_line(why);
		return;
	}
	length = write_into(text, write_finding, &finding);
	if (!finding_parse(&copy, text, length, "again", why, sizeof(why)))
		fail("what was written is not read back", why);
	if (write_into(again, write_finding, &copy) != length || memcmp(text, again, length))
		fail("what was read back is written otherwise", again);
	violation = finding_replay(&finding, machine, &oracle, POISON, why, sizeof(why));
	if (violation < 0) {
		check_line(why);
		return;
	}
	finding_print(nowhere, &finding, machine, &oracle, "fuzz");
	/* what a replay brought up to date is a finding, and does the same */
	finding.violation =
		violation == VIOLATION_NONE ? finding.violation : (enum violation)violation;
	length = write_into(text, write_finding, &finding);
	if (!finding_parse(&copy, text, length, "replayed", why, sizeof(why)))
		fail("a replayed finding is not read back", why);
	if (finding_replay(&copy, machine, &oracle, POISON, why, sizeof(why)) != violation)
		fail("the second replay differs from the first", why);
}

static void check_schedule(const char *data, size_t size)
{
	static struct schedule schedule, copy;
	static struct choice choice;
	const struct format *format;
	const struct host *host;
	char why[512];
	size_t length;

	for (unsigned int h = 0; (host = registry_host(ENGINE_MACHINE, h)); h++) {
		struct machine_options options = {.word = 64, .poison = POISON};

		format = registry_find_format(host->format);
		if (!schedule_parse(&schedule, format, host, data, size, "fuzz", why,
				    sizeof(why))) {
			check_line(why);
			continue;
		}
		length = write_into(text, write_schedule, &schedule);
		if (!schedule_parse(&copy, format, host, text, length, "again", why, sizeof(why)))
			fail("a schedule is not read back", why);
		if (write_into(again, write_schedule, &copy) != length ||
		    memcmp(text, again, length))
			fail("a schedule that was read back is written otherwise", again);
		options.format = format;
		machine_setup(machine, &options);
		choice_replay(&choice, NULL, 0);
		choice_begin(&choice);
		if (!machine_host(machine, host, &schedule, &choice))
			check_line(machine_error(machine));
	}
}

static u8 bytes[INPUT_BYTES_MAX];
static size_t nbytes;

static void write_input(FILE *out, const void *what)
{
	input_write(out, pairs, what, nbytes);
}

static void check_input(const char *data, size_t size)
{
	static u8 copy[INPUT_BYTES_MAX];
	size_t length, n;
	char why[512];

	if (!input_parse(pairs, data, size, "fuzz", bytes, &nbytes, why, sizeof(why))) {
		check_line(why);
		return;
	}
	length = write_into(text, write_input, bytes);
	if (!input_parse(pairs, text, length, "again", copy, &n, why, sizeof(why)))
		fail("an input is not read back", why);
	if (n != nbytes || memcmp(copy, bytes, n))
		fail("an input is read back as another", "the bytes differ");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char schedule[] = "warpage schedule", input[] = "warpage input";

	if (size >= sizeof(schedule) - 1 && !memcmp(data, schedule, sizeof(schedule) - 1))
		check_schedule((const char *)data, size);
	else if (size >= sizeof(input) - 1 && !memcmp(data, input, sizeof(input) - 1))
		check_input((const char *)data, size);
	else
		check_finding((const char *)data, size);
	feedback_flush();
	return 0;
}
