#!/bin/sh
# The machine against public checkers: all pairs of mutants/expected.csv, but for those of
# mutants/reasoned.csv. Before that, the comparison itself: whatever is wrong is told, and fails.
set -u
# shellcheck source=tests/lib/lib.sh
. "$(dirname "$0")/../lib/lib.sh"
tables=$2

reasons=$work/reasons.csv
head -n 1 "$tables/reasoned.csv" >"$reasons"
# rows N: the first N pairs that are asked for in all models and are not reasoned out.
rows() {
	awk -F, -v n="$1" 'NR == FNR { skip[$1 "," $2] = 1; next }
		FNR == 1 || (!(($1 "," $2) in skip) && !/,-,/ && !/"/ && shown++ < n)' \
		"$tables/reasoned.csv" "$tables/expected.csv"
}
rows 12 >"$work/pairs.csv"
pair=$(sed -n 2p "$work/pairs.csv")
host=${pair%%,*} guest=$(echo "$pair" | cut -d, -f2) expected=$(echo "$pair" | cut -d, -f5)
other=torn
[ "$expected" = torn ] && other=clean

check 0 '^sc +12 compared' "$warpage" "$work/pairs.csv" "$reasons"
# an expectation that is flipped
awk -F, -v OFS=, -v other="$other" 'NR == 2 { $5 = other } 1' "$work/pairs.csv" >"$work/flipped.csv"
check 1 "^$host x $guest, sc: $expected, not $other" "$warpage" "$work/flipped.csv" "$reasons"
# ... is all right with a reason, and with no other
{ cat "$reasons" && echo "$host,$guest,sc,$expected,the table is wrong"; } >"$work/reasoned.csv"
check 0 '; 1 differ for a reason, 0 without one' "$warpage" "$work/flipped.csv" "$work/reasoned.csv"
sed '$s/,sc,/,x86,/' "$work/reasoned.csv" >"$work/another.csv"
check 1 "^$host x $guest, sc: $expected, not $other" "$warpage" "$work/flipped.csv" "$work/another.csv"
# what was not explored whole is told
check 1 '^weak .* clean \([1-9][0-9]* of them in the first 40 executions\)' "$warpage" -x 40 \
	"$work/pairs.csv" "$reasons"
# a reason for what does not differ
check 1 "^$host x $guest, sc: reasoned to be $expected, but" "$warpage" "$work/pairs.csv" \
	"$work/reasoned.csv"
# nothing compared, or one of the verdicts alone
head -n 1 "$work/pairs.csv" >"$work/none.csv"
check 1 '^weak: one verdict alone, or none' "$warpage" "$work/none.csv" "$reasons"
head -n 2 "$work/pairs.csv" >"$work/one.csv"
check 1 '^sc: one verdict alone, or none' "$warpage" "$work/one.csv" "$reasons"
# what is not there, and what is no table
{ cat "$work/pairs.csv" && echo "h999,$guest,a,b,clean,clean,clean,"; } >"$work/missing.csv"
check 1 '^h999 x .*: error, not clean no such host or guest' "$warpage" "$work/missing.csv" "$reasons"
{ cat "$work/pairs.csv" && echo 'h000,g000,a,b,clean,tron,clean,'; } >"$work/bad.csv"
check 2 'bad.csv:14: not a row of this table' "$warpage" "$work/bad.csv" "$reasons"
check 2 'No such file' "$warpage" "$work/nowhere.csv" "$reasons"

check 0 '^weak [0-9]+ compared: [0-9]+ torn, [0-9]+ clean.*; [0-9]+ differ for a reason, 0 without' \
	"$warpage" -j "$(nproc)" "$tables/expected.csv" "$tables/reasoned.csv"
cat "$work/out"
finish
