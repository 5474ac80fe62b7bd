#!/usr/bin/env python3
"""Are the pictures of a finding what it says?

drawn.py FOLDER: of each FILE.warp in it, FILE.dot and FILE.svg, as far as they are there.
dot: each load has its arrows, and the graph of a finding of sc has no cycle.
svg: well-formed, an arrow for each load, everything within the picture, no text over another.
Exits with 1, and a line for each that is not.
"""
import pathlib
import re
import sys
import xml.etree.ElementTree as tree

SVG = "{http://www.w3.org/2000/svg}"


class Wrong(Exception):
    """What is wrong with a picture."""


def fail(why):
    raise Wrong(why)


def cyclic(edges):
    """Is there a cycle?"""
    state = {}

    def visit(node):
        state[node] = 1
        for to in edges.get(node, ()):
            if state.get(to) == 1 or (to not in state and visit(to)):
                return True
        state[node] = 2
        return False

    return any(node not in state and visit(node) for node in list(edges))


def check_dot(finding, text):
    nodes = dict(re.findall(r'^\s*(e\d+|init) \[.*label="([^"]*)"', text, re.M))
    relations = re.findall(r"^\s*(\w+) -> (\w+) \[x?label=\"(\w+)\"", text, re.M)
    edges = {}
    for start, end, kind in relations:
        if start not in nodes or end not in nodes:
            fail(f"{kind} of {start} -> {end}, and there is no such node")
        if not (kind == "po" and "any order" in nodes[start] and "any order" in nodes[end]):
            edges.setdefault(start, []).append(end)
        if kind == "rf" and (": R[" not in nodes[end] or (start != "init" and ": W[" not in nodes[start])):
            fail(f"rf from {nodes[start]} to {nodes[end]}")
        if kind == "fr" and (": R[" not in nodes[start] or ": W[" not in nodes[end]):
            fail(f"fr from {nodes[start]} to {nodes[end]}")
    loads = [name for name, label in nodes.items() if ": R[" in label]
    if len(loads) < finding.count("\nload "):
        fail(f"{len(loads)} loads")
    for load in loads:
        if not any(end == load and kind == "rf" for _, end, kind in relations):
            fail(f"no rf to {nodes[load]}")
    for start, end, kind in relations:
        whole = r": [RW]\[(\w+)\]=(\S+?)\\n"
        if kind != "rf" or start == "init":
            continue
        store, load = re.search(whole, nodes[start]), re.search(whole, nodes[end])
        if store and load and store.groups() != load.groups():
            fail(f"{nodes[end]} sees {nodes[start]}")
    if "\nmodel sc\n" in finding and cyclic(edges):
        fail("a cycle of po, rf, fr and co, which sc forbids")


def check_svg(finding, text):
    root = tree.fromstring(text)
    width, height = (int(root.get(name)) for name in ("width", "height"))
    if root.get("viewBox") != f"0 0 {width} {height}":
        fail("its viewBox is not its size")
    boxes = []
    for node in root.iter(SVG + "text"):
        x, y, length = int(node.get("x")), int(node.get("y")), 7.85 * len(node.text)
        left = x - length if node.get("text-anchor") == "end" else x
        if left < 0 or left + length > width + 1 or y > height:
            fail(f"out of the picture: {node.text}")
        for other in boxes:
            if y == other[2] and left < other[1] and other[0] < left + length:
                fail(f"over another text: {node.text}")
        boxes.append((left, left + length, y))
    arrows = [node for node in root.iter(SVG + "path") if "wp-arrow" in node.get("class")]
    if len(arrows) < finding.count("\nload "):
        fail(f"{len(arrows)} arrows")
    for arrow in arrows:
        start, level = re.match(r"M(\d+) \d+H(\d+)", arrow.get("d")).groups()
        if int(start) > int(level):
            fail(f"an arrow that turns back: {arrow.get('d')}")
    if "prefers-color-scheme:dark" not in text:
        fail("not dark where a screen is")


right = wrong = 0
for path in sorted(pathlib.Path(sys.argv[1]).glob("*.warp")):
    for form, check in (("dot", check_dot), ("svg", check_svg)):
        picture = path.with_suffix("." + form)
        if not picture.exists():
            continue
        try:
            check(path.read_text(encoding="utf-8"), picture.read_text(encoding="utf-8"))
            right += 1
        except Wrong as why:
            print(f"{picture.name}: {why}")
            wrong += 1
print(f"{right} right, {wrong} wrong")
sys.exit(wrong > 0 or not right)
