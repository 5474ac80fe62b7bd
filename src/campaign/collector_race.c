/*
 * Crashes of the target race. An input need not fail twice, so what counts is what the target told:
 * pair, kind and mix say which crashes are the same, and of each the first is explained by the machine,
 * shrunk and saved, as `warpage stress` does.
 */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "campaign/collector.h"
#include "file/show.h"
#include "input/input_report.h"
#include "analysis/explain.h"
#include "stress/race/race_text.h"

struct race_collector {
	struct input_pairs *pairs;
	struct machine *machine;
	struct oracle oracle;
	struct race_violation violation; /* of the crash at hand */
};

struct race_collector *race_collector_new(void)
{
	struct race_collector *race = calloc(1, sizeof(*race));

	if (!race)
		return NULL;
	race->pairs = input_pairs_new();
	race->machine = machine_new();
	if (oracle_init(&race->oracle) && race->pairs && race->machine)
		return race;
	race_collector_free(race);
	return NULL;
}

void race_collector_free(struct race_collector *race)
{
	if (!race)
		return;
	oracle_free(&race->oracle);
	machine_free(race->machine);
	input_pairs_free(race->pairs);
	free(race);
}

const struct input_pairs *race_collector_pairs(const struct race_collector *race)
{
	return race->pairs;
}

/* The pair as far as a crash without a report has one: the campaign's, or what the input chooses. */
static struct carried guess(const struct collector *collector, const struct taken *taken)
{
	const struct input_options *options = &collector->options;
	struct carried carried = {.format = options->format,
				  .host = options->host,
				  .guest = options->guest,
				  .model = MODEL_X86};
	u8 head[INPUT_RECORD] = {0};

	memcpy(head, taken->data, taken->size < sizeof(head) ? taken->size : sizeof(head));
	if (!carried.host)
		input_pairs_find(collector->pairs, input_code(head + INPUT_AT_HOST),
				 input_code(head + INPUT_AT_GUEST), &carried.format, &carried.host,
				 &carried.guest);
	return carried;
}

/* What the target told, what became of it, and the finding's two columns. */
static char *make_text(struct collector *collector, const char *report, const char *sentence,
		       enum explained explained, const char *path, bool known)
{
	struct race_collector *race = collector->race;
	char *text = NULL, why[256];
	size_t size;
	FILE *out = open_memstream(&text, &size);

	if (!out)
		return NULL;
	fprintf(out, "%s\n%s\n", report, sentence);
	if ((explained == EXPLAINED || explained == EXPLAINED_ERROR) &&
	    finding_replay(collector->finding, race->machine, &race->oracle, 0xa5, why,
			   sizeof(why)) >= 0) {
		fprintf(out, "\n");
		finding_print(out, collector->finding, race->machine, &race->oracle, path,
			      collector->console);
		finding_print_known(out, known);
	}
	fclose(out);
	return text;
}

static void found(struct collector *collector, struct taken *taken, const struct race_options *pair,
		  const char *signature, const char *report)
{
	struct race_collector *race = collector->race;
	struct finding *finding = collector->finding;
	char path[512] = "", sentence[768];
	bool known = false;
	struct collected *new;
	enum explained explained;

	memset(finding, 0, sizeof(*finding));
	explained = explain(pair, &race->violation, &collector->findings, finding, race->machine,
			    &race->oracle, path, sizeof(path), &known);
	if (explained == EXPLAINED_ERROR)
		show(stderr, "warpage fuzz: %s; the finding is kept in memory\n", path);
	if (explained != EXPLAINED && explained != EXPLAINED_ERROR) {
		finding->violation = race->violation.kind;
		finding->format = pair->format;
		finding->host = pair->host;
		finding->guest = pair->guest;
		finding->model = MODEL_X86;
	}
	new = collector_found(collector, taken, signature);
	if (!new)
		return;
	explain_sentence(explained, &race->violation, path, sentence, sizeof(sentence));
	if (explained == EXPLAINED_ERROR)
		collector_not_saved(collector, new);
	if (explained == EXPLAINED)
		snprintf(new->path, sizeof(new->path), "%s", path);
	else
		snprintf(new->why, sizeof(new->why), "%.255s", sentence);
	new->text = make_text(collector, report, sentence, explained, new->path, known);
}

/* Cut off what is for this process, and read it. */
static bool take_violation(struct race_collector *race, char *report, struct race_options *pair)
{
	char *begin = report ? strstr(report, "\n" RACE_TEXT_BEGIN) : NULL, why[256];

	if (!begin)
		return false;
	begin[0] = '\0';
	return race_text_parse(begin + 1, strlen(begin + 1), "report", pair, &race->violation, why,
			       sizeof(why)) &&
	       race->violation.kind < VIOLATIONS;
}

void race_collector_take(struct collector *collector, struct taken *taken, enum crash_kind kind,
			 const char *about)
{
	char *report = input_report_read(collector->reports, taken->data, taken->size);
	struct race_options pair;
	char signature[SIGNATURE_MAX];
	struct carried carried;

	if (!take_violation(collector->race, report, &pair)) {
		carried = guess(collector, taken);
		if (crash_carry(collector, taken, &carried))
			collector_keep(collector, taken, kind, about);
		free(report);
		return;
	}
	race_signature(&pair, &collector->race->violation, signature, sizeof(signature));
	carried = (struct carried){
		.format = pair.format, .host = pair.host, .guest = pair.guest, .model = MODEL_X86};
	if (!collector_is_new(collector, signature))
		collector_drop(collector, taken);
	else if (crash_carry(collector, taken, &carried))
		found(collector, taken, &pair, signature, report);
	free(report);
}
