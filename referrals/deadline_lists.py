"""Deadlines as the pages show them: of a file, of all files, the rules to choose from."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

from django.core.paginator import Page, Paginator
from django.utils import timezone

from cases.models import Minor
from referrals import deadline_state, pathway
from referrals.choices.deadlines import DueFilter
from referrals.deadline_rows import Deadline, DeadlineQuerySet, DeadlineStep
from referrals.deadline_state import RuleLine, Standing
from referrals.deadlines import wording
from referrals.deadlines.rules import Event, Rule, rules_on
from referrals.procedures import ProcedureEvent
from staff.models import Site, User

PAGE_SIZE = 30  # deadlines
AHEAD = {DueFilter.LATE: 0, DueFilter.WEEK: 7, DueFilter.MONTH: 31}  # days


@dataclass(frozen=True)
class DeadlineLine:
    """One deadline of a list: what it is, and whether its rule has been validated."""

    deadline: Deadline
    is_confirmed: bool

    @property
    def label(self) -> str:
        return wording.label(self.deadline.rule)

    @property
    def kind(self) -> str:
        return self.deadline.rule.severity.status


def lines(deadlines: Iterable[Deadline]) -> list[DeadlineLine]:
    """Return them as a list shows them; two queries for all of them."""
    known = deadline_state.validations()
    return [DeadlineLine(row, deadline_state.digest_of(row.rule_row) in known) for row in deadlines]


def of_file(user: User, minor: Minor, page: str | None) -> Page[Deadline]:
    """Return the deadlines of a file: the open ones first, each the next first."""
    rows = Deadline.objects.visible_to(user).filter(minor=minor).select_related("state", "minor")
    rows = rows.prefetch_related("minor__keys")
    rows = rows.order_by("-state__is_open", "state__due_at", "pk")
    return Paginator(rows, PAGE_SIZE).get_page(page)


def due(user: User, which: DueFilter, site: Site | None) -> DeadlineQuerySet:
    """Return the open deadlines of all files, the next first."""
    rows = Deadline.objects.visible_to(user).open().first_due()
    if which in AHEAD:
        rows = rows.due_before(timezone.now() + datetime.timedelta(days=AHEAD[which]))
    rows = rows.filter(site=site) if site else rows
    return rows.select_related("state", "minor", "site").prefetch_related(
        "minor__names", "minor__claims", "minor__keys"
    )


def page_of(user: User, which: DueFilter, site: Site | None, page: str | None) -> Page[Deadline]:
    return Paginator(due(user, which, site), PAGE_SIZE).get_page(page)


@dataclass(frozen=True)
class Explained:
    """One deadline in full: what it comes to, how that was found, what became of it."""

    standing: Standing
    history: list[DeadlineStep]
    is_confirmed: bool

    @property
    def label(self) -> str:
        return wording.label(self.standing.deadline.rule)

    @property
    def note(self) -> str:
        return wording.note(self.standing.deadline.rule)

    @property
    def sentence(self) -> str:
        return wording.sentence(self.standing.result)

    @property
    def formula(self) -> list[str]:
        return wording.formula(self.standing.result)

    @property
    def warnings(self) -> str:
        return wording.warnings(self.standing.result)


def explained(deadline: Deadline) -> Explained:
    steps = list(deadline.steps.select_related("by", "undoes").order_by("-pk"))
    for step in steps:
        step.deadline = deadline
    confirmed = deadline_state.digest_of(deadline.rule_row) in deadline_state.validations()
    return Explained(deadline_state.standing(deadline, steps), steps, confirmed)


def rules_by_procedure() -> list[tuple[str, list[RuleLine]]]:
    """Return every rule, the former ones too, by the procedure that it belongs to."""
    groups: dict[str, list[RuleLine]] = {}
    for line in deadline_state.rule_lines():
        groups.setdefault(line.rule.procedure, []).append(line)
    return [(wording.procedure(name), found) for name, found in groups.items()]


@dataclass(frozen=True)
class Offer:
    """A deadline that an event sets going: its rule, and the day if the event is what counts."""

    rule: Rule
    label: str
    day: datetime.date | None


def offers(event: ProcedureEvent) -> list[Offer]:
    """Return the deadlines that this event usually sets going, by the rules of its day.

    What counts from a notification is left to be asked: it is not the date of the decision.
    """
    codes = pathway.SETS_GOING.get(event.stage, ())
    day = event.hearing_on or event.known_day
    return [
        Offer(rule, wording.label(rule), None if rule.trigger == Event.NOTIFIED else day)
        for rule in rules_on(event.happened_on)
        if rule.code in codes
    ]
