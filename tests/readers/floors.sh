#!/bin/sh
# Readers that keep a floor, made wrong in one way each: a tear of the page is found through the floor, and who
# touches it before the page, or between two tries, is refused at its line where reads are judged one by one.
set -u
source=$2/tests/readers
# shellcheck source=tests/lib/lib.sh
. "$(dirname "$0")/../lib/lib.sh"
cd "$work" || exit 1
export XDG_CACHE_HOME="$work/cache"
cp "$source"/*.c .

while read -r file host floor; do
	name=${floor%.*}
	sed '0,/^\t} while (.*/s//\t} while (0);/' "$file" >torn.c
	sed "0,/^\tdo {/s//\t$floor = $floor + 1;\n\tdo {/" "$file" >first.c
	sed "0,/^\tdo {/s//\tdo {\n\t\t$floor = $floor + 1;/" "$file" >between.c
	for wrong in torn first between; do
		check 1 '^[0-9]' diff "$file" $wrong.c
	done
	check 1 '^  verdict +VIOLATION: .*torn' "$warpage" verify pvclock "$host" ./torn.c --model x86 --updates 1
	also "^  floor +./torn.c:[0-9]+: the guest keeps '$name' over reads; "
	for wrong in first between; do
		line=$(grep -nF "$floor + 1" $wrong.c | cut -d: -f1)
		check 2 "$wrong.c:$line: the guest writes memory that outlives the read, '$name': only what is" \
			"$warpage" verify pvclock "$host" ./$wrong.c --model weak --vcpus 2 --updates 1
	done
done <<-END
	linux_pvclock.c kvm_pvclock.c last_value.counter
	linux_2010_pvclock.c kvm_pvclock.c last_value.counter
	freebsd_pvclock_timecount.c kvm_pvclock.c pvclock_last_systime
	openbsd_pvclock_timecount.c kvm_2016_pvclock.c pvclock_lastcount
	netbsd_xen_global.c xen_vcpu_time.c xen_global_systime_ns_stamp
	xen_2024_on_xen.c xen_vcpu_time.c latest
END
finish
