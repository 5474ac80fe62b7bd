#!/bin/sh
# The litmus tests of findings: each is parsed and its executions are enumerated (litmus.py); one that is spoilt is found out.
set -u
# shellcheck source=tests/lib/lib.sh
. "$(dirname "$0")/../lib/lib.sh"
known=$2/corpus/known-violations
litmus=$2/tests/export/litmus.py
cd "$work" || exit 1

mkdir all
told=0
for path in "$known"/*.warp "$known"/bugs/*.warp; do
	name=$(basename "$path" .warp)
	kind=$(sed -n 's/^violation //p' "$path")
	for arch in C AArch64 X86; do
		if "$warpage" export "$path" --as litmus --arch $arch >out 2>err; then
			cp "$path" "all/$name.warp"
			mv out "all/$name.$arch"
			told=$((told + 1))
			continue
		fi
		# what is refused: other kinds, and these
		case $kind in
		torn) check 0 ': it is of (an access that others|a marked access that is made in parts|a host that stops vCPUs)' cat err ;;
		stale) check 0 ': it is of (a read out of the order of its program|a host that stops vCPUs|an access that others)' cat err ;;
		*) check 0 ': it is not for a litmus test, which tells what loads see' cat err ;;
		esac
	done
done
check 0 "^$told right, 0 wrong$" python3 "$litmus" all
check 0 '^[4-9][0-9][0-9]$' echo $told
for kind in torn stale; do
	check 0 '[1-9]' grep -lr "^violation $kind" all
done
for model in sc weak; do
	check 0 '[1-9]' grep -lr "^model $model" all
done

# shape FINDING WORDS: what its accesses and fences are, in the order of host and guest; as their sources have them.
shape() {
	awk '/^P[01]/ {print substr($0, 1, 2); next}
		/^\t/ && match($0, /[a-zA-Z_]+\(/) {print substr($0, RSTART, RLENGTH - 1); next}
		/^\t.*\*page/ {print "plain"}' "all/$1.C" | uniq | paste -sd' ' >shape
	check 0 "^$2$" cat shape
}
shape clock-bound_release-odd_bound-fenced \
	'P0 smp_store_release WRITE_ONCE smp_store_release P1 smp_load_acquire READ_ONCE smp_rmb READ_ONCE'
shape vdso-data_vsyscall-no-wmb_do-hres-fenced \
	'P0 WRITE_ONCE barrier WRITE_ONCE barrier WRITE_ONCE P1 READ_ONCE smp_rmb READ_ONCE smp_rmb READ_ONCE smp_rmb READ_ONCE'
shape pvclock-wall_wall-no-wmb_wall-ordered \
	'P0 WRITE_ONCE barrier plain barrier WRITE_ONCE P1 READ_ONCE smp_rmb plain smp_rmb READ_ONCE'
# the TSC is stored to before and after the update, and loaded last
shape fbclock2_section-store_section-clock-after \
	'P0 WRITE_ONCE smp_wmb WRITE_ONCE smp_mb WRITE_ONCE smp_mb WRITE_ONCE smp_wmb WRITE_ONCE P1 READ_ONCE smp_mb READ_ONCE smp_mb READ_ONCE smp_rmb READ_ONCE'
for word in LDAR STLR LFENCE MFENCE 'DMB ISHLD' 'DMB ISHST'; do
	check 0 '[1-9]' grep -hcr "$word" all
done

# The first comment says what it is, and how to run it.
torn=$known/hyperv-tsc_single-store_hv-seed.warp
check 0 '^C warpage-torn-hyperv-tsc-single-store-hv-seed$' "$warpage" export "$torn" --as litmus
also 'torn: fields of several updates in one read'
also 'host single-store \(P0\) x guest hv-seed \(P1\), found in model sc'
also 'herd7 -conf linux-kernel.cfg FILE'
also 'says Sometimes. No CPU need reorder'
also 'page_scale: 0 is 1/2, 1 is 1/4'
"$warpage" export "$torn" --as litmus >default
check 0 '^same' sh -c 'cmp default all/hyperv-tsc_single-store_hv-seed.C && echo same'

# spoil NAME SUFFIX SED...: a test that is not right any more.
mkdir wrong
number=0
spoil() {
	number=$((number + 1))
	cp "all/$1.warp" wrong/$number.warp
	arch=$2
	for other in C AArch64 X86; do
		cp "all/$1.$other" wrong/$number.$other
	done
	from=all/$1.$arch
	shift 2
	sed "$@" "$from" >wrong/$number."$arch"
	check 1 'differ' cmp "$from" wrong/$number."$arch"
}
tsc=hyperv-tsc_single-store_hv-seed
weak=pvclock-wall_wall-no-wmb_wall-ordered
stale=fbclock2_section-store_section-clock-after
# a field is that of the other update
spoil $tsc C '/^exists/s/r1=0/r1=1/'
spoil $tsc X86 '/^exists/s/EBX=0/EBX=1/'
spoil $tsc AArch64 '/^exists/s/X5=0/X5=1/'
# the host stores in the other order
spoil $tsc C '/WRITE_ONCE(.page_offset/{h;d}; /WRITE_ONCE(.page_sequence/G'
# shellcheck disable=SC2016 # an operand
spoil $tsc X86 's/^ MOV .page_offset.,.7754 |/ MOV [page_other],$3 |/; s/^ MOV .page_sequence.,.3 *|/ MOV [page_offset],$7754 |/; s/page_other/page_sequence/'
# a fence more than the finding allows
spoil $weak C 's/^\t\(WRITE_ONCE\|\*page\).*/\tsmp_mb();\n&/'
spoil $weak AArch64 's/^ MOV W0,#[0-9]* *|/ DMB ISH | ;\n&/'
# another store is seen, a load is lost, a word that herd7 does not know
spoil $tsc C 's/page_sequence, [0-9]*/page_sequence, 7/; s/^\(.*\)r0=[0-9]*/\1r0=7/'
spoil $tsc C '/r1 = READ_ONCE/d'
spoil $tsc C 's/smp_/smpp_/; s/READ_ONCE/READ_TWICE/'
spoil $tsc X86 's/MOV EAX,\[page_sequence\]/MOV EAX,[page_other]/'
spoil $tsc C 's/^ \* torn/ * *) torn/'
# it is said to take what it does not
spoil $tsc C 's/No CPU need reorder anything/A CPU that reorders shows it/'
spoil $weak C 's/A CPU that reorders loads or stores/No CPU need reorder anything/'
# the TSC is sampled while the clock was due
spoil "$stale" C '/^exists/s/=2)/=1)/'
check 1 '^[0-9]+ right, [0-9]+ wrong$' python3 "$litmus" wrong
i=0
while [ $i -lt $number ]; do
	i=$((i + 1))
	also "^$i\.(C|X86|AArch64): "
done
also '^4.C: not reached in sc'
also '^6.C: not reached in weak'

# What it is not for, and files.
check 2 "there is no architecture .Arm.; there are C, AArch64, X86" "$warpage" export "$torn" --as litmus --arch Arm
check 2 '.--arch is for --as litmus' "$warpage" export "$torn" --as svg --arch C
check_one_line
"$warpage" export "$torn" --as litmus -o kept.litmus
"$warpage" export "$torn" --as litmus -o kept.litmus
check 0 '^exists' cat kept.litmus
# what export wrote it replaces, in whichever form and language
for as in 'litmus --arch X86' 'litmus --arch AArch64' svg litmus; do
	# shellcheck disable=SC2016,SC2086 # for the other shell; words
	check 0 '^written$' sh -c '"$@" && echo written' - "$warpage" export "$torn" --as $as -o kept.litmus
done
check 0 '^exists' cat kept.litmus
sed -i '1s/^/A word before. /' kept.litmus
check 2 'kept.litmus: ' "$warpage" export "$torn" --as litmus -o kept.litmus
check_one_line
check 0 '^A word before' cat kept.litmus
"$warpage" verify hyperv-tsc odd-even hv-spin-even --hosts 2 --findings two >/dev/null 2>&1
for finding in two/torn-*; do
	check 2 'it is of two that store to the page' "$warpage" export "$finding" --as litmus
	check_one_line
done
finish
