/*
 * Property: whatever schedule an input asks for, pauses included, and whenever it is played: every
 * time that real readers return while a real host updates the page is one that a published clock
 * gave during the read, and every read comes to an end.
 *
 * An input is that of the target machine; the start of a read and its first choice tell before which
 * access the readers pause, and for how long. Hosts that freeze vCPUs, or die, are left to `warpage
 * stress`. What is found depends on chance as well: an input is worth playing again. The
 * environment is that of fuzz_machine; WARPAGE_FUZZ_READERS is the number of readers (1), and
 * WARPAGE_FUZZ_REPORTS a folder for what is told about a failure.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fuzz/engine.h"
#include "fuzz/racer.h"
#include "input/covered.h"
#include "input/input_config.h"
#include "input/input_report.h"
#include "oracle/oracle.h"
#include "protocols/registry.h"

static struct input_options options;
static struct input_pairs *pairs;
static struct racer *racer; /* made with the first input, as an engine may fork before that */
static struct machine *machine;
static struct input_plan plan;
static struct covered *covered; /* NULL: nobody asks */

/* Does the host leave vCPUs alone, and live? The machine tells, by one plain update. */
static bool can_race(const struct format *format, const struct host *host)
{
	struct machine_options machine_options = {.format = format, .model = MODEL_SC, .word = 64};
	static struct input_plan one_update;
	static const struct host *last;
	static bool answer;
	static struct choice choice;
	struct schedule schedule;
	u8 data[2 * INPUT_RECORD] = {0};

	if (host == last)
		return answer;
	data[INPUT_RECORD] = INPUT_UPDATE;
	input_scan(&one_update, data, sizeof(data));
	input_schedule(&one_update, format, host, false, &schedule);
	machine_setup(machine, &machine_options);
	choice_bytes(&choice, NULL, 0);
	choice_begin(&choice);
	last = host;
	answer = machine_host(machine, host, &schedule, &choice) &&
		 !machine_log(machine)->nfreezes && !machine_log(machine)->died;
	return answer;
}

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
	const char *covered_path = getenv("WARPAGE_FUZZ_COVERED");
	bool feedback;
	char why[200];

	(void)argc;
	(void)argv;
	if (!input_configure(&options, &feedback, why, sizeof(why))) {
		fprintf(stderr, "fuzz_race: %s\n", why);
		exit(2);
	}
	if (covered_path && !(covered = covered_open(covered_path))) {
		fprintf(stderr, "fuzz_race: WARPAGE_FUZZ_COVERED: %s: %s\n", covered_path,
			strerror(errno));
		exit(2);
	}
	machine = machine_new();
	pairs = input_pairs_new();
	if (!machine || !pairs) {
		fprintf(stderr, "fuzz_race: no memory, or no protocols\n");
		exit(2);
	}
	if (options.host && !can_race(options.format, options.host)) {
		fprintf(stderr, "fuzz_race: %s freezes vCPUs, or dies: use `warpage stress`\n",
			options.host->name);
		exit(2);
	}
	return 0;
}

static void start_racer(void)
{
	const char *text = getenv("WARPAGE_FUZZ_READERS");
	unsigned long readers = text ? strtoul(text, NULL, 10) : 1;
	char why[200];

	racer = racer_new(readers ? (unsigned int)readers : 1, why, sizeof(why));
	if (racer)
		return;
	fprintf(stderr, "fuzz_race: skipped: %s\n", why);
	exit(77);
}

/* To stderr, which an engine may swallow, and to the folder of reports. */
static void report(const char *what, const struct racer_result *result, const struct format *format,
		   const struct host *host, const struct guest *guest, const uint8_t *data,
		   size_t size)
{
	const char *folder = getenv("WARPAGE_FUZZ_REPORTS");
	size_t length;
	char *text;
	FILE *out = open_memstream(&text, &length);
	int error;

	if (!out)
		abort();
	fprintf(out, "%s  %s: host %s x guest %s, raced\n", what, host->format, host->name,
		guest->name);
	racer_explain(out, format, result);
	input_write(out, pairs, data, size);
	fclose(out);
	fwrite(text, 1, length, stderr);
	error = folder ? input_report_write(folder, data, size, text, length) : 0;
	if (error)
		fprintf(stderr, "fuzz_race: %s: the report is not saved: %s\n", folder,
			strerror(error));
	abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const struct format *format = options.format;
	const struct guest *guest = options.guest, *raced_guest;
	const struct host *host = options.host, *raced_host;
	struct racer_pause pauses[INPUT_READS_MAX];
	struct racer_result result;
	struct schedule schedule;
	u32 known = 0;

	if (!racer)
		start_racer();
	input_scan(&plan, data, size);
	if (!host)
		input_pairs_find(pairs, input_code(plan.key + INPUT_AT_HOST),
				 input_code(plan.key + INPUT_AT_GUEST), &format, &host, &guest);
	if (!guest || !can_race(format, host))
		return 0;
	raced_host = registry_find_host(ENGINE_GAPPED, format, host->name);
	raced_guest = registry_find_guest(ENGINE_GAPPED, format, guest->name);
	if (!raced_host || !raced_guest)
		return 0;
	if (!options.known)
		known = input_pairs_known(pairs, host, guest, MODEL_X86);
	if (known >> VIOLATION_STUCK & 1)
		return 0; /* most of the time would go into waiting for nothing new */
	input_schedule(&plan, format, host, false, &schedule);
	for (unsigned int i = 0; i < plan.nreads; i++) {
		const struct input_read *read = &plan.reads[i];

		pauses[i].at = read->start % 16;
		pauses[i].ticks = read->n ? plan.choices[read->from] * 64u : 64;
	}
	racer_run(racer, format, raced_host, raced_guest, &schedule, pauses, plan.nreads, &result);
	covered_add(covered, schedule.nupdates, result.reads, result.overlapped);
	if (result.illegal && !known)
		report("ILLEGAL", &result, format, host, guest, data, size);
	if (result.stuck)
		report("STUCK", &result, format, host, guest, data, size);
	return 0;
}
