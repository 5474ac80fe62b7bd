/*
 * The verdict of a campaign. It is clean only if it ran for the whole of its time, tested something,
 * lost nothing, and saw no violation at all, not even one that is known.
 */
#include <inttypes.h>
#include <stdio.h>

#include "campaign/campaign.h"
#include "campaign/unsaved.h"

enum campaign_verdict campaign_verdict(const struct campaign_options *options,
				       const struct collector *collector,
				       const struct campaign_result *result)
{
	if (collector->gone)
		return CAMPAIGN_LOST;
	for (unsigned int i = 0; i < collector->nkept; i++)
		if (collector->kept[i].kind == CRASH_OF_TARGET)
			return CAMPAIGN_VIOLATION;
	if (collector->nfound)
		return CAMPAIGN_VIOLATION;
	if (result->skipped)
		return CAMPAIGN_SKIPPED;
	if (result->error[0] || collector->unsaved || collector_count(collector, CRASH_LOST) ||
	    collector_count(collector, CRASH_REFUSED))
		return CAMPAIGN_ERROR;
	if (result->interrupted)
		return CAMPAIGN_INTERRUPTED;
	if (!campaign_tested(options, result))
		return CAMPAIGN_NOTHING_TESTED;
	return result->covered.known ? CAMPAIGN_NOTHING_NEW : CAMPAIGN_CLEAN;
}

const char *campaign_verdict_name(enum campaign_verdict verdict)
{
	static const char *const names[] = {
		[CAMPAIGN_CLEAN] = "clean",
		[CAMPAIGN_NOTHING_NEW] = "nothing new",
		[CAMPAIGN_VIOLATION] = "violation",
		[CAMPAIGN_LOST] = "lost",
		[CAMPAIGN_INTERRUPTED] = "interrupted",
		[CAMPAIGN_NOTHING_TESTED] = "nothing tested",
		[CAMPAIGN_ERROR] = "error",
		[CAMPAIGN_SKIPPED] = "skipped",
	};

	return names[verdict];
}

/* In what was there no violation? */
static const char *tested(const struct campaign_options *options,
			  const struct campaign_result *result, char *out, size_t size)
{
	if (campaign_reads(options))
		snprintf(out, size, "violation in %" PRIu64 " reads that met an update",
			 result->covered.overlapped);
	else
		snprintf(out, size, "failure in %" PRIu64 " executions", result->executions);
	return out;
}

const char *campaign_verdict_text(const struct campaign_options *options,
				  const struct collector *collector,
				  const struct campaign_result *result, char *out, size_t size)
{
	enum campaign_verdict verdict = campaign_verdict(options, collector, result);
	unsigned int pairs = covered_known_pairs(&result->covered);
	char in[64];

	tested(options, result, in, sizeof(in));
	if (verdict == CAMPAIGN_CLEAN)
		snprintf(out, size, "clean: no %s", in);
	else if (verdict == CAMPAIGN_NOTHING_NEW)
		snprintf(out, size,
			 "nothing new: %u pair%s showed what the matrix lists, and no other %s",
			 pairs, pairs == 1 ? "" : "s", in);
	else if (verdict == CAMPAIGN_INTERRUPTED)
		snprintf(out, size, "interrupted after %.1f of %" PRIu64 " s: no %s%s by then",
			 result->seconds, options->seconds, pairs ? "new " : "", in);
	else if (verdict == CAMPAIGN_LOST)
		snprintf(out, size,
			 "lost: %" PRIu64 " crash%s whose input could not be written; %u finding%s",
			 collector->gone, collector->gone == 1 ? "" : "es", collector->nfound,
			 collector->nfound == 1 ? "" : "s");
	else if (verdict == CAMPAIGN_VIOLATION && unsaved_count(collector))
		snprintf(out, size, "violation; what could not be saved is in this report alone");
	else if (verdict == CAMPAIGN_VIOLATION && result->interrupted)
		snprintf(out, size, "violation (interrupted after %.1f of %" PRIu64 " s)",
			 result->seconds, options->seconds);
	else
		snprintf(out, size, "%s", campaign_verdict_name(verdict));
	return out;
}
