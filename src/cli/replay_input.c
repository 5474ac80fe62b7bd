/*
 * Replays inputs of the fuzz targets. All that an input shows is a violation here, listed in the
 * matrix or not; the other variables of src/input/input_config.h count as for the targets.
 */
#include "cli/replay_input.h"

#include <stdlib.h>
#include <string.h>

#include "file/output.h"
#include "file/show.h"
#include "text/form.h"
#include "input/input_config.h"
#include "input/input_run.h"
#include "outcome/put.h"
#include "protocols/registry_tell.h"

struct replay_input {
	struct input_runner *runner;
	struct input_verdict verdict;
	struct finding finding;
	size_t size;
	u8 data[INPUT_BYTES_MAX];
};

struct replay_input *replay_input_new(void)
{
	struct replay_input *replay = calloc(1, sizeof(*replay));
	struct input_options options;
	bool feedback;
	char why[200];

	if (!input_configure(&options, &feedback, why, sizeof(why))) {
		show(stderr, "warpage replay: %s\n", why);
		free(replay);
		return NULL;
	}
	options.known = true;
	options.carried = true;
	if (replay)
		replay->runner = input_runner_new(&options);
	if (!replay || !replay->runner) {
		fprintf(stderr, "warpage replay: out of memory\n");
		free(replay);
		return NULL;
	}
	return replay;
}

void replay_input_free(struct replay_input *replay)
{
	if (!replay)
		return;
	input_runner_free(replay->runner);
	free(replay);
}

/* Does the first line that is neither empty nor a comment start with "warpage", and with that? */
static bool starts(const char *text, size_t length, const char *second)
{
	struct parser parser;
	char ignored[256];
	const char *name;

	parser_begin(&parser, "", text, length, ignored, sizeof(ignored));
	name = form_name(&parser);
	return name && !strcmp(name, second);
}

bool replay_is_text(const char *text, size_t length)
{
	return starts(text, length, "input");
}

/* false: why (size bytes) has one line. */
static bool take(struct replay_input *replay, const char *path, const char *text, size_t length,
		 char *why, size_t size)
{
	if (replay_is_text(text, length))
		return input_parse(input_runner_pairs(replay->runner), text, length, path,
				   replay->data, &replay->size, why, size);
	if (starts(text, length, "finding") || starts(text, length, "schedule")) {
		snprintf(why, size, "%s: a finding or a schedule, not an input", path);
		return false;
	}
	if (length > INPUT_BYTES_MAX) {
		snprintf(why, size,
			 "%s: neither the text of an input nor its bytes: those are at most %d",
			 path, INPUT_BYTES_MAX);
		return false;
	}
	memcpy(replay->data, text, length);
	replay->size = length;
	return true;
}

static bool saved(const char *path, int error, char *why, size_t size)
{
	if (error)
		snprintf(why, size, "%s: the input is not saved: %s", path, file_strerror(error));
	return !error;
}

/* Save the input where it is wanted. */
static bool save(const struct replay_input *replay, const struct said *text,
		 const struct replay_output *output, char *why, size_t size)
{
	const char *said = said_text(text);

	if (output->text && said_lost(text)) {
		snprintf(why, size, "%s: the input is not saved: out of memory", output->text);
		return false;
	}
	if (output->bytes &&
	    !saved(output->bytes,
		   file_put(output->bytes, NULL, replay->data, replay->size, output->force), why,
		   size))
		return false;
	return !output->text ||
	       saved(output->text,
		     file_put(output->text, INPUT_MARK, said, strlen(said), output->force), why,
		     size);
}

/* The two columns. */
static bool print_finding(struct replay_input *replay, FILE *out, const char *path,
			  const struct console *console, char *why, size_t size)
{
	char reason[256];

	if (!input_finding(replay->runner, replay->verdict.violation, &replay->finding, reason,
			   sizeof(reason))) {
		snprintf(why, size, "%s: a violation that does not come back: %s", path, reason);
		return false;
	}
	fprintf(out, "\n");
	input_print(out, replay->runner, &replay->finding, path, console);
	fprintf(out, "\n");
	return true;
}

static void tell(const struct input_verdict *verdict, struct outcome *outcome, const char *path,
		 const struct console *console)
{
	registry_put_pair(outcome->parameters, verdict->format, verdict->host, verdict->guest);
	put_text(outcome->parameters, "model", model_name(verdict->model));
	put_text(outcome->counts, "replayed", violation_name(verdict->violation));
	for (int v = 0; v < VIOLATIONS; v++)
		if (verdict->violations >> v & 1)
			outcome_violation(outcome, violation_name((enum violation)v),
					  violation_grade((enum violation)v), 1);
	outcome_judge(outcome, verdict->violations ? OUTCOME_VIOLATION : OUTCOME_CLEAN, NULL);
	snprintf(outcome->words, sizeof(outcome->words), "an input, %s",
		 verdict->violations ? violation_name(verdict->violation) : "no violation");
	console_say(said_more(&outcome->text), console, path, outcome->words);
}

/* false: why (size bytes) has one line. */
static bool run(struct replay_input *replay, struct outcome *outcome, const char *path,
		const struct said *text, bool full, const struct console *console, char *why,
		size_t size)
{
	struct input_verdict *verdict = &replay->verdict;
	FILE *out;

	if (input_run(replay->runner, replay->data, replay->size, verdict) == INPUT_ERROR) {
		snprintf(why, size, "%s: %s", path, verdict->error);
		return false;
	}
	tell(verdict, outcome, path, console);
	if (!full)
		return true;
	out = said_more(&outcome->text);
	fputs(said_text(text), out);
	return !verdict->violations || print_finding(replay, out, path, console, why, size);
}

void replay_input(struct replay_input *replay, struct outcome *outcome, const char *path,
		  const char *text, size_t length, bool full, const struct console *console,
		  const struct replay_output *output)
{
	struct said said = {0};
	char why[512];
	bool good = take(replay, path, text, length, why, sizeof(why));

	if (good) {
		input_write(said_more(&said), input_runner_pairs(replay->runner), replay->data,
			    replay->size);
		put_text(outcome->parameters, "text", said_text(&said));
		good = save(replay, &said, output, why, sizeof(why)) &&
		       run(replay, outcome, path, &said, full, console, why, sizeof(why));
	}
	if (!good)
		outcome_judge(outcome, OUTCOME_ERROR, "%s", why);
	said_free(&said);
}
