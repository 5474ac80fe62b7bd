#!/bin/sh
# A disk that is full from the start, fills in mid-run, or has no file left to give; then there is room.
set -u
if [ -z "${FAULTS_INSIDE:-}" ]; then
	# the mounts are this script's own, and go with it
	options=-m
	[ "$(id -u)" -eq 0 ] || options=-rm
	if unshare $options sh -c 'mount -t tmpfs -o size=4k tmpfs /mnt' 2>/dev/null; then
		FAULTS_INSIDE=y exec unshare $options sh "$0" "$@"
	fi
fi
# shellcheck source=tests/faults/lib.sh
. "$(dirname "$0")/lib.sh"
if [ -z "${FAULTS_INSIDE:-}" ]; then
	skip 'no tmpfs may be mounted here: neither root nor unshare -rm'
	end_kind
	exit
fi
trap 'cd /; umount "$work/box/out" 2>/dev/null; rm -rf "$work"' EXIT

# disk PAGES FILES: out/ is a file system that has room for so much.
disk() {
	umount "$work/box/out" 2>/dev/null
	new_box
	mount -t tmpfs -o size=2m,nr_inodes=400 tmpfs out
	mkdir out/filler
	(cd out/filler && seq $((397 - $2)) | xargs -r touch)
	head -c $((2097152 - $1 * 4096)) /dev/zero >out/filler/large
}

# on JOB PAGES FILES: on a disk like that; and once more when there is room.
on() {
	context="$1: $2 pages and $3 files are left"
	disk "$2" "$3"
	run_job "$1"
	[ "$status" -eq "$expected" ] || struck=$((struck + 1))
	sound 2
	context="$context, then room"
	rm -r out/filler
	run_job "$1"
	sound
	umount out
}

# meanwhile: a log that finds the disk full, and later room: it says how many lines are missing.
meanwhile() {
	context='a log on a disk that fills and empties'
	disk 1 100
	expected=1 job=race status=0
	random 1500
	(
		sleep "1.$drawn"
		rm -r out/filler
	) &
	timeout -s KILL "$patience" "$program" stress hyperv-tsc single-store hv-seed --seconds 5 \
		--log out/race.log --findings out/findings >"$work/text" 2>"$work/err" </dev/null ||
		status=$?
	wait
	runs=$((runs + 1)) struck=$((struck + 1))
	sound 2
	grep -q '"what":"log"' out/race.log || bad lines 'lines are missing, and the log does not say so'
	umount out
}

must_catch files 'ignores what fails' on verify 0 100
must_catch files 'writes half a finding' on search 9 100
must_catch files 'leaves a temporary file' on search 9 3

races=
can_race && races='race calm'
while :; do
	for job in verify shrink text report search campaign $races; do
		random 8
		in_time && on "$job" "$drawn" 100
		random 4
		in_time && on "$job" 250 "$drawn"
		in_time && on "$job" 0 100
		if [ -n "$short" ]; then continue; fi
		for pages in 1 2 3 4 5 6 7 8 12 16 24; do
			in_time && on "$job" "$pages" 100
		done
		for room in 0 1 2 3 4 5 6 7 8; do
			in_time && on "$job" 250 "$room"
		done
	done
	[ -z "$races" ] || ! in_time || meanwhile
	more || break
	in_time && on matrix 16 100
done
end_kind
