/*
 * libFuzzer: a plain process per job on one corpus, which each of them reads again every second. A
 * process that has crashed is started anew. (-fork= ends with its slowest child only, up to minutes
 * late, and not at all on a signal of its own.)
 */
#include <errno.h>
#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "campaign/work.h"
#include "text/base64.h"

/* Exit statuses of libFuzzer: a crash, a timeout, no more memory. */
enum { CRASHED = 77, TIMED_OUT = 70, OUT_OF_MEMORY = 71 };

#define STOPS_MAX 20
#define SAVED "Test unit written to "

static bool prepare(struct campaign *campaign)
{
	(void)campaign;
	/* most of the time of a crash would go into the names of its stack */
	setenv("UBSAN_OPTIONS", "symbolize=0", 0);
	setenv("ASAN_OPTIONS", "symbolize=0", 0);
	return true;
}

static int start(struct campaign *campaign, struct job *job)
{
	const struct campaign_options *options = campaign->options;
	char crashes[560], seconds[48], dictionary[560] = "-dict=";
	char *argv[JOB_ARGUMENTS_MAX];
	unsigned int n = 0;

	snprintf(crashes, sizeof(crashes), "-artifact_prefix=%s/%u-", campaign->crashes,
		 job->index);
	/* it is told to end before that */
	snprintf(seconds, sizeof(seconds), "-max_total_time=%.0f", campaign_left(campaign) + 60);
	argv[n++] = (char *)options->binary;
	argv[n++] = campaign_reads_text(options) ? "-max_len=4000" : "-max_len=512";
	argv[n++] = crashes;
	argv[n++] = seconds;
	argv[n++] = "-print_final_stats=1";
	argv[n++] = "-report_slow_units=3600";
	argv[n++] = "-timeout=60";
	argv[n++] = "-handle_xfsz=0"; /* a file that may not grow is an error */
	if (work_dictionary(options, dictionary + 6, sizeof(dictionary) - 6))
		argv[n++] = dictionary;
	argv[n++] = campaign->corpus;
	argv[n] = NULL;
	job->before += job->executed;
	job->executed = 0;
	job->saved = job->loaded = job->complained = false;
	job->ninput = 0;
	return job_start(job, argv);
}

static void take_number(const char *line, const char *name, double *number)
{
	const char *at = strstr(line, name);

	if (at)
		*number = strtod(at + strlen(name), NULL);
}

static void take(struct job *job, const char *line)
{
	double coverage = 0, features = 0, corpus = -1;
	const char *path = strstr(line, SAVED);

	if (line[0] == '#') {
		u64 executed = strtoull(line + 1, NULL, 10);

		if (executed > job->executed)
			job->executed = executed;
		job->loaded |= strstr(line, "INITED") != NULL;
		take_number(line, " exec/s: ", &job->rate);
		take_number(line, " cov: ", &coverage);
		take_number(line, " ft: ", &features);
		take_number(line, " corp: ", &corpus);
		if (coverage > job->coverage)
			job->coverage = (unsigned int)coverage;
		if (features > job->features)
			job->features = (unsigned int)features;
		if (corpus >= 0)
			job->corpus = (unsigned int)corpus;
	} else if (!strncmp(line, "stat::number_of_executed_units:", 31)) {
		job->executed = strtoull(line + 31, NULL, 10);
	} else if (path) {
		snprintf(job->artifact, sizeof(job->artifact), "%s", path + strlen(SAVED));
		job->saved = true;
	} else if (!strncmp(line, "Base64: ", 8)) {
		job->ninput = base64_read(line + 8, job->input, sizeof(job->input));
	} else if (line[0] && strncmp(line, "stat::", 6) && strncmp(line, "INFO:", 5)) {
		snprintf(job->last, sizeof(job->last), "%.255s", line);
	}
}

static bool same_contents(const char *a, const char *b)
{
	FILE *one = fopen(a, "rb"), *other = fopen(b, "rb");
	bool same = one && other;

	while (same) {
		int c = getc(one);

		same = c == getc(other);
		if (c == EOF)
			break;
	}
	if (one)
		fclose(one);
	if (other)
		fclose(other);
	return same;
}

static const char *culprit;

/*
 * An input of the corpus that crashes would stop every process to come. For another pair it may be
 * good, so it is set aside: to WORK/aside.
 */
static void set_aside(struct campaign *campaign, const char *path, const char *name)
{
	char folder[512], to[1024];
	struct stat a, b;

	snprintf(folder, sizeof(folder), "%s/aside", campaign->options->work);
	snprintf(to, sizeof(to), "%s/%s", folder, name);
	if (!stat(path, &a) && !stat(culprit, &b) && a.st_size == b.st_size &&
	    same_contents(path, culprit) && rename(path, to))
		unlink(path);
}

/* Is all of the input in the file, as far as can be told? */
static bool is_whole(const struct job *job, const char *path, const char *name)
{
	u8 data[JOB_INPUT_MAX + 1];
	FILE *file = fopen(path, "rbe");
	size_t n;

	if (!file)
		return false;
	n = fread(data, 1, sizeof(data), file);
	fclose(file);
	if (job->ninput)
		return n == job->ninput && !memcmp(data, job->input, n);
	return n || strstr(name, SHA1_OF_NOTHING);
}

/* From a name of the job's own, so that no two jobs write one file, to that of the contents. */
static void take_crash(struct campaign *campaign, struct job *job)
{
	const char *slash = strrchr(job->artifact, '/'), *name = slash ? strchr(slash, '-') : NULL;
	char path[1024];

	snprintf(path, sizeof(path), "%s/%s", campaign->crashes, name ? name + 1 : "");
	if (!is_whole(job, job->artifact, name ? name : "")) {
		unlink(job->artifact);
		collector_take_lost(campaign->collector, name ? path : job->artifact, job->input,
				    job->ninput);
		return;
	}
	if (!name || rename(job->artifact, path))
		snprintf(path, sizeof(path), "%s", job->artifact);
	culprit = path;
	if (!job->loaded)
		campaign_files(campaign, campaign->corpus, set_aside);
	culprit = NULL;
	collector_take(campaign->collector, path, false);
}

static bool ended(struct campaign *campaign, struct job *job, int status)
{
	int code = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
	struct campaign_result *result = campaign->result;

	if (job->saved)
		take_crash(campaign, job);
	job->stops = job->executed || job->saved ? 0 : job->stops + 1;
	if (campaign->ending || job->saved)
		return true;
	if (code == CRASHED && !job->executed && !strcmp(campaign->options->target, "race")) {
		result->skipped = true;
		snprintf(result->error, sizeof(result->error), "%.255s", job->last);
		return false;
	}
	if (code == 0 || code == CRASHED || code == TIMED_OUT || code == OUT_OF_MEMORY || code < 0)
		if (job->stops < STOPS_MAX)
			return true;
	snprintf(result->error, sizeof(result->error),
		 "the target has ended by itself (%s %d): %.255s", code < 0 ? "signal" : "status",
		 code < 0 ? WTERMSIG(status) : code, job->last);
	return false;
}

static void look(struct campaign *campaign, bool all)
{
	struct campaign_result *result = campaign->result;

	(void)all;
	result->executions = 0;
	for (unsigned int i = 0; i < campaign->options->jobs; i++) {
		const struct job *job = &campaign->jobs[i];

		result->executions += job->before + job->executed;
		if (job->coverage > result->coverage)
			result->coverage = job->coverage;
		if (job->features > result->features)
			result->features = job->features;
		if (job->corpus > result->corpus)
			result->corpus = job->corpus;
	}
}

const struct fuzzer fuzzer_libfuzzer = {
	.name = "libfuzzer",
	.preset = "libfuzzer",
	.mark = "libFuzzer: run interrupted",
	.stop = SIGUSR1, /* "exit gracefully": SIGINT would leave out the last figures */
	.prepare = prepare,
	.start = start,
	.take = take,
	.look = look,
	.ended = ended,
};
