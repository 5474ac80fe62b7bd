#!/bin/sh
# On a terminal: nothing is wider than it, nothing out of line, the source stands beside findings where there is room, and
# colours are there if they are wanted, beside the words. In files and forms for programs there is none of that.
set -u
# shellcheck source=tests/lib/lib.sh
. "$(dirname "$0")/../lib/lib.sh"
root=$(cd "$(dirname "$0")/../.." && pwd)
on=$root/tests/outcome/on_terminal.py
cd "$work" || exit 1
export NO_COLOR=1 TERM=xterm
escape=$(printf '\033')

# Of a command that prints nothing: it says yes, or no.
says_yes() {
	# shellcheck disable=SC2016 # for the other shell
	check 0 '^yes$' sh -c '"$@" && echo yes' - "$@"
}
says_no() {
	# shellcheck disable=SC2016
	check 0 '^no$' sh -c '"$@" || echo no' - "$@"
}

# What it is told is wrong, is found.
printf '  a line that is too long\n' >wide
check 1 'columns: ' "$on" --fits 20 wide
printf '     tsc  line\n   10000   1 a -> 1  | x\n   10000   1 a -> 1   | x\n' >ragged
check 1 'the source is in column' "$on" --fits 100 ragged
printf '     tsc  line\n   10000   1 a -> 1\n  1000000   1 a -> 1\n' >shifted
check 1 'no TSC that ends in column' "$on" --fits 100 shifted

# TSCs of 13 digits, a long name, many columns: two reads, two hosts, readers that act on each other.
folder=a_folder_with_a_name_that_is_rather_long/and_another_one_in_it
mkdir -p $folder
cp "$root/tests/readers/linux_2023_hyperv.c" $folder/a_reader_with_a_long_name_as_well.c
"$warpage" verify hyperv-tsc odd-even $folder/a_reader_with_a_long_name_as_well.c >verified 2>&1
sed 's/tsc=10000/tsc=1234567890123/' \
	"$root/corpus/known-violations/hyperv-tsc_single-store_hv-seed.warp" >late.warp
for columns in 40 80 200; do
	"$on" $columns "$warpage" replay late.warp findings/*.warp \
		"$root"/corpus/known-violations/*.warp >replayed.$columns 2>errors
	says_yes "$on" --fits $columns replayed.$columns
	for run in 'search hyperv-tsc single-store hv-seed' 'verify hyperv-tsc odd-even hv-spin-even' \
		'check single-store hv-seed --format hyperv-tsc --seconds 1'; do
		# shellcheck disable=SC2086 # words
		"$on" $columns "$warpage" $run >"run.$columns" 2>>errors
		says_yes "$on" --fits $columns "run.$columns"
	done
done
"$on" 80 "$warpage" stress hyperv-tsc single-store hv-seed --seconds 1 --log race.log >raced 2>>errors
says_yes "$on" --fits 80 raced
check 0 '^1234567890' cat replayed.40
check 0 '^1234567890123  guest 0$' cat replayed.80
check 0 'offset +-> .* \| offset = READ_ONCE\(page->offset\);$' cat replayed.200
says_no grep -q ' | ' replayed.80
says_yes test "$(grep -c ' | [a-zA-Z]' replayed.200)" -gt 1000
says_no grep -q "$escape" replayed.200
# A pipe has what it always had, but for check.
"$warpage" replay late.warp >piped
check 0 '^1234567890123 +14 sequence  -> 2             the start$' cat piped

# Colours, and the words as without.
one="verify hyperv-tsc single-store hv-seed --model sc"
# shellcheck disable=SC2086 # words
{
	"$on" 200 env NO_COLOR= "$warpage" $one >of.coloured
	"$on" 200 "$warpage" $one >of.plain
	"$warpage" $one --color always >of.always
	"$on" 200 env NO_COLOR= "$warpage" $one --color never >of.never
	"$on" 200 env NO_COLOR= TERM=dumb "$warpage" $one >of.dumb
	"$warpage" $one --color always --json >of.json
	"$warpage" $one --color always --ktap --sarif of.sarif --junit of.junit >of.ktap
	"$warpage" $one --color always --junit of.both --sarif of.other >of.out
} 2>>errors
check 0 "^$escape.1;30;43mTORN$escape.0m  hyperv-tsc" cat of.coloured
check 0 "verdict +$escape.1;30;43mVIOLATION$escape.0m: torn" cat of.coloured
check 0 "$escape.1;30;43mTORN" cat of.always
for file in plain never dumb json ktap sarif junit both other; do
	says_no grep -q "$escape" "of.$file"
	says_yes test -s "of.$file"
done
sed "s/$escape\[[0-9;]*m//g" of.coloured | grep -v '^  time ' >stripped
grep -v '^  time ' of.plain >expected
says_yes cmp stripped expected
check 2 "--color is auto, always or never, not 'red'" "$warpage" verify hyperv-tsc single-store hv-seed --color red
check_one_line

# Lists and what is said of a page: likewise.
for list in '' --bugs '--findings findings'; do
	# shellcheck disable=SC2086
	{
		"$on" 200 env NO_COLOR= "$warpage" list $list >list.coloured
		"$on" 200 "$warpage" list $list >list.plain
		"$on" 200 env NO_COLOR= "$warpage" list $list --color never >list.never
		"$warpage" list $list --color=always >list.always
		"$warpage" list $list >list.piped
		"$warpage" list $list --color always --json >list.json
	} 2>>errors
	says_yes grep -q "$escape" list.coloured
	says_yes cmp list.coloured list.always
	for file in plain never piped json; do
		says_no grep -q "$escape" "list.$file"
	done
	sed "s/$escape\[[0-9;]*m//g" list.coloured >stripped
	says_yes cmp stripped list.plain
done
says_yes grep -q "^$escape.1;30;43mtorn$escape.0m  hyperv-tsc: host single-store" list.always
check 2 "--color is auto, always or never, not 'red'" "$warpage" list --color red
check_one_line
check 2 'a value is missing after' "$warpage" list --color
check_one_line
check 0 "overlapped an update, $escape.1;30;43m[1-9][0-9]* violations$escape.0m\$" env NO_COLOR= "$warpage" report race.log \
	-o race.html --color always
check 0 'overlapped an update, [1-9][0-9]* violations$' "$warpage" report race.log -o race.html
says_no grep -q "$escape" race.html
check 2 "--color is auto, always or never, not 'red'" "$warpage" report race.log -o race.html --color red
check_one_line
finish
