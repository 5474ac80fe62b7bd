/*
 * Runs a target on files and on all files of folders, without any fuzzer: each once, in the order of
 * their names. Whatever makes a target fail aborts here, too, after its name has been printed.
 */
#include <errno.h>
#include <fts.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fuzz/engine/engine.h"
#include "file/show.h"

#define FILE_MAX (1 << 20)

static void run_file(const char *path)
{
	FILE *file = fopen(path, "rb");
	uint8_t *data = malloc(FILE_MAX), *exact;
	size_t size;

	if (!file || !data) {
		show(stderr, "%s: %s\n", path, strerror(errno));
		exit(2);
	}
	size = fread(data, 1, FILE_MAX, file);
	if (ferror(file)) {
		show(stderr, "%s: %s\n", path, strerror(errno));
		exit(2);
	}
	fclose(file);
	/* so that sanitizers see a read past its end */
	exact = malloc(size ? size : 1);
	if (!exact)
		abort();
	memcpy(exact, data, size);
	show(stderr, "%s\n", path);
	LLVMFuzzerTestOneInput(exact, size);
	free(exact);
	free(data);
}

static int by_name(const FTSENT **a, const FTSENT **b)
{
	return strcmp((*a)->fts_name, (*b)->fts_name);
}

int main(int argc, char **argv)
{
	unsigned int ran = 0;
	FTSENT *entry;
	FTS *tree;

	if (argc < 2) {
		show(stderr, "usage: %s FILE_OR_FOLDER...\n", argv[0]);
		return 2;
	}
	LLVMFuzzerInitialize(&argc, &argv);
	tree = fts_open(argv + 1, FTS_PHYSICAL | FTS_NOCHDIR, by_name);
	if (!tree) {
		show(stderr, "%s: %s\n", argv[1], strerror(errno));
		return 2;
	}
	while ((entry = fts_read(tree))) {
		if (entry->fts_info == FTS_NS || entry->fts_info == FTS_DNR ||
		    entry->fts_info == FTS_ERR) {
			show(stderr, "%s: %s\n", entry->fts_path, strerror(entry->fts_errno));
			fts_close(tree);
			return 2;
		}
		if (entry->fts_info != FTS_F)
			continue;
		run_file(entry->fts_path);
		ran++;
	}
	fts_close(tree);
	printf("%u inputs, no failure\n", ran);
	if (!ran)
		fprintf(stderr, "no file was found to run\n");
	return ran ? 0 : 2;
}
