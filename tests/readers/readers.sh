#!/bin/sh
# Readers and writers in the shapes of real kernels, as they stand: each has its verdict of expected.csv in
# every model, which is complete if it is clean, and for any number of retries. How long each took is told, and
# judged by people.
set -u
warpage=$1
source=$2/tests/readers
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
export XDG_CACHE_HOME="$work/cache"
cd "$source" || exit 1
failed=0

for file in *.c; do
	case $file in
	test_*) continue ;;
	esac
	grep -q "^${file}[;:,]" expected.csv || {
		echo "$file is not in expected.csv"
		failed=1
	}
done

grep -v '^#' expected.csv > "$work/rows"
while IFS=';' read -r file format other sc x86 manual weak why; do
	[ -n "$why" ] || { # every verdict can be argued for
		echo "expected.csv: $file: no reason"
		failed=1
	}
	for row in "sc $sc" "x86 $x86" "x86-manual $manual" "weak $weak"; do
		model=${row%% *}
		expected=${row#* }
		case $other in
		host:*) set -- "${other#host:}" "$file" ;;
		*) set -- "$file" "${other#guest:}" ;;
		esac
		began=$(date +%s%N)
		"$warpage" verify "$format" "$@" --model "$model" --updates 2 --json --findings "$work/findings" \
			> "$work/out" 2> "$work/err" < /dev/null
		status=$?
		took=$((($(date +%s%N) - began) / 1000000))
		kinds=$(sed -n '/^  "violations"/,/^  ]/s/^ *"kind": "\(.*\)",*$/\1/p' "$work/out" | sort | tr '\n' '+')
		[ "$status" = 0 ] && [ -z "$kinds" ] && kinds=clean+
		kinds=${kinds%+}
		grep -q '^    "floor": {' "$work/out" && kinds=$kinds/floor
		printf '%-30s %-10s %5d ms  %s\n' "$file" "$model" "$took" "$kinds"
		good=yes
		case $expected in
		clean*) grep -q '"complete": true' "$work/out" || good=no ;;
		esac
		grep -q '"any number of retries' "$work/out" || good=no
		if [ "$kinds" != "$expected" ] || [ $good = no ]; then
			echo "$file $model: not $expected, or not for any number of retries:"
			cat "$work/err"
			sed -n '/"words"/p; /"assumes"/,/]/p' "$work/out" | head -n 8
			failed=1
		fi
	done
done < "$work/rows"
exit $failed
