#!/usr/bin/env python3
"""Writes tables.h: constants of the vector math in this folder, computed with 40 digits.

Polynomials are least-squares fits of the relative error at Chebyshev nodes, which lie within a few
per cent of the best possible ones. Needs python3-mpmath. Run: ./make_tables.py > tables.h
"""
import struct

import mpmath as mp

mp.mp.dps = 40


def single(value):
    """The nearest float."""
    return struct.unpack("f", struct.pack("f", float(value)))[0]


def bits(value):
    return struct.unpack("I", struct.pack("f", float(value)))[0]


def literal(value):
    mantissa, _, exponent = single(value).hex().partition("p")
    head, _, digits = mantissa.partition(".")
    digits = digits.rstrip("0") or "0"
    return f"{head}.{digits}p{exponent or '+0'}f"


def array(name, comment, kind, words):
    lines = [f"/// {comment}", f"alignas(64) constexpr {kind} {name}[{len(words)}] = {{"]
    row = "   "
    for word in words:
        if len(row) + len(word) + 2 > 100:
            lines.append(row)
            row = "   "
        row += f" {word},"
    return "\n".join(lines + [row.rstrip(","), "};", ""])


def floats(name, comment, values):
    return array(name, comment, "float", [literal(v) for v in values])


def fit(function, low, high, degree, centre=0, weight=None):
    """Coefficients, constant first, of a polynomial in (x - centre)."""
    nodes = 60
    a, y = mp.matrix(nodes, degree + 1), mp.matrix(nodes, 1)
    for k in range(nodes):
        x = (low + high) / 2 + (high - low) / 2 * mp.cos(mp.pi * (2 * k + 1) / (2 * nodes))
        w = weight(x) if weight else 1 / abs(function(x))
        for power in range(degree + 1):
            a[k, power] = w * (x - centre) ** power
        y[k] = w * function(x)
    return list(mp.lu_solve(a, y))


def exp_tables():
    half = lambda n: mp.log(2) / (2 * n)
    # expm1(r) = r·(1 + r·(c0 + c1·r)): the error counts relative to exp(r), about 1.
    short = lambda r: (mp.expm1(r) / r - 1) / r if r else mp.mpf(1) / 2
    long = lambda r: (mp.expm1(r) - r) / r**2 if r else mp.mpf(1) / 2
    squared = lambda r: r * r
    exact = [mp.mpf(2) ** (mp.mpf(j) / 32) for j in range(32)]
    yield floats("kExp2Of32", "2^(j/32).", exact)
    yield floats("kExp2Of32Rest", "What their rounding left, relative to them.",
                 [(e - mp.mpf(single(e))) / e for e in exact])
    yield array("kExp2Of8Less", "Bits of 2^(j/8), less j at bit 20.", "std::int32_t",
                [f"0x{bits(mp.mpf(2) ** (mp.mpf(j) / 8)) - (j << 20):08x}" for j in range(8)])
    yield floats("kExpRest32", "(expm1(r)/r - 1)/r on |r| <= ln 2/64.",
                 fit(short, -half(32), half(32), 1, weight=squared))
    yield floats("kExpRest8", "(expm1(r)/r - 1)/r on |r| <= ln 2/16.",
                 fit(short, -half(8), half(8), 1, weight=squared))
    yield floats("kExpRest", "(expm1(r) - r)/r² on |r| <= ln 2/2.",
                 fit(long, -half(1), half(1), 4, weight=squared))


def step(value, count):
    """The float `count` places above a positive one."""
    return struct.unpack("f", struct.pack("I", bits(value) + count))[0]


def logs_of_32():
    """m in [1, 2) in 32 even parts. m·reciprocal = 1 + r is near 1; -log(reciprocal) is what to
    add, less ln 2 where the exponent is raised by one (m >= 1.5), so that near x = 1, where the
    reciprocal is 1 or 1/2, nothing is cancelled."""
    for j in range(32):
        if j in (0, 31):
            reciprocal = mp.mpf(1) if j == 0 else mp.mpf(1) / 2
        else:
            reciprocal = mp.mpf(single(1 / (1 + (mp.mpf(j) + 0.5) / 32)))
        yield reciprocal, -mp.log(reciprocal) - (mp.log(2) if j >= 16 else 0)


def logs_of_8():
    """m in [√½, √2) in 8 parts of 2^20 bit patterns; the one around 1 has the reciprocal 1. Of the
    floats near the others' middle the one is taken whose logarithm is nearest to a float."""
    root_half = 0x3F3504F3
    for j in range(8):
        low, high = (struct.unpack("f", struct.pack("I", root_half + (k << 20)))[0]
                     for k in (j, j + 1))
        if low <= 1 < high:
            yield mp.mpf(1), mp.mpf(0)
            continue
        middle = single(2 / (mp.mpf(low) + mp.mpf(high)))
        candidates = (mp.mpf(step(middle, k)) for k in range(-1000, 1000))
        reciprocal = min(candidates, key=lambda c: abs(single(-mp.log(c)) + mp.log(c)))
        yield reciprocal, -mp.log(reciprocal)


def log_tables():
    for count, entries in ((32, list(logs_of_32())), (8, list(logs_of_8()))):
        yield floats(f"kReciprocal{count}", f"About 1/m in {count} intervals.",
                     [reciprocal for reciprocal, _ in entries])
        yield floats(f"kLog{count}", "What each takes from the logarithm.",
                     [logarithm for _, logarithm in entries])
    rest = lambda r: (mp.log1p(r) - r) / r**2 if r else -mp.mpf(1) / 2
    yield floats("kLogRest32", "(log1p(r) - r)/r² on what a table of 32 leaves.",
                 fit(rest, -mp.mpf(1) / 60, mp.mpf(1) / 31, 2))
    yield floats("kLogRest8", "(log1p(r) - r)/r² on what a table of 8 leaves.",
                 fit(rest, -mp.mpf("0.059"), mp.mpf("0.059"), 3))
    weight = lambda r: r * r / abs(mp.log1p(r)) if r else mp.mpf(0)
    low, high = mp.sqrt(mp.mpf(1) / 2) - 1, mp.sqrt(2) - 1
    yield floats("kLogRest", "(log1p(r) - r)/r² on [√½ - 1, √2 - 1].",
                 fit(rest, low, high, 8, weight=weight))


def tanh_tables():
    """Four intervals an octave from 2^-4 up; the first reaches down to 0, the last to 9.1, beyond
    which tanh is 1. Degree 5 about the middle of each."""
    coefficients, centres = [[] for _ in range(6)], []
    for j in range(32):
        low = mp.mpf(2) ** (-4 + j // 4) * (1 + mp.mpf(j % 4) / 4)
        high = mp.mpf(2) ** (-4 + j // 4) * (1 + mp.mpf(j % 4 + 1) / 4)
        if j == 0:
            centre, c = mp.mpf(0), [0, 1, 0, -mp.mpf(1) / 3, 0, mp.mpf(2) / 15]
        elif low >= 9.1:
            centre, c = mp.mpf(0), [1, 0, 0, 0, 0, 0]
        else:
            high = min(high, mp.mpf("9.1"))
            centre = mp.mpf(single((low + high) / 2))
            c = fit(mp.tanh, low, high, 5, centre)
        centres.append(centre)
        for power in range(6):
            coefficients[power].append(c[power])
    yield floats("kTanhCentre", "Where each interval's polynomial is centred.", centres)
    for power in range(6):
        yield floats(f"kTanh{power}", f"Coefficient of power {power}.", coefficients[power])


print("""// Constants of the vector math in this folder. Written by make_tables.py, which says what they are.
#pragma once

#include <cstdint>

namespace lane::tables {
""")
for maker in (exp_tables, log_tables, tanh_tables):
    for text in maker():
        print(text)
print("}  // namespace lane::tables")
