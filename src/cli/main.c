/* warpage: finds time warps in paravirtual clock pages. Hands over to the commands. */
#include <stdio.h>
#include <string.h>

#include "cli/commands.h"
#include "cli/common.h"
#include "protocols/registry.h"

static const struct {
	const char *name;
	int (*run)(int argc, char **argv);
	const char *help;
} commands[] = {
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
};

#define COMMANDS (sizeof(commands) / sizeof(commands[0]))

static void usage(FILE *out)
{
	fprintf(out, "usage: warpage COMMAND ...\n\n");
	for (unsigned int i = 0; i < COMMANDS; i++)
		fprintf(out, "  %-8s %s\n", commands[i].name, commands[i].help);
	fprintf(out,
		"\n`warpage COMMAND --help` shows its options with defaults and an example.\n"
		"Exit status: 0 clean, 1 violation, 2 usage, internal error, nothing tested or\n"
		"unfinished, 77 skipped.\n");
}

int main(int argc, char **argv)
{
	char why[REGISTRY_WHY];

	if (!registry_check(why, sizeof(why))) {
		fprintf(stderr, "warpage: %s\n", why);
		return STATUS_ERROR;
	}
	if (argc < 2) {
		usage(stderr);
		return STATUS_ERROR;
	}
	if (!strcmp(argv[1], "--help") || !strcmp(argv[1], "-h") || !strcmp(argv[1], "help")) {
		usage(stdout);
		return finish_output(STATUS_CLEAN);
	}
	for (unsigned int i = 0; i < COMMANDS; i++)
		if (!strcmp(argv[1], commands[i].name))
			return finish_output(commands[i].run(argc - 1, argv + 1));
	fprintf(stderr, "warpage: there is no command '%s'; there are", argv[1]);
	for (unsigned int i = 0; i < COMMANDS; i++)
		fprintf(stderr, "%s %s", i ? "," : "", commands[i].name);
	fprintf(stderr, "\n");
	return STATUS_ERROR;
}
