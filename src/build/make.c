/* Compiles, links, keeps; see make.h. */
#define _GNU_SOURCE
#include "build/make.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/statvfs.h>
#include <sys/wait.h>
#include <unistd.h>

#include "build/included.h"
#include "build/step.h"
#include "file/text.h"

#define CHILDREN_MAX 64
#define ROOM_MIN (1 << 20) /* bytes: as much as is made of a file */

bool make_begin(struct make *make, char *why, size_t size)
{
	return tools_find(&make->tools, why, size) && store_open(&make->store, why, size);
}

void make_end(struct make *make)
{
	store_close(&make->store);
}

/* A count of errors, who included whom, what a macro was made of: that is no error. */
static bool is_idle(const char *line)
{
	return strstr(line, " generated.\n") || strstr(line, "too many errors emitted") ||
	       strstr(line, ": note: expanded from ") ||
	       strstr(line, ": note: from 'diagnose_if'") ||
	       (strstr(line, ": note: ") && strstr(line, "/share/warpage/")) ||
	       !strncmp(line, "In file included from ", 22);
}

/* The user's file is called as he called it, whatever the compiler was given. */
static void call_it(char *line, size_t size, const struct unit *unit)
{
	size_t length = unit->front ? strlen(unit->whole) : 0;
	char rest[1024];

	if (!length || strncmp(line, unit->whole, length))
		return;
	snprintf(rest, sizeof(rest), "%s", line + length);
	snprintf(line, size, "%s%s", unit->called, rest);
}

/* What a compiler said, each thing once: of a macro it says one as often as the argument is in it. */
static void add_errors(struct text *text, unsigned int *lines, const char *path,
		       const struct unit *unit)
{
	FILE *file = fopen(path, "re");
	char line[1024];

	while (file && fgets(line, sizeof(line), file)) {
		call_it(line, sizeof(line), unit);
		if (is_idle(line) || *lines == MAKE_LINES || (*lines && strstr(text->out, line)))
			continue;
		text_add(text, "%s%s", line, strchr(line, '\n') ? "" : "\n");
		(*lines)++;
	}
	if (file)
		fclose(file);
}

/* A compiler that was stopped says nothing, nor does one that has no room for what it makes. */
static void no_words(const char *path, const struct unit *unit, char *why, size_t size)
{
	const char *source = unit->front ? unit->called : unit->source;
	char folder[PATH_MAX];
	struct statvfs disk;

	snprintf(folder, sizeof(folder), "%.*s", (int)(strrchr(path, '/') - path), path);
	if (!statvfs(folder, &disk) && disk.f_bavail < ROOM_MIN / disk.f_frsize)
		snprintf(why, size,
			 "%s: there is no room left in %s to compile it: set XDG_CACHE_HOME to a "
			 "folder elsewhere",
			 source, folder);
	else
		snprintf(why, size, "%s: the compiler failed without a word, or was stopped",
			 source);
}

void make_errors(const char *errors, const struct unit *unit, char *why, size_t size)
{
	struct text text = {.out = why, .size = size};
	unsigned int lines = 0;

	add_errors(&text, &lines, errors, unit);
	if (!lines)
		no_words(errors, unit, why, size);
}

bool make_key(struct make *make, const struct unit *units, unsigned int n, const char *about,
	      char key[STORE_KEY], char *why, size_t size)
{
	static const char *const parts[] = {"flags/machine",
					    "flags/native",
					    "flags/gapped",
					    "gapped_names",
					    "module.c",
					    "native/warpage/primitives.h",
					    "native/warpage/x86.h",
					    "gapped/warpage/primitives.h"};
	char out[PATH_MAX + 16], errors[PATH_MAX + 16];
	struct included included = {.ours = {make->tools.share, make->store.work}};
	SHA2_CTX hash;

	SHA256Init(&hash);
	store_hash_state(&hash, make->tools.instrument);
	store_hash_state(&hash, WARPAGE_CLANG);
	for (unsigned int i = 0; i < sizeof(parts) / sizeof(parts[0]); i++) {
		snprintf(out, sizeof(out), "%.4000s/%s", make->tools.share, parts[i]);
		store_hash_state(&hash, out);
	}
	SHA256Update(&hash, (const uint8_t *)about, strlen(about) + 1);
	snprintf(out, sizeof(out), "%s/seen", make->store.work);
	snprintf(errors, sizeof(errors), "%s/seen.err", make->store.work);
	for (unsigned int i = 0; i < n; i++) {
		if (units[i].front) /* the adapter is this program's */
			store_hash_state(&hash, make->tools.program);
		if (unit_preprocess(&units[i], &make->tools, out, errors) ||
		    !store_hash_text(&hash, out, make->store.work)) {
			make_errors(errors, &units[i], why, size);
			return false;
		}
		included_add(&included, out, units[i].front ? units[i].called : units[i].source);
	}
	store_key(&hash, key);
	included_hash(&included, make->included);
	return true;
}

/* The children at work; the oldest is waited for first. */
struct crew {
	pid_t pids[CHILDREN_MAX];
	unsigned int first, n, most;
	bool failed;
};

static void wait_for_one(struct crew *crew)
{
	int status = 0;

	while (waitpid(crew->pids[crew->first], &status, 0) < 0 && errno == EINTR)
		;
	crew->failed |= !WIFEXITED(status) || WEXITSTATUS(status);
	crew->first = (crew->first + 1) % CHILDREN_MAX;
	crew->n--;
}

static void start(struct crew *crew, const struct make *make, const struct unit *unit,
		  unsigned int job)
{
	pid_t pid;

	while (crew->n >= crew->most)
		wait_for_one(crew);
	pid = fork();
	if (!pid) {
		signal(SIGINT, SIG_DFL);
		signal(SIGTERM, SIG_DFL);
		_exit(unit_compile(unit, &make->tools, job) ? 1 : 0);
	}
	if (pid < 0) {
		crew->failed = true;
		return;
	}
	crew->pids[(crew->first + crew->n++) % CHILDREN_MAX] = pid;
}

/* The errors of the first kind of compilation that had any. */
static void tell_errors(const struct unit *units, unsigned int n, char *why, size_t size)
{
	struct text text = {.out = why, .size = size};
	char errors[PATH_MAX + 16];
	unsigned int lines = 0;

	for (unsigned int job = 0; !lines && job < UNIT_JOBS; job++)
		for (unsigned int i = 0; i < n; i++) {
			snprintf(errors, sizeof(errors), "%s.%u.err", units[i].objects, job);
			add_errors(&text, &lines, errors, &units[i]);
		}
	if (!lines)
		no_words(errors, &units[0], why, size);
}

static bool compile_all(struct make *make, struct unit *units, unsigned int n, char *why,
			size_t size)
{
	long cpus = sysconf(_SC_NPROCESSORS_ONLN);
	struct crew crew = {.most = cpus < 1		  ? 1
				    : cpus > CHILDREN_MAX ? CHILDREN_MAX
							  : (unsigned int)cpus};

	for (unsigned int i = 0; i < n && !crew.failed; i++) {
		snprintf(units[i].objects, sizeof(units[i].objects), "%.4000s/%u", make->store.work,
			 i);
		for (unsigned int job = 0; job < unit_jobs(&units[i]); job++)
			start(&crew, make, &units[i], job);
	}
	while (crew.n)
		wait_for_one(&crew);
	if (crew.failed)
		tell_errors(units, n, why, size);
	return !crew.failed;
}

static bool link_all(struct make *make, const struct unit *units, unsigned int n,
		     const char *object, char *why, size_t size)
{
	struct step step = {0};
	char errors[PATH_MAX + 16], list[PATH_MAX + 16];
	FILE *objects;

	snprintf(errors, sizeof(errors), "%s/link.err", make->store.work);
	snprintf(list, sizeof(list), "%s/objects", make->store.work);
	objects = fopen(list, "we");
	for (unsigned int i = 0; objects && i < n; i++)
		for (unsigned int job = 0; job < unit_jobs(&units[i]); job++)
			fprintf(objects, "%s.%u.o\n", units[i].objects, job);
	if (!objects || fclose(objects)) {
		snprintf(why, size, "%s: %s", list, strerror(errno));
		return false;
	}
	step_word(&step, "%s", WARPAGE_CLANG);
	step_word(&step, "-shared");
	step_word(&step, "-fPIC");
	/* a fuzz target has no race engine, whose names it does not come to call */
	step_word(&step, "-Wl,-z,lazy");
	step_word(&step, "@%s", list);
	step_word(&step, "-I%s/native", make->tools.share);
	step_word(&step, "-I%s/include", make->tools.share);
	step_word(&step, "%s/module.c", make->tools.share);
	step_word(&step, "-o");
	step_word(&step, "%s", object);
	if (!step_run(&step, NULL, errors))
		return true;
	make_errors(errors, &units[0], why, size);
	return false;
}

bool make_object(struct make *make, struct unit *units, unsigned int n, const char key[STORE_KEY],
		 char path[PATH_MAX], char *why, size_t size)
{
	char made[PATH_MAX + 16];

	snprintf(made, sizeof(made), "%s/made.so", make->store.work);
	if (!compile_all(make, units, n, why, size) || !link_all(make, units, n, made, why, size))
		return false;
	store_keep(&make->store, key, made, path);
	return true;
}
