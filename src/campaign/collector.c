/* Runs crash inputs again and keeps the first of each signature, small, as a finding. */
#include "campaign/collector.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "input/input_config.h"
#include "input/input_report.h"

#define INPUT_MAX (1 << 20)

bool collector_init(struct collector *collector, bool machine, const char *findings,
		    const char *reports, char *why, size_t size)
{
	struct input_options options;
	bool feedback;

	memset(collector, 0, sizeof(*collector));
	collector->findings = findings;
	collector->reports = reports;
	if (!input_configure(&options, &feedback, why, size))
		return false;
	if (!machine)
		return true;
	collector->finding = calloc(1, sizeof(*collector->finding));
	collector->runner = input_runner_new(&options);
	if (collector->finding && collector->runner)
		return true;
	collector_free(collector);
	snprintf(why, size, "no memory, or no protocols");
	return false;
}

void collector_free(struct collector *collector)
{
	for (unsigned int i = 0; i < collector->nfound; i++)
		free(collector->found[i].text);
	for (unsigned int i = 0; i < collector->nkept; i++)
		free(collector->kept[i].report);
	free(collector->found);
	free(collector->kept);
	free(collector->signatures);
	free(collector->finding);
	input_runner_free(collector->runner);
	if (collector->seen)
		fclose(collector->seen);
	memset(collector, 0, sizeof(*collector));
}

int collector_share(struct collector *collector, const char *path)
{
	collector->seen = fopen(path, "we");
	if (!collector->seen)
		return errno;
	return setenv("WARPAGE_FUZZ_SEEN", path, 1) ? errno : 0;
}

/* An array with room for one more; NULL without memory, and the array is as it was. */
static void *grow(void *array, unsigned int n, size_t size)
{
	if (n & (n - 1))
		return array;
	return realloc(array, (n ? 2 * (size_t)n : 1) * size);
}

/* Returns where it is kept, or NULL. */
static struct crash *keep(struct collector *collector, const char *path, bool old,
			  enum crash_kind kind, const char *about)
{
	struct crash *grown;

	if (collector->nkept >= COLLECTOR_KEPT_MAX) {
		collector->dropped++;
		if (!old)
			unlink(path);
		return NULL;
	}
	grown = grow(collector->kept, collector->nkept, sizeof(*grown));
	if (!grown)
		return NULL;
	collector->kept = grown;
	grown = &grown[collector->nkept++];
	grown->kind = kind;
	grown->old = old;
	grown->report = NULL;
	snprintf(grown->path, sizeof(grown->path), "%s", path);
	snprintf(grown->about, sizeof(grown->about), "%s", about);
	return grown;
}

/* A crash of a target that has no findings, with what the target told about it. */
static void keep_with_report(struct collector *collector, const char *path, bool old,
			     const char *about, const u8 *data, size_t size)
{
	struct crash *crash = keep(collector, path, old, CRASH_OF_TARGET, about);
	char report[600];

	if (crash)
		crash->report = input_report_read(collector->reports, data, size);
	else if (!old)
		unlink(input_report_path(collector->reports, data, size, report, sizeof(report)));
}

/* Is it new? Then it no longer is. */
static bool new_signature(struct collector *collector, const char *signature)
{
	char(*grown)[SIGNATURE_MAX];

	for (unsigned int i = 0; i < collector->nsignatures; i++)
		if (!strcmp(collector->signatures[i], signature))
			return false;
	grown = grow(collector->signatures, collector->nsignatures, sizeof(*grown));
	if (!grown)
		return true;
	collector->signatures = grown;
	snprintf(grown[collector->nsignatures++], sizeof(*grown), "%s", signature);
	if (collector->seen) {
		fprintf(collector->seen, "%s\n", signature);
		fflush(collector->seen);
	}
	return true;
}

static void save(struct collector *collector, const char *crash, const char *signature)
{
	const struct finding *finding = collector->finding;
	struct collected *found =
		grow(collector->found, collector->nfound, sizeof(*collector->found));
	size_t size;
	FILE *out;
	int error;

	if (!found)
		return;
	collector->found = found;
	found += collector->nfound++;
	*found = (struct collected){.violation = finding->violation,
				    .format = finding->format,
				    .host = finding->host,
				    .guest = finding->guest,
				    .model = finding->model};
	snprintf(found->signature, sizeof(found->signature), "%s", signature);
	snprintf(found->crash, sizeof(found->crash), "%s", crash);
	error = finding_save(finding, collector->findings, found->path, sizeof(found->path));
	if (error) {
		fprintf(stderr, "warpage fuzz: %s: the finding is not saved: %s; its input is %s\n",
			collector->findings, strerror(error), crash);
		found->path[0] = '\0';
		collector->unsaved++;
	}
	out = open_memstream(&found->text, &size);
	if (!out)
		return;
	input_print(out, collector->runner, finding, error ? NULL : found->path);
	fclose(out);
}

static void take_violation(struct collector *collector, const char *path, bool old,
			   enum violation violation)
{
	struct finding *finding = collector->finding;
	char signature[SIGNATURE_MAX], why[256];

	if (!input_finding(collector->runner, violation, finding, why, sizeof(why))) {
		keep(collector, path, old, CRASH_LOST, why);
		return;
	}
	finding_signature(finding, signature, sizeof(signature));
	if (new_signature(collector, signature)) {
		char small[SIGNATURE_MAX];

		input_shrink(collector->runner, finding);
		finding_signature(finding, small, sizeof(small));
		if (!strcmp(small, signature) || new_signature(collector, small)) {
			save(collector, path, small);
			return;
		}
	}
	collector->duplicates++;
	unlink(path);
}

static void take_input(struct collector *collector, const char *path, bool old, const u8 *data,
		       size_t size)
{
	struct input_verdict verdict;
	char about[256];

	switch (input_run(collector->runner, data, size, &verdict)) {
	case INPUT_CLEAN:
	case INPUT_KNOWN:
		keep(collector, path, old, CRASH_LOST,
		     old ? "no violation now" : "no violation here: is the target's build older?");
		return;
	case INPUT_ERROR:
		snprintf(about, sizeof(about), "%s x %s: %s", verdict.host->name,
			 verdict.guest ? verdict.guest->name : "no guest", verdict.error);
		keep(collector, path, old, CRASH_REFUSED, about);
		return;
	case INPUT_VIOLATION:
		take_violation(collector, path, old, verdict.violation);
	}
}

/* A fuzzer names a crash by its contents, so it may write the same file again. */
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

/* libFuzzer calls it a timeout by the clock, as it does a process that was stopped meanwhile. */
static bool is_timeout(const char *path)
{
	const char *slash = strrchr(path, '/');

	return !strncmp(slash ? slash + 1 : path, "timeout-", 8);
}

void collector_take(struct collector *collector, const char *path, bool old)
{
	char about[256];
	size_t size;
	FILE *file;
	u8 *data;

	collector->crashes++;
	if (is_kept(collector, path)) {
		collector->duplicates++;
		return;
	}
	if (!collector->runner && is_timeout(path)) {
		keep(collector, path, old, CRASH_LOST, "it took over a minute, or was stopped");
		return;
	}
	file = fopen(path, "rb");
	data = malloc(INPUT_MAX);
	if (!file || !data) {
		snprintf(about, sizeof(about), "%s", strerror(errno));
		keep(collector, path, old, collector->runner ? CRASH_LOST : CRASH_OF_TARGET, about);
	} else {
		size = fread(data, 1, INPUT_MAX, file);
		if (collector->runner)
			take_input(collector, path, old, data, size);
		else
			keep_with_report(collector, path, old, "", data, size);
	}
	free(data);
	if (file)
		fclose(file);
}

void collector_take_lost(struct collector *collector, const char *path, const u8 *data, size_t size)
{
	static const char about[] = "its input could not be written";

	collector->crashes++;
	unlink(path);
	if (!collector->runner)
		keep_with_report(collector, path, false, about, data, size);
	else if (size)
		take_input(collector, path, false, data, size);
	else
		keep(collector, path, false, CRASH_LOST, about);
}

unsigned int collector_count(const struct collector *collector, enum crash_kind kind)
{
	unsigned int n = 0;

	for (unsigned int i = 0; i < collector->nkept; i++)
		n += collector->kept[i].kind == kind && !collector->kept[i].old;
	return n;
}
