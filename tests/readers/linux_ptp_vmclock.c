/*
 * Linux since 6.13, drivers/ptp/ptp_vmclock.c: the device's page hangs on the driver's state, the TSC is plain, an error is
 * returned by what is not rechecked, and after some time it gives up.
 */
#include <linux/acpi.h>
#include <linux/miscdevice.h>
#include <uapi/linux/vmclock-abi.h>
#include <linux/ptp_clock_kernel.h>
#include <asm/pvclock.h>

static DEFINE_IDA(vmclock_ida);

ACPI_MODULE_NAME("vmclock");

struct vmclock_state {
	struct resource res;
	struct vmclock_abi *clk;
	struct miscdevice miscdev;
	struct ptp_clock_info ptp_clock_info;
	struct ptp_clock *ptp_clock;
	enum clocksource_ids cs_id, sys_cs_id;
	char *name;
};

#define LONGEST ms_to_ktime(100)

static uint64_t mul_u64_u64_shr_add_u64(uint64_t *high, uint64_t ticks, uint64_t period,
					uint8_t shift, uint64_t add)
{
	unsigned __int128 sum = (unsigned __int128)ticks * period;

	sum >>= shift;
	sum += add;
	*high = sum >> 64;
	return (uint64_t)sum;
}

static bool in_utc(struct vmclock_abi *page, uint64_t *sec)
{
	if (likely(page->time_type == VMCLOCK_TIME_UTC))
		return true;
	if (page->time_type != VMCLOCK_TIME_TAI ||
	    !(le64_to_cpu(page->flags) & VMCLOCK_FLAG_TAI_OFFSET_VALID))
		return false;
	if (sec)
		*sec += (int16_t)le16_to_cpu(page->tai_offset_sec);
	return true;
}

static int vmclock_get_crosststamp(struct vmclock_state *st, struct ptp_system_timestamp *sts,
				   struct system_counterval_t *system_counter,
				   struct timespec64 *tspec)
{
	ktime_t deadline = ktime_add(ktime_get(), LONGEST);
	struct system_time_snapshot snapshot;
	uint64_t ticks, since, even, frac;

#ifdef CONFIG_X86
	if (check_tsc_unstable())
		return -EINVAL;
#endif
	for (;;) {
		even = le32_to_cpu(st->clk->seq_count) & ~1ULL;
		virt_rmb(); /* the count, then the fields */
		if (st->clk->clock_status == VMCLOCK_STATUS_UNRELIABLE)
			return -EINVAL;
		if (sts) {
			ktime_get_snapshot(&snapshot);
			if (snapshot.cs_id == st->cs_id) {
				ticks = snapshot.cycles;
			} else {
				ticks = get_cycles();
				ptp_read_system_postts(sts);
			}
		} else {
			ticks = get_cycles();
		}
		since = ticks - le64_to_cpu(st->clk->counter_value);
		frac = mul_u64_u64_shr_add_u64(&tspec->tv_sec, since,
					       le64_to_cpu(st->clk->counter_period_frac_sec),
					       st->clk->counter_period_shift,
					       le64_to_cpu(st->clk->time_frac_sec));
		tspec->tv_nsec = mul_u64_u64_shr(frac, NSEC_PER_SEC, 64);
		tspec->tv_sec += le64_to_cpu(st->clk->time_sec);
		if (!in_utc(st->clk, &tspec->tv_sec))
			return -EINVAL;
		virt_rmb(); /* the fields, then the count */
		if (even == le32_to_cpu(st->clk->seq_count))
			break;
		if (ktime_after(ktime_get(), deadline))
			return -ETIMEDOUT;
	}
	if (system_counter) {
		system_counter->cycles = ticks;
		system_counter->cs_id = st->cs_id;
	}
	if (sts) {
		sts->pre_ts = ktime_to_timespec64(snapshot.real);
		if (snapshot.cs_id == st->cs_id)
			sts->post_ts = sts->pre_ts;
	}
	return 0;
}

static int ptp_vmclock_gettimex(struct ptp_clock_info *ptp, struct timespec64 *ts,
				struct ptp_system_timestamp *sts)
{
	struct vmclock_state *st = container_of(ptp, struct vmclock_state, ptp_clock_info);

	return vmclock_get_crosststamp(st, sts, NULL, ts);
}
