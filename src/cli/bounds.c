/* Options that verify and search have in common. */
#include "cli/bounds.h"

#include "file/show.h"

#define RETRIES_MAX 1000

bool bounds_option(struct trial *trial, int option)
{
	struct verify_options *options = &trial->options;

	switch (option) {
	case OPT_MODEL:
		if (!common_models(trial->command, optarg, &trial->models))
			return false;
		options->model = (enum model)__builtin_ctz(trial->models);
		return true;
	case OPT_UPDATES:
		return common_uint(trial->command, "updates", optarg, 1, UPDATES_MAX,
				   &options->updates);
	case OPT_HOSTS:
		return common_uint(trial->command, "hosts", optarg, 1, HOSTS_MAX, &options->hosts);
	case OPT_RETRIES:
		return common_uint(trial->command, "retries", optarg, 0, RETRIES_MAX,
				   &options->retries);
	case OPT_READERS:
		return common_uint(trial->command, "readers", optarg, 1, JOINT_READERS_MAX,
				   &options->readers);
	case OPT_READS:
		return common_uint(trial->command, "reads", optarg, 1, JOINT_READS_MAX,
				   &options->reads);
	case OPT_WORD:
		if (!common_uint(trial->command, "word", optarg, 32, 64, &options->word))
			return false;
		if (options->word == 32 || options->word == 64)
			return true;
		show(stderr, "warpage %s: --word is 32 or 64\n", trial->command);
		return false;
	case OPT_VCPUS:
		return common_uint(trial->command, "vcpus", optarg, 1, VCPUS_MAX, &options->vcpus);
	case OPT_TSCS:
		return common_tscs(trial->command, optarg, &options->tscs);
	case OPT_MIGRATIONS:
		return common_uint(trial->command, "migrations", optarg, 1, 8, &options->moves);
	case OPT_DEATHS:
		options->deaths = true;
		return true;
	case OPT_FINDINGS:
		trial->findings.folder = optarg;
		return common_folder(trial->command, "findings", optarg);
	case OPT_ALL_FINDINGS:
		trial->findings.all = true;
		return true;
	default: /* if it is none, getopt has complained */
		return printer_option(&trial->printer, option, optarg);
	}
}

bool bounds_check(const struct trial *trial)
{
	const struct verify_options *options = &trial->options;

	if (options->vcpus == 1 && (options->tscs || options->moves))
		return common_misused(trial->command,
				      "--tscs and --migrations are of several vCPUs");
	if (options->hosts <= 1)
		return true;
	if (options->deaths)
		return common_misused(trial->command, "--deaths goes with one host");
	if (options->updates < 2)
		return common_misused(trial->command,
				      "--hosts 2 takes 2 updates or more, one for each");
	return true;
}
