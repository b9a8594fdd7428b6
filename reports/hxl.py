"""The report as an HXL-tagged CSV (hxlstandard.org, 1.1), in the long layout: a line a value.

The row of hashtags comes directly after the row of headings. A value that is not told is an empty
cell, and `#meta+suppressed` says why: never a text where a number is due.
"""

import csv
import io
from collections.abc import Iterator
from dataclasses import replace

from django.utils import timezone, translation
from django.utils.translation import gettext as _

from reports.exports import neutral
from reports.figures import Row
from reports.weekly import Report
from staff.models import Centre

# The centre works in France only; its sites have no administrative code, so those cells are empty.
COUNTRY = "FR"
# Cluster of each indicator, as OCHA names them; what is not care is protection.
HEALTH = frozenset({"W11", "W12", "W13", "W24", "SCA"})
SECTORS = {True: "Health", False: "Protection"}
SEX, AGE = ("W07", "sex"), ("W07", "age")  # cuts with columns of their own


def tags(language: str) -> list[str]:
    """Return the hashtags, in the order of the columns."""
    return [
        "#date+start", "#date+end", "#date+reported", "#org+prog+name", "#country+code+v_iso2",
        "#adm1+name", "#adm2+code", "#loc+facility+name", "#loc+facility+type", "#sector",
        "#service+type", "#indicator+code", f"#indicator+name+i_{language}", "#x_sex",
        "#x_age_range", "#indicator+value+num", "#meta+comment", "#meta+suppressed",
    ]  # fmt: skip


def header() -> list[str]:
    return [
        _("First day"), _("Last day"), _("Reported on"), _("Programme"), _("Country"), _("Region"),
        _("Département"), _("Site"), _("Kind of site"), _("Sector"), _("Service"), _("Code"),
        _("Indicator"), _("Sex"), _("Declared age"), _("Value"), _("Definition"), _("Suppressed"),
    ]  # fmt: skip


def as_csv(report: Report) -> bytes:
    """Return the lines of the report: commas, UTF-8, dates as ISO 8601 has them."""
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, lineterminator="\r\n")
    writer.writerow(header())
    language = (translation.get_language() or "fr").split("-")[0]
    writer.writerow(tags(language))
    where = _where(report)
    for section in report.sections:
        for row in replace(report, sections=[section]).rows():
            writer.writerow([
                *(neutral(text) for text in (*where, *_what(row, section.title))),
                "" if row.value is None else str(row.value),
                neutral(row.definition),
                why_empty(row),
            ])  # fmt: skip
    return buffer.getvalue().encode()


def _where(report: Report) -> list[str]:
    reported = timezone.localdate(report.frozen.frozen_at if report.frozen else None)
    centre = Centre.objects.first()
    names = ", ".join(site.name for site in report.sites)
    kind = report.sites[0].kind if len(report.sites) == 1 else "mission"
    return [
        report.period.start.isoformat(), report.period.end.isoformat(), reported.isoformat(),
        centre.name if centre else "", COUNTRY, "", "", names, kind,
    ]  # fmt: skip


def _what(row: Row, service: str) -> Iterator[str]:
    code, name, part = row.key
    yield SECTORS[code in HEALTH]
    yield service
    yield ".".join(filter(None, row.key))
    yield f"{row.label}, {row.part}" if row.part else str(row.label)
    yield part if (code, name) == SEX else ""
    yield part if (code, name) == AGE else ""


def why_empty(row: Row) -> str:
    """Return why a value is not told, masked or one that cannot be computed; "" for one told."""
    if row.masked:
        return "suppressed"
    return "missing" if row.value is None else ""
