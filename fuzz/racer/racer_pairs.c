/* A table of the pairs that were asked about, and the machine that answers. */
#include "fuzz/racer/racer_pairs.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "clock/result.h"
#include "fuzz/racer/racer.h"
#include "protocols/registry.h"
#include "stress/cpu/crew.h"
#include "verify/verify.h"

#define EXECUTIONS 2000 /* of a pair, to see whether verify refuses it: some milliseconds */
#define PAIRS_MAX 65536 /* input_pairs_number() is below it */

struct answer {
	char problem[256];
	bool excuse_known;
	u32 excuse;
};

struct racer_pairs {
	const struct input_pairs *all;
	struct machine *machine;
	struct oracle oracle;
	struct answer *answers[PAIRS_MAX];
};

struct racer_pairs *racer_pairs_new(const struct input_pairs *all)
{
	struct racer_pairs *pairs = calloc(1, sizeof(*pairs));

	if (!pairs)
		return NULL;
	pairs->all = all;
	pairs->machine = machine_new();
	if (pairs->machine && oracle_init(&pairs->oracle))
		return pairs;
	machine_free(pairs->machine);
	free(pairs);
	return NULL;
}

void racer_pairs_free(struct racer_pairs *pairs)
{
	if (!pairs)
		return;
	for (unsigned int i = 0; i < PAIRS_MAX; i++)
		free(pairs->answers[i]);
	oracle_free(&pairs->oracle);
	machine_free(pairs->machine);
	free(pairs);
}

/* Does the host leave vCPUs alone, and live? One plain update tells. */
static bool stands_still(struct racer_pairs *pairs, const struct format *format,
			 const struct host *host)
{
	struct machine_options options = {.format = format, .model = MODEL_SC, .word = 64};
	static const struct input_scene alone;
	struct input_plan *plan = calloc(1, sizeof(*plan));
	struct choice *choice = calloc(1, sizeof(*choice));
	struct schedule schedule;
	u8 data[2 * INPUT_RECORD] = {0};
	bool good = false;

	if (plan && choice) {
		data[INPUT_RECORD] = INPUT_UPDATE;
		input_scan(plan, data, sizeof(data));
		input_schedule(plan, format, host, &alone, &schedule);
		machine_setup(pairs->machine, &options);
		choice_bytes(choice, NULL, 0);
		choice_begin(choice);
		good = machine_host(pairs->machine, host, &schedule, choice) &&
		       !machine_log(pairs->machine)->nfreezes && !machine_log(pairs->machine)->died;
	}
	free(plan);
	free(choice);
	return good;
}

/* As they are raced. */
static bool has_instructions(const struct format *format, const struct host *host,
			     const struct guest *guest)
{
	host = registry_find_host(ENGINE_GAPPED, format, host->name);
	guest = registry_find_guest(ENGINE_GAPPED, format, guest->name);
	return !host || !guest || racer_has_instructions(format, host, guest);
}

static struct answer *find(struct racer_pairs *pairs, const struct format *format,
			   const struct host *host, const struct guest *guest)
{
	struct answer **answer = &pairs->answers[input_pairs_number(pairs->all, host, guest)];
	struct verify_options asked = {.format = format, .host = host, .guest = guest, .hosts = 1};
	struct verdict verdict;
	char why[256];

	if (*answer)
		return *answer;
	*answer = calloc(1, sizeof(**answer));
	if (!*answer)
		abort();
	if (!stands_still(pairs, format, host)) {
		snprintf((*answer)->problem, sizeof((*answer)->problem),
			 "%s freezes vCPUs, or dies: use `warpage stress`", host->name);
		return *answer;
	}
	if (result_count(format) > 1) {
		snprintf((*answer)->problem, sizeof((*answer)->problem),
			 "a read of %s returns several numbers: use `warpage stress`",
			 format->name);
		return *answer;
	}
	if (format->still) {
		snprintf((*answer)->problem, sizeof((*answer)->problem),
			 "the clock of %s stands between updates: use `warpage verify`",
			 format->name);
		return *answer;
	}
	verify_before_race(pairs->machine, &pairs->oracle, &asked, EXECUTIONS, &verdict);
	snprintf((*answer)->problem, sizeof((*answer)->problem), "%s",
		 verify_not_shared(&verdict, why, sizeof(why)));
	if (!(*answer)->problem[0] && verdict.vcpus > 1)
		snprintf((*answer)->problem, sizeof((*answer)->problem),
			 "%s asks which vCPU it is on: not raced here, where there is one: use "
			 "warpage stress",
			 guest->name);
	verdict_free(&verdict);
	if (!(*answer)->problem[0] && !has_instructions(format, host, guest))
		snprintf((*answer)->problem, sizeof((*answer)->problem),
			 "%s or %s " GUARD_NO_INSTRUCTION, host->name, guest->name);
	return *answer;
}

const char *racer_pairs_problem(struct racer_pairs *pairs, const struct format *format,
				const struct host *host, const struct guest *guest)
{
	struct answer *answer = find(pairs, format, host, guest);

	return answer->problem[0] ? answer->problem : NULL;
}

u32 racer_pairs_excuse(struct racer_pairs *pairs, const struct format *format,
		       const struct host *host, const struct guest *guest)
{
	struct verify_options asked = {.format = format, .host = host, .guest = guest, .hosts = 1};
	struct answer *answer = find(pairs, format, host, guest);

	if (!answer->excuse_known)
		answer->excuse = verify_late(pairs->machine, &pairs->oracle, &asked);
	answer->excuse_known = true;
	return answer->excuse;
}
