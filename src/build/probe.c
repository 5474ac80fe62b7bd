/* Calls a guest, which may do what it likes; see probe.h. */
#define _GNU_SOURCE
#include "build/probe.h"

#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

#define RATE ((u64)1 << 31) /* half a unit a tick */

/* A page, and what it says. */
struct still {
	const struct format *format;
	_Alignas(64) u8 page[WARPAGE_PAGE_MAX];
	_Alignas(16) u8 params[WARPAGE_PARAMS_MAX];
};

/* A page of that time from now on, and the first sequence that makes it a valid one, or an invalid one. */
static bool make_page(struct still *still, u64 time, bool valid)
{
	const struct format *format = still->format;

	memset(still->page, 0, sizeof(still->page));
	format->anchor(still->params, rdtsc_fenced(), time, RATE);
	format->encode(still->page, still->params);
	for (unsigned int i = 0; i < format->nstarts; i++) {
		for (unsigned int f = 0; f < format->nfields; f++)
			if (format->fields[f].role == FIELD_SEQUENCE)
				memcpy(still->page + format->fields[f].offset, &format->starts[i],
				       format->fields[f].size < 4 ? format->fields[f].size : 4);
		if (format_valid(format, still->page) == valid)
			return true;
	}
	return false;
}

/* Is it a time of the page's, in that unit, between two TSCs? */
static bool is_time(const struct still *still, u64 time, unsigned int unit, u64 from, u64 to)
{
	const struct format *format = still->format;

	return time / unit >= (u64)format->time(still->params, from) &&
	       time / unit <= (u64)format->time(still->params, to);
}

static void try_unit(struct still *still, const struct guest *guest, struct probe *probe)
{
	u64 results[WARPAGE_RESULTS_MAX] = {0}, from, to;
	bool has;

	if (!make_page(still, (u64)1 << 40, true))
		return;
	from = rdtsc_fenced();
	has = guest->read(still->page, results);
	to = rdtsc_fenced();
	probe->in_ns = has && still->format->unit_ns > 1 &&
		       !is_time(still, results[0], 1, from, to) &&
		       is_time(still, results[0], still->format->unit_ns, from, to);
}

static void try_invalid(struct still *still, const struct guest *guest, struct probe *probe)
{
	u64 time[WARPAGE_RESULTS_MAX], again[WARPAGE_RESULTS_MAX];

	if (make_page(still, (u64)1 << 40, false) && guest->read(still->page, time) &&
	    make_page(still, (u64)1 << 41, false) && guest->read(still->page, again) &&
	    time[0] == again[0]) {
		probe->made_time = true;
		probe->no_time = time[0];
	}
}

static void try_all(const char *object, const struct format *format, struct probe *probe)
{
	const struct itimerval soon = {.it_value.tv_usec = 200000};
	const struct rlimit none = {0, 0};
	struct still still = {.format = format};
	const struct protocol_module *module;
	const struct protocol_range *range;
	int null = open("/dev/null", O_RDWR);
	void *loaded;

	setrlimit(RLIMIT_CORE, &none);
	setitimer(ITIMER_PROF, &soon, NULL);
	dup2(null, 1);
	dup2(null, 2);
	loaded = dlopen(object, RTLD_LAZY | RTLD_LOCAL);
	module = loaded ? dlsym(loaded, "protocol_module") : NULL;
	range = module ? &module->members[ENGINE_NATIVE][MEMBER_GUEST] : NULL;
	if (!range || range->start == range->stop)
		return;
	try_unit(&still, (const struct guest *)*range->start, probe);
	try_invalid(&still, (const struct guest *)*range->start, probe);
}

bool probe_guest(const char *object, const struct format *format, struct probe *probe)
{
	struct probe *told = mmap(NULL, sizeof(*told), PROT_READ | PROT_WRITE,
				  MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	pid_t pid;

	memset(probe, 0, sizeof(*probe));
	if (told == MAP_FAILED)
		return false;
	pid = fork();
	if (!pid) {
		try_all(object, format, told);
		_exit(0);
	}
	while (pid > 0 && waitpid(pid, NULL, 0) < 0 && errno == EINTR)
		;
	if (pid > 0)
		*probe = *told;
	munmap(told, sizeof(*told));
	return probe->in_ns || probe->made_time;
}
