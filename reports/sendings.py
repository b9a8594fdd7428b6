"""The register of what left the house: what is written of a file, and how it is read again."""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from reports import nested
from reports.audiences import AUDIENCES, TOLD, Audience
from reports.figures import OTHERS, Figure, Key, Part, Value
from reports.masking import key_of, without_parts
from reports.models import Sending
from reports.nested import TOTAL, Sent
from reports.weekly import Report

Line = list[str | Value]  # code, name, part, number: as JSON keeps it


@dataclass(frozen=True)
class Content:
    """What an audience is told of a period, and what is not: the body of a `Sending`."""

    told: list[Line]
    withheld: list[Line]

    @property
    def digest(self) -> str:
        """Return the SHA-256 of what is told, in hexadecimal."""
        text = json.dumps(self.told, ensure_ascii=False, separators=(",", ":"))
        return hashlib.sha256(text.encode()).hexdigest()


def content_of(inside: Report, told: Report) -> Content:
    """Return what `told` says of the same report as the house has it, in one order whatever the
    language: of what has parts that only some may know, the one number that leaves."""
    numbers = _numbers_of(told)
    withheld = {
        key: value for key, value in _numbers_of(inside).items()
        if value is not None and key[2] != TOTAL
        and (numbers.get(key) is None or (key[2] == OTHERS and nested.is_open(key[:2])))
    }  # fmt: skip
    return Content(_as_lines(numbers), _as_lines(withheld))


def _numbers_of(report: Report) -> dict[Key, Value]:
    """Return {line: number}, None where it is masked; what cannot be computed is no line."""
    found: dict[Key, Value] = {}
    for section in map(without_parts, report.sections):
        for figure in section.figures:
            if figure.masked or figure.value is not None:
                found[figure.key] = figure.value
        for cut in section.breakdowns:
            line = cut.code, cut.name
            found.update((key_of(line, part.name), part.count) for part in cut.parts)
            found[key_of(line, TOTAL)] = cut.total
    return found


def _as_lines(numbers: Mapping[Key, Value]) -> list[Line]:
    return [[*key, value] for key, value in sorted(numbers.items(), key=lambda pair: pair[0])]


# --- read again -----------------------------------------------------------------------------------


def sent_of(row: Sending) -> Sent:
    """Return it for reports.nested, which reckons with whole numbers only."""
    told: dict[Key, int | None] = {
        (code, name, part): value
        for code, name, part, value in row.told
        if not isinstance(value, float)
    }
    withheld = {
        (code, name, part): value
        for code, name, part, value in row.withheld
        if isinstance(value, int)
    }
    k = AUDIENCES[row.audience].k
    return Sent(row.pk, row.period, row.starts_on, row.ends_on, k, told, withheld)


def had_by(audience: Audience, rows: Iterable[Sending]) -> list[Sending]:
    """Return those that this audience has had: partners read what the public does."""
    return [row for row in rows if AUDIENCES[row.audience].k >= audience.k]


def as_sent(report: Report, rows: Sequence[Sending]) -> Report:
    """Return of a report what these sendings of its period have told, and nothing more."""
    had: dict[Key, Value] = {}
    for row in rows:
        lines = ((code, name, part, value) for code, name, part, value in row.told)
        had |= {(c, n, part): value for c, n, part, value in lines if value is not None}

    def figure_of(figure: Figure) -> Figure:
        is_told = had.get(figure.key) == figure.value
        return figure if is_told else replace(figure, value=None, masked=str(TOLD))

    def part_of(part: Part, code: str, name: str) -> Part:
        is_told = had.get((code, name, part.name)) == part.count
        return part if is_told else replace(part, count=None, masked=str(TOLD))

    sections = [
        replace(
            section,
            figures=[figure_of(figure) for figure in section.figures],
            breakdowns=[
                replace(cut, parts=[part_of(part, cut.code, cut.name) for part in cut.parts])
                for cut in section.breakdowns
            ],
        )
        for section in report.sections
    ]
    return replace(report, sections=sections)
