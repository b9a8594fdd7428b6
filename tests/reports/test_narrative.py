"""The week in words: what the figures say, and what the coordination makes of it."""

from collections.abc import Callable

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils import translation

from reports import actions, narrative
from reports.comparisons import Beside
from reports.figures import Breakdown, Figure, Part, Section
from reports.freezing import Received
from reports.models import WeekNote
from reports.periods import Week
from reports.weekly import Report
from staff.choices import Role
from staff.models import Site
from tests import factories
from tests.robustness.test_edits import MainForm
from tests.staff.trail import actions_since, last_entry

W47 = Week(2026, 47)
NOBODY = Site(name="Nulle part")


def number(code: str, name: str, value: float | None) -> Figure:
    return Figure(code, name, f"{code} {name}", value, "")


def cut(code: str, name: str, **counts: int) -> Breakdown:
    return Breakdown(code, name, name, [Part(k, k.title(), n) for k, n in counts.items()], "")


def report(
    *figures: Figure, cuts: list[Breakdown] | None = None, means: dict[str, float] | None = None
) -> Report:
    beside = {
        figure.key: Beside(means[figure.name], 4, None)
        for figure in figures
        if means and figure.name in means
    }
    return Report(W47, [], [Section("", figures, cuts or [])], beside=beside)


def said(made: Report) -> str:
    with translation.override("fr"):
        return narrative.paragraph(made)


def points(made: Report, received: list[Received] | None = None) -> list[str]:
    with translation.override("fr"):
        return narrative.points(made, received or [])


@pytest.mark.parametrize(
    ("value", "mean", "sentence"),
    [
        (43, 34, "43 passages, 9 de plus que la moyenne des semaines d’avant (34)."),
        (43, 52.5, "43 passages, 10 de moins que la moyenne des semaines d’avant (52,5)."),
        (43, 43.2, "43 passages, autant que la moyenne des semaines d’avant (43,2)."),
        (1, None, "1 passage."),
        (0, None, "0 passage."),
        (None, 34, ""),
    ],
)
def test_arrivals_beside_their_mean(value: int | None, mean: float | None, sentence: str) -> None:
    means = {} if mean is None else {"arrivals": mean}
    assert said(report(number("W01", "arrivals", value), means=means)) == sentence


def test_every_sentence() -> None:
    made = report(
        number("W01", "arrivals", 43),
        number("W02", "caseload", 31),
        number("W03", "new", 12),
        number("W11", "consultations", 22),
        number("W15", "petitions", 3),
        number("W15", "hearings", 1),
        number("W19", "turned", 2),
        cuts=[
            cut("W09", "place", street=6, camp=2, squat=1, hospital=3, unknown=19),
            cut("W11", "motifs", gale=9, toux=4),
        ],
    )
    assert said(made) == (
        "43 passages. 31 jeunes vus, dont 12 nouveaux. 9 dorment dehors, dans un campement ou un "
        "squat, sur 12 dont la nuit est connue. 22 consultations, le plus souvent pour : Gale (9). "
        "3 requêtes déposées, 1 audience. 2 jeunes ont eu 18 ans."
    )


def test_a_week_of_nothing_says_nothing() -> None:
    assert said(report()) == ""
    assert points(report()) == []


def test_what_only_some_may_know_is_never_written() -> None:
    apart = Section(
        "", [number("W15", "petitions", 3), number("W19", "turned", 2)], needs="protection"
    )
    assert said(Report(W47, [], [apart])) == ""


def test_five_points_what_cannot_wait_first() -> None:
    made = report(
        number("W01", "arrivals", 60),
        number("W19", "within_30", 1),
        number("W21", "absent", 0),
        number("W23", "not_seen", 4),
        number("W25", "late", 2),
        number("W10", "meals", 3),
        number("W10", "showers", 4),
        means={"arrivals": 20, "meals": 12, "showers": 1},
    )
    missing = Received(Site(name="Paris"), "missing", None, None)
    here = Received(Site(name="Pantin"), "on_time", None, None)
    assert points(made, [missing, here]) == [
        "Rapport manquant : Paris.",
        "1 jeune aura 18 ans dans les 30 jours.",
        "4 jeunes pas vus depuis trois mois.",
        "2 saisies tardives.",
        "W10 meals : 3, moyenne des semaines d’avant 12.",
    ]  # a rise from 1 to 4 is no news, and the arrivals come sixth


def test_none_at_all_is_out_of_the_ordinary_too() -> None:
    made = report(number("W22", "sessions", 0), means={"sessions": 6})
    assert points(made) == ["W22 sessions : 0, moyenne des semaines d’avant 6."]


# --- the page ------------------------------------------------------------------------------------

URL = "/reports/2026-W47/words/"


@pytest.fixture
def coordinator(time_machine: object, site: Site, as_role: Callable[..., Client]) -> Client:
    time_machine.move_to("2026-11-18T09:00:00Z", tick=False)
    factories.make_minor("Awa", by=factories.make_user(Role.RECEPTION, site, "hote"), site=site)
    time_machine.move_to("2026-11-23T09:00:00Z", tick=False)
    return as_role(Role.COORDINATOR)


def written(client: Client, url: str = URL, **typed: object) -> object:
    data = {"text": "Une semaine calme.", "points": "Une douche en panne"}
    shown = MainForm(client.get(url).content.decode()).typed()
    return client.post(url, shown | data | typed)


pages = pytest.mark.django_db(databases=["default", "owner"])


@pages
def test_the_figures_first_then_the_words_of_somebody(coordinator: Client) -> None:
    page = coordinator.get("/reports/2026-W47/").content.decode()
    assert "1 passage." in page
    assert "1 jeune vu, dont 1 nouveau." in page
    form = coordinator.get(URL).content.decode()
    assert "1 jeune vu, dont 1 nouveau." in form
    start = last_entry()
    assert written(coordinator).status_code == 302
    assert actions_since(start, by=coordinator.user) == ["write_week"]
    page = coordinator.get("/reports/2026-W47/").content.decode()
    assert "Une semaine calme." in page
    assert "<li>Une douche en panne</li>" in page
    assert "1 jeune vu" not in page
    assert "Une semaine calme." in coordinator.get(URL).content.decode()
    assert "1 jeune vu" in coordinator.get(f"{URL}?anew=1").content.decode()


@pages
def test_each_site_has_its_own(coordinator: Client, site: Site) -> None:
    written(coordinator)
    assert "1 jeune vu" in coordinator.get(f"/reports/2026-W47/?site={site.pk}").content.decode()
    written(coordinator, f"{URL}?site={site.pk}", text="À Pantin")
    assert "À Pantin" in coordinator.get(f"/reports/2026-W47/?site={site.pk}").content.decode()
    assert "Une semaine calme" in coordinator.get("/reports/2026-W47/").content.decode()


@pages
def test_two_who_write_lose_nothing(coordinator: Client) -> None:
    opened = MainForm(coordinator.get(URL).content.decode()).typed()
    written(coordinator)
    answer = coordinator.post(URL, opened | {"text": "La mienne", "points": ""})
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "La mienne" in page
    assert "Une semaine calme." in page
    assert written(coordinator, text="La mienne").status_code == 302
    assert WeekNote.objects.count() == 2


@pages
def test_anew_from_the_figures_replaces_what_was_written(coordinator: Client) -> None:
    written(coordinator)
    anew = MainForm(coordinator.get(f"{URL}?anew=1").content.decode()).typed()
    assert "1 jeune vu" in anew["text"][0]
    assert coordinator.post(f"{URL}?anew=1", anew).status_code == 302
    assert "1 jeune vu" in coordinator.get(URL).content.decode()
    assert coordinator.post(f"{URL}?anew=1", anew | {"text": "La mienne"}).status_code == 409


@pages
def test_two_at_the_same_instant(coordinator: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    """Both have passed every check: the database lets one of them in."""
    note = WeekNote(year=2026, number=47, text="La mienne", version=1)
    written(coordinator)
    monkeypatch.setattr(WeekNote, "full_clean", lambda self: None)
    with pytest.raises(ValidationError, match="coll"):
        actions.write_week(by=coordinator.user, note=note)
    assert WeekNote.objects.count() == 1


@pages
@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"points": "un\ndeux\n\ntrois\nquatre\ncinq\nsix"}, "5 lignes au plus"),
        ({"text": "x" * 1501}, "1500"),
        ({"text": " ", "points": ""}, "Écrivez une phrase"),
    ],
)
def test_bad_input(coordinator: Client, typed: dict[str, str], sentence: str) -> None:
    answer = written(coordinator, **typed)
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert not WeekNote.objects.exists()


@pages
def test_the_text_is_sealed_and_only_a_coordinator_writes(
    coordinator: Client, as_role: Callable[..., Client]
) -> None:
    written(coordinator)
    director = as_role(Role.DIRECTOR)
    assert "Une semaine calme." in director.get("/reports/2026-W47/").content.decode()
    assert "words/" not in director.get("/reports/2026-W47/").content.decode()
    assert director.post(URL, {"text": "La sienne", "points": ""}).status_code == 403
    row = WeekNote.objects.filter().values_list("text", flat=True)[0]
    assert b"calme" not in bytes(row)
    for week in ("2025-W53", "2099-W01"):
        assert coordinator.get(f"/reports/{week}/words/").status_code == 404
