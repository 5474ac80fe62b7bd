#!/bin/sh
# System calls that fail or are short, one after the other, or all from one on.
set -u
# shellcheck source=tests/faults/lib.sh
. "$(dirname "$0")/lib.sh"

# one JOB CALL FAULT N nth|from
one() {
	context="$1: $2 $4 ($5): $3"
	new_box
	run_job "$1" "$tools/strike" --call "$2" "--$5" "$4" --fault "$3" --count "$work/count" --
	[ "$(cut -d ' ' -f 1 "$work/count" 2>/dev/null)" = missed ] || struck=$((struck + 1))
	case $3 in
	short) sound ;;
	*) sound 2 77 ;;
	esac
}

# sweep JOB CALL FAULT: each call of the kind, or some of many.
sweep() {
	new_box
	run_job "$1" "$tools/strike" --call "$2" --nth 0 --fault none --count "$work/count" --
	seen=$(cut -d ' ' -f 2 "$work/count")
	n=1
	while in_time && [ "$n" -le "$seen" ]; do
		one "$1" "$2" "$3" "$n" nth
		case $3 in
		ENOSPC | EIO | EROFS) one "$1" "$2" "$3" "$n" from ;;
		esac
		next
	done
}

if ! "$tools/strike" --works -- true; then
	skip 'no process may be traced here'
	end_kind
	exit
fi

must_catch files 'ignores what fails' sweep verify write ENOSPC
must_catch files 'writes half a page' one report sync EIO 1 nth
must_catch crashes 'crashes' one search sync EIO 1 nth
must_catch files 'leaves a temporary file' one search sync EIO 1 nth
must_catch crashes 'says nothing' one shrink create EACCES 1 nth

races=
can_race && races='calm race'
while :; do
	for job in verify shrink text report search proof campaign $races; do
		case $job in
		calm | race | campaign) [ -z "$short" ] || few=1 ;;
		*) [ -z "$short" ] || few=2 ;;
		esac
		for fault in write:ENOSPC write:short sync:EIO create:ENOSPC rename:EIO write:EIO \
			write:EINTR sync:EINTR create:EACCES create:EMFILE mkdir:ENOSPC mkdir:EROFS \
			truncate:EIO read:EIO read:short read:EINTR open:EMFILE stat:EACCES chmod:EIO \
			thread:EAGAIN; do
			in_time && sweep "$job" "${fault%:*}" "${fault#*:}"
		done
	done
	in_time || break
	[ -z "$short" ] || break
	few=$((few * 2)) # more of the many
done
end_kind
