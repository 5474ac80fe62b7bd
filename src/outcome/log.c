/* What the lines of every log have in common: event, time and run. */
#define _GNU_SOURCE
#include "outcome/log.h"

#include <stdio.h>
#include <string.h>
#include <sys/time.h>
#include <sys/utsname.h>
#include <time.h>
#include <unistd.h>

#include "file/show.h"
#include "outcome/put.h"

#define LINES_AT_ONCE 20 /* about violations of a kind; after these, one a second */
#define LINES_MAX 1000	 /* of a kind */

bool log_open(struct log_of_run *log, const char *command, const char *path, bool force)
{
	char why[512], node[64] = "";

	gethostname(node, sizeof(node) - 1);
	snprintf(log->run, sizeof(log->run), "%s-%ld-%lld", node, (long)getpid(),
		 (long long)time(NULL));
	if (!path)
		return true;
	log->journal = journal_open(path, force, why, sizeof(why));
	if (!log->journal)
		show(stderr, "warpage %s: --log: %s\n", command, why);
	return log->journal;
}

u64 log_close(struct log_of_run *log)
{
	u64 lost = journal_close(log->journal);

	log->journal = NULL;
	return lost;
}

bool log_line(struct log_of_run *log, const char *event, json_t *more)
{
	struct timeval now;
	struct tm utc;
	char text[32];
	json_t *object;

	if (!log->journal) {
		json_decref(more);
		return true;
	}
	object = json_object();
	gettimeofday(&now, NULL);
	gmtime_r(&now.tv_sec, &utc);
	strftime(text, sizeof(text), "%Y-%m-%dT%H:%M:%SZ", &utc);
	put_text(object, "event", event);
	put_text(object, "time", text);
	put_real(object, "unix", (double)now.tv_sec + (double)now.tv_usec / 1e6);
	put_text(object, "run", log->run);
	if (json_object_size(object) != 4 || json_object_update_missing(object, more)) {
		json_decref(object); /* no memory: the line is missing, and counted so */
		object = NULL;
	}
	json_decref(more);
	return journal_write(log->journal, object);
}

bool log_line_synced(struct log_of_run *log, const char *event, json_t *more)
{
	return log_line(log, event, more) && (!log->journal || journal_sync(log->journal));
}

void log_violation(struct log_of_run *log, enum violation kind, json_t *more)
{
	struct timespec time;
	u64 now;

	clock_gettime(CLOCK_MONOTONIC, &time);
	now = (u64)time.tv_sec * 1000000000 + (u64)time.tv_nsec;
	if (log->lines[kind] >= LINES_MAX ||
	    (log->lines[kind] >= LINES_AT_ONCE && now - log->newest[kind] < 1000000000)) {
		json_decref(more);
		return;
	}
	log->lines[kind]++;
	log->newest[kind] = now;
	log_line_synced(log, "violation", more);
}

/* The model's name in /proc/cpuinfo. */
static void cpu_model(char *out, size_t size)
{
	FILE *file = fopen("/proc/cpuinfo", "re");
	char text[256] = "", *name;

	while (file && fgets(text, sizeof(text), file))
		if (!strncmp(text, "model name", 10))
			break;
	if (file)
		fclose(file);
	text[strcspn(text, "\n")] = '\0';
	name = strchr(text, ':');
	snprintf(out, size, "%s", name && name[1] ? name + 2 : "unknown");
}

json_t *log_machine(void)
{
	json_t *machine = json_object();
	struct utsname names;
	char cpu[256];

	uname(&names);
	cpu_model(cpu, sizeof(cpu));
	put_text(machine, "host", names.nodename);
	put_text(machine, "kernel", names.release);
	put_text(machine, "cpu", cpu);
	put_number(machine, "cpus", (u64)sysconf(_SC_NPROCESSORS_ONLN));
	return machine;
}
