/*
 * Replays inputs of the fuzz targets. All that an input shows is a violation here, listed in the
 * matrix or not; the other variables of src/input/input_config.h count as for the targets.
 */
#include "cli/replay_input.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "file/output.h"
#include "file/show.h"
#include "text/form.h"
#include "input/input_config.h"
#include "input/input_run.h"
#include "protocols/registry.h"

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

static bool take(struct replay_input *replay, const char *path, const char *text, size_t length)
{
	char why[512];

	if (replay_is_text(text, length)) {
		if (input_parse(input_runner_pairs(replay->runner), text, length, path,
				replay->data, &replay->size, why, sizeof(why)))
			return true;
		show(stderr, "warpage replay: %s\n", why);
		return false;
	}
	if (starts(text, length, "finding") || starts(text, length, "schedule")) {
		show(stderr, "warpage replay: %s: a finding or a schedule, not an input\n", path);
		return false;
	}
	if (length > INPUT_BYTES_MAX) {
		show(stderr,
		     "warpage replay: %s: neither the text of an input nor its bytes: those are "
		     "at most %d\n",
		     path, INPUT_BYTES_MAX);
		return false;
	}
	memcpy(replay->data, text, length);
	replay->size = length;
	return true;
}

static void write_text(FILE *out, const struct replay_input *replay)
{
	input_write(out, input_runner_pairs(replay->runner), replay->data, replay->size);
}

/* The text, in memory; the caller frees it. NULL without memory. */
static char *spell(const struct replay_input *replay, size_t *size)
{
	char *text = NULL;
	FILE *memory = open_memstream(&text, size);

	if (!memory)
		return NULL;
	write_text(memory, replay);
	if (!fclose(memory))
		return text;
	free(text);
	return NULL;
}

static bool saved(const char *path, int error)
{
	if (error)
		show(stderr, "warpage replay: %s: the input is not saved: %s\n", path,
		     file_strerror(error));
	return !error;
}

/* Save the input where it is wanted; false after one line on stderr. */
static bool save(const struct replay_input *replay, const struct replay_output *output)
{
	char *text;
	size_t size;
	bool good;

	if (output->bytes && !saved(output->bytes, file_put(output->bytes, NULL, replay->data,
							    replay->size, output->force)))
		return false;
	if (!output->text)
		return true;
	text = spell(replay, &size);
	good = saved(output->text,
		     text ? file_put(output->text, INPUT_MARK, text, size, output->force) : ENOMEM);
	free(text);
	return good;
}

static void print_json(const struct replay_input *replay, const char *path)
{
	const struct input_verdict *verdict = &replay->verdict;
	char format[64], host[64], guest[64], *text;
	json_t *object, *violations = json_array();
	size_t size;

	for (int v = 0; v < VIOLATIONS; v++)
		if (verdict->violations >> v & 1)
			json_array_append_new(violations,
					      json_string(violation_name((enum violation)v)));
	text = spell(replay, &size);
	object = json_pack("{s:o, s:s, s:s, s:s, s:s, s:s, s:o, s:s}", "file",
			   common_json_name(path), "format",
			   registry_spell(verdict->format->name, format, sizeof(format)), "host",
			   registry_spell(verdict->host->name, host, sizeof(host)), "guest",
			   registry_spell(verdict->guest->name, guest, sizeof(guest)), "model",
			   model_name(verdict->model), "replayed",
			   violation_name(verdict->violation), "violations", violations, "text",
			   text ? text : "");
	json_dumpf(object, stdout, JSON_COMPACT);
	printf("\n");
	json_decref(object);
	free(text);
}

/* The two columns; false after one line on stderr. */
static bool print_finding(struct replay_input *replay, const char *path)
{
	char why[256];

	if (!input_finding(replay->runner, replay->verdict.violation, &replay->finding, why,
			   sizeof(why))) {
		show(stderr, "warpage replay: %s: a violation that does not come back: %s\n", path,
		     why);
		return false;
	}
	printf("\n");
	input_print(stdout, replay->runner, &replay->finding, path);
	printf("\n");
	return true;
}

enum status replay_input(struct replay_input *replay, const char *path, const char *text,
			 size_t length, enum replay_style style, const struct replay_output *output)
{
	struct input_verdict *verdict = &replay->verdict;

	if (!take(replay, path, text, length))
		return STATUS_ERROR;
	if (!save(replay, output))
		return STATUS_ERROR;
	if (input_run(replay->runner, replay->data, replay->size, verdict) == INPUT_ERROR) {
		show(stderr, "warpage replay: %s: %s\n", path, verdict->error);
		return STATUS_ERROR;
	}
	if (style == REPLAY_JSON) {
		print_json(replay, path);
	} else {
		show(stdout, "%s: an input, %s\n", path,
		     verdict->violations ? violation_name(verdict->violation) : "no violation");
		if (style == REPLAY_FULL) {
			write_text(stdout, replay);
			if (verdict->violations && !print_finding(replay, path))
				return STATUS_ERROR;
		}
	}
	return verdict->violations ? STATUS_VIOLATION : STATUS_CLEAN;
}
