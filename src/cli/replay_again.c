/*
 * A finding that does not come back: of a protocol that was mended since, if every execution of its
 * schedule is right now. That is a proof for this schedule alone, and told so.
 */
#include "cli/replay_again.h"

#include <inttypes.h>

#include "cli/stop.h"
#include "cli/words.h"
#include "file/show.h"
#include "protocols/registry.h"

#define RETRIES 3
#define EXECUTIONS 5000000 /* of one schedule: some seconds */

struct again {
	const struct finding *finding;
	struct verify_options options;
	struct verdict verdict;
	struct machine *machine;
	struct oracle *oracle;
	const char *path;
	bool fits;
};

void replay_json(const struct finding *finding, const char *path, const char *replayed,
		 json_t *explored)
{
	char format[64], host[64], guest[64];
	json_t *object =
		json_pack("{s:o, s:s, s:s, s:s, s:s, s:s, s:s}", "file", common_json_name(path),
			  "format", registry_spell(finding->format->name, format, sizeof(format)),
			  "host", registry_spell(finding->host->name, host, sizeof(host)), "guest",
			  registry_spell(finding->guest->name, guest, sizeof(guest)), "model",
			  model_name(finding->model), "recorded",
			  violation_name(finding->violation), "replayed", replayed);

	if (explored)
		json_object_set_new(object, "explored", explored);
	json_dumpf(object, stdout, JSON_COMPACT);
	printf("\n");
	json_decref(object);
}

/* All executions of the schedule, under both poisons; the verdict has an error if those differ. */
static void explore(struct again *again)
{
	struct verify_options options = again->options;
	struct verdict other, *verdict = &again->verdict;

	options.other_poison = true;
	verify_schedule(again->machine, again->oracle, &options, &again->finding->schedule, &other);
	verify_schedule(again->machine, again->oracle, &again->options, &again->finding->schedule,
			verdict);
	if (!verdict->error[0] && !*options.stop && other.trace != verdict->trace)
		snprintf(verdict->error, sizeof(verdict->error),
			 "the guest reads the page in a way that the machine does not see");
	verdict_free(&other);
	common_confirm(again->machine, again->oracle, verdict);
}

/* Why nothing can be said of the schedule, or NULL. */
static const char *why_not(const struct again *again)
{
	const struct verdict *verdict = &again->verdict;

	switch (verdict_word(verdict)) {
	case VERDICT_ERROR:
		return verdict->error;
	case VERDICT_UNFINISHED:
		if (verdict->interrupted)
			return "interrupted";
		return "its schedule has too many executions to explore all of them";
	case VERDICT_NOTHING_TESTED:
		return verdict->accepted
			       ? "no read of its schedule overlaps an update: nothing tested"
			       : "no read of its schedule is accepted: nothing tested";
	default:
		return NULL;
	}
}

static void print_covered(const struct again *again)
{
	const struct verdict *verdict = &again->verdict;
	char retries[128];

	printf("  explored   %" PRIu64 " executions of its schedule in %s, %s: %" PRIu64
	       " reads accepted, of which %" PRIu64 " overlapped an update, %" PRIu64
	       " fell back\n",
	       verdict->executions, model_name(again->finding->model),
	       verdict->complete ? "all there are" : "not all", verdict->accepted,
	       verdict->accepted_overlapped, verdict->fell_back);
	printf("  covers     this schedule alone, any number of readers, %s\n",
	       words_retries(&again->options, verdict, retries, sizeof(retries)));
}

static void print_right(const struct again *again, enum replay_style style)
{
	const struct verdict *verdict = &again->verdict;
	const char *recorded = violation_name(again->finding->violation);

	if (verdict_word(verdict) == VERDICT_WITHIN_RETRIES)
		show(stdout,
		     "%s: %s recorded, not seen again: no violation within %u retries in %" PRIu64
		     " executions of its schedule\n",
		     again->path, recorded, RETRIES, verdict->executions);
	else
		show(stdout,
		     "%s: %s recorded, fixed: no violation in all %" PRIu64
		     " executions of its schedule, %" PRIu64 " reads overlapped an update\n",
		     again->path, recorded, verdict->executions, verdict->overlapped);
	if (style == REPLAY_FULL)
		print_covered(again);
}

static void print_wrong(struct again *again, enum replay_style style)
{
	const struct verdict *verdict = &again->verdict;
	enum violation recorded = again->finding->violation, shown = recorded;
	char kinds[WORDS_CELL], why[256];

	show(stdout, "%s: %s recorded, %s; but its schedule shows %s\n", again->path,
	     violation_name(recorded),
	     again->fits ? "no violation of these reads now"
			 : "and these reads are not made any more",
	     words_kinds(verdict_violations(verdict), "", kinds, sizeof(kinds)));
	if (style != REPLAY_FULL)
		return;
	print_covered(again);
	if (!verdict->found[shown])
		shown = verdict->first;
	if (!verdict->found[shown])
		return;
	finding_replay(verdict->found[shown], again->machine, again->oracle, 0xa5, why,
		       sizeof(why));
	printf("\n");
	finding_print(stdout, verdict->found[shown], again->machine, again->oracle, NULL);
	printf("\n");
}

enum status replay_again(const struct finding *finding, bool fits, struct machine *machine,
			 struct oracle *oracle, const char *path, enum replay_style style)
{
	struct again again = {.finding = finding,
			      .options = {.format = finding->format,
					  .host = finding->host,
					  .guest = finding->guest,
					  .model = finding->model,
					  .word = finding->word,
					  .retries = RETRIES,
					  .limit = EXECUTIONS,
					  .stop = stop_catch()},
			      .machine = machine,
			      .oracle = oracle,
			      .path = path,
			      .fits = fits};
	enum status status = STATUS_CLEAN;
	const char *why;

	explore(&again);
	why = why_not(&again);
	if (why) {
		show(stderr, "warpage replay: %s: %s recorded, %s: %s\n", path,
		     violation_name(finding->violation),
		     fits ? "no violation of these reads now"
			  : "and these reads are not made any more",
		     why);
		status = STATUS_ERROR;
	} else {
		if (verdict_violations(&again.verdict))
			status = STATUS_VIOLATION;
		if (style == REPLAY_JSON)
			replay_json(finding, path, fits ? violation_name(VIOLATION_NONE) : "misfit",
				    words_json(&again.options, &again.verdict));
		else if (status == STATUS_VIOLATION)
			print_wrong(&again, style);
		else
			print_right(&again, style);
	}
	verdict_free(&again.verdict);
	return status;
}
