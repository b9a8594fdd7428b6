"""Small numbers that leave the house: which to hide, and which more so that no sum gives one back.

Pure: whole numbers, the sums that bind them, and what is printed of them. Nothing here knows of
weeks. A number of 1 to k - 1 is small. After `protect`, somebody who reads everything printed and
knows every sum cannot tell a small number from 1, nor from k - 1, nor give any hidden number its
value (docs/adr/0014). This is decided by linear programming, for every hidden number by itself.
"""

from collections import defaultdict, deque
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

Name = Hashable
Why = Literal["small", "uniform", "guard", "earlier", "sent"]
Floor = Literal["none", "told"]

_TINY = 1e-9


@dataclass(frozen=True)
class Cell:
    """One number.

    `is_printed`: it stands on the page unless it is hidden; else it stands nowhere, but a reader
    may work it out. `is_small`: it has to be kept from her. `floor`: what she may be sure it comes
    to at least, once it is hidden. Of two numbers that would do, the one of the lower `cost` goes.
    `is_fixed`: she has had it already, so that nothing is gained by hiding it.
    """

    value: int
    is_printed: bool = True
    is_small: bool = False
    floor: int = 0
    cost: int = 1
    is_fixed: bool = False


@dataclass(frozen=True)
class Sum:
    """`whole` is the sum of `parts`."""

    whole: Name
    parts: tuple[Name, ...]

    @property
    def names(self) -> tuple[Name, ...]:
        return self.whole, *self.parts


def protect(
    cells: Mapping[Name, Cell],
    sums: Sequence[Sum],
    k: int,
    hidden: Mapping[Name, Why] | None = None,
    *,
    why: Why = "guard",
    settled: int = 0,
) -> dict[Name, Why]:
    """Return {cell: why} of the printed cells to hide; `hidden` are hidden whatever happens.

    `why` is given to those that only guard others. The first `settled` sums have been gone through
    before: a cell that no other sum reaches is safe.

    Ends: in the end every number that a sum binds is hidden, and then nothing is told. What is not
    safe even then, because of numbers that are fixed, was lost before this report: it is let go.
    """
    found: dict[Name, Why] = dict(hidden or {})
    for name, cell in cells.items():
        if cell.is_printed and cell.is_small:
            found.setdefault(name, "small")
    table = _Table(cells, sums, found)
    waiting = deque(name for name in cells if table.is_unknown(name))
    before = frozenset(waiting)
    while waiting:
        name = waiting[0]
        if (settled and name in before and not table.is_reached(name, settled)) or table.is_safe(
            name, k
        ):  # and stays so: to hide more tells no more
            waiting.popleft()
            continue
        guard = table.guard_of(name, k)
        if guard is None:
            if not table.has_fixed:
                raise AssertionError(f"nothing left to hide for {name}")  # what `Ends` excludes
            waiting.popleft()
            continue
        found[guard] = why
        waiting.append(guard)
    return found


class _Table:
    """The cells as a reader has them: known, or bound by sums only."""

    def __init__(
        self, cells: Mapping[Name, Cell], sums: Sequence[Sum], hidden: dict[Name, Why]
    ) -> None:
        self.cells = cells
        self.sums = sums
        self.hidden = hidden
        self.has_fixed = any(cell.is_fixed for cell in cells.values())
        self.sums_of: dict[Name, list[int]] = defaultdict(list)
        for number, one in enumerate(sums):
            for name in one.names:
                self.sums_of[name].append(number)

    def is_unknown(self, name: Name) -> bool:
        cell = self.cells[name]
        return not cell.is_fixed and (name in self.hidden or not cell.is_printed)

    def is_reached(self, name: Name, settled: int) -> bool:
        """Whether one of the sums after the first `settled` bears on this unknown cell."""
        return any(number >= settled for number in self.bound(name)[1])

    def is_safe(self, name: Name, k: int) -> bool:
        cell = self.cells[name]
        if not cell.value or not (cell.is_small or cell.is_printed):
            return True  # a zero may be worked out: it is of nobody
        told = _Problem(self, name, "told")
        if cell.is_small:
            if not told.reaches(k - 1, up=True):
                return False
            if not _Problem(self, name, "none").reaches(1, up=False):
                return False
        return told.reaches(cell.value + 1, up=True) or told.reaches(cell.value - 1, up=False)

    def guard_of(self, name: Name, k: int) -> Name | None:
        """Return what to hide next: the cheapest near it that does, or the cheapest near it.

        None: nothing near it is left to hide, or all of it would not do.
        """
        near = self._nearest(name)
        for other in near:
            if self._does(name, k, [other]):
                return other
        if self.has_fixed and not self._does(name, k, self._left()):
            return None
        return near[0] if near else None

    def _does(self, name: Name, k: int, others: Sequence[Name]) -> bool:
        """Whether the cell is safe once these are hidden."""
        for other in others:
            self.hidden[other] = "guard"
        does = self.is_safe(name, k)
        for other in others:
            del self.hidden[other]
        return does

    def _left(self) -> list[Name]:
        """Return every cell that can still be hidden."""
        return [
            name
            for name, cell in self.cells.items()
            if not cell.is_fixed and not self.is_unknown(name)
        ]

    def _nearest(self, name: Name) -> list[Name]:
        """Return the known cells of the nearest sums that have one which is not zero."""
        seen, ring = {name}, [name]
        while ring:
            around = {
                other for one in ring for number in self.sums_of[one]
                for other in self.sums[number].names if other not in seen
            }  # fmt: skip
            known = [other for other in around if not self.is_unknown(other)]
            worth = [
                other
                for other in known
                if self.cells[other].value and not self.cells[other].is_fixed
            ]
            if worth:
                return sorted(worth, key=self._rank)
            seen |= around
            ring = sorted(around.difference(known), key=repr)
        return []

    def _rank(self, name: Name) -> tuple[int, int, str]:
        cell = self.cells[name]
        return cell.cost, cell.value, repr(name)

    def bound(self, name: Name) -> tuple[list[Name], list[int]]:
        """Return the unknown cells that sums bind to this one, with the sums that do."""
        names, rows = [name], []
        seen_sums: set[int] = set()
        seen = {name}
        for one in names:
            for number in self.sums_of[one]:
                if number in seen_sums:
                    continue
                seen_sums.add(number)
                rows.append(number)
                for other in self.sums[number].names:
                    if other not in seen and self.is_unknown(other):
                        seen.add(other)
                        names.append(other)
        return names, rows


class _Problem:
    """How far one unknown cell can go, all sums holding and every cell at its floor at least.

    The simplex method over a dense tableau, in Bland's order so that it ends. Coefficients are
    1 and -1, and the true numbers are a solution: it is never infeasible.
    """

    def __init__(self, table: _Table, name: Name, floor: Floor) -> None:
        names, rows = table.bound(name)
        place = {one: number for number, one in enumerate(names)}
        floors = [self._floor(table.cells[one], floor) for one in names]
        self.at_least = floors[0]
        matrix = np.zeros((len(rows), len(names) + 1))
        for line, number in enumerate(rows):
            one = table.sums[number]
            for sign, members in ((1, (one.whole,)), (-1, one.parts)):
                for member in members:
                    if member in place:
                        matrix[line, place[member]] += sign
                        # On the right, how far the true value is above the floor.
                        above = table.cells[member].value - floors[place[member]]
                        matrix[line, -1] += sign * above
        matrix[matrix[:, -1] < 0] *= -1
        self.tableau, self.basis = _feasible(matrix)

    @staticmethod
    def _floor(cell: Cell, floor: Floor) -> int:
        return cell.floor if floor == "told" else 0

    def reaches(self, value: int, *, up: bool) -> bool:
        """Whether the cell may be `value` or more (`up`), or `value` or less."""
        goal = value - self.at_least
        if not up and goal < 0:
            return False
        tableau, basis = self.tableau.copy(), list(self.basis)
        while True:
            at = tableau[basis.index(0), -1] if 0 in basis else 0.0
            if (at >= goal - _TINY) if up else (at <= goal + _TINY):
                return True
            # Reduced cost of each column for the objective "cell 0".
            gain = -tableau[basis.index(0), :-1].copy() if 0 in basis else _unit(tableau)
            if 0 in basis:
                gain[0] = 0.0
            gain = gain if up else -gain
            column = _entering(gain, basis)
            if column is None:
                return False
            row = _leaving(tableau, basis, column)
            if row is None:
                return up  # it may grow for ever; going down it meets its floor
            _pivot(tableau, row, column)
            basis[row] = column


def _unit(tableau: NDArray[np.float64]) -> NDArray[np.float64]:
    gain = np.zeros(tableau.shape[1] - 1)
    gain[0] = 1.0
    return gain


def _feasible(matrix: NDArray[np.float64]) -> tuple[NDArray[np.float64], list[int]]:
    """Return a tableau with a solution in sight; sums that say nothing new are dropped."""
    height, width = matrix.shape[0], matrix.shape[1] - 1
    tableau = np.hstack([matrix[:, :-1], np.eye(height), matrix[:, -1:]])
    basis = [width + line for line in range(height)]
    while True:
        artificial = [line for line in range(height) if basis[line] >= width]
        gain = tableau[artificial, :width].sum(axis=0)
        column = _entering(gain, basis)
        if column is None:
            break
        row = _leaving(tableau, basis, column)
        if row is None:
            raise ArithmeticError("an artificial cell grew: the sums do not hold together")
        _pivot(tableau, row, column)
        basis[row] = column
    for line in range(height):
        if basis[line] >= width:  # at zero: turned out, or the sum follows from the others
            column = next((c for c in range(width) if abs(tableau[line, c]) > _TINY), None)
            if column is not None:
                _pivot(tableau, line, column)
                basis[line] = column
    kept = [line for line in range(height) if basis[line] < width]
    tableau = np.hstack([tableau[kept, :width], tableau[kept, -1:]])
    return tableau, [basis[line] for line in kept]


def _entering(gain: NDArray[np.float64], basis: Sequence[int]) -> int | None:
    """Return the first column outside the basis that would gain; None: none does."""
    gains = gain > _TINY
    gains[[column for column in basis if column < len(gains)]] = False
    column = int(gains.argmax())
    return column if gains[column] else None


def _leaving(tableau: NDArray[np.float64], basis: Sequence[int], column: int) -> int | None:
    """Return the line that is used up first; of several, Bland's; None: none ever is."""
    best: tuple[float, int] | None = None
    chosen = None
    for line in map(int, np.flatnonzero(tableau[:, column] > _TINY)):
        ratio = tableau[line, -1] / tableau[line, column]
        if best is None or ratio < best[0] - _TINY or (
            ratio <= best[0] + _TINY and basis[line] < best[1]
        ):  # fmt: skip
            best = (float(ratio), basis[line])
            chosen = line
    return chosen


def _pivot(tableau: NDArray[np.float64], row: int, column: int) -> None:
    tableau[row] /= tableau[row, column]
    others = np.flatnonzero(np.abs(tableau[:, column]) > _TINY)
    others = others[others != row]
    tableau[others] -= np.outer(tableau[others, column], tableau[row])
