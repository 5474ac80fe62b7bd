/* An odometer over the distinct bytes of each piece; see mix.h for what counts as a mix. */
#include "stress/judge/mix.h"

#define COMBINATIONS_MAX 65536

struct odometer {
	unsigned int npieces;
	struct race_piece pieces[RACE_UNITS_MAX];
	unsigned int noptions[RACE_UNITS_MAX];
	unsigned int options[RACE_UNITS_MAX][RACE_GENERATIONS_MAX];
	unsigned int at[RACE_UNITS_MAX];
};

static void add_piece(struct odometer *odometer, const struct field *field, u16 offset, u16 size)
{
	struct race_piece *piece = &odometer->pieces[odometer->npieces];

	if (odometer->npieces == RACE_UNITS_MAX)
		return;
	odometer->npieces++;
	piece->field = field->name;
	piece->offset = offset;
	piece->size = size;
}

static void odometer_start(struct odometer *odometer, const struct format *format,
			   const u8 *const *pages, unsigned int npages, bool halves)
{
	memset(odometer, 0, sizeof(*odometer));
	for (unsigned int i = 0; i < format->nfields; i++) {
		const struct field *field = &format->fields[i];

		if (field->role != FIELD_PARAM)
			continue;
		if (halves && field->size == 8) {
			add_piece(odometer, field, field->offset, 4);
			add_piece(odometer, field, field->offset + 4, 4);
		} else {
			add_piece(odometer, field, field->offset, field->size);
		}
	}
	for (unsigned int i = 0; i < odometer->npieces; i++) {
		const struct race_piece *piece = &odometer->pieces[i];

		for (unsigned int g = 0; g < npages; g++) {
			unsigned int n = 0;

			while (n < odometer->noptions[i] &&
			       memcmp(pages[odometer->options[i][n]] + piece->offset,
				      pages[g] + piece->offset, piece->size))
				n++;
			if (n == odometer->noptions[i])
				odometer->options[i][odometer->noptions[i]++] = g;
		}
	}
}

/* Put the page of the odometer's position together. */
static void odometer_page(struct odometer *odometer, const u8 *const *pages, u8 *page)
{
	for (unsigned int i = 0; i < odometer->npieces; i++) {
		struct race_piece *piece = &odometer->pieces[i];

		piece->generation = odometer->options[i][odometer->at[i]];
		memcpy(page + piece->offset, pages[piece->generation] + piece->offset, piece->size);
	}
}

/* The next position; false after the last. */
static bool odometer_next(struct odometer *odometer)
{
	for (unsigned int i = 0; i < odometer->npieces; i++) {
		if (++odometer->at[i] < odometer->noptions[i])
			return true;
		odometer->at[i] = 0;
	}
	return false;
}

/* Are the parameters those of one of the pages? The mix may be in a second copy of them alone. */
static bool is_pure(const struct format *format, const u8 *const *pages, unsigned int npages,
		    const u8 *params)
{
	for (unsigned int g = 0; g < npages; g++) {
		_Alignas(16) u8 pure[WARPAGE_PARAMS_MAX] = {0};

		format->decode(pure, pages[g]);
		if (!memcmp(params, pure, format->params_size))
			return true;
	}
	return false;
}

unsigned int mix_search(struct mix *mix)
{
	_Alignas(16) u8 page[WARPAGE_PAGE_MAX] = {0}, params[WARPAGE_PARAMS_MAX] = {0};
	const struct format *format = mix->format;
	struct odometer odometer;
	unsigned int tried = 0;

	mix->found = 0;
	odometer_start(&odometer, format, mix->pages, mix->ngenerations, mix->halves);
	do {
		odometer_page(&odometer, mix->pages, page);
		format->decode(params, page);
		if (is_pure(format, mix->pages, mix->ngenerations, params))
			continue;
		if (!mix_within(mix->value, (u64)format->time(params, mix->first),
				(u64)format->time(params, mix->last)))
			continue;
		if (!mix->found++) {
			mix->npieces = odometer.npieces;
			memcpy(mix->pieces, odometer.pieces, sizeof(mix->pieces));
		}
	} while (++tried < COMBINATIONS_MAX && odometer_next(&odometer));
	return mix->found;
}

bool mix_separable(const struct format *format, const struct generation *a,
		   const struct generation *b, const struct generation *known, unsigned int n,
		   u64 tsc, u64 tolerance)
{
	_Alignas(16) u8 page[WARPAGE_PAGE_MAX] = {0}, params[WARPAGE_PARAMS_MAX] = {0};
	_Alignas(16) u8 filled[2][WARPAGE_PAGE_MAX];
	const u8 *const pages[2] = {filled[0], filled[1]};
	struct odometer odometer;
	u64 times[RACE_GENERATIONS_MAX];

	if (n > RACE_GENERATIONS_MAX)
		n = RACE_GENERATIONS_MAX;
	generation_page(format, a, filled[0]);
	generation_page(format, b, filled[1]);
	for (unsigned int g = 0; g < n; g++)
		times[g] = generation_time(format, &known[g], tsc);
	odometer_start(&odometer, format, pages, 2, false);
	do {
		u64 mixed;

		odometer_page(&odometer, pages, page);
		format->decode(params, page);
		if (is_pure(format, pages, 2, params))
			continue;
		mixed = (u64)format->time(params, tsc);
		for (unsigned int g = 0; g < n; g++)
			if (mix_within(mixed, times[g] - tolerance, times[g] + tolerance))
				return false;
	} while (odometer_next(&odometer));
	return true;
}
