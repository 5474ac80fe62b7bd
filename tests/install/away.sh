#!/bin/sh
# Runs a command with the source and the build out of its reach, where mounting is allowed; else as it is, and
# says so. usage: away.sh SOURCE BUILD COMMAND...
hide() {
	mount -t tmpfs none "$1" && { [ ! -d "$2" ] || mount -t tmpfs none "$2"; }
}
if [ "$1" = hidden ]; then
	hide "$2" "$3" || exit 2
	shift 3
	cd / || exit 2
	exec "$@"
fi
if unshare -m sh "$0" hidden "$1" "$2" true 2>/dev/null; then
	exec unshare -m sh "$0" hidden "$@"
fi
echo "the source stays in reach: unshare and mount are not allowed here"
shift 2
exec "$@"
