#!/bin/sh
# Guests that store to the page, raced: right ones are clean on any CPU; one that puts back what is the host's is caught,
# and the machine says how.
set -u
source=$2
# shellcheck source=tests/lib/lib.sh
. "$(dirname "$0")/../../lib/lib.sh"
# shellcheck source=tests/lib/race.sh
. "$(dirname "$0")/../../lib/race.sh"
cd "$work" || exit 1
export XDG_CACHE_HOME="$work/cache"
cp "$source"/tests/protocols/pvclock/host_signals.c \
	"$source"/tests/protocols/pvclock/guest_ack*.c .

# race HOST GUEST OPTION...
race() {
	host=$1 guest=$2
	shift 2
	"$warpage" stress pvclock "$host" "$guest" --seconds 1 --json "$@"
}

signals=./host_signals.c:signals-locked
first_race 0 '"verdict": "clean"' race $signals ./guest_acknowledges.c:acks-locked
check 0 '"verdict": "clean"' race $signals ./guest_acknowledges.c:acks-byte
check 0 '^  stores     the guest.s, to the page.*; 0 were put back;' "$warpage" stress pvclock \
	$signals ./guest_acknowledges.c:acks-locked-word --seconds 1 --pace 5000
# a store that no read comes to, as no host sets that flag
check 0 '"verdict": "clean"' race pvclock-odd-even ./guest_acks.c:acks
# a word that has a field of the host's beside the flag
shows 1 '"explained": "torn: [^"]*explained: ' race $signals ./guest_acknowledges.c:acks-word
cp out raced
check 1 '^TORN .*acks-word' "$warpage" replay findings/torn-*
check 1 '^0$' grep -c '"arithmetic": [1-9]' raced
# wrong by itself: the machine says so
shows 1 '"explained": "arithmetic: explained: ' race $signals ./guest_acknowledges.c:acks-cut
cp out raced
check 1 '^ARITHMETIC .*acks-cut' "$warpage" replay findings/arithmetic-*
check 1 '^0$' grep -c '"lost-store": [1-9]' raced
# from a page that is valid, and that nobody stores to meanwhile
shows 1 '"explained": "wrong-fallback: explained: ' race $signals \
	./guest_acknowledges.c:acks-refuses --pace 1000
# what one side has stored, and the other goes by what it had loaded before: an acknowledgement, another flag, a field
shows 1 '"explained": "lost-store: explained: ' race ./host_signals.c:signals-loaded \
	./guest_acknowledges.c:acks-locked
also '"bits": 2,'
cp out raced
check 1 '^LOST-STORE .*acks-locked' "$warpage" replay findings/lost-store-*
shows 1 '"explained": "lost-store: explained: ' race ./host_signals.c:signals-in-turn \
	./guest_acknowledges.c:acks-byte
# it is told as soon as the machine has it, not when the race is over: the log has it then, whatever ends the race
begin stress pvclock ./host_signals.c:signals-loaded ./guest_acknowledges.c:acks-locked --seconds 0 --log lost.log
until_true grep -Eq '"lost-store"' lost.log
kill -INT "$pid"
expect 'the end of a race by SIGINT' 1 '^  lost-store +[1-9]' text
# a host that says what it means, whatever is there
check 0 '"verdict": "clean"' race ./host_signals.c:signals-blind ./guest_acknowledges.c:acks-locked
# what the machine does not judge is not raced
check 2 'the guest writes the page: beside several hosts' race $signals \
	./guest_acknowledges.c:acks-locked --hosts 2
finish
