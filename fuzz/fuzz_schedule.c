/*
 * Property: text that claims to be a schedule is, for each host, either refused with one line, or it is
 * one: it is written and read back as the same, and the host plays it or refuses it with one line.
 */
#include <stdio.h>
#include <stdlib.h>

#include "finding/schedule_text.h"
#include "fuzz/engine/engine.h"
#include "fuzz/text/text.h"
#include "machine/machine.h"
#include "protocols/registry.h"

#define POISON 0xa5

static struct machine *machine;
static struct text text, again;

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
	(void)argc;
	(void)argv;
	machine = machine_new();
	if (machine)
		return 0;
	fprintf(stderr, "fuzz_schedule: out of memory\n");
	exit(2);
}

static void write_schedule(FILE *out, const void *what)
{
	schedule_write(out, what);
}

static void play(const struct host *host, const struct schedule *schedule)
{
	struct machine_options options = {
		.format = registry_find_format(host->format), .word = 64, .poison = POISON};
	static struct choice choice;

	machine_setup(machine, &options);
	choice_replay(&choice, NULL, 0);
	choice_begin(&choice);
	if (!machine_host(machine, host, schedule, &choice))
		text_check_refusal(machine_error(machine));
}

static void check(const struct host *host, const char *data, size_t size)
{
	const struct format *format = registry_find_format(host->format);
	static struct schedule schedule, copy;
	char why[512];

	if (!schedule_parse(&schedule, format, host, data, size, "fuzz", why, sizeof(why))) {
		text_check_refusal(why);
		return;
	}
	text_write(&text, write_schedule, &schedule);
	if (!schedule_parse(&copy, format, host, text.bytes, text.length, "again", why,
			    sizeof(why)))
		text_fail("a schedule is not read back", why, &text);
	text_write(&again, write_schedule, &copy);
	text_check_same(&text, &again);
	play(host, &schedule);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const struct host *host;

	for (unsigned int h = 0; (host = registry_host(ENGINE_MACHINE, h)); h++)
		check(host, (const char *)data, size);
	feedback_flush();
	return 0;
}
