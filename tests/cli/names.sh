#!/bin/sh
# Names with escape sequences, newlines and bytes that are no UTF-8: no command prints them raw, each
# complaint stays one line, and JSON, KTAP and JUnit stay what they are.
set -u
# shellcheck source=tests/lib/lib.sh
. "$(dirname "$0")/../lib/lib.sh"
source=$2
cd "$work" || exit 1

escape=$(printf '\033')
odd=$(printf 'a\033[31mb\nc\177\377d') # a colour, a second line, DEL, no UTF-8
shown='a\\x1b\[31mb\\nc\\x7f\\xffd'

# safe STATUS PATTERN COMMAND...: the same as check, and nothing that a terminal obeys is printed.
safe() {
	check "$@"
	if LC_ALL=C grep -q "$(printf '[\001-\010\013-\037\177-\237\377]')" "$work/out"; then
		failed=$((failed + 1))
		echo "FAILED: printed raw by: $*"
		cat -v "$work/out" | head -5
	fi
}
complains() {
	safe 2 "$@"
	check_one_line
}
# the check itself sees what it looks for
raw=$(printf '%s' "$odd" | LC_ALL=C grep -c "$(printf '[\001-\010\013-\037\177-\237\377]')")
check 0 '^2$' echo "$raw"

# Files that are there, and files that are not.
cp "$source/corpus/known-violations/hyperv-tsc_single-store_hv-seed.warp" "$odd"
safe 1 "^$shown: torn, as recorded" "$warpage" replay --quiet "$odd"
safe 1 "^$shown: torn, as recorded" "$warpage" replay "$odd"
safe 0 "^shrink +$shown: torn$" "$warpage" shrink "$odd" -o "$odd-small"
also "warpage replay $shown-small"
printf 'warpage input 1\nhead host=hyperv-tsc:single-store guest=hv-seed\nend\n' >"$odd-input"
safe 0 "^$shown-input: an input, no violation" "$warpage" replay --quiet "$odd-input"
for command in replay shrink 'verify --all --expect' 'report -o out.html' \
	'stress hyperv-tsc odd-even hv-spin-even --seconds 1 --schedule'; do
	# shellcheck disable=SC2086 # words
	complains "^warpage [a-z]*: $shown-none: No such file" "$warpage" $command "$odd-none"
	mkdir -p "$odd-folder"
	# shellcheck disable=SC2086
	complains "^warpage [a-z]*: $shown-folder: Is a directory" "$warpage" $command "$odd-folder"
	echo 'neither' >"$odd-other"
	# shellcheck disable=SC2086
	complains "^warpage [a-z]*: $shown-other: ?" "$warpage" $command "$odd-other"
done

# What is no name of ours.
complains "there is no command '$shown'" "$warpage" "$odd"
complains "there is no format '$shown'" "$warpage" verify "$odd" odd-even hv-seed
complains "has no host '$shown'" "$warpage" verify hyperv-tsc "$odd" hv-seed
complains "has no guest '$shown'" "$warpage" search hyperv-tsc odd-even "$odd"
complains "there is no model '$shown'" "$warpage" verify hyperv-tsc odd-even hv-seed --model "$odd"
complains "wants a whole number .*, not '$shown'" "$warpage" verify hyperv-tsc odd-even hv-seed \
	--updates "$odd"
complains "unknown option '--$shown'" "$warpage" report "--$odd" x
complains "there is no strategy '$shown'" "$warpage" search hyperv-tsc odd-even hv-seed --strategy "$odd"
complains "--cpus: " "$warpage" stress hyperv-tsc odd-even hv-seed --cpus "$odd"
complains "there is no target '$shown'" "$warpage" fuzz "$odd"
complains "there is no engine '$shown'" "$warpage" fuzz machine --engine "$odd"
complains "not '$shown'" "$warpage" fuzz machine --protocol "$odd"
complains "$shown" "$warpage" fuzz machine --build "$odd-none"
complains "there is no source '$shown'" "$warpage" live "$odd"
complains "no format, host or guest '$shown'" "$warpage" list "$odd"

# What a file says.
sed "s/^host .*/host $(printf 'x\033[2Jx')/" "$odd" >said.warp
complains 'said.warp:[0-9]+: the line has bytes that are not plain text' "$warpage" replay said.warp
printf 'hyperv-tsc odd-even hv-seed clean clean clean clean # \033]0;x\a\n' >table
complains 'table:1: the line has bytes' "$warpage" verify --all --expect table

# A folder of findings has such a name, and all that names a finding tells it.
safe 1 "warpage replay $shown-found/torn" "$warpage" verify hyperv-tsc single-store hv-seed \
	--findings "$odd-found"
in_json=$(printf '%s' "$shown" | sed 's/\\\\/&&/g')
safe 1 "$in_json-found/torn" "$warpage" verify hyperv-tsc single-store hv-seed --json --findings "$odd-found"
if command -v python3 >/dev/null; then
	valid="python3 -c 'import json, sys
json.loads(sys.stdin.buffer.read().decode())'"
	check 0 '^valid$' sh -c "'$warpage' verify hyperv-tsc single-store hv-seed --json \
		--findings \"\$0-found\" | $valid && echo valid" "$odd"
	check 0 '^valid$' sh -c "'$warpage' replay --json \"\$0\" \"\$0-input\" | $valid && echo valid" "$odd"
	check 1 'Error' sh -c "printf '{\"a\": \"\\377\"}' | $valid" # and it can tell
fi

# A log: its name, and what it holds.
sh "$source/tests/lib/make_log.sh" two-runs | sed "s/\"host\":\"box-a/&\\\\u001b[31m/; s/core/x$escape/" >"$odd-log"
safe 0 "^warpage report: $shown.html: [0-9]" "$warpage" report "$odd-log" -o "$odd.html"
check 0 '</html>' cat "$odd.html"
finish
