/* What several commands need. */
#include "cli/common.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>

#include "build/build.h"
#include "clock/vcpus.h"
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

static void list_name(const char *name, bool *listed)
{
	char spelled[REGISTRY_NAME];

	fprintf(stderr, "%s %s", *listed ? "," : "",
		registry_spell(name, spelled, sizeof(spelled)));
	*listed = true;
}

/* What there is instead, at the end of a line: formats, or hosts or guests of one. */
static void list_formats(void)
{
	const struct format *format;
	bool listed = false;

	for (unsigned int i = 0; (format = registry_format(i)); i++)
		list_name(format->name, &listed);
	fprintf(stderr, "\n");
}

static void list_members(const struct format *format, bool hosts)
{
	const struct host *host;
	const struct guest *guest;
	bool listed = false;

	for (unsigned int i = 0; hosts && (host = registry_host(ENGINE_MACHINE, i)); i++)
		if (registry_find_format(host->format) == format)
			list_name(host->name, &listed);
	for (unsigned int i = 0; !hosts && (guest = registry_guest(ENGINE_MACHINE, i)); i++)
		if (registry_find_format(guest->format) == format)
			list_name(guest->name, &listed);
	fprintf(stderr, "\n");
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
	if (!registry_is_file(name)) {
		show(stderr, "warpage %s: there is no format '%s'; there are", command, name);
		list_formats();
	} else if (!build_folder(name, &format, why, sizeof(why))) {
		common_why(command, why);
	}
	return format;
}

bool common_pair(const char *command, char **words, const struct format **format,
		 const struct host **host, const struct guest **guest)
{
	bool no_host;

	*format = find_format(command, words[0]);
	if (!*format)
		return false;
	if (!common_load(command, MEMBER_HOST, *format, words[1]) ||
	    !common_load(command, MEMBER_GUEST, *format, words[2]))
		return false;
	*host = registry_find_host(ENGINE_MACHINE, *format, words[1]);
	*guest = registry_find_guest(ENGINE_MACHINE, *format, words[2]);
	no_host = !*host;
	if (*host && *guest)
		return true;
	show(stderr, "warpage %s: %s has no %s '%s'; it has", command, words[0],
	     no_host ? "host" : "guest", words[no_host ? 1 : 2]);
	list_members(*format, no_host);
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
	show(stderr, "warpage %s: %s '%s'; see `warpage %s --help`\n", command,
	     option == '?' ? "unknown option" : "a value is missing after", argv[optind - 1],
	     command);
	return 0;
}

bool common_model(const char *command, const char *text, enum model *model)
{
	int found = model_parse(text);

	if (found >= 0) {
		*model = (enum model)found;
		return true;
	}
	show(stderr, "warpage %s: there is no model '%s'; there are", command, text);
	for (int i = 0; i < MODELS; i++)
		fprintf(stderr, "%s %s", i ? "," : "", model_name((enum model)i));
	fprintf(stderr, "\n");
	return false;
}
