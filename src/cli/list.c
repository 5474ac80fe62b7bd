/* warpage list: what is built in. */
#include <getopt.h>
#include <stdio.h>

#include "cli/commands.h"
#include "cli/common.h"
#include "file/show.h"
#include "outcome/printer.h"
#include "outcome/put.h"
#include "protocols/registry.h"

static const char help[] =
	"usage: warpage list [--json]\n"
	"\n"
	"Lists the page formats, and the hosts and guests of each, with where they come from.\n"
	"\n"
	"  --json           one JSON object on stdout (docs/output.md)\n"
	"  --help           this text\n"
	"\n"
	"example: warpage list\n";

static void print_text(void)
{
	const struct format *format;
	const struct host *host;
	const struct guest *guest;
	char name[REGISTRY_NAME];

	for (unsigned int f = 0; (format = registry_format(f)); f++) {
		printf("%sformat %-18s %s\n", f ? "\n" : "",
		       registry_spell(format->name, name, sizeof(name)), format->origin);
		for (unsigned int i = 0; (host = registry_host(ENGINE_MACHINE, i)); i++)
			if (registry_find_format(host->format) == format)
				printf("  host  %-18s %s\n",
				       registry_spell(host->name, name, sizeof(name)),
				       host->origin);
		for (unsigned int i = 0; (guest = registry_guest(ENGINE_MACHINE, i)); i++)
			if (registry_find_format(guest->format) == format)
				printf("  guest %-18s %s\n",
				       registry_spell(guest->name, name, sizeof(name)),
				       guest->origin);
	}
}

static void append(json_t *array, const char *format, const char *name, const char *origin)
{
	json_t *object = json_object();
	char spelled[REGISTRY_NAME];

	put_text(object, "format", registry_spell(format, spelled, sizeof(spelled)));
	put_text(object, "name", registry_spell(name, spelled, sizeof(spelled)));
	put_text(object, "origin", origin);
	json_array_append_new(array, object);
}

static int print_json(void)
{
	json_t *formats = json_array(), *hosts = json_array(), *guests = json_array();
	struct printer printer = {.form = PRINTER_JSON};
	struct outcome *outcome = outcome_new("list");
	const struct format *format;
	const struct host *host;
	const struct guest *guest;
	int status = STATUS_ERROR;

	for (unsigned int i = 0; (format = registry_format(i)); i++)
		append(formats, format->name, format->name, format->origin);
	for (unsigned int i = 0; (host = registry_host(ENGINE_MACHINE, i)); i++)
		append(hosts, host->format, host->name, host->origin);
	for (unsigned int i = 0; (guest = registry_guest(ENGINE_MACHINE, i)); i++)
		append(guests, guest->format, guest->name, guest->origin);
	if (outcome) {
		json_object_set(outcome->counts, "formats", formats);
		json_object_set(outcome->counts, "hosts", hosts);
		json_object_set(outcome->counts, "guests", guests);
		outcome_judge(outcome, OUTCOME_DONE, NULL);
		status = printer_end(&printer, outcome);
	}
	json_decref(formats);
	json_decref(hosts);
	json_decref(guests);
	outcome_free(outcome);
	return status;
}

int cmd_list(int argc, char **argv)
{
	static const struct option options[] = {
		{"json", no_argument, NULL, 'j'}, {"help", no_argument, NULL, 'h'}, {0}};
	bool json = false;
	int option;

	while ((option = common_option("list", argc, argv, "h", options)) != -1) {
		if (option == 'h') {
			fputs(help, stdout);
			return STATUS_CLEAN;
		}
		if (option != 'j')
			return STATUS_ERROR;
		json = true;
	}
	if (optind != argc) {
		show(stderr, "warpage list: '%s' is too much; see warpage list --help\n",
		     argv[optind]);
		return STATUS_ERROR;
	}
	if (json)
		return print_json();
	print_text();
	return STATUS_CLEAN;
}
