#!/bin/sh
# The replayers of fuzz/ run files and folders, fail on what violates, and complain about what they
# can't use.
set -u
# shellcheck source=tests/lib/lib.sh
. "$(dirname "$0")/../lib/lib.sh"
folder=$3/fuzz
machine=$folder/fuzz_machine

inputs=$work/inputs
mkdir -p "$inputs/deeper"
: >"$inputs/empty"
printf 'x' >"$inputs/short"
head -c 4096 /dev/zero >"$inputs/deeper/zeros"
head -c 300 /dev/urandom >"$inputs/deeper/noise"
# a head, a slower clock, and a read that goes on to the first store of the field that comes last
torn=$work/torn
{
	head -c 16 /dev/zero
	printf '\001' && head -c 15 /dev/zero
	printf '\003\001\000\002\002\366' && head -c 10 /dev/zero
} >"$torn"

check 0 '^4 inputs, no failure$' "$machine" "$inputs"
check 0 '^1 inputs, no failure$' "$machine" "$inputs/short"
check 2 '^usage: ' "$machine"
check 2 'No such file' "$machine" "$work/nothing"
mkdir "$work/none"
check 2 'no file was found' "$machine" "$work/none"

export WARPAGE_FUZZ_PROTOCOL=hyperv-tsc:odd-even:hv-spin-even
check 0 '^1 inputs, no failure$' "$machine" "$torn"
export WARPAGE_FUZZ_PROTOCOL=hyperv-tsc:single-store:hv-seed WARPAGE_FUZZ_FINDINGS="$work/findings"
check 134 '^TORN  hyperv-tsc: host single-store x guest hv-seed' "$machine" "$torn"
check 0 '^violation torn$' cat "$work"/findings/torn-hyperv-tsc-*.warp
# a signature that is listed is no news, and a list that is not there has none
echo 'torn hyperv-tsc:single-store:hv-seed scale+1,offset+0' >"$work/seen"
WARPAGE_FUZZ_SEEN="$work/nothing" check 134 '^TORN' "$machine" "$torn"
WARPAGE_FUZZ_SEEN="$work/seen" check 134 '^TORN' "$machine" "$torn"
echo 'torn hyperv-tsc:single-store:hv-seed scale+0,offset+1' >>"$work/seen"
WARPAGE_FUZZ_SEEN="$work/seen" check 0 '^1 inputs, no failure$' "$machine" "$torn"
export WARPAGE_FUZZ_KNOWN=count
check 0 '^1 inputs, no failure$' "$machine" "$torn"
unset WARPAGE_FUZZ_KNOWN
export WARPAGE_FUZZ_PROTOCOL=hyperv-tsc:single-store
check 2 'WARPAGE_FUZZ_PROTOCOL: .* is not FORMAT:HOST:GUEST' "$machine" "$torn"
check_one_line

# half of 2^64 units per tick, for 1000 ticks: more than 64 bits of a product hold
printf '\000\000\000\000\000\000\277\000' >"$work/wide"
for guest in pv-ordered pv-signed-delta; do
	export WARPAGE_FUZZ_PROTOCOL=pvclock:pvclock-odd-even:$guest
	check 0 '^1 inputs, no failure$' "$folder/fuzz_arithmetic" "$work/wide"
done
for guest in pv-truncate pv-deferred; do
	export WARPAGE_FUZZ_PROTOCOL=pvclock:pvclock-odd-even:$guest
	check 134 '^ARITHMETIC  pvclock: guest pv_' "$folder/fuzz_arithmetic" "$work/wide"
done
unset WARPAGE_FUZZ_PROTOCOL WARPAGE_FUZZ_FINDINGS
check 0 '^6 inputs, no failure$' "$folder/fuzz_arithmetic" "$inputs" "$work/wide" "$torn"

mkdir "$work/text"
cp "$work"/findings/*.warp "$work/text"
sed 's/sees=start/sees=9.9/' "$work"/findings/*.warp >"$work/text/misfit"
sed -n '/^start/p; /^update/p' "$work"/findings/*.warp |
	sed '1i warpage schedule 1' | sed '$a end' >"$work/text/schedule"
printf 'warpage input 1\nhead word=32\nupdate\nread start=3 moves=1+2\nend\n' >"$work/text/input"
head -c 200 "$work/text/schedule" >"$work/text/short"
head -20 "$2/tests/matrix.expected" >"$work/text/table"
sh "$2/tests/lib/make_log.sh" two-runs | head -12 >"$work/text/log"
sed 's/"interval":60/"interval":1e-320/; s/"host":"/&<script>/' "$work/text/log" >"$work/text/odd"
# each of them is none of the others, and all are refused or taken
for target in finding schedule input expected log; do
	check 0 '^12 inputs, no failure$' "$folder/fuzz_$target" "$work/text" "$inputs"
done

# a host for a page of each vCPU, and a guest that asks which one it is on
cat >"$work/host_all.c" <<'END'
#include <pvclock/format.h>

static void publish_all(struct pvclock_page *const *pages, const struct pvclock_params *next,
			unsigned int n)
{
	for (unsigned int i = 0; i < n; i++) {
		u32 version = pages[i]->version;

		WRITE_ONCE(pages[i]->version, version | 1);
		smp_wmb();
		pages[i]->tsc_timestamp = next[i].tsc_timestamp;
		pages[i]->system_time = next[i].system_time;
		pages[i]->tsc_to_system_mul = next[i].tsc_to_system_mul;
		pages[i]->tsc_shift = next[i].tsc_shift;
		smp_wmb();
		WRITE_ONCE(pages[i]->version, version + 2);
	}
}

DEFINE_HOST(pvclock, all_pages, .publish_all = publish_all, .legal_start = even,
	    .origin = "here");
END
cat >"$work/guest_asks.c" <<'END'
#include <pvclock/format.h>

static bool asks(const struct pvclock_page *pages, u64 *time)
{
	const struct pvclock_page *page;
	u32 version;

	vcpu_pin();
	page = &pages[vcpu_id()];
	do {
		version = READ_ONCE(page->version) & ~1u;
		smp_rmb();
		*time = page->system_time + pvclock_scale(rdtsc_ordered() - page->tsc_timestamp,
							  page->tsc_to_system_mul, page->tsc_shift);
		smp_rmb();
	} while (READ_ONCE(page->version) != version);
	vcpu_unpin();
	return true;
}

DEFINE_GUEST(pvclock, asks, .read = asks, .origin = "here");
END
export XDG_CACHE_HOME="$work/cache"
all=pvclock:$work/host_all.c
for guest in pv-ordered "$work/guest_asks.c"; do
	export WARPAGE_FUZZ_PROTOCOL="$all:$guest"
	check 0 '^1 inputs, no failure$' "$machine" "$torn"
	check 0 '^1 inputs, no failure$' "$folder/fuzz_arithmetic" "$work/wide"
done

# a machine whose TSC can't be trusted has no races
export WARPAGE_FUZZ_PROTOCOL=hyperv-tsc:odd-even:hv-spin-even
raced=0
"$folder/fuzz_race" "$inputs" >"$work/out" 2>&1 || raced=$?
if [ "$raced" -ne 77 ]; then
	check 0 '^5 inputs, no failure$' "$folder/fuzz_race" "$inputs" "$torn"
	export WARPAGE_FUZZ_PROTOCOL=hyperv-tsc:frozen:hv-seed
	check 2 'freezes vCPUs' "$folder/fuzz_race" "$torn"
	export WARPAGE_FUZZ_PROTOCOL=hyperv-tsc:dies-odd:hv-spin-even
	check 2 'or dies' "$folder/fuzz_race" "$torn"
	export WARPAGE_FUZZ_PROTOCOL="$all:pv-ordered"
	check 0 '^1 inputs, no failure$' "$folder/fuzz_race" "$torn"
	export WARPAGE_FUZZ_PROTOCOL="$all:$work/guest_asks.c"
	check 2 'asks which vCPU it is on: not raced here' "$folder/fuzz_race" "$torn"
	check_one_line
	# single increments leave the sequence odd after one update: a reader waits for ever, if it
	# comes back while the race lasts. What else they do, before that or in its place, is listed, and no news
	mkdir "$work/races"
	for i in 0 1 2 3 4 5 6 7 8 9; do
		{
			head -c 14 /dev/zero
			printf '\216\000\001' && head -c 31 /dev/zero
		} >"$work/races/$i"
	done
	{
		echo 'torn hyperv-tsc:single-store:hv-spin-even scale+0,offset+1'
		echo 'torn hyperv-tsc:single-store:hv-spin-even scale+1,offset+0'
		echo 'torn hyperv-tsc:single-store:hv-spin-even several mixes'
		for kind in stale backwards late-tsc; do
			echo "$kind hyperv-tsc:single-store:hv-spin-even"
		done
	} >"$work/seen"
	export WARPAGE_FUZZ_PROTOCOL=hyperv-tsc:single-store:hv-spin-even WARPAGE_FUZZ_REPORTS="$work"
	stuck=0
	for _ in 1 2 3 4 5 6 7 8 9 10 11 12; do
		WARPAGE_FUZZ_SEEN="$work/seen" "$folder/fuzz_race" "$work/races" "$work/races" >"$work/raced" 2>&1 ||
			stuck=$?
		[ "$stuck" -eq 0 ] || break
	done
	if [ "$stuck" -eq 0 ]; then
		echo 'SKIPPED: a reader that is stuck in a race: in 240 races none was in a read when the host ended'
	else
		check 0 '^134$' echo "$stuck"
		check 0 '^STUCK  hyperv-tsc: host single-store x guest hv-spin-even, raced' cat "$work/raced"
		# all that was known of it is kept, next to a name that the input alone gives
		check 0 'reader 0 made [0-9]+ accesses after the last update in a read' cat "$work"/*.txt
		check 0 'clock 1: rate .*, published between TSC [0-9]+ and [0-9]+' cat "$work"/*.txt
		check 0 '^warpage input 1$' cat "$work"/*.txt
		# the input's text names the pair that was raced, and it is told what the kind is
		check 0 '^head host=hyperv-tsc:single-store guest=hv-spin-even model=x86' cat "$work"/*.txt
		check 0 '^violation stuck ' cat "$work"/*.txt
	fi
	# what is listed is no news
	echo 'stuck hyperv-tsc:single-store:hv-spin-even' >>"$work/seen"
	WARPAGE_FUZZ_SEEN="$work/seen" check 0 '^20 inputs, no failure$' "$folder/fuzz_race" \
		"$work/races" "$work/races"
fi

finish
