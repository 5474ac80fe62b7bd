/* warpage live: the clocks that real hypervisors publish. Options, and the list of sources. */
#include <string.h>

#include "analysis/live.h"
#include "build/build.h"
#include "cli/commands.h"
#include "cli/race_options.h"
#include "cli/unknown.h"
#include "file/show.h"
#include "outcome/put.h"
#include "protocols/registry.h"

static const char help[] =
	"usage: warpage live [SOURCE...] [options]\n"
	"       warpage live --list\n"
	"\n"
	"Reads clocks of real hypervisors and kernels on all CPUs, and judges every time that\n"
	"comes out. Without a SOURCE: all that exist here, one after the other.\n"
	"\n"
	"  --list           the sources, and why one is missing (with --json for programs)\n"
	"  --seconds N      how long in all (default 10); 0: until stopped\n"
	"  --guest GUEST    read pages as this guest of `warpage list` does, or as the control:\n"
	"                   pv-once, hv-once (default: the right one)\n"
	"  --model M        x86 (default), or x86-manual, in which a TSC that is read late is no\n"
	"                   excuse: what it explains is a violation\n"
	"  --cpus LIST      CPUs to use; the host of kvm has the first (default: all allowed)\n"
	"  --readers N      reading threads (default: one for each CPU but the host's)\n"
	"  --vcpus N        vCPUs of kvm, each with a page of its own (default 1)\n"
	"  --seed N         of the clocks that kvm is asked for (default 1)\n"
	"  --log FILE       append a line of JSON a minute, and one for each violation; with\n"
	"                   --force even to a file that is no log\n" PRINTER_HELP
	"  --help           this text\n"
	"\n"
	"Exit status: 0 clean, 1 violation, 2 usage, internal error or nothing tested (as when "
	"the\n"
	"deliberately wrong guest is not caught) or unfinished, 77 skipped (no such source here).\n"
	"\n"
	"example: warpage live kvm --seconds 5\n";

static bool parse_option(struct live_arguments *arguments, int option, const char *value)
{
	switch (option) {
	case 'L':
		arguments->list = true;
		return true;
	case 'g':
		arguments->guest = value;
		return true;
	case 'v':
		return common_uint("live", "vcpus", value, 1, LIVE_VCPUS_MAX, &arguments->vcpus);
	default:
		return race_option(&arguments->asked, option, value);
	}
}

static bool add_source(struct live_arguments *arguments, const char *name)
{
	const struct live_source *source = live_source_find(name);
	struct unknown unknown;

	for (unsigned int i = 0; source && i < arguments->nsources; i++)
		if (arguments->sources[i] == source) {
			show(stderr, "warpage live: %s is given twice; give it once\n", name);
			return false;
		}
	if (source) {
		arguments->sources[arguments->nsources++] = source;
		return true;
	}
	unknown_begin(&unknown, name);
	for (unsigned int i = 0; (source = live_source(i)); i++)
		unknown_add(&unknown, source->name);
	unknown_tell(&unknown, "warpage live: there is no source", "there are");
	return false;
}

/* Can a chosen source be read by it? */
static bool is_guest(const struct live_arguments *arguments, const char *name,
		     const struct guest *guest)
{
	for (unsigned int i = 0; i < arguments->nsources; i++) {
		const struct guest *found = live_guest_of(arguments->sources[i], name);

		if (found && (!guest || found == guest))
			return true;
	}
	return false;
}

/* --guest must be one of a chosen source's format. */
static bool check_guest(const struct live_arguments *arguments)
{
	const struct format *format;
	const struct guest *guest;
	const char *comma = "";
	char name[REGISTRY_NAME], why[REGISTRY_WHY];

	if (registry_is_file(arguments->guest)) {
		format = build_format(MEMBER_GUEST, arguments->guest, why, sizeof(why));
		if (!format) {
			common_why("live", why);
			return false;
		}
		if (!common_load("live", MEMBER_GUEST, format, arguments->guest))
			return false;
	}
	if (is_guest(arguments, arguments->guest, NULL))
		return true;
	show(stderr, "warpage live: no chosen source has a guest '%s'; there are",
	     arguments->guest);
	for (unsigned int i = 0; (guest = registry_guest(ENGINE_NATIVE, i)); i++) {
		if (!is_guest(arguments, registry_spell(guest->name, name, sizeof(name)), guest))
			continue;
		fprintf(stderr, "%s %s", comma, name);
		comma = ",";
	}
	for (unsigned int i = 0; (format = registry_format(i)); i++) {
		guest = live_control(format);
		if (!guest ||
		    !is_guest(arguments, registry_spell(guest->name, name, sizeof(name)), guest))
			continue;
		fprintf(stderr, "%s %s (the control)", comma, name);
		comma = ",";
	}
	fprintf(stderr, "%s\n", *comma ? "" : " none: clock and tsc are read without one");
	return false;
}

static bool check(struct live_arguments *arguments, char **words, int nwords)
{
	for (int i = 0; i < nwords; i++)
		if (!add_source(arguments, words[i]))
			return false;
	for (unsigned int i = 0; !nwords && live_source(i); i++)
		arguments->sources[arguments->nsources++] = live_source(i);
	if (arguments->guest && !check_guest(arguments))
		return false;
	return race_options_check(&arguments->asked);
}

static const struct option options[] = {
	{"list", no_argument, NULL, 'L'},	 {"guest", required_argument, NULL, 'g'},
	{"vcpus", required_argument, NULL, 'v'}, RACE_OPTIONS,
	{"help", no_argument, NULL, 'h'},	 {0},
};

/* 0: run; -1: help was printed; else the exit status. */
static int parse(int argc, char **argv, struct live_arguments *arguments)
{
	int option;

	optind = 0;
	while ((option = common_option("live", argc, argv, "", options)) != -1) {
		if (option == 'h') {
			fputs(help, stdout);
			return -1;
		}
		if (!option || !parse_option(arguments, option, optarg))
			return STATUS_ERROR;
	}
	return check(arguments, argv + optind, argc - optind) ? 0 : STATUS_ERROR;
}

/* For programs: a part each, skipped if it is missing. */
static void list_source(struct outcome *outcome, const struct live_source *source, bool found,
			const char *why)
{
	struct outcome *part = outcome_part(outcome);

	if (!part)
		return;
	outcome_subject(part, "%s", source->name);
	put_text(part->parameters, "source", source->name);
	put_text(part->parameters, "text", source->text);
	if (found && *why)
		put_text(part->parameters, "where", why);
	outcome_judge(part, found ? OUTCOME_DONE : OUTCOME_SKIPPED, found ? NULL : "%s", why);
}

static int list(struct live_arguments *arguments)
{
	struct printer *printer = &arguments->asked.printer;
	struct outcome *outcome = outcome_new("live");
	bool people = printer->form == PRINTER_TEXT, any = false;
	char why[LIVE_WHY];
	int status = STATUS_ERROR;

	for (unsigned int i = 0; outcome && i < arguments->nsources; i++) {
		const struct live_source *source = arguments->sources[i];
		bool found = live_source_probe(source, why, sizeof(why));

		any |= found;
		list_source(outcome, source, found, why);
		if (people && found)
			show(stdout, "%-13s found    %s%s%s\n", source->name, source->text,
			     why[0] ? ": " : "", why);
		else if (people)
			show(stdout, "%-13s missing  %s\n", source->name, why);
	}
	if (outcome) {
		outcome_subject(outcome, "which sources there are");
		outcome_judge(outcome, any ? OUTCOME_DONE : OUTCOME_SKIPPED,
			      any ? NULL : "none is here");
		printer->parts = people ? outcome->nparts : 0;
		status = printer_end(printer, outcome);
	}
	outcome_free(outcome);
	return status;
}

int cmd_live(int argc, char **argv)
{
	static struct live_arguments arguments;
	static struct live live;
	struct outcome *outcome;
	int status;

	memset(&arguments, 0, sizeof(arguments));
	memset(&live, 0, sizeof(live));
	race_options_begin(&arguments.asked, "live");
	arguments.vcpus = 1;
	status = parse(argc, argv, &arguments);
	if (status)
		return status < 0 ? 0 : status;
	if (arguments.list)
		return list(&arguments);
	outcome = race_options_outcome(&arguments.asked);
	if (!outcome)
		return STATUS_ERROR;
	live.arguments = &arguments;
	status = STATUS_ERROR;
	if (legs_begin(&live.legs, &arguments.asked)) {
		live_all(&live, outcome, &arguments.asked.printer);
		outcome->failed |= !legs_end(&live.legs);
		status = printer_end(&arguments.asked.printer, outcome);
	} else {
		legs_end(&live.legs);
	}
	outcome_free(outcome);
	return status;
}
