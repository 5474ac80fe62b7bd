/*
 * Keeps one finding of each bug in a folder. A bug is a kind of violation of a host, a guest and their code, whatever the
 * model, the updates and the reads that show it. A finding is kept unless there is one of the same bug in as strong a model.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "file/folder.h"
#include "finding/finding.h"
#include "finding/finding_head.h"
#include "finding/finding_text_of.h"
#include "text/parser.h"

/* A finding of the folder. */
struct kept {
	char path[PATH_MAX];
	struct finding_head head;
};

/* Is it called as warpage calls findings of this kind and format? */
static bool is_called_so(const char *name, const char *stem, const char *extension)
{
	size_t length = strlen(name), of_kind = (size_t)(strrchr(stem, '-') + 1 - stem);

	return !strncmp(name, stem, of_kind) && length > strlen(extension) &&
	       !strcmp(name + length - strlen(extension), extension);
}

/* Is one better to have than the other? Of the same model the first of all names. */
static bool is_better(const struct kept *kept, const struct kept *other)
{
	if (kept->head.model != other->head.model)
		return kept->head.model < other->head.model;
	return strcmp(kept->path, other->path) < 0;
}

static bool read_head(struct kept *kept)
{
	char why[512];
	size_t length;
	char *text = parser_read_file(kept->path, "finding", &length, why, sizeof(why));
	bool good = text && finding_head_read(text, &kept->head);

	free(text);
	return good;
}

/* The best finding of the same bug that a folder has, into *best. Is there any? */
static bool find_best(const char *folder, const char *stem, const struct finding_head *head,
		      struct kept *best)
{
	bool found = false;
	struct dirent *entry;
	DIR *stream;
	int fd;

	if (folder_open(folder, &fd))
		return false;
	stream = fdopendir(fd);
	if (!stream)
		close(fd);
	while (stream && (entry = readdir(stream))) {
		struct kept kept;

		if (!is_called_so(entry->d_name, stem, ".warp") ||
		    snprintf(kept.path, sizeof(kept.path), "%s/%s", folder, entry->d_name) >=
			    (int)sizeof(kept.path))
			continue;
		if (!read_head(&kept) || !finding_head_same_bug(&kept.head, head))
			continue;
		if (!found || is_better(&kept, best))
			*best = kept;
		found = true;
	}
	if (stream)
		closedir(stream);
	return found;
}

int finding_keep(const struct finding *finding, const struct findings *findings, char *path,
		 size_t size, bool *known)
{
	char stem[FINDING_STEM], *text;
	struct finding_head head;
	struct kept best;

	*known = false;
	text = findings->all ? NULL : finding_text_of(finding);
	if (text && finding_head_read(text, &head)) {
		finding_stem(finding, text, stem);
		*known = find_best(findings->folder, stem, &head, &best) &&
			 best.head.model <= head.model &&
			 strncmp(strrchr(best.path, '/') + 1, stem, strlen(stem)) != 0;
	}
	free(text);
	if (*known)
		return snprintf(path, size, "%s", best.path) < (int)size ? 0 : ENAMETOOLONG;
	return finding_save(finding, findings->folder, path, size);
}

void finding_print_known(FILE *out, bool known)
{
	if (known)
		fprintf(out, "         another finding of the same bug, which was there already; "
			     "--all-findings saves this one, too\n");
}
