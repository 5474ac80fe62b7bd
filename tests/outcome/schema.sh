#!/bin/sh
# Every command's --json is what docs/outcome.schema.json says, whatever the verdict; the schema refuses
# what is not; the JUnit and SARIF files beside it agree. (That of stress --all: tests/stress/race/all_pairs.sh.)
# shellcheck disable=SC2086,SC2016 # pairs are two words; a $ for sed
set -u
source=$2 build=$3
# shellcheck source=tests/lib/lib.sh
. "$2/tests/lib/lib.sh"

for python in python3 /usr/bin/python3 ''; do
	[ -n "$python" ] || break
	"$python" -c 'import jsonschema' 2>/dev/null && break
done
if [ -z "$python" ]; then
	echo "skipped: no python3-jsonschema"
	exit 77
fi
case $warpage in
/*) ;;
*) warpage=$PWD/$warpage ;;
esac
cd "$work" || exit 1
schema=$source/docs/outcome.schema.json
right='hyperv-tsc odd-even hv-spin-even' wrong='hyperv-tsc single-store hv-seed'

# valid FILE [SCHEMA]
valid() {
	check 0 '^valid$' sh -c '"$@" && echo valid' sh "$python" "$source/tests/outcome/validate.py" \
		"${2:-$schema}" "$1"
}

# run NAME WANTED ARGUMENT...: the command's JSON is valid, and its status is the one that it exits with,
# WANTED or 77, or of a race 2; KTAP and JUnit say the same.
run() {
	name=$1 expected=$2
	shift 2
	ended=0
	"$warpage" "$@" --json --junit "$name.xml" --sarif "$name.sarif" >"$name.json" 2>"$name.error" </dev/null || ended=$?
	case "$ended $expected" in
	"$expected $expected" | 77* | 2*race | 0*race) ;;
	*)
		echo "FAILED: status $ended, not $expected, of: $*"
		cat "$name.error"
		failed=$((failed + 1))
		;;
	esac
	valid "$name.json"
	check 0 "^  \"status\": $ended,\$" grep -E '^  "status"' "$name.json"
	check 0 '^ok$' "$python" -c 'import sys, xml.dom.minidom as dom
suite = dom.parse(sys.argv[1]).getElementsByTagName("testsuite")[0]
count = {name: int(suite.getAttribute(name)) for name in ("tests", "failures", "errors", "skipped")}
for name, element in (("failures", "failure"), ("errors", "error"), ("skipped", "skipped")):
    assert count[name] == len(suite.getElementsByTagName(element)), count
assert count["tests"] == len(suite.getElementsByTagName("testcase")) > 0, count
print("ok")' "$name.xml"
	valid "$name.sarif" "$source/tests/outcome/sarif.schema.json"
	check 0 '^ok$' "$python" "$source/tests/outcome/sarif.py" "$name.json" "$name.sarif"
}

"$warpage" list --json >list.json
valid list.json
run right 0 verify $right --updates 1
run wrong 1 verify $wrong --updates 1
run check 0 check ${right#* } --format ${right%% *} --updates 1 --seconds 0
run checked 1 check ${wrong#* } --format ${wrong%% *} --updates 1 --seconds 1
run bounded 0 verify hyperv-tsc frozen hv-ordered --updates 1 --model sc
run all 1 verify --all --updates 1 --model sc
run barriers 0 verify $right --barriers --updates 1 --model sc
run search 1 search $wrong
run notseen 0 search $right --executions 1000
run replay 1 replay findings/*.warp
"$warpage" list --findings findings --json >found.json
valid found.json
cat "$(find findings -name 'torn-*.warp' | head -n 1)" >torn.warp
run shrink 0 shrink torn.warp -o small.warp
run race race stress $right --seconds 1
run torn 1 stress $wrong --seconds 3
run live race live clock tsc --seconds 1
run cpu race cpu --seconds 1
if [ -x "$build/../build-libfuzzer/fuzz/fuzz_machine" ]; then
	run fuzz 1 fuzz machine --protocol "$(echo $wrong | tr ' ' :)" --seconds 2 --build "$build/../build-libfuzzer"
fi

# What is no result is refused: a member too many or missing, a verdict or kind that does not exist.
bad() {
	sed "$1" right.json >bad.json
	check 0 '^no$' sh -c 'cmp -s right.json bad.json && echo same || echo no'
	check 1 "$2" "$python" "$source/tests/outcome/validate.py" "$schema" bad.json
}
bad 's/"verdict": "clean"/"verdict": "fine"/' "verdict: 'fine' is not one of"
bad 's/^  "notes"/  "remarks"/' "'notes' is a required property"
bad 's/^  "status": 0/  "status": 3/' 'status: 3 is not one of'
bad '$d' 'bad.json: '
sed 's/"level": "error"/"level": "bad"/' wrong.sarif >bad.sarif
check 1 "level: 'bad' is not one of" "$python" "$source/tests/outcome/validate.py" \
	"$source/tests/outcome/sarif.schema.json" bad.sarif
check 1 'results, and' "$python" "$source/tests/outcome/sarif.py" wrong.json right.sarif
finish
