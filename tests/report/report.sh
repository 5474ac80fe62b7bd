#!/bin/sh
# warpage report: a well-formed page that needs nothing else, with the sums of the logs, whatever
# the logs hold; and one clear line where there is no page.
set -u
# shellcheck source=tests/lib/lib.sh
. "$(dirname "$0")/../lib/lib.sh"
make_log=$2/tests/lib/make_log.sh
cd "$work" || exit 1

# quiet STATUS COMMAND...: the exit status is that, and nothing is printed but what a page covers.
quiet() {
	expected=$1
	shift
	check "$expected" '^quiet$' say_quiet "$@"
}
say_quiet() {
	said=0
	"$@" >said 2>&1 || said=$?
	if [ "$1" = "$warpage" ] && [ "$said" -eq 0 ]; then # one line on stderr, and nothing else
		if [ "$(wc -l <said)" -eq 1 ] &&
			grep -Eq '^warpage report: .+: [0-9]+ reads, [0-9]+ overlapped an update, [0-9]+ violations$' said; then
			echo quiet
		else
			cat said
		fi
	elif [ -s said ]; then
		cat said
	else
		echo quiet
	fi
	return "$said"
}

# well_formed PAGE: every element is closed in its turn, and nothing is left of markup in text.
cat >balance.awk <<'EOT'
BEGIN { RS = "<"; FS = ">" }
NR == 1 { if ($0 != "") bad("text before the first tag"); next }
/^!DOCTYPE html>/ { next }
/^!-- warpage report -->/ && NR == 3 { next }
{
	raw = /^(style|script)>/ # no markup in there, but brackets
	if (NF != 2 && !raw) bad("a bracket too many or too few")
	if (gsub(/&(amp|lt|gt|quot|#[0-9]+);/, "") >= 0 && /&/) bad("a bare ampersand")
	if (gsub(/"/, "\"", $1) % 2) bad("an open quote")
	split($1, words, /[ \n\t]/)
	if (substr($1, 1, 1) == "/") {
		if (!depth || "/" open[depth] != $1) bad("closes what is not open")
		depth--
	} else if ($1 !~ /\/$/) {
		open[++depth] = words[1]
	}
}
function bad(why) {
	print "tag " NR ": " why ": <" substr($0, 1, 80)
	wrong = 1
}
END { if (depth) bad("left open: " open[depth]); exit wrong }
EOT
well_formed() {
	quiet 0 awk -f balance.awk "$1"
	if command -v xmllint >/dev/null; then
		quiet 0 xmllint --noout "$1"
	fi
}

# sum MEMBER LOG...: of all heartbeats.
sum() {
	member=$1
	shift
	sed -n "/\"event\":\"heartbeat\"/s/.*\"counts\":{.*\"$member\":\([0-9]*\).*/\1/p" "$@" |
		awk '{ sum += $1 } END { printf("%.0f", sum) }'
}

sh "$make_log" two-runs >a.log
sh "$make_log" killed >b.log

# Two machines, one of them killed in the middle of a line.
quiet 0 "$warpage" report a.log b.log -o page.html
well_formed page.html
sed '0,/<\/td>/s///' page.html >open.html
check 1 'closes what is not open' awk -f balance.awk open.html
sed 's/<code>/<code>a < b /' page.html >bracket.html
check 1 'bracket too many' awk -f balance.awk bracket.html
check 0 '<h2>Violation</h2>' cat page.html
check 0 'box-a.*box-b' grep '2 machines' page.html
check 0 'cut short' grep 'b.log' page.html
check 0 '1 of 3 runs has no end' cat page.html
check 0 'offset of update 8' cat page.html
check 0 'no execution of sc, x86 or x86-manual' cat page.html
check 0 'warpage replay findings/torn-hyperv-tsc-86b0d51b27e6a849.warp' cat page.html
check 0 'slept for 2400 s' cat page.html
# Which CPU it was, what its clock does, and on how much that rests; a log without says nothing.
check 0 'Gold 6142 CPU @ 2.60GHz<br/><small>GenuineIntel family 6 model 85 stepping 4<' cat page.html
check 0 'EPYC 7543 .*<small>AuthenticAMD family 25 model 1 .*KVMKVMKVM' cat page.html
check 0 '<td>model x86 as far as .* tell<br/><small>rests on 1,234,567 probes<' cat page.html
check 0 '<td>model x86-manual \(LFENCE;RDTSC late 7 times in' cat page.html
sed 's/,"cpu_id":{[^}]*}//; s/,"cpu_clock":{[^}]*}//' a.log b.log >older.log
quiet 0 "$warpage" report older.log -o older.html
well_formed older.html
quiet 1 grep -E 'GenuineIntel|rests on' older.html
for member in reads updates overlapped torn_updates; do
	head -n -1 b.log >whole.log
	total=$(sum $member a.log whole.log)
	quiet 0 test "$total" -gt 0
	check 0 . grep "id=\"$(echo $member | tr _ -)\" value=\"$total\"" page.html
done
check 0 . grep "id=\"violations\" value=\"30\"" page.html
# the last "late" of a line is that of the unjudged
unjudged=$(($(sum overwritten a.log whole.log) + $(sum late a.log whole.log)))
check 0 . grep "id=\"unjudged\" value=\"$unjudged\"" page.html

# Kinds over the pairs: what was seen, what verify finds besides, and what neither has.
check 0 'hv-seed<br/><small>hyperv-tsc</small></th><td class="n"><b>27</b></td><td class="n"><b>3</b></td>' \
	grep 'single-store' page.html
check 0 'hv-spin-even<br/>.*</th><td class="n">&#8211;</td><td class="n">&#8211;</td>' grep 'odd-even' page.html
sed -n 1,3p b.log >verified.log
sed -n '1s/^{"event":"start".*"run":"\([^"]*\)".*/{"event":"verified","unix":1795370461,"run":"\1","format":"hyperv-tsc","host":"odd-even","guest":"hv-spin-even","violations":["backwards"]}/p' \
	b.log >>verified.log
quiet 0 "$warpage" report a.log verified.log -o verified.html
check 0 '<th scope="col" class="n">torn</th>.*stale</th>.*backwards</th>' grep 'scope="col">pair' verified.html
check 0 'not seen</td><td class="n">[0-9,]+</td></tr>' grep 'hv-spin-even<br/><small>' verified.html

# Machines that race at the same time have a lane each, with the whole of their names; a short race has no lines over time.
sed 's/box-b/ip-10-0-0-13.example/g' b.log >long.log
sed 's/box-b/ip-10-0-1-13.example/g' b.log >longer.log
quiet 0 "$warpage" report long.log longer.log -o long.html
check 0 '>ip-10-0-0-13.example</text>' cat long.html
check 0 '>ip-10-0-1-13.example</text>' cat long.html
check 0 '<h2>Over time' cat long.html
sed -n 1,3p b.log >short.log
quiet 0 "$warpage" report short.log -o short.html
quiet 1 grep 'Over time' short.html
well_formed short.html

# Live clocks are told in words.
sed 's/"format":"hyperv-tsc","host":"odd-even","guest":"hv-spin-even"/"format":"tsc","host":"tsc","guest":"none","live":"the bare <TSC>"/' \
	b.log >live.log
quiet 0 "$warpage" report live.log -o live.html
well_formed live.html
check 0 '<h1>the bare &#60;TSC&#62;</h1>' cat live.html
check 0 '<td>tsc<br/><small>the bare &#60;TSC&#62;</small></td>' cat live.html

# The finding that explains a kind of a pair stands in its columns, once, whoever has explained it.
sed 's/"event":"explained",/&"trace":"TORN  host <a>\\n  tsc  line host\\n",/' a.log >columns.log
quiet 0 "$warpage" report columns.log b.log -o columns.html
well_formed columns.html
check 0 '<summary>torn: single-store &#215; hv-seed</summary><div class="wide"><pre>TORN  host &#60;a&#62;$' cat columns.html
also '^  tsc  line host$'
sed 's/box-a/box-d/g' columns.log >others.log
quiet 0 "$warpage" report columns.log others.log -o others.html
check 0 "^$(grep -c '<pre>' columns.html)\$" grep -c '<pre>' others.html
quiet 1 grep '<pre>' page.html

# Nothing from elsewhere, and one script: ours.
quiet 1 sh -c 'grep -E "https?:|src=|href=|url\(|@import" page.html'
check 0 '^1$' grep -c '<script' page.html

# The same lines from two files count once.
cat a.log b.log >both.log
quiet 0 "$warpage" report both.log a.log -o twice.html
check 0 . grep "id=\"reads\" value=\"$(sum reads a.log whole.log)\"" twice.html
check 0 '>226<' grep 'a.log' twice.html

# A right pair alone is clean, and says what that is worth.
grep -v single-store a.log | grep -v '"run":"box-a-1795370400"' >right.log
quiet 0 "$warpage" report right.log -o right.html
check 0 '<h2>Clean as far' cat right.html
check 0 'proves nothing' cat right.html
quiet 1 grep 'Violations by kind' right.html
sed 's/"overlapped":[0-9]*/"overlapped":0/' right.log >nothing.log
quiet 0 "$warpage" report nothing.log -o nothing.html
check 0 '<h2>Nothing tested' cat nothing.html

# Events and members that are not known yet change nothing.
sed 's/"event":"notice"/"event":"novelty"/; s/"elapsed"/"new":{"a":[1]},"elapsed"/' a.log >later.log
quiet 0 "$warpage" report later.log -o later.html
check 0 . grep "id=\"reads\" value=\"$(sum reads a.log)\"" later.html

# A number out of its range makes its line one that is not understood, and none of the page is none.
sed '3,9s/"interval":60.000/"interval":1e-320/; 12s/"reads":/"reads":-/' b.log >odd.log
quiet 0 "$warpage" report odd.log -o odd.html
check 0 '<td class="n">7</td><td>cut short' grep 'odd.log' odd.html
quiet 1 grep -wE 'inf|nan' odd.html
quiet 1 grep -wE 'inf|nan' page.html

# Whatever a log says is text.
cat >evil.sed <<'EOT'
s/"host":"box-a"/"host":"<script>alert(1)<\/script>\\"'>]]><!--"/
s/Intel(R)/<\/td><img onerror=alert(1)>\\u0001\\u202e/
s/single-store/<i>\\"><script>/
s/"text":"/&<\/svg>\&amp;<b>/
s/"what":"/&<\/style>/
s/86b0d51b27e6a849/$(reboot)<br>/
s/"seed"/"<em>"/
s/"overwritten"/"<s>"/
s/"placement":"/&<u>/
s/6\.1\.0/<\/script>/
s/"run":"/&<q>/
EOT
sed -f evil.sed a.log >evil.log
cp evil.log '<evil>&.log'
quiet 0 "$warpage" report '<evil>&.log' -o evil.html
well_formed evil.html
check 0 '^1$' grep -c '<script' evil.html
check 0 '&#60;script&#62;alert' cat evil.html
sed 1d evil.html >evil.rest
quiet 1 grep -E '<(i|em|s|u|q|br|evil)>|<(img|!--)|onerror=alert\(1\)>' evil.rest
for tag in td img i em s u q style evil; do
	check 0 . grep "&#60;/*$tag" evil.html
done

# A week of heartbeats is a small page that says what it left out, and so are three machines.
sh "$make_log" week >week.log
quiet 0 "$warpage" report week.log -o week.html
well_formed week.html
check 0 'room for 600 points' cat week.html
quiet 0 test "$(wc -c <week.html)" -lt 150000
check 0 . grep "id=\"reads\" value=\"$(sum reads week.log)\"" week.html
sh "$make_log" week box-d >week2.log
sh "$make_log" week box-e >week3.log
quiet 0 "$warpage" report week.log week2.log week3.log -o weeks.html
quiet 0 test "$(wc -c <weeks.html)" -lt 350000

# More machines than colours.
for i in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
	sed "s/box-a/box-$i/g" a.log
done >many.log
quiet 0 "$warpage" report many.log -o many.html
well_formed many.html
check 0 'The 13 with the fewest' cat many.html

# Which warpage wrote a log, and which the page: a log of before does not say.
check 0 '^<header>$' cat page.html
also '^<p>warpage [0-9.]+ \([0-9a-z-]+\), LLVM [0-9.]+: report of a race</p>'
also '<td>\(not said\)</td>'
sed 's/"version":1/&,"tool":{"version":"7.8.9","commit":"abc<def"}/' a.log >told.log
quiet 0 "$warpage" report told.log -o told.html
well_formed told.html
check 0 '<td>7[.]8[.]9 abc&#60;def</td>' cat told.html
sed 's/"version":1/&,"tool":7/' a.log >wrong.log
quiet 0 "$warpage" report wrong.log -o wrong.html
check 0 '<td>wrong.log</td>(<td class="n">[0-9]+</td>){2}<td class="n">2</td>' cat wrong.html

# No page: one line that says why, and what to do.
refused() {
	pattern=$1
	shift
	check 2 "$pattern" "$warpage" report "$@"
	check_one_line
}
mkdir folder
: >empty.log
head -n 1 a.log >start.log
echo 'Dear diary' >diary
sed 's/"version":1/"version":2/' a.log >newer.log
refused 'give at least one log'
refused 'say where the page goes' a.log
refused "unknown option '--html'" a.log --html out.html
refused "missing after '-o'" a.log -o
refused 'none.log: No such file' a.log none.log -o out.html
refused 'folder: Is a directory' folder -o out.html
refused 'diary: not a log' diary -o out.html
refused 'empty.log: not a log' a.log empty.log -o out.html
refused 'start.log: holds no counts' start.log -o out.html
refused 'newer.log: a log of version 2' newer.log -o out.html
refused '/dev/zero: a device, a pipe or a socket' /dev/zero -o out.html
mkfifo pipe # nobody will ever write to it
refused 'pipe: a device, a pipe or a socket' pipe -o out.html
truncate -s 10G huge.log
refused 'huge.log: not a log' huge.log -o out.html
# what a shell has opened is read, up to an end or to where no log can be
check 0 '^warpage report: stdin.html: [1-9]' sh -c "cat a.log | '$warpage' report /dev/stdin -o stdin.html"
check 2 '/dev/stdin: not a log' sh -c "'$warpage' report /dev/stdin -o out.html </dev/zero"
check 2 '/dev/stdin: Is a directory' sh -c "'$warpage' report /dev/stdin -o out.html <folder"
refused 'a.log is one of the logs' a.log b.log -o a.log
refused 'diary: the page is not written: it holds something that warpage did not write' a.log -o diary
refused 'folder: the page is not written: Is a directory' a.log -o folder
refused 'the page is not written: No such file' a.log -o nowhere/out.html
quiet 1 test -e out.html
check 0 '^Dear diary$' cat diary

# A full disk leaves the page as it was, and nothing beside it.
cp page.html kept.html
check 2 'page is not written: File too large' sh -c "ulimit -f 16; \"$warpage\" report a.log -o page.html"
check_one_line
quiet 0 cmp page.html kept.html
quiet 1 sh -c 'ls -A | grep "^[.]warpage-"'
if [ -w /dev/full ]; then
	refused 'page is not written: No space left' a.log -o /dev/full
	quiet 0 test -c /dev/full
fi

# A page is replaced, and what only looks like one is not, unless by force; its mode stays.
check 0 '^<!DOCTYPE html><!-- warpage report -->$' head -n 1 page.html
chmod 600 page.html
quiet 0 "$warpage" report b.log -o page.html
check 0 '^600$' stat -c %a page.html
for line in '<project/>' '<!DOCTYPE html>' '<!DOCTYPE html><!-- warpage report' '<' ' '; do
	echo "$line" >foreign
	refused 'foreign: the page is not written: it holds something' a.log -o foreign
	check 0 '^1$' sh -c 'wc -l <foreign'
done
quiet 0 "$warpage" report a.log -o foreign --force
well_formed foreign
refused 'a.log is one of the logs' a.log -o a.log --force

# A link is left as it is, and what it leads to.
mkdir elsewhere
ln -s elsewhere/page.html link.html
refused 'link.html: the page is not written: a symbolic link' a.log -o link.html
refused 'link.html: the page is not written: a symbolic link' a.log -o link.html --force
: >elsewhere/page.html
refused 'link.html: the page is not written: a symbolic link' a.log -o link.html
quiet 0 test -L link.html -a ! -s elsewhere/page.html
quiet 0 "$warpage" report a.log -o /dev/fd/3 3>elsewhere/page.html
check 0 '</html>' cat elsewhere/page.html
finish
