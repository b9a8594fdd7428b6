"""Likely pairs: found among many, never two persons again, one search at a time."""

import datetime
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connections, transaction
from django.db.backends.base.base import NO_DB_ALIAS
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from cases import actions, duplicates, finder
from cases.births import Birth
from cases.choices import PairReason, Precision, Verdict
from cases.models import FinderRun, LikelyPair, Minor
from staff import background
from staff.choices import Role
from staff.grants import APPLICATION_ALIAS
from staff.models import AuditEntry, Site, User
from tests import factories

pytestmark = pytest.mark.django_db

NAMES = ["Mamadou Diallo", "Ibrahima Sow", "Zahra Ahmadi", "Tesfay Gebre", "Rahim Uddin"]


@pytest.fixture
def host(site: Site) -> User:
    return factories.make_user(Role.RECEPTION, site)


@pytest.fixture
def coordinator() -> User:
    return factories.make_user(Role.COORDINATOR)


def file(name: str, host: User, site: Site, year: int = 2009, **fields: object) -> Minor:
    birth = Birth(Precision.YEAR, born_on=datetime.date(year, 1, 1))
    return factories.make_minor(name, by=host, site=site, birth=birth, **fields)[0]


def search() -> list[LikelyPair]:
    run = finder.begin(by=None)
    assert run is not None
    assert finder.advance(run.pk) is not None
    return list(LikelyPair.objects.order_by("-score", "pk"))


@pytest.fixture
def crowd(site: Site, host: User) -> list[Minor]:
    return [file(name, host, site) for name in NAMES]


def test_another_spelling_is_found_and_says_why(site: Site, host: User, crowd: list[Minor]) -> None:
    again = file("Tesfai Gebré", host, site, 2010)
    (pair,) = search()
    assert (pair.first, pair.second) == (crowd[3], again)
    assert {PairReason.COUNTRY, PairReason.YEAR} < set(pair.reasons)
    assert pair.score > finder.LEAST


def test_a_telephone_is_enough_with_little_else(site: Site, host: User) -> None:
    one = file("Awa", host, site, phone="06 12 34 56 78")
    other = file("Hawa Camara", host, site, phone="+33 6 12 34 56 78")
    (pair,) = search()
    assert (pair.first, pair.second) == (one, other)
    assert PairReason.PHONE in pair.reasons


def test_two_persons_are_not_proposed(site: Site, host: User, crowd: list[Minor]) -> None:
    file("Tesfay Gebre", host, site, 2003, country="ML", sex="female")
    assert search() == []


def test_the_likeliest_come_first_and_only_so_many(
    site: Site, host: User, crowd: list[Minor], monkeypatch: pytest.MonkeyPatch
) -> None:
    file("Tesfai Gebré", host, site, 2010)
    best = file("Zahra Ahmadi", host, site, phone="06 12 34 56 78")
    actions.add_phone(by=host, minor=crowd[2], phone="06 12 34 56 78")
    monkeypatch.setattr(finder, "MOST_PAIRS", 1)
    (pair,) = search()
    assert (pair.first, pair.second) == (crowd[2], best)


def test_two_persons_once_said_are_never_offered_again(
    site: Site, host: User, coordinator: User, crowd: list[Minor]
) -> None:
    again = file("Tesfai Gebré", host, site)
    actions.judge_pair(by=host, one=again, other=crowd[3], verdict=Verdict.ANOTHER)
    assert search() == []
    actions.judge_pair(by=host, one=again, other=crowd[3], verdict=Verdict.NOT_SURE)
    search()
    assert duplicates.likely(Verdict.NOT_SURE).count() == 1
    actions.judge_pair(by=coordinator, one=again, other=crowd[3], verdict=Verdict.ANOTHER)
    for state in duplicates.STATES:
        assert not duplicates.likely(state).exists()


def test_what_is_no_longer_in_use_is_not_listed(site: Site, host: User, crowd: list[Minor]) -> None:
    again = file("Tesfai Gebré", host, site)
    search()
    assert duplicates.likely(duplicates.TO_REVIEW).count() == 1
    Minor.objects.filter(pk=again.pk).update(archived_at=timezone.now())
    assert not duplicates.likely(duplicates.TO_REVIEW).exists()
    LikelyPair.objects.all()
    assert finder.load(lambda: None).keys() == {minor.pk for minor in crowd}


def test_searching_again_finds_what_is_new_only(site: Site, host: User, crowd: list[Minor]) -> None:
    file("Tesfai Gebré", host, site)
    assert len(search()) == 1
    assert len(search()) == 1
    file("Rahim Udin", host, site)
    assert len(search()) == 2


# --- the run ----------------------------------------------------------------------------------


def test_of_two_searches_at_once_one(
    coordinator: User, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    started: list[tuple[str, ...]] = []
    monkeypatch.setattr(background, "start", lambda *given: started.append(given))
    client.force_login(coordinator)
    for _click in range(2):
        client.post(reverse("cases:find_duplicates"))
    (run,) = FinderRun.objects.all()
    assert started == [("find_duplicates", "--run", str(run.pk))]
    assert AuditEntry.objects.filter(action="find_duplicates", by=coordinator).count() == 1


def test_the_button_has_the_whole_base_searched(
    site: Site, host: User, coordinator: User, crowd: list[Minor], client: Client,
    django_capture_on_commit_callbacks: Any,
) -> None:  # fmt: skip
    again = file("Tesfai Gebré", host, site)
    client.force_login(coordinator)
    with django_capture_on_commit_callbacks(execute=True):
        client.post(reverse("cases:find_duplicates"))
    assert again.reference in client.get(reverse("cases:likely_pairs")).content.decode()


def test_it_says_how_far_it_is(
    site: Site, host: User, coordinator: User, crowd: list[Minor], client: Client
) -> None:
    client.force_login(coordinator)
    run = finder.begin(by=coordinator)
    assert run is not None
    FinderRun.objects.filter(pk=run.pk).update(done=2, total=5)
    page = client.get(reverse("cases:finder_progress"))
    assert b'<progress max="5" value="2">' in page.content
    finder.advance(run.pk)
    run.refresh_from_db()
    assert (run.done, run.total) == (5, 5)
    assert b"<progress" not in client.get(reverse("cases:finder_progress")).content


@pytest.mark.django_db(transaction=True, databases=["default", "owner"])
@pytest.mark.parametrize("scope", [transaction.atomic, nullcontext])
def test_how_far_it_is_is_seen_whatever_transaction_the_search_is_in(
    site: Site, host: User, crowd: list[Minor], monkeypatch: pytest.MonkeyPatch,
    scope: Callable[[], AbstractContextManager[None]],
) -> None:  # fmt: skip
    apart = connections[APPLICATION_ALIAS].copy(alias=NO_DB_ALIAS)
    seen: list[tuple[int, int]] = []
    nearest = finder._nearest

    def look(*given: Any) -> Any:
        found = nearest(*given)
        with apart.cursor() as cursor:
            cursor.execute("SELECT done, total FROM cases_finderrun")
            seen.extend(cursor.fetchall())
        return found

    monkeypatch.setattr(finder, "_nearest", look)
    monkeypatch.setattr(finder, "BATCH", 2)
    run = finder.begin(by=None)
    assert run is not None
    try:
        with scope():
            finder.advance(run.pk)
    finally:
        apart.close()
    assert seen == [(4, 5)]
    run.refresh_from_db()
    assert run.done == 5
    assert run.ended_at is not None


@pytest.mark.parametrize("has_begun", [True, False])
def test_a_search_that_was_killed_is_said_and_begins_anew(
    coordinator: User, client: Client, has_begun: bool
) -> None:
    """At once when it had begun; else once it has had the time to."""
    client.force_login(coordinator)
    run = finder.begin(by=coordinator)
    assert run is not None
    if has_begun:
        with background.turn(finder.WORK):
            FinderRun.objects.update(seen_at=timezone.now())
            assert finder.begin(by=coordinator) is None
    else:
        long_ago = timezone.now() - 2 * background.STARTING
        FinderRun.objects.update(started_at=long_ago, seen_at=long_ago)
    page = client.get(reverse("cases:likely_pairs"))
    assert "arrêtée" in page.content.decode()
    anew = finder.begin(by=coordinator)
    assert anew is not None
    assert finder.advance(run.pk) is None
    assert finder.advance(anew.pk) == 0


def test_the_command(site: Site, host: User, crowd: list[Minor]) -> None:
    file("Tesfai Gebré", host, site)
    call_command("find_duplicates")
    assert LikelyPair.objects.count() == 1
    run = finder.begin(by=None)
    assert run is not None
    with pytest.raises(CommandError):
        call_command("find_duplicates")
    call_command("find_duplicates", run=run.pk)
    with pytest.raises(CommandError):
        call_command("find_duplicates", run=run.pk)
