"""The report as a DHIS2 dataValueSet, in JSON and in CSV: only what has been given a code there.

The layouts are those of the DHIS2 developer guide, "Data values". A figure that cannot be told is
left out, a zero is sent: in DHIS2 too, nothing said is not zero.
"""

import csv
import datetime
import io
import json
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from reports import freezing, mapping
from reports.audiences import INSIDE
from reports.figures import Row
from reports.mapping import Mapping, Target
from reports.weekly import Report

COLUMNS = ["dataelement", "period", "orgunit", "catoptcombo", "attroptcombo", "value", "strby",
           "lstupd", "cmt"]  # fmt: skip
ONE_DAY = datetime.timedelta(days=1)


def period_id(start: datetime.date, end: datetime.date) -> str:
    """Return "2026W47", "202611", "2026Q4" or "2026" for whole weeks, months, quarters and years.

    Weeks are those of ISO 8601, their number not padded: 2027W1. Raises ValidationError for days
    that DHIS2 has no name for.
    """
    if start.isoweekday() == 1 and end - start == 6 * ONE_DAY:
        week = start.isocalendar()
        return f"{week.year}W{week.week}"
    after = end + ONE_DAY
    months = (after.year - start.year) * 12 + after.month - start.month
    if start.day == after.day == 1:
        if months == 1:
            return f"{start:%Y%m}"
        if months == 3 and start.month % 3 == 1:
            return f"{start.year}Q{start.month // 3 + 1}"
        if months == 12 and start.month == 1:
            return f"{start.year}"
    raise ValidationError(
        _("DHIS2 knows weeks, months, quarters and years: it has no name for these days.")
    )


NEVER_MAPPED = {("W01", "by_week"), ("W01", "by_month")}


@dataclass(frozen=True)
class Block:
    """The values of one report, for one organisation unit."""

    report: Report
    org_unit: str


@dataclass(frozen=True)
class Sending:
    """What a report would send, said before it is: sentences, and how many lines stay here."""

    left_here: int
    why_not: str  # "" when there is something to send
    without_unit: Sequence[str]  # the names of the sites whose figures stay here


def sending(report: Report) -> Sending:
    """Return what would leave of a report, with the mapping as it stands now."""
    known = mapping.current()
    rows = [row for row in report.rows() if row.value is not None]
    # The weeks and months of a longer period have no code, as they are others each time.
    rows = [row for row in rows if row.key[:2] not in NEVER_MAPPED]
    left_here = sum(row.key not in known.figures for row in rows)
    missing = [] if _is_of_the_house(report, known) else [
        site.name for site in report.sites if not known.org_units.get(site.pk)
    ]  # fmt: skip
    try:
        _check(report, known)
    except ValidationError as error:
        return Sending(left_here, error.messages[0], missing)
    return Sending(left_here, "", missing)


def _is_of_the_house(report: Report, known: Mapping) -> bool:
    """Whether the mission's own unit is meant: of all of its sites, unless the only one has one."""
    if not known.org_units.get(None) or not freezing.is_whole_house(report.sites):
        return False
    return len(report.sites) > 1 or not known.org_units.get(report.sites[0].pk)


def _check(report: Report, known: Mapping) -> None:
    """Raises ValidationError where nothing can be sent, or not without a wrong number."""
    period_id(report.period.start, report.period.end)
    if report.audience != INSIDE and not _is_of_the_house(report, known):
        raise ValidationError(_("Outside the house, figures are those of all sites together: the "
                                "mission needs an organisation unit of its own."))  # fmt: skip
    if not known.figures:
        raise ValidationError(_("No figure has a DHIS2 code yet: there is nothing to send."))
    has_unit = [site for site in report.sites if known.org_units.get(site.pk)]
    if not has_unit and not _is_of_the_house(report, known):
        names = ", ".join(site.name for site in report.sites)
        sentence = ngettext(
            "%(names)s has no organisation unit in the DHIS2 mapping: nothing can be sent.",
            "%(names)s have no organisation unit in the DHIS2 mapping: nothing can be sent.",
            len(report.sites),
        )
        raise ValidationError(sentence % {"names": names})
    twice = _twice([row for row in report.rows() if row.value is not None], known)
    if twice:
        raise ValidationError(
            _("Two figures have the same DHIS2 code %(code)s: one would overwrite the other.")
            % {"code": twice[0]}
        )


def _twice(rows: Sequence[Row], known: Mapping) -> list[Target]:
    found = defaultdict(list)
    for row in rows:
        if target := known.figures.get(row.key):
            found[target].append(row)
    return [target for target, same in found.items() if len(same) > 1]


def blocks(report: Report, known: Mapping) -> list[Block]:
    """Return what is sent: the house as one where it has a unit, else each site that has one.

    Never both: DHIS2 adds up the units under another. Raises ValidationError.
    """
    _check(report, known)
    if _is_of_the_house(report, known):
        return [Block(report, known.org_units[None])]
    return [
        Block(one, known.org_units[one.sites[0].pk])
        for one in report.by_site or [report]
        if known.org_units.get(one.sites[0].pk)
    ]


def _values(block: Block, known: Mapping) -> Iterator[tuple[Target, str]]:
    for row in block.report.rows():
        target = known.figures.get(row.key)
        if target is not None and row.value is not None:
            yield target, str(row.value)


def as_json(report: Report) -> bytes:
    """Return the single form for one unit, the bulk form for several. Raises ValidationError."""
    known = mapping.current()
    found = blocks(report, known)
    period = period_id(report.period.start, report.period.end)
    shared = {"attributeOptionCombo": known.attribute_combo} if known.attribute_combo else {}
    if len(found) == 1 and len(found[0].report.sites) == len(report.sites):
        [block] = found
        body = {
            **_of_the_set(block.report, known),
            "period": period,
            "orgUnit": block.org_unit,
            **shared,
            "dataValues": [_value(target, said) for target, said in _values(block, known)],
        }
    else:
        values = [
            {**_value(target, said), "period": period, "orgUnit": block.org_unit, **shared}
            for block in found
            for target, said in _values(block, known)
        ]
        body = {"dataValues": values}
    return json.dumps(body, ensure_ascii=False, indent=1).encode()


def _of_the_set(report: Report, known: Mapping) -> dict[str, str]:
    """Return the data set; it is said to be complete when a report was validated, and only then."""
    if not known.data_set:
        return {}
    if report.frozen is None:
        return {"dataSet": known.data_set}
    day = timezone.localdate(report.frozen.frozen_at)
    return {"dataSet": known.data_set, "completeDate": day.isoformat()}


def _value(target: Target, said: str) -> dict[str, str]:
    combo = {"categoryOptionCombo": target.option_combo} if target.option_combo else {}
    return {"dataElement": target.element, **combo, "value": said}


def as_csv(report: Report) -> bytes:
    """Return the CSV of DHIS2: commas, every cell quoted, no BOM. Raises ValidationError."""
    known = mapping.current()
    period = period_id(report.period.start, report.period.end)
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, quoting=csv.QUOTE_ALL, lineterminator="\n")
    writer.writerow(COLUMNS)
    for block in blocks(report, known):
        for target, said in _values(block, known):
            writer.writerow([
                target.element, period, block.org_unit, target.option_combo,
                known.attribute_combo, said, "", "", "",
            ])  # fmt: skip
    return buffer.getvalue().encode()
