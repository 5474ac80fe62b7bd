#!/bin/sh
# Files of each kind with something wrong in them, as they come by mail or out of a broken disk: one clear
# line, or what they still mean.
set -u
# shellcheck source=tests/faults/lib.sh
. "$(dirname "$0")/lib.sh"

# spoil FILE [OTHER]: in/bad is FILE with a few things wrong.
spoil() {
	random 1000000000
	context="mutate $drawn $*"
	new_box
	if ! "$tools/mutate" "$drawn" "$@" >in/bad; then
		bad crashes 'mutate failed'
	fi
	struck=$((struck + 1))
}

# run STATUSES COMMAND...: on that file; status 2 takes a line.
run() {
	expected=2 job=mutated status=0
	allowed=$1
	shift
	timeout -s KILL "$patience" "$@" >"$work/text" 2>"$work/err" </dev/null || status=$?
	runs=$((runs + 1))
	# shellcheck disable=SC2086 # several numbers
	sound $allowed
}

# one line says what is wrong
one_line() {
	[ "$status" -ne 2 ] || [ "$(cat "$work/text" "$work/err" | wc -l)" -eq 1 ] ||
		bad crashes 'more or less than one line'
}

# Some file of a folder, and another one.
draw() {
	# shellcheck disable=SC2046 # names without spaces
	set -- $(find "$1" -type f | LC_ALL=C sort)
	random $#
	shift "$drawn"
	file=$1
}

finding() {
	draw "$source/corpus/known-violations"
	other=$file
	draw "$source/corpus/known-violations"
	spoil "$file" "$other"
	run '0 1 2' "$program" replay --quiet in/bad
	one_line
	run '0 1 2' "$program" replay in/bad
	run '0 1 2' "$program" shrink --quiet -o out/small.warp in/bad
	one_line
}

schedule() {
	spoil in/tear.schedule "$source/corpus/known-violations/hyperv-tsc_single-store_hv-seed.warp"
	run '0 1 2 77' "$tools/strike" --fault INT --after 300000 -- "$program" stress hyperv-tsc \
		odd-even hv-spin-even --seconds 1 --schedule in/bad --findings out/findings
}

input() {
	draw "$source/corpus/finding"
	spoil "$work/in/input.text" "$file"
	run '0 1 2' "$program" replay --quiet in/bad
	one_line
	draw "$source/corpus/machine"
	spoil "$file" "$work/in/crash"
	run '0 1 2' "$program" replay --input --quiet in/bad
	one_line
	run '0 1 2' "$program" replay --input in/bad
}

text() {
	draw "$source/corpus/finding"
	other=$file
	draw "$source/corpus/finding"
	spoil "$file" "$other"
	run '0 1 2' "$program" replay in/bad
}

log() {
	spoil "$work/in/a.log" "$work/in/a.log"
	run '0 2' "$program" report in/bad -o out/page.html
	if [ "$status" -eq 0 ] && [ ! -s out/page.html ]; then bad findings 'status 0, and no page'; fi
	if [ -f out/page.html ] && grep -Eq '[>, "](inf|-inf|nan|-nan)[<, "]' out/page.html; then
		bad findings 'a number that is none in the page'
	fi
}

table() {
	spoil "$work/in/table"
	run '0 1 2' "$tools/strike" --fault INT --after 150000 -- "$program" verify --all --updates 1 \
		--model sc --expect in/bad --findings out/findings
}

place() {
	context="$1 $2"
	# shellcheck disable=SC2086 # a command and its options
	run '0 130' "$tools/strike" --fault INT --after 100000 -- "$program" $1 "$2"
}

# What is no file at all, or has a name to be careful with.
places() {
	new_box
	mkfifo in/fifo
	touch "$(printf 'in/\033[31mred')"
	for what in in in/fifo in/none "$(printf 'in/\033[31mred')" /dev/null /proc/self/mem; do
		for command in 'replay' 'replay --input' 'shrink' 'report -o out/page.html' \
			'verify --all --expect' 'stress hyperv-tsc odd-even hv-spin-even --schedule'; do
			place "$command" "$what"
		done
	done
}

must_catch crashes 'crashes' finding
must_catch crashes 'prints what it reads' log
must_catch crashes 'says nothing' finding
patience=2
must_catch crashes 'is deaf' place replay in/none
patience=60

places
races=
can_race && races=y
while :; do
	finding
	text
	input
	log
	random 8
	if [ "$drawn" -eq 0 ]; then table; fi
	if [ "$drawn" -eq 1 ] && [ -n "$races" ]; then schedule; fi
	in_time || break
	[ -z "$short" ] || [ "$runs" -lt 300 ] || break
done
end_kind
