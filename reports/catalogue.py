"""Every line that a report can have, whether or not it has it this week.

What a report of no site lists is read from that report itself. Lists of which a report shows only
what was met (the ten most frequent, the stages decided) are read from the closed lists they choose
from: a line that a report has and that is not here fails in the tests.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _

from cases import choices
from clinics.choices import Motif
from clinics.choices.anonymous import Destination
from referrals import pathway
from referrals.pathway import SITUATIONS, STAGES
from reports import legal
from reports.figures import EVERYTHING, Breakdown, Key, Label, labels_of
from reports.periods import week_of
from reports.weekly import report_on
from staff.choices import Weekday
from staff.models import Site


@dataclass(frozen=True)
class Line:
    """One line: what it is called in the code, and on the page.

    `group` names those that one fills in together: the figures of a section, under the code of the
    first one, or the parts of a number.
    """

    key: Key
    group: str
    section: str
    label: str
    part: str

    def __str__(self) -> str:
        said = f"{self.key[0]} {self.label}"
        return f"{said}, {self.part}" if self.part else said


Listed = Callable[[], Mapping[str, Label]]


def _others() -> dict[str, Label]:
    return {"others": _("Others")}


def _countries() -> dict[str, Label]:
    return {**dict(choices.country_choices()), **_others()}


def _languages() -> dict[str, Label]:
    return {**dict(choices.language_choices()), **_others()}


def _motifs() -> dict[str, Label]:
    on_a_sheet = {"sheet_only": _("On a tally sheet only")}
    return {**labels_of(Motif), **on_a_sheet, **_unreadable(), **_others()}


def _destinations() -> dict[str, Label]:
    sent = {**labels_of(Destination), "partner": _("Partner")}
    return {**sent, **_unreadable(), **_others()}


def _unreadable() -> dict[str, Label]:
    return {"unreadable": _("Cannot be read: its key is missing")}


def _sites() -> dict[str, Label]:
    return {str(pk): name for pk, name in Site.objects.order_by("pk").values_list("pk", "name")}


def _weekdays() -> dict[str, Label]:
    return {str(day.value): day.label for day in Weekday}


def _senders() -> dict[str, Label]:
    return {"unknown": _("Unknown")}


def _decisions() -> dict[str, Label]:
    return {code: STAGES[code].label for code in legal.DECISIONS}


def _headlines() -> dict[str, Label]:
    under_way = {stage.code: stage.label for stage in STAGES.values() if not stage.ends}
    return {**under_way, **{code: SITUATIONS[code].label for code in pathway.EXITS}}


# What a cut can show beside what it shows of nobody: {(code, name): the closed list}.
LISTED: dict[tuple[str, str], Listed] = {
    ("W01", "by_day"): _weekdays,
    ("W07", "country"): _countries,
    ("W07", "language"): _languages,
    ("W08", "sender"): _senders,
    ("W11", "motifs"): _motifs,
    ("W15", "decisions"): _decisions,
    ("W16", "headline"): _headlines,
    ("W21", "language"): _languages,
    ("W24", "motifs"): _motifs,
    ("W24", "zones"): _sites,
    ("W24", "orientation_zones"): _sites,
    ("W24", "destinations"): _destinations,
}


def lines() -> list[Line]:
    """Return the lines in the order of the page, in the language of the reader."""
    return list(_lines())


def _lines() -> Iterator[Line]:
    for section in report_on(week_of(timezone.localdate()), [], EVERYTHING).sections:
        for figure in section.figures:
            group = section.figures[0].code
            yield Line(figure.key, group, section.title, str(figure.label), "")
        for cut in section.breakdowns:
            group = f"{cut.code}-{slugify(cut.name)}"
            for part, label in _parts(cut).items():
                key = cut.code, cut.name, part
                yield Line(key, group, section.title, str(cut.label), str(label))


def _parts(cut: Breakdown) -> dict[str, Label]:
    listed = LISTED.get((cut.code, cut.name))
    return {**{part.name: part.label for part in cut.parts}, **(listed() if listed else {})}
