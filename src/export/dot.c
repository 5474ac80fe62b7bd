/*
 * The execution graph as herd7 and GenMC draw it, for graphviz: a cluster for each thread with its accesses in program
 * order (po), from each store to the loads that see it (rf), from each load to the store that comes next after what it
 * saw (fr), and between stores to one place (co). Each kind of edge has a name and a line of its own besides its colour.
 *
 * The machine takes stores of equal bytes for one, and names the first. Here it is the last of them that what its thread
 * has seen before asks for: so there is no cycle but those that the model allows.
 */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "export/sketch.h"
#include "finding/value.h"

struct graph {
	FILE *out;
	const struct sketch *sketch;
	const struct line **nodes; /* by column, each in program order */
	s16 *seen;		   /* the newest store that each load sees; -1: none, ... */
	unsigned int n;
};

static void put_string(FILE *out, const char *text)
{
	for (; *text; text++)
		if (*text == '\n')
			fputs("\\n", out);
		else if ((unsigned char)*text < ' ')
			fputc('?', out);
		else
			fprintf(out, *text == '"' || *text == '\\' ? "\\%c" : "%c", *text);
}

static int by_program(const void *a, const void *b)
{
	const struct line *x = *(const struct line *const *)a, *y = *(const struct line *const *)b;

	if (x->column != y->column)
		return x->column - y->column;
	return x->order < y->order ? -1 : x->order > y->order;
}

static bool touch(const struct line *x, const struct line *y)
{
	return x->offset < y->offset + y->size && y->offset < x->offset + x->size;
}

static bool touches(const struct line *line, const struct event *event)
{
	return line->offset < event->offset + event->size &&
	       event->offset < line->offset + line->size;
}

/* Do all stores behind from, up to to, leave the bytes of this load as it found them? */
static bool left_alone(const struct log *log, const struct line *load, int from, int to)
{
	for (int e = from + 1; e <= to; e++)
		for (u16 b = 0; b < log->events[e].size; b++) {
			int at = log->events[e].offset + b - load->offset;

			if (at >= 0 && at < load->size &&
			    (u8)(load->value >> 8 * at) != (u8)(log->events[e].value >> 8 * b))
				return false;
		}
	return true;
}

/* Is event there for whoever has seen another one? */
static bool is_there(const struct log *log, int seen, int event)
{
	if (event >= seen || log->ordered)
		return event <= seen;
	return event_set_has(&log->events[seen].before, (unsigned int)event);
}

/* Must a load come after another one of its thread, or of a read that had ended? */
static bool comes_after(const struct graph *graph, const struct line *load,
			const struct line *before)
{
	const struct finding *finding = graph->sketch->finding;

	if (before->kind != LINE_LOAD || before->time > load->time)
		return false;
	/* what a host has loaded is nothing to a read, nor is what another reader has of those that overlap */
	if (before->column != load->column &&
	    (finding->joint.readers || before->column < print_hosts(finding)))
		return false;
	return finding->model != MODEL_WEAK || touch(before, load);
}

static void find_seen(const struct graph *graph)
{
	const struct log *log = graph->sketch->log;

	for (unsigned int i = 0; i < graph->n; i++) {
		const struct line *load = graph->nodes[i];

		graph->seen[i] = load->event;
		for (unsigned int j = 0; j < i && load->kind == LINE_LOAD; j++) {
			if (!comes_after(graph, load, graph->nodes[j]))
				continue;
			for (int e = graph->seen[j]; e > graph->seen[i]; e--)
				if (touches(load, &log->events[e]) &&
				    is_there(log, graph->seen[j], e) &&
				    left_alone(log, load, load->event, e))
					graph->seen[i] = (s16)e;
		}
	}
}

/* The store that a byte of a load is of; -1: of the page as it started. */
static int byte_from(const struct graph *graph, unsigned int i, u16 byte)
{
	const struct event *events = graph->sketch->log->events;
	u16 at = graph->nodes[i]->offset + byte;
	int e = graph->seen[i];

	while (e >= 0 && (at < events[e].offset || at >= events[e].offset + events[e].size))
		e--;
	return e;
}

/* Is some of it as the page started? */
static bool is_from_start(const struct graph *graph, unsigned int i)
{
	bool some = false;

	for (u16 b = 0; b < graph->nodes[i]->size; b++)
		some |= byte_from(graph, i, b) < 0;
	return graph->nodes[i]->kind == LINE_LOAD && some;
}

/*
 * Is it one of those that are in no order: plain accesses with no barrier in between? Stores are known to be, and loads if
 * one of them comes before one that is before it in the program.
 */
static bool any_order(const struct graph *graph, unsigned int i)
{
	const struct line *line = graph->nodes[i];
	const struct log *log = graph->sketch->log;
	u64 latest = 0, next = TIME_NEVER;

	if (line->kind == LINE_STORE)
		return log->steps[log->events[line->event].enter].open;
	if (line->kind != LINE_LOAD && line->kind != LINE_TSC)
		return false;
	for (unsigned int j = 0; j < graph->n; j++) {
		const struct line *other = graph->nodes[j];

		if (other->column != line->column || other->kind != LINE_LOAD)
			continue;
		if (j <= i && other->time > latest)
			latest = other->time;
		if (j >= i && other->time < next)
			next = other->time;
	}
	return next < latest;
}

/* Its letter, as litmus tests have it: a, ..., z, a1, ... */
static void put_name(const struct graph *graph, unsigned int i)
{
	fputc('a' + (int)(i % 26), graph->out);
	if (i >= 26)
		fprintf(graph->out, "%u", i / 26);
}

static void put_access(const struct graph *graph, const struct line *line)
{
	const struct format *format = graph->sketch->finding->format;
	char place[48], value[48];

	value_place(format, line->offset, line->size, place, sizeof(place));
	value_spell(format, line->offset, line->size, line->value, value, sizeof(value));
	fputs(line->kind == LINE_LOAD ? "R[" : "W[", graph->out);
	put_string(graph->out, place);
	fputs("]=", graph->out);
	put_string(graph->out, value);
}

/* What no other line says of it in so many words. */
static void put_text(const struct graph *graph, const struct line *line)
{
	char text[sizeof(line->text)];
	size_t length = 0;

	for (const char *c = line->text; *c; c++)
		if (*c != ' ' || (length && text[length - 1] != ' '))
			text[length++] = *c;
	text[length] = '\0';
	put_string(graph->out, text);
}

static void put_node(const struct graph *graph, unsigned int i)
{
	const struct line *line = graph->nodes[i];
	const char *elsewhere = sketch_elsewhere(graph->sketch, line);

	fprintf(graph->out, "\t\te%u [label=\"", i);
	put_name(graph, i);
	fputs(": ", graph->out);
	if (line->kind == LINE_TSC)
		fprintf(graph->out, "TSC=%" PRIu64, line->value);
	else if (line->kind == LINE_OTHER)
		put_text(graph, line);
	else
		put_access(graph, line);
	if (line->site) {
		fputs("\\n", graph->out);
		if (elsewhere)
			put_string(graph->out, elsewhere);
		fprintf(graph->out, "%s%u", elsewhere ? ":" : "line ", line->site->line);
	}
	if (line->kind == LINE_STORE)
		fprintf(graph->out, ", TSC %" PRIu64, line->tsc);
	fprintf(graph->out, "%s\"%s];\n", any_order(graph, i) ? ", any order" : "",
		line->odd ? ", shape=box, penwidth=2" : "");
}

static void put_thread(const struct graph *graph, int column)
{
	unsigned int last = graph->n;
	char name[32];

	fprintf(graph->out, "\tsubgraph cluster_%d {\n\t\tlabel=\"", column);
	put_string(graph->out, print_column(graph->sketch->finding, column, name, sizeof(name)));
	fputs("\";\n", graph->out);
	for (unsigned int i = 0; i < graph->n; i++)
		if (graph->nodes[i]->column == column)
			put_node(graph, i);
	for (unsigned int i = 0; i < graph->n; i++) {
		if (graph->nodes[i]->column != column)
			continue;
		if (last != graph->n)
			fprintf(graph->out, "\t\te%u -> e%u [label=\"po\", weight=9];\n", last, i);
		last = i;
	}
	fputs("\t}\n", graph->out);
}

/* The page as it started: what is seen of it. */
static void put_start(const struct graph *graph)
{
	bool some = false;

	for (unsigned int i = 0; i < graph->n; i++) {
		const struct line *line = graph->nodes[i];
		struct line start = {
			.kind = LINE_STORE, .offset = line->offset, .size = line->size};
		bool told = !is_from_start(graph, i);

		for (unsigned int j = 0; j < i && !told; j++)
			told = is_from_start(graph, j) && graph->nodes[j]->offset == line->offset &&
			       graph->nodes[j]->size == line->size;
		if (told)
			continue;
		start.value = bytes_get(graph->sketch->log->start_page + line->offset, line->size);
		fputs(some ? "\\n" : "\tinit [shape=box, style=dashed, label=\"INIT\\n",
		      graph->out);
		put_access(graph, &start);
		some = true;
	}
	fputs(some ? "\"];\n" : "\tinit [style=invis];\n", graph->out);
}

/* The node of that event of the log. */
static unsigned int store_of(const struct graph *graph, s16 event)
{
	unsigned int i = 0;

	while (i < graph->n &&
	       (graph->nodes[i]->kind != LINE_STORE || graph->nodes[i]->event != event))
		i++;
	return i;
}

/* The store after that event to a place that the line touches; n if there is none. */
static unsigned int store_after(const struct graph *graph, s16 event, const struct line *line)
{
	unsigned int found = graph->n;

	for (unsigned int i = 0; i < graph->n; i++)
		if (graph->nodes[i]->kind == LINE_STORE && graph->nodes[i]->event > event &&
		    touch(graph->nodes[i], line) &&
		    (found == graph->n || graph->nodes[i]->event < graph->nodes[found]->event))
			found = i;
	return found;
}

/* Threads begin side by side, below the page as it started. */
static void put_places(const struct graph *graph)
{
	int column = -1;

	for (unsigned int i = 0; i < graph->n; i++)
		if (graph->nodes[i]->column != column) {
			column = graph->nodes[i]->column;
			fprintf(graph->out, "\tinit -> e%u [style=invis, weight=2];\n", i);
		}
}

/* graphviz 2.42 crashes at labels of such edges that are no xlabels */
#define RF "[xlabel=\"rf\", color=\"#c62828\", fontcolor=\"#c62828\""

/* From each store that some byte of it is of. */
static void put_reads_from(const struct graph *graph, unsigned int i)
{
	int told[8], n = 0;

	for (u16 b = 0; b < graph->nodes[i]->size && b < ARRAY_SIZE(told); b++) {
		int e = byte_from(graph, i, b);
		bool known = false;

		for (int t = 0; t < n; t++)
			known |= told[t] == e;
		if (known)
			continue;
		told[n++] = e;
		if (e < 0)
			fprintf(graph->out, "\tinit -> e%u " RF ", constraint=false];\n", i);
		else
			fprintf(graph->out, "\te%u -> e%u " RF ", constraint=false];\n",
				store_of(graph, (s16)e), i);
	}
}

static void put_relations(const struct graph *graph)
{
	for (unsigned int i = 0; i < graph->n; i++) {
		const struct line *line = graph->nodes[i];
		unsigned int next;

		if (line->kind != LINE_LOAD && line->kind != LINE_STORE)
			continue;
		if (line->kind == LINE_LOAD)
			put_reads_from(graph, i);
		next = store_after(graph, graph->seen[i], line);
		if (next == graph->n)
			continue;
		fprintf(graph->out, "\te%u -> e%u ", i, next);
		fputs(line->kind == LINE_LOAD ? "[xlabel=\"fr\", style=dashed, color=\"#b06000\", "
						"fontcolor=\"#b06000\", constraint=false];\n"
					      : "[xlabel=\"co\", style=dotted, color=\"#1a56c4\", "
						"fontcolor=\"#1a56c4\", constraint=false];\n",
		      graph->out);
	}
}

static void put_graph(const struct graph *graph)
{
	const struct sketch *sketch = graph->sketch;

	fprintf(graph->out, "/* warpage export: dot: po, rf, fr and co of one execution */\n"
			    "digraph finding {\n\tlabelloc=t;\n\tlabeljust=l;\n\tlabel=\"");
	put_string(graph->out, sketch->title);
	fputs("\\l", graph->out);
	for (const char *c = sketch->reason; *c; c++)
		if (*c == '\n')
			fputs("\\l", graph->out);
		else
			put_string(graph->out, (char[]){*c, '\0'});
	fputs("\";\n\tfontname=\"monospace\";\n"
	      "\tnode [shape=plaintext, fontname=\"monospace\"];\n"
	      "\tedge [fontname=\"monospace\", fontsize=10];\n",
	      graph->out);
	put_start(graph);
	for (int column = 0; column < sketch->columns; column++)
		put_thread(graph, column);
	put_places(graph);
	put_relations(graph);
	fputs("}\n", graph->out);
}

bool dot_write(FILE *out, const struct sketch *sketch)
{
	struct graph graph = {.out = out, .sketch = sketch, .n = sketch->page.n};

	graph.nodes = calloc(graph.n + 1, sizeof(*graph.nodes));
	graph.seen = calloc(graph.n + 1, sizeof(*graph.seen));
	if (!graph.nodes || !graph.seen) {
		free(graph.nodes);
		free(graph.seen);
		return false;
	}
	for (unsigned int i = 0; i < graph.n; i++)
		graph.nodes[i] = &sketch->page.lines[i];
	qsort(graph.nodes, graph.n, sizeof(*graph.nodes), by_program);
	find_seen(&graph);
	put_graph(&graph);
	free(graph.seen);
	free(graph.nodes);
	return true;
}
