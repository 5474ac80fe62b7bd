/*
 * All ways through a program that picks, by running it again and again: each run repeats the picks
 * of the one before but for the last that has an answer left. A run that comes to a state in which
 * some run has picked before ends there: all that can follow has followed, or is still to come.
 */
#include "brute_pick.h"

#include <stdlib.h>

#include "brute.h"

#define PICKS_MAX 256
#define VISITED_MAX ((size_t)1 << 25)

static u16 taken[PICKS_MAX], of[PICKS_MAX];
static unsigned int depth, at; /* picks prescribed, picks met */
static u64 *visited;
static size_t nvisited, visited_size;

static u64 *slot_of(u64 key)
{
	size_t i = key & (visited_size - 1);

	while (visited[i] && visited[i] != key)
		i = (i + 1) & (visited_size - 1);
	return &visited[i];
}

static void make_room(void)
{
	u64 *old = visited;
	size_t n = visited_size;

	if (n == VISITED_MAX)
		brute_fail("more states than there is room for");
	visited_size = 2 * n;
	visited = calloc(visited_size, sizeof(*visited));
	if (!visited)
		abort();
	for (size_t i = 0; i < n; i++)
		if (old[i])
			*slot_of(old[i]) = old[i];
	free(old);
}

bool pick_first(u64 key)
{
	u64 *slot = slot_of(key ? key : 1);

	if (*slot)
		return false;
	*slot = key ? key : 1;
	if (++nvisited > visited_size / 2)
		make_room();
	return true;
}

int pick(unsigned int n, u64 state)
{
	if (at == depth) {
		if (depth == PICKS_MAX)
			brute_fail("too many choices in one read");
		if (!pick_first(state))
			return -1;
		taken[depth++] = 0;
	}
	of[at] = (u16)n;
	return taken[at++];
}

bool picks_next(void)
{
	while (depth && taken[depth - 1] + 1 == of[depth - 1])
		depth--;
	if (depth)
		taken[depth - 1]++;
	return depth;
}

void picks_begin(void)
{
	at = 0;
}

void picks_forget(void)
{
	if (!visited) {
		visited_size = 1 << 12;
		visited = malloc(visited_size * sizeof(*visited));
	}
	if (!visited)
		abort();
	memset(visited, 0, visited_size * sizeof(*visited));
	nvisited = 0;
	depth = at = 0;
}
