/* The control flow of one function: edges, dominators, and the body of one loop at a time. */
#ifndef WARPAGE_GRAPH_H
#define WARPAGE_GRAPH_H

#include <llvm-c/Core.h>
#include <stdbool.h>

struct graph {
	unsigned int n;
	LLVMBasicBlockRef *blocks;
	bool *dominates; /* [a * n + b]: every way to b leads through a */
	bool *retreats;	 /* [a * n + b]: the edge a -> b leads back into the path to a */
	bool *body;	 /* of the loop at hand, see graph_find_body() */
};

/* Fill *graph from function; aborts without memory. */
void graph_make(struct graph *graph, LLVMValueRef function);
void graph_free(struct graph *graph);

unsigned int graph_index(const struct graph *graph, LLVMBasicBlockRef block);

/* The block that edge i out of block leads to. */
unsigned int graph_successor(const struct graph *graph, unsigned int block, unsigned int i);

/* Make the natural loop of head the loop at hand. */
void graph_find_body(struct graph *graph, unsigned int head);

/*
 * Mark in region, of graph->n, the blocks that the end of block may lead to before it comes to join, or if
 * that is graph->n all of them. false if it may leave the function without coming to join.
 */
bool graph_find_region(const struct graph *graph, unsigned int block, unsigned int join,
		       bool *region);

/* Is there a way from one block to another, or are they the same, that stays in the loop at hand without head? */
bool graph_in_round(const struct graph *graph, unsigned int from, unsigned int to,
		    unsigned int head);

/* Is instruction in the loop at hand? */
bool graph_in_body(const struct graph *graph, LLVMValueRef instruction);

#endif
