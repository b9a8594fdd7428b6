"""The week counted a second time (recount.sql), and what is sealed, from opened rows.

Not of it: the figures of the scabies events, whose marks are sealed and which no indicator of the
field sheet asks for (tests/clinics counts them).
"""

import datetime
import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from django.utils import timezone

from cases.models import IntakeAnswer
from clinics.models import AnonymousConsultation, Consultation
from referrals.pathway import STAGES
from reports.figures import Breakdown, Figure
from reports.weekly import Report

Key = tuple[str, str, str]
Counts = dict[Key, int | float | None]

SQL = Path(__file__).with_suffix(".sql")
HEAD = re.compile(r"^-- (figures?|cuts?|said|sealed) ([^\n]*)\n", re.MULTILINE)
NAMED = re.compile(r"^(?:WITH |\), )(\w+) AS \($", re.MULTILINE)
NOT_RECOUNTED = {"SCA"}
# Lists that end with "others" after ten lines, and what stands last there, however frequent.
LONG = {("W07", "country"), ("W07", "language"), ("W11", "motifs"), ("W21", "language"),
        ("W24", "motifs"), ("W24", "destinations")}  # fmt: skip
LONGEST, NO_ANSWER = 10, ("unknown", "not_asked", "declined")


@cache
def queries() -> list[tuple[str, str, str]]:
    """Return (what it gives, of which lines, the query) of each part of the script."""
    common, *rest = HEAD.split(SQL.read_text(encoding="utf-8"))
    _comment, *named = NAMED.split(common.partition("-- common\n")[2].rstrip().removesuffix(")"))
    shared = dict(zip(named[::2], named[1::2], strict=True))
    return [
        (kind, of, f"{_with(shared, query)}\n{query}")
        for kind, of, query in zip(rest[::3], rest[1::3], rest[2::3], strict=True)
    ]


def _with(shared: dict[str, str], query: str) -> str:
    """Return those of the common parts that a query needs, and what they need, in their order."""
    needed: set[str] = set()
    texts = [query]
    while texts:
        words = set(re.findall(r"\w+", texts.pop()))
        found = (shared.keys() & words) - needed
        needed |= found
        texts += [shared[name] for name in found]
    parts = [f"{name} AS ({text})" for name, text in shared.items() if name in needed]
    return f"WITH {', '.join(parts)}" if parts else ""


class Recount:
    """`counts`: {(code, name, part): value}; `said`: {(code, name): the number in a definition}."""

    def __init__(
        self, connection: Any, start: datetime.date, end: datetime.date, sites: Sequence[int]
    ) -> None:
        """`connection`: any of the database API, so one of its own too."""
        self.counts: Counts = {}
        self.said: dict[tuple[str, str], int] = {}
        self.rows: dict[str, list[tuple[Any, ...]]] = {}
        given = {
            "start": start, "end": end, "until": _so_far(start, end),
            "sites": list(sites), "codes": list(STAGES),
            "ranks": [stage.rank for stage in STAGES.values()],
            "ends": [stage.ends for stage in STAGES.values()],
        }  # fmt: skip
        with connection.cursor() as cursor:
            for kind, of, query in queries():
                cursor.execute(query, given)
                self._take(kind, of, cursor.fetchall())
        self._open()

    def _take(self, kind: str, of: str, rows: list[tuple[Any, ...]]) -> None:
        code, _space, name = of.partition(" ")
        match kind:
            case "figure":
                [[value]] = rows
                self.counts[code, name, ""] = plain(value)
            case "figures":
                self.counts |= {(code, one, ""): plain(value) for one, value in rows}
            case "cut":
                self.counts |= {(code, name, part): plain(count) for part, count in rows}
            case "cuts":
                self.counts |= {(code, one, part): plain(count) for one, part, count in rows}
            case "said":
                found = rows if name == "*" else [(name, rows[0][0])]
                self.said |= {(code, one): int(count) for one, count in found}
            case "sealed":
                self.rows[of] = rows

    def _open(self) -> None:
        """Count what no query can read."""
        filed = Consultation.every.filter(pk__in=[pk for (pk,) in self.rows["care"]])
        nameless = AnonymousConsultation.objects.filter(
            pk__in=[pk for (pk,) in self.rows["nameless"]]
        )
        motifs = Counter(row.motif for row in [*filed, *nameless])
        outside: Counter[str] = Counter()
        destinations: Counter[str] = Counter()
        for session, kind, cells, *entered in self.rows["sheets"]:
            there = [row for row in filed if row.session_id == session]
            nobody = [row for row in nameless if row.session_id == session]
            by_motif = Counter(row.motif for row in [*there, *nobody])
            only = on_paper_only(json.loads(cells), by_motif, sum(entered), apart=entered[2])
            motifs += only
            if kind in ("mobile", "border"):
                outside += by_motif + only
                destinations.update(row.destination for row in nobody if row.destination)
                destinations["partner"] += sum(row.referral_id is not None for row in there)
        senders = Counter(sender_of(minor) for (minor,) in self.rows["new"])
        for code, name, found in (
            ("W11", "motifs", motifs), ("W24", "motifs", outside),
            ("W24", "destinations", destinations), ("W08", "sender", senders),
        ):  # fmt: skip
            self.counts |= {(code, name, part): count for part, count in found.items()}


def _so_far(start: datetime.date, end: datetime.date) -> datetime.date:
    """Return the last of these days that there has been; of days to come all of them."""
    today = timezone.localdate()
    return end if today < start or today > end else today


def plain(value: Any) -> int | float | None:
    """Return a number as the house writes it: whole, or with its decimals."""
    if isinstance(value, Decimal):
        return int(value) if value.as_tuple().exponent == 0 else float(value)
    return value


def on_paper_only(
    cells: dict[str, dict[str, int]], entered: Counter[str], total: int, *, apart: int
) -> Counter[str]:
    """Return what a sheet has more than was entered: by motif, if it can be said of which."""
    sheet = Counter({motif: sum(columns.values()) for motif, columns in cells.items()})
    gap = sheet.total() - total
    if gap <= 0:
        return Counter()
    if apart or any(entered[motif] > sheet[motif] for motif in entered):
        return Counter({"sheet_only": gap})
    return sheet - entered


def sender_of(minor: int) -> str:
    """Return who sent somebody, by the last answer."""
    rows = IntakeAnswer.objects.filter(minor=minor, question="referred_by")
    last = max(rows, key=lambda row: (row.answered_at, row.pk), default=None)
    if last is None or last.outcome != "answered":
        return "unknown"
    return "partner" if last.partner_id else "+".join(last.answer)


# --- beside the report ---------------------------------------------------------------------------


def differences(report: Report, recount: Recount) -> list[str]:
    """Return each line on which the two do not agree; a line that only one has is one."""
    figures = [one for section in report.sections for one in section.figures]
    cuts = [one for section in report.sections for one in section.breakdowns]
    met: set[tuple[str, str]] = set()
    found: list[str] = []
    for figure in figures:
        if figure.code not in NOT_RECOUNTED:
            met.add((figure.code, figure.name))
            found += _of_figure(figure, recount)
    for cut in cuts:
        if cut.code not in NOT_RECOUNTED:
            met.add((cut.code, cut.name))
            found += _of_cut(cut, recount)
    counted = {(code, name) for (code, name, _part), value in recount.counts.items() if value}
    return found + [f"{code} {name}: not in the report" for code, name in counted - met]


def _of_figure(figure: Figure, recount: Recount) -> Iterator[str]:
    if figure.key not in recount.counts:
        yield f"{figure.code} {figure.name}: not counted a second time"
    elif figure.value != recount.counts[figure.key]:
        yield f"{figure.code} {figure.name}: {figure.value}, not {recount.counts[figure.key]}"
    said = recount.said.get((figure.code, figure.name))
    numbers = [int(number) for number in re.findall(r"\d+", figure.definition)]
    if said is not None and said not in numbers:
        yield f"{figure.code} {figure.name}: “{figure.definition}” should say {said}"


def _of_cut(cut: Breakdown, recount: Recount) -> Iterator[str]:
    counted: dict[str, int] = defaultdict(int)
    for (code, name, part), count in recount.counts.items():
        if (code, name) == (cut.code, cut.name) and part and count is not None:
            counted[part] += int(count)
    shown = {part.name: part.count for part in cut.parts}
    if len(shown) != len(cut.parts):
        yield f"{cut.code} {cut.name}: a part stands there twice"
    others = shown.pop("others", 0) if (cut.code, cut.name) in LONG else 0
    for part, count in shown.items():
        if count != counted[part]:
            yield f"{cut.code} {cut.name}, {part}: {count}, not {counted[part]}"
    hidden = [count for part, count in counted.items() if part not in shown]
    if sum(hidden) != others:
        yield f"{cut.code} {cut.name}, the rest: {others}, not {sum(hidden)}"
    ranked = [count for part, count in shown.items() if part not in NO_ANSWER]
    if others and (len(ranked) != LONGEST or max(hidden) > min(ranked)):
        yield f"{cut.code} {cut.name}: {shown} are not the most frequent of {dict(counted)}"
