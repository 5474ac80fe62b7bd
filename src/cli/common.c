/* What several commands need. */
#include "cli/common.h"

#include <errno.h>
#include <inttypes.h>
#include <signal.h>
#include <stdlib.h>

#include "protocols/registry.h"
#include "stress/pin.h"

static volatile int stopped;

static void stop(int number)
{
	(void)number;
	stopped = 1;
}

volatile int *common_stop(void)
{
	signal(SIGINT, stop);
	signal(SIGTERM, stop);
	return &stopped;
}

int finish_output(int status)
{
	if (fflush(stdout) || ferror(stdout)) {
		fprintf(stderr, "warpage: stdout: %s: the results are not complete\n",
			strerror(errno));
		return STATUS_ERROR;
	}
	return status;
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
		fprintf(stderr, "warpage %s: there is no format '%s'; there are", command,
			words[0]);
		known_formats();
		return false;
	}
	*host = registry_find_host(ENGINE_MACHINE, *format, words[1]);
	if (!*host) {
		fprintf(stderr, "warpage %s: %s has no host '%s'; it has", command, words[0],
			words[1]);
		known_hosts(*format);
		return false;
	}
	*guest = registry_find_guest(ENGINE_MACHINE, *format, words[2]);
	if (!*guest) {
		fprintf(stderr, "warpage %s: %s has no guest '%s'; it has", command, words[0],
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
	fprintf(stderr,
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
		fprintf(stderr, "warpage %s: --cpus: %s\n", command, error);
	return n;
}

bool common_misused(const char *command, const char *what)
{
	fprintf(stderr, "warpage %s: %s; see `warpage %s --help`\n", command, what, command);
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
	fprintf(stderr, "warpage %s: %s '%s'; see `warpage %s --help`\n", command,
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
	fprintf(stderr, "warpage %s: there is no model '%s'; there are", command, text);
	for (int i = 0; i < MODELS; i++)
		fprintf(stderr, "%s %s", i ? "," : "", model_name((enum model)i));
	fprintf(stderr, "\n");
	return false;
}

char *common_retries(const struct verdict *verdict, unsigned int limit, char *out, size_t size)
{
	if (!verdict->memoryless)
		snprintf(out, size, "at most %u retries (a retry loop carries something over)",
			 limit);
	else if (verdict->pruning_checked)
		snprintf(out, size,
			 "any number of retries (no loop carries anything over; checked with up to "
			 "%u real ones)",
			 verdict->pruning_checked);
	else
		snprintf(out, size, "any number of retries (no loop carries anything over)");
	return out;
}

char *common_outcome(const struct verdict *verdict, char *out, size_t size)
{
	size_t used = 0;

	out[0] = '\0';
	for (int violation = 0; violation < VIOLATIONS && used < size; violation++)
		if (verdict->counts[violation])
			used += (size_t)snprintf(out + used, size - used, "%s%s %" PRIu64,
						 used ? ", " : "",
						 violation_name((enum violation)violation),
						 verdict->counts[violation]);
	if (!used)
		snprintf(out, size, "%s",
			 verdict->interrupted	   ? "interrupted, nothing found so far"
			 : verdict_status(verdict) ? "nothing tested"
						   : "none");
	return out;
}

json_t *common_verdict_json(const struct verify_options *options, const struct verdict *verdict)
{
	char format[64], host[64], guest[64], retries[128];
	json_t *violations = json_object(), *object;

	for (int violation = 0; violation < VIOLATIONS; violation++)
		if (verdict->counts[violation])
			json_object_set_new(violations, violation_name((enum violation)violation),
					    json_integer((json_int_t)verdict->counts[violation]));
	object = json_pack(
		"{s:s, s:s, s:s, s:s, s:i, s:i, s:s, s:I, s:I, s:I, s:I, s:I, s:I, s:I, s:I, s:I, "
		"s:I, s:I, s:I, s:b, s:f, s:i, s:o}",
		"format", registry_spell(options->format->name, format, sizeof(format)), "host",
		registry_spell(options->host->name, host, sizeof(host)), "guest",
		registry_spell(options->guest->name, guest, sizeof(guest)), "model",
		model_name(options->model), "word", options->word, "updates", options->updates,
		"retries", common_retries(verdict, options->retries, retries, sizeof(retries)),
		"schedules", (json_int_t)verdict->schedules, "executions",
		(json_int_t)verdict->executions, "accepted", (json_int_t)verdict->accepted,
		"fell_back", (json_int_t)verdict->fell_back, "cut", (json_int_t)verdict->cut,
		"limited", (json_int_t)verdict->limited, "stuck", (json_int_t)verdict->stuck,
		"overlapped", (json_int_t)verdict->overlapped, "interesting",
		(json_int_t)verdict->interesting, "host_steps_back",
		(json_int_t)verdict->host_steps_back, "unordered_tsc",
		(json_int_t)verdict->unordered_tsc, "first_violation_at",
		(json_int_t)verdict->first_at, "complete", verdict->complete, "seconds",
		verdict->seconds, "status", verdict_status(verdict), "violations", violations);
	if (verdict->error[0])
		json_object_set_new(object, "error", json_string(verdict->error));
	return object;
}

bool common_findings(struct machine *machine, struct oracle *oracle, const struct verdict *verdict,
		     const char *folder, FILE *out, char paths[VIOLATIONS][512])
{
	bool good = true, printed = false;
	char why[256];

	for (int violation = 0; violation < VIOLATIONS; violation++) {
		struct finding *finding = verdict->found[violation];
		int error, again;

		paths[violation][0] = '\0';
		if (!finding)
			continue;
		again = finding_replay(finding, machine, oracle, 0x5a, why, sizeof(why));
		if (again != (int)finding->violation) {
			fprintf(stderr,
				"warpage: the finding (%s) does not replay: %s. Does the protocol "
				"use a variable that it has not set?\n",
				violation_name(finding->violation),
				again < 0 ? why : violation_name((enum violation)again));
			good = false;
		}
		if (folder) {
			error = finding_save(finding, folder, paths[violation],
					     sizeof(paths[violation]));
			if (error) {
				fprintf(stderr, "warpage: %s: the finding is not saved: %s\n",
					folder, strerror(error));
				paths[violation][0] = '\0';
				good = false;
			}
		}
		if (out && !printed) {
			finding_print(out, finding, machine, oracle,
				      paths[violation][0] ? paths[violation] : NULL);
			fprintf(out, "\n");
		} else if (out) {
			fprintf(out, "%s as well:  warpage replay %s\n",
				violation_name(finding->violation), paths[violation]);
		}
		printed = true;
	}
	if (out && printed)
		fprintf(out, "\n");
	return good;
}
