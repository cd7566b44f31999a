"""The best segments of a history by trying every way to cut it. Reads lines "shortest n" followed
by a line of values and a line of weights; writes the first values of the best segments and the
cost, one history per line. Kept apart from the program: another language, sums in fractions."""
import itertools
import math
import sys
from fractions import Fraction


def squares(values, weights):
    total = sum(weights)
    mean = sum(w * v for v, w in zip(values, weights)) / total
    return float(sum(w * (v - mean) ** 2 for v, w in zip(values, weights)))


def cost(values, weights, starts):
    n = len(values)
    ends = list(starts[1:]) + [n]
    total = 3 * math.log(n) * (len(starts) - 1)
    for first, end in zip(starts, ends):
        total += squares(values[first:end], weights[first:end]) + math.log((end - first) / n)
    return total


lines = [line.split() for line in sys.stdin.read().splitlines() if line.strip()]
for head, numbers, weights in zip(lines[0::3], lines[1::3], lines[2::3]):
    shortest, n = map(int, head)
    numbers = [Fraction(float(x)) for x in numbers]
    weights = [Fraction(float(x)) for x in weights]
    best = None
    for count in range(n // shortest):
        for cuts in itertools.combinations(range(shortest, n - shortest + 1), count):
            starts = (0,) + cuts
            if any(b - a < shortest for a, b in zip(starts, starts[1:] + (n,))):
                continue
            here = cost(numbers, weights, starts)
            if best is None or here < best[0]:
                best = (here, starts)
    print(" ".join(map(str, best[1])), "%.17g" % best[0])
