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
	grep -q "^${file}[;:,]" expected.csv || cat vcpus.sh writers.sh | grep -v '^#' | grep -qwF "$file" || {
		echo "$file is neither in expected.csv nor in vcpus.sh or writers.sh"
		failed=1
	}
done

# model, kinds ("clean"; "/floor"), is it complete, for any number of retries?
cat >"$work/parts.py" <<'END'
import json
import sys

outcome = json.load(sys.stdin)
for part in outcome.get("parts", []):
    kinds = sorted(violation["kind"] for violation in part["violations"])
    floor = "/floor" if "floor" in part["counts"] else ""
    retries = any(text.startswith("any number of retries") for text in part["assumes"])
    clean = part["status"] == 0 and not kinds
    print(part["parameters"]["model"], ("clean" if clean else "+".join(kinds)) + floor,
          "whole" if part["counts"].get("complete") else "cut", "any" if retries else "few", sep=",")
END

grep -v '^#' expected.csv > "$work/rows"
while IFS=';' read -r file format other sc x86 manual weak why; do
	[ -n "$why" ] || { # every verdict can be argued for
		echo "expected.csv: $file: no reason"
		failed=1
	}
	case $other in
	host:*) set -- "${other#host:}" "$file" ;;
	*) set -- "$file" "${other#guest:}" ;;
	esac
	began=$(date +%s%N)
	"$warpage" verify "$format" "$@" --model all --updates 2 --json --findings "$work/findings" \
		> "$work/out" 2> "$work/err" < /dev/null
	took=$((($(date +%s%N) - began) / 1000000))
	python3 "$work/parts.py" < "$work/out" > "$work/parts"
	printf '%-30s %5d ms\n' "$file" "$took"
	for row in "sc,$sc" "x86,$x86" "x86-manual,$manual" "weak,$weak"; do
		whole=whole
		case $row in
		*,clean*) ;;
		*) whole='[a-z]*' ;;
		esac
		grep -qx "$row,$whole,any" "$work/parts" && continue
		echo "$file: not $row, or not for any number of retries:"
		grep "^${row%%,*}," "$work/parts"
		cat "$work/err"
		failed=1
	done
done < "$work/rows"
exit $failed
