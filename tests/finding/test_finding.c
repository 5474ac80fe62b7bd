/*
 * Findings: writing and reading are inverse to each other, replay brings back the violation, and
 * no text whatever does harm: it is refused in one line that names the file and the line.
 */
#include "lib/only.h"
#include "lib/lot_pairs.h"
#include "lib/pair.h"

#define NAME "some-folder/a.warp"

static struct finding parsed;

static char *text_of(const struct finding *finding, size_t *length)
{
	char *text = NULL;
	FILE *memory = open_memstream(&text, length);

	assert_non_null(memory);
	finding_write(memory, finding);
	assert_int_equal(fclose(memory), 0);
	return text;
}

/* Written, read and written again; the caller frees the text. */
static char *round_trip(const struct finding *finding, size_t *length)
{
	char why[256] = "";
	char *text = text_of(finding, length), *again;
	size_t again_length;

	if (!finding_parse(&parsed, text, *length, NAME, why, sizeof(why)))
		print_error("%s\n%s", why, text);
	assert_string_equal(why, "");
	again = text_of(&parsed, &again_length);
	assert_int_equal(again_length, *length);
	assert_memory_equal(again, text, *length);
	free(again);
	return text;
}

static int replayed(struct finding *finding, char *why, size_t size)
{
	return finding_replay(finding, the_test_machine, &the_test_oracle, 0x5a, why, size);
}

static void check_findings(const struct verify_options *options, unsigned int *n)
{
	for (int violation = 0; violation < VIOLATIONS; violation++) {
		struct finding *finding = the_test_verdict.found[violation];
		char why[256] = "";
		size_t length;
		int again;

		if (!finding)
			continue;
		free(round_trip(finding, &length));
		again = replayed(&parsed, why, sizeof(why));
		if (again != violation)
			print_error("%s x %s, %s: %s does not come back: %d %s\n",
				    options->host->name, options->guest->name,
				    model_name(options->model),
				    violation_name((enum violation)violation), again, why);
		assert_int_equal(again, violation);
		assert_int_equal(replayed(finding, why, sizeof(why)), violation);
		*n |= 1u << violation;
	}
}

static void slow_findings_of_every_pair(void **state)
{
	const struct host *host;
	const struct guest *guest;
	unsigned int seen = 0;

	(void)state;
	for (unsigned int h = 0; (host = registry_host(ENGINE_MACHINE, h)); h++) {
		for (unsigned int g = 0; (guest = registry_guest(ENGINE_MACHINE, g)); g++) {
			struct verify_options options = {.format =
								 registry_find_format(host->format),
							 .host = host,
							 .guest = guest,
							 .word = h % 2 ? 64 : 32,
							 .retries = 3,
							 .updates = 1 + g % 3,
							 .seed = h,
							 .quick = true,
							 .executions = 600,
							 .model = (enum model)((h + g) % MODELS)};

			/* what the machine does not see depends on the poison, in a replay as well */
			if (strcmp(host->format, guest->format) ||
			    !strncmp(guest->name, "unseen", 6) || !lot_has(host, guest, 0, 5))
				continue;
			verdict_free(&the_test_verdict);
			search(the_test_machine, &the_test_oracle, &options, &the_test_verdict);
			check_findings(&options, &seen);
		}
	}
	assert_int_equal(seen | 1u << VIOLATION_LOST, (1u << VIOLATIONS) - 1);
}

/* Stores without an order between them are seen at a moment that no finding keeps: the first that can be. */
static void test_findings_of_copies(void **state)
{
	struct verify_options options =
		pair_options("hyperv-tsc", "store-memcpy", "reload-hides", MODEL_X86_MANUAL);
	unsigned int seen = 0;

	(void)state;
	options.executions = 600;
	options.updates = 3;
	options.quick = true;
	for (options.seed = 1; options.seed <= 12; options.seed++) {
		verdict_free(&the_test_verdict);
		search(the_test_machine, &the_test_oracle, &options, &the_test_verdict);
		check_findings(&options, &seen);
	}
	assert_true(seen >> VIOLATION_STUCK & 1);
}

/* A finding with a retry, a TSC sample and two updates; the caller frees it. */
static char *some_text(size_t *length)
{
	struct verify_options options =
		pair_options("hyperv-tsc", "invalidate", "carried-zero", MODEL_X86);

	options.budget = 1;
	options.quick = true;
	pair_verify(&options);
	assert_non_null(the_test_verdict.found[VIOLATION_TORN]);
	return round_trip(the_test_verdict.found[VIOLATION_TORN], length);
}

/* How far a value is off is told whatever it is, also by half of all that a number can be. */
static void test_far_values(void **state)
{
	static const char due[] = "update 1 gives ";
	char why[256] = "", *text, *gives;
	size_t length;
	FILE *memory;

	(void)state;
	free(some_text(&length));
	assert_int_equal(replayed(&parsed, why, sizeof(why)), VIOLATION_TORN);
	for (int far = 0; far < 2; far++) {
		memory = open_memstream(&text, &length);
		assert_non_null(memory);
		finding_print(memory, &parsed, the_test_machine, &the_test_oracle, NULL, NULL);
		assert_int_equal(fclose(memory), 0);
		gives = strstr(text, due);
		assert_non_null(gives);
		parsed.reads[0].value = strtoull(gives + strlen(due), NULL, 10) + ((u64)1 << 63);
		assert_true(!far == !strstr(text, "off by 9223372036854775808 x 100 ns"));
		free(text);
	}
}

/* One line, and it starts with the file and the number of a line. */
static void assert_names_a_line(const char *why)
{
	const char *colon = why + strlen(NAME);

	assert_int_equal(strncmp(why, NAME ":", strlen(NAME) + 1), 0);
	assert_true(strtoul(colon + 1, NULL, 10) < 1000);
	assert_non_null(strstr(colon + 1, ": "));
	for (; *why; why++)
		assert_true(*why >= ' ' && *why <= '~');
}

static void test_truncated(void **state)
{
	char why[256];
	size_t length;
	char *text = some_text(&length);

	(void)state;
	for (size_t n = 0; n < length; n++) {
		bool good = finding_parse(&parsed, text, n, NAME, why, sizeof(why));

		/* the last newline is no loss */
		assert_int_equal(good, n == length - 1);
		if (!good)
			assert_names_a_line(why);
	}
	free(text);
}

static void refused(const char *text, size_t length, const char *what)
{
	char why[256] = "";

	assert_false(finding_parse(&parsed, text, length, NAME, why, sizeof(why)));
	if (!strstr(why, what))
		print_error("'%s', not '%s'\n", why, what);
	assert_names_a_line(why);
	assert_non_null(strstr(why, what));
}

/* Replace the first from by to; the caller frees it. */
static char *edited(const char *text, const char *from, const char *to)
{
	const char *at = strstr(text, from);
	size_t before;
	char *result;

	assert_non_null(at);
	before = (size_t)(at - text);
	result = malloc(strlen(text) + strlen(to) + 1);
	assert_non_null(result);
	memcpy(result, text, before);
	strcpy(result + before, to);
	strcat(result, at + strlen(from));
	return result;
}

static void test_corrupt(void **state)
{
	static const char *const cases[][3] = {
		{"warpage finding 1", "warpage finding 2",
		 ":1: this build reads version 1 only, not '2'"},
		{"warpage finding 1", "a mail", ":1: this is not a finding"},
		{"violation torn", "violation bent", ":2: this build does not know 'bent'"},
		{"format hyperv-tsc", "format vax", ":3: there is no format 'vax' here"},
		{"host invalidate", "host invalid", ":4: there is no host 'invalid' here"},
		{"guest carried-zero", "guest", ":5: expected a line that starts with 'guest'"},
		{"model x86", "model alpha", ":6: this build does not know 'alpha'"},
		{"word 64", "word 16", ":7: this build does not know '16'"},
		{"word 64", "word 64 bits", ":7: there is more on the line"},
		{"sequence=", "sequence=-", "must be 0 or more"},
		{"sequence=", "sequence=99999999999999999999", "this is not a number"},
		{"sequence=2 ", "sequence=0 ", "the host may not find this sequence"},
		{"placement=0", "placement=4", "the format allows no page at this placement"},
		{"placement=0", "placement=64", "this number is too large"},
		{"rate=0x", "rate=0xfff", "this number is too large"},
		{"tail=", "tale=", "expected, at this place of the line, 'tail'"},
		{"update slower", "update sideways", "no kind of update named 'sideways'"},
		{"step=", "step=x", "this is not a number"},
		{" gap=", " gap99=1 gap=", "expected, at this place"},
		{"load sequence", "load cadence", "the page has no place named 'cadence'"},
		{"load sequence", "load sequence[0:9]", "the page has no place named"},
		{"load sequence", "load @16:9", "the page has no place named"},
		{"sees=start", "sees=9.1", "no update of this finding makes the store '9.1'"},
		{"sees=start", "sees=1.0", "no update of this finding makes the store '1.0'"},
		{"retry", "retry 3", "there is more on the line"},
		{"read vcpu=0", "read vcpu=4", "this number is too large"},
		{"returned ", "returned ? ", "this is not a number"},
		{"returned ", "resumed ", "no statement may start here with 'resumed'"},
		{"end\n", "end\n> warpage finding 1\n", "there is another one after the end"},
		{"warpage", "\x1b[2J", "bytes that are not plain text"},
	};
	size_t length;
	char *text = some_text(&length);

	(void)state;
	for (unsigned int i = 0; i < ARRAY_SIZE(cases); i++) {
		char *changed = edited(text, cases[i][0], cases[i][1]);

		refused(changed, strlen(changed), cases[i][2]);
		free(changed);
	}
	free(text);
	refused("", 0, "the file is empty");
	refused("\0\0\0", 3, "not plain text");
}

/* Lines, updates, choices, reads and accesses without number. */
static void test_huge(void **state)
{
	static const char *const lines[] = {
		"update slower rate=0x1 step=0 jump=0 hold=0 lead=0 gap=0\n",
		"choices 1 1 1 1\n",
		"read vcpu=0 start=0\nreturned 1\n",
		"retry\n",
		"\n",
		"# a comment\n",
	};
	size_t length;
	char *text = some_text(&length), *huge = malloc(1 << 21);
	char why[256];

	(void)state;
	assert_non_null(huge);
	for (unsigned int i = 0; i < ARRAY_SIZE(lines); i++) {
		const char *at = strstr(text, i == 3 ? "retry" : i == 2 ? "end\n" : "read");
		size_t n = (size_t)(at - text), rest = length - n;
		bool fits = lines[i][0] == '#' || lines[i][0] == '\n';

		memcpy(huge, text, n);
		while (n < 1 << 20) {
			memcpy(huge + n, lines[i], strlen(lines[i]));
			n += strlen(lines[i]);
		}
		memcpy(huge + n, at, rest);
		assert_int_equal(finding_parse(&parsed, huge, n + rest, NAME, why, sizeof(why)),
				 fits);
		if (!fits)
			assert_int_equal(strncmp(why, NAME ":", strlen(NAME) + 1), 0);
	}
	memset(huge, 'x', 1 << 21);
	refused(huge, 1 << 21, ":1: the line is too long");
	free(huge);
	free(text);
}

static u64 draw(u64 *seed)
{
	*seed ^= *seed << 13;
	*seed ^= *seed >> 7;
	*seed ^= *seed << 17;
	return *seed;
}

/* Change, drop or double some bytes, mostly into what may stand in a finding. */
static size_t mutate(char *text, size_t length, size_t max, u64 *seed)
{
	static const char usual[] = "0123456789abcdefx=.-[]:@# \nvgs";

	for (u64 n = 1 + draw(seed) % 4; n; n--) {
		size_t at = draw(seed) % length, size = draw(seed) % 32;

		switch (draw(seed) % 4) {
		case 0:
			text[at] = (char)draw(seed);
			break;
		case 1:
			text[at] = usual[draw(seed) % (sizeof(usual) - 1)];
			break;
		case 2:
			if (size >= length - at)
				break;
			memmove(text + at, text + at + size, length - at - size);
			length -= size;
			break;
		default:
			if (size > length - at || length + size > max)
				break;
			memmove(text + at + size, text + at, length - at);
			length += size;
		}
	}
	return length;
}

/* Whatever is accepted is written and read alike, and replays to something or does not fit. */
static void test_hostile(void **state)
{
	size_t length;
	char *text = some_text(&length), *hostile = malloc(length + 256);
	u64 seed = 20170209;
	unsigned int good = 0;
	char why[256];

	(void)state;
	assert_non_null(hostile);
	for (unsigned int i = 0; i < 20000; i++) {
		size_t n, again;
		int violation;

		memcpy(hostile, text, length);
		n = mutate(hostile, length, length + 256, &seed);
		if (!finding_parse(&parsed, hostile, n, NAME, why, sizeof(why))) {
			assert_names_a_line(why);
			continue;
		}
		good++;
		violation = replayed(&parsed, why, sizeof(why));
		assert_in_range(violation + 1, 0, VIOLATION_NONE + 1);
		assert_int_equal(violation < 0, why[0] != '\0');
		assert_null(strchr(why, '\n'));
		free(round_trip(&parsed, &again));
	}
	assert_in_range(good, 100, 15000);
	free(hostile);
	free(text);
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(slow_findings_of_every_pair),
		cmocka_unit_test(test_findings_of_copies),
		cmocka_unit_test(test_far_values),
		cmocka_unit_test(test_truncated),
		cmocka_unit_test(test_corrupt),
		cmocka_unit_test(test_huge),
		cmocka_unit_test(test_hostile),
	};

	only(argc, argv);
	return cmocka_run_group_tests(tests, pair_set_up, pair_tear_down);
}
