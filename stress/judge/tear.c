/*
 * The judge's memory of the last tear: the next ones look the same, and a flood of them is
 * recognised without a search.
 */
#include "stress/judge/kinds.h"

void judge_remember(struct judge *judge, const struct race_violation *violation,
		    const struct picks *picks)
{
	u64 newest = 0, oldest = U64_MAX;

	for (unsigned int i = 0; i < violation->npieces; i++) {
		u64 number = picks->numbers[violation->pieces[i].generation];

		newest = number > newest ? number : newest;
		oldest = number < oldest ? number : oldest;
	}
	if (hostlog_mark_torn(judge->log, newest))
		judge_add(&judge->tally->counts.torn_updates, 1);
	if (newest != oldest + 1)
		return;
	judge->has_tear = true;
	judge->npieces = violation->npieces;
	for (unsigned int i = 0; i < violation->npieces; i++) {
		judge->pieces[i] = violation->pieces[i];
		judge->pieces[i].generation =
			picks->numbers[violation->pieces[i].generation] == newest;
	}
}

/*
 * Do the pieces of the last tear, put together from k-1 and k, give value within the window? Not
 * if that is a whole page again, because the two are equal, or differ in one field alone.
 */
static bool tears_alike(struct judge *judge, const struct window *window, u64 k, u64 value)
{
	_Alignas(16) u8 pages[2][WARPAGE_PAGE_MAX] = {{0}}, page[WARPAGE_PAGE_MAX] = {0};
	_Alignas(16) u8 params[WARPAGE_PARAMS_MAX] = {0};
	const struct format *format = judge->format;

	for (unsigned int i = 0; i < 2; i++) {
		const struct log_entry *entry = judge_entry(judge, k - 1 + i);

		if (!entry)
			return false;
		format->encode(pages[i], entry->params);
	}
	for (unsigned int i = 0; i < judge->npieces; i++) {
		const struct race_piece *piece = &judge->pieces[i];

		memcpy(page + piece->offset, pages[piece->generation] + piece->offset, piece->size);
	}
	if (!memcmp(page, pages[0], format->page_size) ||
	    !memcmp(page, pages[1], format->page_size))
		return false;
	format->decode(params, page);
	return mix_within(value, (u64)format->time(params, window->s),
			  (u64)format->time(params, window->e));
}

bool judge_illegal_again(struct judge *judge, const struct window *window, u64 value,
			 unsigned int cpu)
{
	struct race_tally *tally = judge->tally;
	u64 k = window->high;

	while (k > window->low && !tears_alike(judge, window, k, value))
		k--;
	if (k == window->low)
		return false;
	if (hostlog_mark_torn(judge->log, k))
		judge_add(&tally->counts.torn_updates, 1);
	if (judge_may_tell(judge->mailbox)) {
		struct race_violation violation;
		struct picks picks = {.n = 2, .numbers = {k - 1, k}};

		judge_begin(judge, window, VIOLATION_TORN, value, cpu, &violation);
		violation.nmix = 1;
		violation.npieces = judge->npieces;
		memcpy(violation.pieces, judge->pieces, sizeof(violation.pieces));
		judge_record(judge, &violation, &picks, &tally->counts.found[VIOLATION_TORN],
			     &tally->first[VIOLATION_TORN]);
	} else {
		judge_add(&tally->counts.found[VIOLATION_TORN], 1);
	}
	return true;
}
