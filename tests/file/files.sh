#!/bin/sh
# The files that the commands write: no finding is lost to another, nothing is replaced but what warpage
# wrote, no link is followed, no folder of somebody else is used, and what can't be written is one line and
# status 2, with nothing half written left.
# shellcheck disable=SC2086 # a pair is three words, an option one or none
set -u
# shellcheck source=tests/lib/lib.sh
. "$(dirname "$0")/../lib/lib.sh"
unset WARPAGE_TRUST_UID SUDO_UID
umask 022
sh "$2/tests/lib/make_log.sh" two-runs >"$work/a.log"
cd "$work" || exit 1

wrong='hyperv-tsc single-store hv-seed'
right='hyperv-tsc odd-even hv-spin-even'

# holds WHAT COMMAND...: what must hold does.
holds() {
	what=$1
	shift
	if "$@"; then
		passed=$((passed + 1))
	else
		failed=$((failed + 1))
		echo "FAILED: $what: $*"
	fi
}

# Nothing that was begun is left in this folder and those below.
no_rest() {
	holds "$1: nothing half written is left" test -z "$(find . -name '*.tmp')"
}

# As many files as are named: in a matrix of one model, and of 250 searches.
counted() {
	number=$(sort -u named | wc -l)
	holds "$1: findings are named" test "$number" -gt 20
	holds "$1: a file for each" test "$(find "$1" -mindepth 1 | wc -l)" -eq "$number"
	holds "$1: and of its name" test -z "$(xargs ls -d <named 2>&1 >/dev/null)"
}
"$warpage" verify --all --model sc --updates 1 --findings all --json >all.json 2>/dev/null
grep -o '"all/[^"]*"' all.json | tr -d '"' >named
counted all
check 0 '^0$' sh -c "ls all | grep -Evc '^[a-z0-9-]+-[0-9a-f]{16}[.]warp\$' || :"
for seed in $(seq 250); do
	"$warpage" search $wrong --seed "$seed" --executions 200 --json --findings seeds \
		--all-findings 2>/dev/null
done | grep -o '"seeds/[^"]*"' | tr -d '"' >named
counted seeds
holds 'a finding for each seed' test "$(wc -l <named)" -ge 250
# The same finding is one file; one of another text that has its name is left as it is.
check 1 'replay:' "$warpage" verify $wrong --model sc --findings one
finding=$(echo one/torn-*.warp)
before=$(find one -type f | wc -l)
cp "$finding" kept.warp
check 1 "replay:  warpage replay $finding" "$warpage" verify $wrong --model sc --findings one
holds 'saved again' test "$(find one -type f | wc -l)" -eq "$before"
sed -i '1a # a note' "$finding"
cp "$finding" noted.warp
second=${finding%.warp}-2.warp
check 1 "replay:  warpage replay $second" "$warpage" verify $wrong --model sc --findings one
holds 'the note stays' cmp "$finding" noted.warp
holds 'beside it' cmp "$second" kept.warp
holds 'one more' test "$(find one -type f | wc -l)" -eq $((before + 1))
no_rest findings

cat >input.text <<'EOT'
warpage input 1
head host=hyperv-tsc:single-store guest=hv-seed model=x86
update kind=0 hold=power:20:0
read start=1 moves=2+2
end
EOT
"$warpage" search $wrong --updates 16 --seed 5 --model weak --findings large >/dev/null
large=$(echo large/torn-*.warp)

# writes STATUS FILE COMMAND...: FILE is written where nothing stands and over its like, whose mode stays;
# what is foreign stays unless by force, and links stay in any case.
writes() {
	expected=$1 file=$2
	shift 2
	check "$expected" . "$@"
	holds "$file is there" test -s "$file"
	head -n 1 "$file" | cut -c 1-9 >begin
	chmod 600 "$file"
	check "$expected" . "$@"
	check 0 '^600$' stat -c %a "$file"
	for foreign in x '{' '<' ' ' '{"name": "a-package"}' '<?xml version="1.0"?><project/>' \
		'<!DOCTYPE html><html/>' 'warpage' '# warpage finding 1'; do
		echo "$foreign" >foreign
		cp foreign "$file"
		check 2 "$file: .*it holds something that warpage|holds something else than a log" "$@"
		also 'another (name|file), or --force'
		holds "$file: foreign" cmp foreign "$file"
	done
	check "$expected" . "$@" --force
	holds "$file: by force" grep -q -F -f begin "$file"
	for target in nothing empty "$file.old"; do
		[ $target = nothing ] || : >empty
		mv "$file" "$file.old"
		ln -s $target "$file"
		cp "$file.old" old
		for force in '' --force; do
			check 2 "$file: .*a symbolic link, which is not followed" "$@" $force
		done
		holds 'the link stays' test "$(readlink "$file")" = $target
		holds 'nothing is made through it' test ! -e nothing -a ! -s empty
		holds 'nor replaced' cmp "$file.old" old
		mv "$file.old" "$file"
	done
	rm "$file" empty
	mkdir "$file"
	check 2 "$file: .*Is a directory" "$@" --force
	rmdir "$file"
	no_rest "$file"
}
writes 0 page.html "$warpage" report a.log -o page.html
writes 1 again.text "$warpage" replay --quiet input.text --text again.text
writes 0 small.warp "$warpage" shrink --quiet "$large" -o small.warp
status=0
"$warpage" live clock --seconds 1 >out 2>&1 || status=$?
if [ $status -eq 0 ]; then
	writes 0 race.log "$warpage" live clock --seconds 1 --log race.log
else
	echo "no log of a race is written: live clock has status $status"
fi
# Bytes have no mark: what stands there is the same, or stays.
check 1 . "$warpage" replay --quiet input.text --bytes bytes
check 1 . "$warpage" replay --quiet input.text --bytes bytes
cp bytes kept
echo >>bytes
check 2 'bytes: the input is not saved: it holds something that warpage' \
	"$warpage" replay --quiet input.text --bytes bytes
check_one_line
check 1 . "$warpage" replay --quiet input.text --bytes bytes --force
holds 'by force' cmp bytes kept

# A link in a folder of findings: beside it, and not through it.
check 1 . "$warpage" verify $wrong --model sc --findings linked
finding=$(echo linked/torn-*.warp)
mv "$finding" victim
: >victim
ln -s ../victim "$finding"
check 1 "replay:  warpage replay ${finding%.warp}-2.warp" "$warpage" verify $wrong --model sc \
	--findings linked
holds 'not through the link' test ! -s victim
# Our own links to folders are followed.
mkdir real
ln -s real link
check 1 'warpage replay link/' "$warpage" verify $wrong --model sc --findings link
holds 'a file in the folder' test -n "$(ls real)"
check 2 "^warpage verify: --findings $large: Not a directory\$" \
	"$warpage" verify $wrong --model sc --findings "$large"

# A limit on the size of files is a full disk: one line, status 2, nothing left, and no signal.
limited() {
	what=$1
	shift
	{
		status=0
		(
			ulimit -f 0
			exec "$@" 2>&1 >/dev/null
		) || status=$?
		echo "status $status"
	} | cat >said
	check 0 "$what" cat said
	also '^status 2$'
	holds 'one line' test "$(grep -Evc '^status|^[0-9]+ s: ' said)" -eq 1 # but for progress
	no_rest "$*"
}
mkdir full
cd full || exit 1
work=$PWD
cp ../a.log ../input.text .
cp "../$large" large.warp
saved='not saved: File too large'
limited "$saved; name a folder" "$warpage" verify $wrong
limited "$saved; name a folder" "$warpage" verify --all --model sc --updates 1 --findings all
limited "$saved" "$warpage" search $wrong
limited "$saved" "$warpage" shrink large.warp
limited "$saved" "$warpage" shrink large.warp -o small.warp
limited "$saved" "$warpage" replay input.text --text again.text
limited "$saved" "$warpage" replay input.text --bytes bytes
limited 'not written: File too large' "$warpage" report a.log -o page.html
holds 'nothing was written' test -z "$(find . -type f -newer large.warp ! -name said ! -name out)"

# What can't be printed is an error, whatever it would have said.
unprinted() {
	check 2 'stdout: .*: the results are not complete' sh -c '"$@" >&-' sh "$@"
	check_one_line
	if [ -w /dev/full ]; then
		check 2 'stdout: No space left on device: the results' sh -c '"$@" >/dev/full' sh "$@"
		check_one_line
	fi
	# a pipe whose reader is gone, for one who ignores the signal
	check 2 'stdout: Broken pipe: the results' sh -c 'trap "" PIPE; "$@" >&6' sh "$@"
	check_one_line
}
mkfifo pipe
exec 5<>pipe
exec 6>pipe
exec 5>&-
unprinted "$warpage" list
unprinted "$warpage" verify $right --model sc
unprinted "$warpage" verify $right --model sc --json
unprinted "$warpage" verify $wrong --model sc
unprinted "$warpage" search $right --executions 1000
unprinted "$warpage" replay large.warp
unprinted "$warpage" replay --json large.warp
unprinted "$warpage" shrink large.warp -o small.warp
unprinted "$warpage" verify --help
exec 6>&-
# A file that takes the place of a closed descriptor is not printed into.
rm small.warp
check 2 'stdout' sh -c "'$warpage' shrink large.warp -o small.warp >&-"
check 0 '^warpage finding 1$' head -n 1 small.warp
check 0 '^# by warpage ' tail -n 1 small.warp
cd .. || exit 1
work=$PWD

# Folders and files of somebody else.
if [ "$(id -u)" -eq 0 ]; then
	mkdir his ours
	echo '<!DOCTYPE html><!-- warpage report -->' >ours/page.html
	: >ours/race.log
	ln -s ours he-leads
	chown -h 54321 his ours/page.html ours/race.log he-leads
	refused() {
		for trust in 54321x 5432 ' 54321' ''; do
			check 2 'belongs to somebody else; use a folder of your own, or put' \
				env "WARPAGE_TRUST_UID=$trust" "$@"
		done
	}
	for folder in his his/new he-leads he-leads/new; do
		refused "$warpage" verify $wrong --model sc --findings $folder
		refused "$warpage" search $wrong --findings $folder
	done
	for folder in his he-leads; do
		refused "$warpage" report a.log -o $folder/new.html
		refused "$warpage" replay --quiet input.text --text $folder/text
		refused "$warpage" replay --quiet input.text --bytes $folder/bytes
		refused "$warpage" shrink --quiet "$large" -o $folder/small.warp
		refused "$warpage" stress $right --seconds 1 --log $folder/new.log
		refused "$warpage" live clock --seconds 1 --log $folder/new.log
	done
	refused "$warpage" report a.log -o ours/page.html --force
	refused "$warpage" live clock --seconds 1 --log ours/race.log --force
	holds 'nothing is made' test -z "$(ls -A his)" -a "$(find ours -type f | wc -l)" -eq 2
	for trust in WARPAGE_TRUST_UID=1,54321 SUDO_UID=54321; do
		check 1 'replay:' env $trust "$warpage" verify $wrong --model sc --findings his
		check 0 . env $trust "$warpage" report a.log -o ours/page.html
		check 0 '^54321$' stat -c %u ours/page.html
	done
else
	echo 'skipped: folders of somebody else: only root can make one'
fi
finish
