#!/bin/sh
# Files in place of names: in all commands, kept by content, and told apart by their text when a finding of
# them is replayed.
set -u
source=$2
# shellcheck source=tests/lib/lib.sh
. "$(dirname "$0")/../lib/lib.sh"
cd "$work" || exit 1
export XDG_CACHE_HOME="$work/cache"
mkdir sub
cp "$source/src/protocols/hyperv-tsc/guest_hv_spin_even.c" mine.c
cp "$source/src/protocols/hyperv-tsc/host_odd_even.c" sub/host.c

# The same verdict, in the same number of executions, as under the names.
counted() {
	"$warpage" verify "$@" | grep -E '^  (executions|overlapped|verdict|retries) '
}
for model in sc weak; do
	counted hyperv-tsc odd-even hv-spin-even --model $model >named
	check 0 'CLEAN' counted hyperv-tsc ./sub/host.c mine.c --model $model
	cp out printed
	check 0 same sh -c 'cmp printed named && echo same'
done
check 0 '^2$' sh -c 'ls cache/warpage/*.so | wc -l'
check 0 "odd-even x guest $work/mine.c, " "$warpage" verify hyperv-tsc odd-even "$work/mine.c"

# What is there is used again, whatever the time of the file; another text is another object.
find cache/warpage -name '*.so' >before
touch mine.c
check 0 CLEAN "$warpage" verify hyperv-tsc odd-even mine.c
check 0 same sh -c 'find cache/warpage -name '*.so' | cmp - before && echo same'
# One that is spoilt is made again.
spoilt() {
	XDG_CACHE_HOME="$work/spoilt" "$warpage" verify hyperv-tsc odd-even mine.c
}
check 0 CLEAN spoilt
object=$(echo spoilt/warpage/*.so)
cp "$object" kept.so
for spoil in 'truncate -s 3000' 'truncate -s 0' 'truncate -s -1' 'sed -i 1s/.$//'; do
	$spoil "$object"
	check 1 'differ|EOF' cmp "$object" kept.so
	check 0 CLEAN spoilt
	check 0 "^$(sha256sum kept.so | cut -d ' ' -f 1) " sha256sum "$object"
done
sed -i 's/smp_rmb();.*/barrier();/' mine.c
check 1 '^TORN' "$warpage" verify hyperv-tsc single-store mine.c --first --findings found
check 0 '^1$' sh -c 'ls found | wc -l'
check 0 '^guest mine.c sha256=[0-9a-f]{64}$' sh -c 'cat found/*'
check 0 "^$(sha256sum mine.c | cut -d ' ' -f 1)$" sh -c 'sed -n "s/^guest .*sha256=//p" found/*'

# The finding comes back; with another text it says so; without the file it tells which.
check 1 'torn, as recorded' "$warpage" replay found/*
cp out printed
check 1 '^0$' grep -c 'another text' printed
echo >>mine.c
check 1 'mine.c has another text now than when this was found' "$warpage" replay found/*
also 'torn, as recorded'
check 1 'another text' "$warpage" replay --json found/*
cat >mine.c <<-END
	#include "format.h"

	static bool read_it(const struct hyperv_tsc_page *page, u64 *time)
	{
		(void)page;
		(void)time;
		return false;
	}

	DEFINE_GUEST(hyperv_tsc, none, .read = read_it, .origin = "tests");
END
check 1 'wrong-fallback' "$warpage" replay found/*
also 'another text'
echo 'nonsense' >>mine.c
check 2 'warp:[0-9]+: mine.c:[0-9]+(:[0-9]+)?: error: ' "$warpage" replay found/*
check_one_line
rm mine.c
check 2 'mine.c: No such file' "$warpage" replay found/*
check_one_line

# So does a header beside a file, and a header of that; a cached object is made again.
mkdir beside
sed 's/^#include "format.h"/&\n#include "parts.h"/; s/smp_rmb();.*/RECHECK();/' \
	"$source/src/protocols/hyperv-tsc/guest_hv_spin_even.c" >beside/guest.c
echo '#include "more.h"' >beside/parts.h
echo '#define RECHECK() barrier()' >beside/more.h
rm -rf new
check 1 '^TORN' "$warpage" verify hyperv-tsc single-store beside/guest.c --first --findings new
check 0 '^guest beside/guest.c sha256=[0-9a-f]{64} included=[0-9a-f]{64}$' sh -c 'cat new/*'
check 1 'torn, as recorded' "$warpage" replay new/*
cp out printed
check 1 '^0$' grep -c 'another text' printed
sed 's/ included=.*//' new/*.warp >older.warp
check 1 'VIOLATION' "$warpage" verify hyperv-tsc no-wmb beside/guest.c --model weak
echo '/* as it was */' >>beside/more.h
check 1 'what beside/guest.c includes has another text now than when this was found' "$warpage" replay new/*
also 'torn, as recorded'
check 1 'torn, as recorded' "$warpage" replay older.warp
cp out printed
check 1 '^0$' grep -c 'another text' printed
echo '#define RECHECK() smp_rmb()' >beside/more.h
check 0 CLEAN "$warpage" verify hyperv-tsc odd-even beside/guest.c --model weak
echo '#error Not yet' >beside/more.h
check 2 'beside/more.h:1:.*error: Not yet' "$warpage" verify hyperv-tsc odd-even beside/guest.c
# ... also of a kernel's file, whose functions are taken out of it; and of a folder
cat >beside/kernel.c <<-END
	#include <linux/clocksource.h>
	#include "more.h"

	u64 read_it(struct ms_hyperv_tsc_page *page)
	{
		u32 before;
		u64 time;

		do {
			before = READ_ONCE(page->tsc_sequence);
			smp_rmb();
			time = mul_u64_u64_shr(rdtsc_ordered(), READ_ONCE(page->tsc_scale), 64) + READ_ONCE(page->tsc_offset);
			RECHECK();
		} while (before & 1 || before != READ_ONCE(page->tsc_sequence));
		return time;
	}
END
rm -rf new
echo '#define RECHECK() barrier()' >beside/more.h
check 1 '^TORN' "$warpage" verify hyperv-tsc odd-even beside/kernel.c --model weak --first --findings new
check 0 '^guest beside/kernel.c sha256=[0-9a-f]{64} included=[0-9a-f]{64}$' sh -c 'cat new/*'
echo '#define RECHECK() smp_rmb()' >beside/more.h
check 0 'what beside/kernel.c includes has another text now' "$warpage" replay new/*
check 0 CLEAN "$warpage" verify hyperv-tsc odd-even beside/kernel.c --model weak
cp -r "$source/examples/tick-page" tick-page
rm -rf new
sed -i 's/smp_rmb();/barrier();/' tick-page/guest_*.c
check 1 'VIOLATION' "$warpage" verify ./tick-page tick tock --model weak --first --findings new
check 0 '^guest .*sha256=[0-9a-f]{64} included=[0-9a-f]{64}$' sh -c 'cat new/*'
echo >>tick-page/format.h
check 1 'what .*guest_tock.c includes has another text now' "$warpage" replay new/*
also 'as recorded'

# In the other commands.
cp "$source/src/protocols/hyperv-tsc/guest_hv_spin_even.c" mine.c
check 1 'guest mine.c' "$warpage" search hyperv-tsc single-store mine.c
check 1 'as recorded' "$warpage" replay findings/*
check 0 '.' sh -c "'$warpage' shrink found/* -o small.warp"
check 0 '^guest mine.c sha256=' cat small.warp
check 0 'x guest mine.c' sh -c "'$warpage' stress hyperv-tsc ./sub/host.c mine.c --seconds 1 --tight;
	[ \$? -le 2 ] || [ \$? = 77 ]"
check 0 'mine.c' sh -c "'$warpage' stress hyperv-tsc ./sub/host.c mine.c --seconds 1 --json;
	[ \$? -le 2 ] || [ \$? = 77 ]"
check 2 'it does not tell its format|no chosen source has a guest' "$warpage" live tsc --guest mine.c --seconds 1

# Without a place to keep them, and in a place that others may write to, they are compiled each time.
check 0 CLEAN env -u HOME -u XDG_CACHE_HOME TMPDIR="$work/sub" "$warpage" verify hyperv-tsc ./sub/host.c hv-spin-even
mkdir -p shared/warpage
chmod 777 shared/warpage
check 0 CLEAN env XDG_CACHE_HOME="$work/shared" TMPDIR="$work/sub" \
	"$warpage" verify hyperv-tsc ./sub/host.c hv-spin-even
check 0 none sh -c 'ls shared/warpage | grep . || echo none'
check 0 '^host.c$' ls sub
check 2 'set XDG_CACHE_HOME' env -u HOME -u XDG_CACHE_HOME TMPDIR="$work/nowhere" \
	"$warpage" verify hyperv-tsc ./sub/host.c hv-spin-even
check_one_line
# what a run that was killed has left is removed, and what others may be at is not
mkdir -p cache/warpage/work.old cache/warpage/work.new
: >cache/warpage/work.old/file
touch -d '2 days ago' cache/warpage/work.old
check 0 CLEAN "$warpage" verify hyperv-tsc ./sub/host.c hv-spin-even --updates 1
check 0 '^work.new$' sh -c 'ls cache/warpage | grep work'
# a name has the letters that it was given
check 2 'at most 255 characters' "$warpage" verify hyperv-tsc odd-even "./$(printf '%0300d' 1).c"
check_one_line
finish
