/* Folders and names; see store.h. Nothing is loaded from a folder that others may write. */
#define _GNU_SOURCE
#include "build/store.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "file/folder.h"

#define KEPT_MAX 300 /* objects */

/* The folder that the environment names, made if need be; "" if it can't be used. */
static void find_folder(char folder[PATH_MAX])
{
	const char *cache = getenv("XDG_CACHE_HOME"), *home = getenv("HOME");
	struct stat found;
	int fd, n = 0;

	if (cache && cache[0] == '/')
		n = snprintf(folder, PATH_MAX, "%s/warpage", cache);
	else if (home && home[0] == '/')
		n = snprintf(folder, PATH_MAX, "%s/.cache/warpage", home);
	if (n <= 0 || n > PATH_MAX - 100 || folder_make(folder, &fd)) {
		folder[0] = '\0';
		return;
	}
	if (fstat(fd, &found) || found.st_uid != geteuid() || found.st_mode & (S_IWGRP | S_IWOTH) ||
	    faccessat(fd, ".", W_OK, 0))
		folder[0] = '\0';
	close(fd);
}

/* Calls act with each name in a folder but "." and "..". */
static void each_name(const char *folder, void (*act)(int fd, const char *name, void *state),
		      void *state)
{
	DIR *names = opendir(folder);
	struct dirent *entry;

	while (names && (entry = readdir(names)))
		if (strcmp(entry->d_name, ".") && strcmp(entry->d_name, ".."))
			act(dirfd(names), entry->d_name, state);
	if (names)
		closedir(names);
}

static void remove_name(int fd, const char *name, void *state)
{
	(void)state;
	unlinkat(fd, name, 0);
}

/* Work folders of runs that were killed, a day later. */
static void remove_old(int fd, const char *name, void *state)
{
	const char *folder = state;
	char path[PATH_MAX];
	struct stat found;

	if (strncmp(name, "work.", 5) || fstatat(fd, name, &found, AT_SYMLINK_NOFOLLOW) ||
	    !S_ISDIR(found.st_mode) || time(NULL) - found.st_mtim.tv_sec < 86400)
		return;
	snprintf(path, sizeof(path), "%.3800s/%.255s", folder, name);
	each_name(path, remove_name, NULL);
	rmdir(path);
}

bool store_open(struct store *store, char *why, size_t size)
{
	const char *scratch = getenv("TMPDIR");

	find_folder(store->folder);
	if (store->folder[0])
		each_name(store->folder, remove_old, store->folder);
	if (store->folder[0])
		snprintf(store->work, sizeof(store->work), "%.4000s/work.XXXXXX", store->folder);
	else
		snprintf(store->work, sizeof(store->work), "%.4000s/warpage.XXXXXX",
			 scratch && scratch[0] == '/' ? scratch : "/tmp");
	if (mkdtemp(store->work))
		return true;
	snprintf(why, size, "%s: %s: set XDG_CACHE_HOME to a folder that can be written to",
		 store->work, strerror(errno));
	return false;
}

void store_close(struct store *store)
{
	each_name(store->work, remove_name, NULL);
	rmdir(store->work);
}

/* The hash of what is in a file up to its last bytes, so many; these in end. */
static bool hash_file(FILE *file, size_t last, char hash[STORE_KEY], char *end)
{
	char bytes[4096 + STORE_KEY];
	SHA2_CTX state;
	size_t n = 0, more;

	SHA256Init(&state);
	while ((more = fread(bytes + n, 1, sizeof(bytes) - n, file))) {
		n += more;
		if (n <= last)
			continue;
		SHA256Update(&state, (const uint8_t *)bytes, n - last);
		memmove(bytes, bytes + n - last, last);
		n = last;
	}
	SHA256End(&state, hash);
	memcpy(end, bytes, n);
	return n == last && !ferror(file);
}

/* Behind an object stands the hash of it, which its loader does not look at. */
static bool seal(const char *path)
{
	char hash[STORE_KEY], end[1];
	FILE *file = fopen(path, "r+e");
	bool good = file && hash_file(file, 0, hash, end) && !fseek(file, 0, SEEK_END) &&
		    fputs(hash, file) >= 0;

	return file && !fclose(file) && good;
}

/* Is it whole, and as it was when it was kept? A loader that meets the end of a file too early is killed. */
static bool is_sealed(const char *path)
{
	char hash[STORE_KEY], end[STORE_KEY] = "";
	FILE *file = fopen(path, "re");
	bool good = file && hash_file(file, STORE_KEY - 1, hash, end) && !strcmp(hash, end);

	if (file)
		fclose(file);
	return good;
}

bool store_has(const struct store *store, const char key[STORE_KEY], char path[PATH_MAX])
{
	struct stat found;

	snprintf(path, PATH_MAX, "%.4000s/%s.so", store->folder, key);
	return store->folder[0] && !lstat(path, &found) && S_ISREG(found.st_mode) &&
	       is_sealed(path) && !utimensat(AT_FDCWD, path, NULL, 0);
}

struct oldest {
	char name[256];
	struct timespec time;
	unsigned int n;
};

static void look_at_age(int fd, const char *name, void *state)
{
	struct oldest *oldest = state;
	struct stat found;

	if (!strstr(name, ".so") || fstatat(fd, name, &found, AT_SYMLINK_NOFOLLOW))
		return;
	if (!oldest->n++ || found.st_mtim.tv_sec < oldest->time.tv_sec) {
		snprintf(oldest->name, sizeof(oldest->name), "%s", name);
		oldest->time = found.st_mtim;
	}
}

void store_keep(const struct store *store, const char key[STORE_KEY], const char *made,
		char path[PATH_MAX])
{
	struct oldest oldest = {.n = 0};
	char old[PATH_MAX];

	if (store->folder[0]) {
		snprintf(path, PATH_MAX, "%.4000s/%s.so", store->folder, key);
		if (seal(made) && !rename(made, path)) {
			each_name(store->folder, look_at_age, &oldest);
			snprintf(old, sizeof(old), "%.3800s/%.255s", store->folder, oldest.name);
			if (oldest.n > KEPT_MAX)
				unlink(old);
			return;
		}
	}
	snprintf(path, PATH_MAX, "%s", made);
}

bool store_hash_text(SHA2_CTX *hash, const char *path, const char *passing)
{
	FILE *file = fopen(path, "re");
	char *line = NULL;
	size_t size = 0;
	ssize_t n;
	bool good;

	if (!file)
		return false;
	while ((n = getline(&line, &size, file)) > 0)
		if (line[0] != '#' || !strstr(line, passing))
			SHA256Update(hash, (const uint8_t *)line, (size_t)n);
	good = !ferror(file);
	free(line);
	fclose(file);
	return good;
}

void store_hash_state(SHA2_CTX *hash, const char *path)
{
	struct stat found = {0};

	SHA256Update(hash, (const uint8_t *)path, strlen(path) + 1);
	if (stat(path, &found))
		return;
	SHA256Update(hash, (const uint8_t *)&found.st_size, sizeof(found.st_size));
	SHA256Update(hash, (const uint8_t *)&found.st_mtim, sizeof(found.st_mtim));
}

void store_key(SHA2_CTX *hash, char key[STORE_KEY])
{
	SHA256End(hash, key);
}
