/*
 * Property: whatever schedule an input asks for, pauses included, and whenever it is played: every
 * time that real readers return while a real host updates the page is one that a published clock
 * gave during the read, and every read comes to an end. What only a TSC that was read late explains,
 * with a pair that has it in x86-manual and not in x86, is counted.
 *
 * An input is that of the target machine; the start of a read and its first choice tell before which
 * access the readers pause, and for how long. Hosts that freeze vCPUs, or die, are left to `warpage
 * stress`. What is found depends on chance as well: an input is worth playing again. The
 * environment is that of fuzz_machine; WARPAGE_FUZZ_READERS is the number of readers (1), and
 * WARPAGE_FUZZ_REPORTS a folder for what is told about a failure: the kind and the mix of fields, as
 * `warpage stress` would, and what `warpage fuzz` needs to explain it by the machine.
 */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "file/folder.h"
#include "file/show.h"
#include "finding/signature.h"
#include "fuzz/engine/engine.h"
#include "fuzz/engine/target.h"
#include "fuzz/racer/racer.h"
#include "fuzz/racer/racer_kinds.h"
#include "fuzz/racer/racer_pairs.h"
#include "input/carry.h"
#include "input/input_report.h"
#include "oracle/oracle.h"
#include "protocols/registry.h"
#include "stress/race/race_text.h"

static struct input_options options;
static struct input_pairs *pairs;
static struct racer *racer; /* made with the first input, as an engine may fork before that */
static struct racer_pairs *asked;
static struct input_plan plan;
static struct racer_kinds *kinds;
static struct seen *seen;	/* NULL: everything is new */
static struct covered *covered; /* NULL: nobody asks */

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
	const char *problem = NULL;

	(void)argc;
	(void)argv;
	target_configure(&options);
	covered = target_covered();
	seen = target_seen();
	pairs = input_pairs_new();
	asked = pairs ? racer_pairs_new(pairs) : NULL;
	kinds = racer_kinds_new();
	if (!asked || !kinds)
		target_exit(2, "no memory, or no protocols");
	if (options.host)
		problem = racer_pairs_problem(asked, options.format, options.host, options.guest);
	if (problem)
		target_exit(2, problem);
	return 0;
}

static void start_racer(void)
{
	const char *text = getenv("WARPAGE_FUZZ_READERS");
	unsigned long readers = text ? strtoul(text, NULL, 10) : 1;
	char skipped[200] = "skipped: ";
	size_t length = strlen(skipped);

	racer = racer_new(readers ? (unsigned int)readers : 1, skipped + length,
			  sizeof(skipped) - length);
	if (!racer)
		target_exit(77, skipped);
}

/* The read that a violation is of, as the racer has it: without the skew. */
static struct racer_result result_of(const struct racer_result *result,
				     const struct race_violation *violation)
{
	struct racer_result one = *result;

	if (violation) {
		one.illegal = violation->kind != VIOLATION_STUCK;
		one.stuck = violation->kind == VIOLATION_STUCK;
	}
	if (violation && one.illegal) {
		one.illegal_reader = violation->reader;
		one.illegal_read = (struct racer_read){.s = violation->s + result->log->margin,
						       .e = violation->e - result->log->margin,
						       .value = violation->value};
	}
	return one;
}

/* The pair that was raced and what came of it, then the input, then the violation for warpage fuzz. */
static void write_report(FILE *out, const struct racer_result *result,
			 const struct race_options *pair, const struct race_violation *violation,
			 const uint8_t *data, size_t size)
{
	const struct carried carried = {.format = pair->format,
					.host = pair->host,
					.guest = pair->guest,
					.model = MODEL_X86};
	struct racer_result one = result_of(result, violation);
	const char *kind = violation ? violation_name(violation->kind) : "illegal";
	char name[3][REGISTRY_NAME];
	u8 *copy = malloc(size + CARRY_ROOM);

	if (!copy)
		abort();
	for (; *kind; kind++)
		fputc(toupper(*kind), out);
	fprintf(out, "  %s: host %s x guest %s, raced\n",
		registry_spell(pair->format->name, name[0], sizeof(name[0])),
		registry_spell(pair->host->name, name[1], sizeof(name[1])),
		registry_spell(pair->guest->name, name[2], sizeof(name[2])));
	racer_explain(out, pair->format, &one);
	memcpy(copy, data, size);
	input_carry(pairs, &carried, copy, &size);
	input_write(out, pairs, copy, size);
	free(copy);
	if (violation)
		race_text_write(out, pair, violation);
}

/* To stderr, which an engine may swallow, and to the folder of reports. */
static void report(const struct racer_result *result, const struct race_options *pair,
		   const struct race_violation *violation, const uint8_t *data, size_t size)
{
	const char *folder = getenv("WARPAGE_FUZZ_REPORTS");
	size_t length;
	char *text;
	FILE *out = open_memstream(&text, &length);
	int error;

	if (!out)
		abort();
	write_report(out, result, pair, violation, data, size);
	fclose(out);
	fwrite(text, 1, length, stderr);
	engine_tell(data, size);
	error = folder ? input_report_write(folder, data, size, text, length) : 0;
	if (error)
		show(stderr, "fuzz_race: %s: the report is not saved: %s\n", folder,
		     file_strerror(error));
	abort();
}

/* What a late sample of the TSC excuses: nothing in x86-manual, which has them. */
static u32 excuse_of(const struct race_options *pair)
{
	if (options.models == 1u << MODEL_X86_MANUAL)
		return 0;
	return racer_pairs_excuse(asked, pair->format, pair->host, pair->guest);
}

/* Report the first kind that is news; returns if none is, or all are late samples. */
static void tell(const struct racer_result *result, const struct race_options *pair, bool values,
		 const uint8_t *data, size_t size)
{
	char signature[SIGNATURE_MAX];
	enum violation first = VIOLATION_NONE;
	bool again = false;
	u64 late, most;

	racer_kinds_of(kinds, racer, pair->format, pair->host, result,
		       result->illegal && values ? excuse_of(pair) : 0);
	for (int kind = 0; kind < VIOLATION_KINDS; kind++) {
		const struct race_violation *violation =
			racer_kinds_found(kinds, (enum violation)kind);

		if (!violation || kind >= VIOLATIONS || (kind != VIOLATION_STUCK && !values))
			continue;
		if (first == VIOLATION_NONE) {
			first = (enum violation)kind;
			covered_add_shown(covered, first);
		}
		race_signature(pair, violation, signature, sizeof(signature));
		again = seen && seen_has(seen, signature);
		if (!again)
			report(result, pair, violation, data, size);
	}
	late = racer_kinds_late(kinds, &most);
	if (late)
		covered_add_late(covered, late, most);
	if (late && first == VIOLATION_NONE)
		covered_add_shown(covered, VIOLATION_LATE_TSC);
	if (again)
		covered_add_again(covered);
	else if (!late)
		report(result, pair, NULL, data, size);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	/* the pair as the machine has it */
	struct race_options pair = {
		.format = options.format, .host = options.host, .guest = options.guest};
	const struct guest *raced_guest;
	const struct host *raced_host;
	static const struct input_scene alone;
	struct racer_pause pauses[INPUT_READS_MAX];
	struct racer_result result;
	struct schedule schedule;
	u32 known = 0;

	if (!racer)
		start_racer();
	input_scan(&plan, data, size);
	if (!pair.host)
		input_pairs_find(pairs, input_code(plan.key + INPUT_AT_HOST),
				 input_code(plan.key + INPUT_AT_GUEST), &pair.format, &pair.host,
				 &pair.guest);
	if (!pair.guest || racer_pairs_problem(asked, pair.format, pair.host, pair.guest))
		return 0;
	raced_host = registry_find_host(ENGINE_GAPPED, pair.format, pair.host->name);
	raced_guest = registry_find_guest(ENGINE_GAPPED, pair.format, pair.guest->name);
	if (!raced_host || !raced_guest)
		return 0;
	if (!options.known)
		known = input_pairs_known(pairs, pair.host, pair.guest, MODEL_X86);
	if (known >> VIOLATION_STUCK & 1)
		return 0; /* most of the time would go into waiting for nothing new */
	input_schedule(&plan, pair.format, pair.host, &alone, &schedule);
	for (unsigned int i = 0; i < plan.nreads; i++) {
		const struct input_read *read = &plan.reads[i];

		pauses[i].at = read->start % 16;
		pauses[i].ticks = read->n ? plan.choices[read->from] * 64u : 64;
	}
	racer_run(racer, pair.format, raced_host, raced_guest, &schedule, pauses, plan.nreads,
		  &result);
	covered_add(covered, schedule.nupdates, result.reads, result.overlapped);
	if (result.stuck || (result.illegal && !known))
		tell(&result, &pair, !known, data, size);
	else if (result.illegal)
		covered_add_known(covered, input_pairs_number(pairs, pair.host, pair.guest));
	else
		covered_add_shown(covered, VIOLATION_NONE);
	return 0;
}
