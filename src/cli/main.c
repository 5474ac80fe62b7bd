/* warpage: finds time warps in paravirtual clock pages. Hands over to the commands. */
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "build/build.h"
#include "cli/commands.h"
#include "cli/common.h"
#include "cli/unknown.h"
#include "file/show.h"
#include "model/model.h"
#include "protocols/registry.h"
#include "version/version.h"

static const struct {
	const char *name;
	int (*run)(int argc, char **argv);
	const char *help;
} commands[] = {
	{"check", cmd_check, "everything about a host and a guest, on one page"},
	{"list", cmd_list, "formats, hosts and guests, one line each"},
	{"verify", cmd_verify, "explore all executions of a host against a guest"},
	{"search", cmd_search, "explore random executions"},
	{"fuzz", cmd_fuzz, "let a fuzzer choose what to explore"},
	{"stress", cmd_stress, "race both with real threads on real CPUs"},
	{"cpu", cmd_cpu, "what this CPU's clock and memory do"},
	{"live", cmd_live, "race the clocks that real hypervisors publish"},
	{"replay", cmd_replay, "run saved findings again"},
	{"report", cmd_report, "the logs of races as one page"},
	{"shrink", cmd_shrink, "make a finding small and plain"},
	{"export", cmd_export, "a finding as a program, a picture, a page or a graph"},
};

#define COMMANDS (sizeof(commands) / sizeof(commands[0]))

static void usage(FILE *out)
{
	fprintf(out, "usage: warpage COMMAND ...\n"
		     "       warpage --version\n\n"
		     "Takes the code of a host, which publishes a clock page, and of a guest, "
		     "which reads\n"
		     "the time from it, and proves the pair right, or prints an execution that is "
		     "wrong.\n\n");
	for (unsigned int i = 0; i < COMMANDS; i++)
		fprintf(out, "  %-8s %s\n", commands[i].name, commands[i].help);
	fprintf(out,
		"\n`warpage help COMMAND` shows its options with defaults and an example.\n"
		"\n"
		"Environment:\n"
		"  XDG_CACHE_HOME     where what was compiled of files is kept, in warpage/ "
		"(default "
		"~/.cache)\n"
		"  WARPAGE_TRUST_UID  numbers of users, with commas, in whose folders it may "
		"write\n"
		"\n"
		"Exit status: 0 clean, 1 violation, 2 usage, internal error, nothing tested or\n"
		"unfinished, 77 skipped.\n");
}

/*
 * A descriptor that was closed would be that of the next file, which would then get what is printed.
 * Nothing can be printed to this one, which is found out at the end.
 */
static void fill_descriptors(void)
{
	for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++)
		if (fcntl(fd, F_GETFD) < 0 && open("/dev/null", O_RDONLY) != fd)
			abort();
}

int main(int argc, char **argv)
{
	struct unknown unknown;
	char why[REGISTRY_WHY];

	fill_descriptors();
	/* a limit on a file's size is an error of its writer, like a full disk */
	signal(SIGXFSZ, SIG_IGN);
	if (!registry_check(why, sizeof(why))) {
		show(stderr, "warpage: %s\n", why);
		return STATUS_ERROR;
	}
	registry_load_by(build_member);
	if (argc < 2) {
		usage(stderr);
		return STATUS_ERROR;
	}
	if (!strcmp(argv[1], "--version")) {
		printf("%s, models", version_line);
		for (int model = 0; model < MODELS; model++)
			printf("%s %s", model ? "," : "", model_name((enum model)model));
		printf("\n");
		return finish_output(STATUS_CLEAN);
	}
	/* `help COMMAND` is `COMMAND --help` */
	if (argc > 3 && !strcmp(argv[1], "help")) {
		show(stderr, "warpage help: '%s' is a word too many: name one COMMAND\n", argv[3]);
		return STATUS_ERROR;
	}
	if (argc == 3 && !strcmp(argv[1], "help")) {
		argv[1] = argv[2];
		argv[2] = "--help";
	}
	if (!strcmp(argv[1], "--help") || !strcmp(argv[1], "-h") || !strcmp(argv[1], "help")) {
		usage(stdout);
		return finish_output(STATUS_CLEAN);
	}
	for (unsigned int i = 0; i < COMMANDS; i++)
		if (!strcmp(argv[1], commands[i].name))
			return finish_output(commands[i].run(argc - 1, argv + 1));
	unknown_begin(&unknown, argv[1]);
	for (unsigned int i = 0; i < COMMANDS; i++)
		unknown_add(&unknown, commands[i].name);
	unknown_tell(&unknown, "warpage: there is no command", "there are");
	return STATUS_ERROR;
}
