/*
 * Files of crashes. An engine saves the bytes that it ran, which say nothing of the pair and the model
 * that the environment had fixed; here they get to, so that a file is enough to replay its crash.
 */
#include <inttypes.h>
#include <string.h>
#include <unistd.h>

#include "campaign/collector.h"
#include "input/input_report.h"
#include "protocols/registry.h"

bool crash_name(const struct collector *collector, const u8 *data, size_t size, char *out,
		size_t room)
{
	char format[REGISTRY_NAME], host[REGISTRY_NAME], guest[REGISTRY_NAME];
	struct carried carried;
	u64 hash = input_hash(data, size);

	if (!collector->pairs || !input_carries(collector->pairs, data, size, &carried)) {
		snprintf(out, room, "crash-%016" PRIx64, hash);
		return false;
	}
	snprintf(out, room, "crash-%s-%s-%s-%016" PRIx64,
		 registry_spell(carried.format->name, format, sizeof(format)),
		 registry_spell(carried.host->name, host, sizeof(host)),
		 registry_spell(carried.guest->name, guest, sizeof(guest)), hash);
	for (char *c = out; *c; c++)
		if (*c == '/' || *c == ':') /* of a user's file */
			*c = '_';
	return true;
}

static bool same(const struct unsaved *unsaved, const char *kept, const char *path,
		 const struct taken *taken)
{
	return unsaved->input ? unsaved->ninput == taken->size &&
					!memcmp(unsaved->input, taken->data, taken->size)
			      : !strcmp(kept, path);
}

static bool is_kept(const struct collector *collector, const char *path, const struct taken *taken)
{
	for (unsigned int i = 0; i < collector->nfound; i++)
		if (same(&collector->found[i].unsaved, collector->found[i].crash, path, taken))
			return true;
	for (unsigned int i = 0; i < collector->nkept; i++)
		if (same(&collector->kept[i].unsaved, collector->kept[i].path, path, taken))
			return true;
	return false;
}

bool crash_carry(struct collector *collector, struct taken *taken, const struct carried *carried)
{
	char before[600], after[600], path[sizeof(taken->path)], name[300];

	input_report_path(collector->reports, taken->data, taken->size, before, sizeof(before));
	if (!carried->guest || !input_carry(collector->pairs, carried, taken->data, &taken->size))
		return true;
	rename(before, input_report_path(collector->reports, taken->data, taken->size, after,
					 sizeof(after)));
	crash_name(collector, taken->data, taken->size, name, sizeof(name));
	if ((size_t)snprintf(path, sizeof(path), "%s/%s", collector->crashes, name) >= sizeof(path))
		return true;
	if (!is_kept(collector, path, taken))
		return true;
	collector->duplicates++;
	if (!taken->lost && strcmp(path, taken->path))
		unlink(taken->path);
	return false;
}

/* Are as many hosts and vCPUs there, with TSCs that may stand so? */
static bool same_scene(const struct input_options *options, const struct carried *carried)
{
	return (carried->hosts > 1) == (options->hosts > 1) &&
	       (carried->given ? carried->vcpus : 0) == options->vcpus &&
	       (carried->vcpus <= 1 || !options->tscs || options->tscs >> carried->tscs & 1);
}

bool crash_left_out(const struct collector *collector, const struct taken *taken, char *about,
		    size_t size)
{
	const struct input_options *options = &collector->options;
	struct carried carried;
	char text[SIGNATURE_MAX];

	if (!taken->old || !collector->pairs ||
	    !input_carries(collector->pairs, taken->data, taken->size, &carried))
		return false;
	if ((!options->host ||
	     (options->host == carried.host && options->guest == carried.guest)) &&
	    (collector->race || options->models >> carried.model & 1) &&
	    (!carried.deaths || options->deaths) &&
	    (collector->race || same_scene(options, &carried)))
		return false;
	snprintf(about, size, "it is of %s", carried_text(&carried, text, sizeof(text)));
	return true;
}
