"""What the nurse's desk has to see to: second doses and laundry of the running scabies events."""

from collections.abc import Iterable

from cases.choices import DeskKind
from cases.models import Desk
from cases.registry import DueList
from clinics import permissions, scabies
from clinics.models import ScabiesEvent
from staff.models import User

SHOWN = 8  # people, whatever the number of events
EVENTS = 5  # the newest


def due(desk: Desk, user: User) -> Iterable[DueList]:
    if desk.kind != DeskKind.NURSE or not permissions.can_see_scabies(user):
        return
    rows = (
        ScabiesEvent.objects.visible_to(user)
        .running()
        .with_something()
        .newest_first()
        .select_related("site")
    )
    pages = scabies.pages(list(rows[:EVENTS]), user)
    people = [(page, line) for page in pages for line in page.due_people]
    context = {
        "pages": pages,
        "people": people[:SHOWN],
        "more": max(len(people) - SHOWN, 0),
        "may_keep": permissions.can_keep_scabies(user),
    }
    yield DueList("clinics/includes/scabies_due.html", context)
