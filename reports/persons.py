"""Who sent the new ones, who comes of age, who leaves: the persons behind a report."""

import datetime
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet
from django.utils.translation import gettext as _

from cases import births
from cases.choices import Outcome
from cases.choices.intake import QUESTION
from cases.models import Arrival, BirthClaim, IntakeAnswer, Minor, MinorKey
from referrals import pathway
from referrals.choices import DayPrecision
from referrals.models import Situation
from referrals.pathway import SITUATIONS
from reports import ages, legal
from reports.among import among
from reports.figures import Breakdown, Figure, Named, Part, Section, counted
from reports.lines import Lines, by_column, by_pairs, persons
from reports.periods import Period
from staff.models import Site

SENT_BY = "referred_by"
AHEAD = (30, 60, 90)  # days


def senders(new: Iterable[int]) -> Breakdown:
    """Return who sent these persons: the last answer of each, in a constant number of queries."""
    minors = list(new)
    keys = MinorKey.objects.filter(compartment=QUESTION[SENT_BY].compartment)
    rows = IntakeAnswer.objects.filter(among("minor", minors), question=SENT_BY).newest_first()
    rows = rows.select_related("partner").prefetch_related(
        "minor", Prefetch("minor__keys", queryset=keys)
    )
    last: dict[int, IntakeAnswer] = {}
    for row in rows:
        last.setdefault(row.minor_id, row)
    sent = {minor: _sender(last.get(minor)) for minor in minors}
    found = list(sent.values())
    labels = {code: str(label) for code, label in QUESTION[SENT_BY].offered()}
    labels["partner"] = _("A partner")
    others = sorted(pair for pair in set(found) if pair[0] not in labels)
    return Breakdown(
        "W08", "sender", _("Sent by"),
        counted((name for name, _label in found), labels | dict(others)),
        _("Of the new people, as they said; nobody has asked yet those who are unknown."),
        cut=by_pairs(persons(minors), [(minor, name) for minor, (name, _label) in sent.items()]),
    )  # fmt: skip


def _sender(answer: IntakeAnswer | None) -> Named:
    if answer is None or answer.outcome != Outcome.ANSWERED:
        return "unknown", _("Unknown")
    if answer.partner_id:
        return "partner", _("A partner")
    said = answer.shown("answer")
    return "+".join(map(str, said)) if isinstance(said, list) else "other", answer.answer_text


# --- coming of age -------------------------------------------------------------------------------


def majorities(period: Period, sites: Sequence[Site]) -> Section:
    """Whoever turns 18, at the earliest day that her declared birth allows."""
    near = _near(period, sites)
    turning = _turning(period, near)
    this_week = [minor for minor, day in turning.items() if period.start <= day <= period.end]
    decided = legal.with_decision(near, period.end)
    figures = [
        Figure("W19", "turned", _("Turned 18"), len(this_week),
               _("In the period, at the earliest day that the declared birth allows; of "
                 "those who came in the twelve months before its end."),
               lines=persons(this_week, turning)),
    ]  # fmt: skip
    for days in AHEAD:
        until = period.end + datetime.timedelta(days=days)
        ahead = [minor for minor, day in turning.items() if period.end < day <= until]
        without = sum(minor not in decided for minor in ahead)
        figures.append(
            Figure("W19", f"within_{days}", _("Will turn 18 within %(days)d days") % {"days": days},
                   len(ahead),
                   _("After the period; %(count)d of them without any decision yet.")
                   % {"count": without},
                   plain=_("After the period."),
                   lines=persons(ahead, turning)),
        )  # fmt: skip
    return Section(_("Coming of age"), figures)


def _near(period: Period, sites: Sequence[Site]) -> QuerySet[Any]:
    """Return the numbers of the caseload of twelve months, of whom a claim is about these days."""
    came = Arrival.objects.counted().filter(
        site__in=sites, day__gte=legal.year_to(period.end), day__lte=period.end
    )
    claims = BirthClaim.objects.filter(ages.coming_of_age(period.start, _last(period)))
    # A file that went to the archive since was in use then.
    minors = Minor.objects.existing().filter(pk__in=claims.order_by().values("minor"))
    return minors.filter(pk__in=came.order_by().values("minor")).order_by().values("pk")


def _last(period: Period) -> datetime.date:
    """Return the last day that is looked ahead to."""
    return period.end + datetime.timedelta(days=max(AHEAD))


def _turning(period: Period, near: QuerySet[Any]) -> dict[int, datetime.date]:
    """Return {minor: her 18th birthday} of those of these persons who have it from then on."""
    found = {}
    for minor, claim in ages.claims_of(near).items():
        # Of who said "18" one does not know since when.
        said_adult = (claim.declared_age or 0) >= births.MAJORITY
        day = None if said_adult else births.eighteen_on(claim)
        if day is not None and period.start <= day <= _last(period):
            found[minor] = day
    return found


# --- leaving -------------------------------------------------------------------------------------


def exits(period: Period, sites: Sequence[Site]) -> Section:
    """Exits that were recorded, and those whom nobody has seen for as long as the house waits."""
    ours = Arrival.objects.counted().filter(site__in=sites, minor=OuterRef("minor"))
    left = Situation.objects.standing().filter(
        Exists(ours),
        code__in=pathway.EXITS,
        precision=DayPrecision.DAY,
        happened_on__gte=period.start,
        happened_on__lte=period.end,
    )
    not_seen = lost(period, sites)
    codes = Counter(left.order_by().values_list("code", flat=True))
    return Section(
        _("Leaving"),
        [
            Figure("W23", "exits", _("Exits"), sum(codes.values()),
                   _("Recorded exits of persons who came to these sites, by the day of leaving."),
                   lines=Lines("situation", left)),
            Figure("W23", "not_seen", _("Not seen for three months"), not_seen.count(),
                   _("Persons whose last arrival was %(days)d days before a day of the "
                     "period.")
                   % {"days": pathway.NOT_SEEN_AFTER},
                   lines=Lines("arrival", not_seen)),
        ],
        [
            Breakdown("W23", "reasons", _("Reasons"),
                      [Part(code, str(SITUATIONS[code].label), codes[code])
                       for code in pathway.EXITS],
                      _("Recorded exits, by reason."),
                      cut=by_column(Lines("situation", left), "code", pathway.EXITS)),
        ],
    )  # fmt: skip


def lost(period: Period, sites: Sequence[Site]) -> QuerySet[Arrival]:
    """Return the last arrivals of those who, in this period, had not come for three months."""
    waited = datetime.timedelta(days=pathway.NOT_SEEN_AFTER)
    later = Arrival.objects.counted().filter(minor=OuterRef("minor"), day__lte=period.end)
    at_once = Q(arrived_at=OuterRef("arrived_at"), pk__gt=OuterRef("pk"))
    same_day = Q(Q(arrived_at__gt=OuterRef("arrived_at")) | at_once, day=OuterRef("day"))
    later = later.filter(Q(day__gt=OuterRef("day")) | same_day)
    last = Arrival.objects.counted().filter(
        site__in=sites, day__gte=period.start - waited, day__lte=period.end - waited
    )
    return last.filter(~Exists(later))
