#!/bin/sh
# run.sh WARPAGE TOOLS SOURCE [--short] [--seed N] [--seconds N] [KIND...]: faults of each kind befall
# warpage, and a table says what that broke. --seconds is for all kinds together.
set -u
here=$(cd "$(dirname "$0")" && pwd)
warpage=$(realpath "$1")
tools=$(realpath "$2")
source=$(realpath "$3")
shift 3
short='' seed=$(date +%s) seconds=1800 kinds=''
while [ $# -gt 0 ]; do
	case $1 in
	--short) short=y seconds=100 ;;
	--seed) seed=${2:?--seed wants a number} && shift ;;
	--seconds) seconds=${2:?--seconds wants a number} && shift ;;
	-*)
		echo "usage: [--short] [--seed N] [--seconds N] [KIND...]" >&2
		exit 2
		;;
	*)
		if [ ! -f "$here/$1.sh" ] || ! grep -q '^end_kind$' "$here/$1.sh"; then
			echo "there is no kind '$1'; there are$(
				grep -l '^end_kind$' "$here"/*.sh | sed 's|.*/| |; s/[.]sh$//' | tr -d '\n'
			)" >&2
			exit 2
		fi
		kinds="$kinds $1"
		;;
	esac
	shift
done
case $seed$seconds in
*[!0-9]*)
	echo 'numbers are whole, and not negative' >&2
	exit 2
	;;
esac
: "${kinds:=kill full calls memory limits signals cpus mutated links power}"
# shellcheck disable=SC2086 # words
seconds=$((seconds / $(echo $kinds | wc -w) + 1))
table=$(mktemp)
trap 'rm -f "$table"' EXIT
trap 'exit 130' INT TERM
export warpage tools source seed seconds short table
echo "seed $seed, $seconds s for each of:$(printf ' %s' "$kinds")"
failed=0
for kind in $kinds; do
	sh "$here/$kind.sh" || failed=1
done
awk -F '|' '
BEGIN {
	format = "%-8s %6s %6s %6s %9s %6s %8s  %s\n"
	printf("\n" format, "kind", "runs", "struck", "lines", "findings", "files", "crashes",
		"skipped")
}
{
	printf(format, $1, $2, $3, $4, $5, $6, $7, $8)
	for (i = 2; i < 8; i++)
		sum[i] += $i
}
END { printf(format, "all", sum[2], sum[3], sum[4], sum[5], sum[6], sum[7], "") }' "$table"
[ "$failed" -eq 0 ] && [ "$(wc -l <"$table")" -eq "$(echo "$kinds" | wc -w)" ]
