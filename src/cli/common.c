/* What several commands need. */
#include "cli/common.h"

#include <errno.h>
#include <inttypes.h>
#include <limits.h>
#include <stdlib.h>

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

static void known_formats(void)
{
	const struct format *format;
	char name[64];

	for (unsigned int i = 0; (format = registry_format(i)); i++)
		fprintf(stderr, "%s %s", i ? "," : "",
			registry_spell(format->name, name, sizeof(name)));
	fprintf(stderr, "\n");
}

static void known_hosts(const struct format *of)
{
	const struct host *host;
	const char *comma = "";
	char name[64];

	for (unsigned int i = 0; (host = registry_host(ENGINE_MACHINE, i)); i++) {
		if (registry_find_format(host->format) != of)
			continue;
		fprintf(stderr, "%s %s", comma, registry_spell(host->name, name, sizeof(name)));
		comma = ",";
	}
	fprintf(stderr, "\n");
}

static void known_guests(const struct format *of)
{
	const struct guest *guest;
	const char *comma = "";
	char name[64];

	for (unsigned int i = 0; (guest = registry_guest(ENGINE_MACHINE, i)); i++) {
		if (registry_find_format(guest->format) != of)
			continue;
		fprintf(stderr, "%s %s", comma, registry_spell(guest->name, name, sizeof(name)));
		comma = ",";
	}
	fprintf(stderr, "\n");
}

bool common_pair(const char *command, char **words, const struct format **format,
		 const struct host **host, const struct guest **guest)
{
	*format = registry_find_format(words[0]);
	if (!*format) {
		show(stderr, "warpage %s: there is no format '%s'; there are", command, words[0]);
		known_formats();
		return false;
	}
	*host = registry_find_host(ENGINE_MACHINE, *format, words[1]);
	if (!*host) {
		show(stderr, "warpage %s: %s has no host '%s'; it has", command, words[0],
		     words[1]);
		known_hosts(*format);
		return false;
	}
	*guest = registry_find_guest(ENGINE_MACHINE, *format, words[2]);
	if (!*guest) {
		show(stderr, "warpage %s: %s has no guest '%s'; it has", command, words[0],
		     words[2]);
		known_guests(*format);
		return false;
	}
	return true;
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

json_t *common_json_name(const char *name)
{
	char shown[PATH_MAX];

	return json_string(show_utf8(name, shown, sizeof(shown)));
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

bool common_race_model(const char *command, const char *text, enum model *model)
{
	if (!common_model(command, text, model))
		return false;
	if (*model == MODEL_X86 || *model == MODEL_X86_MANUAL)
		return true;
	return common_misused(command, "--model is x86 or x86-manual: what real CPUs may do");
}

void common_confirm(struct machine *machine, struct oracle *oracle, struct verdict *verdict)
{
	char why[256];

	for (int violation = 0; violation < VIOLATIONS && !verdict->error[0]; violation++)
		if (verdict->found[violation] &&
		    !finding_confirm(verdict->found[violation], machine, oracle, why, sizeof(why)))
			snprintf(verdict->error, sizeof(verdict->error),
				 "%s does not come back: %.200s",
				 violation_name((enum violation)violation), why);
	if (!verdict->error[0])
		return;
	verdict_free(verdict);
	memset(verdict->counts, 0, sizeof(verdict->counts));
	verdict->first_at = 0;
	verdict->first = VIOLATION_NONE;
}

bool common_findings(struct machine *machine, struct oracle *oracle, const struct verdict *verdict,
		     const char *folder, bool told, FILE *out, char paths[VIOLATIONS][512])
{
	bool good = true, printed = false;
	char why[256];

	for (int violation = 0; violation < VIOLATIONS; violation++) {
		struct finding *finding = verdict->found[violation];
		int error;

		paths[violation][0] = '\0';
		if (!finding)
			continue;
		if (folder) {
			error = finding_save(finding, folder, paths[violation],
					     sizeof(paths[violation]));
			if (error) {
				if (good && !told)
					show(stderr,
					     "warpage: %s: the finding is not saved: %s%s\n",
					     folder, file_strerror(error),
					     error > 0 ? "; name a folder with --findings" : "");
				paths[violation][0] = '\0';
				good = false;
			}
		}
		if (out && !printed) {
			finding_replay(finding, machine, oracle, 0xa5, why, sizeof(why));
			finding_print(out, finding, machine, oracle,
				      paths[violation][0] ? paths[violation] : NULL);
			fprintf(out, "\n");
		} else if (out) {
			show(out, "%s as well%s%s\n", violation_name(finding->violation),
			     paths[violation][0] ? ":  warpage replay " : "", paths[violation]);
		}
		printed = true;
	}
	if (out && printed)
		fprintf(out, "\n");
	return good;
}
