/* Lines of schedules. The words are in bounds that whatever adds them up may rely on. */
#include "finding/schedule_line.h"

#include "clock/sequence.h"
#include "machine/log.h"

#define TICKS_MAX ((u64)1 << 56) /* sums of all ticks of a schedule fit into 64 bits */
#define LEAP_MAX ((u64)1 << 62)	 /* of a step or a jump: can be negated */
#define RATE_MAX (16 * RATE_ONE - 1)
#define NO_DEATH UINT32_MAX /* dies_after -1 */

/* What is not written where it is as usual. */
#define MAYBE(word_key, member, most, usual)                                                       \
	{                                                                                          \
		.key = word_key, .type = &word_number, WORD_IN(update, member), .max = most,       \
		.plain = usual, .how = WORD_LOOSE | WORD_TERSE                                     \
	}
#define GAP(i) MAYBE("gap" #i, gaps[i], TICKS_MAX, 0)
#define GAPS(a, b, c, d) GAP(a), GAP(b), GAP(c), GAP(d)
#define BRIEF                                                                                      \
	WORD_NAME(update, kind, update_kind_name, UPDATE_KINDS - 1,                                \
		  "there is no kind of update named"),                                             \
		WORD("rate", word_hex, update, rate, RATE_MAX),                                    \
		WORD("step", word_signed, update, step, LEAP_MAX),                                 \
		WORD("jump", word_signed, update, jump, LEAP_MAX),                                 \
		WORD("hold", word_number, update, hold, TICKS_MAX),                                \
		WORD("lead", word_number, update, lead, TICKS_MAX)

const struct word schedule_start[] = {
	WORD("sequence", word_number, schedule, sequence, U64_MAX),
	WORD("placement", word_number, schedule, placement, 63),
	WORD("tsc", word_number, schedule, tsc, U64_MAX),
	WORD("value", word_number, schedule, value, U64_MAX),
	WORD("rate", word_hex, schedule, rate, RATE_MAX),
	WORD("tail", word_number, schedule, tail, TICKS_MAX),
	/* of several vCPUs alone */
	{.key = "vcpus",
	 .type = &word_number,
	 WORD_IN(schedule, vcpus),
	 .max = VCPUS_MAX,
	 .how = WORD_LOOSE | WORD_TERSE},
	{.key = "apart",
	 .type = &word_signed,
	 WORD_IN(schedule, apart),
	 .max = LEAP_MAX,
	 .how = WORD_LOOSE | WORD_TERSE},
	{.key = "drift",
	 .type = &word_hex,
	 WORD_IN(schedule, drift),
	 .max = RATE_MAX,
	 .how = WORD_LOOSE | WORD_TERSE},
	{
		.key = "blank",
		.type = &word_number,
		WORD_IN(schedule, blank),
		.max = 1,
		.how = WORD_LOOSE | WORD_TERSE,
	},
	{.key = "hosts",
	 .type = &word_number,
	 WORD_IN(schedule, hosts),
	 .max = HOSTS_MAX,
	 .how = WORD_LOOSE | WORD_TERSE},
	{.key = "writers",
	 .type = &word_number,
	 WORD_IN(schedule, writers),
	 .max = 1,
	 .how = WORD_LOOSE | WORD_TERSE},
	{0},
};
const struct word schedule_store[] = {
	WORD("offset", word_number, guest_store, offset, WARPAGE_PAGE_MAX - 1),
	WORD("size", word_number, guest_store, size, 8),
	WORD("value", word_hex, guest_store, value, U64_MAX),
	{0},
};
const struct word schedule_brief[] = {BRIEF, {0}};
const struct word schedule_update[] = {
	BRIEF,
	WORD("gap", word_number, update, gap, TICKS_MAX),
	GAPS(0, 1, 2, 3),
	GAPS(4, 5, 6, 7),
	GAPS(8, 9, 10, 11),
	GAPS(12, 13, 14, 15),
	MAYBE("behind", behind, TICKS_MAX, 0),
	MAYBE("dies-after", dies_after, EVENTS_MAX, NO_DEATH),
	{0},
};
_Static_assert(GAPS_MAX == 16, "each gap has a word");

static void take_start(struct parser *parser, struct schedule *schedule,
		       const struct format *format, const struct host *host)
{
	bool known = false;

	words_get(parser, schedule_start, schedule);
	for (unsigned int i = 0; i < format->nplacements; i++)
		known = known || format->placements[i] == schedule->placement;
	if (!known)
		parser_complain(parser, "the format allows no page at this placement", NULL);
	if (!sequence_is_legal(format, host, schedule->sequence))
		parser_complain(parser, "the host may not find this sequence on a page", NULL);
}

static void take_store(struct parser *parser, struct schedule *schedule,
		       const struct format *format)
{
	struct guest_store *store = &schedule->stores[schedule->nstores];

	if (schedule->nstores == GUEST_STORES_MAX) {
		parser_complain(parser, "more stores of reads than a schedule can have", NULL);
		return;
	}
	words_get(parser, schedule_store, store);
	if (!store->size || store->offset + store->size > format->page_size)
		parser_complain(parser, "no part of the page is there", NULL);
	schedule->nstores++;
}

bool schedule_take(struct parser *parser, const struct line *line, struct schedule *schedule,
		   const struct format *format, const struct host *host)
{
	if (line->words == schedule_start) {
		take_start(parser, schedule, format, host);
	} else if (line->words == schedule_store) {
		take_store(parser, schedule, format);
	} else if (line->words != schedule_update) {
		return false;
	} else if (schedule->nupdates == UPDATES_MAX) {
		parser_complain(parser, "more updates than a schedule can have", NULL);
	} else {
		struct update *update = &schedule->updates[schedule->nupdates++];

		memset(update, 0, sizeof(*update));
		update->dies_after = -1;
		words_get(parser, schedule_update, update);
	}
	return true;
}

void schedule_put(FILE *out, const struct schedule *schedule)
{
	words_put(out, "start", schedule_start, schedule, NULL);
	for (unsigned int i = 0; i < schedule->nstores; i++)
		words_put(out, "store", schedule_store, &schedule->stores[i], NULL);
	for (unsigned int i = 0; i < schedule->nupdates; i++)
		words_put(out, "update", schedule_update, &schedule->updates[i], NULL);
}
