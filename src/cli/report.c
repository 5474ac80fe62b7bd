/* warpage report: logs of races as one page. The page is there as a whole, or what was before it. */
#define _GNU_SOURCE
#include <errno.h>
#include <getopt.h>
#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli/commands.h"
#include "cli/common.h"
#include "report/page.h"

static const char help[] =
	"usage: warpage report LOG... -o FILE.html\n"
	"\n"
	"Writes one page about the logs of `warpage stress --log`: verdict, key numbers, charts "
	"over\n"
	"time, histograms, violations, notices, parameters. Each log may hold several runs, and "
	"logs\n"
	"of several machines are put side by side. The page needs no network and no other file.\n"
	"\n"
	"  -o, --output FILE  the page (no default); a page that is there is replaced\n"
	"  --help             this text\n"
	"\n"
	"Exit status: 0 the page is written, 2 usage, a file that is no log, or internal error.\n"
	"\n"
	"example: warpage report box-a.log box-b.log -o race.html\n";

/* 0: go on; -1: help was printed; else the exit status. */
static int parse(int argc, char **argv, const char **output)
{
	static const struct option options[] = {
		{"output", required_argument, NULL, 'o'},
		{"help", no_argument, NULL, 'h'},
		{0},
	};
	int option;

	optind = 0;
	while ((option = common_option("report", argc, argv, "o:h", options)) != -1) {
		if (option == 'h') {
			fputs(help, stdout);
			return -1;
		}
		if (!option)
			return STATUS_ERROR;
		*output = optarg;
	}
	if (optind == argc)
		fprintf(stderr, "warpage report: give at least one log, as `warpage stress --log` "
				"writes it; see `warpage report --help`\n");
	else if (!*output)
		fprintf(stderr, "warpage report: say where the page goes, with -o FILE.html\n");
	return optind == argc || !*output ? STATUS_ERROR : 0;
}

/* Where -o really leads, so that a link stays one; the caller frees it. */
static char *resolve(const char *output)
{
	char *path = realpath(output, NULL);

	return path ? path : strdup(output);
}

/* A slip of the hand must not cost a log. false after one line on stderr. */
static bool harmless(const char *output, char **logs)
{
	struct stat stat_, of_log;
	FILE *file;
	int first;

	if (stat(output, &stat_))
		return true;
	for (; *logs; logs++) {
		if (stat(*logs, &of_log) || of_log.st_dev != stat_.st_dev ||
		    of_log.st_ino != stat_.st_ino)
			continue;
		fprintf(stderr, "warpage report: %s is one of the logs; give -o another name\n",
			output);
		return false;
	}
	if (!S_ISREG(stat_.st_mode))
		return true;
	file = fopen(output, "r");
	first = file ? getc(file) : EOF;
	if (file)
		fclose(file);
	if (first != EOF && first != '<')
		fprintf(stderr,
			"warpage report: %s exists and is no page; give -o another name, or "
			"remove it\n",
			output);
	return first == EOF || first == '<';
}

/* 0, or the error. */
static int write_page(FILE *out, const struct history *history)
{
	int error = 0;

	errno = 0;
	if (!page_write(out, history))
		error = ENOMEM;
	if (!error && (fflush(out) || ferror(out)))
		error = errno ? errno : EIO;
	if (fclose(out) && !error)
		error = errno;
	return error;
}

/* Beside the page first, so that no half of it ever stands in its place. 0, or the error. */
static int replace(const char *path, const struct history *history)
{
	char *temporary;
	FILE *out;
	int error;

	if (asprintf(&temporary, "%s.%d.tmp", path, (int)getpid()) < 0)
		return ENOMEM;
	out = fopen(temporary, "wxe");
	error = out ? write_page(out, history) : errno;
	if (!error && rename(temporary, path))
		error = errno;
	if (out && error)
		unlink(temporary);
	free(temporary);
	return error;
}

static int write_output(const char *output, char **logs, const struct history *history)
{
	char *path = resolve(output);
	struct stat stat_;
	FILE *out;
	int error;

	if (!path || !harmless(path, logs)) {
		free(path);
		return STATUS_ERROR;
	}
	if (stat(path, &stat_) || S_ISREG(stat_.st_mode)) {
		error = replace(path, history);
	} else {
		/* a device or a pipe is not replaced, and a folder says itself what it is */
		out = fopen(path, "we");
		error = out ? write_page(out, history) : errno;
	}
	if (error)
		fprintf(stderr, "warpage report: %s: the page is not written: %s\n", output,
			strerror(error));
	else
		fprintf(stderr,
			"warpage report: %s: %" PRIu64 " reads, %" PRIu64
			" overlapped an update, %" PRIu64 " violations\n",
			output, history->total.reads, history->total.overlapped,
			counts_violations(&history->total));
	free(path);
	return error ? STATUS_ERROR : STATUS_CLEAN;
}

int cmd_report(int argc, char **argv)
{
	const char *output = NULL;
	struct history history = {0};
	int status = parse(argc, argv, &output);
	char why[512];

	if (status)
		return status < 0 ? STATUS_CLEAN : status;
	/* a limit on a file's size is an error like a full disk */
	signal(SIGXFSZ, SIG_IGN);
	for (char **log = argv + optind; *log && !status; log++) {
		if (history_read(&history, *log, why, sizeof(why)))
			continue;
		fprintf(stderr, "warpage report: %s\n", why);
		status = STATUS_ERROR;
	}
	if (!status && !history_finish(&history)) {
		fprintf(stderr, "warpage report: out of memory\n");
		status = STATUS_ERROR;
	}
	if (!status)
		status = write_output(output, argv + optind, &history);
	history_free(&history);
	return status;
}
