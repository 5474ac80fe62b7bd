#!/bin/sh
# A whole file of a driver, of which one function is a guest: the rest may be what no compiler here understands,
# and structs that nobody defines may be members.
set -u
# shellcheck source=tests/lib/lib.sh
. "$(dirname "$0")/../lib/lib.sh"
cd "$work" || exit 1
export XDG_CACHE_HOME="$work/cache"

cat >driver.c <<-END
	#include <linux/platform_device.h>

	static struct ms_hyperv_tsc_page *tsc_pg;

	struct driver {
		struct platform_device device;
		struct notifier_block notifier;
		struct ms_hyperv_tsc_page *page;
	};

	static int probe(struct driver *driver)
	{
		if (driver->device.dev.parent && some_thing)
			return -EINVAL;
		return request_it(driver, FLAGS_OF(driver));
	}

	static u64 read_page(struct driver *driver)
	{
		u32 sequence;
		u64 time;

		do {
			sequence = READ_ONCE(driver->page->tsc_sequence);
			if (!sequence)
				return U64_MAX;
			smp_rmb();
			time = mul_u64_u64_shr(rdtsc_ordered(), driver->page->tsc_scale, 64) +
			       driver->page->tsc_offset;
			smp_rmb();
		} while ((sequence & 1) || READ_ONCE(driver->page->tsc_sequence) != sequence);
		return time;
	}

	module_platform_driver(probe);
END
for name in driver.c driver.c:read_page; do
	check 0 'CLEAN' "$warpage" verify hyperv-tsc odd-even $name --model x86 --updates 1
	cp out printed
	check 0 '^  retries    any number' cat printed
done

# Types of the user's own headers stand in place of those in front, also two headers away.
mkdir own
sed '/^struct driver {/,/^};/d; s/#include.*/#include "driver.h"/' driver.c >own/driver.c
cat >own/driver.h <<-END
	#pragma once
	#include "pages.h"

	struct driver {
		struct ms_hyperv_tsc_page *page;
	};
END
cat >own/pages.h <<-END
	struct ms_hyperv_tsc_page {
		volatile u32 tsc_sequence, reserved;
		volatile u64 tsc_scale;
		volatile s64 tsc_offset;
	};
END
check 0 'CLEAN' "$warpage" verify hyperv-tsc odd-even own/driver.c --model x86 --updates 1

# The page in a union with attributes behind its name; the one of a vDSO, which is a byte; functions that a macro makes.
cat >union.c <<-END
	#include <linux/clocksource.h>

	static union {
		struct ms_hyperv_tsc_page page;
		u8 reserved[PAGE_SIZE];
	} tsc_pg __bss_decrypted __aligned(PAGE_SIZE);

	static struct ms_hyperv_tsc_page *page = &tsc_pg.page;

	static irqreturn_t isr(int irq)
	{
		return IRQ_HANDLED;
	}

END
sed -n '/^static u64 read_page/,/^}$/p' driver.c |
	sed 's/driver->page/page/g; s/struct driver \*driver/void/' >>union.c
check 0 'CLEAN' "$warpage" verify hyperv-tsc odd-even union.c:read_page --model x86 --updates 1
cat >byte.c <<-END
	extern u8 hvclock_page
		__attribute__((visibility("hidden")));

END
sed -n '/^static u64 read_page/,/^}$/p' driver.c |
	sed 's/driver->page/((const struct ms_hyperv_tsc_page *)\&hvclock_page)/g; s/struct driver \*driver/void/' >>byte.c
check 0 'CLEAN' "$warpage" verify hyperv-tsc odd-even byte.c --model x86 --updates 1
cat >made.c <<-END
	static struct ms_hyperv_tsc_page *page;
	static unknown_t unknown;

	#define READER(fence) \\
		static u64 read_##fence(void) \\
		{ \\
			u32 sequence; \\
			u64 time; \\
			do { \\
				sequence = READ_ONCE(page->tsc_sequence); \\
				smp_rmb(); \\
				fence(); \\
				time = mul_u64_u64_shr(rdtsc(), page->tsc_scale, 64) + page->tsc_offset; \\
				smp_rmb(); \\
			} while ((sequence & 1) || READ_ONCE(page->tsc_sequence) != sequence); \\
			return time; \\
		}
	READER(rmb);
	READER(barrier);
END
check 0 'CLEAN' "$warpage" verify hyperv-tsc odd-even made.c:read_rmb --model x86 --updates 1
check 1 'STALE' "$warpage" verify hyperv-tsc odd-even made.c:read_barrier --model x86 --updates 1
# Which of them is asked for, whatever else is wrong in the file.
check 2 'two functions .*made.c:read_rmb or made.c:read_barrier' "$warpage" verify hyperv-tsc odd-even made.c

# The page of the CPU that runs, as BSDs and illumos find it.
for page in 'curcpu()->ci_vcpu->time' 'CPU->cpu_m.mcpu_vcpu_info->time' 'pvc->timeinfos[curcpu]'; do
	cat >cpu.c <<-END
		#include <sys/param.h>

		uint64_t now(struct pvclock *pvc)
		{
			typeof($page) *page = &$page;
			uint64_t time;
			uint32_t version;

			do {
				version = atomic_load_acq_32(&page->version) & ~1u;
				time = rdtsc_lfence() - page->tsc_timestamp;
				time = page->tsc_shift < 0 ? time >> -page->tsc_shift : time << page->tsc_shift;
				time = page->system_time + mul_u64_u32_shr(time, page->tsc_to_system_mul, 32);
				atomic_thread_fence_acq();
			} while (page->version != version);
			return time;
		}
	END
	check 0 'CLEAN' "$warpage" verify pvclock pvclock-odd-even cpu.c --model x86 --updates 1
done

# What is wrong in the part that counts is told, and nothing else.
sed 's/rdtsc_ordered/rdtsc_orderd/' driver.c >wrong.c
check 2 "wrong.c:28:[0-9]+: error: .*'rdtsc_orderd'" "$warpage" verify hyperv-tsc odd-even wrong.c --model x86
check_one_line

# To leave something out is no advice where there is nothing else.
printf 'static int one(void)\n{\n\treturn nobody_knows;\n}\n' >one.c
check 2 'one.c:3:9: error: ' "$warpage" verify hyperv-tsc odd-even one.c
check_one_line
sed 's/one(void)/two(void)/' one.c | cat one.c - >two.c
check 2 '^say two.c:FUNCTION ' "$warpage" verify hyperv-tsc odd-even two.c
finish
