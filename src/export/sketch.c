/* A replayed finding as lines, with what stands above and below them. */
#include "export/sketch.h"

#include <ctype.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "file/text.h"
#include "protocols/registry.h"

static void make_title(struct sketch *sketch)
{
	const struct finding *finding = sketch->finding;
	struct text text = {.out = sketch->title, .size = sizeof(sketch->title)};
	char names[3][REGISTRY_NAME];

	for (const char *c = violation_name(finding->violation); *c; c++)
		text_add(&text, "%c", toupper((unsigned char)*c));
	text_add(&text, "  %s: host %s x guest %s  (model %s%s)",
		 registry_spell(finding->format->name, names[0], sizeof(names[0])),
		 registry_spell(finding->host->name, names[1], sizeof(names[1])),
		 registry_spell(finding->guest->name, names[2], sizeof(names[2])),
		 model_name(finding->model), finding->word == 32 ? ", word 32" : "");
}

static bool make_reason(struct sketch *sketch)
{
	const struct finding *shown = sketch->page.shown ? sketch->page.shown : sketch->finding;
	size_t length;
	FILE *memory = open_memstream(&sketch->reason, &length);

	if (!memory)
		return false;
	finding_print_reason(memory, shown, sketch->export->oracle);
	return !fclose(memory) && sketch->reason;
}

bool sketch_make(struct sketch *sketch, const struct export *export, char *why, size_t size)
{
	bool loads = false;

	*sketch = (struct sketch){
		.export = export, .finding = export->finding, .log = machine_log(export->machine)};
	if (!print_page(&sketch->page, export->finding, export->machine) || !make_reason(sketch)) {
		snprintf(why, size, "out of memory");
		return false;
	}
	make_title(sketch);
	sketch->columns = print_hosts(sketch->finding) + print_reads(sketch->finding);
	for (unsigned int i = 0; i < sketch->page.n; i++)
		if (sketch->page.lines[i].kind == LINE_LOAD) {
			loads = true;
			sketch->from_start |= sketch->page.lines[i].event < 0;
		}
	if (!loads)
		snprintf(why, size,
			 "nothing to draw: no load of it is recorded; `warpage replay` tells what "
			 "it is");
	return loads;
}

void sketch_free(struct sketch *sketch)
{
	print_page_free(&sketch->page);
	free(sketch->reason);
}

unsigned int sketch_update(const struct sketch *sketch, const struct line *line)
{
	return line->event < 0 ? 0 : sketch->log->events[line->event].update;
}

char *sketch_seen(const struct sketch *sketch, const struct line *line, char *out, size_t size)
{
	if (line->event < 0)
		snprintf(out, size, "the page as it started");
	else if (sketch->log->events[line->event].guest)
		snprintf(out, size, "the guest that stores, TSC %" PRIu64,
			 log_tsc(sketch->log, 2 * sketch->log->events[line->event].enter));
	else
		snprintf(out, size, "update %u, stored at TSC %" PRIu64,
			 sketch->log->events[line->event].update,
			 log_tsc(sketch->log, 2 * sketch->log->events[line->event].enter));
	return out;
}

const char *sketch_elsewhere(const struct sketch *sketch, const struct line *line)
{
	const struct finding *finding = sketch->finding;
	const char *file, *slash;

	if (!line->site)
		return NULL;
	file = line->column < (int)finding->schedule.hosts || !line->column ? finding->host->file
									    : finding->guest->file;
	slash = strrchr(line->site->file, '/');
	if (!strcmp(file, line->site->file))
		return NULL;
	return slash ? slash + 1 : line->site->file;
}
