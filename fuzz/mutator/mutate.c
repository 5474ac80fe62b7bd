/* The mutator: picks which record to change, to add or to drop: one of a read, mostly. */
#include "fuzz/mutator/mutate.h"

#include <string.h>

#include "fuzz/mutator/mutate_record.h"
#include "input/layout.h"

struct mutation {
	u8 *data;
	size_t n;   /* records */
	size_t max; /* records */
	u64 state;
};

static unsigned int draw(struct mutation *m, unsigned int below)
{
	return mutate_draw(&m->state, below);
}

static u8 *record_at(struct mutation *m, size_t i)
{
	return m->data + i * INPUT_RECORD;
}

static bool is_update(const u8 *record)
{
	return (record[INPUT_AT_TAG] & 3) == INPUT_UPDATE;
}

static bool is_read(const u8 *record)
{
	return (record[INPUT_AT_TAG] & 3) == INPUT_READ ||
	       (record[INPUT_AT_TAG] & 3) == INPUT_READ_RUNNING;
}

/* Make room for a record at place i. false if there is none. */
static bool insert(struct mutation *m, size_t i)
{
	if (m->n == m->max)
		return false;
	memmove(record_at(m, i + 1), record_at(m, i), (m->n - i) * INPUT_RECORD);
	memset(record_at(m, i), 0, INPUT_RECORD);
	m->n++;
	return true;
}

static u8 *setting_of(struct mutation *m)
{
	return input_setting(m->data, m->n * INPUT_RECORD);
}

/* The first record behind the head, and behind the setting. */
static size_t first(struct mutation *m)
{
	return setting_of(m) ? 2 : 1;
}

/* One of the records that are, or are no, updates; 0 if there is none. */
static size_t find(struct mutation *m, bool update)
{
	size_t least = first(m);
	size_t from = m->n > least ? least + draw(m, (unsigned int)(m->n - least)) : least;

	for (size_t i = from; i < m->n; i++)
		if (is_update(record_at(m, i)) == update)
			return i;
	for (size_t i = least; i < from && i < m->n; i++)
		if (is_update(record_at(m, i)) == update)
			return i;
	return 0;
}

static void add_update(struct mutation *m)
{
	size_t i = draw(m, 2) ? find(m, true) : 0;
	u8 *record;

	i = i ? i + 1 : first(m);
	record = record_at(m, i);

	if (i > m->n || !insert(m, i))
		return;
	record[INPUT_AT_TAG] = (u8)(INPUT_UPDATE | draw(m, 7) << 2);
}

static void add_read(struct mutation *m)
{
	if (insert(m, m->n))
		mutate_new_read(&m->state, record_at(m, m->n - 1));
}

static void drop(struct mutation *m, size_t i)
{
	memmove(record_at(m, i), record_at(m, i + 1), (m->n - i - 1) * INPUT_RECORD);
	m->n--;
}

/* The same again: a read that follows, an update that repeats. */
static void repeat(struct mutation *m, size_t i)
{
	if (insert(m, i))
		memcpy(record_at(m, i), record_at(m, i + 1), INPUT_RECORD);
}

static void swap(struct mutation *m, size_t i, size_t j)
{
	u8 record[INPUT_RECORD];

	memcpy(record, record_at(m, i), INPUT_RECORD);
	memmove(record_at(m, i), record_at(m, j), INPUT_RECORD);
	memcpy(record_at(m, j), record, INPUT_RECORD);
}

static unsigned int count(struct mutation *m, bool update)
{
	unsigned int n = 0;

	for (size_t i = 1; i < m->n; i++)
		n += update ? is_update(record_at(m, i)) : is_read(record_at(m, i));
	return n;
}

/* More of what there is little of, less of what there is much of: time goes into each. */
static void change_number_of(struct mutation *m, bool update)
{
	size_t i = find(m, update);
	unsigned int usual = update ? 2 : 3;

	if (!i || draw(m, count(m, update) + usual) < usual - 1) {
		if (i && !draw(m, 3))
			repeat(m, i);
		else if (update)
			add_update(m);
		else
			add_read(m);
	} else {
		drop(m, i);
	}
}

static void change_reads(struct mutation *m)
{
	unsigned int what = draw(m, 16);
	size_t i = find(m, false);

	if (!i || what < 3) {
		change_number_of(m, false);
	} else if (what == 3) {
		if (insert(m, i + 1)) {
			record_at(m, i + 1)[INPUT_AT_TAG] = INPUT_MORE;
			mutate_moves(&m->state, record_at(m, i + 1));
		}
	} else if (what == 4) {
		swap(m, i, find(m, false));
	} else if (what == 5 && setting_of(m)) {
		mutate_moves(&m->state, setting_of(m));
	} else if (is_read(record_at(m, i))) {
		mutate_read(&m->state, record_at(m, i));
	} else {
		mutate_moves(&m->state, record_at(m, i));
	}
}

static void change_setting(struct mutation *m)
{
	u8 *setting = setting_of(m);

	if (setting && !draw(m, 8)) {
		drop(m, 1);
		return;
	}
	if (!setting) {
		if (!insert(m, 1))
			return;
		setting = record_at(m, 1);
		setting[INPUT_AT_TAG] = INPUT_MORE;
	}
	mutate_setting(&m->state, setting);
}

static void change_schedule(struct mutation *m)
{
	unsigned int what = draw(m, 16);
	size_t i = find(m, true);

	if (!i || what < 3)
		change_number_of(m, true);
	else if (what == 3)
		swap(m, i, find(m, true));
	else if (what == 4)
		change_setting(m);
	else if (what < 8)
		mutate_head(&m->state, record_at(m, 0));
	else
		mutate_update(&m->state, record_at(m, i));
}

static void havoc(struct mutation *m, u8 *data, size_t size)
{
	for (unsigned int n = 1 + draw(m, 4); n; n--) {
		u8 *at = data + draw(m, (unsigned int)size);

		if (draw(m, 2))
			*at ^= (u8)(1u << draw(m, 8));
		else
			*at = (u8)draw(m, 256);
	}
}

/*
 * A mutation is one of the schedule or one of the reads: as long as the schedule stays the same, the
 * host's run is kept from one input to the next.
 */
size_t mutate(u8 *data, size_t size, size_t max, u64 seed)
{
	struct mutation m = {.data = data, .max = max / INPUT_RECORD, .state = seed};
	unsigned int what;
	size_t whole;

	if (size > max)
		size = max;
	if (m.max > INPUT_RECORDS_MAX)
		m.max = INPUT_RECORDS_MAX;
	m.n = (size + INPUT_RECORD - 1) / INPUT_RECORD;
	m.n = m.n < 1 ? 1 : m.n;
	if (m.n > m.max) {
		/* there is no room for whole records, or it is too long for any */
		if (m.max < 1 || size > INPUT_RECORDS_MAX * INPUT_RECORD) {
			if (!size && max)
				data[size++] = 0;
			if (size)
				havoc(&m, data, size);
			return size;
		}
		m.n = m.max;
	}
	whole = m.n * INPUT_RECORD;
	if (whole > size)
		memset(data + size, 0, whole - size);
	what = draw(&m, 32);
	do {
		if (what == 0)
			havoc(&m, data, m.n * INPUT_RECORD);
		else if (what < 6)
			change_schedule(&m);
		else
			change_reads(&m);
	} while (!draw(&m, 3));
	return m.n * INPUT_RECORD;
}

/* The records of from that are, or are no, part of its schedule, behind the n that out has. */
static size_t take(const u8 *from, size_t from_n, bool schedule, u8 *out, size_t n, size_t max)
{
	bool wanted = schedule;

	for (size_t i = 0; i < from_n && n < max; i++) {
		const u8 *record = from + i * INPUT_RECORD;

		if (!i)
			wanted = schedule;
		else if (is_update(record) || is_read(record))
			wanted = is_update(record) == schedule;
		if (wanted)
			memcpy(out + n++ * INPUT_RECORD, record, INPUT_RECORD);
	}
	return n;
}

size_t mutate_cross(const u8 *a, size_t a_size, const u8 *b, size_t b_size, u8 *out, size_t max,
		    u64 seed)
{
	struct mutation m = {.state = seed};
	size_t a_n = a_size / INPUT_RECORD, b_n = b_size / INPUT_RECORD, n, from;

	max /= INPUT_RECORD;
	if (max > INPUT_RECORDS_MAX)
		max = INPUT_RECORDS_MAX;
	if (!a_n || !b_n)
		return 0;
	if (draw(&m, 8)) {
		n = take(a, a_n, true, out, 0, max);
		if (draw(&m, 4) == 0)
			n = take(a, a_n, false, out, n, max);
		n = take(b, b_n, false, out, n, max);
		m = (struct mutation){.data = out, .n = n, .max = max, .state = m.state};
		/* a may have the reads of b already, from the mutation before */
		if (n == a_n && !memcmp(out, a, n * INPUT_RECORD))
			change_reads(&m);
		return m.n * INPUT_RECORD;
	}
	n = 1 + draw(&m, (unsigned int)a_n);
	n = n < max ? n : max;
	memcpy(out, a, n * INPUT_RECORD);
	from = draw(&m, (unsigned int)b_n);
	if (b_n - from > max - n)
		b_n = from + (max - n);
	memcpy(out + n * INPUT_RECORD, b + from * INPUT_RECORD, (b_n - from) * INPUT_RECORD);
	return (n + b_n - from) * INPUT_RECORD;
}
