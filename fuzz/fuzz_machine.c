/*
 * Property: whatever pair, schedule, values and choices an input asks for, the machine runs it, and
 * no oracle sees a violation but those that tests/matrix.expected lists for the pair.
 *
 * The environment decides what is reported (src/input/input_config.h). A violation is replayed as a
 * finding, printed, saved in WARPAGE_FUZZ_FINDINGS if that is set, and then aborts, unless it is like
 * one that is listed in WARPAGE_FUZZ_SEEN.
 */
#include <stdio.h>
#include <stdlib.h>

#include "file/folder.h"
#include "file/show.h"
#include "finding/signature.h"
#include "fuzz/engine/engine.h"
#include "fuzz/engine/target.h"
#include "input/input_run.h"

_Static_assert(FEEDBACK_COUNTERS == INPUT_FEATURES, "one counter per feature");

static struct input_runner *runner;
static struct seen *seen;	/* NULL: everything is new */
static struct covered *covered; /* NULL: nobody asks */

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
	struct input_options options;

	engine_long_rows(argc, argv);
	options.features = target_configure(&options) ? feedback_counters() : NULL;
	runner = input_runner_new(&options);
	seen = target_seen();
	covered = target_covered();
	if (!runner)
		target_exit(2, "no memory, or no protocols");
	return 0;
}

/* Returns if a violation like it has been reported before. */
static void report(const struct input_verdict *verdict, const uint8_t *data, size_t size)
{
	const char *folder = getenv("WARPAGE_FUZZ_FINDINGS");
	static struct finding finding;
	char signature[SIGNATURE_MAX], why[256], path[512] = "";
	int error;

	if (!input_finding(runner, verdict->violation, &finding, why, sizeof(why))) {
		engine_tell(data, size);
		show(stderr, "fuzz_machine: a violation that does not replay: %s\n", why);
		abort();
	}
	finding_signature(&finding, signature, sizeof(signature));
	if (seen && seen_has(seen, signature)) {
		covered_add_again(covered);
		return;
	}
	if (folder) {
		error = finding_save(&finding, folder, path, sizeof(path));
		if (error)
			show(stderr, "fuzz_machine: %s: the finding is not saved: %s\n", folder,
			     file_strerror(error));
	}
	engine_tell(data, size);
	input_print(stderr, runner, &finding, path[0] ? path : "(not saved)", NULL);
	fflush(stderr);
	abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct input_verdict verdict;
	enum input_end end = input_run(runner, data, size, &verdict);

	covered_add(covered, verdict.updates,
		    verdict.accepted + verdict.fell_back + verdict.cut + verdict.stuck,
		    verdict.overlapped);
	covered_add_kept(covered, verdict.kept, verdict.joint);
	switch (end) {
	case INPUT_CLEAN:
		covered_add_shown(covered, VIOLATION_NONE);
		break;
	case INPUT_KNOWN:
		covered_add_known(covered, input_pairs_number(input_runner_pairs(runner),
							      verdict.host, verdict.guest));
		break;
	case INPUT_ERROR:
		engine_tell(data, size);
		show(stderr, "fuzz_machine: %s x %s: %s\n", verdict.host->name,
		     verdict.guest ? verdict.guest->name : "no guest", verdict.error);
		abort();
	case INPUT_VIOLATION:
		covered_add_shown(covered, verdict.violation);
		report(&verdict, data, size);
	}
	feedback_flush();
	return 0;
}
