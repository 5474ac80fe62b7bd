#!/bin/sh
# Limits of a process: the size of files, open files, memory, CPU time, and threads (of an ordinary user).
set -u
# shellcheck source=tests/faults/lib.sh
. "$(dirname "$0")/lib.sh"

mkfifo "$work/pipe.text" "$work/pipe.err"

# under JOB LIMIT VALUE: what it prints goes into pipes, which are of any size.
under() {
	context="$1: ulimit -$2 $3"
	new_box
	cat "$work/pipe.text" >"$work/piped.text" &
	cat "$work/pipe.err" >"$work/piped.err" &
	# shellcheck disable=SC2016 # for the shell that has the limit
	run_job "$1" sh -c 'exec >"$0.text" 2>"$0.err"; ulimit -"$1" "$2" || exit 77; shift 2
		exec "$@"' "$work/pipe" "$2" "$3"
	wait
	mv "$work/piped.text" "$work/text"
	mv "$work/piped.err" "$work/err"
	[ "$status" -eq "$expected" ] || struck=$((struck + 1))
	case $2:$status in
	t:137 | t:152) # what the limit is for
		killed=y
		sound
		killed=
		;;
	v:127) ;; # the loader
	*) sound 2 77 ;;
	esac
}

# As somebody who has no other process: N at most.
threads() {
	context="$1: $2 processes"
	new_box
	chmod -R a+rwX . "$work"
	random 1000000
	set -- "$1" "$2" $((1000000 + drawn))
	if [ "$(id -u)" -eq 0 ]; then
		chown -R "$3" out
		run_job "$1" setpriv --reuid "$3" --clear-groups prlimit --nproc="$2"
	else
		run_job "$1" prlimit --nproc="$2"
	fi
	[ "$status" -eq "$expected" ] || struck=$((struck + 1))
	sound 2 77
}

must_catch files 'writes half a page' under report f 8
must_catch crashes 'crashes' under search n 32
must_catch files 'writes half a finding' under verify f 8
must_catch crashes 'says nothing' under shrink n 32

as_user=
if [ "$(id -u)" -ne 0 ]; then
	as_user=y
elif chmod a+rx "$work" && setpriv --reuid 1000000 --clear-groups "$warpage" list >/dev/null 2>&1; then
	as_user=y
else
	skip 'threads: an ordinary user can not run the program'
fi
races=
can_race && races='calm race'
while :; do
	for job in verify shrink text report search campaign $races; do
		for blocks in 0 1 2 8 24; do
			random 4
			[ -n "$short" ] && [ "$drawn" -ne 0 ] && continue
			in_time && under "$job" f "$blocks"
		done
		for open in 3 4 5 6 7 8 9 10 12 16; do
			random 8
			[ -n "$short" ] && [ "$drawn" -ne 0 ] && continue
			in_time && under "$job" n "$open"
		done
		if [ -z "$sanitized" ]; then
			for megabytes in 4 8 16 24 32 48 64 96 128 256; do
				random 8
				[ -n "$short" ] && [ "$drawn" -ne 0 ] && continue
				random 1000
				in_time && under "$job" v $((megabytes * 1024 + drawn))
			done
		fi
	done
	[ -z "$short" ] && in_time && under matrix t 1
	if [ -n "$races" ] && [ -n "$as_user" ]; then
		for _ in 1 2 3 4 5 6; do
			random 26
			in_time && threads crowd $((drawn + 1))
			random 3
			in_time && threads campaign $((drawn + 1))
			[ -z "$short" ] || break
		done
	fi
	more || break
done
[ -z "$sanitized" ] || skip 'memory: the sanitizer takes all there is'
end_kind
