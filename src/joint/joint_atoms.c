/*
 * Shared memory in atoms: the largest parts of which each access has all or nothing. What is shared, and in which
 * widths, is learned from the reads; where one cuts an atom, the exploration begins anew with smaller ones.
 *
 * What is of each vCPU (DEFINE_PER_VCPU) there is once for each: of a log with a single one, each reader is another vCPU.
 */
#include "joint/joint_engine.h"

#include "machine/own.h"

#define TOO_MANY_VARIABLES "reads share too many variables"

u8 joint_atom_of(struct joint *joint, const struct shared_op *op, u8 *n)
{
	struct atom *atoms = joint->atoms;
	unsigned int first = 0, i;
	u16 covered = 0;

	while (first < joint->natoms && atoms[first].address + atoms[first].size <= op->address)
		first++;
	for (i = first; i < joint->natoms && atoms[i].address == op->address + covered &&
			covered + atoms[i].size <= op->size;
	     i++)
		covered += atoms[i].size;
	*n = (u8)(i - first);
	if (covered == op->size)
		return (u8)first;
	joint->again = true;
	return 0;
}

void joint_forget_memory(struct joint *joint)
{
	joint->natoms = 0;
}

static void add_atom(struct joint *joint, u8 *address, u16 size)
{
	unsigned int at = joint->natoms;

	if (at == ATOMS_MAX) {
		joint_overflow(joint, TOO_MANY_VARIABLES);
		return;
	}
	for (; at && joint->atoms[at - 1].address > address; at--)
		joint->atoms[at] = joint->atoms[at - 1];
	joint->atoms[at] = (struct atom){address, size, bytes_get(address, size)};
	joint->natoms++;
}

static void cut_atoms(struct joint *joint, const u8 *at)
{
	for (unsigned int i = 0; i < joint->natoms; i++) {
		struct atom *atom = &joint->atoms[i];
		u16 before = (u16)(at - atom->address);

		if (at <= atom->address || at >= atom->address + atom->size)
			continue;
		add_atom(joint, atom->address + before, atom->size - before);
		atom = &joint->atoms[i];
		atom->size = before;
		atom->initial = bytes_get(atom->address, before);
		return;
	}
}

void joint_make_atoms(struct joint *joint, const struct shared_op *op)
{
	u8 *at = op->address, *end = op->address + op->size;

	cut_atoms(joint, at);
	cut_atoms(joint, end);
	for (unsigned int i = 0; at < end && !joint->stopped; i++) {
		struct atom *atom = i < joint->natoms ? &joint->atoms[i] : NULL;

		if (atom && atom->address + atom->size <= at)
			continue;
		if (!atom || atom->address > at) {
			u8 *to = atom && atom->address < end ? atom->address : end;

			add_atom(joint, at, (u16)(to - at));
			at = to;
		} else {
			at = atom->address + atom->size;
		}
	}
}

void joint_share_out(struct joint *joint)
{
	struct atom *atoms = joint->atoms;
	unsigned int end,
		vcpus = joint_moves(joint) ? joint->machine->log.nvcpus : joint->options->readers;

	for (joint->own = 0; joint->own < joint->natoms && !own_memory(atoms[joint->own].address);)
		joint->own++;
	for (end = joint->own; end < joint->natoms && own_memory(atoms[end].address);)
		end++;
	joint->nown = end - joint->own;
	joint->ncells = joint->natoms + (vcpus - 1) * joint->nown;
	if (joint->ncells > ATOMS_MAX) {
		joint_overflow(joint, TOO_MANY_VARIABLES);
		return;
	}
	for (unsigned int i = joint->natoms; i < joint->ncells; i++)
		atoms[i] = atoms[joint->own + (i - joint->natoms) % joint->nown];
}
