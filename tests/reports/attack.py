"""Somebody outside with everything that was printed, every sum that binds it, and a linear program.

She shares no line of code with the house's own: scipy solves for her.
"""

import math
from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from scipy.optimize import linprog
from scipy.sparse import csr_array

Name = Hashable


@dataclass
class Attack:
    """`known`: what is printed. `unknown`: {name: what it is at least}. `sums`: (whole, parts)."""

    known: dict[Name, int] = field(default_factory=dict)
    unknown: dict[Name, int] = field(default_factory=dict)
    sums: list[tuple[Name, Sequence[Name]]] = field(default_factory=list)

    @cached_property
    def program(self) -> tuple[dict[Name, int], csr_array, list[int]]:
        """Return the columns, the sums and what they come to; once everything has been put in."""
        place = {one: number for number, one in enumerate(self.unknown)}
        found, right = defaultdict(int), []
        for line, (whole, parts) in enumerate(self.sums):
            total = 0
            for sign, one in ((1, whole), *((-1, part) for part in parts)):
                if one in place:
                    found[line, place[one]] += sign
                else:
                    total -= sign * self.known[one]
            right.append(total)
        lines, columns = [[key[axis] for key in found] for axis in (0, 1)]
        shape = len(right), len(place)
        return place, csr_array((list(found.values()), (lines, columns)), shape=shape), right

    def interval(self, name: Name) -> tuple[float, float]:
        """Return how low and how high the unknown number may lie."""
        place, rows, right = self.program
        bounds = [(at_least, None) for at_least in self.unknown.values()]
        found = []
        for sign in (1, -1):
            goal = [0] * len(place)
            goal[place[name]] = sign
            sums = {"A_eq": rows, "b_eq": right} if right else {}
            answer = linprog(goal, bounds=bounds, **sums)
            assert answer.status in (0, 3), answer.message  # 3: it may grow for ever
            found.append(sign * answer.fun if answer.status == 0 else math.inf)
        return found[0], found[1]


def recovers_nothing(
    attack: Attack, hidden: Iterable[Name], truth: Mapping[Name, int], k: int, *, told: bool
) -> None:
    """Fail where a small number may not be any of 1 to k - 1, or a hidden one is recovered.

    `told`: she knows how the house masks, so that some numbers are known to be no zero.
    """
    for name in hidden:
        low, high = attack.interval(name)
        value = truth[name]
        assert low - 1e-6 <= value <= high + 1e-6, f"{name}: she reckons wrongly"
        if 0 < value < k:
            assert high >= k - 1 - 1e-6, f"{name} is at most {high}"
            assert told or low <= 1 + 1e-6, f"{name} is at least {low}"
        assert high - low >= 1 - 1e-6, f"{name} is {low}"
