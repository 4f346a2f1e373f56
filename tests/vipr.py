# vipr.py - a second reader of certificates, which shares nothing with the first: VIPR 1.0 with lin derivations alone
#
# SPDX-License-Identifier: GPL-3.0-or-later
#
# vipr.py FILE: exits with 0 and says what is proved, or with 1 and says what does not hold.
import sys
from fractions import Fraction

words = iter(" ".join(line for line in open(sys.argv[1]) if not line.startswith("%")).split())


def need(holds, what):
    if not holds:
        print(what)
        sys.exit(1)


def expect(word):
    is_word = next(words)
    need(is_word == word, f"{word} expected, not {is_word}")


def terms(n=None):
    n = int(next(words)) if n is None else n
    out = {}
    for _ in range(n):
        index = int(next(words))
        need(index not in out, "an index stands twice")
        out[index] = Fraction(next(words))
    return out


def constraint(objective):
    name, sense, rhs, n = next(words), {"L": -1, "E": 0, "G": 1}[next(words)], Fraction(next(words)), next(words)
    return name, sense, rhs, dict(objective) if n == "OBJ" else terms(int(n))


def clean(row):
    return {index: value for index, value in row.items() if value != 0}


def dominates(a, b):
    """(sense, rhs, row) against the same."""
    if not clean(a[2]) and (a[0] * a[1] > 0 or (a[0] == 0 and a[1] != 0)):
        return True
    return clean(a[2]) == clean(b[2]) and (a[0] == b[0] or a[0] == 0) and (a[1] - b[1]) * b[0] >= 0


expect("VER"), expect("1.0"), expect("VAR")
n_variables = int(next(words))
for _ in range(n_variables):
    next(words)
expect("INT"), expect("0"), expect("OBJ"), expect("min")
objective = terms()
expect("CON")
n_given, _ = int(next(words)), int(next(words))
rows = [constraint(objective) for _ in range(n_given)]
expect("RTP")
claim = next(words)
lower, upper = (None, None) if claim == "infeas" else (Fraction(next(words)), Fraction(next(words)))
expect("SOL")
points = [(next(words), terms()) for _ in range(int(next(words)))]
for name, point in points:
    for row_name, sense, rhs, row in rows:
        slack = sum(value * point.get(index, 0) for index, value in row.items()) - rhs
        need(slack == 0 if sense == 0 else slack * sense >= 0, f"point {name} breaks {row_name}")
    need(sum(value * point.get(index, 0) for index, value in objective.items()) <= upper, f"point {name} costs more")
need(claim == "infeas" or points, "no point")
expect("DER")
for _ in range(int(next(words))):
    name, sense, rhs, row = constraint(objective)
    expect("{"), expect("lin")
    sums, total, direction = {}, Fraction(0), 0
    for index, multiplier in terms().items():
        need(index < len(rows), f"{name} rests on what comes after it")
        _, its_sense, its_rhs, its_row = rows[index]
        turn = its_sense * (1 if multiplier > 0 else -1)
        need(turn == 0 or direction in (0, turn), f"{name}: senses differ")
        direction = direction or turn
        total += multiplier * its_rhs
        for j, value in its_row.items():
            sums[j] = sums.get(j, 0) + multiplier * value
    expect("}")
    next(words)
    need(dominates((direction, total, sums), (sense, rhs, row)), f"{name} does not follow")
    rows.append((name, sense, rhs, row))
need(len(rows) > n_given, "nothing is derived")
last = rows[-1][1:]
need(dominates(last, (1, lower, objective)) if claim != "infeas" else dominates(last, (1, Fraction(1), {})) and not clean(last[2]), "not what is claimed")
print(claim if claim == "infeas" else f"optimum {lower}" if lower == upper else f"from {lower} to {upper}")
