/* A table of the pairs that were asked about, and the machine that answers. */
#include "fuzz/racer/racer_pairs.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "input/input.h"
#include "stress/race/race.h"
#include "verify/verify.h"

#define EXECUTIONS 2000	 /* of a pair, to see whether verify refuses it: some milliseconds */
#define UNKNOWN_EXCUSE 0 /* in excuse, which is kept with a bit more */
#define KNOWN_EXCUSE (1u << 30)

struct answer {
	const struct host *host;
	const struct guest *guest;
	char problem[256];
	u32 excuse;
	struct answer *next;
};

struct racer_pairs {
	struct machine *machine;
	struct oracle oracle;
	struct answer *answers;
};

struct racer_pairs *racer_pairs_new(void)
{
	struct racer_pairs *pairs = calloc(1, sizeof(*pairs));

	if (!pairs)
		return NULL;
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
	while (pairs->answers) {
		struct answer *next = pairs->answers->next;

		free(pairs->answers);
		pairs->answers = next;
	}
	oracle_free(&pairs->oracle);
	machine_free(pairs->machine);
	free(pairs);
}

/* Does the host leave vCPUs alone, and live? One plain update tells. */
static bool stands_still(struct racer_pairs *pairs, const struct format *format,
			 const struct host *host)
{
	struct machine_options options = {.format = format, .model = MODEL_SC, .word = 64};
	struct input_plan *plan = calloc(1, sizeof(*plan));
	struct choice *choice = calloc(1, sizeof(*choice));
	struct schedule schedule;
	u8 data[2 * INPUT_RECORD] = {0};
	bool good = false;

	if (plan && choice) {
		data[INPUT_RECORD] = INPUT_UPDATE;
		input_scan(plan, data, sizeof(data));
		input_schedule(plan, format, host, false, &schedule);
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

static void ask(struct racer_pairs *pairs, const struct format *format, struct answer *answer)
{
	struct verdict verdict;

	if (!stands_still(pairs, format, answer->host)) {
		snprintf(answer->problem, sizeof(answer->problem),
			 "%s freezes vCPUs, or dies: use `warpage stress`", answer->host->name);
		return;
	}
	verify_before_race(pairs->machine, &pairs->oracle, format, answer->host, answer->guest,
			   EXECUTIONS, &verdict);
	memcpy(answer->problem, verdict.error, sizeof(answer->problem));
	verdict_free(&verdict);
}

/* The newest pair is in front, as it is mostly asked for again. */
static struct answer *find(struct racer_pairs *pairs, const struct format *format,
			   const struct host *host, const struct guest *guest)
{
	struct answer **link = &pairs->answers, *answer;

	while ((answer = *link) && (answer->host != host || answer->guest != guest))
		link = &answer->next;
	if (answer) {
		*link = answer->next;
	} else {
		answer = calloc(1, sizeof(*answer));
		if (!answer)
			abort();
		answer->host = host;
		answer->guest = guest;
		ask(pairs, format, answer);
	}
	answer->next = pairs->answers;
	pairs->answers = answer;
	return answer;
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
	struct answer *answer = find(pairs, format, host, guest);

	if (answer->excuse == UNKNOWN_EXCUSE)
		answer->excuse = KNOWN_EXCUSE |
				 verify_late(pairs->machine, &pairs->oracle, format, host, guest);
	return answer->excuse & ~KNOWN_EXCUSE;
}
