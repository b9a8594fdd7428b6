"""The week on paper, as PDF: the same figures, charts and tables as the page, cell for cell."""

from typing import Any

from babel.dates import format_date
from django.utils import timezone, translation
from django.utils.formats import date_format, localize
from django.utils.translation import gettext as _

from reports import charts
from reports.audiences import AUDIENCES, INSIDE
from reports.figures import Breakdown, Figure, Section
from reports.weekly import Report
from staff import pdf


def as_pdf(report: Report) -> bytes:
    """Return an A4 document in the language of whoever asks, with no name of a minor."""
    return pdf.render("week", sheet(report), language=language())


def language() -> str:
    return (translation.get_language() or "fr").split("-")[0]


def sheet(report: Report) -> dict[str, Any]:
    """Return what `prints/week.typ` shows, every number in words already."""
    sites = ", ".join(site.name for site in report.sites)
    version = _("version %(number)d") % {"number": report.frozen.version} if report.frozen else ""
    foot = [str(report.period), sites, version or _("provisional")]
    return {
        "title": heading(report),
        "dates": _("%(start)s to %(end)s") % {
            "start": format_date(report.period.start, "EEEE d MMMM y", locale=language()),
            "end": format_date(report.period.end, "EEEE d MMMM y", locale=language()),
        },
        "sites": sites,
        "status": status(report),
        "why": report.frozen.why if report.frozen and report.audience == INSIDE else "",
        "words": {"text": report.words.text, "points": list(report.words.points)},
        "sections": [_section(section) for section in report.sections],
        "footer": " · ".join(foot),
    }  # fmt: skip


def heading(report: Report) -> str:
    title = report.period.title
    if report.audience != INSIDE:
        title = f"{title} · {AUDIENCES[report.audience].label}"
    return title


def status(report: Report) -> str:
    """Return who validated these figures and when, or that nobody has."""
    frozen = report.frozen
    if frozen is not None and report.audience != INSIDE:
        return _("Validated on %(day)s") % {
            "day": date_format(timezone.localtime(frozen.frozen_at), "SHORT_DATE_FORMAT"),
        }
    if frozen is not None:
        return _("Validated on %(day)s by %(name)s, version %(version)s") % {
            "day": date_format(timezone.localtime(frozen.frozen_at), "SHORT_DATE_FORMAT"),
            "name": frozen.frozen_by.full_name,
            "version": frozen.version,
        }
    now = date_format(timezone.localtime(), "SHORT_DATETIME_FORMAT")
    return _("Provisional: counted on %(now)s, validated by nobody") % {"now": now}


def _section(section: Section) -> dict[str, Any]:
    return {
        "title": section.title,
        "figures": [_figure(figure) for figure in section.figures],
        "cuts": [_breakdown(section, cut) for cut in section.breakdowns],
    }


def _figure(figure: Figure) -> dict[str, str]:
    return {
        "value": figure.value_text,
        "label": figure.label,
        "beside": figure.masked or figure.beside,
        "definition": figure.definition,
    }


def _breakdown(section: Section, cut: Breakdown) -> dict[str, Any]:
    chart = charts.chart_of(section, cut)
    return {
        "label": cut.label,
        "total": "" if cut.total is None else localize(cut.total),
        "sentence": chart.sentence if chart else "",
        "chart": chart.svg if chart else "",
        "parts": [[part.label, charts.number_of(part)] for part in cut.parts],
        "none": _("None"),
        "definition": cut.definition,
    }
