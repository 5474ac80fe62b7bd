/* A live run as text, with what its verdict rests on. */
#define _GNU_SOURCE
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "cli/live.h"
#include "file/show.h"
#include "protocols/registry.h"
#include "stress/judge/tell.h"

#define RATE_PPM 1000 /* that far off the raw clock is worth a word */

char *live_guest_name(const struct live_part *part, char *out, size_t size)
{
	const char *name = part->source->guest;

	if (!strcmp(part->source->name, "vmclock"))
		name = "vmclock-ordered";
	if (part->guest)
		name = part->guest->name;
	return registry_spell(name ? name : "none", out, size);
}

void live_report_open(FILE *out, const struct live *live)
{
	const struct live_arguments *arguments = live->arguments;

	fprintf(out, "live      ");
	for (unsigned int i = 0, n = 0; i < live->nparts; i++)
		if (live->parts[i].exists)
			fprintf(out, "%s%s", n++ ? ", " : "", live->parts[i].source->name);
	if (arguments->seconds)
		fprintf(out, "\nfor       %u s", arguments->seconds);
	else
		fprintf(out, "\nfor       as long as nobody stops it");
	fprintf(out, ", seed %" PRIu64 "\nguest     %s\ncpus      ", arguments->seed,
		arguments->guest ? arguments->guest : "the right one of each page");
	for (unsigned int i = 0; i < arguments->ncpus; i++)
		fprintf(out, "%s%u", i ? "," : "", arguments->cpus[i]);
	if (arguments->readers)
		fprintf(out, ", %u reader%s", arguments->readers,
			arguments->readers == 1 ? "" : "s");
	else
		fprintf(out, ", a reader on each");
	for (unsigned int i = 0; i < live->nparts; i++)
		if (live->parts[i].exists && !strncmp(live->parts[i].source->name, "kvm", 3)) {
			fprintf(out, "; kvm: %u vCPU%s, host on %u%s", arguments->vcpus,
				arguments->vcpus == 1 ? "" : "s", arguments->cpus[0],
				arguments->ncpus > 1 ? ", readers on the others" : "");
			break;
		}
	fprintf(out, "\n");
	fflush(out);
}

/* What a part's verdict is about, in a few words. */
static void print_covered(FILE *out, const struct live_part *part)
{
	const struct live_summary *total = &part->total;
	u64 met = total->race.total.counts.overlapped;

	fprintf(out, "%s: ", part->source->name);
	if (!total->race.total.counts.reads) {
		fprintf(out, "nothing");
		return;
	}
	if (total->has_page && met)
		fprintf(out, "the race (%" PRIu64 " reads met an update), ", met);
	else if (total->has_page)
		fprintf(out, "no race (no read met an update), the page's fields, ");
	if (total->reader_cpus > 1 && (total->pairs || total->ordered))
		fprintf(out, "order across %u CPUs", total->reader_cpus);
	else
		fprintf(out, "order on %s", total->reader_cpus > 1 ? "each CPU" : "one CPU");
}

void live_report_covered(FILE *out, const struct live *live)
{
	const char *before = "covered   ";
	unsigned int i;

	for (i = 0; i < live->nparts; i++)
		if (live->parts[i].ran) {
			fprintf(out, "%s", before);
			print_covered(out, &live->parts[i]);
			before = "; ";
		}
	before = "\nskipped   ";
	for (i = 0; i < live->nparts; i++)
		if (!live->parts[i].ran && !live->parts[i].unfinished) {
			fprintf(out, "%s%s", before, live->parts[i].source->name);
			before = ", ";
		}
	before = "\nunfinished ";
	for (i = 0; i < live->nparts; i++)
		if (live->parts[i].unfinished) {
			fprintf(out, "%s%s%s", before, live->parts[i].source->name,
				live->parts[i].ran ? "" : " (had no turn)");
			before = ", ";
		}
	fprintf(out, "\n");
}

static double share(u64 part, u64 whole)
{
	return whole ? 100.0 * (double)part / (double)whole : 0;
}

static void print_host(FILE *out, const struct live_summary *total)
{
	const struct race_counts *counts = &total->race.total.counts;
	double seconds = total->race.seconds > 0 ? total->race.seconds : 1;

	fprintf(out, "  updates   %" PRIu64 ", %.0f per second:", counts->updates,
		(double)counts->updates / seconds);
	for (int kind = 0; kind < UPDATE_KINDS; kind++)
		if (counts->kinds[kind])
			fprintf(out, " %s %" PRIu64, update_kind_name((enum update_kind)kind),
				counts->kinds[kind]);
	fprintf(out,
		"\n  asked     %" PRIu64 " clocks: what was published lay at most %" PRIu64
		" ns outside of the call\n",
		total->checked, total->asked_worst);
	if (total->nlanes > 1)
		fprintf(out, "  vCPUs     %u pages, at most %" PRIu64 " ns apart\n", total->nlanes,
			total->vcpus_worst);
	if (total->told)
		fprintf(out,
			"  stopped   %" PRIu64 " times told (KVM_KVMCLOCK_CTRL): the page said so "
			"%" PRIu64 " times, and forgot it %" PRIu64 " times\n",
			total->told, total->shown, total->lost);
	fprintf(out,
		"  control   %" PRIu64 " reads by a guest that ignores the version: %" PRIu64
		" wrong%s\n",
		total->control, total->caught,
		total->caught ? "; so the race was real" : ": nothing tested");
}

static void print_lane(FILE *out, const struct live_summary *total,
		       const struct live_lane_summary *lane)
{
	fprintf(out, "  %-23s %" PRIu64 " reads, %.1f M/s per CPU", lane->name, lane->reads,
		lane->rate / 1e6);
	if (lane->by_syscall)
		fprintf(out, ", by system call");
	if (lane->bare > 0)
		fprintf(out, " (%.2f of the bare loop)", lane->rate / lane->bare);
	if (lane->compared)
		fprintf(out, ", %+.1f ppm to CLOCK_MONOTONIC_RAW%s", lane->ppm,
			lane->ppm > RATE_PPM || lane->ppm < -RATE_PPM ? ": far off" : "");
	if (lane->stable_known)
		fprintf(out, ", %sTSC_STABLE%s", lane->stable ? "" : "not ",
			lane->stable_changed ? " (it changed)" : "");
	if (total->has_page && !total->driven && lane->made)
		fprintf(out, ", worst jump at an update %" PRIu64 " ns", lane->jump);
	if (lane->stopped)
		fprintf(out, ", GUEST_STOPPED in %" PRIu64 " bursts", lane->stopped);
	if (lane->found)
		fprintf(out, ", %" PRIu64 " violation%s", lane->found, lane->found == 1 ? "" : "s");
	fprintf(out, "\n");
}

/* Clocks that did not come from where it is expected. */
static void print_syscalls(FILE *out, const struct live_summary *total)
{
	unsigned int n = 0;

	for (unsigned int l = 0; l < total->nlanes; l++)
		n += total->lanes[l].by_syscall;
	if (n)
		fprintf(out,
			"  note      %u of %u clocks are not in this vDSO (an old kernel, or a "
			"clock source that it cannot read): the kernel was tested, not the vDSO\n",
			n, total->nlanes);
}

static void print_reads(FILE *out, const struct live_summary *total)
{
	const struct race_counts *counts = &total->race.total.counts;
	u64 unjudged = 0;

	if (total->has_page)
		fprintf(out,
			"  versions  %" PRIu64 " while a reader was at it, %" PRIu64
			" seen (%.1f %%); an odd or invalid one %" PRIu64 " times\n",
			total->made, total->seen, share(total->seen, total->made), total->odd);
	if (total->has_page && !total->driven)
		fprintf(out, "  updates   %" PRIu64 " made by the hypervisor meanwhile\n",
			counts->updates);
	if (total->has_page && !total->driven && !counts->overlapped)
		fprintf(out, "  note      no read met an update: the race was not tested, only "
			     "agreement and order\n");
	fprintf(out, "  reads     %" PRIu64, counts->reads);
	if (total->has_page)
		fprintf(out, ", %" PRIu64 " met an update, %" PRIu64 " fell back",
			counts->overlapped, counts->fallbacks);
	if (total->race.readers > 1)
		fprintf(out, "; %" PRIu64 " held against what another thread had handed over",
			total->pairs);
	fprintf(out, "\n");
	if (total->ordered)
		fprintf(out,
			"  by stamps %" PRIu64 " batches held against one that had ended %" PRIu64
			" ticks before or more on another thread: %" PRIu64 " gave less\n",
			total->ordered, total->closest, total->disordered);
	if (total->has_page && !total->driven && total->lanes[0].stable_known &&
	    (!total->lanes[0].stable || total->lanes[0].stable_changed))
		fprintf(out,
			"  note      without TSC_STABLE a host promises no order across CPUs: then "
			"none was judged\n");
	if (total->reader_cpus < 2)
		fprintf(out,
			"  note      all reads were made on one CPU: the order across CPUs was "
			"not tested\n");
	else if (!total->pairs && !total->ordered)
		fprintf(out, "  note      no reader met a value of another one: the order across "
			     "CPUs was not tested\n");
	if (counts->found[VIOLATION_LATE_TSC])
		fprintf(out,
			"  late-tsc  %" PRIu64 ", by %" PRIu64 " ticks at most; no violation: %s\n",
			counts->found[VIOLATION_LATE_TSC], counts->late_most, RACE_LATE_REMEDY);
	if (total->order_why[0])
		fprintf(out, "  note      no order by TSC stamps: %s\n", total->order_why);
	for (unsigned int i = 0; i < RACE_UNJUDGED_REASONS; i++)
		unjudged += counts->unjudged[i];
	if (unjudged) {
		fprintf(out, "  unjudged  %" PRIu64 ":", unjudged);
		for (unsigned int i = 0; i < RACE_UNJUDGED_REASONS; i++)
			if (counts->unjudged[i])
				fprintf(out, " %s %" PRIu64,
					race_unjudged_name((enum race_unjudged)i),
					counts->unjudged[i]);
		fprintf(out, "\n");
	}
	if (total->race.moves)
		fprintf(out,
			"  note      threads were moved off their CPUs, and put back: %" PRIu64
			" times\n",
			total->race.moves);
	if (total->clock_sets)
		fprintf(out, "  note      the wall clock was set %" PRIu64 " times meanwhile\n",
			total->clock_sets);
}

static void print_skew(FILE *out, const struct live_summary *total)
{
	const struct race_summary *race = &total->race;

	fprintf(out, "  ran       %.1f s%s; TSC %.6f GHz", race->seconds,
		race->interrupted ? ", interrupted" : "", (double)race->tsc_hz / 1e9);
	if (race->skew_low || race->skew_high)
		fprintf(out, ", skew between CPUs in [%" PRId64 ", %" PRId64 "] ticks",
			race->skew_low, race->skew_high);
	if (total->proven)
		fprintf(out, ": that of CPU %u is %s by %lld or more", total->proven_cpu,
			total->proven > 0 ? "ahead" : "behind", llabs(total->proven));
	if (total->again)
		fprintf(out, ", at the end in [%" PRId64 ", %" PRId64 "]%s", total->again_low,
			total->again_high, total->drifted ? ": they drift" : "");
	fprintf(out, "\n");
}

static void print_verdict(FILE *out, const struct live_part *part)
{
	char why[LIVE_WHY], judged[64];

	fprintf(out, "  verdict   %s", live_part_word(part));
	if (part->failed || live_part_status(part) == STATUS_ERROR)
		show(out, ": %s", live_part_why(part, why, sizeof(why)));
	fprintf(out, "%s\n",
		race_judged_text(&part->total.race.total.counts, judged, sizeof(judged)));
}

void live_report_facts(FILE *out, const struct live_part *part)
{
	const struct live_summary *total = &part->total;

	if (total->race.total.counts.reads) {
		print_skew(out, total);
		if (total->driven)
			print_host(out, total);
		for (unsigned int l = 0; l < total->nlanes; l++)
			print_lane(out, total, &total->lanes[l]);
		print_syscalls(out, total);
		print_reads(out, total);
	}
	if (total->why[0] && !part->failed)
		show(out, "  note      %s\n", total->why);
}

void live_report_part(FILE *out, const struct live_part *part)
{
	const struct live_summary *total = &part->total;
	char guest[64];

	if (!part->ran)
		return;
	fprintf(out, "\n%s: %s", part->source->name, part->source->text);
	if (total->has_page)
		fprintf(out, ", guest %s", live_guest_name(part, guest, sizeof(guest)));
	fprintf(out, "\n");
	for (unsigned int kind = 0; kind < VIOLATION_KINDS; kind++)
		if (total->race.total.counts.found[kind])
			live_violation_print(out, total, "", &total->lanes[total->first_lane[kind]],
					     total->race.total.counts.found[kind],
					     &total->race.total.first[kind]);
	if (total->control_lane)
		live_violation_print(out, total,
				     "control: ", &total->lanes[total->control_lane - 1],
				     total->caught, &total->control_first);
	live_report_facts(out, part);
	print_verdict(out, part);
}
