/*
 * AFL++ writes its figures into a file every minute, and at the end. They also go to a statsd, every
 * second: to a socket of the job's. Without one (there is no loopback) the file has to do.
 */
#include "campaign/afl_stats.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "file/output.h"

/* Figures have the same names in fuzzer_stats and for a statsd. */
static void take_figure(struct job *job, const char *name, const char *value)
{
	if (!strncmp(name, "execs_done", 10))
		job->executed = strtoull(value, NULL, 10);
	else if (!strncmp(name, "execs_per_sec", 13))
		job->rate = strtod(value, NULL);
	else if (!strncmp(name, "corpus_count", 12))
		job->corpus = (unsigned int)strtoul(value, NULL, 10);
	else if (!strncmp(name, "edges_found", 11))
		job->coverage = (unsigned int)strtoul(value, NULL, 10);
}

/* fuzzer_stats: "execs_done        : 12345" per line. Some versions of AFL++ write it in its place: it may be cut off. */
void afl_stats_read(struct job *job, const char *path)
{
	struct job read = {0};
	char line[256];
	FILE *file;

	file = fopen(path, "r");
	if (!file)
		return;
	while (fgets(line, sizeof(line), file)) {
		const char *colon = strchr(line, ':');

		if (colon)
			take_figure(&read, line, colon + 1);
	}
	fclose(file);
	if (read.executed < job->executed)
		return; /* a packet was later */
	job->executed = read.executed;
	job->rate = read.rate;
	job->corpus = read.corpus;
	job->coverage = read.coverage;
}

int afl_stats_mend(const char *path)
{
	static const char times[] = "start_time        : 0\nlast_update       : 0\n";
	unsigned long long start, update;
	FILE *old = fopen(path, "r");
	int file, n, error;

	if (!old)
		return 0;
	n = fscanf(old, "start_time : %llu last_update : %llu", &start, &update);
	fclose(old);
	if (n == 2)
		return 0;
	error = file_anew(path, &file);
	if (error)
		return error;
	errno = 0;
	if (write(file, times, sizeof(times) - 1) != sizeof(times) - 1)
		error = errno ? errno : ENOSPC;
	close(file);
	return error;
}

void afl_stats_open(struct job *job)
{
	struct sockaddr_in address = {.sin_family = AF_INET,
				      .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	socklen_t size = sizeof(address);
	char port[16];

	unsetenv("AFL_STATSD");
	unsetenv("AFL_STATSD_TAGS_FLAVOR");
	if (job->stats >= 0)
		close(job->stats);
	job->stats = socket(AF_INET, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	if (job->stats < 0 || bind(job->stats, (struct sockaddr *)&address, size) ||
	    getsockname(job->stats, (struct sockaddr *)&address, &size))
		return;
	snprintf(port, sizeof(port), "%u", ntohs(address.sin_port));
	setenv("AFL_STATSD", "1", 1);
	setenv("AFL_STATSD_HOST", "127.0.0.1", 1);
	setenv("AFL_STATSD_PORT", port, 1);
}

/* "fuzzing.execs_done:12345|g" per line. */
void afl_stats_receive(struct job *job)
{
	char packet[4096], *line, *rest;
	ssize_t n;

	while (job->stats >= 0 && (n = recv(job->stats, packet, sizeof(packet) - 1, 0)) > 0) {
		packet[n] = '\0';
		for (line = strtok_r(packet, "\n", &rest); line;
		     line = strtok_r(NULL, "\n", &rest)) {
			const char *colon = strchr(line, ':');

			if (colon && !strncmp(line, "fuzzing.", 8))
				take_figure(job, line + 8, colon + 1);
		}
	}
}
