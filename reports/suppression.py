"""Small numbers that leave the house: which to hide, and which more so that no sum gives one back.

Pure: whole numbers, the sums that bind them, and what is printed of them. Nothing here knows of
weeks. A number of 1 to k - 1 is small. After `protect`, somebody who reads everything printed and
knows every sum cannot tell a small number from 1, nor from k - 1, nor give any hidden number its
value (docs/adr/0014). This is decided by linear programming, for every hidden number by itself.
"""

from collections import defaultdict, deque
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

Name = Hashable
Why = Literal["small", "uniform", "guard", "earlier", "sent"]
Floor = Literal["none", "told"]

_TINY = 1e-9
_LEFT_OVER = 1e-6  # of whole numbers; less is rounding
SLIGHT = 0.1  # the cost of a cell that costs nothing, so that it does not move in vain
PATIENCE = 20  # pivots that change no number, before Bland's order
KEPT = 32  # problems held in memory while a table is gone through


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
        guards = table.guards_of(name, k)
        if not guards:
            if not table.has_fixed:
                raise AssertionError(f"nothing left to hide for {name}")  # what `Ends` excludes
            waiting.popleft()
            continue
        table.hide(guards, why)
        waiting.extend(guards)
    return found


@dataclass(frozen=True)
class Goal:
    """What a reader must not be able to exclude: that a cell is `value`, or further that way."""

    value: int
    floor: Floor


class _Table:
    """The cells as a reader has them: known, or bound by sums only."""

    def __init__(
        self, cells: Mapping[Name, Cell], sums: Sequence[Sum], hidden: dict[Name, Why]
    ) -> None:
        self.cells = cells
        self.sums = sums
        self.hidden = hidden
        self.has_fixed = any(cell.is_fixed for cell in cells.values())
        self.problems: dict[tuple[Floor, frozenset[Name]], _Problem] = {}
        self.components: dict[Name, tuple[list[Name], list[int]]] = {}  # as they are now
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
        return next(self._unmet(name, k), None) is None

    def _unmet(self, name: Name, k: int) -> Iterator[tuple[Goal, ...]]:
        """Yield what a reader can exclude of a cell and must not; of several goals any one does."""
        cell = self.cells[name]
        if not cell.value or not (cell.is_small or cell.is_printed):
            return  # a zero may be worked out: it is of nobody
        wanted: list[tuple[Goal, ...]] = []
        if cell.is_small:
            wanted = [(Goal(k - 1, "told"),), (Goal(1, "none"),)]
        wanted.append((Goal(cell.value + 1, "told"), Goal(cell.value - 1, "told")))
        bound = self.bound(name)
        for goals in wanted:
            if not any(self._reaches(bound, name, goal) for goal in goals):
                yield goals

    def _reaches(self, bound: tuple[list[Name], list[int]], name: Name, goal: Goal) -> bool:
        value = self.cells[name].value
        is_there = goal.value == value
        return is_there or self._problem(bound, goal.floor).reaches(
            name, goal.value, up=goal.value > value
        )

    def _problem(self, bound: tuple[list[Name], list[int]], floor: Floor) -> "_Problem":
        """Return the problem of these unknown cells: the same for each of them."""
        key = floor, frozenset(bound[0])
        if key not in self.problems:
            if len(self.problems) >= KEPT:
                self.problems.clear()
            self.problems[key] = _Problem(self, *bound, floor)
        return self.problems[key]

    def guards_of(self, name: Name, k: int) -> list[Name]:
        """Return what to hide next; nothing: all that is left would not do.

        Alone, the cheapest near it that does, or the cheapest near it. Where much is fixed, what
        is near seldom does: then all that it takes, found together.
        """
        if self.has_fixed:
            return self._cheapest(name, k)
        near = self._nearest(name)
        return [other for other in near if self._does(name, k, [other])][:1] or near[:1]

    def _cheapest(self, name: Name, k: int) -> list[Name]:
        """Return what has to move so that the cell reaches its next goal, at the least cost."""
        goals = next(self._unmet(name, k))
        left = self._left()
        self.hide(left, "guard")
        bound = self.bound(name)
        for other in left:
            del self.hidden[other]
        self.components.clear()
        for goal in goals:
            moved = _Moves(self, bound, frozenset(left), name, goal).cheapest()
            if moved:
                return moved
        return []

    def _does(self, name: Name, k: int, others: Sequence[Name]) -> bool:
        """Whether the cell is safe once these are hidden."""
        self.hide(others, "guard")
        does = self.is_safe(name, k)
        for other in others:
            del self.hidden[other]
        self.components.clear()
        return does

    def hide(self, names: Iterable[Name], why: Why) -> None:
        self.hidden.update(dict.fromkeys(names, why))
        self.components.clear()

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
        """Return the unknown cells that sums bind to this one and it, with the sums that do."""
        if name not in self.components:
            found = self._bound(name)
            self.components.update(dict.fromkeys(found[0], found))
        return self.components[name]

    def _bound(self, name: Name) -> tuple[list[Name], list[int]]:
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


class _Moves:
    """What else moves when one cell is at its goal, all sums holding: the least that does.

    A cell that can still be hidden may go up or down from its value, at its cost; one that is
    hidden already moves for nothing (a linear program as in J. P. Kelly, B. L. Golden, A. A. Assad,
    "Cell suppression: disclosure protection for sensitive tabular data", Networks 22, 1992).
    """

    def __init__(
        self,
        table: _Table,
        bound: tuple[list[Name], list[int]],
        left: frozenset[Name],
        name: Name,
        goal: Goal,
    ) -> None:
        self.cells, self.left = table.cells, left
        names, rows = bound
        # Columns: a hidden cell above its floor; of one to hide, how far up, how far down, and how
        # much further down it may go.
        self.columns = [
            (other, sign)
            for other in names
            if other != name
            for sign in ((1, -1, 0) if other in left else (1,))
        ]
        place = {column: number for number, column in enumerate(self.columns)}
        lower = [other for other in names if other in left and other != name]
        matrix = np.zeros((len(rows) + len(lower), len(self.columns) + 1))
        for line, sign, member in _terms(table.sums, rows):
            if member == name:
                matrix[line, -1] += sign * (self.cells[name].value - goal.value)
            elif (member, 1) in place:
                matrix[line, place[member, 1]] += sign
                if member in left:
                    matrix[line, place[member, -1]] -= sign
                else:
                    matrix[line, -1] += sign * self._above(member, goal.floor)
        for line, other in enumerate(lower, start=len(rows)):
            matrix[line, place[other, -1]] = matrix[line, place[other, 0]] = 1
            matrix[line, -1] = self._above(other, goal.floor)
        matrix[matrix[:, -1] < 0] *= -1
        self.matrix = matrix

    def _above(self, name: Name, floor: Floor) -> int:
        cell = self.cells[name]
        return cell.value - _floor_of(cell, floor)

    def _cost(self, column: tuple[Name, int]) -> float:
        name, sign = column
        cell = self.cells[name]
        is_moved = name in self.left and sign
        return (cell.cost or SLIGHT) * (1 + cell.value.bit_length()) if is_moved else 0

    def cheapest(self) -> list[Name]:
        """Return the cells to hide; nothing: the goal cannot be reached."""
        found = _feasible(self.matrix)
        if found is None:
            return []
        tableau, basis = found
        gain = -np.array([self._cost(column) for column in self.columns], dtype=float)
        for line, column in enumerate(basis):
            if gain[column]:
                gain -= gain[column] * tableau[line, :-1]
        _climb(tableau, basis, gain)
        moved = {
            self.columns[column][0]
            for line, column in enumerate(basis)
            if tableau[line, -1] > _TINY and self.columns[column][1]
        }
        return sorted(moved & self.left, key=repr)


def _terms(sums: Sequence[Sum], rows: Sequence[int]) -> Iterator[tuple[int, int, Name]]:
    """Yield (line, 1 or -1, cell) of what each of these sums says: whole - parts = 0."""
    for line, number in enumerate(rows):
        yield line, 1, sums[number].whole
        for part in sums[number].parts:
            yield line, -1, part


def _floor_of(cell: Cell, floor: Floor) -> int:
    return cell.floor if floor == "told" else 0


class _Problem:
    """How far unknown cells can go, all sums holding and every cell at its floor at least.

    The simplex method over a dense tableau. Coefficients are 1 and -1, and the true numbers are a
    solution: it is never infeasible. `tableau` has a line for each sum and a column for each cell,
    then the right side; `basis` the column of each line.
    """

    def __init__(
        self, table: _Table, names: Sequence[Name], rows: Sequence[int], floor: Floor
    ) -> None:
        self.place = {one: number for number, one in enumerate(names)}
        self.floors = [_floor_of(table.cells[one], floor) for one in names]
        matrix = np.zeros((len(rows), len(names) + 1))
        for line, sign, member in _terms(table.sums, rows):
            if member in self.place:
                column = self.place[member]
                matrix[line, column] += sign
                # On the right, how far the true value is above the floor.
                matrix[line, -1] += sign * (table.cells[member].value - self.floors[column])
        matrix[matrix[:, -1] < 0] *= -1
        found = _feasible(matrix)
        if found is None:
            raise ArithmeticError("the true numbers are a solution: the sums do not hold together")
        self.tableau, self.basis = found

    def reaches(self, name: Name, value: int, *, up: bool) -> bool:
        """Whether the cell may be `value` or more (`up`), or `value` or less.

        The solution in sight is left where the search ends: the next one begins there.
        """
        target = self.place[name]
        goal = value - self.floors[target]
        if not up and goal < 0:
            return False
        tableau, basis = self.tableau, self.basis
        stalled = 0
        while True:
            found = np.flatnonzero(basis == target)
            at = tableau[found[0], -1] if len(found) else 0.0
            if (at >= goal - _TINY) if up else (at <= goal + _TINY):
                return True
            # What each column would gain for the objective "this cell".
            if len(found):
                gain = -tableau[found[0], :-1]
                gain[target] = 0.0
            else:
                gain = np.zeros(tableau.shape[1] - 1)
                gain[target] = 1.0
            column = _entering(gain if up else -gain, basis, stalled)
            if column is None:
                return False
            row = _leaving(tableau, basis, column)
            if row is None:
                return up  # it may grow for ever; going down it meets its floor
            stalled = 0 if _advances(tableau, row) else stalled + 1
            _pivot(tableau, row, column)
            basis[row] = column


Numbers = NDArray[np.float64]
Columns = NDArray[np.int64]


def _feasible(tableau: Numbers) -> tuple[Numbers, Columns] | None:
    """Return the tableau with a solution in sight; None: there is none.

    Sums that say nothing new are dropped.

    A line without a cell in the basis has one that does not exist, numbered after all of them.
    """
    height, width = tableau.shape[0], tableau.shape[1] - 1
    basis = np.arange(width, width + height)
    _begin(tableau, basis)
    # Once more from the numbers themselves, for what rounding may have added up to.
    while _entering(gain := _gain(tableau, basis), basis, 0) is not None:
        _climb(tableau, basis, gain)
    if tableau[basis >= width, -1].sum() > _LEFT_OVER:
        return None
    for line in map(int, np.flatnonzero(basis >= width)):
        # At zero: turned out, or the sum follows from the others.
        columns = np.flatnonzero(np.abs(tableau[line, :width]) > _TINY)
        if len(columns):
            _pivot(tableau, line, int(columns[0]))
            basis[line] = columns[0]
    kept = basis < width
    return tableau[kept], basis[kept]


def _climb(tableau: Numbers, basis: Columns, gain: Numbers) -> None:
    """Pivot as long as a column would gain. Raises ArithmeticError where it would for ever."""
    stalled = 0
    while (column := _entering(gain, basis, stalled)) is not None:
        row = _leaving(tableau, basis, column)
        if row is None:
            raise ArithmeticError("a cell grows for ever: the sums do not hold together")
        stalled = 0 if _advances(tableau, row) else stalled + 1
        _pivot(tableau, row, column)
        basis[row] = column
        gain -= gain[column] * tableau[row, :-1]


def _gain(tableau: Numbers, basis: Columns) -> Numbers:
    """Return what each column would take from the cells that do not exist."""
    width = tableau.shape[1] - 1
    found: Numbers = tableau[basis >= width, :width].sum(axis=0)
    return found


def _begin(tableau: Numbers, basis: Columns) -> None:
    """Put into the basis what stands in one sum only, and has its sign: rests, mostly."""
    cells = tableau[:, :-1]
    for column in map(int, np.flatnonzero(np.count_nonzero(cells, axis=0) == 1)):
        line = int(np.flatnonzero(cells[:, column])[0])
        if basis[line] >= cells.shape[1] and (cells[line, column] > 0 or not tableau[line, -1]):
            tableau[line] /= tableau[line, column]
            basis[line] = column


def _entering(gain: Numbers, basis: Columns, stalled: int) -> int | None:
    """Return the column outside the basis that would gain most; None: none does.

    Once it has not moved for a while, the first one (Bland's order), so that it ends.
    """
    gains = gain > _TINY
    gains[basis[basis < len(gains)]] = False
    if not gains.any():
        return None
    return int((gains if stalled > PATIENCE else np.where(gains, gain, 0.0)).argmax())


def _advances(tableau: Numbers, row: int) -> bool:
    """Whether to pivot on this line changes any number."""
    return bool(tableau[row, -1] > _TINY)


def _leaving(tableau: Numbers, basis: Columns, column: int) -> int | None:
    """Return the line that is used up first; of several, Bland's; None: none ever is."""
    lines = np.flatnonzero(tableau[:, column] > _TINY)
    if not len(lines):
        return None
    ratios = tableau[lines, -1] / tableau[lines, column]
    first = lines[ratios <= ratios.min() + _TINY]
    return int(first[basis[first].argmin()])


def _pivot(tableau: Numbers, row: int, column: int) -> None:
    tableau[row] /= tableau[row, column]
    others = np.flatnonzero(np.abs(tableau[:, column]) > _TINY)
    others = others[others != row]
    tableau[others] -= np.outer(tableau[others, column], tableau[row])
