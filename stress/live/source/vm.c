/*
 * A small VM: memory that is ours, vCPUs whose guest does nothing but halt and whose TSC is made
 * equal to ours, so any reader in this process may read their clock pages.
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
#include "stress/live/source/vm.h"
#include "stress/cpu/stamp.h"

#define PAGE 4096
#define MSR_TSC 0x10
#define MSR_KVMCLOCK 0x4b564d01 /* address of the page | 1 */
#define MSR_HV_GUEST_OS_ID 0x40000000
#define MSR_HV_REFERENCE_TSC 0x40000021 /* as the kvmclock's */
#define HV_LINUX 0x8100000000000000ull	/* open source, Linux */
#define STOPPED 2			/* pvclock's flag */
#define OFF_MAX 10000000000ull		/* ticks that a guest's TSC may be off ours */

bool live_vm_fail(char *why, size_t size, const char *what)
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

int live_vm_set_clock(void *arg, u64 ns)
{
	struct live_vm *vm = arg;
	struct kvm_clock_data data = {.clock = ns};

	return ioctl(vm->vm, KVM_SET_CLOCK, &data) ? errno : 0;
}

int live_vm_run(void *arg, unsigned int vcpu)
{
	struct live_vm *vm = arg;

	while (ioctl(vm->vcpus[vcpu], KVM_RUN, 0))
		if (errno != EINTR && errno != EAGAIN)
			return errno;
	return 0;
}

u64 live_vm_page(unsigned int vcpu)
{
	return (u64)PAGE * (1 + vcpu);
}

static int tell_stopped(void *arg, unsigned int vcpu)
{
	struct live_vm *vm = arg;

	return ioctl(vm->vcpus[vcpu], KVM_KVMCLOCK_CTRL, 0) ? errno : 0;
}

/*
 * As a guest does: no vCPU runs now, so nobody else writes. Readers look at the page all the time:
 * that is what the race is about.
 */
static __attribute__((no_sanitize("thread"))) int ack_stopped(void *arg, unsigned int vcpu)
{
	struct live_vm *vm = arg;
	u8 *flags = vm->memory + live_vm_page(vcpu) + offsetof(struct pvclock_page, flags);

	WRITE_ONCE(*flags, (u8)(READ_ONCE(*flags) & ~STOPPED));
	return 0;
}

/* Tell the kernel where the vCPU's page is. */
int live_vm_register(struct live_vm *vm, unsigned int vcpu)
{
	u64 address = live_vm_page(vcpu);

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

bool live_vm_add_vcpu(struct live_vm *vm, unsigned int i, char *why, size_t size)
{
	int vcpu = vm->vcpus[i] = ioctl(vm->vm, KVM_CREATE_VCPU, i);
	struct kvm_sregs sregs;
	struct kvm_regs regs = {.rflags = 2};
	u64 off;

	if (vcpu < 0)
		return live_vm_fail(why, size, "KVM_CREATE_VCPU");
	vm->nvcpus++;
	if (ioctl(vcpu, KVM_GET_SREGS, &sregs))
		return live_vm_fail(why, size, "KVM_GET_SREGS");
	sregs.cs.base = sregs.cs.selector = 0;
	if (ioctl(vcpu, KVM_SET_SREGS, &sregs) || ioctl(vcpu, KVM_SET_REGS, &regs))
		return live_vm_fail(why, size, "KVM_SET_REGS");
	if (!align_tsc(vcpu, &off))
		return live_vm_fail(why, size, "the guest's TSC cannot be read");
	if (off > OFF_MAX) {
		snprintf(why, size,
			 "the guest's TSC cannot be made ours: it takes KVM_VCPU_TSC_OFFSET (Linux "
			 "5.16), or a KVM that lets MSR 10h be written");
		return false;
	}
	if (off > vm->host.tsc_off)
		vm->host.tsc_off = off;
	if (live_vm_register(vm, i))
		return live_vm_fail(why, size, "the clock page cannot be registered");
	return true;
}

bool live_vm_add_memory(struct live_vm *vm, unsigned int vcpus, char *why, size_t size)
{
	static const u8 code[] = {0xf4, 0xeb, 0xfd}; /* hlt; jmp to it */
	struct kvm_userspace_memory_region region = {0};

	vm->size = (size_t)PAGE * (1 + vcpus);
	vm->memory = mmap(NULL, vm->size, PROT_READ | PROT_WRITE,
			  MAP_SHARED | MAP_ANONYMOUS | MAP_POPULATE, -1, 0);
	if (vm->memory == MAP_FAILED) {
		vm->memory = NULL;
		return live_vm_fail(why, size, "the guest's memory");
	}
	memcpy(vm->memory, code, sizeof(code));
	region.memory_size = vm->size;
	region.userspace_addr = (u64)vm->memory;
	if (ioctl(vm->vm, KVM_SET_USER_MEMORY_REGION, &region))
		return live_vm_fail(why, size, "KVM_SET_USER_MEMORY_REGION");
	vm->logs = mmap(NULL, vcpus * sizeof(*vm->logs), PROT_READ | PROT_WRITE,
			MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (vm->logs == MAP_FAILED) {
		vm->logs = NULL;
		return live_vm_fail(why, size, "memory for the log");
	}
	vm->host =
		(struct live_host){.arg = vm, .set_clock = live_vm_set_clock, .run = live_vm_run};
	if (vm->flavour == FLAVOUR_KVM &&
	    ioctl(vm->kvm, KVM_CHECK_EXTENSION, KVM_CAP_KVMCLOCK_CTRL) > 0) {
		vm->host.tell_stopped = tell_stopped;
		vm->host.ack_stopped = ack_stopped;
	}
	return true;
}

void live_vm_close(struct live_vm *vm)
{
	for (unsigned int i = 0; i < vm->nvcpus; i++)
		close(vm->vcpus[i]);
	if (vm->vm >= 0)
		close(vm->vm);
	if (vm->kvm >= 0)
		close(vm->kvm);
	if (vm->memory)
		munmap(vm->memory, vm->size);
	if (vm->logs)
		munmap(vm->logs, (vm->size / PAGE - 1) * sizeof(*vm->logs));
	free(vm);
}
