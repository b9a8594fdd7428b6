"""Tasks as the pages show them: whose, for when, and who reads their words."""

import datetime
import functools
import operator
from collections.abc import Iterable
from dataclasses import dataclass

from django.core.paginator import Page, Paginator
from django.db.models import Count, Exists, OuterRef, Q
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from cases import consents, permissions, registry
from cases.choices import DeskKind, TaskList
from cases.models import ExceptionalAccess, Minor, Task
from cases.models.tasks import TaskQuerySet, known_desks
from staff.choices import Compartment
from staff.models import Posting, Site, User, valid_on
from staff.models.people import UserQuerySet
from staff.templatetags.escale import long_day

PAGE_SIZE = 20  # tasks
WEEK = datetime.timedelta(days=7)
WHEN: dict[str, str | Promise] = {
    "late": gettext_lazy("Overdue"),
    "today": gettext_lazy("Today"),
    "week": gettext_lazy("Within a week"),
    "later": pgettext_lazy("tasks", "Later"),
}


# --- who works at a desk ----------------------------------------------------------------------


def workers(kind: str, site: Site | None, day: datetime.date) -> UserQuerySet:
    """Return who works at this kind of desk on this day: open accounts, posted there.

    Without a site, wherever.
    """
    here = Q(site=site) | Q(site__isnull=True) if site else Q()
    postings = Posting.objects.filter(here, valid_on(day), role__in=permissions.roles_at(kind))
    return User.objects.filter(is_active=True, pk__in=postings.values("user"))


def colleagues_by_desk(
    site: Site | None, kinds: Iterable[str] = tuple(DeskKind)
) -> list[tuple[str, list[tuple[int, str]]]]:
    """Return who works at each of these desks of the site (of any) from today on: one query."""
    stays = Q(valid_to__isnull=True) | Q(valid_to__gte=timezone.localdate())
    here = Q(site=site) | Q(site__isnull=True) if site else Q()
    postings = Posting.objects.filter(stays, here, user__is_active=True).select_related("user")
    found = list(postings.order_by("user__full_name", "user_id"))
    groups = []
    for kind in map(DeskKind, kinds):
        roles = permissions.roles_at(kind)
        people = {p.user_id: p.user.full_name for p in found if p.role in roles}
        if people:
            groups.append((str(kind.label), list(people.items())))
    return groups


def refusal_of(
    *, kind: str, site: Site, owner: User | None, due_on: datetime.date
) -> tuple[str, str] | None:
    """Return (field, sentence) when a task cannot stand so: a past date, somebody who has left."""
    today = timezone.localdate()
    if due_on < today:
        return "due_on", _("This day is over: choose today or later.")
    if owner is None or workers(kind, site, due_on).filter(pk=owner.pk).exists():
        return None
    names = {"name": owner.full_name, "desk": DeskKind(kind).label, "day": long_day(due_on)}
    if workers(kind, site, today).filter(pk=owner.pk).exists():
        return "owner", _("%(name)s will have left on %(day)s: choose somebody else.") % names
    return "owner", _("%(name)s does not work at this desk (%(desk)s): choose somebody else.") % (
        names
    )


def has_left(link: str) -> Q:
    """Rows whose colleague works at their desk no more, today or later: for a filter.

    `link` names the column that says who; the row has a `desk_kind`.
    """
    stays = Q(valid_to__isnull=True) | Q(valid_to__gte=timezone.localdate())
    held = Posting.objects.filter(stays, user=OuterRef(link))
    at_desks = (
        Q(Exists(held.filter(role__in=permissions.roles_at(kind))), desk_kind=kind)
        for kind in DeskKind
    )
    is_there = Q(functools.reduce(operator.or_, at_desks), **{f"{link}__is_active": True})
    return Q(**{f"{link}__isnull": False}) & ~is_there


def owner_has_left() -> Q:
    return has_left("owner")


# --- who reads their words --------------------------------------------------------------------


def readable(user: User, tasks: Iterable[Task]) -> set[int]:
    """Return the numbers of the tasks whose words are for this person, in a few queries.

    In a file that is not hers, those only that she asked herself (see cases.scope).
    """
    found = list(tasks)
    if not found:
        return set()
    told = Task.objects.visible_to(user).filter(pk__in=[task.pk for task in found])
    numbers = set(told.values_list("pk", flat=True))
    in_files = [t for t in found if t.minor_id is not None and t.made_by_id != user.pk]
    return numbers - _closed(user, in_files)


def _closed(user: User, tasks: list[Task]) -> set[int]:
    """Return those of a file that is not hers in their compartment, nor open exceptionally."""
    opposed = consents.opposed_to(user, {task.minor_id for task in tasks if task.minor_id})
    followed = {c: _followed(user, c, tasks) for c in {task.compartment for task in tasks}}
    found = []
    for task in tasks:
        files = followed[task.compartment]
        is_opposed = task.compartment in consents.PERSONAL and task.minor_id in opposed
        if is_opposed or (files is not None and task.minor_id not in files):
            found.append(task)
    opened = set(_opened(user, found)) if found else set()
    return {task.pk for task in found if (task.minor_id, task.compartment) not in opened}


def _opened(user: User, tasks: list[Task]) -> Iterable[tuple[int, str]]:
    """Return the files, each with the compartment, that she has opened exceptionally."""
    rows = ExceptionalAccess.objects.filter(opened_by=user, expires_at__gt=timezone.now())
    numbers = {task.minor_id for task in tasks}
    return rows.filter(minor__in=numbers).values_list("minor_id", "opened")


def _followed(user: User, compartment: str, tasks: list[Task]) -> set[int] | None:
    """Return which of these files are hers, where one reads only one's own; else None."""
    mine = registry.own_files(user, Compartment(compartment))
    if mine is None:
        return None
    return set(mine.filter(pk__in={task.minor_id for task in tasks}).values_list("pk", flat=True))


# --- lines of a page --------------------------------------------------------------------------


@dataclass(frozen=True)
class Line:
    """A task as one person sees it. `refusal` is why it could not be changed with others.

    Who may not know which desk it is for is told neither who has it nor who asked: a name says it.
    """

    task: Task
    may_read: bool
    may_change: bool
    knows_desk: bool
    refusal: str = ""

    @property
    def desk_text(self) -> str:
        return str(DeskKind(self.task.desk_kind).label) if self.knows_desk else _("A desk")

    @property
    def when(self) -> str:
        days = self.task.due_on - timezone.localdate()
        if days.days < 0:
            return "late"
        return "today" if not days else "week" if days <= WEEK else "later"

    @property
    def when_text(self) -> str:
        return str(WHEN[self.when])


def lines(user: User, tasks: Iterable[Task], refused: dict[int, str] | None = None) -> list[Line]:
    """Return what this person sees of each task, whoever they are for."""
    found = list(tasks)
    hers, known = readable(user, found), known_desks(user)
    return [
        Line(
            task=task,
            may_read=task.pk in hers,
            may_change=permissions.can_change_task(user, task),
            knows_desk=task.desk_kind in known or task.pk in hers,
            refusal=(refused or {}).get(task.pk, ""),
        )
        for task in found
    ]


def lists_for(user: User) -> list[TaskList]:
    """Return the lists that this person has, the one she opens on first."""
    has_desk = permissions.can_work_at_a_desk(user)
    found = [TaskList.MINE, TaskList.DESK] if has_desk else []
    if permissions.can_see_all_tasks(user):
        found.append(TaskList.ALL)
    return [*found, TaskList.ASKED]


def known(user: User) -> TaskQuerySet:
    """Return the tasks that she may know of, with all that a page shows of them."""
    return Task.objects.known_to(user).with_what_opens_them().select_related("site")


def listed(user: User, which: str) -> TaskQuerySet:
    """Return the open tasks of one of her lists, the first due first."""
    rows = Task.objects.known_to(user).open()
    if which == TaskList.MINE:
        rows = rows.filter(owner=user)
    elif which == TaskList.DESK:
        rows = Task.objects.open().filter(desk_kind__in=permissions.desk_kinds(user))
        rows = rows if user.is_mission_wide else rows.filter(site__in=user.site_ids)
    elif which == TaskList.ASKED:
        rows = rows.filter(made_by=user)
    return rows.first_due().with_what_opens_them()


def page_of(user: User, which: str, number: str | None) -> Page:
    """Return a page of one of her lists, its rows as `Line`s."""
    page = Paginator(listed(user, which), PAGE_SIZE).get_page(number)
    page.object_list = lines(user, page.object_list)  # type: ignore[assignment] # of rows
    return page


def of_minor(minor: Minor, user: User) -> list[Line]:
    """Return the open tasks about her, with this very minor: her keys are then read once."""
    rows = minor.tasks.open().first_due().select_related("owner", "made_by")
    tasks = list(rows)
    for task in tasks:
        task.minor = minor
    return lines(user, tasks)


def due_count(user: User) -> int:
    """Return how many of hers are due today or overdue: the figure on the rail."""
    return Task.objects.open().filter(owner=user).due_by(timezone.localdate()).count()


# --- the day ----------------------------------------------------------------------------------


@dataclass(frozen=True)
class DeskDue:
    """What one desk of a site has to do on a day, in figures: for the briefing, the closing."""

    desk_kind: DeskKind
    due_count: int
    late_count: int
    owner_left_count: int


def due_by_desk(site: Site, day: datetime.date) -> list[DeskDue]:
    """Return one line for each kind of desk that has something open by then: one query."""
    rows = Task.objects.open().filter(site=site).due_by(day).values("desk_kind")
    counted = rows.annotate(
        due=Count("pk", filter=Q(due_on=day)),
        late=Count("pk", filter=Q(due_on__lt=day)),
        left=Count("pk", filter=owner_has_left()),
    )
    found = {row["desk_kind"]: row for row in counted}
    return [
        DeskDue(kind, found[kind]["due"], found[kind]["late"], found[kind]["left"])
        for kind in DeskKind
        if kind in found
    ]


def to_be_seen(site: Site, day: datetime.date) -> TaskQuerySet:
    """Return the follow-ups of that day, for the day list: who, never why nor which desk."""
    rows = Task.objects.open().filter(site=site, is_follow_up=True, due_on=day)
    return rows.select_related("minor").prefetch_related("minor__names", "minor__claims")


def awaited(minors: Iterable[int]) -> set[int]:
    """Return those of these young people whom a desk wants to see by today: one query."""
    rows = Task.objects.open().filter(is_follow_up=True, minor__in=list(minors))
    return set(rows.due_by(timezone.localdate()).values_list("minor_id", flat=True))
