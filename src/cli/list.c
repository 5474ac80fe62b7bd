/* warpage list: what is built in, what it does, what it is right with, and its source. */
#include <getopt.h>
#include <stdio.h>
#include <unistd.h>

#include "cli/commands.h"
#include "cli/common.h"
#include "cli/listed.h"
#include "cli/listed_findings.h"
#include "file/show.h"
#include "outcome/printer.h"
#include "outcome/put.h"
#include "protocols/bugs.h"
#include "protocols/registry.h"
#include "protocols/text.h"

static const char help[] =
	"usage: warpage list [--json]\n"
	"       warpage list NAME\n"
	"       warpage list --bugs [--json]\n"
	"       warpage list --findings DIR [--json]\n"
	"\n"
	"Lists the page formats, and the hosts and guests of each: where they come from, what they "
	"do, and\n"
	"which guests are right with a host, which hosts with a guest, in which models. That is "
	"what\n"
	"the reviewed table says (tests/matrix.expected), to which `warpage verify --all` is held; "
	"for\n"
	"hosts that do not die. And with whom people ran it: a pair that is not there was never\n"
	"run, as far as is known. With the NAME of a host, a guest or a format, prints its "
	"source.\n"
	"With --bugs, lists bugs that people had, and the pair that has each. With --findings, "
	"lists\n"
	"the findings that are in a folder: what each shows, and the command that replays it.\n"
	"\n"
	"  --bugs           bugs that people had\n"
	"  --findings DIR   findings that were saved in a folder, *.warp\n"
	"  --color WHEN     auto, always or never (default auto: on a terminal, unless NO_COLOR\n"
	"                   is set)\n"
	"  --json           one JSON object on stdout (docs/output.md)\n"
	"  --help           this text\n"
	"\n"
	"example: warpage list\n"
	"         warpage list odd-even > mine.c\n"
	"         warpage list --bugs\n"
	"         warpage list --findings findings\n";

static void print_text(const struct console *console)
{
	const struct format *format;
	const struct host *host;
	const struct guest *guest;
	char name[REGISTRY_NAME];

	for (unsigned int f = 0; (format = registry_format(f)); f++) {
		printf("%sformat ", f ? "\n" : "");
		listed_name(console, registry_spell(format->name, name, sizeof(name)), 21);
		printf(" %s\n", format->origin);
		for (unsigned int i = 0; (host = registry_host(ENGINE_MACHINE, i)); i++)
			if (registry_find_format(host->format) == format)
				listed_print((const void *)host, MEMBER_HOST, console);
		for (unsigned int i = 0; (guest = registry_guest(ENGINE_MACHINE, i)); i++)
			if (registry_find_format(guest->format) == format)
				listed_print((const void *)guest, MEMBER_GUEST, console);
	}
}

static json_t *append(json_t *array, const struct protocol_member *member)
{
	json_t *object = json_object();
	char spelled[REGISTRY_NAME];

	put_text(object, "format",
		 registry_spell(*member->format ? member->format : member->name, spelled,
				sizeof(spelled)));
	put_text(object, "name", registry_spell(member->name, spelled, sizeof(spelled)));
	put_text(object, "origin", member->origin);
	json_array_append_new(array, object);
	return object;
}

/* The object of a command that has these counts; not whole: something could not be read, which was told. */
static int print_counts(const char *const names[], json_t *arrays[], unsigned int n, bool whole)
{
	struct printer printer = {.form = PRINTER_JSON};
	struct outcome *outcome = outcome_new("list");
	int status = STATUS_ERROR;

	for (unsigned int i = 0; i < n; i++) {
		if (outcome)
			json_object_set(outcome->counts, names[i], arrays[i]);
		json_decref(arrays[i]);
	}
	if (outcome) {
		outcome_judge(outcome, whole ? OUTCOME_DONE : OUTCOME_ERROR, NULL);
		status = printer_end(&printer, outcome);
	}
	outcome_free(outcome);
	return status;
}

static int print_json(void)
{
	static const char *const names[] = {"formats", "hosts", "guests"};
	json_t *arrays[] = {json_array(), json_array(), json_array()};
	const struct format *format;
	const void *member;

	for (unsigned int i = 0; (format = registry_format(i)); i++)
		put_number(append(arrays[0], (const void *)format), "unit_ns", format->unit_ns);
	for (unsigned int i = 0; (member = registry_host(ENGINE_MACHINE, i)); i++)
		listed_put(append(arrays[1], member), member, MEMBER_HOST);
	for (unsigned int i = 0; (member = registry_guest(ENGINE_MACHINE, i)); i++)
		listed_put(append(arrays[2], member), member, MEMBER_GUEST);
	return print_counts(names, arrays, ARRAY_SIZE(arrays), true);
}

static void print_bug(const struct bug *bug, const struct console *console)
{
	listed_name(console, bug->name, 0);
	printf("\n  %s: host %s x guest %s: ", bug->pair[0], bug->pair[1], bug->pair[2]);
	console_put(stdout, console, PAINT_WRONG, bug->kind, strlen(bug->kind));
	printf(" in model %s\n", bug->model);
	listed_wrap(bug->what, 8);
}

static int print_bugs(bool json, const struct console *console)
{
	static const char *const names[] = {"bugs"};
	json_t *bugs = json ? json_array() : NULL;
	const struct bug *bug;

	for (unsigned int i = 0; (bug = bug_get(i)); i++) {
		json_t *object;

		if (!json) {
			fputs(i ? "\n" : "", stdout);
			print_bug(bug, console);
			continue;
		}
		object = json_object();
		put_text(object, "name", bug->name);
		put_text(object, "format", bug->pair[0]);
		put_text(object, "host", bug->pair[1]);
		put_text(object, "guest", bug->pair[2]);
		put_text(object, "model", bug->model);
		put_text(object, "kind", bug->kind);
		put_text(object, "what", bug->what);
		json_array_append_new(bugs, object);
	}
	return json ? print_counts(names, &bugs, 1, true) : STATUS_CLEAN;
}

static int print_findings(const char *folder, bool json, const struct console *console)
{
	static const char *const names[] = {"findings"};
	json_t *array = json ? json_array() : NULL;
	bool whole = listed_findings(folder, array, console);

	if (json)
		return print_counts(names, &array, 1, whole);
	return whole ? STATUS_CLEAN : STATUS_ERROR;
}

/* The text of the members of one kind that are called so. Are there any? */
static bool print_sources(enum member_kind kind, const char *name)
{
	const struct protocol_member *member;
	const char *text;
	bool any = false;

	for (size_t i = 0; (member = registry_member(ENGINE_MACHINE, kind, i)); i++) {
		if (!registry_same_name(member->name, name))
			continue;
		if (kind == MEMBER_FORMAT &&
		    (text = protocol_text_beside(member->file, "format.h")))
			fputs(text, stdout);
		if ((text = protocol_text(member->file)))
			fputs(text, stdout);
		any = true;
	}
	return any;
}

static int print_named(const char *name)
{
	bool format = print_sources(MEMBER_FORMAT, name);
	bool host = print_sources(MEMBER_HOST, name);
	bool guest = print_sources(MEMBER_GUEST, name);

	if (format || host || guest)
		return STATUS_CLEAN;
	show(stderr,
	     "warpage list: no format, host or guest '%s'; `warpage list` has their names\n", name);
	return STATUS_ERROR;
}

int cmd_list(int argc, char **argv)
{
	static const struct option options[] = {
		{"bugs", no_argument, NULL, 'b'},	 {"findings", required_argument, NULL, 'f'},
		{"color", required_argument, NULL, 'c'}, {"json", no_argument, NULL, 'j'},
		{"help", no_argument, NULL, 'h'},	 {0}};
	const char *findings = NULL;
	enum console_when colours = CONSOLE_AUTO;
	struct console console = {0};
	bool json = false, bugs = false;
	int option, most;

	while ((option = common_option("list", argc, argv, "h", options)) != -1) {
		if (option == 'h') {
			fputs(help, stdout);
			return STATUS_CLEAN;
		}
		if (!option || (option == 'c' && !console_option(optarg, &colours)))
			return STATUS_ERROR;
		if (option == 'f')
			findings = optarg;
		json |= option == 'j';
		bugs |= option == 'b';
	}
	if (bugs && findings) {
		common_misused("list", "--bugs and --findings are two lists: give one");
		return STATUS_ERROR;
	}
	most = optind + (json || bugs || findings ? 0 : 1);
	if (most < argc) {
		show(stderr, "warpage list: '%s' is too much; see `warpage list --help`\n",
		     argv[most]);
		return STATUS_ERROR;
	}
	console.coloured = console_colours(STDOUT_FILENO, colours);
	if (findings)
		return print_findings(findings, json, &console);
	if (bugs)
		return print_bugs(json, &console);
	if (json)
		return print_json();
	if (optind < argc)
		return print_named(argv[optind]);
	print_text(&console);
	return STATUS_CLEAN;
}
