/*
 * Property: text that claims to be a finding, as it is or as a mail carries it, is either refused with one line, or it is one: it prints,
 * it is written and read back as the same, and it replays or is refused with one line.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "finding/finding.h"
#include "fuzz/engine/engine.h"
#include "fuzz/engine/target.h"
#include "fuzz/text/text.h"
#include "text/mail.h"

#define POISON 0xa5

static struct machine *machine;
static struct oracle oracle;
static FILE *nowhere;

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
	(void)argc;
	(void)argv;
	machine = machine_new();
	nowhere = fopen("/dev/null", "w");
	if (!machine || !nowhere || !oracle_init(&oracle))
		target_exit(2, "no memory, or no /dev/null");
	return 0;
}

static bool parse(void *what, const char *text, size_t size, const char *name, char *why,
		  size_t why_size)
{
	char *copy = malloc(size + 1);
	bool good;

	if (!copy)
		abort();
	memcpy(copy, text, size);
	copy[size] = '\0';
	good = mail_undo(copy, &size, name, why, why_size) &&
	       finding_parse(what, copy, size, name, why, why_size);
	free(copy);
	return good;
}

static void write(FILE *out, const void *what)
{
	finding_write(out, what);
}

static const struct text_form form = {parse, write};

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct finding finding, copy;
	char why[512];
	int violation;

	feedback_flush();
	if (!text_take(&form, data, size, &finding, &copy))
		return 0;
	violation = finding_replay(&finding, machine, &oracle, POISON, why, sizeof(why));
	if (violation < 0) {
		text_check_refusal(why);
		return 0;
	}
	finding_print(nowhere, &finding, machine, &oracle, "fuzz", NULL);
	/* what a replay brought up to date is a finding, and does the same */
	finding.violation =
		violation == VIOLATION_NONE ? finding.violation : (enum violation)violation;
	text_check_round(&form, &finding, &copy);
	if (finding_replay(&copy, machine, &oracle, POISON, why, sizeof(why)) != violation)
		text_fail("the second replay differs from the first", why);
	return 0;
}
