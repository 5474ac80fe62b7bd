/* warpage stress: a host against a guest on real CPUs, and what is printed at the end. */
#define _GNU_SOURCE
#include "verify/tell.h"
#include "cli/stress.h"

#include <unistd.h>

#include "cli/commands.h"
#include "file/show.h"

/* One line for a status that a clean run would not have. */
static void complain(const struct race_summary *summary, int status)
{
	if (status == RACE_SKIPPED)
		show(stderr, "warpage stress: skipped: %s\n", summary->reason);
	else if (status == STATUS_ERROR && summary->host_hung)
		fprintf(stderr, "warpage stress: the host did not return from publish(): mend it, "
				"or have it call host_dies()\n");
	else if (status == STATUS_ERROR && summary->unfinished)
		fprintf(stderr, "warpage stress: unfinished: raced %.1f of %.5g s\n",
			summary->seconds, summary->asked);
	else if (status == STATUS_ERROR)
		fprintf(stderr, "warpage stress: %s: give more --seconds or a higher --pace\n",
			race_report_untested(&summary->total.counts));
}

static int report(struct stress *stress, struct race_summary *summary, int status)
{
	struct race_setup *setup = &stress->setup;
	u32 not_seen = stress->wrong & ~stress_seen(summary);
	char words[160];
	enum style style = stress->arguments->style;

	if (not_seen)
		setup->not_seen = violation_names(not_seen, "", words, sizeof(words));
	if (style == STYLE_TEXT && status != RACE_SKIPPED)
		race_report_close(stdout, setup, summary);
	explainer_print(stress->explainer, style == STYLE_TEXT ? stdout : stderr,
			style == STYLE_TEXT);
	if (style == STYLE_KTAP)
		race_report_ktap(stdout, setup, summary, status);
	if (style == STYLE_JSON && race_report_json(stdout, setup, summary, status)) {
		if (!ferror(stdout)) /* which finish_output() tells */
			fprintf(stderr, "warpage stress: out of memory\n");
		return STATUS_ERROR;
	}
	return stress->failed ? STATUS_ERROR : status;
}

static int run_one(struct stress *stress)
{
	static struct race_summary summary;
	bool cut_short;
	char why[256];
	int status;

	stress_log_start(stress, &stress->race);
	if (!stress_check(stress, why, sizeof(why))) {
		show(stderr, "warpage stress: %s\n", why);
		stress_log_end(stress, "error", &summary.total.counts);
		return STATUS_ERROR;
	}
	if (stress->arguments->style == STYLE_TEXT && stress->race.ncpus)
		race_report_open(stdout, &stress->setup);
	status = stress_pair(stress, stress->arguments->seconds, &summary);
	if (isatty(STDERR_FILENO))
		fprintf(stderr, "\r\033[K");
	cut_short = status < 0;
	if (cut_short)
		show(stderr, "warpage stress: %s\n", summary.reason);
	if (cut_short && !summary.total.counts.reads) {
		stress_log_end(stress, "error", &summary.total.counts);
		return STATUS_ERROR;
	}
	if (status != RACE_SKIPPED)
		status = stress_status(&summary);
	complain(&summary, status);
	stress_explain_rest(stress, &summary);
	stress_log_end(stress, race_report_word(&summary, status), &summary.total.counts);
	status = report(stress, &summary, status);
	return cut_short && status != STATUS_VIOLATION ? STATUS_ERROR : status;
}

int cmd_stress(int argc, char **argv)
{
	static struct stress_arguments arguments;
	static struct stress stress;
	int status;

	status = stress_parse(argc, argv, &arguments);
	if (status)
		return status < 0 ? 0 : status;
	if (!stress_begin(&stress, &arguments))
		status = STATUS_ERROR;
	else
		status = arguments.all ? stress_all(&stress) : run_one(&stress);
	return stress_end(&stress) ? status : STATUS_ERROR;
}
