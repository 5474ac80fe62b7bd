/*
 * KVM as a host, of a small VM: memory that is ours, vCPUs whose guest does nothing but halt and whose
 * TSC is made equal to ours, so any reader in this process may read their clock pages. A run of a vCPU
 * after the VM's clock was set makes the kernel write that vCPU's page, right before the guest would
 * be entered. What a KVM does not offer is named.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <linux/kvm.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <unistd.h>

#include "protocols/pvclock/format.h"
#include "stress/cpu/stamp.h"
#include "stress/live/source/lane.h"

#define PAGE 4096
#define MSR_TSC 0x10
#define MSR_KVMCLOCK 0x4b564d01 /* address of the page | 1 */
#define MSR_HV_GUEST_OS_ID 0x40000000
#define MSR_HV_REFERENCE_TSC 0x40000021 /* as the kvmclock's */
#define HV_LINUX 0x8100000000000000ull	/* open source, Linux */
#define OFF_MAX 10000000000ull		/* ticks that a guest's TSC may be off ours */

enum flavour { FLAVOUR_KVM, FLAVOUR_HYPERV, FLAVOUR_XEN };

/* kvm and vm are -1 where they are not open. */
struct vm {
	int kvm, vm;
	enum flavour flavour;
	unsigned int nvcpus;
	u16 stride; /* bytes from a vCPU's clock page to the next one's */
	int vcpus[LIVE_VCPUS_MAX];
	u8 *memory; /* the code, then a page for each vCPU */
	size_t size;
	struct hostlog *logs;
	unsigned int nlogs;
	struct live_host host;
};

static bool fail(char *why, size_t size, const char *what)
{
	int error = errno;

	snprintf(why, size, "%s: %s", what, strerror(error));
	return false;
}

/* One MSR, with the room that the kernel's flexible array leaves to us. */
union msr {
	struct kvm_msrs head;
	u8 room[sizeof(struct kvm_msrs) + sizeof(struct kvm_msr_entry)];
};

static int set_msr(int vcpu, u32 index, u64 value)
{
	union msr msr = {.head = {.nmsrs = 1}};
	int n;

	msr.head.entries[0] = (struct kvm_msr_entry){.index = index, .data = value};
	n = ioctl(vcpu, KVM_SET_MSRS, &msr);
	if (!n)
		errno = EINVAL; /* the kernel knows no such MSR */
	return n == 1 ? 0 : -1;
}

static int get_msr(int vcpu, u32 index, u64 *value)
{
	union msr msr = {.head = {.nmsrs = 1}};
	int n;

	msr.head.entries[0] = (struct kvm_msr_entry){.index = index};
	n = ioctl(vcpu, KVM_GET_MSRS, &msr);
	*value = msr.head.entries[0].data;
	return n == 1 ? 0 : -1;
}

/* How far the guest's TSC may be from ours, by the closest of some looks. */
static u64 tsc_off(int vcpu)
{
	u64 least = U64_MAX;

	for (unsigned int i = 0; i < 20; i++) {
		u64 guest = 0, before = stamp(), after, off;

		if (get_msr(vcpu, MSR_TSC, &guest))
			return U64_MAX;
		after = stamp();
		off = guest < before ? before - guest : guest > after ? guest - after : 0;
		least = off < least ? off : least;
	}
	return least;
}

/* A guest's TSC begins at 0: make it ours. Kernels before 5.16 can only be told a value. */
static bool align_tsc(int vcpu, u64 *off)
{
	u64 zero = 0;
	struct kvm_device_attr attr = {
		.group = KVM_VCPU_TSC_CTRL, .attr = KVM_VCPU_TSC_OFFSET, .addr = (u64)&zero};

	if (!ioctl(vcpu, KVM_HAS_DEVICE_ATTR, &attr))
		ioctl(vcpu, KVM_SET_DEVICE_ATTR, &attr);
	*off = tsc_off(vcpu);
	if (*off) {
		set_msr(vcpu, MSR_TSC, stamp());
		*off = tsc_off(vcpu);
	}
	return *off != U64_MAX;
}

static int set_clock(void *arg, u64 ns)
{
	struct vm *vm = arg;
	struct kvm_clock_data data = {.clock = ns};

	return ioctl(vm->vm, KVM_SET_CLOCK, &data) ? errno : 0;
}

static int run(void *arg, unsigned int vcpu)
{
	struct vm *vm = arg;

	while (ioctl(vm->vcpus[vcpu], KVM_RUN, 0))
		if (errno != EINTR && errno != EAGAIN)
			return errno;
	return 0;
}

/* In one array, behind the page with the code. */
static u64 page_of(const struct vm *vm, unsigned int vcpu)
{
	return PAGE + (u64)vm->stride * vcpu;
}

static int tell_stopped(void *arg, unsigned int vcpu)
{
	struct vm *vm = arg;

	return ioctl(vm->vcpus[vcpu], KVM_KVMCLOCK_CTRL, 0) ? errno : 0;
}

/*
 * As a guest does: no vCPU runs now, so nobody else writes. Readers look at the page all the time:
 * that is what the race is about.
 */
static __attribute__((no_sanitize("thread"))) int ack_stopped(void *arg, unsigned int vcpu)
{
	struct vm *vm = arg;
	u8 *flags = vm->memory + page_of(vm, vcpu) + offsetof(struct pvclock_page, flags);

	WRITE_ONCE(*flags, (u8)(READ_ONCE(*flags) & ~LIVE_STOPPED));
	return 0;
}

/* Tell the kernel where the vCPU's page is. */
static int register_page(struct vm *vm, unsigned int vcpu)
{
	u64 address = page_of(vm, vcpu);

	if (vm->flavour == FLAVOUR_XEN) {
		struct kvm_xen_vcpu_attr attr = {.type = KVM_XEN_VCPU_ATTR_TYPE_VCPU_TIME_INFO,
						 .u.gpa = address};

		return ioctl(vm->vcpus[vcpu], KVM_XEN_VCPU_SET_ATTR, &attr);
	}
	/* as a guest has to: who it is, before what it wants */
	if (vm->flavour == FLAVOUR_HYPERV && set_msr(vm->vcpus[vcpu], MSR_HV_GUEST_OS_ID, HV_LINUX))
		return -1;
	if (vm->flavour == FLAVOUR_HYPERV)
		return set_msr(vm->vcpus[vcpu], MSR_HV_REFERENCE_TSC, address | 1);
	return set_msr(vm->vcpus[vcpu], MSR_KVMCLOCK, address | 1);
}

static bool add_vcpu(struct vm *vm, unsigned int i, char *why, size_t size)
{
	int vcpu = vm->vcpus[i] = ioctl(vm->vm, KVM_CREATE_VCPU, i);
	struct kvm_sregs sregs;
	struct kvm_regs regs = {.rflags = 2};
	u64 off;

	if (vcpu < 0)
		return fail(why, size, "KVM_CREATE_VCPU");
	vm->nvcpus++;
	if (ioctl(vcpu, KVM_GET_SREGS, &sregs))
		return fail(why, size, "KVM_GET_SREGS");
	sregs.cs.base = sregs.cs.selector = 0;
	if (ioctl(vcpu, KVM_SET_SREGS, &sregs) || ioctl(vcpu, KVM_SET_REGS, &regs))
		return fail(why, size, "KVM_SET_REGS");
	if (!align_tsc(vcpu, &off))
		return fail(why, size, "the guest's TSC cannot be read");
	if (off > OFF_MAX) {
		snprintf(why, size,
			 "the guest's TSC cannot be made ours: it takes KVM_VCPU_TSC_OFFSET (Linux "
			 "5.16), or a KVM that lets MSR 10h be written");
		return false;
	}
	if (off > vm->host.tsc_off)
		vm->host.tsc_off = off;
	if (register_page(vm, i))
		return fail(why, size, "the clock page cannot be registered");
	return true;
}

static bool add_memory(struct vm *vm, unsigned int vcpus, char *why, size_t size)
{
	static const u8 code[] = {0xf4, 0xeb, 0xfd}; /* hlt; jmp to it */
	struct kvm_userspace_memory_region region = {0};

	vm->size = (page_of(vm, vcpus) + PAGE - 1) / PAGE * PAGE;
	vm->memory = mmap(NULL, vm->size, PROT_READ | PROT_WRITE,
			  MAP_SHARED | MAP_ANONYMOUS | MAP_POPULATE, -1, 0);
	if (vm->memory == MAP_FAILED) {
		vm->memory = NULL;
		return fail(why, size, "the guest's memory");
	}
	memcpy(vm->memory, code, sizeof(code));
	region.memory_size = vm->size;
	region.userspace_addr = (u64)vm->memory;
	if (ioctl(vm->vm, KVM_SET_USER_MEMORY_REGION, &region))
		return fail(why, size, "KVM_SET_USER_MEMORY_REGION");
	vm->nlogs = vcpus;
	vm->logs = mmap(NULL, vcpus * sizeof(*vm->logs), PROT_READ | PROT_WRITE,
			MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (vm->logs == MAP_FAILED) {
		vm->logs = NULL;
		return fail(why, size, "memory for the log");
	}
	vm->host = (struct live_host){.arg = vm, .set_clock = set_clock, .run = run};
	if (vm->flavour == FLAVOUR_KVM &&
	    ioctl(vm->kvm, KVM_CHECK_EXTENSION, KVM_CAP_KVMCLOCK_CTRL) > 0) {
		vm->host.tell_stopped = tell_stopped;
		vm->host.ack_stopped = ack_stopped;
	}
	return true;
}

/* What the flavour needs, or the name of what is missing. */
static const char *missing(const struct vm *vm)
{
	int xen = ioctl(vm->kvm, KVM_CHECK_EXTENSION, KVM_CAP_XEN_HVM);

	if (ioctl(vm->kvm, KVM_CHECK_EXTENSION, KVM_CAP_ADJUST_CLOCK) <= 0)
		return "KVM_CAP_ADJUST_CLOCK: this KVM cannot set a guest's clock";
	if (vm->flavour == FLAVOUR_HYPERV &&
	    ioctl(vm->kvm, KVM_CHECK_EXTENSION, KVM_CAP_HYPERV_TIME) <= 0)
		return "KVM_CAP_HYPERV_TIME: this KVM has no reference TSC page; it takes a kernel "
		       "built with CONFIG_KVM_HYPERV (an option since 6.8, before that always on)";
	if (vm->flavour == FLAVOUR_XEN && (xen < 0 || !(xen & KVM_XEN_HVM_CONFIG_SHARED_INFO)))
		return "KVM_CAP_XEN_HVM with SHARED_INFO: this KVM has no Xen time; it takes a "
		       "kernel from 5.12 on built with CONFIG_KVM_XEN";
	return NULL;
}

static bool open_kvm(struct vm *vm, char *why, size_t size)
{
	const char *cap;

	vm->kvm = open("/dev/kvm", O_RDWR | O_CLOEXEC);
	if (vm->kvm < 0) {
		const char *cure = errno == EACCES || errno == EPERM
					   ? "join the group kvm, or run as root"
				   : errno == ENOENT || errno == ENXIO || errno == ENODEV
					   ? "load the kvm module; in a VM, have nested "
					     "virtualisation turned on"
					   : "see dmesg";

		snprintf(why, size, "/dev/kvm: %s: %s", strerror(errno), cure);
		return false;
	}
	if (ioctl(vm->kvm, KVM_GET_API_VERSION, 0) != KVM_API_VERSION) {
		snprintf(why, size, "/dev/kvm: it does not speak version %d of the KVM API",
			 KVM_API_VERSION);
		return false;
	}
	cap = missing(vm);
	if (cap) {
		snprintf(why, size, "%s", cap);
		return false;
	}
	vm->vm = ioctl(vm->kvm, KVM_CREATE_VM, 0);
	if (vm->vm < 0)
		return fail(why, size, "KVM_CREATE_VM");
	return true;
}

static bool enable_xen(struct vm *vm, char *why, size_t size)
{
	struct kvm_xen_hvm_config config = {.msr = 0x40000200};
	struct kvm_xen_hvm_attr mode = {.type = KVM_XEN_ATTR_TYPE_LONG_MODE, .u.long_mode = 1};

	if (ioctl(vm->vm, KVM_XEN_HVM_CONFIG, &config) ||
	    ioctl(vm->vm, KVM_XEN_HVM_SET_ATTR, &mode))
		return fail(why, size, "KVM_XEN_HVM_CONFIG");
	return true;
}

/* Does a run make a page change? The first one may only find out that it can't. */
static bool publishes(struct vm *vm, const struct live_lane *lane, char *why, size_t size)
{
	int error = 0;

	for (unsigned int i = 0; i < 4 && !error; i++) {
		u32 before = READ_ONCE(*lane->sequence);

		error = set_clock(vm, LIVE_STEP_NS);
		if (!error && i && register_page(vm, lane->vcpu)) /* anew: it had given up */
			error = errno;
		if (!error)
			error = run(vm, lane->vcpu);
		if (!error && READ_ONCE(*lane->sequence) != before)
			return true;
	}
	if (error)
		snprintf(why, size, "KVM_SET_CLOCK and KVM_RUN: %s", strerror(error));
	else
		snprintf(why, size, "KVM_SET_CLOCK and KVM_RUN leave the page as it was%s",
			 vm->flavour == FLAVOUR_HYPERV ? ": the host's own clock source is not the "
							 "TSC"
						       : "");
	return false;
}

static enum flavour flavour_of(const struct live_source *source)
{
	if (!strcmp(source->name, "kvm-hyperv"))
		return FLAVOUR_HYPERV;
	return strcmp(source->name, "kvm-xen") ? FLAVOUR_KVM : FLAVOUR_XEN;
}

/* KVM wants a clock page in one page of memory, and aligned. */
static bool fits(const struct vm *vm, unsigned int vcpus, char *why, size_t size)
{
	unsigned int i = 0;

	while (i < vcpus && page_of(vm, i) % PAGE + sizeof(struct pvclock_page) <= PAGE)
		i++;
	if (i == vcpus && vm->stride % sizeof(u32) == 0)
		return true;
	snprintf(
		why, size,
		"the guest's pages are %u bytes apart: KVM wants each within a page of memory, and "
		"at a multiple of 4",
		vm->stride);
	return false;
}

unsigned int live_open_kvm(const struct live_source *source, struct live_opening *opening)
{
	unsigned int vcpus = opening->vcpus;
	size_t size = opening->size;
	char *why = opening->why;
	struct vm *vm = calloc(1, sizeof(*vm));

	if (!vm) {
		snprintf(why, size, "out of memory");
		return 0;
	}
	opening->state = vm;
	vm->kvm = vm->vm = -1;
	vm->flavour = flavour_of(source);
	if (vm->flavour == FLAVOUR_HYPERV)
		vcpus = 1; /* there is one reference TSC page in a VM */
	vm->stride = vm->flavour == FLAVOUR_HYPERV ? PAGE
		     : opening->stride		   ? opening->stride
						   : sizeof(struct pvclock_page);
	if (!fits(vm, vcpus, why, size) || !open_kvm(vm, why, size) ||
	    !add_memory(vm, vcpus, why, size) ||
	    (vm->flavour == FLAVOUR_XEN && !enable_xen(vm, why, size)))
		return 0;
	for (unsigned int i = 0; i < vcpus; i++) {
		struct live_lane *lane = &opening->lanes[i];

		if (!add_vcpu(vm, i, why, size))
			return 0;
		if (!live_lane_page(lane, "", source->format, vm->memory + page_of(vm, i))) {
			snprintf(why, size, "the format %s is not in this build", source->format);
			return 0;
		}
		snprintf(lane->name, sizeof(lane->name), "vCPU %u", i);
		lane->host = &vm->host;
		lane->vcpu = i;
		lane->pages = vm->memory + page_of(vm, 0);
		lane->log = &vm->logs[i];
		lane->control = live_control(lane->format);
		if (!publishes(vm, lane, why, size))
			return 0;
	}
	return vcpus;
}

void live_close_kvm(void *state)
{
	struct vm *vm = state;

	if (!vm)
		return;
	for (unsigned int i = 0; i < vm->nvcpus; i++)
		close(vm->vcpus[i]);
	if (vm->vm >= 0)
		close(vm->vm);
	if (vm->kvm >= 0)
		close(vm->kvm);
	if (vm->memory)
		munmap(vm->memory, vm->size);
	if (vm->logs)
		munmap(vm->logs, vm->nlogs * sizeof(*vm->logs));
	free(vm);
}
