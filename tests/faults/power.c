/*
 * power: runs a command, and at each of its system calls plays a power cut on a copy of the folder that
 * it writes in. What a disk may hold then is made twice, into DISKS/N-first and DISKS/N-last:
 *   first  every name as it is now, a file's bytes as they were when it was last synced
 *   last   names as they were when their folder was last synced, bytes too
 * Files that are appended to (logs) have in both all that was written: a disk may have more than was
 * asked for. A disk like the one before is not made again. DISKS/end is the last one, as of the second
 * kind, when the command has ended: what it had said is done must be there. Files that were there when the
 * command began are on the disk. Usage: power FOLDER DISKS COMMAND...
 */
#define _GNU_SOURCE
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "trace.h"

#define NODES_MAX 4096
#define PATH_SIZE 2048

/* A file or folder that was ever seen, and what of it is on the disk. */
struct node {
	uint64_t inode, born;
	bool folder, appended;
	char *bytes;
	size_t length;
	/* of a folder: the names that its last sync saw */
	struct name *names;
	size_t count;
};

struct name {
	char name[256];
	struct node *node;
};

struct power {
	const char *root, *disks;
	struct node nodes[NODES_MAX];
	size_t count;
	unsigned int disk;
	uint64_t last[2]; /* what the disks before held */
};

static void die(const char *what)
{
	perror(what);
	exit(125);
}

static struct node *node_at(struct power *power, const char *path)
{
	struct statx status;
	struct node *node;
	uint64_t born;

	if (statx(AT_FDCWD, path, AT_SYMLINK_NOFOLLOW, STATX_BASIC_STATS | STATX_BTIME, &status))
		return NULL;
	born = (uint64_t)status.stx_btime.tv_sec * 1000000000 + status.stx_btime.tv_nsec;
	for (size_t i = 0; i < power->count; i++)
		if (power->nodes[i].inode == status.stx_ino && power->nodes[i].born == born)
			return &power->nodes[i];
	if (power->count == NODES_MAX) {
		errno = ENFILE;
		die("power");
	}
	node = &power->nodes[power->count++];
	node->inode = status.stx_ino;
	node->born = born;
	node->folder = S_ISDIR(status.stx_mode);
	return node;
}

static char *load(const char *path, size_t *length)
{
	struct stat status;
	char *bytes = NULL;
	int fd = open(path, O_RDONLY | O_CLOEXEC);

	*length = 0;
	if (fd >= 0 && !fstat(fd, &status) && (bytes = malloc((size_t)status.st_size + 1))) {
		ssize_t n = read(fd, bytes, (size_t)status.st_size);

		*length = n > 0 ? (size_t)n : 0;
	}
	if (fd >= 0)
		close(fd);
	return bytes;
}

/* The names in a folder, as a sync of it makes them last. */
static void sync_folder(struct power *power, struct node *node, const char *path)
{
	DIR *folder = opendir(path);
	struct dirent *entry;
	char below[PATH_SIZE];

	free(node->names);
	node->names = NULL;
	node->count = 0;
	while (folder && (entry = readdir(folder))) {
		struct node *of;

		if (!strcmp(entry->d_name, ".") || !strcmp(entry->d_name, ".."))
			continue;
		snprintf(below, sizeof(below), "%s/%s", path, entry->d_name);
		of = node_at(power, below);
		if (!of)
			continue;
		node->names = realloc(node->names, (node->count + 1) * sizeof(*node->names));
		if (!node->names)
			die("power");
		snprintf(node->names[node->count].name, 256, "%s", entry->d_name);
		node->names[node->count++].node = of;
	}
	if (folder)
		closedir(folder);
}

static void sync_node(struct power *power, const char *path)
{
	struct node *node = node_at(power, path);

	if (!node)
		return;
	if (node->folder) {
		sync_folder(power, node, path);
		return;
	}
	free(node->bytes);
	node->bytes = load(path, &node->length);
}

/* All that is there before the command begins. */
static void sync_all(struct power *power, const char *path)
{
	struct node *node = node_at(power, path);
	char below[PATH_SIZE];

	sync_node(power, path);
	for (size_t i = 0; node && node->folder && i < node->count; i++) {
		snprintf(below, sizeof(below), "%s/%s", path, node->names[i].name);
		sync_all(power, below);
	}
}

static void mix(uint64_t *hash, const void *bytes, size_t length)
{
	for (size_t i = 0; i < length; i++)
		*hash = (*hash ^ ((const unsigned char *)bytes)[i]) * 0x100000001b3u;
}

/* A folder as a disk has it: hashed if no target is given, made otherwise. */
static void play(struct power *power, struct node *node, const char *now, bool names_first,
		 const char *target, uint64_t *hash)
{
	struct node as_is = {.folder = true};
	char below[PATH_SIZE], out[PATH_SIZE];

	if (names_first)
		sync_folder(power, &as_is, now);
	if (target && mkdir(target, 0777))
		die(target);
	for (size_t i = 0; i < (names_first ? as_is.count : node->count); i++) {
		const struct name *name = names_first ? &as_is.names[i] : &node->names[i];
		size_t length = name->node->length;
		char *bytes = name->node->bytes;

		snprintf(below, sizeof(below), "%s/%s", now, name->name);
		snprintf(out, sizeof(out), "%s/%s", target ? target : "", name->name);
		mix(hash, name->name, strlen(name->name) + 1);
		if (name->node->folder) {
			play(power, name->node, below, names_first, target ? out : NULL, hash);
			continue;
		}
		if (name->node->appended)
			bytes = load(below, &length);
		mix(hash, bytes, length);
		if (target) {
			FILE *file = fopen(out, "wb");

			if (!file || fwrite(bytes ? bytes : "", 1, length, file) != length ||
			    fclose(file))
				die(out);
		}
		if (name->node->appended)
			free(bytes);
	}
	free(as_is.names);
}

static void cut(struct power *power)
{
	struct node *root = node_at(power, power->root);
	char target[PATH_SIZE];

	for (int names_first = 0; names_first < 2 && root; names_first++) {
		uint64_t hash = 0xcbf29ce484222325u;

		play(power, root, power->root, names_first, NULL, &hash);
		if (hash == power->last[names_first])
			continue;
		power->last[names_first] = hash;
		snprintf(target, sizeof(target), "%s/%u-%s", power->disks, power->disk,
			 names_first ? "first" : "last");
		play(power, root, power->root, names_first, target, &hash);
		power->disk++;
	}
}

static bool inside(const struct power *power, const struct trace_call *call, char *path)
{
	char link[64];
	ssize_t n;

	snprintf(link, sizeof(link), "/proc/%d/fd/%d", (int)call->process, (int)call->args[0]);
	n = readlink(link, path, PATH_SIZE - 1);
	path[n > 0 ? n : 0] = '\0';
	return !strncmp(path, power->root, strlen(power->root));
}

static struct trace_fault enter(void *context, const struct trace_call *call)
{
	struct power *power = context;
	char path[PATH_SIZE];

	/* what was opened to be appended to shows at its first write */
	if (call->number == SYS_write && inside(power, call, path)) {
		char name[64], line[128];
		unsigned int flags = 0;
		FILE *info;

		snprintf(name, sizeof(name), "/proc/%d/fdinfo/%d", (int)call->process,
			 (int)call->args[0]);
		info = fopen(name, "r");
		while (info && fgets(line, sizeof(line), info))
			sscanf(line, "flags: %o", &flags);
		if (info)
			fclose(info);
		if (flags & O_APPEND && node_at(power, path))
			node_at(power, path)->appended = true;
	}
	return (struct trace_fault){0};
}

static void leave(void *context, const struct trace_call *call)
{
	struct power *power = context;
	char path[PATH_SIZE];

	switch (call->number) {
	case SYS_fsync:
	case SYS_fdatasync:
		if (!call->result && inside(power, call, path))
			sync_node(power, path);
		break;
	case SYS_write:
	case SYS_pwrite64:
	case SYS_writev:
	case SYS_ftruncate:
		if (!inside(power, call, path))
			return;
		break;
	case SYS_open:
	case SYS_openat:
	case SYS_mkdir:
	case SYS_mkdirat:
	case SYS_rename:
	case SYS_renameat:
	case SYS_renameat2:
	case SYS_linkat:
	case SYS_unlink:
	case SYS_unlinkat:
	case SYS_exit_group:
		break;
	default:
		return;
	}
	cut(power);
}

int main(int argc, char **argv)
{
	static struct power power;
	struct trace_ops ops = {.enter = enter, .leave = leave, .context = &power};
	char end[PATH_SIZE];
	int status;

	if (argc < 4) {
		fprintf(stderr, "usage: power FOLDER DISKS COMMAND...\n");
		return 125;
	}
	power.root = realpath(argv[1], NULL);
	power.disks = realpath(argv[2], NULL);
	if (!power.root || !power.disks)
		die(argv[1]);
	sync_all(&power, power.root);
	status = trace_run(argv + 3, &ops);
	if (status == -1)
		die("power");
	cut(&power);
	snprintf(end, sizeof(end), "%s/end", power.disks);
	play(&power, node_at(&power, power.root), power.root, false, end, &power.last[0]);
	return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}
