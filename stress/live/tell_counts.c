/* What a live clock's verdict rests on, in lines. */
#include <inttypes.h>
#include <stdlib.h>

#include "file/text.h"
#include "stress/judge/tell.h"
#include "stress/live/tell.h"

#define RATE_PPM 1000 /* that far off the raw clock is worth a word */

void live_print_covered(FILE *out, const struct live_summary *total)
{
	u64 met = total->race.total.counts.overlapped;

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

static double share(u64 part, u64 whole)
{
	return whole ? 100.0 * (double)part / (double)whole : 0;
}

static void tell_skew(struct outcome *outcome, const struct live_summary *total)
{
	const struct race_summary *race = &total->race;
	char out[256] = "";
	struct text text = {.out = out, .size = sizeof(out)};

	if (race->skew_low || race->skew_high)
		text_add(&text, ", skew between CPUs in [%" PRId64 ", %" PRId64 "] ticks",
			 race->skew_low, race->skew_high);
	if (total->proven)
		text_add(&text, ": that of CPU %u is %s by %lld or more", total->proven_cpu,
			 total->proven > 0 ? "ahead" : "behind", llabs(total->proven));
	if (total->again)
		text_add(&text, ", at the end in [%" PRId64 ", %" PRId64 "]%s", total->again_low,
			 total->again_high, total->drifted ? ": they drift" : "");
	outcome_say(outcome, "ran", "%.1f s%s; TSC %.6f GHz%s", race->seconds,
		    race->interrupted ? ", interrupted" : "", (double)race->tsc_hz / 1e9, out);
}

static void tell_host(struct outcome *outcome, const struct live_summary *total)
{
	const struct race_counts *counts = &total->race.total.counts;
	double seconds = total->race.seconds > 0 ? total->race.seconds : 1;
	char kinds[256];

	outcome_say(outcome, "updates", "%" PRIu64 ", %.0f per second:%s", counts->updates,
		    (double)counts->updates / seconds,
		    race_update_kinds(counts, kinds, sizeof(kinds)));
	outcome_say(outcome, "asked",
		    "%" PRIu64 " clocks: what was published lay at most %" PRIu64
		    " ns outside of the call",
		    total->checked, total->asked_worst);
	if (total->nlanes > 1)
		outcome_say(outcome, "vCPUs", "%u pages, at most %" PRIu64 " ns apart",
			    total->nlanes, total->vcpus_worst);
	if (total->told)
		outcome_say(outcome, "stopped",
			    "%" PRIu64 " times told (KVM_KVMCLOCK_CTRL): the page said so %" PRIu64
			    " times, and forgot it %" PRIu64 " times",
			    total->told, total->shown, total->lost);
	outcome_say(outcome, "control",
		    "%" PRIu64 " reads by a guest that ignores the version: %" PRIu64 " wrong%s",
		    total->control, total->caught,
		    total->caught ? "; so the race was real" : ": nothing tested");
}

static void tell_lane(struct outcome *outcome, const struct live_summary *total,
		      const struct live_lane_summary *lane)
{
	char out[512] = "", name[32];
	struct text text = {.out = out, .size = sizeof(out)};

	if (lane->by_syscall)
		text_add(&text, ", by system call");
	if (lane->bare > 0)
		text_add(&text, " (%.2f of the bare loop)", lane->rate / lane->bare);
	if (lane->compared)
		text_add(&text, ", %+.1f ppm to CLOCK_MONOTONIC_RAW%s", lane->ppm,
			 lane->ppm > RATE_PPM || lane->ppm < -RATE_PPM ? ": far off" : "");
	if (lane->stable_known)
		text_add(&text, ", %sTSC_STABLE%s", lane->stable ? "" : "not ",
			 lane->stable_changed ? " (it changed)" : "");
	if (total->has_page && !total->driven && lane->made)
		text_add(&text, ", worst jump at an update %" PRIu64 " ns", lane->jump);
	if (lane->stopped)
		text_add(&text, ", GUEST_STOPPED in %" PRIu64 " bursts", lane->stopped);
	if (lane->found)
		text_add(&text, ", %" PRIu64 " violation%s", lane->found,
			 lane->found == 1 ? "" : "s");
	snprintf(name, sizeof(name), "%-23s", lane->name);
	outcome_say(outcome, name, "%" PRIu64 " reads, %.1f M/s per CPU%s", lane->reads,
		    lane->rate / 1e6, out);
}

static void tell_lanes(struct outcome *outcome, const struct live_summary *total)
{
	unsigned int n = 0;

	for (unsigned int l = 0; l < total->nlanes; l++) {
		tell_lane(outcome, total, &total->lanes[l]);
		n += total->lanes[l].by_syscall;
	}
	if (n) /* they did not come from where it is expected */
		outcome_note(outcome,
			     "%u of %u clocks are not in this vDSO (an old kernel, or a clock "
			     "source that it cannot read): the kernel was tested, not the vDSO",
			     n, total->nlanes);
}

static void tell_page(struct outcome *outcome, const struct live_summary *total)
{
	const struct race_counts *counts = &total->race.total.counts;
	const struct live_lane_summary *first = &total->lanes[0];

	outcome_say(outcome, "versions",
		    "%" PRIu64 " while a reader was at it, %" PRIu64
		    " seen (%.1f %%); an odd or invalid one %" PRIu64 " times",
		    total->made, total->seen, share(total->seen, total->made), total->odd);
	if (total->driven)
		return;
	outcome_say(outcome, "updates", "%" PRIu64 " made by the hypervisor meanwhile",
		    counts->updates);
	if (!counts->overlapped)
		outcome_note(outcome, "no read met an update: the race was not tested, only "
				      "agreement and order");
	if (first->stable_known && (!first->stable || first->stable_changed))
		outcome_note(outcome, "without TSC_STABLE a host promises no order across CPUs: "
				      "then none was judged");
}

static void tell_reads(struct outcome *outcome, const struct live_summary *total)
{
	const struct race_counts *counts = &total->race.total.counts;
	char out[256] = "";
	struct text text = {.out = out, .size = sizeof(out)};

	if (total->has_page)
		text_add(&text, ", %" PRIu64 " met an update, %" PRIu64 " fell back",
			 counts->overlapped, counts->fallbacks);
	if (total->race.readers > 1)
		text_add(&text, "; %" PRIu64 " compared with the newest value of another thread",
			 total->pairs);
	outcome_say(outcome, "reads", "%" PRIu64 "%s", counts->reads, out);
	if (total->ordered)
		outcome_say(outcome, "by stamps",
			    "%" PRIu64 " batches held against one that had ended %" PRIu64
			    " ticks before or more on another thread: %" PRIu64 " gave less",
			    total->ordered, total->closest, total->disordered);
	if (counts->found[VIOLATION_LATE_TSC])
		outcome_say(outcome, "late-tsc",
			    "%" PRIu64 ", by %" PRIu64 " ticks at most; no violation: %s",
			    counts->found[VIOLATION_LATE_TSC], counts->late_most, RACE_LATE_REMEDY);
}

static void tell_notes(struct outcome *outcome, const struct live_summary *total)
{
	const u64 *unjudged = total->race.total.counts.unjudged;
	u64 sum = 0;

	if (total->left_out)
		outcome_note(outcome, "%s", total->left_out);
	if (total->reader_cpus < 2)
		outcome_note(outcome, "all reads were made on one CPU: the order across CPUs was "
				      "not tested");
	else if (!total->pairs && !total->ordered)
		outcome_note(outcome, "no reader met a value of another one: the order across "
				      "CPUs was not tested");
	if (total->order_why[0])
		outcome_note(outcome, "no order by TSC stamps: %s", total->order_why);
	for (unsigned int i = 0; i < RACE_UNJUDGED_REASONS; i++)
		sum += unjudged[i];
	if (sum)
		race_tell_unjudged(outcome, &total->race);
	if (total->race.moves)
		outcome_note(outcome,
			     "threads were moved off their CPUs, and put back: %" PRIu64 " times",
			     total->race.moves);
	if (total->clock_sets)
		outcome_note(outcome, "the wall clock was set %" PRIu64 " times meanwhile",
			     total->clock_sets);
}

void live_tell_counts(struct outcome *outcome, const struct live_summary *total)
{
	tell_skew(outcome, total);
	if (total->driven)
		tell_host(outcome, total);
	tell_lanes(outcome, total);
	if (total->has_page)
		tell_page(outcome, total);
	tell_reads(outcome, total);
	tell_notes(outcome, total);
}
