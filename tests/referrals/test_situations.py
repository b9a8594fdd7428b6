"""Where somebody stands outside any procedure; an exit closes nothing and ends by itself."""

import datetime
from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils import timezone

from cases.models import Arrival, Minor
from referrals import actions
from referrals.choices import DayPrecision
from referrals.models import Procedure, Situation
from staff.choices import Role
from staff.models import Site, User
from tests import factories

DAY = datetime.timedelta(days=1)
TODAY = timezone.localdate


@pytest.fixture
def host(site: Site) -> User:
    return factories.make_user(Role.RECEPTION, site)


@pytest.fixture
def minor(host: User, site: Site) -> Minor:
    return factories.make_minor("Mamadou Diallo", by=host, site=site)[0]


@pytest.fixture
def jurist(as_role: Callable[..., Client]) -> Client:
    return as_role(Role.JURIST)


@pytest.fixture
def petition(minor: Minor, host: User, site: Site) -> Procedure:
    return factories.make_procedure(minor, by=host, site=site)


def of(minor: Minor, end: str = "procedures/") -> str:
    return f"/cases/{minor.reference}/{end}"


def headline(client: Client, minor: Minor) -> str:
    """Return the line, without the rest of the page."""
    page = client.get(of(minor)).content.decode()
    start = page.index("headline-status")
    return page[start : page.index("</p>", start)]


def records(client: Client, minor: Minor, **typed: Any) -> Any:
    fields = {"code": "X3", "happened_on": f"{TODAY():%d/%m/%Y}", **typed}
    return client.post(of(minor, "situations/new/"), fields)


def came(minor: Minor, site: Site, by: User, *days_ago: int) -> None:
    """Let her have come on these days alone."""
    Arrival.objects.filter(minor=minor).update(day=TODAY() - days_ago[0] * DAY)
    for number in days_ago[1:]:
        factories.arrival_on(minor, TODAY() - number * DAY, site, by)


def not_seen_for(minor: Minor, days: int) -> None:
    """Let the file have been opened that long ago, and nothing have happened since."""
    at = timezone.now() - days * DAY
    Minor.objects.filter(pk=minor.pk).update(registered_at=at)
    Arrival.objects.filter(minor=minor).update(day=timezone.localdate(at))


# --- the path ---------------------------------------------------------------------------------


def test_recorded_shown_and_taken_back(jurist: Client, minor: Minor) -> None:
    assert "Pas encore présenté" in headline(jurist, minor)
    page = jurist.get(of(minor)).content.decode()
    assert of(minor, "situations/new/") in page
    answer = records(jurist, minor, code="L05", note="Parle de Calais")
    assert answer.url == of(minor)
    assert "En transit" in headline(jurist, minor)
    assert "Parle de Calais" in jurist.get(of(minor)).content.decode()
    row = Situation.objects.get()
    url = of(minor, f"situations/{row.pk}/take-back/")
    page = jurist.post(url, follow=True).content.decode()
    assert "Annulé par" in page
    assert "Pas encore présenté" in headline(jurist, minor)
    assert "déjà annulé" in jurist.post(url, follow=True).content.decode()
    assert Situation.objects.count() == 2


@pytest.mark.parametrize("code", ["X1", "X2", "X3", "X5", "X6"])
def test_an_exit_closes_nothing_and_says_what_goes_on(
    jurist: Client, host: User, site: Site, minor: Minor, petition: Procedure, code: str
) -> None:
    deadline = factories.make_deadline(minor, by=host, site=site, code="D04")
    assert "Saisine du juge des enfants" in headline(jurist, minor)
    records(jurist, minor, code=code)
    assert "Saisine" not in headline(jurist, minor)
    page = jurist.get(of(minor)).content.decode()
    notice = page[page.index("Cette sortie ne clôt rien") :]
    notice = notice[: notice.index("</ul>")]
    assert of(minor, f"procedures/{petition.pk}/") in notice
    assert of(minor, f"deadlines/{deadline.pk}/") in notice
    deadline.refresh_from_db()
    assert deadline.state.is_open
    assert not Procedure.objects.with_state().get().stage.ends


def test_who_comes_again_has_left_no_more(
    jurist: Client, host: User, site: Site, minor: Minor, petition: Procedure
) -> None:
    came(minor, site, host, 20)
    day = TODAY() - 10 * DAY
    records(jurist, minor, happened_on=f"{day:%d/%m/%Y}")
    assert "Parti vers une autre ville" in headline(jurist, minor)
    factories.arrival_on(minor, day, site, host)
    assert "Parti vers une autre ville" in headline(jurist, minor), "she came to say so"
    factories.arrival_on(minor, TODAY() - 2 * DAY, site, host)
    assert "Saisine du juge des enfants" in headline(jurist, minor)
    page = jurist.get(of(minor)).content.decode()
    assert "Revenu depuis" in page
    assert "ne clôt rien" not in page


def test_a_passage_undone_is_no_return(
    jurist: Client, host: User, site: Site, minor: Minor
) -> None:
    came(minor, site, host, 20)
    records(jurist, minor, happened_on=f"{TODAY() - 10 * DAY:%d/%m/%Y}")
    slip = factories.arrival_on(minor, TODAY() - DAY, site, host)
    slip.cancelled_at, slip.cancelled_by = timezone.now(), host
    slip.save()
    assert "Parti vers une autre ville" in headline(jurist, minor)


def test_a_passage_after_a_death_is_asked_about(
    jurist: Client, host: User, site: Site, minor: Minor
) -> None:
    came(minor, site, host, 0)
    records(jurist, minor, code="X6", happened_on=f"{TODAY() - DAY:%d/%m/%Y}")
    assert "l’un des deux est une erreur" in jurist.get(of(minor)).content.decode()
    assert "Pas encore présenté" in headline(jurist, minor)


def test_a_situation_said_later_replaces_the_exit(jurist: Client, minor: Minor) -> None:
    records(jurist, minor, code="X5", happened_on=f"{TODAY() - 5 * DAY:%d/%m/%Y}")
    records(jurist, minor, code="L80")
    assert "Orienté comme majeur" in headline(jurist, minor)


def test_an_exit_known_by_its_year_hides_behind_nothing_earlier(
    jurist: Client, minor: Minor
) -> None:
    """The beginning of the year is not the day that counts."""
    records(jurist, minor, code="L80", happened_on=f"{TODAY() - 30 * DAY:%d/%m/%Y}")
    records(jurist, minor, code="X3", happened_on=f"{TODAY().year}")
    assert "Parti" in headline(jurist, minor)


# --- not seen -----------------------------------------------------------------------------------


def test_not_seen_is_computed(jurist: Client, minor: Minor) -> None:
    not_seen_for(minor, 89)
    assert "Pas encore présenté" in headline(jurist, minor)
    not_seen_for(minor, 90)
    line = headline(jurist, minor)
    assert "Pas vu depuis" in line
    assert "Avant : Pas encore présenté" in line
    assert not Situation.objects.exists()


def test_an_absence_hides_no_procedure(jurist: Client, minor: Minor, petition: Procedure) -> None:
    not_seen_for(minor, 120)
    line = headline(jurist, minor)
    assert "Saisine du juge des enfants" in line
    assert "Pas vu depuis" in line


def test_a_contact_without_a_passage_counts(
    jurist: Client, host: User, site: Site, minor: Minor
) -> None:
    not_seen_for(minor, 120)
    factories.make_referral(minor, by=host, site=site, made_on=TODAY() - 30 * DAY)
    assert "Pas vu depuis" not in headline(jurist, minor)


def test_whoever_has_left_is_not_missed(jurist: Client, minor: Minor) -> None:
    not_seen_for(minor, 120)
    records(jurist, minor, code="X1")
    line = headline(jurist, minor)
    assert "Reconnu et placé" in line
    assert "Pas vu" not in line


# --- the day as far as it is known --------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "precision", "day", "at_latest"),
    [
        ("2025", "year", (2025, 1, 1), (2025, 12, 31)),
        ("02/2024", "month", (2024, 2, 1), (2024, 2, 29)),
        ("6/3/2026", "day", (2026, 3, 6), (2026, 3, 6)),
    ],
)
def test_a_day_known_more_or_less(
    jurist: Client,
    minor: Minor,
    typed: str,
    precision: str,
    day: tuple[int, int, int],
    at_latest: tuple[int, int, int],
) -> None:
    records(jurist, minor, happened_on=typed)
    row = Situation.objects.get()
    assert (row.precision, row.happened_on) == (precision, datetime.date(*day))
    assert row.at_latest == datetime.date(*at_latest)


def test_this_year_ends_at_the_latest_when_it_is_recorded(host: User, minor: Minor) -> None:
    first = TODAY().replace(month=1, day=1)
    row = factories.make_situation(minor, by=host, on=first, precision=DayPrecision.YEAR)
    assert row.at_latest == TODAY()


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"code": ""}, "Choisissez la situation"),
        ({"code": "X4"}, "X4"),  # computed, recorded by nobody
        ({"code": "L00"}, "L00"),
        ({"happened_on": "31/12/2099"}, "dans le futur"),
        ({"happened_on": "29/02/2026"}, "pas dans le calendrier"),
        ({"happened_on": ""}, "obligatoire"),
    ],
)
def test_bad_input_has_its_sentence(
    jurist: Client, minor: Minor, typed: dict[str, str], words: str
) -> None:
    answer = records(jurist, minor, note="Ce qui a été dit", **typed)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert words in page
    assert "Ce qui a été dit" in page
    assert not Situation.objects.exists()


def test_taken_back_once(host: User, minor: Minor) -> None:
    row = factories.make_situation(minor, by=host)
    actions.take_back_situation(by=host, situation=row)
    with pytest.raises(ValidationError):
        actions.take_back_situation(by=host, situation=row)


def test_a_social_worker_reads_and_the_desk_knows_nothing(
    as_role: Callable[..., Client], host: User, minor: Minor
) -> None:
    row = factories.make_situation(minor, by=host, code="X2", note="Un partenaire de Lyon")
    social = as_role(Role.SOCIAL)
    assert "Suivi confié à un partenaire" in headline(social, minor)
    assert records(social, minor).status_code == 403
    assert social.post(of(minor, f"situations/{row.pk}/take-back/")).status_code == 403
    case = as_role(Role.RECEPTION).get(of(minor, "")).content.decode()
    assert "Lyon" not in case
    assert "partenaire" not in case
