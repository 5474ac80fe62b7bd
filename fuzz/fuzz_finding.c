/*
 * Property: text that claims to be a finding is either refused with one line, or it is one: it prints,
 * it is written and read back as the same, and it replays or is refused with one line.
 */
#include <stdio.h>
#include <stdlib.h>

#include "finding/finding.h"
#include "fuzz/engine/engine.h"
#include "fuzz/text/text.h"

#define POISON 0xa5

static struct machine *machine;
static struct oracle oracle;
static FILE *nowhere;
static struct text text, again;

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
	(void)argc;
	(void)argv;
	machine = machine_new();
	nowhere = fopen("/dev/null", "w");
	if (machine && nowhere && oracle_init(&oracle))
		return 0;
	fprintf(stderr, "fuzz_finding: no memory, or no /dev/null\n");
	exit(2);
}

static void write_finding(FILE *out, const void *what)
{
	finding_write(out, what);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct finding finding, copy;
	char why[512];
	int violation;

	feedback_flush();
	if (!finding_parse(&finding, (const char *)data, size, "fuzz", why, sizeof(why))) {
		text_check_refusal(why);
		return 0;
	}
	text_write(&text, write_finding, &finding);
	if (!finding_parse(&copy, text.bytes, text.length, "again", why, sizeof(why)))
		text_fail("what was written is not read back", why, &text);
	text_write(&again, write_finding, &copy);
	text_check_same(&text, &again);
	violation = finding_replay(&finding, machine, &oracle, POISON, why, sizeof(why));
	if (violation < 0) {
		text_check_refusal(why);
		return 0;
	}
	finding_print(nowhere, &finding, machine, &oracle, "fuzz");
	/* what a replay brought up to date is a finding, and does the same */
	finding.violation =
		violation == VIOLATION_NONE ? finding.violation : (enum violation)violation;
	text_write(&text, write_finding, &finding);
	if (!finding_parse(&copy, text.bytes, text.length, "replayed", why, sizeof(why)))
		text_fail("a replayed finding is not read back", why, &text);
	if (finding_replay(&copy, machine, &oracle, POISON, why, sizeof(why)) != violation)
		text_fail("the second replay differs from the first", why, &text);
	return 0;
}
