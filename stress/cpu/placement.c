/*
 * Placement by hwloc's tree. Two CPUs are the farther apart, the higher up in the tree the smallest
 * object around both of them is; hence cores, caches and packages need no rules of their own once
 * the CPUs are known among which a placement chooses.
 */
#include "stress/cpu/placement.h"

#include <errno.h>
#include <hwloc.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct topology {
	hwloc_topology_t machine;
	hwloc_bitmap_t allowed; /* a subset of the machine's CPUs, never empty */
};

static const char *const names[PLACEMENTS] = {"smt", "cache", "package", "spread"};

static const char *const missing[PLACEMENTS] = {
	"no core has two allowed CPUs",
	"no two cores with allowed CPUs are known to share a last-level cache",
	"the allowed CPUs are all in one package",
	"",
};

const char *placement_name(enum placement placement)
{
	return names[placement];
}

int placement_parse(const char *name)
{
	for (int placement = 0; placement < PLACEMENTS; placement++)
		if (!strcmp(name, names[placement]))
			return placement;
	return -1;
}

/* Loads nothing yet. hwloc's plugins are for devices; some of them drag in OpenCL and X11. */
static struct topology *topology_alloc(char *why, size_t size)
{
	struct topology *topology = calloc(1, sizeof(*topology));

	setenv("HWLOC_HIDE_ERRORS", "2", 0);
	setenv("HWLOC_PLUGINS_PATH", "", 0);
	if (topology && !hwloc_topology_init(&topology->machine)) {
		topology->allowed = hwloc_bitmap_alloc();
		if (topology->allowed)
			return topology;
		hwloc_topology_destroy(topology->machine);
	}
	free(topology);
	snprintf(why, size, "out of memory");
	return NULL;
}

void topology_free(struct topology *topology)
{
	if (!topology)
		return;
	hwloc_bitmap_free(topology->allowed);
	hwloc_topology_destroy(topology->machine);
	free(topology);
}

/* Keep those of topology->allowed that the machine has; false if none is left. */
static bool allow_known(struct topology *topology)
{
	hwloc_bitmap_and(topology->allowed, topology->allowed,
			 hwloc_topology_get_allowed_cpuset(topology->machine));
	return !hwloc_bitmap_iszero(topology->allowed);
}

struct topology *topology_new(char *why, size_t size)
{
	struct topology *topology = topology_alloc(why, size);

	if (!topology)
		return NULL;
	if (hwloc_topology_set_flags(topology->machine, HWLOC_TOPOLOGY_FLAG_DONT_CHANGE_BINDING) ||
	    hwloc_topology_load(topology->machine))
		snprintf(why, size, "hwloc cannot load this machine's topology: %s",
			 strerror(errno));
	else if (!hwloc_topology_is_thissystem(topology->machine))
		snprintf(why, size,
			 "hwloc was told of another machine; unset HWLOC_XMLFILE, "
			 "HWLOC_SYNTHETIC and HWLOC_FSROOT");
	else if (hwloc_get_cpubind(topology->machine, topology->allowed, HWLOC_CPUBIND_THREAD))
		snprintf(why, size, "cannot ask for the allowed CPUs: %s", strerror(errno));
	else if (!allow_known(topology))
		snprintf(why, size, "hwloc knows none of the allowed CPUs");
	else
		return topology;
	topology_free(topology);
	return NULL;
}

struct topology *topology_synthetic(const char *description, const char *allowed, char *why,
				    size_t size)
{
	struct topology *topology = topology_alloc(why, size);

	if (!topology)
		return NULL;
	hwloc_bitmap_fill(topology->allowed);
	if (hwloc_topology_set_synthetic(topology->machine, description) ||
	    hwloc_topology_load(topology->machine))
		snprintf(why, size, "'%s' is not a synthetic topology of hwloc", description);
	else if (allowed && hwloc_bitmap_list_sscanf(topology->allowed, allowed))
		snprintf(why, size, "'%s' is not a list of CPUs", allowed);
	else if (!allow_known(topology))
		snprintf(why, size, "'%s' has none of the CPUs %s", description, allowed);
	else
		return topology;
	topology_free(topology);
	return NULL;
}

/* On a machine that tells of no cores, each CPU is one. */
static hwloc_const_bitmap_t core_of(hwloc_topology_t machine, hwloc_obj_t pu)
{
	hwloc_obj_t core = hwloc_get_ancestor_obj_by_type(machine, HWLOC_OBJ_CORE, pu);

	return core ? core->cpuset : pu->cpuset;
}

/* On a machine that tells of no packages, it is one. */
static hwloc_const_bitmap_t package_of(hwloc_topology_t machine, hwloc_obj_t pu)
{
	hwloc_obj_t package = hwloc_get_ancestor_obj_by_type(machine, HWLOC_OBJ_PACKAGE, pu);

	return package ? package->cpuset : hwloc_get_root_obj(machine)->cpuset;
}

/* That level differs from core to core on some hybrid machines. Without a cache: the CPU alone. */
static hwloc_const_bitmap_t last_cache_of(hwloc_obj_t pu)
{
	hwloc_const_bitmap_t last = pu->cpuset;

	for (hwloc_obj_t around = pu->parent; around; around = around->parent)
		if (hwloc_obj_type_is_dcache(around->type))
			last = around->cpuset;
	return last;
}

/* The CPUs that readers may have if the host is on pu. */
static void readers_of(const struct topology *topology, enum placement placement, hwloc_obj_t pu,
		       hwloc_bitmap_t readers)
{
	hwloc_topology_t machine = topology->machine;

	switch (placement) {
	case PLACEMENT_SMT:
		hwloc_bitmap_and(readers, topology->allowed, core_of(machine, pu));
		break;
	case PLACEMENT_CACHE:
		hwloc_bitmap_and(readers, topology->allowed, last_cache_of(pu));
		hwloc_bitmap_andnot(readers, readers, core_of(machine, pu));
		break;
	case PLACEMENT_PACKAGE:
		hwloc_bitmap_andnot(readers, topology->allowed, package_of(machine, pu));
		break;
	default:
		hwloc_bitmap_copy(readers, topology->allowed);
	}
	hwloc_bitmap_clr(readers, pu->os_index);
}

/* cpu as a host, with the CPUs that its readers may have in readers; NULL if they have none. */
static hwloc_obj_t host_on(const struct topology *topology, enum placement placement, int cpu,
			   hwloc_bitmap_t readers)
{
	hwloc_obj_t pu = hwloc_get_pu_obj_by_os_index(topology->machine, (unsigned int)cpu);

	readers_of(topology, placement, pu, readers);
	return placement == PLACEMENT_SPREAD || !hwloc_bitmap_iszero(readers) ? pu : NULL;
}

static hwloc_obj_t choose_host(const struct topology *topology, enum placement placement,
			       unsigned int turn, hwloc_bitmap_t readers)
{
	hwloc_const_bitmap_t allowed = topology->allowed;
	unsigned int hosts = 0;
	hwloc_obj_t host;

	for (int cpu = hwloc_bitmap_first(allowed); cpu >= 0; cpu = hwloc_bitmap_next(allowed, cpu))
		hosts += host_on(topology, placement, cpu, readers) != NULL;
	if (!hosts)
		return NULL;
	turn %= hosts;
	for (int cpu = hwloc_bitmap_first(allowed);; cpu = hwloc_bitmap_next(allowed, cpu)) {
		host = host_on(topology, placement, cpu, readers);
		if (host && !turn--)
			return host;
	}
}

/* The depth of the smallest object around pu and any chosen CPU. The machine is around them all. */
static int nearest_depth(hwloc_obj_t pu, hwloc_const_bitmap_t chosen)
{
	hwloc_obj_t around = pu->parent;

	while (!hwloc_bitmap_intersects(around->cpuset, chosen))
		around = around->parent;
	return around->depth;
}

/* Those of readers that are farthest from the chosen CPU that is nearest to them. */
static void find_farthest(hwloc_topology_t machine, hwloc_const_bitmap_t readers,
			  hwloc_const_bitmap_t chosen, hwloc_bitmap_t farthest)
{
	hwloc_obj_t pu = NULL;
	int depth, least = INT_MAX;

	while ((pu = hwloc_get_next_obj_by_type(machine, HWLOC_OBJ_PU, pu))) {
		if (!hwloc_bitmap_isset(readers, pu->os_index))
			continue;
		depth = nearest_depth(pu, chosen);
		if (depth < least)
			hwloc_bitmap_zero(farthest);
		if (depth <= least)
			hwloc_bitmap_set(farthest, pu->os_index);
		least = depth < least ? depth : least;
	}
}

/*
 * One of several that are equally far: down the tree, always where the fewest are chosen. Among
 * equals, the next one behind the host's, or elsewhere its counterpart, so that another host meets
 * other readers.
 */
static unsigned int pick_balanced(hwloc_topology_t machine, hwloc_obj_t host,
				  hwloc_const_bitmap_t farthest, hwloc_const_bitmap_t chosen,
				  hwloc_bitmap_t scratch)
{
	hwloc_obj_t at = hwloc_get_root_obj(machine), child, peer, best;
	int count, fewest;
	unsigned int first;

	for (; at->type != HWLOC_OBJ_PU; at = best) {
		best = NULL;
		fewest = INT_MAX;
		peer = hwloc_get_ancestor_obj_by_depth(machine, at->first_child->depth, host);
		first = peer ? peer->sibling_rank + (peer->parent == at) : 0;
		for (unsigned int i = 0; i < at->arity; i++) {
			child = at->children[(first + i) % at->arity];
			if (!hwloc_bitmap_intersects(child->cpuset, farthest))
				continue;
			hwloc_bitmap_and(scratch, child->cpuset, chosen);
			count = hwloc_bitmap_weight(scratch);
			if (count < fewest) {
				fewest = count;
				best = child;
			}
		}
	}
	return at->os_index;
}

unsigned int placement_choose(const struct topology *topology, enum placement placement,
			      unsigned int turn, unsigned int *cpus, unsigned int max, char *why,
			      size_t size)
{
	hwloc_bitmap_t readers = hwloc_bitmap_alloc(), chosen = hwloc_bitmap_alloc();
	hwloc_bitmap_t farthest = hwloc_bitmap_alloc(), scratch = hwloc_bitmap_alloc();
	hwloc_obj_t host = NULL;
	unsigned int n = 0;

	if (!readers || !chosen || !farthest || !scratch) {
		snprintf(why, size, "out of memory");
		goto out;
	}
	host = choose_host(topology, placement, turn, readers);
	if (!host) {
		snprintf(why, size, "%s", missing[placement]);
		goto out;
	}
	for (cpus[n++] = host->os_index; n < max && !hwloc_bitmap_iszero(readers); n++) {
		hwloc_bitmap_set(chosen, cpus[n - 1]);
		find_farthest(topology->machine, readers, chosen, farthest);
		cpus[n] = pick_balanced(topology->machine, host, farthest, chosen, scratch);
		hwloc_bitmap_clr(readers, cpus[n]);
	}
out:
	hwloc_bitmap_free(readers);
	hwloc_bitmap_free(chosen);
	hwloc_bitmap_free(farthest);
	hwloc_bitmap_free(scratch);
	return n;
}
