#!/bin/sh
# Campaigns where writing fails, and in folders that others prepared: no file is named that does not
# exist, what no file holds is told, nothing is followed, and nothing empty is left behind.
set -u
# shellcheck source=tests/lib/lib.sh
. "$(dirname "$0")/../lib/lib.sh"
pair=hyperv-tsc:single-store:hv-seed

# run OPTION...: a campaign of the target $fake.
run() {
	"$warpage" fuzz machine --build "$work/$fake" --findings "$work/findings" --protocol $pair \
		--model sc "$@"
}

# holds COMMAND...: must succeed.
holds() {
	if "$@"; then
		passed=$((passed + 1))
	else
		failed=$((failed + 1))
		echo "FAILED: $*"
	fi
}

# target NAME: a script (stdin) that passes for a target of libFuzzer; $prefix begins its files.
target() {
	fake=$1
	mkdir -p "$work/$1/fuzz"
	{
		printf '#!/bin/sh\n# libFuzzer: run interrupted\n'
		# shellcheck disable=SC2016 # for the target
		echo 'for option; do case $option in -artifact_prefix=*) prefix=${option#*=} ;; esac; done'
		echo "echo '#2 INITED cov: 1 ft: 1 corp: 1/1b exec/s: 0 rss: 1Mb'"
		cat
	} >"$work/$1/fuzz/fuzz_machine"
	chmod +x "$work/$1/fuzz/fuzz_machine"
}

# names_files FOLDER: what the last report names there is there, and not empty.
names_files() {
	grep -oE "$1/[^ :\"]*(crash|warp|timeout)[^ :\",]*" "$work/out" | sort -u >"$work/named"
	while read -r file; do
		holds test -s "$file"
	done <"$work/named"
}

# What stands in a report from the first line that begins so up to "end".
cut_out() {
	sed -n "/^warpage $1 1\$/,/^end\$/p" "$work/out" | sed '/^end$/q'
}

{
	head -c 16 /dev/zero
	printf '\001' && head -c 15 /dev/zero
	printf '\003\001\000\002\002\366' && head -c 10 /dev/zero
} >"$work/torn"
BYTES=$(base64 -w 0 "$work/torn")
export BYTES

# A crash whose file is empty: its input is what libFuzzer prints, and it gets a file.
target empty <<-'SCRIPT'
	: >"${prefix}crash-torn"
	echo "Test unit written to ${prefix}crash-torn"
	[ -z "$BYTES" ] || echo "Base64: $BYTES"
	exec sleep 100
SCRIPT
check 1 '^  finding .*torn hyperv-tsc:single-store:hv-seed' run --seconds 1 --work "$work/kept"
also '^  input .*/crash-hyperv-tsc-single-store-hv-seed-'
names_files "$work"
holds test "$(find "$work/kept/crashes" -type f | wc -l)" -eq 1
# a file that was cut short is not the input either
target short <<-'SCRIPT'
	printf 'abc' >"${prefix}crash-torn"
	echo "Test unit written to ${prefix}crash-torn"
	echo "Base64: $BYTES"
	exec sleep 100
SCRIPT
check 1 '^  input .*/crash-hyperv-tsc-single-store-hv-seed-' run --seconds 1 --work "$work/short-kept"
check 1 '"violations"|torn' "$warpage" replay --input --json "$work"/short-kept/crashes/*
# where nobody tells it, it is lost, whatever else was found
fake=empty
BYTES='' check 2 '^lost: its input could not be written$' run --seconds 1 --work "$work/kept" \
	--junit "$work/junit.xml"
also '^  verdict    lost: 1 crash whose input could not be written; 1 finding$'
check 0 '<error type="lost" message="lost: 1 crash' cat "$work/junit.xml"
BYTES='' check 2 '"lost": 1' run --seconds 1 --work "$work/kept" --json
also '"verdict": "lost"'
holds test "$(find "$work/kept/crashes" -type f | wc -l)" -eq 1

# What failed writes leave is swept, and nothing else.
target idle <<-'SCRIPT'
	exec sleep 100
SCRIPT
mkdir -p "$work/swept/corpus" "$work/swept/crashes" "$work/swept/reports" "$work/swept/afl/main/queue"
sha=0123456789abcdef0123456789abcdef01234567
for name in corpus/$sha crashes/crash-$sha crashes/3-timeout-$sha reports/0123456789abcdef.txt \
	afl/main/queue/id:000001 .warpage-0123456789abcdef.tmp \
	crashes/.warpage-fedcba9876543210.tmp; do
	: >"$work/swept/$name"
done
echo x >"$work/swept/corpus/$(echo $sha | tr 0 f)"
: >"$work/swept/corpus/mine"
: >"$work/swept/corpus/${sha}0"
: >"$work/swept/reports/notes.txt"
: >"$work/swept/.warpage-0.tmp"
ln -s "$work/nowhere" "$work/swept/corpus/$(echo $sha | tr 1 f)"
check 2 'verdict    nothing tested' run --seconds 1 --work "$work/swept"
holds test "$(find "$work/swept" -type f -empty ! -name lock ! -name seen | wc -l)" -eq 4
for name in "corpus/$(echo $sha | tr 0 f)" corpus/mine "corpus/${sha}0" reports/notes.txt \
	 .warpage-0.tmp; do
	holds test -e "$work/swept/$name"
done
holds test -L "$work/swept/corpus/$(echo $sha | tr 1 f)"

# Nothing is followed: what a link leads to stays, and no target is started.
target started <<-SCRIPT
	: >"$work/has-started"
SCRIPT
mkdir "$work/elsewhere"
for name in lock seen covered corpus crashes reports aside; do
	rm -rf "$work/linked"
	mkdir "$work/linked"
	echo keep >"$work/kept-file"
	case $name in
	lock | seen | covered) ln -s "$work/kept-file" "$work/linked/$name" ;;
	*) ln -s "$work/elsewhere" "$work/linked/$name" ;;
	esac
	check 2 "linked/$name: a symbolic link, which is not followed" run --seconds 1 \
		--work "$work/linked" --json
	holds test "$(cat "$work/kept-file")" = keep
	holds test -z "$(ls "$work/elsewhere")"
done
# a hard link is cut
rm -rf "$work/linked"
mkdir "$work/linked"
ln "$work/kept-file" "$work/linked/seen"
ln "$work/kept-file" "$work/linked/covered"
fake=idle
check 2 'verdict    nothing tested' run --seconds 1 --work "$work/linked"
holds test "$(cat "$work/kept-file")" = keep
fake=started
if [ "$(id -u)" -eq 0 ]; then
	for name in . corpus crashes reports; do
		rm -rf "$work/linked"
		mkdir -p "$work/linked/$name"
		chown 12345 "$work/linked/$name"
		check 2 'linked[a-z/.]*: it, or a link to it, belongs to somebody else' run --seconds 1 \
			--work "$work/linked" --json
	done
else
	echo "skipped: folders of somebody else (only root can make them)"
fi
holds test ! -e "$work/has-started"
fake=idle
WARPAGE_TRUST_UID=12345 check 2 'verdict    nothing tested' run --seconds 1 --work "$work/linked"
ln -s "$work/swept" "$work/way"
check 2 'verdict    nothing tested' run --seconds 1 --work "$work/way"

# shellcheck disable=SC2016 # for the shell that has the limit
{
# A size that no file may reach is like a full disk: one line, no signal, nothing empty.
check 2 'limited(/covered)?: File too large$' sh -c 'ulimit -f 8; exec "$@"' sh "$warpage" fuzz machine \
	--build "$work/idle" --findings "$work/findings" --work "$work/limited" --seconds 20
holds test -z "$(find "$work/limited" -type f -empty ! -name lock ! -name seen)"
# targets get to see an error as well
target limited <<-'SCRIPT'
	head -c 1000000 /dev/zero 2>&1 >"${prefix}large"
	echo "status $?"
	rm "${prefix}large"
	exit 3
SCRIPT
check 2 'ended by itself \(status 3\): status 1$' sh -c 'ulimit -f 100; exec "$@"' sh "$warpage" fuzz machine \
	--build "$work/limited" --findings "$work/findings" --work "$work/limited-too" --seconds 20
}

# A disk that is full: before, from the middle on, and with room again.
# shellcheck disable=SC2016 # for the shell that has a file system of its own
disk='mount -t tmpfs -o size=200k none "$1" && cd "$1" && shift && "$@"; status=$?
	find w -type f -empty ! -name lock ! -name seen 2>/dev/null
	grep -oE "[wf]/[^ :]*(crash|warp)[^ :]*" ../out | sort -u | while read -r f; do
		[ -s "$f" ] || echo "MISSING $f"
	done
	exit $status'
mkdir "$work/disk"
full() {
	wanted_of=$1 pattern_of=$2
	shift 2
	check "$wanted_of" "$pattern_of" unshare -rm sh -c "$disk" sh "$work/disk" "$@"
	holds test "$(grep -cE '^MISSING|^w/' "$work/out")" -eq 0
}
filled() {
	full "$1" "$2" "$warpage" fuzz machine --build "$work/$fake" --work w --findings f \
		--protocol $pair --model sc --seconds 20
}
if ! unshare -rm mount -t tmpfs -o size=64k none "$work/disk" 2>"$work/out"; then
	finish || exit 1
	echo "skipped: full disks (no file system of one's own can be mounted)"
	exit 0
fi
# shellcheck disable=SC2016
full 2 '^warpage fuzz: w[a-z/]*: No space left on device$' sh -c \
	'head -c 300000 /dev/zero >fill 2>/dev/null; mkdir w; "$@"' sh "$warpage" fuzz machine \
	--build "$work/idle" --work w --findings f --seconds 20 --json
target fills <<-'SCRIPT'
	trap ending=yes USR1 # the campaign may see it first
	head -c 300000 /dev/zero >"${prefix%/*}/fill" 2>/dev/null
	: >"${prefix}crash-torn"
	: >"${prefix%/*}/../corpus/0123456789abcdef0123456789abcdef01234567"
	echo "Test unit written to ${prefix}crash-torn"
	[ -z "$BYTES" ] || echo "Base64: $BYTES"
	while [ -z "$ending" ]; do sleep 0.1; done
SCRIPT
filled 1 '^warpage fuzz: w: No space left on device$'
also '^  finding    \(none\)  torn hyperv-tsc:single-store:hv-seed'
also '^  input      \(in no file; it is above\)$'
also '^  verdict    violation; what could not be saved is in this report alone$'
cut_out input >"$work/input.text"
cut_out finding >"$work/finding.text"
check 1 'single.store' "$warpage" replay "$work/input.text"
check 1 'torn, as recorded$' "$warpage" replay --quiet "$work/finding.text"
BYTES='' filled 2 '^  verdict    lost: 1 crash whose input could not be written; 0 findings$'
# room again before the end
target frees <<-'SCRIPT'
	trap ending=yes USR1
	head -c 300000 /dev/zero >"${prefix%/*}/fill" 2>/dev/null
	: >"${prefix}crash-torn"
	echo "Test unit written to ${prefix}crash-torn"
	echo "Base64: $BYTES"
	while [ -z "$ending" ]; do sleep 0.1; done
	rm "${prefix%/*}/fill"
SCRIPT
filled 1 '^  finding    f/torn-.*\.warp  torn hyperv-tsc:single-store:hv-seed'
also '^  input      w/crashes/crash-hyperv-tsc-single-store-hv-seed-'
also '^  verdict    violation$'

finish
