/*
 * What the race engine costs and reaches, as ratios of races of this one run:
 * - reads per second with all checks against the bare loop of the same guest against the same
 *   host, in slices that alternate, so that both meet the same load;
 * - updates torn in the default mode, and with --tight aimed against free-running.
 * usage: bench_race [SECONDS-PER-SLICE]
 */
#include <stdio.h>
#include <stdlib.h>

#include "protocols/registry.h"
#include "stress/cpu/pin.h"
#include "stress/race/race.h"

#define SLICES 7

static unsigned int cpus[RACE_CPUS_MAX], ncpus;
static double seconds = 0.5;

static struct race_options pair(const char *format, const char *host, const char *guest)
{
	struct race_options options = {.seconds = seconds, .seed = 1, .aim = true, .cpus = cpus};

	options.ncpus = ncpus;
	options.format = registry_find_format(format);
	options.host = registry_find_host(ENGINE_NATIVE, options.format, host);
	options.guest = registry_find_guest(ENGINE_NATIVE, options.format, guest);
	if (!options.host || !options.guest)
		exit(2);
	return options;
}

static void pauses(struct race_options *options)
{
	options->gapped_host =
		registry_find_host(ENGINE_GAPPED, options->format, options->host->name);
	options->gapped_guest =
		registry_find_guest(ENGINE_GAPPED, options->format, options->guest->name);
}

static const struct race_counts *race(const struct race_options *options, double *rate)
{
	static struct race_summary summary;
	int status = race_run(options, &summary);

	if (status) {
		fprintf(stderr, "bench_race: %s\n", summary.reason);
		exit(status < 0 ? 2 : status);
	}
	if (rate)
		*rate = (double)summary.total.counts.reads / summary.seconds;
	return &summary.total.counts;
}

static int compare(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return x < y ? -1 : x > y;
}

static void cost(const char *host, const char *guest, unsigned int pace, bool gapped)
{
	struct race_options options = pair("hyperv-tsc", host, guest);
	double ratios[SLICES], checked = 0, bare = 0;

	options.pace = pace;
	for (unsigned int i = 0; i < SLICES; i++) {
		options.seed = i;
		options.bare = true;
		race(&options, &bare);
		options.bare = false;
		if (gapped)
			pauses(&options);
		race(&options, &checked);
		options.gapped_host = NULL;
		options.gapped_guest = NULL;
		ratios[i] = checked / bare;
	}
	qsort(ratios, SLICES, sizeof(ratios[0]), compare);
	printf("%-12s x %-12s %6u updates/s%s: %.2f of the bare loop (%.2f to %.2f; bare %.1f M "
	       "reads/s)\n",
	       host, guest, pace, gapped ? ", pauses" : "        ", ratios[SLICES / 2], ratios[0],
	       ratios[SLICES - 1], bare / 1e6);
}

static void reach(const char *what, unsigned int pace, bool gapped, bool aim, double for_seconds)
{
	struct race_options options = pair("hyperv-tsc", "single-store", "hv-seed");
	const struct race_counts *counts;

	options.pace = pace;
	options.aim = aim;
	options.seconds = for_seconds;
	if (gapped)
		pauses(&options);
	counts = race(&options, NULL);
	printf("single-store x hv-seed, %-28s %8llu of %9llu updates torn: %.2g %%\n", what,
	       (unsigned long long)counts->torn_updates, (unsigned long long)counts->updates,
	       100.0 * (double)counts->torn_updates / (double)counts->updates);
}

int main(int argc, char **argv)
{
	if (argc > 1)
		seconds = atof(argv[1]);
	ncpus = pin_allowed(cpus, RACE_CPUS_MAX);
	cost("invalidate", "hv-ordered", 1000, false);
	cost("invalidate", "hv-ordered", 1000, true);
	cost("invalidate", "hv-seed", 1000, false);
	cost("invalidate", "hv-seed", 1000, true);
	reach("default", 0, true, true, 4 * seconds);
	reach("default, 100 updates/s", 100, true, true, 10 * seconds);
	reach("tight, aimed, 10000/s", 10000, false, true, 10 * seconds);
	reach("tight, free-running, 10000/s", 10000, false, false, 10 * seconds);
	reach("tight, aimed", 0, false, true, 10 * seconds);
	reach("tight, free-running", 0, false, false, 10 * seconds);
	return 0;
}
