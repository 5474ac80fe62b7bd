/*
 * What one read of each guest costs on a page that nobody writes: ns, and as a ratio to a plain RDTSC; the lower quartile
 * of slices that take turns, all of this one run, on one CPU: what else runs there only makes some of them longer. Native
 * builds, as kernels would run them.
 * usage: bench_cost
 */
#define _GNU_SOURCE
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "clock/sequence.h"
#include "protocols/registry.h"
#include "stress/cpu/pin.h"

#define SLICES 63
#define READS 20000
#define GUESTS_MAX 256
#define PAGES 4

struct measured {
	const struct guest *guest; /* NULL: RDTSC alone */
	double ns[SLICES];
	bool fell_back;
};

static _Alignas(4096) u8 pages[PAGES * WARPAGE_PAGE_MAX];

static double now_ns(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return 1e9 * (double)time.tv_sec + (double)time.tv_nsec;
}

/* A page that is at rest, of a clock that runs at half a unit a tick. */
static void fill(const struct format *format)
{
	_Alignas(16) u8 params[WARPAGE_PARAMS_MAX] = {0};

	memset(pages, 0, sizeof(pages));
	format->anchor(params, rdtsc(), 1000000000, (u64)1 << 31);
	for (unsigned int i = 0; i < PAGES; i++) {
		u8 *page = pages + (size_t)i * format->page_size;

		format->encode(page, params);
		if (format->nstarts)
			sequence_put(format, page, format->starts[0]);
	}
}

static void measure(struct measured *m, unsigned int slice)
{
	u64 time[WARPAGE_RESULTS_MAX], sum = 0;
	double began;

	if (m->guest)
		fill(registry_find_format(m->guest->format));
	began = now_ns();
	for (unsigned int i = 0; i < READS; i++) {
		if (!m->guest)
			sum += rdtsc();
		else if (!m->guest->read(pages, time))
			m->fell_back = true;
	}
	m->ns[slice] = (now_ns() - began) / READS;
	__asm__ volatile("" ::"r"(sum));
}

static int compare(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return x < y ? -1 : x > y;
}

static double quartile(struct measured *m)
{
	qsort(m->ns, SLICES, sizeof(m->ns[0]), compare);
	return m->ns[SLICES / 4];
}

int main(void)
{
	static struct measured all[GUESTS_MAX];
	char format[REGISTRY_NAME], name[REGISTRY_NAME];
	unsigned int n = 1, cpu;
	double bare;

	if (!pin_allowed(&cpu, 1) || pin_self(cpu)) {
		fprintf(stderr, "bench_cost: no CPU to stay on\n");
		return 2;
	}
	while (n < GUESTS_MAX && (all[n].guest = registry_guest(ENGINE_NATIVE, n - 1)))
		n++;
	for (unsigned int slice = 0; slice < SLICES; slice++)
		for (unsigned int i = 0; i < n; i++)
			measure(&all[i], slice);
	bare = quartile(&all[0]);
	printf("# FORMAT GUEST, ns a read, and that as a ratio to RDTSC's %.1f ns "
	       "(build/bench/bench_cost)\n",
	       bare);
	for (unsigned int i = 1; i < n; i++) {
		double ns = quartile(&all[i]);

		printf("%s %s %.1f %.2f%s\n",
		       registry_spell(all[i].guest->format, format, sizeof(format)),
		       registry_spell(all[i].guest->name, name, sizeof(name)), ns, ns / bare,
		       all[i].fell_back ? " fell-back" : "");
	}
	return 0;
}
