#!/bin/sh
# corpus/: each wrong pair of matrix.expected has a finding that still shows what it records, no file
# belongs to anything else, and the seeds run through the replayers. Broken copies are noticed.
set -u
# shellcheck source=tests/lib/lib.sh
. "$(dirname "$0")/../lib/lib.sh"
source=$2
targets=$3/fuzz
known=$source/corpus/known-violations

# FORMAT_HOST_GUEST MODEL VERDICT, a line for each verdict of matrix.expected that is not clean
sed '/^#/d; s/ *#.*//; /^$/d' "$source/tests/matrix.expected" | awk '{
	split("sc x86 x86-manual weak", models, " ")
	for (m = 1; m <= 4; m++)
		if ($(m + 3) != "clean")
			print $1 "_" $2 "_" $3, models[m], $(m + 3)
}' >"$work/wrong"

# Print what is wrong with the findings of a folder (against another list); true if nothing is.
findings_hold() {
	"$warpage" replay --json "$1"/*.warp >"$work/replayed" 2>"$work/errors"
	awk -F'"' '
		$2 == "file" || $2 == "format" || $2 == "host" || $2 == "guest" || $2 == "model" ||
			$2 == "recorded" { said[$2] = $4 }
		$2 == "replayed" {
			print said["file"], said["format"] "_" said["host"] "_" said["guest"],
				said["model"], said["recorded"], $4
		}' "$work/replayed" >"$work/pairs"
	awk -v wrong="${2:-$work/wrong}" '
		BEGIN {
			while ((getline line <wrong) > 0) {
				split(line, word, " ")
				verdicts[word[1], word[2]] = "+" word[3] "+"
				missing[word[1]] = 1
			}
		}
		{
			name = $1
			sub(".*/", "", name)
			verdict = verdicts[$2, $3]
			sub("[+]host-", "+", verdict)
			if (name != $2 ".warp")
				print name ": is of " $2
			else if (!($2 in missing))
				print name ": is of no wrong pair, or there are two"
			else if ($4 != $5)
				print name ": " $4 " is recorded, replayed it is " $5
			else if (!index(verdict, "+" $4 "+"))
				print name ": tests/matrix.expected has no " $4 " in " $3
			delete missing[$2]
		}
		END {
			for (pair in missing)
				print pair ": a wrong pair without a finding"
		}' "$work/pairs" >"$work/complaints"
	cat "$work/errors" "$work/complaints"
	[ ! -s "$work/errors" ] && [ ! -s "$work/complaints" ]
}

# A copy of the findings with something done to it must be complained about in these words.
check_broken() {
	pattern=$1
	rm -rf "$work/copy"
	cp -r "$known" "$work/copy"
	shift
	(cd "$work/copy" && "$@")
	check 1 "$pattern" findings_hold "$work/copy"
}

findings_hold "$known" || {
	failed=$((failed + 1))
	echo "FAILED: corpus/known-violations: run script/corpus known-violations, and look at the diff"
}
one=hyperv-tsc_single-store_hv-seed
check_broken "$one: a wrong pair without a finding" rm "$one.warp"
check_broken 'is of hyperv-tsc_single-store_hv-seed' cp "$one.warp" again.warp
check_broken 'torn is recorded, replayed it is none' sed -i 's/sees=1.1/sees=start/' "$one.warp"
check_broken "there is no host 'nobody' here" sed -i 's/^host .*/host nobody/' "$one.warp"

grep -v "^$one " "$work/wrong" >"$work/fewer"
check 1 "$one.warp: is of no wrong pair" findings_hold "$known" "$work/fewer"
sed "/^$one /s/torn/stuck/" "$work/wrong" >"$work/others"
check 1 "$one.warp: tests/matrix.expected has no torn in sc" findings_hold "$known" "$work/others"

# each bug has its own, of its pair and kind, in the weakest model that shows it
sed '/^#/d' "$source/corpus/bugs" >"$work/bugs"
while IFS=';' read -r name pair model kind race what; do
	finding=$known/bugs/$name.warp
	case $race-$what in yes-*.|no-*.) ;; *) check 0 'yes or no, and a sentence' echo "$name" ;; esac
	# shellcheck disable=SC2016 # awk's
	check 0 "^$pair $kind (sc|$model)\$" awk '
		$1 == "violation" { kind = $2 }
		$1 == "format" || $1 == "host" || $1 == "guest" { pair = pair $2 " " }
		$1 == "model" { print pair kind, $2 }' "$finding"
	# what two CPUs are to show is not refused by a race
	[ "$race" = no ] || check 0 '^raced$' sh -c \
		"'$warpage' stress $pair --seconds 1 --findings '$work/raced'; [ \$? -ne 2 ] && echo raced"
	check 1 "$name.warp: $kind, as recorded" "$warpage" replay --quiet "$finding"
done <"$work/bugs"
check 0 "^$(wc -l <"$work/bugs")\$" sh -c "ls '$known/bugs' | wc -l"

# the script makes the same again
check 0 '^$' sh -c "BUILD='$(dirname "$warpage")' '$source/script/corpus' known-violations \
	'$work/made' && echo && diff -r '$known' '$work/made/known-violations'"

# seeds: whatever they are, no target fails on them
for target in machine arithmetic finding schedule input expected log race; do
	seeds=$source/corpus/$target
	count=$(find "$seeds" -type f | wc -l)
	if [ "$target" = race ]; then
		raced=0
		"$targets/fuzz_race" "$seeds" >"$work/out" 2>&1 || raced=$?
		[ "$raced" -ne 77 ] || continue # a TSC that can't be trusted
	fi
	check 0 "^$count inputs, no failure$" "$targets/fuzz_$target" "$seeds"
done
check 0 '^[0-9]+ inputs, no failure$' "$targets/fuzz_finding" "$known"
check 0 '^0$' sh -c "find '$source/corpus' -type f -size +64k | wc -l"
check 0 '^small$' sh -c "[ \$(find '$source/corpus' -type f -exec cat {} + | wc -c) -lt 1048576 ] &&
	echo small"

finish
