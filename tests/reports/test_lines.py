"""A number opens the lines behind it, as many as it says, for whoever may read them."""

import copy
import datetime
import re
import statistics
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import time_machine as clocks
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoDbBlocker

from cases import actions as case_actions
from cases.models import Arrival, Minor
from reports import actions, line_rights, waiting
from reports.figures import EVERYTHING, Value
from reports.line_pages import Shown
from reports.lines import Lines
from reports.periods import Quarter, Year
from reports.weekly import Report, report_on
from staff import actions as staff_actions
from staff.choices import Role
from staff.models import AuditEntry, Site, User
from staff.permissions import Compartment
from tests import factories
from tests.kept import kept
from tests.reports.full_week import W47, At, FullWeek, noon
from tests.reports.test_week_of_the_desks import november
from tests.staff.trail import actions_since, last_entry

pytestmark = pytest.mark.django_db(databases=["default", "owner"])

# Figures that the scene leaves at nobody: each is tried elsewhere, or is nobody's by its nature.
AT_NOBODY = {
    ("W01", "by_week"), ("W01", "by_month"),  # a week is cut by day
    ("WAIT", "desk"),  # nobody waits here
    *(("WAIT", f"{kind}_{what}") for kind in waiting.KINDS for what in ("median", "ninth")),
}  # fmt: skip


def moving(clock: Any) -> At:
    def move(day: datetime.date) -> None:
        clock.move_to(
            datetime.datetime(day.year, day.month, day.day, 9, tzinfo=datetime.UTC), tick=False
        )

    move(datetime.date(2025, 11, 20))
    return move


@pytest.fixture(scope="module")
def kept_week(
    request: pytest.FixtureRequest, django_db_setup: None, django_db_blocker: DjangoDbBlocker
) -> Iterator[FullWeek]:
    with kept(request, django_db_blocker):
        with django_db_blocker.unblock(), clocks.travel(0) as clock:
            made = FullWeek(moving(clock), factories.make_site())
        yield made


@pytest.fixture
def at(time_machine: object) -> At:
    return moving(time_machine)


@pytest.fixture
def site(kept_week: FullWeek, db: None) -> Site:
    return copy.deepcopy(kept_week.site)


@pytest.fixture
def scene(kept_week: FullWeek, at: At, db: None) -> FullWeek:
    """The week as it was made, on the day after it."""
    mine = copy.deepcopy(kept_week)
    mine.at = at
    at(november(24))
    return mine


def numbers(report: Report) -> Iterator[tuple[str, str, str, Value, Lines | None]]:
    for section in report.sections:
        for figure in section.figures:
            yield figure.code, figure.name, "", figure.value, figure.lines
        for cut in section.breakdowns:
            for part in cut.parts:
                yield cut.code, cut.name, part.name, part.count, cut.lines_of(part.name)


def address(code: str, name: str, part: str = "") -> str:
    if part:
        return reverse("reports:lines_of_part", args=[str(W47), code, name, part])
    return reverse("reports:lines", args=[str(W47), code, name])


def counts_as(value: Value, code: str, name: str, lines: Lines) -> bool:
    """Whether the lines come to the number: all of them, or the share or median that it is."""
    behind = line_rights.BEHIND[code, name]
    assert isinstance(behind, line_rights.Opens)
    if not behind.is_share:
        return lines.total == (value or 0)
    if code == "W18":
        days = [int(re.findall(r"\d+", note)[0]) for note in lines.notes.values()]
        assert len(days) == lines.total
        return value == (round(statistics.median(days)) if days else None)
    assert lines.marked is not None
    above = lines.marked.count()
    return value == (round(100 * above / lines.total) if lines.total else None)


def test_every_number_opens_lines_or_says_why_not(scene: FullWeek) -> None:
    declared = set()
    of_a_week, of_a_quarter, of_a_year = (
        report_on(period, [scene.site, scene.street], EVERYTHING)
        for period in (W47, Quarter(2026, 4), Year(2026))
    )
    for section in [*of_a_week.sections, *of_a_quarter.sections, *of_a_year.sections]:
        for figure in section.figures:
            behind = line_rights.BEHIND[figure.code, figure.name]
            declared.add((figure.code, figure.name))
            assert (figure.lines is not None) == isinstance(behind, line_rights.Opens), figure
            assert not isinstance(behind, line_rights.NoLines) or behind.why
        for cut in section.breakdowns:
            declared.add((cut.code, cut.name))
            behind = line_rights.BEHIND[cut.code, cut.name]
            assert (cut.cut is not None) == isinstance(behind, line_rights.Opens), cut
    assert declared == set(line_rights.BEHIND), "what is declared and is no figure"


def test_every_number_comes_to_its_lines(scene: FullWeek) -> None:
    wrong, empty = [], set(line_rights.BEHIND)
    for sites in ([scene.site, scene.street], [scene.site], [scene.street]):
        for code, name, part, value, lines in numbers(report_on(W47, sites, EVERYTHING)):
            if value:
                empty.discard((code, name))
            if lines is not None and not counts_as(value, code, name, lines):
                wrong.append(f"{code} {name} {part}: {value}, {lines.total} lines")
    assert not wrong, "\n".join(wrong)
    assert empty == AT_NOBODY


def links(html: str) -> set[str]:
    return {url.partition("?")[0] for url in re.findall(r'href="([^"]*/lines/[^"]*)"', html)}


@pytest.mark.parametrize("role", list(Role))
def test_each_role_opens_what_it_reads_and_nothing_else(
    role: Role, scene: FullWeek, as_role: Callable[..., Client]
) -> None:
    """The links of the page, the answers of the addresses and the lines on them say the same."""
    client = as_role(role, site=scene.site)
    sites = list(Site.objects.visible_to(client.user).order_by("pk"))
    page = client.get(reverse("reports:week", args=[str(W47)]))
    shown = links(page.content.decode()) if page.status_code == 200 else set()
    opened, refused = set(), set()
    for code, name, part, value, lines in numbers(report_on(W47, sites, EVERYTHING)):
        url = address(code, name, part)
        if lines is None or not value or (url not in shown and (code, name) in refused):
            continue  # one part of a number refused is as good as ten
        response = client.get(url)
        assert (response.status_code == 200) == (url in shown), url
        if response.status_code != 200:
            assert response.status_code == 403, url
            refused.add((code, name))
            continue
        opened.add(url)
        told: Shown = response.context["shown"]
        assert told.asked.value == value, url
        assert told.total == lines.total, url
        read = sum(line.count for line in told.page)
        assert read + told.hidden == told.total, url
    assert opened == shown
    assert bool(opened) == (role in WHO_OPENS), role
    if role in WHO_OPENS:
        assert {url.split("/")[4] for url in opened} == set(WHO_OPENS[role].split())


CARE = "W10 W11 W13 W24 SCA"
# Written from the design, not from reports.line_rights: at one site, W24 has nobody.
WHO_OPENS = {
    Role.RECEPTION: "W10",
    Role.NURSE: CARE.replace(" W24", ""),
    Role.DOCTOR: CARE.replace(" W24", ""),
    Role.MIDWIFE: CARE.replace(" W24", ""),
    Role.PSYCHOLOGIST: "W12",
    Role.SOCIAL: "W10 W14",
    Role.JURIST: "W15 W16 W17 W18 W19 W23",
    Role.COORDINATOR: "W01 W02 W03 W04 W05 W07 W08 W09 W10 W14 W19 W20 W21 W22 W23 W25 REF",
}


def names(response: object) -> list[str]:
    return sorted(line.minor.display_name for line in response.context["shown"].page if line.minor)


def test_the_lines_are_those_of_the_persons(
    scene: FullWeek, as_role: Callable[..., Client]
) -> None:
    coordinator = as_role(Role.COORDINATOR)
    monday = coordinator.get(address("W01", "by_day", "1"))
    assert names(monday) == ["Awa"]
    html = monday.content.decode()
    assert reverse("cases:case", args=[scene.who["Awa"].reference]) in html
    late = coordinator.get(address("W25", "without_country"))
    assert [line.minor.display_name for line in late.context["shown"].page if line.is_marked] == [
        "Ibra"
    ]
    jurist = as_role(Role.JURIST, site=scene.site)
    petition = jurist.get(address("W18", "petition_to_hearing")).context["shown"].page[0]
    assert (petition.minor, petition.day) == (scene.who["Awa"], november(18))
    assert petition.text == "33 jours"
    placed = jurist.get(address("W17", "rate")).context["shown"]
    assert {line.minor.display_name: line.is_marked for line in placed.page} == {
        "Awa": True, "Chérif": False,
    }  # fmt: skip


def test_who_came_for_sexual_health_alone_is_counted_and_named_to_nobody_else(
    scene: FullWeek, as_role: Callable[..., Client]
) -> None:
    """Nafi is in the caseload; the coordinator knows how many, and never whom."""
    shown = as_role(Role.COORDINATOR).get(address("W02", "caseload"))
    assert "Nafi" not in names(shown)
    assert shown.context["shown"].hidden == 1
    assert "Nafi" not in shown.content.decode()
    both = as_role(Role.COORDINATOR)
    staff_actions.add_posting(by=both.user, user=both.user, role=Role.MIDWIFE, site=scene.site)
    both.user = User.objects.get(pk=both.user.pk)
    both.force_login(both.user)
    seen = both.get(address("W02", "caseload"))
    assert "Nafi" in names(seen)
    assert seen.context["shown"].hidden == 0
    places = as_role(Role.COORDINATOR).get(address("W09", "place", "unknown"))
    assert "Nafi" not in names(places)
    assert places.context["shown"].hidden == 1


def test_a_referral_of_a_part_she_does_not_read_names_nobody(
    scene: FullWeek, as_role: Callable[..., Client]
) -> None:
    coordinator = as_role(Role.COORDINATOR)
    for name in ("made", "persons"):
        shown = coordinator.get(address("REF", name))
        assert (names(shown), shown.context["shown"].hidden) == (["Awa"], 1)


def test_late_consultations_are_counted_and_shown_to_the_care_team(
    scene: FullWeek, as_role: Callable[..., Client]
) -> None:
    shown = as_role(Role.COORDINATOR).get(address("W25", "late")).context["shown"]
    assert (len(shown.page), shown.hidden, shown.total) == (0, 1, 1)


def test_an_alert_about_oneself_is_not_shown(
    scene: FullWeek, as_role: Callable[..., Client]
) -> None:
    coordinator = as_role(Role.COORDINATOR)
    factories.make_alert(
        None, by=scene.host, site=scene.site, kind="colleague", about=coordinator.user,
        raised_at=noon(november(19)),
    )  # fmt: skip
    shown = coordinator.get(address("W20", "raised")).context["shown"]
    assert (len(shown.page), shown.hidden, shown.total) == (1, 1, 2)


def test_people_without_a_file_have_no_name(
    scene: FullWeek, as_role: Callable[..., Client]
) -> None:
    nurse = as_role(Role.NURSE, site=scene.street)
    shown = nurse.get(address("W24", "consultations"))
    page = list(shown.context["shown"].page)
    assert [line.minor is None for line in page] == [False, True, True, True]
    assert [line.count for line in page] == [1, 1, 1, 3]
    assert "Sans dossier" in shown.content.decode()
    assert as_role(Role.COORDINATOR).get(address("W24", "consultations")).status_code == 403


@pytest.mark.parametrize(
    "asked",
    ["W01/nothing/", "W99/arrivals/", "W06/per_opening_day/", "W25/duplicates/",
     "W01/by_day/", "W01/arrivals/1/", "W07/sex/", "w01/arrivals/", "W01/by_day/a/b/"],
)  # fmt: skip
def test_an_address_that_is_none(asked: str, as_role: Callable[..., Client]) -> None:
    client = as_role(Role.COORDINATOR)
    start = last_entry()
    assert client.get(f"/reports/{W47.previous}/lines/{asked}").status_code == 404
    assert "read_lines" not in actions_since(start)


def test_a_part_of_nobody_is_an_empty_page(as_role: Callable[..., Client]) -> None:
    client = as_role(Role.COORDINATOR)
    for part in ("XX", "others", "é", "'; --", "\N{SKULL}", "%00"):
        response = client.get(address("W07", "country", part))
        assert response.status_code == 200, part
        assert response.context["shown"].total == 0


@pytest.mark.parametrize("week", ["2025-W53", "2099-W01", "0001-W01"])
def test_a_week_that_is_none_is_said_in_a_sentence(
    week: str, as_role: Callable[..., Client]
) -> None:
    response = as_role(Role.COORDINATOR).get(f"/reports/{week}/lines/W01/arrivals/")
    assert response.status_code == 404
    assert "reports/no_such_period.html" in [t.name for t in response.templates]


def test_the_site_is_kept(scene: FullWeek, as_role: Callable[..., Client]) -> None:
    coordinator = as_role(Role.COORDINATOR)
    query = f"?site={scene.street.pk}"
    html = coordinator.get(reverse("reports:week", args=[str(W47)]) + query).content.decode()
    assert f'href="{address("W01", "arrivals")}{query}"' in html
    there = coordinator.get(address("W01", "arrivals") + query)
    assert names(there) == ["Elias"]
    assert f'href="{reverse("reports:week", args=[str(W47)])}{query}"' in there.content.decode()


def test_opening_lines_is_recorded_once_with_the_site(
    scene: FullWeek, as_role: Callable[..., Client]
) -> None:
    coordinator = as_role(Role.COORDINATOR)
    start = last_entry()
    coordinator.get(address("W01", "arrivals"), {"site": scene.street.pk})
    [entry] = AuditEntry.objects.filter(pk__gt=start)
    assert (entry.action, entry.site_id, entry.minor_id) == ("read_lines", scene.street.pk, None)
    start = last_entry()
    assert coordinator.get(address("W11", "persons")).status_code == 403
    assert actions_since(start) == ["refused"]


class TestValidated:
    """The number of a validated week stays; its lines are counted today, and say so."""

    @pytest.fixture
    def frozen(self, scene: FullWeek, as_role: Callable[..., Client]) -> Client:
        coordinator = as_role(Role.COORDINATOR)
        actions.freeze_week(by=coordinator.user, week=W47, sites=[scene.site], site=scene.site)
        return coordinator

    def get(self, client: Client, scene: FullWeek, code: str, name: str) -> Shown:
        return client.get(address(code, name), {"site": scene.site.pk}).context["shown"]

    def test_nothing_has_changed(self, frozen: Client, scene: FullWeek) -> None:
        shown = self.get(frozen, scene, "W01", "arrivals")
        assert (shown.differs, shown.total) == (False, shown.asked.value)

    def test_a_late_entry(self, frozen: Client, scene: FullWeek, at: At) -> None:
        before = self.get(frozen, scene, "W01", "arrivals").total
        at(november(26))
        frozen.force_login(frozen.user)
        Arrival.objects.create(
            minor=scene.who["Lamine"], site=scene.site, day=november(18),
            registered_by=scene.host, copied_at=timezone.now(),
        )  # fmt: skip
        response = frozen.get(address("W01", "arrivals"), {"site": scene.site.pk})
        shown = response.context["shown"]
        assert (shown.validated, shown.total) == (before, before + 1)
        assert (shown.late, shown.joined) == (1, 0)
        assert [line.minor.display_name for line in shown.page if line.is_late] == ["Lamine"]
        html = response.content.decode()
        assert f"Validé : {before}. Compté aujourd’hui : {before + 1}." in html
        page = frozen.get(reverse("reports:week", args=[str(W47)]), {"site": scene.site.pk})
        assert f'aria-label="{before} : voir les lignes"' in page.content.decode()

    def test_two_files_joined(self, frozen: Client, scene: FullWeek, at: At) -> None:
        before = self.get(frozen, scene, "W02", "caseload").total
        at(november(26))
        frozen.force_login(frozen.user)
        one, other = scene.who["Awa"], scene.who["Bakary"]
        case_actions.judge_pair(by=frozen.user, one=one, other=other, verdict="same")
        case_actions.join_files(by=frozen.user, kept=one, gone=other)
        shown = self.get(frozen, scene, "W02", "caseload")
        assert (shown.validated, shown.total) == (before, before - 1)
        assert shown.joined == 1

    def test_a_figure_of_now_is_no_difference(self, frozen: Client, scene: FullWeek) -> None:
        assert not self.get(frozen, scene, "REF", "without_news").differs


def test_a_desk_reads_its_own_figures_and_nothing_of_the_house(
    scene: FullWeek, as_role: Callable[..., Client]
) -> None:
    """No export, no validation, no report of the sites; the numbers are those of her sites."""
    nurse = as_role(Role.NURSE, site=scene.site)
    page = nurse.get(reverse("reports:week", args=[str(W47)]))
    report = page.context["report"]
    assert {row.code for row in report.rows()} == {"W10", "W11", "W13", "W24", "SCA"}
    assert report.sites == [scene.site]
    html = page.content.decode()
    assert "week.xlsx" not in html
    assert "/validate/" not in html
    assert "Relevés des sites" not in html
    for end in ("changes/", "validate/", "week.csv"):
        assert nurse.get(f"/reports/{W47}/{end}").status_code == 403
    assert reverse("reports:this_week") in html, "it is in her rail"


def test_who_is_told_no_figure_opens_no_week(as_role: Callable[..., Client]) -> None:
    for role in (Role.VOLUNTEER, Role.ADMINISTRATOR):
        client = as_role(role)
        assert client.get(f"/reports/{W47}/").status_code == 403
        assert client.get(address("W01", "arrivals")).status_code == 403


def test_the_table_of_rights_names_compartments_that_are_read() -> None:
    """Whatever opens a compartment's lines asks to read it: knowing how many is not enough."""
    asked = {
        key: {compartment for compartment, level in behind.needs if level >= line_rights.READ}
        for key, behind in line_rights.BEHIND.items()
        if isinstance(behind, line_rights.Opens)
    }
    wanted = {
        "W11": Compartment.HEALTH, "W24": Compartment.HEALTH, "SCA": Compartment.HEALTH,
        "W12": Compartment.PSYCHOLOGY, "W13": Compartment.SEXUAL_HEALTH,
        "W14": Compartment.SOCIAL, "W15": Compartment.LEGAL, "W16": Compartment.LEGAL,
        "W17": Compartment.LEGAL, "W18": Compartment.LEGAL, "W20": Compartment.PROTECTION,
    }  # fmt: skip
    for (code, name), compartments in asked.items():
        if code in wanted:
            assert wanted[code] in compartments, (code, name)
    assert Minor.compartment in set.intersection(*asked.values())
