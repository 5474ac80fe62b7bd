/*
 * Runs a target on files and on all files of folders, without any fuzzer: each once, in the order of
 * their names. Whatever makes a target fail aborts here, too, after its name has been printed.
 */
#include <errno.h>
#include <fts.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fuzz/engine/engine.h"
#include "file/show.h"

#define FILE_MAX (1 << 20)

/* Not every target has one. */
__attribute__((weak)) int LLVMFuzzerInitialize(int *argc, char ***argv);

static _Noreturn void give_up(const char *path, int error)
{
	show(stderr, "%s: %s\n", path, strerror(error));
	exit(2);
}

static void run_file(const char *path)
{
	FILE *file = fopen(path, "rb");
	uint8_t *data = malloc(FILE_MAX), *exact;
	size_t size;

	if (!file || !data)
		give_up(path, errno);
	size = fread(data, 1, FILE_MAX, file);
	if (ferror(file))
		give_up(path, errno);
	fclose(file);
	/* so that sanitizers see a read past its end */
	exact = realloc(data, size ? size : 1);
	if (!exact)
		abort();
	show(stderr, "%s\n", path);
	LLVMFuzzerTestOneInput(exact, size);
	free(exact);
}

static int by_name(const FTSENT **a, const FTSENT **b)
{
	return strcmp((*a)->fts_name, (*b)->fts_name);
}

int main(int argc, char **argv)
{
	unsigned int ran = 0;
	bool good = true;
	FTSENT *entry;
	FTS *tree;

	if (argc < 2) {
		show(stderr, "usage: %s FILE_OR_FOLDER...\n", argv[0]);
		return 2;
	}
	if (LLVMFuzzerInitialize)
		LLVMFuzzerInitialize(&argc, &argv);
	tree = fts_open(argv + 1, FTS_PHYSICAL | FTS_NOCHDIR, by_name);
	if (!tree)
		give_up(argv[1], errno);
	while (good && (entry = fts_read(tree))) {
		good = entry->fts_info != FTS_NS && entry->fts_info != FTS_DNR &&
		       entry->fts_info != FTS_ERR;
		if (!good)
			show(stderr, "%s: %s\n", entry->fts_path, strerror(entry->fts_errno));
		if (entry->fts_info != FTS_F)
			continue;
		run_file(entry->fts_path);
		ran++;
	}
	fts_close(tree);
	if (!good)
		return 2;
	printf("%u inputs, no failure\n", ran);
	if (!ran)
		fprintf(stderr, "no file was found to run\n");
	return ran ? 0 : 2;
}
