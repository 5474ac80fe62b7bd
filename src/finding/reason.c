/* Says why a finding is one: what was returned, against what was published. */
#include <inttypes.h>

#include "finding/finding.h"

/* Where the read sampled the TSC last; -1 if nowhere. */
static int sampled_at(const struct finding_read *read)
{
	for (unsigned int a = read->naccesses; a-- > 0;)
		if (read->accesses[a].kind == ACCESS_TSC)
			return finding_position(&read->accesses[a]);
	return -1;
}

/* The vCPU whose TSC that was. */
static unsigned int sampled_on(const struct finding_read *read)
{
	unsigned int vcpu = read->vcpu, on = vcpu;

	for (unsigned int a = 0; a < read->naccesses; a++) {
		if (read->accesses[a].kind == ACCESS_MOVE)
			vcpu = (unsigned int)read->accesses[a].value;
		if (read->accesses[a].kind == ACCESS_TSC)
			on = vcpu;
	}
	return on;
}

/* The page of which the last parameters were loaded. */
static unsigned int page_of(const struct oracle *oracle, const struct finding_read *read)
{
	for (unsigned int a = read->naccesses; a-- > 0;)
		if (read->accesses[a].kind == ACCESS_LOAD &&
		    oracle->log->layout.parameters &
			    layout_bytes(&oracle->log->layout, read->accesses[a].offset, 1))
			return log_page_of(oracle->log, read->accesses[a].offset);
	return 0;
}

static void print_stale(FILE *out, const struct oracle *oracle, const struct finding_read *read)
{
	const struct log *log = oracle->log;
	unsigned int page = page_of(oracle, read), vcpu = sampled_on(read);

	if (log->nvcpus > 1 && vcpus_apart(log->schedule) && page != vcpu)
		fprintf(out,
			"the parameters are of vCPU %u's TSC, and it is vCPU %u's that was read\n",
			page, vcpu);
	else
		fprintf(out, "the parameters are of one update, but no longer due%s\n",
			oracle->format->still ? "" : " at that TSC");
}

/* Is something wrong with what it returned besides the time? */
static bool is_wrong_besides(const struct oracle *oracle, const struct finding_read *read)
{
	int sampled = sampled_at(read);

	return read->improper || (oracle->format->with_tsc && sampled >= 0 &&
				  read->of_tsc != log_tsc(oracle->log, (u16)sampled));
}

/* What the generations around give at the read's TSC sample. */
static void print_clocks(FILE *out, const struct oracle *oracle, const struct finding_read *read)
{
	unsigned int unit_ns = oracle->format->unit_ns;
	int sampled = sampled_at(read);
	u16 position = (u16)sampled;
	u64 off;

	fprintf(out, "returned %" PRIu64, read->value);
	if (oracle->format->with_tsc)
		fprintf(out, " of TSC %" PRIu64, read->of_tsc);
	if (sampled < 0) {
		fprintf(out, " without a look at the TSC\n");
		return;
	}
	fprintf(out, "; at %" PRIu64 " the start", log_tsc(oracle->log, position));
	for (unsigned int k = 0; k < oracle->log->ngenerations; k += oracle->log->nclocks) {
		if (k)
			fprintf(out, ", update %u", log_update(oracle->log, k));
		fprintf(out, " gives %" PRIu64 "%s", oracle_ideal(oracle, k, position),
			due(oracle, k, position) ? " (due)" : "");
	}
	fprintf(out, "\n");
	off = oracle_distance(oracle, read->value, position);
	if (off == U64_MAX)
		return;
	if (read->improper)
		fprintf(out, "the rest of it is a whole unit or more\n");
	else if (!off && is_wrong_besides(oracle, read))
		fprintf(out, "a clock that was due gives that, but not at the TSC returned\n");
	else if (!off)
		fprintf(out, "torn, and harmless here: a clock that was due gives that as well\n");
	else if (off <= U64_MAX / unit_ns)
		fprintf(out, "off by %" PRIu64 " ns from the nearest clock that was due\n",
			off * unit_ns);
	else
		fprintf(out, "off by %" PRIu64 " x %u ns from the nearest clock that was due\n",
			off, unit_ns);
}

/* The host computes its own parameters, and its clock is not the engine's: since which update? */
static bool print_own_clock(FILE *out, const struct finding *finding, const struct oracle *oracle)
{
	static const char *const whys[UPDATE_KINDS] = {
		[UPDATE_TSC_JUMP] = ": the TSC jumped, and it took the jump for time, or none",
		[UPDATE_FASTER] = ": it runs at another rate, or took it up at another moment",
		[UPDATE_SLOWER] = ": it runs at another rate, or took it up at another moment",
	};
	const struct finding_read *read = &finding->reads[0];
	int sampled = sampled_at(read);
	u16 position = sampled < 0 ? 0 : (u16)sampled;

	for (unsigned int k = oracle->log->nclocks; k < oracle->log->ngenerations; k++) {
		s64 error = own_clock_error(oracle, k, position);
		unsigned int update = log_update(oracle->log, k);
		enum update_kind kind = finding->schedule.updates[update - 1].kind;

		if (!error || !due(oracle, k, position) ||
		    oracle_ideal(oracle, k, position) != read->value)
			continue;
		fprintf(out,
			"returned %" PRIu64 ", as the page said; the host's own clock is %" PRIu64
			" units %s the engine's since update %u (%s)%s\n",
			read->value, error < 0 ? -(u64)error : (u64)error,
			error < 0 ? "behind" : "ahead of", update, update_kind_name(kind),
			whys[kind] ? whys[kind] : "");
		return true;
	}
	return false;
}

/* Which store is lost, and by what. */
static void print_lost(FILE *out, const struct oracle *oracle)
{
	const struct log *log = oracle->log;
	const struct put_back *back = &log->put_back;
	const struct site *store = log->events[back->store].site, *by = log->events[back->by].site,
			  *load = log->loads[back->load].site;

	fprintf(out,
		"what the %s stores at %s:%u is put back by the %s at %s:%u, which goes by what "
		"line %u had "
		"loaded before\n",
		log->events[back->store].guest ? "guest" : "host", store->file, store->line,
		log->events[back->by].guest ? "guest" : "host", by->file, by->line, load->line);
}

void finding_print_reason(FILE *out, const struct finding *finding, const struct oracle *oracle)
{
	const struct finding_read *read = &finding->reads[0];

	switch (finding->violation) {
	case VIOLATION_TORN:
		print_clocks(out, oracle, read);
		fprintf(out, "no update has all the parameters that were loaded\n");
		break;
	case VIOLATION_STALE:
		print_clocks(out, oracle, read);
		print_stale(out, oracle, read);
		break;
	case VIOLATION_ARITHMETIC:
		if (finding->nreads == 2)
			fprintf(out, "the host's own clock steps back by the unit it rounds to\n");
		else if (!print_own_clock(out, finding, oracle))
			print_clocks(out, oracle, read);
		break;
	case VIOLATION_STUCK:
		fprintf(out, "the host stores nothing more: the guest tries for ever\n");
		break;
	case VIOLATION_WRONG_FALLBACK:
		fprintf(out,
			read->end == READ_FELL_BACK
				? "fell back although the page was valid all the time\n"
				: "returned a time although the page was invalid all the time\n");
		break;
	case VIOLATION_LOST:
		if (oracle->log->put_back.found)
			print_lost(out, oracle);
		break;
	case VIOLATION_BACKWARDS:
		fprintf(out,
			"the second read began after the first had ended, and returned less; %s\n",
			finding->blame == BLAME_HOST
				? oracle->log->lost
					  ? "each value is what the page said, and was due: an "
					    "update was stored after one that had been given "
					    "out later, which the hosts have lost"
					  : "each value is what the host published: its own step "
					    "back"
				: "the first value was ahead of the second read's clock");
		break;
	default:
		print_clocks(out, oracle, read);
		fprintf(out, "%s\n", violation_meaning(finding->violation));
	}
}
