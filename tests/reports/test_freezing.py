"""A validated week stays as it was; what changes since is a second version, line by line."""

import datetime
from collections.abc import Callable

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.test import Client

from cases.models import Arrival
from reports import actions, freezing
from reports.figures import EVERYTHING
from reports.models import FrozenWeek
from reports.periods import Week
from reports.weekly import report_on
from staff import actions as staff_actions
from staff.choices import Role
from staff.models import Site, User
from tests import factories
from tests.reports.test_exports import lines_of
from tests.staff.trail import actions_since, last_entry

pytestmark = pytest.mark.django_db(databases=["default", "owner"])

W47 = Week(2026, 47)
At = Callable[..., None]


@pytest.fixture
def at(time_machine: object) -> At:
    def move(day: int, hour: int = 9) -> None:
        moment = datetime.datetime(2026, 11, day, hour, tzinfo=datetime.UTC)
        time_machine.move_to(moment, tick=False)

    move(18)
    return move


@pytest.fixture
def coordinator(at: At, site: Site, as_role: Callable[..., Client]) -> Client:
    factories.make_minor("Awa", by=factories.make_user(Role.RECEPTION, site, "hote"), site=site)
    at(23)
    return as_role(Role.COORDINATOR)


def host() -> User:
    return User.objects.get(username="hote")


def late_sheet(site: Site, name: str = "Bakary") -> None:
    """Somebody copies on Monday the arrival of a Wednesday."""
    _minor, arrival = factories.make_minor(name, by=host(), site=site)
    Arrival.objects.filter(pk=arrival.pk).update(day=datetime.date(2026, 11, 18))


def page(client: Client, what: str = "", week: str = "2026-W47") -> str:
    return client.get(f"/reports/{week}/{what}").content.decode()


def validate(client: Client, **typed: str) -> object:
    return client.post("/reports/2026-W47/validate/", typed)


def shown(client: Client, code: str, query: str = "") -> object:
    return client.get(f"/reports/2026-W47/{query}").context["report"].figure(code)


def test_what_was_validated_stays(coordinator: Client, site: Site, at: At) -> None:
    start = last_entry()
    assert validate(coordinator).status_code == 302
    assert actions_since(start, by=coordinator.user) == ["freeze_week"]
    assert FrozenWeek.objects.count() == 2  # the site's, and the whole
    late_sheet(site)
    assert (shown(coordinator, "W01"), shown(coordinator, "W01", "?live=1")) == (1, 2)
    sheet = coordinator.get("/reports/2026-W47/week.csv").content
    assert next(line[3] for line in lines_of(sheet) if line[0] == "W01") == "1"
    assert "Validée le 23/11/2026" in page(coordinator)
    assert "lignes comptent autrement" in page(coordinator)
    at(30)
    frozen = FrozenWeek.objects.get(site=None)
    assert freezing.report_of(frozen, [site], frozenset()).figure("W01") == 1


def test_a_late_entry_makes_a_second_version(coordinator: Client, site: Site) -> None:
    validate(coordinator)
    late_sheet(site)
    refused = validate(coordinator, why=" ")
    assert refused.status_code == 422
    assert "Dites en quelques mots" in refused.content.decode()
    validate(coordinator, why="Feuille du 18 recopiée lundi")
    last = FrozenWeek.objects.of(W47, None).first()
    assert (last.version, last.why) == (2, "Feuille du 18 recopiée lundi")
    assert shown(coordinator, "W01") == 2
    found = coordinator.get("/reports/2026-W47/changes/").context["steps"]
    assert found[0]["lines"] == []  # nothing since the second one
    [first] = [line for line in found[1]["lines"] if (line.code, line.part) == ("W01", "")]
    assert (first.before, first.after) == (1, 2)
    assert "Feuille du 18" in page(coordinator, "changes/")
    # The first one is as it was.
    first_row = FrozenWeek.objects.get(site=None, version=1)
    assert freezing.is_whole(first_row)
    assert freezing.report_of(first_row, [site], frozenset()).figure("W01") == 1


def test_nothing_new_is_no_version(coordinator: Client) -> None:
    validate(coordinator)
    answer = coordinator.post(
        "/reports/2026-W47/validate/", {"why": "Pour voir"}, follow=True
    ).content.decode()
    assert "Rien n’a changé depuis la validation" in answer
    assert FrozenWeek.objects.count() == 2


def test_a_week_that_is_not_over_is_not_validated(coordinator: Client) -> None:
    url = "/reports/2026-W48/validate/"
    answer = coordinator.post(url, follow=True).content.decode()
    assert "Cette semaine n’est pas finie" in answer
    assert not FrozenWeek.objects.exists()
    assert "validate/" not in page(coordinator, week="2026-W48")


def test_a_week_that_does_not_exist(coordinator: Client) -> None:
    for what in ("", "validate/", "changes/"):
        assert coordinator.get(f"/reports/2025-W53/{what}").status_code == 404
    assert coordinator.post("/reports/2025-W53/validate/").status_code == 404


def test_only_a_coordinator(coordinator: Client, as_role: Callable[..., Client]) -> None:
    validate(coordinator)
    director = as_role(Role.DIRECTOR)
    assert validate(director).status_code == 403
    assert shown(director, "W01") == 1
    assert "validate/" not in page(director)
    # What was frozen with everything shows her what she may know, no more.
    codes = {row.code for row in director.get("/reports/2026-W47/").context["report"].rows()}
    assert codes.isdisjoint({"W12", "W13", "W20"})
    known = {row.code for row in coordinator.get("/reports/2026-W47/").context["report"].rows()}
    assert codes < known


def test_two_people_at_once(coordinator: Client, site: Site) -> None:
    """Whoever comes second is told; there is one version."""
    by = coordinator.user
    actions.freeze_week(by=by, week=W47, sites=[site], site=site)
    twin = FrozenWeek.objects.get()
    twin.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        twin.save()
    with pytest.raises(ValidationError, match="vient de valider"):
        twin.full_clean()


def test_some_of_the_sites_are_not_the_house(
    coordinator: Client, site: Site, as_role: Callable[..., Client]
) -> None:
    """Whoever sees one of two sites validates that one, and reads no mean of both."""
    factories.make_site("La Chapelle", "mobile")
    validate(coordinator)
    assert FrozenWeek.objects.filter(site=None).exists()
    with pytest.raises(ValidationError, match="ous les sites"):
        actions.freeze_week(by=coordinator.user, week=W47.previous, sites=[site], site=None)


def test_what_the_sites_have_sent(coordinator: Client, site: Site, at: At) -> None:
    """On time until Tuesday noon, then late; zero is a number, missing is none."""
    at(2)
    empty = factories.make_site("La Chapelle", "mobile")
    closed = factories.make_site("Calais", "border")
    nine, noon = datetime.time(9), datetime.time(12)
    staff_actions.set_opening_hours(by=None, site=empty, weekday=3, hours=(nine, noon))
    for weekday in range(1, 8):
        staff_actions.set_opening_hours(by=None, site=closed, weekday=weekday, hours=None)
    at(23)
    sites = [site, empty, closed]

    def states() -> list[str]:
        return [one.state for one in freezing.reports_of(W47, sites)]

    assert states() == ["expected", "expected", "closed"]
    actions.freeze_week(by=coordinator.user, week=W47, sites=[site], site=site)
    at(24, 12)  # 13:00 in Paris
    assert states() == ["on_time", "missing", "closed"]
    actions.freeze_week(by=coordinator.user, week=W47, sites=[empty], site=empty)
    assert states() == ["on_time", "late", "closed"]
    found = freezing.reports_of(W47, sites)
    assert [one.is_zero for one in found] == [False, True, False]
    assert [one.arrivals for one in found] == [1, 0, None]


def test_a_changed_row_is_seen(coordinator: Client) -> None:
    """Nobody changes one; if it happens below the application, the page says so."""
    validate(coordinator)
    frozen = FrozenWeek.objects.get(site=None)
    assert freezing.is_whole(frozen)
    frozen.body["fr"][0]["figures"][0]["value"] = 99
    assert not freezing.is_whole(frozen)
    frozen.refresh_from_db()
    assert freezing.is_whole(frozen)


def test_both_languages_say_the_same_numbers(coordinator: Client, site: Site) -> None:
    validate(coordinator)
    frozen = FrozenWeek.objects.get(site=None)

    def values(language: str) -> list[object]:
        return [
            [figure["value"] for figure in section["figures"]]
            + [[part["count"] for part in cut["parts"]] for cut in section["breakdowns"]]
            for section in frozen.body[language]
        ]

    assert values("fr") == values("en")
    assert frozen.body["fr"][0]["title"] == "Activité"
    assert frozen.body["en"][0]["title"] == "Activity"
    live = report_on(W47, [site], EVERYTHING)
    again = freezing.report_of(frozen, [site], EVERYTHING)
    assert freezing.changes(live, again) == []
    assert list(live.rows()) == list(again.rows())
    # Two lines of one name would hide each other's changes.
    keys = [row.key for row in live.rows()]
    assert len(keys) == len(set(keys))


def test_two_who_validate_at_the_same_instant(
    coordinator: Client, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Both have passed every check: the database lets one of them in, and the other is told."""
    validate(coordinator)
    late_sheet(site)
    monkeypatch.setattr(FrozenWeek, "full_clean", lambda self: None)
    monkeypatch.setattr(FrozenWeek.objects.of(W47, None).__class__, "first", first_of_before)
    answer = coordinator.post("/reports/2026-W47/validate/", follow=True).content.decode()
    assert "vient de valider cette semaine" in answer
    assert FrozenWeek.objects.count() == 2


def first_of_before(rows: object) -> None:
    """What she read before her colleague's was there: nothing."""
