/* Reads the heads of findings, and sorts them by what they are of. */
#include "cli/listed_findings.h"

#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "file/show.h"
#include "cli/replayable.h"
#include "outcome/put.h"
#include "text/parser.h"

struct listed {
	char path[PATH_MAX];
	struct finding_head head;
	enum replayable replayable;
	char why[512]; /* it is not, or changed */
};

/* By format, host, guest and kind, the strongest model first. */
static int compare(const void *a, const void *b)
{
	const struct listed *one = a, *other = b;
	int order = strcmp(one->head.format, other->head.format);

	if (!order)
		order = strcmp(one->head.host, other->head.host);
	if (!order)
		order = strcmp(one->head.guest, other->head.guest);
	if (!order)
		order = (int)one->head.violation - (int)other->head.violation;
	if (!order)
		order = (int)one->head.model - (int)other->head.model;
	return order ? order : strcmp(one->path, other->path);
}

static bool read_one(struct listed *listed)
{
	char why[512];
	size_t length;
	char *text = parser_read_file(listed->path, "finding", &length, why, sizeof(why));
	bool good = text && finding_head_read(text, &listed->head);

	if (!text)
		show(stderr, "warpage list: %s\n", why);
	else if (!good)
		show(stderr, "warpage list: %s: not a finding that this build knows\n",
		     listed->path);
	if (good)
		listed->replayable = replayable(&listed->head, listed->why, sizeof(listed->why));
	free(text);
	return good;
}

static void print_one(const struct listed *listed, const struct console *console)
{
	const struct finding_head *head = &listed->head;
	const char *kind = violation_name(head->violation);

	console_put(stdout, console, PAINT_WRONG, kind, strlen(kind));
	show(stdout, "  %s: host %.*s x guest %.*s   (model %s)\n", head->format,
	     replayable_name(head->host), head->host, replayable_name(head->guest), head->guest,
	     model_name(head->model));
	printf("    %s\n", violation_meaning(head->violation));
	if (listed->replayable != REPLAYABLE_NOT)
		show(stdout, "    warpage replay %s\n", listed->path);
	if (listed->replayable == REPLAYABLE_CHANGED)
		show(stdout, "    changed: %s; replay says whether it is fixed\n", listed->why);
	if (listed->replayable == REPLAYABLE_NOT)
		show(stdout, "    %s cannot be replayed: %s\n", listed->path, listed->why);
}

static void put_name(json_t *object, const char *key, const char *name)
{
	char text[FINDING_HEAD_NAME];

	snprintf(text, sizeof(text), "%.*s", replayable_name(name), name);
	put_text(object, key, text);
}

static void put_one(json_t *array, const struct listed *listed)
{
	const struct finding_head *head = &listed->head;
	char replay[PATH_MAX + 16];
	json_t *object = json_object();

	snprintf(replay, sizeof(replay), "warpage replay %s", listed->path);
	put_text(object, "file", listed->path);
	put_text(object, "kind", violation_name(head->violation));
	put_text(object, "format", head->format);
	put_name(object, "host", head->host);
	put_name(object, "guest", head->guest);
	put_text(object, "model", model_name(head->model));
	put_text(object, "what", violation_meaning(head->violation));
	if (listed->replayable != REPLAYABLE_NOT)
		put_text(object, "replay", replay);
	if (listed->replayable == REPLAYABLE_CHANGED)
		put_text(object, "changed", listed->why);
	if (listed->replayable == REPLAYABLE_NOT)
		put_text(object, "unknown", listed->why);
	json_array_append_new(array, object);
}

static int is_finding(const struct dirent *entry)
{
	const char *dot = strrchr(entry->d_name, '.');

	return entry->d_name[0] != '.' && dot && !strcmp(dot, ".warp");
}

static bool list_all(const char *folder, struct dirent **names, int n, json_t *array,
		     const struct console *console)
{
	struct listed *all = calloc((size_t)n + 1, sizeof(*all));
	bool good = all;
	int read = 0, unknown = 0;

	if (!all)
		show(stderr, "warpage list: out of memory\n");
	for (int i = 0; all && i < n; i++) {
		snprintf(all[read].path, sizeof(all[read].path), "%s%s%s", folder,
			 folder[strlen(folder) - 1] == '/' ? "" : "/", names[i]->d_name);
		if (read_one(&all[read]))
			unknown += all[read++].replayable == REPLAYABLE_NOT;
		else
			good = false;
	}
	if (unknown)
		show(stderr, "warpage list: %s: %d of %d findings cannot be replayed here\n",
		     folder, unknown, read);
	if (all)
		qsort(all, (size_t)read, sizeof(*all), compare);
	for (int i = 0; i < read; i++)
		if (array)
			put_one(array, &all[i]);
		else
			print_one(&all[i], console);
	if (all && !n && !array)
		show(stdout, "no finding in %s\n", folder);
	free(all);
	return good && !unknown;
}

bool listed_findings(const char *folder, json_t *array, const struct console *console)
{
	struct dirent **names;
	int n = scandir(folder, &names, is_finding, alphasort);
	bool good;

	if (n < 0) {
		show(stderr, "warpage list: %s: %s\n", folder, strerror(errno));
		return false;
	}
	good = list_all(folder, names, n, array, console);
	for (int i = 0; i < n; i++)
		free(names[i]);
	free(names);
	return good;
}
