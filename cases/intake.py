"""The intake interview as one person may know it: what was answered, what is left to ask."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.core.paginator import Page, Paginator
from django.db.models import Count, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce
from django.utils import timezone

from cases import permissions, registry
from cases.choices import IntakeSection, PartnerKind, Question
from cases.choices.intake import criteria_of, questions_of
from cases.models import Arrival, CriteriaStep, Explanation, IntakeAnswer, Minor, Partner
from staff.choices import Compartment
from staff.models import Site, User

PAGE_SIZE = 25  # young people
SHOWN = 10  # former answers, former criteria, explanations


@dataclass(frozen=True)
class Answer:
    """What is to be kept of one question: see QuestionKind for `values`."""

    outcome: str
    values: tuple[str, ...] = ()
    partner: Partner | None = None

    def says_what(self, row: IntakeAnswer | None) -> bool:
        """Whether a row says this already."""
        if row is None:
            return False
        said = (row.outcome, sorted(row.values), row.partner_id)
        partner = self.partner.pk if self.partner else None
        return said == (self.outcome, sorted(self.values), partner)


@dataclass
class Part:
    """One section: its answers, the last of each question, and the questions without one."""

    section: IntakeSection
    may_fill: bool
    answered: list[IntakeAnswer] = field(default_factory=list)
    left: list[Question] = field(default_factory=list)
    former: list[IntakeAnswer] = field(default_factory=list)

    @property
    def total(self) -> int:
        return len(self.answered) + len(self.left)

    @property
    def last(self) -> IntakeAnswer | None:
        return max(self.answered, key=lambda row: row.answered_at, default=None)


def open_sections(minor: Minor, user: User) -> list[IntakeSection]:
    """Return the sections of this file that are this person's to read."""
    read = permissions.readable_sections(user)
    return [s for s in read if not registry.is_closed(minor, user, s.compartment)]


def may_fill(minor: Minor, user: User, section: IntakeSection) -> bool:
    """An exceptional access reads, it does not write."""
    return permissions.can_fill_section(user, section) and not registry.out_of_scope(
        minor, user, section.compartment
    )


def parts(minor: Minor, user: User) -> list[Part]:
    """Return the interview section by section, those she fills in first."""
    rows = answers(minor, user)
    found = [_part(minor, user, section, rows) for section in open_sections(minor, user)]
    return sorted(found, key=lambda part: not part.may_fill)


def _part(
    minor: Minor, user: User, section: IntakeSection, rows: dict[str, list[IntakeAnswer]]
) -> Part:
    part = Part(section, may_fill(minor, user, section))
    for question in questions_of(section):
        of_question = rows.get(question.code, [])
        part.answered += of_question[:1]
        part.former += of_question[1:]
        if not of_question:
            part.left.append(question)
    part.former = sorted(part.former, key=lambda row: row.answered_at, reverse=True)[:SHOWN]
    return part


def answers(minor: Minor, user: User) -> dict[str, list[IntakeAnswer]]:
    """Return {question: its answers that this person reads, the last first}: one query."""
    rows = IntakeAnswer.objects.visible_to(user).filter(minor=minor)
    found: dict[str, list[IntakeAnswer]] = {}
    for row in rows.select_related("by", "partner").newest_first():
        row.minor = minor
        found.setdefault(row.question, []).append(row)
    return found


def standing(minor: Minor, codes: Iterable[str]) -> dict[str, IntakeAnswer]:
    """Return {question: the answer that holds}, of these questions."""
    rows = IntakeAnswer.objects.filter(minor=minor, question__in=list(codes))
    found: dict[str, IntakeAnswer] = {}
    for row in rows.select_related("partner").newest_first():
        row.minor = minor
        found.setdefault(row.question, row)
    return found


def senders(user: User) -> list[tuple[str, list[tuple[int, str]]]]:
    """Return the partners who may have sent her, by what they do.

    Not those whose name alone tells of health: everyone who opens the file reads who sent her.
    """
    found: dict[str, list[tuple[int, str]]] = {}
    partners = Partner.objects.visible_to(user).active_on(timezone.localdate())
    partners = partners.telling_nothing()
    for pk, name, kind in partners.order_by("name").values_list("pk", "name", "kind"):
        found.setdefault(kind, []).append((pk, name))
    return [(str(kind.label), found[kind]) for kind in PartnerKind if kind in found]


# --- vulnerability criteria -------------------------------------------------------------------


@dataclass
class Ticked:
    """The criteria of one compartment: those that hold, and what was ticked before."""

    compartment: Compartment
    last: CriteriaStep | None = None
    former: list[CriteriaStep] = field(default_factory=list)


def criteria(minor: Minor, user: User) -> list[Ticked]:
    """Return what this person reads, compartment by compartment: one query."""
    rows = CriteriaStep.objects.visible_to(user).filter(minor=minor)
    found = {
        compartment: Ticked(compartment)
        for compartment in permissions.criteria_read_by(user)
        if not registry.is_closed(minor, user, compartment)
    }
    for row in rows.select_related("by").newest_first():
        row.minor = minor
        ticked = found.get(Compartment(row.compartment))
        if ticked is None:
            continue
        if ticked.last is None:
            ticked.last = row
        elif len(ticked.former) < SHOWN:
            ticked.former.append(row)
    return list(found.values())


def ticked_by(minor: Minor, user: User) -> list[Compartment]:
    """Return the compartments of this file in which this person ticks criteria."""
    own = permissions.criteria_ticked_by(user)
    return [c for c in own if not registry.out_of_scope(minor, user, c)]


def held(minor: Minor, compartment: Compartment) -> list[str]:
    """Return the codes that hold in one compartment."""
    rows = CriteriaStep.objects.filter(minor=minor, compartment=compartment).newest_first()
    last = rows.first()
    if last is None:
        return []
    last.minor = minor
    known = {criterion.code for criterion in criteria_of(compartment)}
    return [code for code in last.values if code in known]


def held_count(minor: Minor) -> int:
    """Return how many criteria hold in all parts of the file: for the coordination alone."""
    rows = CriteriaStep.objects.filter(minor=minor).current()
    return rows.aggregate(held=Sum("held_count"))["held"] or 0


def most_needing_first(minors: QuerySet[Minor], user: User) -> QuerySet[Minor]:
    """Put a work list in order: by how many criteria hold, of those that this person may read.

    The number orders and is never shown; what she may not read moves nobody.
    """
    rows = CriteriaStep.objects.visible_to(user).current().filter(minor=OuterRef("pk"))
    total = rows.order_by().values("minor").annotate(total=Sum("held_count")).values("total")
    ordered = minors.annotate(criteria_held=Coalesce(Subquery(total), 0))
    return ordered.order_by("-criteria_held", "pk")


def to_take_up(user: User, site: Site, number: str | None) -> Page:
    """Return a page of the young people of today of whom this person has something left to ask.

    Each has `left_count`, the questions of her sections that nobody has answered.
    """
    codes = [q.code for s in permissions.filled_sections(user) for q in questions_of(s)]
    came = Arrival.objects.on(timezone.localdate(), site).values("minor")
    asked = Count(
        "intake_answers__question",
        filter=Q(intake_answers__question__in=codes),
        distinct=True,
    )
    minors = Minor.objects.visible_to(user).current().filter(pk__in=came)
    minors = minors.annotate(left_count=len(codes) - asked).filter(left_count__gt=0)
    rows = most_needing_first(minors, user).prefetch_related("names", "claims")
    return Paginator(rows, PAGE_SIZE).get_page(number)


# --- what she was told ------------------------------------------------------------------------


def explanations(minor: Minor, user: User) -> list[Explanation]:
    rows = Explanation.objects.visible_to(user).filter(minor=minor).select_related("told_by")
    found = list(rows.newest_first()[:SHOWN])
    for row in found:
        row.minor = minor
    return found


def holds(minor: Minor) -> bool:
    """Whether somebody has begun: the file is no slip of the keyboard."""
    return (
        minor.intake_answers.exists()
        or minor.criteria_steps.exists()
        or minor.explanations.exists()
    )
