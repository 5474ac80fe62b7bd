/* Writes, syncs and names inputs, and keeps copies of what it could not write. */
#define _GNU_SOURCE
#include "campaign/unsaved.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "file/output.h"
#include "file/show.h"
#include "text/base64.h"

/* What an engine wrote, before it is told to anybody. */
static int sync_file(const char *path)
{
	const char *name;
	int folder, file, error = folder_of(path, &name, &folder);

	if (error)
		return error;
	file = openat(folder, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
	if (file < 0 || fsync(file))
		error = errno;
	else
		error = folder_sync(folder);
	if (file >= 0)
		close(file);
	close(folder);
	return error;
}

static void complain(const struct collector *collector, int error, bool lost)
{
	show(stderr, "warpage fuzz: %s: %s: %s\n", collector->crashes,
	     lost ? "an input is not saved, it is kept in memory"
		  : "a crash file does not name its pair",
	     file_strerror(error));
}

void crash_settle(struct collector *collector, struct taken *taken)
{
	const char *slash = strrchr(taken->path, '/');
	char name[300], path[sizeof(taken->path)];
	bool carries;
	int error;

	if (taken->settled || !taken->data)
		return;
	taken->settled = true;
	carries = crash_name(collector, taken->data, taken->size, name, sizeof(name));
	if (!taken->lost && (!carries || !strcmp(name, slash ? slash + 1 : taken->path))) {
		error = sync_file(taken->path);
		taken->lost = error;
		if (error)
			complain(collector, error, true);
		return;
	}
	error = file_add(collector->crashes, name, "", taken->data, taken->size, NULL, path,
			 sizeof(path));
	if (error && !taken->lost)
		taken->lost = sync_file(taken->path);
	if (error) {
		complain(collector, error, taken->lost);
		return;
	}
	if (!taken->lost && strcmp(path, taken->path))
		unlink(taken->path);
	taken->lost = false;
	snprintf(taken->path, sizeof(taken->path), "%s", path);
}

void unsaved_keep(struct unsaved *unsaved, const struct taken *taken)
{
	if (!taken->lost || !taken->data)
		return;
	unsaved->input = malloc(taken->size + 1);
	if (!unsaved->input)
		return;
	memcpy(unsaved->input, taken->data, taken->size);
	unsaved->ninput = taken->size;
}

void unsaved_free(struct unsaved *unsaved)
{
	free(unsaved->input);
	free(unsaved->finding);
	*unsaved = (struct unsaved){0};
}

char *unsaved_input_text(const struct collector *collector, const struct unsaved *unsaved)
{
	char *text = NULL;
	size_t length;
	FILE *out = unsaved->input ? open_memstream(&text, &length) : NULL;

	if (!out)
		return NULL;
	if (collector->pairs)
		input_write(out, collector->pairs, unsaved->input, unsaved->ninput);
	else
		base64_write(out, unsaved->input, unsaved->ninput);
	fclose(out);
	return text;
}

char *unsaved_finding_text(const struct finding *finding)
{
	char *text = NULL;
	size_t length;
	FILE *out = finding ? open_memstream(&text, &length) : NULL;

	if (!out)
		return NULL;
	finding_write(out, finding);
	fclose(out);
	return text;
}

/* The input of a crash into a file, whose path is put where it belongs. */
static void retry_input(const struct collector *collector, struct unsaved *unsaved, char *path,
			size_t size)
{
	char name[300];

	if (!unsaved->input)
		return;
	crash_name(collector, unsaved->input, unsaved->ninput, name, sizeof(name));
	if (file_add(collector->crashes, name, "", unsaved->input, unsaved->ninput, NULL, path,
		     size)) {
		path[0] = '\0';
		return;
	}
	free(unsaved->input);
	unsaved->input = NULL;
}

void unsaved_retry(struct collector *collector)
{
	for (unsigned int i = 0; i < collector->nfound; i++) {
		struct collected *found = &collector->found[i];
		bool known;

		retry_input(collector, &found->unsaved, found->crash, sizeof(found->crash));
		if (!found->unsaved.finding)
			continue;
		if (finding_keep(found->unsaved.finding, &collector->findings, found->path,
				 sizeof(found->path), &known)) {
			found->path[0] = '\0';
			continue;
		}
		free(found->unsaved.finding);
		found->unsaved.finding = NULL;
		found->why[0] = '\0';
		collector->unsaved--;
	}
	for (unsigned int i = 0; i < collector->nkept; i++)
		retry_input(collector, &collector->kept[i].unsaved, collector->kept[i].path,
			    sizeof(collector->kept[i].path));
}

unsigned int unsaved_count(const struct collector *collector)
{
	unsigned int n = 0;

	for (unsigned int i = 0; i < collector->nfound; i++)
		n += !!collector->found[i].unsaved.input + !!collector->found[i].unsaved.finding;
	for (unsigned int i = 0; i < collector->nkept; i++)
		n += !!collector->kept[i].unsaved.input;
	return n;
}
