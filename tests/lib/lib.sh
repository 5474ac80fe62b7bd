# shellcheck shell=sh
# For the shell tests: check STATUS PATTERN COMMAND... runs the command and compares.
# $warpage is the program, $work an empty folder that is removed at the end.

# shellcheck disable=SC2034 # for the scripts
warpage=$1
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
passed=0
failed=0

# The exit status must be STATUS, and what it prints must match PATTERN; it may not crash.
check() {
	wanted=$1 pattern=$2
	shift 2
	status=0
	"$@" >"$work/out" 2>&1 </dev/null || status=$?
	checked "$@"
}

# checked COMMAND...: it has run, and its $status and output are what check wants.
checked() {
	if [ "$status" -eq "$wanted" ] && grep -Eq -- "$pattern" "$work/out"; then
		passed=$((passed + 1))
		return
	fi
	failed=$((failed + 1))
	echo "FAILED: status $status instead of $wanted, or no '$pattern' in the output of: $*"
	head -20 "$work/out"
}

# also PATTERN: what the last command wrote has that as well.
also() {
	if grep -Eq -- "$1" "$work/out"; then
		passed=$((passed + 1))
		return
	fi
	failed=$((failed + 1))
	echo "FAILED: no '$1' in the output either:"
	head -20 "$work/out"
}

# What the last command wrote must be one line, and no more.
check_one_line() {
	if [ "$(wc -l <"$work/out")" -ne 1 ]; then
		failed=$((failed + 1))
		echo "FAILED: more than one line:"
		head -5 "$work/out"
	fi
}

finish() {
	echo "$passed passed, $failed failed"
	[ "$failed" -eq 0 ]
}
