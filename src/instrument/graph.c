/* Control flow of a function, small enough that nothing here needs to be clever. */
#include "instrument/graph.h"

#include <stdlib.h>
#include <string.h>

unsigned int graph_index(const struct graph *graph, LLVMBasicBlockRef block)
{
	for (unsigned int i = 0; i < graph->n; i++)
		if (graph->blocks[i] == block)
			return i;
	abort();
}

static unsigned int successors(LLVMBasicBlockRef block)
{
	LLVMValueRef end = LLVMGetBasicBlockTerminator(block);

	return LLVMGetNumSuccessors(end);
}

unsigned int graph_successor(const struct graph *graph, unsigned int block, unsigned int i)
{
	LLVMValueRef end = LLVMGetBasicBlockTerminator(graph->blocks[block]);

	return graph_index(graph, LLVMGetSuccessor(end, i));
}

static bool has_edge(const struct graph *graph, unsigned int from, unsigned int to)
{
	for (unsigned int i = 0; i < successors(graph->blocks[from]); i++)
		if (graph_successor(graph, from, i) == to)
			return true;
	return false;
}

static void find_dominators(struct graph *graph)
{
	unsigned int n = graph->n;
	bool changed = true;

	memset(graph->dominates, true, (size_t)n * n);
	for (unsigned int a = 1; a < n; a++)
		graph->dominates[a * n] = false;
	while (changed) {
		changed = false;
		for (unsigned int b = 1; b < n; b++) {
			for (unsigned int a = 0; a < n; a++) {
				bool all = true;

				for (unsigned int p = 0; p < n; p++)
					if (has_edge(graph, p, b) && !graph->dominates[a * n + p])
						all = false;
				all = all || a == b;
				changed = changed || all != graph->dominates[a * n + b];
				graph->dominates[a * n + b] = all;
			}
		}
	}
}

/* What reaches one of the back edges of head without passing head. */
void graph_find_body(struct graph *graph, unsigned int head)
{
	bool changed = true;

	memset(graph->body, 0, graph->n);
	graph->body[head] = true;
	for (unsigned int p = 0; p < graph->n; p++)
		if (has_edge(graph, p, head) && graph->dominates[head * graph->n + p])
			graph->body[p] = true;
	while (changed) {
		changed = false;
		for (unsigned int p = 0; p < graph->n; p++) {
			for (unsigned int b = 0; b < graph->n; b++) {
				if (graph->body[p] || !graph->body[b] || b == head)
					continue;
				if (has_edge(graph, p, b))
					graph->body[p] = changed = true;
			}
		}
	}
}

bool graph_find_region(const struct graph *graph, unsigned int block, unsigned int join,
		       bool *region)
{
	bool changed = true, leaves = false;

	memset(region, 0, graph->n);
	for (unsigned int i = 0; i < successors(graph->blocks[block]); i++) {
		unsigned int to = graph_successor(graph, block, i);

		if (to != join)
			region[to] = true;
	}
	while (changed) {
		changed = false;
		for (unsigned int b = 0; b < graph->n; b++) {
			unsigned int n = region[b] ? successors(graph->blocks[b]) : 0;

			leaves = leaves || (region[b] && !n);
			for (unsigned int i = 0; i < n; i++) {
				unsigned int to = graph_successor(graph, b, i);

				if (to != join && !region[to])
					region[to] = changed = true;
			}
		}
	}
	return !leaves || join == graph->n;
}

bool graph_in_round(const struct graph *graph, unsigned int from, unsigned int to,
		    unsigned int head)
{
	bool *seen = calloc(graph->n, sizeof(*seen)), changed = true, found;

	if (!seen)
		abort();
	seen[from] = graph->body[from] && from != head;
	while (changed) {
		changed = false;
		for (unsigned int b = 0; b < graph->n; b++) {
			for (unsigned int i = 0; seen[b] && i < successors(graph->blocks[b]); i++) {
				unsigned int next = graph_successor(graph, b, i);

				if (graph->body[next] && next != head && !seen[next])
					seen[next] = changed = true;
			}
		}
	}
	found = seen[to];
	free(seen);
	return found;
}

bool graph_in_body(const struct graph *graph, LLVMValueRef instruction)
{
	return graph->body[graph_index(graph, LLVMGetInstructionParent(instruction))];
}

/* Marks, depth first, the edges that lead back into the path walked so far. */
static void find_retreats(const struct graph *graph, unsigned int block, char *state)
{
	state[block] = 1;
	for (unsigned int i = 0; i < successors(graph->blocks[block]); i++) {
		unsigned int to = graph_successor(graph, block, i);

		if (state[to] == 1)
			graph->retreats[block * graph->n + to] = true;
		else if (!state[to])
			find_retreats(graph, to, state);
	}
	state[block] = 2;
}

void graph_make(struct graph *graph, LLVMValueRef function)
{
	unsigned int n = LLVMCountBasicBlocks(function);
	char *state = calloc(n, 1);

	graph->n = n;
	graph->blocks = calloc(n, sizeof(*graph->blocks));
	graph->dominates = calloc((size_t)n * n, sizeof(bool));
	graph->retreats = calloc((size_t)n * n, sizeof(bool));
	graph->body = calloc(n, sizeof(bool));
	if (!state || !graph->blocks || !graph->dominates || !graph->retreats || !graph->body)
		abort();
	LLVMGetBasicBlocks(function, graph->blocks);
	find_dominators(graph);
	find_retreats(graph, 0, state);
	free(state);
}

void graph_free(struct graph *graph)
{
	free(graph->blocks);
	free(graph->dominates);
	free(graph->retreats);
	free(graph->body);
}
