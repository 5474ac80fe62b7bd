/* A campaign from its folders to its end: starts the jobs, watches them, ends them, waits for them. */
#define _GNU_SOURCE
#include "campaign/campaign.h"

#include <errno.h>
#include <inttypes.h>
#include <math.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "campaign/unsaved.h"
#include "campaign/watcher.h"
#include "campaign/work.h"
#include "file/folder.h"
#include "outcome/console.h"

#define PATIENCE 10.0 /* seconds that jobs have to end */

/* How often it was asked to end. */
static int signals(const struct campaign *campaign)
{
	return *campaign->options->stop;
}

static double now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

double campaign_left(const struct campaign *campaign)
{
	double left = campaign->start + (double)campaign->options->seconds - now();

	return left > 0 ? left : 0;
}

static void take_old(struct campaign *campaign, const char *path, const char *name)
{
	(void)name;
	collector_take(campaign->collector, path, true);
}

static double rate(const struct campaign *campaign)
{
	double sum = 0;

	for (unsigned int i = 0; i < campaign->options->jobs; i++)
		if (campaign->jobs[i].pid && isfinite(campaign->jobs[i].rate))
			sum += campaign->jobs[i].rate;
	/* a process that crashes within a second never tells its rate */
	return sum > 0 ? sum : (double)campaign->result->executions / (now() - campaign->start);
}

/* A line that is drawn again on a terminal, else one every 10 seconds. */
static void show(const struct campaign *campaign, double *last)
{
	const struct campaign_result *result = campaign->result;
	const struct collector *collector = campaign->collector;
	bool terminal = isatty(STDERR_FILENO);
	char line[256];

	if (campaign->options->quiet || now() - *last < (terminal ? 0.5 : 10))
		return;
	*last = now();
	snprintf(line, sizeof(line),
		 "%.0f s left: %" PRIu64 " executions, %.0f/s, coverage %u+%u, corpus %u, crashes "
		 "%" PRIu64 ", findings %u",
		 campaign_left(campaign), result->executions, rate(campaign), result->coverage,
		 result->features, result->corpus, collector->ncrashes, collector->nfound);
	if (terminal)
		fprintf(stderr, "\r\033[K%.*s", (int)console_room(STDERR_FILENO), line);
	else
		fprintf(stderr, "%s\n", line);
	fflush(stderr);
}

static void signal_all(const struct campaign *campaign, int number)
{
	for (unsigned int i = 0; i < campaign->options->jobs; i++)
		job_signal(&campaign->jobs[i], number);
}

/* Start a job; false with an error told. */
static bool start(struct campaign *campaign, struct job *job)
{
	const struct fuzzer *engine = campaign->options->engine;
	int error = engine->start(campaign, job);

	if (error)
		snprintf(campaign->result->error, sizeof(campaign->result->error),
			 "no process could be started: %s", strerror(error));
	return !error;
}

/* Read what jobs say, and see which have ended. Returns how many run. */
static unsigned int watch(struct campaign *campaign)
{
	const struct fuzzer *engine = campaign->options->engine;
	struct pollfd files[CAMPAIGN_JOBS_MAX];
	unsigned int running = 0;

	for (unsigned int i = 0; i < campaign->options->jobs; i++)
		files[i] = (struct pollfd){.fd = campaign->jobs[i].out, .events = POLLIN};
	poll(files, campaign->options->jobs, 100);
	for (unsigned int i = 0; i < campaign->options->jobs; i++) {
		struct job *job = &campaign->jobs[i];
		int status;

		job_read(job, engine->take);
		if (job_ended(job, engine->take, &status)) {
			if (!engine->ended(campaign, job, status))
				campaign->ending = true;
			else if (!campaign->ending && campaign_left(campaign) > 0 &&
				 !signals(campaign))
				campaign->ending = !start(campaign, job);
		}
		running += job->pid != 0;
	}
	job_reap_orphans(campaign->jobs, campaign->options->jobs);
	return running;
}

static void run_jobs(struct campaign *campaign)
{
	const struct fuzzer *engine = campaign->options->engine;
	double shown = campaign->start, asked = 0, looked = 0;
	int watcher;

	job_adopt_orphans();
	watcher = watcher_start();
	for (unsigned int i = 0; i < campaign->options->jobs; i++)
		campaign->jobs[i].watcher = watcher;
	campaign->ending = !work_has_room(campaign);
	for (unsigned int i = 0; i < campaign->options->jobs && !campaign->ending; i++)
		campaign->ending = !start(campaign, &campaign->jobs[i]);
	while (watch(campaign)) {
		if (now() - looked > 0.5) {
			if (!work_has_room(campaign))
				campaign->ending = true;
			engine->look(campaign, false);
			unsaved_retry(campaign->collector);
			looked = now();
		}
		show(campaign, &shown);
		if (signals(campaign) || campaign_left(campaign) <= 0)
			campaign->ending = true;
		if (campaign->ending && !asked) {
			signal_all(campaign, engine->stop);
			asked = now();
		} else if (asked && (signals(campaign) > 1 || now() - asked > PATIENCE)) {
			signal_all(campaign, SIGKILL);
		}
	}
	if (watcher >= 0)
		close(watcher);
	job_end_orphans();
	if (shown > campaign->start && isatty(STDERR_FILENO))
		fprintf(stderr, "\r\033[K");
	engine->look(campaign, true);
	work_sweep(campaign);
	unsaved_retry(campaign->collector);
}

/* What has been found already, for targets; false with an error told. */
static bool share(struct campaign *campaign)
{
	char path[512];
	int error;

	snprintf(path, sizeof(path), "%s/seen", campaign->options->work);
	error = collector_share(campaign->collector, path);
	return !error || work_failed(campaign, path, file_strerror(error));
}

/* A file for what targets judge; false with an error told. */
static bool open_covered(struct campaign *campaign, struct covered **covered)
{
	char path[512];
	int error;

	*covered = NULL;
	unsetenv("WARPAGE_FUZZ_COVERED");
	if (!campaign_reads(campaign->options))
		return true;
	snprintf(path, sizeof(path), "%s/covered", campaign->options->work);
	error = covered_make(path, covered);
	if (!error && setenv("WARPAGE_FUZZ_COVERED", path, 1))
		error = errno;
	return !error || work_failed(campaign, path, file_strerror(error));
}

static bool prepare(struct campaign *campaign)
{
	char aside[512];

	snprintf(aside, sizeof(aside), "%s/aside", campaign->options->work);
	return work_below(campaign, campaign->corpus) && work_below(campaign, campaign->crashes) &&
	       work_folder(campaign, campaign->options->findings.folder) &&
	       work_below(campaign, campaign->options->reports) && work_below(campaign, aside) &&
	       campaign->options->engine->prepare(campaign);
}

bool campaign_reads(const struct campaign_options *options)
{
	return !strcmp(options->target, "machine") || !strcmp(options->target, "race");
}

bool campaign_reads_text(const struct campaign_options *options)
{
	return !campaign_reads(options) && strcmp(options->target, "arithmetic");
}

bool campaign_tested(const struct campaign_options *options, const struct campaign_result *result)
{
	return result->executions && (result->covered.overlapped || !campaign_reads(options));
}

bool campaign_run(const struct campaign_options *options, struct collector *collector,
		  struct campaign_result *result)
{
	struct campaign campaign = {
		.options = options, .collector = collector, .result = result, .start = now()};
	struct covered *covered;
	int lock;

	memset(result, 0, sizeof(*result));
	snprintf(campaign.corpus, sizeof(campaign.corpus), "%s/corpus", options->work);
	snprintf(campaign.crashes, sizeof(campaign.crashes), "%s/crashes", options->work);
	campaign.jobs = calloc(options->jobs, sizeof(*campaign.jobs));
	if (!campaign.jobs) {
		snprintf(result->error, sizeof(result->error), "out of memory");
		return false;
	}
	for (unsigned int i = 0; i < options->jobs; i++) {
		campaign.jobs[i].index = i;
		campaign.jobs[i].out = campaign.jobs[i].stats = campaign.jobs[i].watcher = -1;
	}
	if (work_folder(&campaign, options->work) && (lock = work_lock(&campaign)) >= 0) {
		if (prepare(&campaign) && open_covered(&campaign, &covered) && share(&campaign)) {
			work_sweep(&campaign);
			campaign_files(&campaign, campaign.crashes, take_old);
			campaign.start = now();
			run_jobs(&campaign);
			if (covered)
				result->covered = *covered;
			covered_close(covered);
		}
		close(lock);
	}
	for (unsigned int i = 0; i < options->jobs; i++)
		if (campaign.jobs[i].stats >= 0)
			close(campaign.jobs[i].stats);
	result->seconds = now() - campaign.start;
	result->interrupted = signals(&campaign) && !result->error[0];
	free(campaign.jobs);
	return !result->error[0];
}
