/* warpage report: logs of races as one page. The page is there as a whole, or what was before it. */
#include <errno.h>
#include <getopt.h>
#include <inttypes.h>
#include <stdio.h>
#include <sys/stat.h>

#include "cli/commands.h"
#include "cli/common.h"
#include "file/output.h"
#include "file/show.h"
#include "report/page/page.h"

static const char help[] =
	"usage: warpage report LOG... -o FILE.html\n"
	"\n"
	"Writes one page about the logs of `warpage stress --log`: verdict, key numbers, charts "
	"over\n"
	"time, histograms, violations, notices, parameters. Each log may hold several runs, and "
	"logs\n"
	"of several machines are put side by side. The page needs no network and no other file.\n"
	"\n"
	"  -o, --output FILE  the page (no default); a page of warpage that is there is replaced\n"
	"  --force            whatever file is there is replaced\n"
	"  --help             this text\n"
	"\n"
	"Exit status: 0 the page is written, 2 usage, a file that is no log, or internal error.\n"
	"\n"
	"example: warpage report box-a.log box-b.log -o race.html\n";

/* 0: go on; -1: help was printed; else the exit status. */
static int parse(int argc, char **argv, const char **output, bool *force)
{
	static const struct option options[] = {
		{"output", required_argument, NULL, 'o'},
		{"force", no_argument, NULL, 'f'},
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
		if (option == 'f')
			*force = true;
		else
			*output = optarg;
	}
	if (optind == argc)
		fprintf(stderr, "warpage report: give at least one log, as `warpage stress --log` "
				"writes it; see `warpage report --help`\n");
	else if (!*output)
		fprintf(stderr, "warpage report: say where the page goes, with -o FILE.html\n");
	return optind == argc || !*output ? STATUS_ERROR : 0;
}

/* A slip of the hand must not cost a log, even one that is empty. false after one line on stderr. */
static bool harmless(const char *output, char **logs)
{
	struct stat stat_, of_log;

	if (stat(output, &stat_))
		return true;
	for (; *logs; logs++) {
		if (stat(*logs, &of_log) || of_log.st_dev != stat_.st_dev ||
		    of_log.st_ino != stat_.st_ino)
			continue;
		show(stderr, "warpage report: %s is one of the logs; give -o another name\n",
		     output);
		return false;
	}
	return true;
}

static int write_page(const char *path, bool force, const struct history *history)
{
	struct output output;
	int error = output_open(&output, path, PAGE_MARK, force);

	if (error)
		return error;
	if (page_write(output.stream, history))
		return output_close(&output);
	output_abandon(&output);
	return ENOMEM;
}

static int write_output(const char *output, bool force, char **logs, const struct history *history)
{
	int error;

	if (!harmless(output, logs))
		return STATUS_ERROR;
	error = write_page(output, force, history);
	if (error)
		show(stderr, "warpage report: %s: the page is not written: %s\n", output,
		     file_strerror(error));
	else
		show(stderr,
		     "warpage report: %s: %" PRIu64 " reads, %" PRIu64
		     " overlapped an update, %" PRIu64 " violations\n",
		     output, history->total.reads, history->total.overlapped,
		     counts_violations(&history->total));
	return error ? STATUS_ERROR : STATUS_CLEAN;
}

int cmd_report(int argc, char **argv)
{
	const char *output = NULL;
	bool force = false;
	struct history history = {0};
	int status = parse(argc, argv, &output, &force);
	char why[512];

	if (status)
		return status < 0 ? STATUS_CLEAN : status;
	for (char **log = argv + optind; *log && !status; log++) {
		if (history_read(&history, *log, why, sizeof(why)))
			continue;
		show(stderr, "warpage report: %s\n", why);
		status = STATUS_ERROR;
	}
	if (!status && !history_finish(&history)) {
		fprintf(stderr, "warpage report: out of memory\n");
		status = STATUS_ERROR;
	}
	if (!status)
		status = write_output(output, force, argv + optind, &history);
	history_free(&history);
	return status;
}
