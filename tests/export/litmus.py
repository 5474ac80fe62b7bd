#!/usr/bin/env python3
"""Are the litmus tests of findings what the findings say?

litmus.py FOLDER: of each FILE.warp in it, FILE.C, FILE.AArch64 and FILE.X86, as far as they are there.

Each is parsed by the part of herd7's grammar that an export needs, strictly, and its executions are enumerated:
  sc    one access after the other. In C a compiler may make plain accesses in another order, up to a barrier.
  tso   x86: stores wait in a buffer, which MFENCE empties.
  weak  all that no fence, acquire, release or common location keeps in order may be made in another one. This is what
        Linux' memory model and AArch64 allow to two threads of which one stores and one loads without dependencies.
        Stores are seen by all at once: with one thread that loads there is nobody to tell.
The condition must be reached where the finding's model says so: in sc, unless it was found in weak; in tso as in sc, as
one thread stores in order and the other one loads in order; and in weak always. It must be gone with a full fence
between any two accesses, if the finding takes a CPU that reorders. And it must not be reached if each update is one
step and so is the read: then nothing is torn, and nothing is stale. (An update in which the host dies never comes to its
end; what it leaves is no step.)

A stale read is told by the TSC as a location that P0 advances before the first store of an update and after its last
one, with fences, so that all stores of it lie between. A sample that finds both made comes after the update, one that
finds none before it: which is all that stale means, that the clock of the fields was not yet, or no more, on the page. No
value of the TSC in between is told apart, and P0 passes time nowhere else, so nothing else is allowed than a TSC that all
CPUs agree on does allow. The sample is a load in its place in the program: what CPUs do to RDTSC besides is refused.

The C test is also held against the finding, load by load, and the other two against it, store by store. Exits with 1, and
a line for each that is wrong.
"""
import pathlib
import re
import sys

ENDS_PROGRAM = r"\b(exists|forall|final|locations|filter|cases|observed|Observed)\b"
NAME = r"[a-z][a-z0-9_A-Z]*"
FENCES = {"smp_mb": "mb", "smp_rmb": "rmb", "smp_wmb": "wmb", "barrier": "barrier", "MFENCE": "mb", "LFENCE": "lfence",
          "DMB ISH": "mb", "DMB ISHLD": "rmb", "DMB ISHST": "wmb"}
X86_REGISTERS = "EAX|EBX|ECX|EDX|ESI|EDI"


class Wrong(Exception):
    """What is wrong with a test."""


def fail(why):
    raise Wrong(why)


class Op:
    """A load ("R"), a store ("W") of a value or a register, or a fence ("F")."""

    def __init__(self, kind, loc=None, value=None, register=None, plain=False, ordered=False, fence=None, update=None):
        self.kind, self.loc, self.value, self.register = kind, loc, value, register
        self.plain, self.ordered, self.fence, self.update = plain, ordered, fence, update


class Test:
    """arch, comment, start: of locations, threads: lists of Op, condition: of (thread, register) and of locations."""


def parse_c_thread(number, text, start, names):
    head = re.fullmatch(r"P%d\(((?:int \*%s)(?:, int \*%s)*)?\)\n\{\n(.*)\}\n" % (number, NAME, NAME), text, re.S)
    if not head:
        fail(f"P{number} is no function")
    known = set(re.findall(r"\*(\w+)", head[1] or ""))
    if not known <= set(start):
        fail(f"P{number} is given what is no location")
    ops, registers, update = [], set(), None
    forms = (
        (r"/\* update (\d+) \*/", lambda m: ("update", int(m[1]))),
        (r"int (r\d+);", lambda m: ("register", m[1])),
        (r"(\w+)\(\);", lambda m: Op("F", fence=FENCES.get(m[1]) or fail(f"no fence: {m[0]}"))),
        (r"WRITE_ONCE\(\*(\w+), (\d+)\);", lambda m: Op("W", m[1], int(m[2]))),
        (r"smp_store_release\((\w+), (\d+)\);", lambda m: Op("W", m[1], int(m[2]), ordered=True)),
        (r"\*(\w+) = (\d+);", lambda m: Op("W", m[1], int(m[2]), plain=True)),
        (r"(r\d+) = READ_ONCE\(\*(\w+)\);", lambda m: Op("R", m[2], register=m[1])),
        (r"(r\d+) = smp_load_acquire\((\w+)\);", lambda m: Op("R", m[2], register=m[1], ordered=True)),
        (r"(r\d+) = \*(\w+);", lambda m: Op("R", m[2], register=m[1], plain=True)),
    )
    for line in head[2].split("\n"):
        if not line.strip():
            continue
        for form, make in forms:
            match = re.fullmatch(r"\t" + form, line)
            if match:
                break
        else:
            fail(f"no statement: {line}")
        op = make(match)
        if isinstance(op, tuple) and op[0] == "update":
            update = op[1]
        elif isinstance(op, tuple):
            registers.add(op[1])
        else:
            op.update = update
            if op.loc and op.loc not in known or op.register and op.register not in registers:
                fail(f"not declared: {line}")
            ops.append(op)
    if known != {op.loc for op in ops if op.loc}:
        fail(f"P{number} is given what it does not use")
    names |= {(number, register) for register in registers}
    return ops


def parse_c(test, init, program):
    for line in init.strip().split("\n"):
        match = re.fullmatch(r"\s*int (%s) = (\d+);" % NAME, line) or fail(f"no location: {line}")
        test.start[match[1]] = int(match[2])
    parts = re.split(r"(?=^P\d)", program, flags=re.M)
    if parts[0].strip() or len(parts) != 3:
        fail("not two functions")
    names = set()
    test.threads = [parse_c_thread(i, part.rstrip() + "\n", test.start, names) for i, part in enumerate(parts[1:])]
    return names


def parse_rows(program):
    rows = [line for line in program.split("\n") if line.strip()]
    table = []
    for row in rows:
        cells = re.fullmatch(r" ([^|;]*)\| ([^|;]*);", row) or fail(f"no row: {row}")
        table.append([cell.strip() for cell in cells.groups()])
    if table[0] != ["P0", "P1"]:
        fail("no head of columns")
    return [[row[i] for row in table[1:] if row[i]] for i in range(2)]


def parse_x86(test, init, program):
    parse_init(test, init, False)
    names, test.threads = set(), []
    for number, column in enumerate(parse_rows(program)):
        ops = []
        for text in column:
            store = re.fullmatch(r"MOV \[(%s)\],(?:\$(\d+)|(%s))" % (NAME, X86_REGISTERS), text)
            load = re.fullmatch(r"MOV (%s),\[(%s)\]" % (X86_REGISTERS, NAME), text)
            if text in ("MFENCE", "LFENCE"):
                ops.append(Op("F", fence=FENCES[text]))
            elif store and store[2]:
                ops.append(Op("W", store[1], int(store[2])))
            elif store:
                ops.append(Op("W", store[1], register=store[3]))
            elif load:
                ops.append(Op("R", load[2], register=load[1]))
                names.add((number, load[1]))
            else:
                fail(f"no instruction: {text}")
        test.threads.append(ops)
    for op in sum(test.threads, []):
        if op.loc and op.loc not in test.start:
            # of results, which are 0 at first as all locations are
            if not re.fullmatch(r"r\d+", op.loc):
                fail(f"no location: {op.loc}")
            test.start[op.loc] = 0
    return names


def parse_init(test, init, registers):
    for line in init.strip().split("\n"):
        place = re.fullmatch(r"(%s)=(\d+);" % NAME, line)
        address = re.fullmatch(r"([01]):(X\d+)=(%s);" % NAME, line)
        if place:
            test.start[place[1]] = int(place[2])
        elif address and registers and address[3] in test.start:
            test.addresses[int(address[1]), address[2]] = address[3]
        else:
            fail(f"nothing to begin with: {line}")


def parse_aarch64(test, init, program):
    test.addresses = {}
    parse_init(test, init, True)
    names, test.threads = set(), []
    for number, column in enumerate(parse_rows(program)):
        ops, values = [], {}
        for text in column:
            move = re.fullmatch(r"MOV (W\d+),#(\d+)", text)
            access = re.fullmatch(r"(LDR|LDAR|STR|STLR) W(\d+),\[(X\d+)\]", text)
            if move:
                values[move[1]] = int(move[2])
                if int(move[2]) > 0xffff or (number, "X" + move[1][1:]) in test.addresses:
                    fail(f"no operand: {text}")
                continue
            if text.startswith("DMB"):
                ops.append(Op("F", fence=FENCES.get(text) or fail(f"no fence: {text}")))
                continue
            if not access or int(access[2]) > 30:
                fail(f"no instruction: {text}")
            loc = test.addresses.get((number, access[3])) or fail(f"no address in {access[3]}")
            if (number, "X" + access[2]) in test.addresses:
                fail(f"an address is overwritten: {text}")
            if access[1][0] == "S":
                ops.append(Op("W", loc, values["W" + access[2]], ordered=access[1] == "STLR"))
            else:
                names.add((number, "X" + access[2]))
                ops.append(Op("R", loc, register="X" + access[2], ordered=access[1] == "LDAR"))
        test.threads.append(ops)
    return names


def parse(text):
    test = Test()
    test.start, test.condition = {}, {}
    match = re.fullmatch(r"(C|AArch64|X86) warpage-[A-Za-z0-9-]+\n\n\(\*\n(.*?)\n \*\)\n\n\{\n(.*?)\}\n(.*)"
                         r"\nexists \((.*)\)\n", text, re.S)
    if not match:
        fail("not a name, a comment, what it begins with, threads and a condition")
    test.arch, test.comment, init, program, condition = match.groups()
    if re.search(r'["{}]|\(\*|\*\)', test.comment):
        fail("the comment ends early, or holds what begins something")
    if re.search(ENDS_PROGRAM, program):
        fail("a word that ends the program")
    names = {"C": parse_c, "X86": parse_x86, "AArch64": parse_aarch64}[test.arch](test, init, program)
    for atom in condition.split(" /\\ "):
        register = re.fullmatch(r"([01]):(\w+)=(\d+)", atom)
        place = re.fullmatch(r"(%s)=(\d+)" % NAME, atom)
        key = (int(register[1]), register[2]) if register else place and place[1]
        if not key or key in test.condition or key not in (names if register else test.start):
            fail(f"no condition: {atom}")
        test.condition[key] = int((register or place)[3 if register else 2])
    return test


def in_order(ops, i, j, model, arch):
    """Must access i of a thread be made before access j, which comes later in its program?"""
    a, b = ops[i], ops[j]
    fences = [op.fence for op in ops[i:j] if op.kind == "F"]
    if a.loc == b.loc or (a.register and a.register == b.register):
        return True
    if model == "weak":
        kinds = a.kind + b.kind
        return ("mb" in fences or a.kind == "R" and a.ordered or b.kind == "W" and b.ordered
                or "wmb" in fences and kinds == "WW"
                or "rmb" in fences and (kinds == "RR" or arch == "AArch64" and a.kind == "R"))
    if arch != "C":
        return True
    return bool(fences) or not (a.plain or b.plain) or a.kind == "R" and a.ordered or b.kind == "W" and b.ordered


def reached(test, model):
    """Is there an execution that ends as the condition says?"""
    threads = [[op for op in ops if op.kind != "F"] for ops in test.threads]
    before, drains = [], []
    for ops in test.threads:
        at = [i for i, op in enumerate(ops) if op.kind != "F"]
        before.append([sum(1 << i for i in range(j) if in_order(ops, at[i], at[j], model, test.arch))
                       for j in range(len(at))])
        drains.append([j > 0 and any(op.fence == "mb" for op in ops[at[j - 1]:at[j]] if op.kind == "F")
                       for j in range(len(at))])
    locations = sorted(test.start)
    # what a load or store must have, as nothing later changes what it leaves
    wanted = {}
    for t, ops in enumerate(threads):
        for i, op in enumerate(ops):
            key = (t, op.register) if op.kind == "R" else op.loc
            last = not any((o.register if o.kind == "R" else o.loc) == (op.register if op.kind == "R" else op.loc)
                           and o.kind == op.kind for o in ops[i + 1:])
            if key in test.condition and last:
                wanted[t, i] = test.condition[key]
    seen = set()
    stack = [((0, 0), tuple(test.start[loc] for loc in locations), ((), ()), ())]
    whole = tuple((1 << len(ops)) - 1 for ops in threads)
    while stack:
        state = stack.pop()
        if state in seen:
            continue
        seen.add(state)
        done, memory, buffers, registers = state
        values = dict(registers)
        if done == whole and buffers == ((), ()):
            final = dict(zip(locations, memory))
            if all((values.get(key) if isinstance(key, tuple) else final[key]) == value
                   for key, value in test.condition.items()):
                return True
            continue
        for t, ops in enumerate(threads):
            if buffers[t]:
                loc, value = buffers[t][0]
                changed = tuple(value if name == loc else old for name, old in zip(locations, memory))
                stack.append((done, changed, tuple(b[1:] if i == t else b for i, b in enumerate(buffers)), registers))
            for i, op in enumerate(ops):
                if done[t] >> i & 1 or before[t][i] & ~done[t] or model == "tso" and drains[t][i] and buffers[t]:
                    continue
                now = tuple(d | 1 << i if k == t else d for k, d in enumerate(done))
                if op.kind == "R":
                    value = memory[locations.index(op.loc)]
                    for loc, late in buffers[t]:
                        value = late if loc == op.loc else value
                    if wanted.get((t, i), value) != value:
                        continue
                    stack.append((now, memory, buffers, tuple(sorted({**values, (t, op.register): value}.items()))))
                    continue
                value = values[t, op.register] if op.register else op.value
                if wanted.get((t, i), value) != value:
                    continue
                if model == "tso":
                    late = tuple(b + ((op.loc, value),) if k == t else b for k, b in enumerate(buffers))
                    stack.append((now, memory, late, registers))
                else:
                    changed = tuple(value if name == op.loc else old for name, old in zip(locations, memory))
                    stack.append((now, changed, buffers, registers))
    return False


def fenced(test):
    """The same with a full fence between any two accesses."""
    other = Test()
    other.arch, other.start, other.condition = test.arch, test.start, test.condition
    other.threads = [sum(([op, Op("F", fence="mb")] for op in ops), []) for ops in test.threads]
    return other


def reached_in_steps(test, dies):
    """The same, if each update is one step and all loads are one; dies: the last update is none."""
    memory = dict(test.start)
    states = [dict(memory)]
    stores = [op for op in test.threads[0] if op.kind == "W"]
    for i, op in enumerate(stores):
        memory[op.loc] = op.value
        if i + 1 == len(stores) or stores[i + 1].update != op.update:
            states.append(dict(memory))
    if dies:
        states.pop()
    return any(all(state[op.loc] == test.condition[1, op.register] for op in test.threads[1] if op.kind == "R")
               for state in states)


def name_of(field):
    return "tsc" if field == "tsc" else re.sub(r"[^A-Za-z0-9]", "_", "page_" + field).rstrip("_")


def pair_up(lines, loads):
    """Each load with its line of the finding, which all those have that are parts of one."""
    pairs, at = [], 0
    for line in lines:
        name, first = name_of(line[0] or line[3]), at
        if at < len(loads) and loads[at].loc == name:
            at += 1
        while at < len(loads) and is_part(loads[at].loc, name) and loads[at].loc not in [o.loc for o in loads[first:at]]:
            at += 1
        if at == first:
            fail(f"no load of {name} where the finding has one")
        pairs += [(line, op) for op in loads[first:at]]
    if at != len(loads):
        fail("more loads than the finding has")
    return pairs


def is_part(loc, name):
    return re.fullmatch(re.escape(name) + r"_\d+_\d+", loc)


def compare_with_finding(test, finding):
    """Each load is one of the finding's, in its order, and sees what that saw."""
    stale = "\nviolation stale\n" in finding
    lines = re.findall(r"^(?:load (\S+) sees=(\S+) value=(\S+)|(tsc) .*)$", finding, re.M)
    lines = [line for line in lines if line[0] or stale]
    vain = re.search(r"(\d+) loads of rounds that the read made in vain", test.comment)
    if vain:  # they are the first
        lines = lines[int(vain.group(1)):]
    loads = [op for op in test.threads[1] if op.kind == "R"]
    numbers = {}
    for (field, sees, value, tsc), op in pair_up(lines, loads):
        number = test.condition[1, op.register]
        part = op.loc != name_of(field or tsc) and re.search(r"_(\d+)_(\d+)$", op.loc)
        if tsc:
            continue
        if f"\n * {op.loc}: 0 is " not in test.comment:
            seen = int(value, 0)
            if part:
                seen = seen >> 8 * int(part[1]) & (1 << 8 * int(part[2])) - 1
            if number != seen:
                fail(f"{op.loc} is {number} in the condition, and {value} in the finding")
        if sees == "start":
            expected = test.start[op.loc]
        elif part:
            # stores are numbered for all of the field
            continue
        else:
            update, nth = (int(part) for part in sees.split("."))
            stores = [o.value for o in test.threads[0] if o.kind == "W" and o.loc == op.loc and o.update == update]
            if len(stores) < nth:
                fail(f"{op.loc}: store {sees} is not there")
            expected = stores[nth - 1]
        if number != expected:
            fail(f"{op.loc} is {number} in the condition, and the finding saw {sees}, which is {expected}")
        if numbers.setdefault((op.loc, number), value) != value or \
                any(n != number and v == value for (loc, n), v in numbers.items() if loc == op.loc):
            fail(f"{op.loc}: {value} has two numbers, or its number another value")


def compare_with_c(test, other):
    """The same loads and stores, marked ones in the same order."""
    if sorted(seen_by(test)) != sorted(seen_by(other)):
        fail("another condition than in C")
    for ops, others in zip(test.threads, other.threads):
        pure = [[(op.kind, op.loc, op.value, op.ordered) for op in o if op.kind != "F" and not op.register
                 or op.kind == "R"] for o in (ops, others)]
        if test.arch == "X86":
            pure = [[access[:3] for access in o] for o in pure]
        if sorted(pure[0], key=str) != sorted(pure[1], key=str):
            fail("other accesses than in C")
        marked = [(op.kind, op.loc, op.value) for op in others if op.kind != "F" and not op.plain]
        left = iter([access[:3] for access in pure[0]])
        if not all(access in left for access in marked):
            fail("another order than in C")
    if [fence for ops in test.threads for fence in strong(ops)] != [f for ops in other.threads for f in strong(ops)]:
        fail("other full fences than in C")


def seen_by(test):
    """What the condition says of each load: its location and the value."""
    seen = []
    for i, op in enumerate(test.threads[1]):
        kept = [o.loc for o in test.threads[1][i + 1:i + 2] if o.kind == "W" and o.register == op.register]
        if op.kind == "R":
            seen.append((op.loc, test.condition.get((1, op.register), test.condition.get(kept[0] if kept else None, -1))))
    return seen


def strong(ops):
    return [op.fence for op in ops if op.fence == "mb"]


def check(finding, arch, text, c_test):
    test = parse(text)
    if test.arch != arch:
        fail(f"it is for {test.arch}")
    weak = "\nmodel weak\n" in finding
    if arch == "C":
        compare_with_finding(test, finding)
        dies = "In the last update of P0 the host dies" in test.comment
        if dies and not re.search(r"^host dies|dies-after=", finding, re.M):
            fail("the host of the finding does not die")
        if reached_in_steps(test, dies):
            fail("reached although each update is one step, and the read is")
    elif c_test:
        compare_with_c(test, c_test)
    if reached(test, "sc") != (not weak):
        fail("reached in sc" if weak else "not reached in sc")
    if arch == "X86" and reached(test, "tso") != (not weak):
        fail("reached in tso" if weak else "not reached in tso")
    if arch != "X86" and not reached(test, "weak"):
        fail("not reached in weak")
    if arch != "X86" and weak and reached(fenced(test), "weak"):
        fail("reached with a fence between any two accesses")
    if ("No CPU need reorder" in test.comment) == weak:
        fail("what it takes is not what the comment says")
    if ("says Never" in test.comment) != (weak and arch == "X86"):
        fail("what herd7 says is not what the comment says")
    return test


def main(folder):
    right = wrong = 0
    for path in sorted(pathlib.Path(folder).glob("*.warp")):
        c_test = None
        for arch in ("C", "AArch64", "X86"):
            file = path.with_suffix("." + arch)
            if not file.exists():
                continue
            try:
                test = check(path.read_text(encoding="utf-8"), arch, file.read_text(encoding="utf-8"), c_test)
                c_test = c_test or test
                right += 1
            except Wrong as why:
                print(f"{file.name}: {why}")
                wrong += 1
    print(f"{right} right, {wrong} wrong")
    return wrong > 0 or not right


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
