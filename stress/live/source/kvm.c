/*
 * KVM as a host: a run of a vCPU after the VM's clock was set makes the kernel write that vCPU's
 * page, right before the guest would be entered. What a KVM does not offer is named.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <linux/kvm.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/ioctl.h>

#include "stress/live/source/vm.h"

/* What the flavour needs, or the name of what is missing. */
static const char *missing(const struct live_vm *vm)
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

static bool open_kvm(struct live_vm *vm, char *why, size_t size)
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
		return live_vm_fail(why, size, "KVM_CREATE_VM");
	return true;
}

static bool enable_xen(struct live_vm *vm, char *why, size_t size)
{
	struct kvm_xen_hvm_config config = {.msr = 0x40000200};
	struct kvm_xen_hvm_attr mode = {.type = KVM_XEN_ATTR_TYPE_LONG_MODE, .u.long_mode = 1};

	if (ioctl(vm->vm, KVM_XEN_HVM_CONFIG, &config) ||
	    ioctl(vm->vm, KVM_XEN_HVM_SET_ATTR, &mode))
		return live_vm_fail(why, size, "KVM_XEN_HVM_CONFIG");
	return true;
}

/* Does a run make a page change? The first one may only find out that it can't. */
static bool publishes(struct live_vm *vm, const struct live_lane *lane, char *why, size_t size)
{
	int error = 0;

	for (unsigned int i = 0; i < 4 && !error; i++) {
		u32 before = READ_ONCE(*lane->sequence);

		error = live_vm_set_clock(vm, LIVE_STEP_NS);
		if (!error && i && live_vm_register(vm, lane->vcpu)) /* anew: it had given up */
			error = errno;
		if (!error)
			error = live_vm_run(vm, lane->vcpu);
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

static enum live_flavour flavour_of(const struct live_source *source)
{
	if (!strcmp(source->name, "kvm-hyperv"))
		return FLAVOUR_HYPERV;
	return strcmp(source->name, "kvm-xen") ? FLAVOUR_KVM : FLAVOUR_XEN;
}

unsigned int live_open_kvm(const struct live_source *source, struct live_opening *opening)
{
	unsigned int vcpus = opening->vcpus;
	size_t size = opening->size;
	char *why = opening->why;
	struct live_vm *vm = calloc(1, sizeof(*vm));

	if (!vm) {
		snprintf(why, size, "out of memory");
		return 0;
	}
	opening->state = vm;
	vm->kvm = vm->vm = -1;
	vm->flavour = flavour_of(source);
	if (vm->flavour == FLAVOUR_HYPERV)
		vcpus = 1; /* there is one reference TSC page in a VM */
	if (!open_kvm(vm, why, size) || !live_vm_add_memory(vm, vcpus, why, size) ||
	    (vm->flavour == FLAVOUR_XEN && !enable_xen(vm, why, size)))
		return 0;
	for (unsigned int i = 0; i < vcpus; i++) {
		struct live_lane *lane = &opening->lanes[i];

		if (!live_vm_add_vcpu(vm, i, why, size))
			return 0;
		if (!live_lane_page(lane, "", source->format, vm->memory + live_vm_page(i))) {
			snprintf(why, size, "the format %s is not in this build", source->format);
			return 0;
		}
		snprintf(lane->name, sizeof(lane->name), "vCPU %u", i);
		lane->host = &vm->host;
		lane->vcpu = i;
		lane->log = &vm->logs[i];
		lane->control = live_control(lane->format);
		if (!publishes(vm, lane, why, size))
			return 0;
	}
	return vcpus;
}

void live_close_kvm(void *state)
{
	if (state)
		live_vm_close(state);
}
