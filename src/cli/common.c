/* What several commands need. */
#include "cli/common.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>

#include "build/build.h"
#include "cli/unknown.h"
#include "clock/vcpus.h"
#include "file/folder.h"
#include "file/output.h"
#include "file/show.h"
#include "protocols/registry.h"
#include "stress/cpu/pin.h"

int finish_output(int status)
{
	int error = file_flush(stdout);

	if (fclose(stdout) && !error)
		error = errno;
	if (!error)
		return status;
	show(stderr,
	     "warpage: stdout: %s: the results are not complete; write them to what "
	     "can be written to\n",
	     strerror(error));
	return STATUS_ERROR;
}

/* The name as people write it. */
static void add_spelled(struct unknown *unknown, const char *name)
{
	char spelled[REGISTRY_NAME];

	unknown_add(unknown, registry_spell(name, spelled, sizeof(spelled)));
}

static void unknown_format(const char *command, const char *name)
{
	const struct format *format;
	struct unknown unknown;
	char start[64];

	snprintf(start, sizeof(start), "warpage %s: there is no format", command);
	unknown_begin(&unknown, name);
	for (unsigned int i = 0; (format = registry_format(i)); i++)
		add_spelled(&unknown, format->name);
	unknown_tell(&unknown, start, "there are");
}

static void unknown_member(const char *command, const char *of, const struct format *format,
			   bool hosts, const char *name)
{
	const struct host *host;
	const struct guest *guest;
	struct unknown unknown;
	char start[REGISTRY_NAME + 64];

	snprintf(start, sizeof(start), "warpage %s: %s has no %s", command, of,
		 hosts ? "host" : "guest");
	unknown_begin(&unknown, name);
	for (unsigned int i = 0; hosts && (host = registry_host(ENGINE_MACHINE, i)); i++)
		if (registry_find_format(host->format) == format)
			add_spelled(&unknown, host->name);
	for (unsigned int i = 0; !hosts && (guest = registry_guest(ENGINE_MACHINE, i)); i++)
		if (registry_find_format(guest->format) == format)
			add_spelled(&unknown, guest->name);
	unknown_tell(&unknown, start, "it has");
}

void common_why(const char *command, char *why)
{
	char *line = why;

	if (!strchr(why, '\n'))
		show(stderr, "warpage %s: %s\n", command, why);
	for (char *end; (end = strchr(line, '\n')); line = end + 1) {
		*end = '\0';
		show(stderr, "%s\n", line);
	}
}

bool common_load(const char *command, enum member_kind kind, const struct format *format,
		 const char *name)
{
	char why[REGISTRY_WHY];

	if (registry_load(kind, format, name, why, sizeof(why)))
		return true;
	common_why(command, why);
	return false;
}

static const struct format *find_format(const char *command, const char *name)
{
	const struct format *format = registry_find_format(name);
	char why[REGISTRY_WHY];

	if (format)
		return format;
	if (!registry_is_file(name))
		unknown_format(command, name);
	else if (!build_folder(name, &format, why, sizeof(why)))
		common_why(command, why);
	return format;
}

bool common_pair(const char *command, char **words, const struct format **format,
		 const struct host **host, const struct guest **guest)
{
	*format = find_format(command, words[0]);
	if (!*format)
		return false;
	if (!common_load(command, MEMBER_HOST, *format, words[1]) ||
	    !common_load(command, MEMBER_GUEST, *format, words[2]))
		return false;
	*host = registry_find_host(ENGINE_MACHINE, *format, words[1]);
	*guest = registry_find_guest(ENGINE_MACHINE, *format, words[2]);
	if (*host && *guest)
		return true;
	unknown_member(command, words[0], *format, !*host, words[*host ? 2 : 1]);
	return false;
}

bool common_number(const char *command, const char *option, const char *text, u64 min, u64 max,
		   u64 *number)
{
	char *end;

	errno = 0;
	*number = strtoull(text, &end, 10);
	if (text[0] >= '0' && text[0] <= '9' && !*end && !errno && *number >= min && *number <= max)
		return true;
	show(stderr,
	     "warpage %s: --%s wants a whole number from %" PRIu64 " to %" PRIu64 ", not '%s'\n",
	     command, option, min, max, text);
	return false;
}

bool common_uint(const char *command, const char *option, const char *text, u64 min, u64 max,
		 unsigned int *number)
{
	u64 value;

	if (!common_number(command, option, text, min, max, &value))
		return false;
	*number = (unsigned int)value;
	return true;
}

bool common_folder(const char *command, const char *option, const char *folder)
{
	int error = folder_check(folder);

	if (error)
		show(stderr, "warpage %s: --%s %s: %s\n", command, option, folder,
		     file_strerror(error));
	return !error;
}

unsigned int common_cpus(const char *command, const char *list, unsigned int *cpus,
			 unsigned int max)
{
	char error[160];
	unsigned int n = pin_parse(list, cpus, max, error, sizeof(error));

	if (!n)
		show(stderr, "warpage %s: --cpus: %s\n", command, error);
	return n;
}

bool common_tscs(const char *command, const char *names, unsigned int *kinds)
{
	if (vcpus_parse_tscs(names, kinds))
		return true;
	show(stderr, "warpage %s: --tscs is of equal, ahead, behind, faster\n", command);
	return false;
}

bool common_misused(const char *command, const char *what)
{
	show(stderr, "warpage %s: %s; see `warpage %s --help`\n", command, what, command);
	return false;
}

/* What is wrong with the option at hand, and which one was meant. */
static void tell_option(const char *command, int option, const char *word,
			const struct option *options)
{
	char start[64], name[64];
	struct unknown unknown;

	if (option == ':') {
		show(stderr, "warpage %s: a value is missing after '%s'; see `warpage %s --help`\n",
		     command, word, command);
		return;
	}
	snprintf(start, sizeof(start), "warpage %s: unknown option", command);
	unknown_begin(&unknown, word);
	for (; options->name; options++) {
		snprintf(name, sizeof(name), "--%s", options->name);
		unknown_add(&unknown, name);
	}
	snprintf(name, sizeof(name), "see `warpage %s --help`", command);
	unknown_hint(&unknown, start, name);
}

int common_option(const char *command, int argc, char **argv, const char *shorts,
		  const struct option *options)
{
	char quiet[64];
	int option;

	snprintf(quiet, sizeof(quiet), ":%s", shorts); /* the line is ours */
	opterr = 0;
	option = getopt_long(argc, argv, quiet, options, NULL);
	if (option != '?' && option != ':')
		return option;
	tell_option(command, option, argv[optind - 1], options);
	return 0;
}

bool common_words(const char *command, char **words, int n, const char *all)
{
	static const char *const missing[] = {"FORMAT, HOST and GUEST are", "HOST and GUEST are",
					      "GUEST is"};

	if (n == 3)
		return true;
	if (n < 3)
		show(stderr,
		     "warpage %s: %s missing: name FORMAT HOST GUEST%s; see `warpage %s --help`\n",
		     command, missing[n], all, command);
	else
		show(stderr, "warpage %s: '%s' is a word too many: name FORMAT HOST GUEST%s\n",
		     command, words[3], all);
	return false;
}

static bool unknown_model(const char *command, const char *name)
{
	struct unknown unknown;
	char start[64];

	snprintf(start, sizeof(start), "warpage %s: there is no model", command);
	unknown_begin(&unknown, name);
	for (int i = 0; i < MODELS; i++)
		unknown_add(&unknown, model_name((enum model)i));
	unknown_add(&unknown, "all");
	unknown_tell(&unknown, start, "there are");
	return false;
}

bool common_model(const char *command, const char *text, enum model *model)
{
	int found = model_parse(text);

	if (found < 0)
		return unknown_model(command, text);
	*model = (enum model)found;
	return true;
}

bool common_models(const char *command, const char *text, unsigned int *models)
{
	const char *wrong = models_parse(text, models);
	char name[64];

	if (!wrong)
		return true;
	snprintf(name, sizeof(name), "%.*s", (int)strcspn(wrong, ","), wrong);
	return unknown_model(command, name);
}
