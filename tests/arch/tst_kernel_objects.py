#!/usr/bin/env python3
"""Looks into the kernel objects: what a source check cannot see and a run on one machine may not.

- Weak symbols outside namespace lane could replace baseline code of the whole program by wide code.
- Code at static-initialisation time would run wide instructions before anybody asked for them.
- The functions behind the variant `scalar` must work on one element at a time. As the proof that
  this check can fail, the same check must find packed code in the functions behind omp-sse2,
  which are made from the same loops.

Usage: tst_kernel_objects.py OBJECT…
"""
import re
import subprocess
import sys
from collections import defaultdict
from pathlib import Path

# Instructions on xmm registers that one element at a time needs: scalar arithmetic and comparison,
# moves, bitwise logic for absolute values and selections, conversions and what they unpack.
SCALAR_ONLY = re.compile(
    r"(add|sub|mul|div|sqrt|min|max|cmp[a-z]*|u?comi|round)s[sd]$"
    r"|mov(s[sd]|d|q|ap[sd]|up[sd]|dq[au]|hlps|lhps|[lh]p[sd])$"
    r"|(p?and|p?andn|p?or|p?xor|andn?|x?or)(p[sd])?$"
    r"|cvt[a-z0-9]+$|unpcklp[sd]$|shufps$"
)
CALL = re.compile(r"^(call|jmp|j[a-z]+)\s+[0-9a-f]+ <([^>+]+)(\+0x[0-9a-f]+)?>")
WIDE_MOVE = re.compile(r"^(movup[sd]|movap[sd]|movdq[au])$")


def run(*command):
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def demangle(names):
    text = subprocess.run(["c++filt"], input="\n".join(names), check=True, capture_output=True,
                          text=True).stdout
    return dict(zip(names, text.splitlines()))


def functions(path):
    """Mangled name -> lines of instructions and relocations."""
    result, current = {}, None
    for line in run("objdump", "-dr", "--no-show-raw-insn", path).splitlines():
        head = re.match(r"^[0-9a-f]+ <(.+)>:$", line)
        if head:
            current = result.setdefault(head.group(1), [])
        elif current is not None and "\t" in line:
            current.append(line.split("\t", 1)[1].strip())
    return result


def packed_in(lines):
    """Lines that work on more than one element, or call something that does."""
    found = []
    for line in lines:
        if line.startswith("R_X86_64") or "R_X86_64_" in line.split("\t")[0]:
            if "_ZGV" in line:
                found.append(line)  # glibc's vector math
            continue
        mnemonic = line.split()[0]
        if re.search(r"%[yz]mm|%k[0-7]", line) or (mnemonic[0] == "v" and "mm" in line):
            found.append(line)
        elif "%xmm" in line and not SCALAR_ONLY.match(mnemonic):
            found.append(line)
        elif WIDE_MOVE.match(mnemonic) and re.search(r"\((?!%rip|%rsp|%rbp)", line):
            found.append(line)  # sixteen bytes of an operand at once
    return found


def reachable(start, code):
    """The function and the local ones it calls, its cold parts included."""
    todo, seen = [start], set()
    while todo:
        name = todo.pop()
        if name in seen or name not in code:
            continue
        seen.add(name)
        for line in code[name]:
            call = CALL.match(line)
            if call:
                todo.append(call.group(2))
            todo += [other for other in re.findall(r"R_X86_64_\S+\s+(\S+?)[-+]0x", line)]
    return seen


def check(path):
    """Complaints about one object, and whether omp-sse2 looks packed in it."""
    complaints = []
    sections = run("objdump", "-h", path)
    for section in (".init_array", ".ctors", ".preinit_array"):
        if section in sections:
            complaints.append(f"{section}: code would run before main")
    for line in run("nm", path).splitlines():
        parts = line.split()
        kind, name = parts[-2], parts[-1]
        if kind in "WVuvw" and not re.match(r"^_Z(GV)?Z?NK?4lane", name):
            complaints.append(f"weak symbol outside lane: {name}")
    code = functions(path)
    readable = demangle(list(code))
    groups = defaultdict(list)
    for name, text in readable.items():
        for lanes, flag in (("scalar", "false"), ("omp", "true")):
            if f"::N_SCALAR::" in text and f"loop<{flag}, " in text and "[clone" not in text:
                groups[lanes].append(name)
    if not groups["scalar"]:
        complaints.append("no function of the variant scalar found")
    for name in groups["scalar"]:
        for part in reachable(name, code):
            for line in packed_in(code[part]):
                complaints.append(f"packed code behind scalar: {readable[part][:90]}: {line}")
    unpacked = [readable[name] for name in groups["omp"]
                if not any(packed_in(code[part]) for part in reachable(name, code))]
    if not groups["omp"] or unpacked:
        complaints.append(f"nothing packed behind omp-sse2, so this check sees nothing: {unpacked}")
    return complaints


def main():
    objects = [path for path in sys.argv[1:] if path.endswith(".o")]
    if len(objects) < 28:
        sys.exit(f"only {len(objects)} kernel objects given")
    failures = 0
    for path in objects:
        for complaint in check(path):
            print(f"{Path(path).name}: {complaint}")
            failures += 1
    print(f"{len(objects)} objects, {failures} complaints")
    sys.exit(1 if failures else 0)


main()
