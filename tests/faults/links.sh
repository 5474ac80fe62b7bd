#!/bin/sh
# Folders that somebody has prepared: links, pipes, folders and foreign files at every name that warpage
# creates. Nothing is followed, nothing of anybody's is changed, nothing hangs.
set -u
# shellcheck source=tests/faults/lib.sh
. "$(dirname "$0")/lib.sh"

# plant WHAT NAME: at that place in out/.
plant() {
	rm -rf "out/$2"
	mkdir -p "$(dirname "out/$2")"
	case $1 in
	link) ln -s "$work/box/outside/kept" "out/$2" ;;
	dangling) ln -s "$work/box/outside/new" "out/$2" ;;
	folder-link) ln -s "$work/box/outside" "out/$2" ;;
	pipe) mkfifo "out/$2" ;;
	folder) mkdir "out/$2" ;;
	foreign) echo 'somebody else wrote this' >"out/$2" ;;
	esac
	case $3 in
	stranger) chown -h 54321 "out/$2" ;;
	esac
}

# trap JOB WHAT NAME [stranger]
set_trap() {
	context="$1: a $2${4:+ of a stranger} at $3"
	new_box
	plant "$2" "$3" "${4:-}"
	run_job "$1" "$tools/strike" --fault INT --after 8000000 --count "$work/count" --
	struck=$((struck + 1))
	case $2 in
	folder-link | pipe) [ "$status" -ne "$expected" ] || [ -n "${4:-}" ] || return 0 ;;
	esac
	[ "$(cut -d ' ' -f 1 "$work/count" 2>/dev/null)" = missed ] || [ "$2" = pipe ] || bad crashes 'hangs'
	if [ "$2" = foreign ] && [ "$(cat "out/$3")" != 'somebody else wrote this' ]; then
		bad files "overwrites $3, which is not its own"
	fi
	if [ "$2" = foreign ]; then rm -f "out/$3"; fi
	case $2:$status in
	pipe:130) ;; # it waited for a reader
	*) no_crash ;;
	esac
	outside_kept
	no_temporary
	named_exist
	findings_replay out
	case $status in
	"$expected" | 2 | 130) ;;
	*) bad crashes "status $status" ;;
	esac
}

# all_of JOB: each trap at each name that the job gives to a file.
all_of() {
	new_box
	run_job "$1"
	names=$(cd out && find . -mindepth 1 ! -name lock ! -name 0-found -printf '%y:%P\n')
	for place in $names; do
		type=${place%%:*} place=${place#*:}
		new_box
		for what in link dangling pipe folder foreign folder-link; do
			in_time || return
			# a link of one's own to a folder is followed, wherever it leads; a work folder's
			# names are the campaign's own
			case $what:$type:$place in
			dangling:d:* | foreign:*:fuzzing/*) continue ;;
			esac
			random 3
			if [ -n "$short" ] && [ "$drawn" -ne 0 ]; then continue; fi
			set_trap "$1" "$what" "$place"
			[ "$(id -u)" -ne 0 ] || case $what in
			link | dangling | folder-link) set_trap "$1" "$what" "$place" stranger ;;
			esac
		done
	done
}

# Each file is made so that no link can stand in for it.
creates_safely() {
	context="$1: how it creates files"
	new_box
	run_job "$1" "$tools/strike" --call create --nth 0 --fault none --opens "$work/opens" --
	followed=$(grep -v NOFOLLOW "$work/opens" | grep -v '/dev/' | head -n 1)
	[ -z "$followed" ] || bad files "without O_NOFOLLOW: $followed"
}

# A folder of somebody else's is not written in.
stranger() {
	context="$1: out/ belongs to somebody else"
	new_box
	chown 54321 out
	run_job "$1"
	struck=$((struck + 1))
	if [ "$status" -ne 2 ] || [ -n "$(ls -A out)" ]; then
		bad files "writes in a stranger's folder: status $status"
	fi
}

must_catch files 'follows links' set_trap search link "$(
	new_box
	run_job search
	cd out && find findings -name '*.warp' | head -n 1
)"
must_catch files 'follows links' set_trap report dangling page.html
patience=3
must_catch crashes 'is deaf' set_trap search folder findings
patience=60

jobs='search shrink text report verify campaign'
if can_race; then
	jobs="$jobs calm"
	[ -n "$short" ] || jobs="$jobs race"
fi
if "$tools/strike" --works -- true; then
	must_catch files 'writes half a page' creates_safely report
	for job in $jobs; do creates_safely "$job"; done
else
	skip 'flags of open: no process may be traced here'
fi
if [ "$(id -u)" -eq 0 ]; then
	must_catch files 'writes half a page' stranger report
	for job in $jobs; do stranger "$job"; done
else
	skip "strangers' folders: wants root"
fi
for job in $jobs; do
	in_time && all_of "$job"
done
end_kind
