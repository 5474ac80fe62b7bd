/* A small VM of KVM's, with clock pages. For stress/live/ only. */
#ifndef STRESS_LIVE_VM_H
#define STRESS_LIVE_VM_H

#include "stress/live/source/lane.h"

enum live_flavour { FLAVOUR_KVM, FLAVOUR_HYPERV, FLAVOUR_XEN };

/* kvm and vm are -1 where they are not open. */
struct live_vm {
	int kvm, vm;
	enum live_flavour flavour;
	unsigned int nvcpus;
	int vcpus[LIVE_VCPUS_MAX];
	u8 *memory; /* the code, then a page for each vCPU */
	size_t size;
	struct hostlog *logs;
	struct live_host host;
};

/* false; why says what failed, and errno's reason. */
bool live_vm_fail(char *why, size_t size, const char *what);

/* Once kvm and vm are open: memory and logs for so many vCPUs; then the i-th vCPU with its page. */
bool live_vm_add_memory(struct live_vm *vm, unsigned int vcpus, char *why, size_t size);
bool live_vm_add_vcpu(struct live_vm *vm, unsigned int i, char *why, size_t size);

/* Tell the kernel where the vCPU's page is; 0, or -1 with errno. */
int live_vm_register(struct live_vm *vm, unsigned int vcpu);

/* Where that is in memory. */
u64 live_vm_page(unsigned int vcpu);

/* As struct live_host has them; arg is the struct live_vm. */
int live_vm_set_clock(void *arg, u64 ns);
int live_vm_run(void *arg, unsigned int vcpu);

/* Close and free all that is there. */
void live_vm_close(struct live_vm *vm);

#endif
