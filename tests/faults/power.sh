#!/bin/sh
# The power goes, after any system call: what a disk may hold then is made on copies of the folder. A
# name stands for a whole file, a line of the log for a finding that is there.
set -u
# shellcheck disable=SC2119 # sound takes what else may be
# shellcheck source=tests/faults/lib.sh
. "$(dirname "$0")/lib.sh"

played() {
	context="$1: the power goes"
	new_box
	mkdir "$work/disks"
	case $1 in
	report) "$warpage" report in/a.log -o out/page.html >"$work/text" 2>&1 ;; # a page is there
	esac
	run_job "$1" "$tools/power" out "$work/disks"
	sound
	for disk in "$work"/disks/*; do
		context="$1: the disk $(basename "$disk")"
		struck=$((struck + 1))
		files_whole "$disk"
		rm -rf "$work/mirror"
		mkdir "$work/mirror"
		ln -s "$disk" "$work/mirror/out"
		log_whole "$disk/race.log" "$work/mirror"
	done
	# What it has said when it ends is true for good.
	context="$1: the power goes at its end"
	if ! diff -r out "$work/disks/end" >"$work/differ"; then
		bad findings "on the disk there is something else: $(head -n 1 "$work/differ")"
	fi
	rm -rf "$work/disks"
}

if ! "$tools/strike" --works -- true; then
	skip 'no process may be traced here'
	end_kind
	exit
fi
jobs='verify search shrink text report'
if can_race; then
	must_catch findings 'does not sync' played race
	jobs="$jobs race"
fi
must_catch files 'writes half a finding' played verify
must_catch files 'writes half a page' played report
while :; do
	for job in $jobs; do
		if in_time; then played "$job"; fi
	done
	more || break
	seed=$((seed + 1)) # another search
done
end_kind
