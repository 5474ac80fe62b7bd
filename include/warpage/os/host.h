/*
 * What hypervisors have between their update and the guest's page: copies, addresses. A copy to the guest is
 * memcpy(), plain accesses in any order and of any part; it always succeeds. A guest's physical address, and
 * the number of a frame, is the address of the page itself.
 */
#ifndef WARPAGE_OS_HOST_H
#define WARPAGE_OS_HOST_H

#include <warpage/os/pages.h>
#include <warpage/os/sequence.h>
#include <warpage/os/time.h>

#define WARPAGE_COPY_(to, from, size) (memcpy((void *)(to), (const void *)(from), size), 0)
#define copy_to_user(to, from, size) WARPAGE_COPY_(to, from, size)
#define __copy_to_user(to, from, size) WARPAGE_COPY_(to, from, size)
#define copy_from_user(to, from, size) WARPAGE_COPY_(to, from, size)
#define __copy_from_user(to, from, size) WARPAGE_COPY_(to, from, size)
#define put_user(value, to) (WRITE_ONCE(*(to), value), 0)
#define __put_user(value, to) (WRITE_ONCE(*(to), value), 0)
#define get_user(value, from) ((value) = READ_ONCE(*(from)), 0)
#define __get_user(value, from) ((value) = READ_ONCE(*(from)), 0)
#define kvm_write_guest(kvm, gpa, data, size) WARPAGE_COPY_((unsigned long)(gpa), data, size)
#define kvm_read_guest(kvm, gpa, data, size) WARPAGE_COPY_(data, (unsigned long)(gpa), size)
#define kvm_vcpu_write_guest(vcpu, gpa, data, size) kvm_write_guest(0, gpa, data, size)
#define kvm_vcpu_read_guest(vcpu, gpa, data, size) kvm_read_guest(0, gpa, data, size)
#define kvm_write_guest_cached(kvm, ghc, data, size) WARPAGE_COPY_((ghc)->hva, data, size)
#define kvm_read_guest_cached(kvm, ghc, data, size) WARPAGE_COPY_(data, (ghc)->hva, size)
#define kvm_write_guest_offset_cached(kvm, ghc, data, offset, size)                                \
	WARPAGE_COPY_((ghc)->hva + (offset), data, size)
#define kvm_read_guest_offset_cached(kvm, ghc, data, offset, size)                                 \
	WARPAGE_COPY_(data, (ghc)->hva + (offset), size)
#define gfn_to_gpa(gfn) ((gpa_t)(gfn))
#define gpa_to_gfn(gpa) ((gfn_t)(gpa))
#define clear_page(page) ((void)(page))
#define kmap_atomic(page) (page)
#define kunmap_atomic(page) ((void)(page))

#endif
