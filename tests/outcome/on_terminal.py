#!/usr/bin/env python3
"""Runs a command on a terminal of so many columns, and prints what it wrote.

on_terminal.py COLUMNS COMMAND...          exits as the command does
on_terminal.py --fits COLUMNS [FILE]       is what was printed there no wider, and in line?

fits: no line has more columns, but one whose last word fits nowhere, or a command to be copied; within a finding TSCs end in one
column, and the source of each line begins in one. Exits with 1, and a line for each that is not.
"""
import fcntl
import os
import pty
import re
import struct
import sys
import termios

NAME = 13  # columns of a line's name, below which its text goes on
COMMAND = re.compile(r"(^| )warpage [a-z]")
ESCAPE = re.compile(r"\033\[[0-9;]*[mK]")


def run(columns, command):
    """What it writes, to a pseudo-terminal alone; stderr goes where ours does."""
    child, terminal = pty.fork()
    if not child:
        fcntl.ioctl(1, termios.TIOCSWINSZ, struct.pack("HHHH", 50, columns, 0, 0))
        os.dup2(int(os.environ["ON_TERMINAL_STDERR"]), 2)
        os.execvp(command[0], command)
    written = b""
    while True:
        try:
            data = os.read(terminal, 65536)
        except OSError:
            break
        if not data:
            break
        written += data
    sys.stdout.buffer.write(written.replace(b"\r\n", b"\n"))  # which may come apart
    sys.stdout.buffer.flush()
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def is_wrong(columns, lines):
    """The sentences on what is too wide, or out of line."""
    wrong, ends, bars = [], None, None
    for number, line in enumerate(lines, 1):
        line = ESCAPE.sub("", line.rstrip("\n"))
        words = line.split()
        long = words and len(words[-1]) > columns - NAME
        if len(line) > columns and not long and not COMMAND.search(line):
            wrong.append(f"{number}: {len(line)} columns: {line}")
        head = re.match(r" *tsc(?=  )", line)
        if head:
            ends, bars = head.end(), None
        elif not line:
            ends = None
        elif ends is not None:
            tsc = re.match(r" *[0-9]+", line)
            if not tsc or tsc.end() != ends:
                wrong.append(f"{number}: no TSC that ends in column {ends}: {line}")
            bar = line.find(" | ")
            if bar >= 0 and bars not in (None, bar):
                wrong.append(f"{number}: the source is in column {bar}, not {bars}: {line}")
            bars = bars if bar < 0 else bar
    return wrong


def main(arguments):
    if arguments[0] == "--fits":
        lines = open(arguments[2]).readlines() if len(arguments) > 2 else sys.stdin.readlines()
        wrong = is_wrong(int(arguments[1]), lines)
        for sentence in wrong[:20]:
            print(sentence)
        return bool(wrong) or not lines
    os.environ["ON_TERMINAL_STDERR"] = str(os.dup(2))
    os.set_inheritable(int(os.environ["ON_TERMINAL_STDERR"]), True)
    return run(int(arguments[0]), arguments[1:])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
