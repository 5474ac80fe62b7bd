#!/bin/sh
# Takes warpage's command lines, and has the defect $DEFECT: the harness must see each.
findings='' log='' output=''
previous=
for word; do
	case $previous in
	--findings) findings=$word ;;
	--log) log=$word ;;
	-o | --text | --junit) output=$word ;;
	esac
	previous=$word
done

case $DEFECT in
'loses a line') [ -z "$log" ] || : >"$log" ;;
'breaks a line') [ -z "$log" ] || printf '{"event":"violation","ru\n' >>"$log" ;;
'writes half a finding')
	mkdir -p "$findings"
	printf 'warpage finding 1\nviolation torn\n' >"$findings/torn-half.warp"
	;;
'writes half a page') printf '<!DOCTYPE html>\n' >"$output" && exit 2 ;;
'names a lost finding')
	echo 'replay:  warpage replay out/findings/torn-lost.warp'
	exit 1
	;;
'follows links')
	for name in "$findings"/* "$findings"/.* "$output" "$log"; do
		# the link is there, or was
		if [ -L "$name" ]; then echo 'followed' >"$name"; fi
	done
	;;
'leaves a temporary file') : >"${findings:-out}.1.tmp" ;;
'crashes') kill -SEGV $$ ;;
'says nothing') exit 2 ;;
'prints what it reads')
	for word; do
		[ ! -f "$word" ] || cat "$word" >&2
	done
	printf '\033[31m' >&2
	exit 2
	;;
'is deaf')
	trap '' INT TERM
	sleep 100
	exit 0
	;;
'is clean when stopped')
	trap 'echo "CLEAN of torn"; exit 0' INT TERM
	sleep 0.3
	;;
'does not sync')
	mkdir -p "$findings"
	cp in/finding.warp "$findings/torn-unsynced.warp"
	echo '{"event":"explained","run":"1","finding":"out/findings/torn-unsynced.warp"}' >>"$log"
	exit 1
	;;
'judges nothing')
	echo '  verdict    clean'
	echo '  reads      1000; of 0 with stamps of their own'
	echo '  unjudged   1000: overwritten 0 long 0 migrated 1000 late 0'
	exec sleep 3
	;;
'ignores what fails')
	mkdir -p "$findings" 2>/dev/null
	while read -r line; do
		echo "$line"
	done <in/finding.warp >"$findings/torn-ignored.warp"
	echo "replay:  warpage replay $findings/torn-ignored.warp"
	exit 1
	;;
esac
exec "$REAL" "$@"
