"""Not seen for a while: since when, who looks after it, what was tried; never a judgement."""

import datetime
from collections.abc import Callable

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from cases import actions, not_seen
from cases.choices import NewsKind
from cases.models import Arrival, Minor, NewsStep
from staff.choices import Role
from staff.models import Site, User
from tests import factories
from tests.staff.trail import actions_since, last_entry

PAGE = "/not-seen/"
DAY = datetime.timedelta(days=1)


@pytest.fixture
def seen_ago(site: Site, person: Callable[..., User]) -> Callable[..., Minor]:
    """Return a maker of somebody whose only passage is so many days old."""
    host = person()

    def make(days: int, name: str = "Awa Traoré") -> Minor:
        minor, arrival = factories.make_minor(name, by=host, site=site)
        day = timezone.localdate() - days * DAY
        Arrival.objects.filter(pk=arrival.pk).update(day=day)
        return minor

    return make


def listed(user: User, days: int) -> list[Minor]:
    return [line.minor for line in not_seen.page_of(user, days, None)]


def test_the_most_recent_first_and_none_too_early(
    seen_ago: Callable[..., Minor], person: Callable[..., User]
) -> None:
    made = {days: seen_ago(days) for days in (6, 7, 14, 31, 90)}
    user = person(Role.NURSE)
    assert listed(user, 7) == [made[7], made[14], made[31], made[90]]
    assert listed(user, 14) == [made[14], made[31], made[90]]
    assert listed(user, 60) == [made[90]]


def test_whoever_came_since_is_not_there(
    seen_ago: Callable[..., Minor], person: Callable[..., User], site: Site
) -> None:
    """At whatever site; an arrival undone is none. Nor is a file in the archive or withdrawn."""
    user, other = person(Role.NURSE), factories.make_site("Calais")
    came, undone, archived, withdrawn = (seen_ago(20) for _number in range(4))
    today = timezone.localdate()
    factories.arrival_on(came, today - DAY, other, user)
    arrival = factories.arrival_on(undone, today - DAY, site, user)
    Arrival.objects.filter(pk=arrival.pk).update(cancelled_at=timezone.now(), cancelled_by=user)
    Minor.objects.filter(pk=archived.pk).update(archived_at=timezone.now())
    Minor.objects.filter(pk=withdrawn.pk).update(withdrawn_at=timezone.now(), withdrawn_by=user)
    assert listed(user, 14) == [undone]


def test_two_passages_on_one_day_are_one_line(
    seen_ago: Callable[..., Minor], person: Callable[..., User]
) -> None:
    user, minor = person(Role.COORDINATOR), seen_ago(20)
    day = timezone.localdate() - 20 * DAY
    factories.arrival_on(minor, day, factories.make_site("Calais"), user)
    assert listed(user, 14) == [minor]


def test_who_looks_after_it_and_what_was_tried(
    as_role: Callable[..., Client], seen_ago: Callable[..., Minor], person: Callable[..., User]
) -> None:
    client, minor, start = as_role(Role.NURSE), seen_ago(20), last_entry()
    assert "Personne ne s’en occupe" in client.get(PAGE).content.decode()
    referent = person(Role.SOCIAL, full_name="Julie Marchal-Diop")
    factories.make_referent(by=referent, minor=minor, colleague=referent)
    url = f"/cases/{minor.reference}/news/"
    until = timezone.localdate() + 9 * DAY
    assert "Julie Marchal-Diop" in client.get(PAGE).content.decode()
    for typed in ({"kind": "called"}, {"kind": "nothing_until", "until": until}):
        assert client.post(url, typed).url == PAGE
    html = client.get(PAGE).content.decode()
    assert "Rien à faire pour l’instant" in html
    assert "pas vu depuis le" in html
    assert "disparu" not in html.lower()
    client.post(url, {"kind": "taken"})
    [line] = not_seen.page_of(client.user, 14, None)
    assert line.owners == [client.user.full_name]
    assert [step.kind for step in line.steps] == ["taken", "nothing_until", "called"]
    assert actions_since(start, by=client.user).count("record_news") == 3


def test_what_was_tried_before_she_came_is_over(
    seen_ago: Callable[..., Minor], person: Callable[..., User]
) -> None:
    user, minor = person(Role.NURSE), seen_ago(20)
    with time_machine.travel(timezone.now() - 30 * DAY):
        actions.record_news(by=user, step=NewsStep(minor=minor, kind=NewsKind.TAKEN))
    [line] = not_seen.page_of(user, 14, None)
    assert line.steps == []
    assert line.owners == []


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({}, "kind"),
        ({"kind": "vanished"}, "kind"),
        ({"kind": "nothing_until"}, "until"),
        ({"kind": "called", "until": "2999-01-01"}, "until"),
        ({"kind": "nothing_until", "until": "2020-01-01"}, "until"),
    ],
)
def test_what_cannot_be_is_said_beside_its_field(
    as_role: Callable[..., Client],
    seen_ago: Callable[..., Minor],
    typed: dict[str, str],
    field: str,
) -> None:
    minor = seen_ago(20)
    response = as_role().post(f"/cases/{minor.reference}/news/", typed)
    assert response.status_code == 422
    assert field in response.context["form"].errors
    assert not NewsStep.objects.exists()


@pytest.mark.parametrize("days", ["", "0", "8", "x", "-7", "9" * 30])
def test_other_numbers_of_days_are_the_usual_ones(
    as_role: Callable[..., Client], days: str
) -> None:
    response = as_role().get(PAGE, {"days": days})
    assert response.status_code == 200
    assert response.context["days"] == 14
