#!/bin/sh
# The pictures of findings: what is drawn is what the finding says, of every one of the corpus, of two hosts and of several vCPUs.
set -u
# shellcheck source=tests/lib/lib.sh
. "$(dirname "$0")/../lib/lib.sh"
known=$2/corpus/known-violations
drawn=$2/tests/export/drawn.py
cd "$work" || exit 1

mkdir all
cp "$known"/*.warp all
for finding in "$known"/bugs/*.warp; do
	cp "$finding" "all/bug-$(basename "$finding")"
done
"$warpage" verify hyperv-tsc odd-even hv-spin-even --hosts 2 --findings two >/dev/null 2>&1
"$warpage" verify pvclock split-u64 pv-ordered --vcpus 2 --updates 1 --findings vcpus >/dev/null 2>&1
check 0 '^two/torn-' ls two/*
check 0 '^vcpus/stale-' ls vcpus/*
cp two/* vcpus/* all
n=0
for finding in all/*.warp; do
	for form in dot svg html; do
		"$warpage" export "$finding" --as $form >"${finding%.warp}.$form" 2>err || {
			failed=$((failed + 1))
			echo "FAILED: export --as $form $finding: $(cat err)"
		}
	done
	n=$((n + 1))
done
check 0 "^$((2 * n)) right, 0 wrong$" python3 "$drawn" all
cat all/*.html >pages
check 0 "^$n$" grep -c 'The finding</h2>' pages

# A wrong picture is found out: an arrow from another store, one that is missing, a cycle, a text over another.
finding=$known/hyperv-tsc_single-store_hv-seed.warp
mkdir wrong
number=0
wrong() {
	number=$((number + 1))
	cp "$finding" wrong/$number.warp
	sed "$2" "all/$(basename "$finding" warp)$1" >wrong/$number."$1"
}
store=$(sed -n 's/^\t*\(e[0-9]*\) .*: W\[sequence\].*/\1/p' "all/$(basename "$finding" warp)dot" | head -n 1)
wrong dot "s/^\tinit -> \(e[0-9]*\) \(.xlabel=\"rf\"\)/\t$store -> \1 \2/"
wrong dot '/"rf"/d'
wrong dot '/"rf"/s/\(e[0-9]*\) -> \(e[0-9]*\) \[/& label="po"];\n\2 -> \1 [label="po"];\n&/'
wrong dot 's/-> e4 /-> e99 /'
wrong svg 's/y="[0-9]*"/y="74"/g'
wrong svg 's/wp-arrow/wp-none/g'
wrong svg 's/width="[0-9]*" height/width="400" height/; s/viewBox="0 0 [0-9]*/viewBox="0 0 400/'
check 1 '^0 right, 7 wrong$' python3 "$drawn" wrong
also '1.dot: .* sees '
also '2.dot: no rf'
also '3.dot: a cycle'
also '4.dot: .* no such node'
also '5.svg: over another text'
also '6.svg: [0-9]* arrows'
also '7.svg: out of the picture'

# What is not a finding, does not come back, or has nothing to draw; and files.
check 2 'there is no form .png. .did you mean svg..; there are' "$warpage" export "$finding" --as png
check 2 'name one file, and a form' "$warpage" export "$finding"
check 2 'name one file, and a form' "$warpage" export --as svg
check 2 'no-such' "$warpage" export no-such --as svg
check_one_line
sed 's/ sees=1.1/ sees=start/' "$finding" >benign
check 2 'benign: torn is recorded, but it replays to no violation here: there is nothing to show' \
	"$warpage" export benign --as svg
check_one_line
{
	sed '/^read/,$d; s/^violation.*/violation lost-store/' "$finding"
	echo end
} >bare
check 2 'bare: lost-store is recorded, but it replays to no violation' "$warpage" export bare --as dot
echo mine >kept.svg
check 2 'kept.svg: ' "$warpage" export "$finding" --as svg -o kept.svg
check 0 '^mine' cat kept.svg
"$warpage" export "$finding" --as svg -o kept.svg --force
"$warpage" export "$finding" --as svg -o kept.svg
check 0 '</svg>' cat kept.svg
# what export wrote it replaces, in whichever form; a page of the logs of races, say, it did not
for form in html dot c svg; do
	"$warpage" export "$finding" --as $form >"plain.$form"
	"$warpage" export "$finding" --as $form -o kept.svg
	check 0 '^same$' sh -c "cmp kept.svg plain.$form && echo same"
done
printf '<!DOCTYPE html><!-- warpage: a page' >kept.html
check 2 'kept.html: ' "$warpage" export "$finding" --as html -o kept.html
check_one_line
check 0 'a page' cat kept.html
finish
