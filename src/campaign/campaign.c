/* A campaign from its folders to its end: starts the jobs, watches them, ends them, waits for them. */
#define _GNU_SOURCE
#include "campaign/campaign.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <math.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <time.h>
#include <unistd.h>

#include "campaign/fuzzer.h"

#define PATIENCE 10.0 /* seconds that jobs have to end */

static const struct fuzzer *const engines[] = {&fuzzer_libfuzzer, &fuzzer_afl};

/* Signals to end since the campaign began. */
static volatile sig_atomic_t signals;

static void count_signal(int number)
{
	(void)number;
	signals++;
}

const struct fuzzer *fuzzer_find(const char *name)
{
	for (unsigned int i = 0; i < ARRAY_SIZE(engines); i++)
		if (!strcmp(engines[i]->name, name))
			return engines[i];
	return NULL;
}

const char *fuzzer_name(const struct fuzzer *engine)
{
	return engine->name;
}

const char *fuzzer_get_name(unsigned int i)
{
	return i < ARRAY_SIZE(engines) ? engines[i]->name : NULL;
}

const char *fuzzer_preset(const struct fuzzer *engine)
{
	return engine->preset;
}

bool fuzzer_built(const struct fuzzer *engine, const char *binary)
{
	int file = open(binary, O_RDONLY | O_CLOEXEC);
	struct stat status;
	bool built = false;
	void *map;

	if (file < 0)
		return false;
	if (!fstat(file, &status) && S_ISREG(status.st_mode) && status.st_size > 0) {
		map = mmap(NULL, (size_t)status.st_size, PROT_READ, MAP_PRIVATE, file, 0);
		if (map != MAP_FAILED) {
			built = memmem(map, (size_t)status.st_size, engine->mark,
				       strlen(engine->mark));
			munmap(map, (size_t)status.st_size);
		}
	}
	close(file);
	return built;
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

char *campaign_beside(const char *binary, const char *name, char *out, size_t size)
{
	const char *slash = strrchr(binary, '/');

	snprintf(out, size, "%.*s%s", slash ? (int)(slash - binary) + 1 : 0, binary, name);
	return out;
}

void campaign_files(struct campaign *campaign, const char *folder,
		    void (*call)(struct campaign *campaign, const char *path, const char *name))
{
	DIR *files = opendir(folder);
	struct dirent *entry;
	struct stat status;
	char path[1024];

	if (!files)
		return;
	while ((entry = readdir(files))) {
		snprintf(path, sizeof(path), "%s/%s", folder, entry->d_name);
		if (!stat(path, &status) && S_ISREG(status.st_mode))
			call(campaign, path, entry->d_name);
	}
	closedir(files);
}

int campaign_folder(const char *path)
{
	char part[512];
	size_t length = strlen(path);
	struct stat status;

	if (length >= sizeof(part))
		return ENAMETOOLONG;
	for (size_t i = 1; i <= length; i++) {
		if (path[i] != '/' && path[i])
			continue;
		snprintf(part, sizeof(part), "%.*s", (int)i, path);
		if (mkdir(part, 0777) && errno != EEXIST)
			return errno;
	}
	if (stat(path, &status))
		return errno;
	if (!S_ISDIR(status.st_mode))
		return ENOTDIR;
	return access(path, W_OK | X_OK) ? errno : 0;
}

static bool make_folder(struct campaign *campaign, const char *path)
{
	int error = campaign_folder(path);

	if (error)
		snprintf(campaign->result->error, sizeof(campaign->result->error), "%.400s: %s",
			 path, strerror(error));
	return !error;
}

/* Returns the lock's file, or -1. */
static int lock_work(struct campaign *campaign)
{
	char path[512];
	int file;

	snprintf(path, sizeof(path), "%s/lock", campaign->options->work);
	file = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0666);
	if (file >= 0 && !flock(file, LOCK_EX | LOCK_NB))
		return file;
	snprintf(campaign->result->error, sizeof(campaign->result->error), "%.400s: %s", path,
		 errno == EWOULDBLOCK ? "another campaign is running there: use another --work"
				      : strerror(errno));
	if (file >= 0)
		close(file);
	return -1;
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

	if (campaign->options->quiet || now() - *last < (terminal ? 0.5 : 10))
		return;
	*last = now();
	fprintf(stderr,
		"%s%.0f s left: %" PRIu64 " executions, %.0f/s, coverage %u+%u, corpus %u, crashes "
		"%" PRIu64 ", findings %u%s",
		terminal ? "\r\033[K" : "", campaign_left(campaign), result->executions,
		rate(campaign), result->coverage, result->features, result->corpus,
		collector->crashes, collector->nfound, terminal ? "" : "\n");
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
			else if (!campaign->ending && campaign_left(campaign) > 0 && !signals)
				campaign->ending = !start(campaign, job);
		}
		running += job->pid != 0;
	}
	job_reap_orphans(campaign->jobs, campaign->options->jobs);
	return running;
}

/* Engines go on without room, and what they save is empty: that is an end, with an error told. */
static bool has_room(struct campaign *campaign)
{
	const char *work = campaign->options->work;
	struct statvfs room;

	/* file systems that do not tell have no blocks, or no files, at all */
	if (statvfs(work, &room) ||
	    ((room.f_bavail || !room.f_blocks) && (room.f_favail || !room.f_files)))
		return true;
	if (!campaign->result->error[0])
		snprintf(campaign->result->error, sizeof(campaign->result->error), "%.400s: %s",
			 work, strerror(ENOSPC));
	return false;
}

static void run_jobs(struct campaign *campaign)
{
	const struct fuzzer *engine = campaign->options->engine;
	double shown = campaign->start, asked = 0, looked = 0;

	job_adopt_orphans();
	campaign->ending = !has_room(campaign);
	for (unsigned int i = 0; i < campaign->options->jobs && !campaign->ending; i++)
		campaign->ending = !start(campaign, &campaign->jobs[i]);
	while (watch(campaign)) {
		if (now() - looked > 0.5) {
			if (!has_room(campaign))
				campaign->ending = true;
			engine->look(campaign, false);
			looked = now();
		}
		show(campaign, &shown);
		if (signals || campaign_left(campaign) <= 0)
			campaign->ending = true;
		if (campaign->ending && !asked) {
			signal_all(campaign, engine->stop);
			asked = now();
		} else if (asked && (signals > 1 || now() - asked > PATIENCE)) {
			signal_all(campaign, SIGKILL);
		}
	}
	job_end_orphans();
	if (shown > campaign->start && isatty(STDERR_FILENO))
		fprintf(stderr, "\r\033[K");
	engine->look(campaign, true);
}

/* Without the file violations are only reported more than once. */
static void share(struct campaign *campaign)
{
	char path[512];

	snprintf(path, sizeof(path), "%s/seen", campaign->options->work);
	collector_share(campaign->collector, path);
}

static bool prepare(struct campaign *campaign)
{
	return make_folder(campaign, campaign->corpus) &&
	       make_folder(campaign, campaign->crashes) &&
	       make_folder(campaign, campaign->options->findings) &&
	       make_folder(campaign, campaign->options->reports) &&
	       campaign->options->engine->prepare(campaign);
}

bool campaign_run(const struct campaign_options *options, struct collector *collector,
		  struct campaign_result *result)
{
	struct campaign campaign = {
		.options = options, .collector = collector, .result = result, .start = now()};
	struct sigaction action = {.sa_handler = count_signal};
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
		campaign.jobs[i].out = campaign.jobs[i].stats = -1;
	}
	signals = 0;
	sigaction(SIGINT, &action, NULL);
	sigaction(SIGTERM, &action, NULL);
	if (make_folder(&campaign, options->work) && (lock = lock_work(&campaign)) >= 0) {
		if (prepare(&campaign)) {
			share(&campaign);
			campaign_files(&campaign, campaign.crashes, take_old);
			campaign.start = now();
			run_jobs(&campaign);
		}
		close(lock);
	}
	for (unsigned int i = 0; i < options->jobs; i++)
		if (campaign.jobs[i].stats >= 0)
			close(campaign.jobs[i].stats);
	result->seconds = now() - campaign.start;
	result->interrupted = signals && !result->error[0];
	free(campaign.jobs);
	return !result->error[0];
}
