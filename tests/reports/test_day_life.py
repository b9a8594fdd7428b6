"""W10, what was handed out; W20, alerts: how many, never whose."""

import datetime
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from cases import actions
from cases.choices import Service
from cases.models import Alert, AlertStep, TallyStep
from reports.figures import Value
from reports.periods import week_of
from reports.weekly import Report, report_on
from staff.choices import Role
from staff.models import Site, User
from tests import factories

MONDAY = datetime.date(2026, 11, 16)
DAY = datetime.timedelta(days=1)
W47 = week_of(MONDAY)
NOON = datetime.time(12)


@pytest.fixture
def host(person: Callable[..., User]) -> User:
    return person()


def values(report: Report, code: str) -> dict[str, Value]:
    return {f.label: f.value for s in report.sections for f in s.figures if f.code == code}


def handed_out(site: Site, by: User, amounts: dict[int, int | None], service: str = "meal") -> None:
    """On each day of the week, so many; None: somebody says that nobody counted."""
    for day, amount in amounts.items():
        TallyStep.objects.create(
            site=site, day=MONDAY + day * DAY, service=service, amount=amount or 0, by=by,
            is_counted=amount is not None, is_correction=amount is None,
        )  # fmt: skip


def test_what_was_handed_out_and_on_how_many_days_it_was_counted(site: Site, host: User) -> None:
    handed_out(site, host, {-1: 99, 0: 30, 1: 0, 3: 25, 7: 99})
    handed_out(site, host, {1: None}, "shower")
    report = report_on(W47, [site])
    found = values(report, "W10")
    assert found[str(Service.MEAL.label)] == 55
    assert found[str(Service.LAUNDRY.label)] is None  # nobody counted: missing, not zero
    [meals] = [f for s in report.sections for f in s.figures if f.label == Service.MEAL.label]
    assert "3 " in meals.definition
    step = TallyStep.objects.get(day=MONDAY, service="meal")
    TallyStep.objects.create(
        site=site, day=MONDAY, service="meal", amount=-30, undoes=step, by=host
    )
    assert values(report_on(W47, [site]), "W10")[str(Service.MEAL.label)] == 25
    other = factories.make_site("Ailleurs")
    assert values(report_on(W47, [other]), "W10")[str(Service.MEAL.label)] is None


def at(day: datetime.date) -> datetime.datetime:
    return timezone.make_aware(datetime.datetime.combine(day, NOON))


def alert(site: Site, by: User, day: datetime.date, **fields: Any) -> Alert:
    return factories.make_alert(None, by=by, site=site, owner=by, raised_at=at(day), **fields)


def test_alerts_of_a_week_as_they_stood_then(
    site: Site, person: Callable[..., User], time_machine: Any
) -> None:
    time_machine.move_to(at(MONDAY + 60 * DAY))
    host = person()
    first = alert(site, host, MONDAY, kind="suicide", first_level=2)
    alert(site, host, MONDAY + 6 * DAY, kind="trafficking")
    alert(site, host, MONDAY - 2 * DAY, kind="hold")  # eight days before the Sunday
    alert(site, host, MONDAY + 7 * DAY, kind="hold")
    for action, day in (("concern", 1), ("concern", 8), ("prosecutor", 2), ("protocol", 2)):
        actions.record_alert_step(
            by=host,
            step=AlertStep(alert=first, kind="done", action=action, done_on=MONDAY + day * DAY),
        )
    report = report_on(W47, [site], known=frozenset({"protection"}))
    assert list(values(report, "W20").values()) == [2, 1, 1, 1]
    [kinds] = [c for s in report.sections for c in s.breakdowns if c.code == "W20"]
    assert kinds.total == 2
    # Closed since: the week's figure stays what it was.
    old = Alert.objects.get(kind="hold", raised_at__lt=at(MONDAY))
    actions.record_alert_step(
        by=host,
        step=AlertStep(alert=old, kind="next", due_at=at(MONDAY + 70 * DAY), text="Revoir"),
    )
    actions.record_alert_step(by=host, step=AlertStep(alert=old, kind="closed", text="Fini"))
    assert (
        list(values(report_on(W47, [site], known=frozenset({"protection"})), "W20").values())[-1]
        == 1
    )


@pytest.mark.parametrize(("role", "knows"), [(Role.COORDINATOR, True), (Role.DIRECTOR, False)])
def test_who_reads_the_figures_of_protection(
    role: Role, knows: bool, site: Site, as_role: Callable[..., Client]
) -> None:
    html = as_role(role).get(f"/reports/{W47}/").content.decode()
    assert ("Informations préoccupantes" in html) == knows
    assert "Répit" in html
