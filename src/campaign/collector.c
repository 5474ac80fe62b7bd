/* Runs crash inputs again and keeps the first of each signature, small, as a finding. */
#include "campaign/collector.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "campaign/unsaved.h"
#include "file/output.h"
#include "file/folder.h"
#include "file/show.h"
#include "input/input_config.h"
#include "input/input_report.h"

#define INPUT_MAX (1 << 20)

bool collector_init(struct collector *collector, const char *target, const char *findings,
		    const char *reports, char *why, size_t size)
{
	bool machine = !strcmp(target, "machine"), race = !strcmp(target, "race"), feedback;

	memset(collector, 0, sizeof(*collector));
	collector->findings.folder = findings;
	collector->reports = reports;
	if (!input_configure(&collector->options, &feedback, why, size))
		return false;
	if (!machine && !race)
		return true;
	collector->finding = calloc(1, sizeof(*collector->finding));
	if (machine)
		collector->runner = input_runner_new(&collector->options);
	else
		collector->race = race_collector_new();
	if (!collector->finding || !(machine ? !!collector->runner : !!collector->race)) {
		collector_free(collector);
		snprintf(why, size, "no memory, or no protocols");
		return false;
	}
	collector->pairs = machine ? input_runner_pairs(collector->runner)
				   : race_collector_pairs(collector->race);
	return true;
}

void collector_free(struct collector *collector)
{
	for (unsigned int i = 0; i < collector->nfound; i++) {
		unsaved_free(&collector->found[i].unsaved);
		free(collector->found[i].text);
	}
	for (unsigned int i = 0; i < collector->nkept; i++) {
		unsaved_free(&collector->kept[i].unsaved);
		free(collector->kept[i].report);
	}
	free(collector->found);
	free(collector->kept);
	free(collector->signatures);
	free(collector->finding);
	input_runner_free(collector->runner);
	race_collector_free(collector->race);
	if (collector->seen)
		fclose(collector->seen);
	memset(collector, 0, sizeof(*collector));
}

int collector_share(struct collector *collector, const char *path)
{
	int fd, error = file_anew(path, &fd);

	if (error)
		return error;
	collector->seen = fdopen(fd, "w");
	if (!collector->seen) {
		close(fd);
		return ENOMEM;
	}
	return setenv("WARPAGE_FUZZ_SEEN", path, 1) ? errno : 0;
}

/* An array with room for one more; NULL without memory, and the array is as it was. */
static void *grow(void *array, unsigned int n, size_t size)
{
	if (n & (n - 1))
		return array;
	return realloc(array, (n ? 2 * (size_t)n : 1) * size);
}

/* Remove the file of a crash, and what the target told of it. */
static void discard(const struct collector *collector, const struct taken *taken)
{
	char report[600];

	if (!taken->lost)
		unlink(taken->path);
	unlink(input_report_path(collector->reports, taken->data, taken->size, report,
				 sizeof(report)));
}

void collector_keep(struct collector *collector, struct taken *taken, enum crash_kind kind,
		    const char *about)
{
	struct crash *grown = NULL;

	collector->kinds[kind] += !taken->old;
	if (collector->nkept < COLLECTOR_KEPT_MAX)
		grown = grow(collector->kept, collector->nkept, sizeof(*grown));
	if (!grown) {
		collector->dropped++;
		if (!taken->old)
			discard(collector, taken);
		return;
	}
	crash_settle(collector, taken);
	collector->kept = grown;
	grown = &grown[collector->nkept++];
	*grown = (struct crash){.kind = kind, .old = taken->old};
	unsaved_keep(&grown->unsaved, taken);
	if (kind == CRASH_OF_TARGET)
		grown->report = input_report_read(collector->reports, taken->data, taken->size);
	snprintf(grown->path, sizeof(grown->path), "%s", taken->lost ? "" : taken->path);
	snprintf(grown->about, sizeof(grown->about), "%s", about);
}

bool collector_is_new(struct collector *collector, const char *signature)
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

void collector_drop(struct collector *collector, struct taken *taken)
{
	collector->duplicates++;
	discard(collector, taken);
}

struct collected *collector_found(struct collector *collector, struct taken *taken,
				  const char *signature)
{
	const struct finding *finding = collector->finding;
	struct collected *found =
		grow(collector->found, collector->nfound, sizeof(*collector->found));

	if (!found)
		return NULL;
	crash_settle(collector, taken);
	collector->found = found;
	found += collector->nfound++;
	*found = (struct collected){.violation = finding->violation,
				    .format = finding->format,
				    .host = finding->host,
				    .guest = finding->guest,
				    .model = finding->model,
				    .old = taken->old};
	snprintf(found->signature, sizeof(found->signature), "%s", signature);
	snprintf(found->crash, sizeof(found->crash), "%s", taken->lost ? "" : taken->path);
	unsaved_keep(&found->unsaved, taken);
	return found;
}

void collector_not_saved(struct collector *collector, struct collected *found)
{
	collector->unsaved++;
	found->path[0] = '\0';
	found->unsaved.finding = malloc(sizeof(*found->unsaved.finding));
	if (found->unsaved.finding)
		*found->unsaved.finding = *collector->finding;
}

static void save(struct collector *collector, struct taken *taken, const char *signature)
{
	const struct finding *finding = collector->finding;
	struct collected *found = collector_found(collector, taken, signature);
	bool known;
	size_t size;
	FILE *out;
	int error;

	if (!found)
		return;
	error = finding_keep(finding, &collector->findings, found->path, sizeof(found->path),
			     &known);
	if (error) {
		snprintf(found->why, sizeof(found->why), "not saved: %s", file_strerror(error));
		show(stderr, "warpage fuzz: %s: a finding is not saved, it is kept in memory: %s\n",
		     collector->findings.folder, file_strerror(error));
		collector_not_saved(collector, found);
	}
	out = open_memstream(&found->text, &size);
	if (!out)
		return;
	input_print(out, collector->runner, finding, error ? NULL : found->path,
		    collector->console);
	finding_print_known(out, !error && known);
	fclose(out);
}

static void take_violation(struct collector *collector, struct taken *taken,
			   const struct carried *carried, enum violation violation)
{
	struct finding *finding = collector->finding;
	char signature[SIGNATURE_MAX], why[256];

	if (!input_finding(collector->runner, violation, finding, why, sizeof(why))) {
		if (crash_carry(collector, taken, carried))
			collector_keep(collector, taken, CRASH_LOST, why);
		return;
	}
	finding_signature(finding, signature, sizeof(signature));
	if (collector_is_new(collector, signature)) {
		char small[SIGNATURE_MAX];

		input_shrink(collector->runner, finding);
		finding_signature(finding, small, sizeof(small));
		if (!strcmp(small, signature) || collector_is_new(collector, small)) {
			if (crash_carry(collector, taken, carried))
				save(collector, taken, small);
			return;
		}
	}
	collector_drop(collector, taken);
}

static void take_input(struct collector *collector, struct taken *taken)
{
	struct input_verdict verdict;
	enum input_end end = input_run(collector->runner, taken->data, taken->size, &verdict);
	struct carried carried = {.format = verdict.format,
				  .host = verdict.host,
				  .guest = verdict.guest,
				  .model = verdict.model,
				  .deaths = collector->options.deaths,
				  .hosts = verdict.hosts,
				  .vcpus = verdict.vcpus,
				  .given = verdict.given,
				  .tscs = verdict.tscs};
	char about[256];

	if (end == INPUT_VIOLATION) {
		take_violation(collector, taken, &carried, verdict.violation);
		return;
	}
	if (end == INPUT_ERROR)
		snprintf(about, sizeof(about), "%s x %s: %s", verdict.host->name,
			 verdict.guest ? verdict.guest->name : "no guest", verdict.error);
	else if (end == INPUT_KNOWN)
		snprintf(about, sizeof(about), "no more than the matrix lists");
	else
		snprintf(about, sizeof(about), "%s",
			 taken->old ? "no violation now"
				    : "no violation here: is the target's build older?");
	if (crash_carry(collector, taken, &carried))
		collector_keep(collector, taken, end == INPUT_ERROR ? CRASH_REFUSED : CRASH_LOST,
			       about);
}

/* libFuzzer calls it a timeout by the clock, as it does a process that was stopped meanwhile. */
static bool is_timeout(const char *path)
{
	const char *slash = strrchr(path, '/');

	return !strncmp(slash ? slash + 1 : path, "timeout-", 8);
}

static bool is_kept(const struct collector *collector, const char *path)
{
	for (unsigned int i = 0; i < collector->nkept; i++)
		if (!strcmp(collector->kept[i].path, path))
			return true;
	return false;
}

static void take(struct collector *collector, struct taken *taken)
{
	const char *about = "";
	enum crash_kind kind = CRASH_OF_TARGET;
	char left_out[256];

	if (is_timeout(taken->path)) {
		about = "it took over a minute, or was stopped";
		kind = CRASH_LOST;
	}

	if (crash_left_out(collector, taken, left_out, sizeof(left_out)))
		collector_keep(collector, taken, CRASH_LEFT_OUT, left_out);
	else if (collector->runner)
		take_input(collector, taken);
	else if (collector->race)
		race_collector_take(collector, taken, kind, about);
	else
		collector_keep(collector, taken, kind, about);
}

static void take_folder(struct collector *collector, const char *path)
{
	const char *slash = strrchr(path, '/');

	snprintf(collector->crashes, sizeof(collector->crashes), "%.*s",
		 slash ? (int)(slash - path) : 1, slash ? path : ".");
}

void collector_take(struct collector *collector, const char *path, bool old)
{
	struct taken taken = {.old = old};
	FILE *file;

	collector->ncrashes++;
	/* a fuzzer names a crash by its contents, so it may write the same file again */
	if (is_kept(collector, path)) {
		collector->duplicates++;
		return;
	}
	take_folder(collector, path);
	snprintf(taken.path, sizeof(taken.path), "%s", path);
	file = fopen(path, "rbe");
	taken.data = malloc(INPUT_MAX + CARRY_ROOM);
	if (file && taken.data)
		taken.size = fread(taken.data, 1, INPUT_MAX, file);
	if (!file || !taken.data || ferror(file)) {
		free(taken.data);
		taken.data = NULL;
		collector_keep(collector, &taken, collector->runner ? CRASH_LOST : CRASH_OF_TARGET,
			       strerror(errno));
	} else {
		take(collector, &taken);
	}
	free(taken.data);
	if (file)
		fclose(file);
}

void collector_take_lost(struct collector *collector, const char *path, const u8 *data, size_t size)
{
	struct taken taken = {.lost = true, .size = size};

	collector->ncrashes++;
	unlink(path);
	take_folder(collector, path);
	snprintf(taken.path, sizeof(taken.path), "%s", path);
	if (size)
		taken.data = malloc(size + CARRY_ROOM);
	if (taken.data) {
		memcpy(taken.data, data, size);
		take(collector, &taken);
	} else {
		taken.size = 0;
		collector->gone++;
		collector_keep(collector, &taken, CRASH_GONE, "its input could not be written");
	}
	free(taken.data);
}

unsigned int collector_count(const struct collector *collector, enum crash_kind kind)
{
	return collector->kinds[kind];
}

const char *crash_kind_name(enum crash_kind kind)
{
	static const char *const names[] = {[CRASH_OF_TARGET] = "crash",
					    [CRASH_REFUSED] = "refused",
					    [CRASH_LOST] = "not reproduced",
					    [CRASH_LEFT_OUT] = "left out",
					    [CRASH_GONE] = "lost"};

	return names[kind];
}
