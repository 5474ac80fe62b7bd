# shellcheck shell=sh
# For the shell tests of races, after lib.sh: races in the background, and what they come to. All is in
# files of $work, the current folder: text and error, and what log the race is told to write.

: "${warpage:?}"

# first_race STATUS PATTERN COMMAND...: check, of a test that is skipped where there can be no races.
first_race() {
	wanted=$1 pattern=$2
	shift 2
	status=0
	"$@" >out 2>&1 </dev/null || status=$?
	if [ "$status" -eq 77 ]; then
		cat out
		exit 77
	fi
	checked "$@"
}

# until_true COMMAND...: try for a minute at most.
until_true() {
	for _ in $(seq 600); do
		if "$@"; then
			return
		fi
		sleep 0.1
	done
	echo "FAILED: not within a minute: $*"
	failed=$((failed + 1))
}

# shows STATUS PATTERN COMMAND...: check, of a race that shows it sooner or later; a short one is made again.
shows() {
	wanted=$1 pattern=$2
	shift 2
	for _ in $(seq 60); do
		status=0
		"$@" >out 2>&1 </dev/null || status=$?
		if [ "$status" -eq "$wanted" ] && grep -Eq -- "$pattern" out; then
			break
		fi
	done
	checked "$@"
}

# begin OPTION...: a command in the background, as $pid.
begin() {
	# a shell makes background commands deaf to SIGINT: env undoes that
	env --default-signal=INT "$warpage" "$@" >text 2>error </dev/null &
	pid=$!
}

# begun LOG: the race itself has begun, after the short survey of the CPU that a log begins with.
begun() {
	while kill -0 "$pid" 2>/dev/null && ! grep -q '"event":"start"' "$1" 2>/dev/null; do
		sleep 0.05
	done
}

# raced: its threads have had a second of CPU time since, however long that takes.
raced() {
	ticks=$(used)
	until_true has_used $((ticks + $(getconf CLK_TCK)))
}

has_used() {
	[ "$(used)" -ge "$1" ] || ! kill -0 "$pid" 2>/dev/null
}

used() {
	awk '{ sum = $14 + $15 } END { print sum + 0 }' "/proc/$pid/stat"
}

# expect WHAT STATUS PATTERN FILE: the process $pid ends with STATUS, and FILE has PATTERN.
expect() {
	what=$1 wanted=$2
	status=0
	wait "$pid" || status=$?
	if [ "$status" -eq "$wanted" ] && grep -Eq -- "$3" "$4"; then
		passed=$((passed + 1))
		return
	fi
	failed=$((failed + 1))
	echo "FAILED: $what: status $status instead of $wanted, or no '$3' in $4:"
	tail -n 20 "$4"
}
