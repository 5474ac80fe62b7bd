/* What a campaign comes to. */
#ifndef WARPAGE_CAMPAIGN_TELL_H
#define WARPAGE_CAMPAIGN_TELL_H

#include "campaign/campaign.h"
#include "outcome/outcome.h"

/* All that was asked for. */
void campaign_open(const struct campaign_options *options, struct outcome *outcome);

/*
 * The rest: a table of outcomes, figures, what was found with a part for each pair, crashes that became no finding, and what no
 * file holds, in full. A violation goes before an error, and either before an interruption; a campaign
 * that saw nothing but what tests/matrix.expected lists has found nothing new; it is clean only if it ran
 * for the whole of its time, tested something and lost nothing. Where a crash is lost, nobody knows what
 * was found: that goes before all.
 */
void campaign_tell(const struct campaign_options *options, const struct collector *collector,
		   const struct campaign_result *result, struct outcome *outcome);

/* For campaign_tell(): a table of what inputs came to. */
void campaign_tell_outcomes(const struct campaign_options *options,
			    const struct collector *collector, const struct campaign_result *result,
			    struct outcome *outcome);

/* For campaign_tell(): the crashes, and a part for each pair with findings. */
void campaign_tell_found(const struct campaign_options *options, const struct collector *collector,
			 struct outcome *outcome);

#endif
