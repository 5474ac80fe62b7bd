#!/bin/sh
# Every file that a command is given to read: what is none is refused with one line, at once; what a
# shell has opened is read, and can be interrupted.
set -u
# shellcheck source=tests/lib/lib.sh
. "$(dirname "$0")/../lib/lib.sh"
source=$2
cd "$work" || exit 1

mkdir folder
mkfifo pipe # nobody ever writes to it
truncate -s 10G huge
: >empty
printf '\377\376\000' >bytes
ln -s loop loop
cp "$source/corpus/known-violations/hyperv-tsc_single-store_hv-seed.warp" right.warp
cp "$source/tests/matrix.expected" table

# refuses PATTERN COMMAND...: status 2 and one line. A command that waits is ended.
refuses() {
	pattern=$1
	shift
	check 2 "$pattern" timeout 60 "$@"
	check_one_line
}
refuses_all() {
	refuses "folder: Is a directory$" "$@" folder
	refuses "pipe: a device, a pipe or a socket, not a file" "$@" pipe
	refuses "/dev/zero: a device, a pipe or a socket, not a file" "$@" /dev/zero
	refuses "/dev/tty: " "$@" /dev/tty
	refuses "huge: larger than any" "$@" huge
	refuses "nothing: No such file" "$@" nothing
	refuses "loop: Too many levels" "$@" loop
	refuses "empty" "$@" empty
	refuses "bytes" "$@" bytes
	if [ "$(id -u)" -ne 0 ]; then
		: >secret && chmod 0 secret
		refuses "secret: Permission denied" "$@" secret
	fi
	# over-long names and nothing at all
	refuses 'File name too long' "$@" "$(head -c 300 /dev/zero | tr '\0' x)"
	refuses 'No such file' "$@" ''
}
refuses_all "$warpage" replay
refuses_all "$warpage" shrink
refuses_all "$warpage" verify --all --expect
refuses_all "$warpage" stress hyperv-tsc odd-even hv-spin-even --seconds 1 --schedule

# An empty table says nothing, and neither does one of comments: neither is what was meant.
grep '^#' table >comments
refuses 'comments: no line of it has a pair and its verdicts' "$warpage" verify --all --expect comments
{ cat table && grep '^hyperv' table | head -1; } >twice
refuses 'twice:[0-9]+: the second line for this pair' "$warpage" verify --all --expect twice
printf 'hyperv-tsc odd-even hv-seed \033[2J clean clean clean # x\n' >obeyed
refuses 'obeyed:1: the line has bytes that are not plain text' "$warpage" verify --all --expect obeyed
printf 'hyperv-tsc odd-even hv-seed CLEAN clean clean clean # x\n' >loud
refuses 'loud:1: not FORMAT HOST GUEST, a verdict for each' "$warpage" verify --all --expect loud
head -c 20000 /dev/zero | tr '\0' x >long
refuses 'long:1: the line is too long' "$warpage" verify --all --expect long

# What a shell has opened, a pipe among it, is read to its end.
check 1 '^/dev/stdin: torn, as recorded' sh -c "cat right.warp | '$warpage' replay --quiet /dev/stdin"
check 1 '^/dev/fd/5: torn, as recorded' sh -c "'$warpage' replay --quiet /dev/fd/5 5<right.warp"
check 2 '^warpage replay: /dev/stdin: larger than any finding' \
	sh -c "'$warpage' replay /dev/stdin </dev/zero"
check 2 '/dev/stdin: no line of it' sh -c "grep '^#' table | '$warpage' verify --all --expect /dev/stdin"
check 2 '/dev/fd/7: Bad file descriptor' "$warpage" replay /dev/fd/7

# A pipe that stays open is waited for, and SIGINT ends that: it takes no second one, nor a KILL.
mkfifo held
for command in 'replay' 'shrink' 'verify --all --expect' 'report -o out.html' \
	'stress hyperv-tsc odd-even hv-spin-even --seconds 1 --schedule'; do
	check 0 '^interrupted$' sh -c "exec 3<>held; status=0
		env --default-signal=INT timeout --preserve-status -k 60 -s INT 1 '$warpage' $command /dev/stdin <&3 || status=\$?
		[ \$status -eq 130 ] || [ \$status -eq 2 ] && echo interrupted"
done
finish
