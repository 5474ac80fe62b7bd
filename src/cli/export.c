/* warpage export: a finding in a form that needs no warpage. */
#include "export/export.h"
#include "export/litmus.h"

#include <getopt.h>
#include <stdlib.h>
#include <string.h>

#include "cli/commands.h"
#include "cli/common.h"
#include "cli/unknown.h"
#include "file/output.h"
#include "file/show.h"
#include "text/parser.h"

static const char help[] =
	"usage: warpage export FILE --as FORM [options]\n"
	"\n"
	"Replays a saved finding and writes it in a form that needs no warpage.\n"
	"\n"
	"  --as FORM        what it becomes, see below\n"
	"  --arch ARCH      of a litmus test: C, AArch64 or X86 (default C)\n"
	"  -o, --output OUT where it is written (default: stdout); one that export wrote, in\n"
	"                   whichever form, is replaced\n"
	"  --force          whatever file is there is replaced\n"
	"  --help           this text\n"
	"\n"
	"Forms:\n"
	"  c               a program: host and guest as they stand, and this execution forced; a\n"
	"                  plain compiler builds it, and it exits with 1 where the bug shows\n"
	"  litmus          a litmus test for herd7 and litmus7: what the read saw of the host's\n"
	"                  stores, in Linux' memory model (C), AArch64 or X86\n"
	"  svg             the columns of replay as a picture, an arrow from each store to the\n"
	"                  loads that see it\n"
	"  html            a page: that picture, the same as a table, the code, the finding\n"
	"  dot             the execution graph (po, rf, fr, co) for graphviz\n"
	"\n"
	"Exit status: 0 if it is written, 2 if the finding is unreadable, does not replay, or has\n"
	"nothing that this form can show.\n"
	"\n"
	"example: warpage export findings/torn-hyperv-tsc-*.warp --as svg -o torn.svg\n";

struct request {
	const char *from, *to; /* to: NULL: stdout */
	enum export_form form;
	enum litmus_arch arch;
	bool force;
};

/* false: why has one line. */
static bool write_to(const struct request *request, const struct export *export, char *why,
		     size_t size)
{
	char *text = NULL;
	size_t length;
	FILE *memory = open_memstream(&text, &length);
	bool good = memory && export_write(export, request->form, memory, why, size);
	int error = 0;

	if (!memory || fclose(memory) || (good && !text)) {
		snprintf(why, size, "out of memory");
		good = false;
	}
	if (good && request->to)
		error = file_put(request->to, export_mark_at(request->to), text, length,
				 request->force);
	else if (good)
		fwrite(text, 1, length, stdout);
	free(text);
	if (error)
		snprintf(why, size, "%s: %s", request->to, file_strerror(error));
	return good && !error;
}

/* Does the finding come back here? false: why has one line. */
static bool replay(struct finding *finding, struct machine *machine, struct oracle *oracle,
		   char *why, size_t size)
{
	int result = finding_replay_seen(finding, machine, oracle, why, size);

	if (result == (int)finding->violation)
		return true;
	if (result >= 0)
		snprintf(why, size,
			 "%s is recorded, but it replays to %s here: there is nothing to show",
			 violation_name(finding->violation),
			 result == VIOLATION_NONE ? "no violation"
						  : violation_name((enum violation)result));
	return false;
}

static bool export_file(const struct request *request, struct machine *machine,
			struct oracle *oracle, char *why, size_t size)
{
	struct finding *finding = calloc(1, sizeof(*finding));
	char *text = NULL, about[512];
	size_t length;
	bool good = false;

	snprintf(about, sizeof(about), "out of memory");
	if (finding)
		text = parser_read_file(request->from, "finding", &length, why, size);
	if (text && finding_parse(finding, text, length, request->from, why, size)) {
		struct export export = {.finding = finding,
					.machine = machine,
					.oracle = oracle,
					.path = request->from,
					.text = text,
					.arch = request->arch};

		good = replay(finding, machine, oracle, about, sizeof(about)) &&
		       write_to(request, &export, about, sizeof(about));
		if (!good)
			snprintf(why, size, "%s: %s", request->from, about);
	}
	free(text);
	free(finding);
	return good;
}

static const char *form_name(int form)
{
	return export_name((enum export_form)form);
}

static const char *arch_name(int arch)
{
	return litmus_arch_name((enum litmus_arch)arch);
}

/* Which of n names it is; -1 after a line on stderr, which begins with none. */
static int parse_name(const char *text, const char *(*name)(int), int n, const char *none)
{
	struct unknown unknown;

	for (int i = 0; i < n; i++)
		if (!strcmp(text, name(i)))
			return i;
	unknown_begin(&unknown, text);
	for (int i = 0; i < n; i++)
		unknown_add(&unknown, name(i));
	unknown_tell(&unknown, none, "there are");
	return -1;
}

/* 0: go on; -1: help was printed; else the exit status. */
static int parse(int argc, char **argv, struct request *request)
{
	static const struct option options[] = {
		{"as", required_argument, NULL, 'a'},	  {"arch", required_argument, NULL, 'm'},
		{"output", required_argument, NULL, 'o'}, {"force", no_argument, NULL, 'f'},
		{"help", no_argument, NULL, 'h'},	  {0},
	};
	int form = -1, arch = -1, option, error;

	while ((option = common_option("export", argc, argv, "o:h", options)) != -1) {
		switch (option) {
		case 'h':
			fputs(help, stdout);
			return -1;
		case 'o':
			request->to = optarg;
			continue;
		case 'f':
			request->force = true;
			continue;
		case 'm':
			arch = parse_name(optarg, arch_name, LITMUS_ARCHS,
					  "warpage export: there is no architecture");
			if (arch < 0)
				return STATUS_ERROR;
			continue;
		case 'a':
			form = parse_name(optarg, form_name, EXPORT_FORMS,
					  "warpage export: there is no form");
			if (form < 0)
				return STATUS_ERROR;
			continue;
		default:
			return STATUS_ERROR;
		}
	}
	if (argc - optind != 1 || form < 0) {
		fprintf(stderr, "warpage export: name one file, and a form with --as; see `warpage "
				"export --help`\n");
		return STATUS_ERROR;
	}
	request->form = (enum export_form)form;
	if (arch >= 0 && request->form != EXPORT_LITMUS) {
		fprintf(stderr, "warpage export: --arch is for --as litmus\n");
		return STATUS_ERROR;
	}
	if (arch >= 0)
		request->arch = (enum litmus_arch)arch;
	request->from = argv[optind];
	if (!request->to)
		return 0;
	error = output_check(request->to, export_mark_at(request->to), request->force);
	if (error)
		show(stderr, "warpage export: %s: %s\n", request->to, file_strerror(error));
	return error ? STATUS_ERROR : 0;
}

int cmd_export(int argc, char **argv)
{
	struct request request = {0};
	struct machine *machine;
	struct oracle oracle;
	char why[1024] = "out of memory";
	int status = parse(argc, argv, &request);
	bool good;

	if (status)
		return status < 0 ? STATUS_CLEAN : status;
	machine = machine_new();
	if (!machine || !oracle_init(&oracle)) {
		machine_free(machine);
		fprintf(stderr, "warpage export: out of memory\n");
		return STATUS_ERROR;
	}
	good = export_file(&request, machine, &oracle, why, sizeof(why));
	if (!good)
		show(stderr, "warpage export: %s\n", why);
	oracle_free(&oracle);
	machine_free(machine);
	return good ? STATUS_CLEAN : STATUS_ERROR;
}
