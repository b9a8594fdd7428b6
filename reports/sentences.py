"""What a chart shows, in a sentence made of the same numbers. Pure: parts in, words out.

A number that is masked is None: then nothing is said of a total, nor of who comes first of all.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.formats import localize
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases.choices import NO_ANSWER
from reports.figures import OTHERS, Breakdown, Part, Section, Value, share

# Parts that say that nothing is known: they never come first, they are said apart.
UNSAID = frozenset({*(code for code, _label in NO_ANSWER), "unreadable"})
# Under so many decisions a rate says more of chance than of the judge.
ENOUGH_FOR_A_RATE = 20

Which = tuple[str, str]  # the code and the name of a breakdown


@dataclass(frozen=True)
class Wording:
    """How one part that comes first is told, and how two that come first together are."""

    one: Promise
    two: Promise


WORDINGS: dict[Which, Wording] = {
    ("W01", "by_day"): Wording(
        gettext_lazy("%(part)s received the most young people: %(count)s of %(total)s."),
        gettext_lazy("%(part)s and %(other)s received the most young people: %(count)s "
                     "each, of %(total)s."),
    ),
    ("W07", "sex"): Wording(
        gettext_lazy("New people, most often: %(part)s, %(count)s of %(total)s."),
        gettext_lazy("New people, most often: %(part)s and %(other)s, %(count)s each, "
                     "of %(total)s."),
    ),
    ("W07", "age"): Wording(
        gettext_lazy("The most frequent declared age: %(part)s, %(count)s of %(total)s."),
        gettext_lazy("The most frequent declared ages: %(part)s and %(other)s, %(count)s each, "
           "of %(total)s."),
    ),
    ("W09", "place"): Wording(
        gettext_lazy("Where most of them sleep: %(part)s, %(count)s of %(total)s."),
        gettext_lazy("Where most of them sleep: %(part)s and %(other)s, %(count)s each, "
                     "of %(total)s."),
    ),
    ("W11", "motifs"): Wording(
        gettext_lazy("The most frequent motif: %(part)s, %(count)s of %(total)s."),
        gettext_lazy("The most frequent motifs: %(part)s and %(other)s, %(count)s each, "
                     "of %(total)s."),
    ),
}  # fmt: skip
WORDINGS["W01", "by_week"] = WORDINGS["W01", "by_month"] = WORDINGS["W01", "by_day"]
WORDINGS["W24", "motifs"] = WORDINGS["W11", "motifs"]


def shown_parts(cut: Breakdown) -> list[Part]:
    """Return the parts whose number may be shown."""
    return [part for part in cut.parts if part.count is not None]


def is_drawable(cut: Breakdown) -> bool:
    """Something was counted, and not all of it is masked."""
    return any(part.count for part in shown_parts(cut))


def undrawn(cut: Breakdown) -> str:
    """Return why there is no picture."""
    if cut.parts and not shown_parts(cut):
        return _("All these numbers are masked.")
    return _("Nothing was counted.")


def sentence_of(section: Section, cut: Breakdown) -> str:
    """Return what the chart of a breakdown shows; raises KeyError for one that has no chart."""
    if not is_drawable(cut):
        return undrawn(cut)
    special = SPECIAL.get((cut.code, cut.name))
    return special(section, cut) if special else most(cut, WORDINGS[cut.code, cut.name])


def most(cut: Breakdown, wording: Wording) -> str:
    """Return which part is the largest, out of how many, and of how many nothing is known."""
    shown = shown_parts(cut)
    said = [part for part in shown if part.name not in UNSAID and part.name != OTHERS]
    unsaid = sum(part.count or 0 for part in shown if part.name in UNSAID)
    largest = max((part.count or 0 for part in said), default=0)
    first = [part for part in said if part.count == largest]
    sentences = []
    if len(shown) < len(cut.parts):
        sentences.append(_masked(first, largest))
    elif largest:
        sentences.append(_first(first, largest, cut.total or 0, wording))
    if unsaid and len(shown) == len(cut.parts):
        sentences.append(_("Not known: %(count)s.") % {"count": localize(unsaid)})
    return " ".join(sentences)


def _first(first: Sequence[Part], largest: int, total: int, wording: Wording) -> str:
    values = {"count": localize(largest), "total": localize(total)}
    if len(first) == 1:
        return str(wording.one) % {**values, "part": first[0].label}
    if len(first) == 2:
        return str(wording.two) % {**values, "part": first[0].label, "other": first[1].label}
    return _("None stands out: %(parts)s of them have %(count)s each, of %(total)s.") % {
        **values,
        "parts": localize(len(first)),
    }


def _masked(first: Sequence[Part], largest: int) -> str:
    """What is masked may be larger than all that is shown: nothing comes first."""
    if not largest or len(first) > 1:
        return _("Some of these numbers are masked.")
    return _("Some of these numbers are masked; of the others the largest is %(part)s: "
             "%(count)s.") % {"part": first[0].label, "count": localize(largest)}  # fmt: skip


def recognition(section: Section, cut: Breakdown) -> str:
    """Return the rate with what it is made of; of few decisions, these alone."""
    favourable = next(part.count for part in cut.parts if part.name == "favourable")
    total = cut.total
    if favourable is None or total is None:
        return _("Some of these numbers are masked.")
    values = {"count": localize(favourable), "total": localize(total)}
    if total < ENOUGH_FOR_A_RATE:
        return _("Favourable: %(count)s of %(total)s decisions on the merits in twelve months; "
                 "too few to speak of a rate.") % values  # fmt: skip
    values["share"] = localize(share(favourable, total) or 0)
    return _("Favourable: %(count)s of %(total)s decisions on the merits in twelve months, "
             "that is %(share)s %%.") % values  # fmt: skip


@dataclass(frozen=True)
class Wait:
    """One desk: how many were called, and in minutes how long half and nine in ten waited."""

    desk: Part
    median: Value
    ninth: Value


def waits_of(section: Section, cut: Breakdown) -> list[Wait]:
    """Return the desks that called somebody, the numbers of none of them masked."""
    values = {figure.name: figure.value for figure in section.figures if figure.code == cut.code}
    found = [
        Wait(part, values.get(f"{part.name}_median"), values.get(f"{part.name}_ninth"))
        for part in shown_parts(cut)
    ]
    return [one for one in found if one.median is not None and one.ninth is not None]


def waiting(section: Section, cut: Breakdown) -> str:
    """Return at which desk people waited longest, and how long."""
    waits = waits_of(section, cut)
    if not waits:
        return _("All these numbers are masked.")
    longest = max(waits, key=lambda one: (one.median or 0, one.ninth or 0))
    values = {
        "desk": longest.desk.label,
        "count": localize(longest.desk.count),
        "median": localize(longest.median),
        "ninth": localize(longest.ninth),
    }
    if len(waits) == 1:
        return _("%(desk)s: of the %(count)s who were called, half waited %(median)s min at most, "
                 "nine in ten %(ninth)s min at most.") % values  # fmt: skip
    return _("The longest wait: %(desk)s. Of the %(count)s who were called, half waited "
             "%(median)s min at most, nine in ten %(ninth)s min at most.") % values  # fmt: skip


SPECIAL = {("W17", "outcome"): recognition, ("WAIT", "desk"): waiting}
