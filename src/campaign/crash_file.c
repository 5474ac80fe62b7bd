/*
 * Files of crashes. An engine saves the bytes that it ran, which say nothing of the pair and the model
 * that the environment had fixed; here they get to, so that a file is enough to replay its crash.
 */
#include <errno.h>
#include <inttypes.h>
#include <string.h>
#include <unistd.h>

#include "campaign/collector.h"
#include "input/input_report.h"
#include "protocols/registry.h"

/* "FOLDER/crash-FORMAT-HOST-GUEST-HASH", the folder being that of path. */
static void make_name(const char *path, const struct carried *carried, const struct taken *taken,
		      char *out, size_t size)
{
	const char *slash = strrchr(path, '/');
	char format[64], host[64], guest[64];

	snprintf(out, size, "%.*scrash-%s-%s-%s-%016" PRIx64, slash ? (int)(slash - path) + 1 : 0,
		 path, registry_spell(carried->format->name, format, sizeof(format)),
		 registry_spell(carried->host->name, host, sizeof(host)),
		 registry_spell(carried->guest->name, guest, sizeof(guest)),
		 input_hash(taken->data, taken->size));
}

static bool is_kept(const struct collector *collector, const char *path)
{
	for (unsigned int i = 0; i < collector->nfound; i++)
		if (!strcmp(collector->found[i].crash, path))
			return true;
	for (unsigned int i = 0; i < collector->nkept; i++)
		if (!strcmp(collector->kept[i].path, path))
			return true;
	return false;
}

static int write_file(const char *path, const struct taken *taken)
{
	FILE *file = fopen(path, "wb");
	int error = 0;

	if (!file)
		return errno;
	if (fwrite(taken->data, 1, taken->size, file) != taken->size)
		error = errno ? errno : EIO;
	if (fclose(file) && !error)
		error = errno;
	if (error)
		unlink(path);
	return error;
}

bool crash_carry(struct collector *collector, struct taken *taken, const struct carried *carried)
{
	char before[600], after[600], path[sizeof(taken->path)];
	int error;

	input_report_path(collector->reports, taken->data, taken->size, before, sizeof(before));
	if (!carried->guest || !input_carry(collector->pairs, carried, taken->data, &taken->size))
		return true;
	rename(before, input_report_path(collector->reports, taken->data, taken->size, after,
					 sizeof(after)));
	if (taken->lost)
		return true;
	make_name(taken->path, carried, taken, path, sizeof(path));
	if (is_kept(collector, path)) {
		collector->duplicates++;
		if (strcmp(path, taken->path))
			unlink(taken->path);
		return false;
	}
	if (!strcmp(path, taken->path))
		return true;
	error = write_file(path, taken);
	if (error) {
		fprintf(stderr, "warpage fuzz: %s: the crash file does not name its pair: %s\n",
			taken->path, strerror(error));
		return true;
	}
	unlink(taken->path);
	snprintf(taken->path, sizeof(taken->path), "%s", path);
	return true;
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
	    (!carried.deaths || options->deaths))
		return false;
	snprintf(about, size, "it is of %s", carried_text(&carried, text, sizeof(text)));
	return true;
}
