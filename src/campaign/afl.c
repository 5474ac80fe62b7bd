/*
 * AFL++: one main instance and secondaries in one sync folder, WORK/afl. The main one reads what
 * libFuzzer left in the corpus, too, when a campaign is resumed. Crashes move to the common folder once
 * they are complete.
 */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "campaign/afl_stats.h"
#include "campaign/work.h"
#include "file/output.h"
#include "file/folder.h"

static void below(const struct campaign *campaign, const struct job *job, const char *name,
		  char *out, size_t size)
{
	char folder[32];

	work_instance(job->index, folder, sizeof(folder));
	snprintf(out, size, "%s/afl/%s/%s", campaign->options->work, folder, name);
}

#define SEED_MAX (1 << 20)

static void seeds_folder(const struct campaign *campaign, char *out, size_t size)
{
	snprintf(out, size, "%s/seeds", campaign->options->work);
}

static void remove_seed(struct campaign *campaign, const char *path, const char *name)
{
	(void)campaign;
	(void)name;
	unlink(path);
}

static unsigned int seeds;

static void add_seed(struct campaign *campaign, const char *path, const char *name)
{
	char folder[512], to[1024];
	struct stat status;

	seeds_folder(campaign, folder, sizeof(folder));
	snprintf(to, sizeof(to), "%s/%s", folder, name);
	if (!stat(path, &status) && status.st_size > 0 && status.st_size <= SEED_MAX)
		seeds += !link(path, to);
}

/*
 * What afl-fuzz starts from: links to the plain files of the corpus, as it gives up at a pipe or a
 * dangling link there. Without any, an input of zeros: the plainest.
 */
static int make_seeds(struct campaign *campaign)
{
	static const char zeros[16];
	char folder[512], path[600];
	int file, error;

	seeds_folder(campaign, folder, sizeof(folder));
	campaign_files(campaign, folder, remove_seed);
	seeds = 0;
	campaign_files(campaign, campaign->corpus, add_seed);
	if (seeds)
		return 0;
	snprintf(path, sizeof(path), "%s/plain", folder);
	error = file_anew(path, &file);
	if (error)
		return error;
	errno = 0;
	if (write(file, zeros, sizeof(zeros)) != sizeof(zeros))
		error = errno ? errno : ENOSPC;
	close(file);
	if (error)
		unlink(path);
	return error;
}

/* What afl-fuzz opens, it follows. */
static bool check_folders(struct campaign *campaign)
{
	char path[600];

	seeds_folder(campaign, path, sizeof(path));
	if (!work_below(campaign, path))
		return false;
	snprintf(path, sizeof(path), "%s/afl", campaign->options->work);
	if (!work_below(campaign, path))
		return false;
	for (unsigned int i = 0; i < campaign->options->jobs; i++) {
		below(campaign, &campaign->jobs[i], "", path, sizeof(path));
		path[strlen(path) - 1] = '\0'; /* the slash: of a link, not of what it leads to */
		if (!work_is_safe(campaign, path))
			return false;
	}
	return true;
}

static bool prepare(struct campaign *campaign)
{
	static const char *const settings[][2] = {
		{"AFL_NO_UI", "1"},	   {"AFL_I_DONT_CARE_ABOUT_MISSING_CRASHES", "1"},
		{"AFL_SKIP_CPUFREQ", "1"}, {"AFL_NO_AFFINITY", "1"},
		{"AFL_SKIP_CRASHES", "1"}, {"AFL_AUTORESUME", "1"},
	};
	const struct campaign_options *options = campaign->options;
	bool inputs = campaign_reads(options);
	char path[600];
	int error;

	for (unsigned int i = 0; i < ARRAY_SIZE(settings); i++)
		setenv(settings[i][0], settings[i][1], 1);
	campaign_beside(options->binary, "warpage_mutator.so", path, sizeof(path));
	if (inputs && access(path, R_OK)) {
		snprintf(campaign->result->error, sizeof(campaign->result->error),
			 "%.400s: %s: build the preset afl again", path, strerror(errno));
		return false;
	}
	if (inputs) {
		setenv("AFL_CUSTOM_MUTATOR_LIBRARY", path, 1);
		setenv("AFL_CUSTOM_MUTATOR_ONLY", "1", 1);
	}
	if (!check_folders(campaign))
		return false;
	error = make_seeds(campaign);
	if (error) {
		seeds_folder(campaign, path, sizeof(path));
		return work_failed(campaign, path, file_strerror(error));
	}
	for (unsigned int i = 0; i < options->jobs; i++) {
		struct job *job = &campaign->jobs[i];

		below(campaign, job, "fuzzer_stats", path, sizeof(path));
		error = afl_stats_mend(path);
		if (error)
			return work_failed(campaign, path, file_strerror(error));
		afl_stats_read(job, path);
		job->before = job->executed;
		job->coverage = job->corpus = 0;
	}
	return true;
}

static int start(struct campaign *campaign, struct job *job)
{
	const struct campaign_options *options = campaign->options;
	char sync[512], from[512], name[32], seconds[32], dictionary[560];
	char *argv[JOB_ARGUMENTS_MAX];
	unsigned int n = 0;

	snprintf(sync, sizeof(sync), "%s/afl", options->work);
	seeds_folder(campaign, from, sizeof(from));
	work_instance(job->index, name, sizeof(name));
	snprintf(seconds, sizeof(seconds), "%.0f", campaign_left(campaign) + 0.5);
	argv[n++] = "afl-fuzz";
	argv[n++] = "-i";
	argv[n++] = from;
	argv[n++] = "-o";
	argv[n++] = sync;
	argv[n++] = job->index ? "-S" : "-M";
	argv[n++] = name;
	if (!job->index) {
		argv[n++] = "-F";
		argv[n++] = from;
	}
	argv[n++] = "-V";
	argv[n++] = seconds;
	argv[n++] = "-t";
	argv[n++] = "5000";
	if (work_dictionary(options, dictionary, sizeof(dictionary))) {
		argv[n++] = "-x";
		argv[n++] = dictionary;
	}
	argv[n++] = "--";
	argv[n++] = (char *)options->binary;
	argv[n] = NULL;
	afl_stats_open(job);
	return job_start(job, argv);
}

/* Cut off the colours of a terminal, "\033[1;91m". */
static void take_plain(struct job *job, const char *text)
{
	size_t used = 0;

	for (; *text && used < sizeof(job->last) - 1; text++)
		if (*text == '\033')
			text += strcspn(text, "m") - !strchr(text, 'm');
		else
			job->last[used++] = *text;
	job->last[used] = '\0';
}

/* "[-] PROGRAM ABORT : ..." is what it complains with; the location that follows tells nothing. */
static void take(struct job *job, const char *line)
{
	const char *abort = strstr(line, "PROGRAM ABORT"), *colon;

	if (!abort)
		abort = strstr(line, "SYSTEM ERROR");
	colon = abort ? strchr(abort, ':') : NULL;
	if (job->complained || !line[0] || strstr(line, "Location :"))
		return;
	job->complained = colon;
	take_plain(job, colon ? colon + 1 + (colon[1] == ' ') : line);
}

static const struct job *crashed;
static bool complete;

/* Out of AFL++'s folder, which starts its numbers again when it resumes. */
static void import(struct campaign *campaign, const char *path, const char *name)
{
	const char *number = strstr(name, "sig:");
	struct stat status;
	char to[600];

	if (strncmp(name, "id:", 3) || stat(path, &status) ||
	    (!complete && time(NULL) - status.st_mtime < 2))
		return;
	snprintf(to, sizeof(to), "%s/crash-afl-%u-%lx-%lu-signal-%lu", campaign->crashes,
		 crashed->index, (unsigned long)status.st_mtime, (unsigned long)status.st_ino,
		 number ? strtoul(number + 4, NULL, 10) : 0);
	/* where it stands, if there is no room for another name */
	if (rename(path, to)) {
		if (complete)
			collector_take(campaign->collector, path, false);
		return;
	}
	if (status.st_size)
		collector_take(campaign->collector, to, false);
	else
		collector_take_lost(campaign->collector, to, NULL, 0);
}

static void look(struct campaign *campaign, bool all)
{
	struct campaign_result *result = campaign->result;
	char path[600];

	result->executions = 0;
	result->coverage = result->corpus = 0;
	complete = all;
	for (unsigned int i = 0; i < campaign->options->jobs; i++) {
		struct job *job = &campaign->jobs[i];

		afl_stats_receive(job);
		below(campaign, job, "fuzzer_stats", path, sizeof(path));
		afl_stats_read(job, path);
		if (job->executed > job->before)
			result->executions += job->executed - job->before;
		if (job->coverage > result->coverage)
			result->coverage = job->coverage;
		if (job->corpus > result->corpus)
			result->corpus = job->corpus;
		crashed = job;
		below(campaign, job, "crashes", path, sizeof(path));
		campaign_files(campaign, path, import);
	}
}

static bool ended(struct campaign *campaign, struct job *job, int status)
{
	bool good = WIFEXITED(status) && WEXITSTATUS(status) == 0;

	if (campaign->ending || (good && campaign_left(campaign) < 3))
		return true;
	snprintf(campaign->result->error, sizeof(campaign->result->error),
		 "afl-fuzz has ended by itself: %.255s", job->last);
	return false;
}

const struct fuzzer fuzzer_afl = {
	.name = "afl",
	.preset = "afl",
	.mark = "##SIG_AFL_PERSISTENT##",
	.stop = SIGINT,
	.prepare = prepare,
	.start = start,
	.take = take,
	.look = look,
	.ended = ended,
};
