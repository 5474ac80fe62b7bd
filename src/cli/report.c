/* warpage report: logs of races as one page. The page is there as a whole, or what was before it. */
#include <errno.h>
#include <getopt.h>
#include <inttypes.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli/commands.h"
#include "cli/common.h"
#include "file/output.h"
#include "file/show.h"
#include "outcome/console.h"
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
	"  --color WHEN       auto, always or never (default auto: on a terminal, unless NO_COLOR\n"
	"                     is set): of what is said on stderr\n"
	"  --force            whatever file is there is replaced\n"
	"  --help             this text\n"
	"\n"
	"Exit status: 0 the page is written, 2 usage, a file that is no log, or internal error.\n"
	"\n"
	"example: warpage report box-a.log box-b.log -o race.html\n";

struct request {
	const char *output;
	bool force;
	enum console_when colours;
};

/* 0: go on; -1: help was printed; else the exit status. */
static int parse(int argc, char **argv, struct request *request)
{
	static const struct option options[] = {
		{"output", required_argument, NULL, 'o'},
		{"color", required_argument, NULL, 'c'},
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
		if (!option || (option == 'c' && !console_option(optarg, &request->colours)))
			return STATUS_ERROR;
		if (option == 'f')
			request->force = true;
		else if (option == 'o')
			request->output = optarg;
	}
	if (optind == argc)
		fprintf(stderr, "warpage report: give at least one log, as `warpage stress --log` "
				"writes it; see `warpage report --help`\n");
	else if (!request->output)
		fprintf(stderr, "warpage report: say where the page goes, with -o FILE.html\n");
	return optind == argc || !request->output ? STATUS_ERROR : 0;
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

/* What the page shows, in a line. */
static void tell(const struct request *request, const struct history *history)
{
	struct console console = {.coloured = console_colours(STDERR_FILENO, request->colours)};
	u64 violations = counts_violations(&history->total);
	char found[40];
	int length = snprintf(found, sizeof(found), "%" PRIu64 " violations", violations);

	show(stderr, "warpage report: %s: %" PRIu64 " reads, %" PRIu64 " overlapped an update, ",
	     request->output, history->total.reads, history->total.overlapped);
	console.coloured &= violations != 0;
	console_put(stderr, &console, PAINT_WRONG, found, (size_t)length);
	putc('\n', stderr);
}

static int write_output(const struct request *request, char **logs, const struct history *history)
{
	int error;

	if (!harmless(request->output, logs))
		return STATUS_ERROR;
	error = write_page(request->output, request->force, history);
	if (error)
		show(stderr, "warpage report: %s: the page is not written: %s\n", request->output,
		     file_strerror(error));
	else
		tell(request, history);
	return error ? STATUS_ERROR : STATUS_CLEAN;
}

int cmd_report(int argc, char **argv)
{
	struct request request = {0};
	struct history history = {0};
	int status = parse(argc, argv, &request);
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
		status = write_output(&request, argv + optind, &history);
	history_free(&history);
	return status;
}
