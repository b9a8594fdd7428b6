"""A validated week: written as plain values, read back as it was, compared with today's count.

A report is due on the Tuesday that follows
its week, at noon (as epidemic bulletins have it: EWARS, Cox's Bazar, 2018).
"""

import datetime
import hashlib
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.utils import timezone, translation

from reports.figures import Breakdown, Figure, Key, Need, Part, Row, Section, Value
from reports.models import FrozenWeek
from reports.periods import Week
from reports.weekly import Report
from staff.models import Site
from staff.openings import open_days_of

DUE_AFTER = datetime.timedelta(days=2)  # Sunday, then Tuesday
DUE_AT = datetime.time(12)

KEPT_OF_A_FIGURE = ("code", "name", "label", "value", "definition", "is_of_now", "bases", "plain")
KEPT_OF_A_BREAKDOWN = ("code", "name", "label", "definition")
KEPT_OF_A_PART = ("name", "label", "count")

Body = dict[str, list[dict[str, Any]]]


def body_of(count: Callable[[], Report]) -> Body:
    """Return {language: sections}; `count` makes the report, once in each language."""
    found = {}
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            found[language] = [_plain(section) for section in count().sections]
    return found


def _plain(section: Section) -> dict[str, Any]:
    return {
        "title": str(section.title),
        "needs": section.needs,
        "figures": [
            {name: getattr(figure, name) for name in KEPT_OF_A_FIGURE} for figure in section.figures
        ],
        "breakdowns": [
            {
                **{name: getattr(cut, name) for name in KEPT_OF_A_BREAKDOWN},
                "parts": [
                    {name: getattr(part, name) for name in KEPT_OF_A_PART} for part in cut.parts
                ],
            }
            for cut in section.breakdowns
        ],
    }


def is_whole_house(sites: Sequence[Site]) -> bool:
    return len(sites) == Site.objects.count()


def digest_of(body: Body) -> str:
    """Return the SHA-256 of the body, in hexadecimal, whatever the order in which it was kept."""
    text = json.dumps(body, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def is_whole(frozen: FrozenWeek) -> bool:
    return digest_of(frozen.body) == frozen.digest


def report_of(frozen: FrozenWeek, sites: Sequence[Site], known: frozenset[Need]) -> Report:
    """Return the report as it was validated: of its parts, those that the reader may know."""
    language = (translation.get_language() or settings.LANGUAGE_CODE).split("-")[0]
    rows = frozen.body.get(language) or frozen.body[settings.LANGUAGE_CODE.split("-")[0]]
    sections = [_section(row) for row in rows if row["needs"] is None or row["needs"] in known]
    return Report(frozen.week, sites, sections, frozen)


def _section(row: dict[str, Any]) -> Section:
    return Section(
        row["title"],
        [Figure(**figure) for figure in row["figures"]],
        [
            Breakdown(**{**cut, "parts": [Part(**part) for part in cut["parts"]]})
            for cut in row["breakdowns"]
        ],
        row["needs"],
    )


# --- what has changed since ----------------------------------------------------------------------


@dataclass(frozen=True)
class Change:
    """One line that no longer says the same. None: it was not there, or could not be computed."""

    code: str
    label: str
    part: str
    before: Value
    after: Value


def changes(before: Report, after: Report) -> list[Change]:
    """Return the lines that differ, in the order of the page; what came and what went too."""
    was, now = _lines(before), _lines(after)
    return [
        Change(row.code, row.label, row.part, _value(was, key), _value(now, key))
        for key, row in {**was, **now}.items()
        if _value(was, key) != _value(now, key)
    ]


def _lines(report: Report) -> dict[Key, Row]:
    return {row.key: row for row in report.rows(with_those_of_now=False)}


def _value(lines: dict[Key, Row], key: Key) -> Value:
    row = lines.get(key)
    return row.value if row else None


# --- what was expected and received --------------------------------------------------------------


@dataclass(frozen=True)
class Received:
    """The report of one site. `state`: on_time, late, missing, expected (not due yet), closed."""

    site: Site
    state: str
    frozen: FrozenWeek | None
    arrivals: Value

    @property
    def is_zero(self) -> bool:
        """Received, and nobody came: which is a number. A missing report is none."""
        return self.frozen is not None and self.arrivals == 0


def due_at(week: Week) -> datetime.datetime:
    return timezone.make_aware(datetime.datetime.combine(week.end + DUE_AFTER, DUE_AT))


def validated_count(weeks: Sequence[Week], site: Site | None) -> int:
    """Return how many of these weeks were validated of a site, or of all together."""
    rows = FrozenWeek.objects.of_weeks(weeks, site).values("year", "number").distinct()
    return rows.count()


def reports_of(week: Week, sites: Sequence[Site]) -> list[Received]:
    """Return what each site has sent of a week, by its first version and its last."""
    versions: dict[int | None, list[FrozenWeek]] = {}
    rows = FrozenWeek.objects.filter(year=week.year, number=week.number, site__in=sites)
    for frozen in rows.select_related("frozen_by").order_by("version"):
        versions.setdefault(frozen.site_id, []).append(frozen)
    opened = open_days_of(sites, week.start, week.end)
    return [
        _received(week, site, versions.get(site.pk, []), is_open=bool(opened[site.pk]))
        for site in sites
    ]


def _received(week: Week, site: Site, versions: list[FrozenWeek], *, is_open: bool) -> Received:
    if versions:
        state = "on_time" if versions[0].frozen_at <= due_at(week) else "late"
        arrivals = report_of(versions[-1], [site], frozenset()).figure("W01")
        return Received(site, state, versions[-1], arrivals)
    if not is_open:
        return Received(site, "closed", None, None)
    state = "missing" if timezone.now() > due_at(week) else "expected"
    return Received(site, state, None, None)
