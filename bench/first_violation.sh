#!/bin/sh
# What the first violation of a wrong pair takes, start and end of the program included: `verify --first` of
# every wrong cell of tests/matrix.expected, by the clock and in CPU time, each the best of some rounds.
#
# usage: bench/first_violation.sh [ROUNDS [WARPAGE]]
#	prints minimum, median and maximum of both, those of `warpage --version`, and the slowest ten
set -eu
cd "$(dirname "$0")/.."
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 - "${1:-5}" "${2:-build/warpage}" "$work/found" <<'END'
import os, resource, subprocess, sys, time

rounds, warpage, found = int(sys.argv[1]), sys.argv[2], sys.argv[3]
models = "sc", "x86", "x86-manual", "weak"


def best(wanted, *arguments):
    """Milliseconds by the clock, and of CPU time."""
    clock = cpu = 1e9
    for _ in range(rounds):
        began = time.monotonic()
        child = subprocess.Popen([warpage, *arguments], stdout=subprocess.DEVNULL)
        _, status, used = os.wait4(child.pid, 0)
        clock = min(clock, time.monotonic() - began)
        cpu = min(cpu, used.ru_utime + used.ru_stime)
        if os.waitstatus_to_exitcode(status) != wanted:
            sys.exit("status %x of: %s" % (status, " ".join(arguments)))
    return clock * 1e3, cpu * 1e3


def wrong_cells():
    for line in open("tests/matrix.expected"):
        words = line.split("#")[0].split()
        for model, cell in zip(models, words[3:]):
            if cell != "clean" and not cell.startswith(("within", "nothing")):
                yield (*words[:3], "--model", model)


start = best(0, "--version")
cells = [(*best(1, "verify", *cell, "--first", "--jobs", "1", "--findings", found), cell)
         for cell in wrong_cells()]
for i, what in enumerate(("clock", "CPU")):
    times = sorted(cell[i] for cell in cells)
    print("%-6s min %.2f, median %.2f, max %.2f ms, of %d cells; warpage --version %.2f ms"
          % (what, times[0], times[len(times) // 2], times[-1], len(times), start[i]))
for clock, cpu, cell in sorted(cells, key=lambda cell: -cell[1])[:10]:
    print("%8.2f ms, CPU %.2f (%.1f starts)  %s" % (clock, cpu, cpu / start[1], " ".join(cell)))
END
