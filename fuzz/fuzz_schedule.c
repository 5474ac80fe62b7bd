/*
 * Property: text that claims to be a schedule is, for each host, either refused with one line, or it is
 * one: it is written and read back as the same, and the host plays it or refuses it with one line.
 */
#include "finding/schedule_text.h"
#include "fuzz/engine/engine.h"
#include "fuzz/engine/target.h"
#include "fuzz/text/text.h"
#include "machine/machine.h"
#include "protocols/registry.h"

#define POISON 0xa5

static struct machine *machine;
static const struct host *host; /* at hand, and its format */
static const struct format *format;

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
	(void)argc;
	(void)argv;
	machine = machine_new();
	if (!machine)
		target_exit(2, "out of memory");
	return 0;
}

static bool parse(void *what, const char *text, size_t size, const char *name, char *why,
		  size_t why_size)
{
	return schedule_parse(what, format, host, text, size, name, why, why_size);
}

static void write(FILE *out, const void *what)
{
	schedule_write(out, what);
}

static const struct text_form form = {parse, write};

static void play(const struct schedule *schedule)
{
	struct machine_options options = {.format = format, .word = 64, .poison = POISON};
	static struct choice choice;

	machine_setup(machine, &options);
	choice_replay(&choice, NULL, 0);
	choice_begin(&choice);
	if (!machine_host(machine, host, schedule, &choice))
		text_check_refusal(machine_error(machine));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct schedule schedule, copy;

	for (unsigned int h = 0; (host = registry_host(ENGINE_MACHINE, h)); h++) {
		format = registry_find_format(host->format);
		if (text_take(&form, data, size, &schedule, &copy))
			play(&schedule);
	}
	feedback_flush();
	return 0;
}
