"""A week as it leaves the house: who gets which page and file, and what an attacker makes of them.

The attack reads the downloads and the page, not the objects behind them, and has its own sums.
"""

import csv
import datetime
import html as html_of
import io
import re
from collections import defaultdict
from collections.abc import Callable

import openpyxl
import pypdf
import pytest
from django.test import Client

from reports import actions, audiences, masking, outside, relations
from reports.figures import EVERYTHING, Breakdown, Figure, Part, Section
from reports.mapping import Target, What
from reports.models import FrozenWeek
from reports.periods import Quarter, Week, Year, parse
from reports.weekly import Report, report_on
from staff.choices import Role
from staff.models import Site
from tests import factories
from tests.reports.attack import Attack, recovers_nothing
from tests.reports.invented import SHOWN_IF_ANY, Invented, freeze
from tests.staff.trail import actions_since, last_entry

W46 = Week(2026, 46)
URL = "/reports/2026-W46/"
SMALLEST = {"partners": 5, "public": 11}


@pytest.fixture(autouse=True)
def _thursday(time_machine: object) -> None:
    """Thursday 19 November 2026: week 46 is over."""
    time_machine.move_to(datetime.datetime(2026, 11, 19, 9, tzinfo=datetime.UTC), tick=False)


@pytest.fixture
def coordinator(as_role: Callable[..., Client]) -> Client:
    return as_role(Role.COORDINATOR)


def small_week(male: int = 3, week: Week = W46) -> Report:
    parts = [("female", "Fille", 20), ("male", "Garçon", male), ("other", "Autre", 7)]
    cut = Breakdown("W07", "sex", "Sexe", [Part(*one) for one in parts], "As said.")
    figures = [
        Figure("W03", "new", "Nouveaux", 27 + male, "First."),
        Figure("W15", "petitions", "Requêtes", male, "Sent."),
    ]
    return Report(week, [], [Section("Profil", figures, [cut])])


@pytest.fixture
def frozen(coordinator: Client, site: Site) -> FrozenWeek:
    return freeze(small_week(), W46, by=coordinator.user)


def lines_of(content: bytes) -> list[list[str]]:
    text = io.StringIO(content.decode("utf-8-sig"), newline="")
    return list(csv.reader(text, delimiter=";"))


def cells_of(content: bytes) -> list[list[object]]:
    sheet = openpyxl.load_workbook(io.BytesIO(content)).worksheets[0]
    return [[cell.value for cell in row] for row in sheet.iter_rows()]


class TestPage:
    def test_inside_is_the_default(self, coordinator: Client, frozen: FrozenWeek) -> None:
        for query in ("", "?audience=", "?audience=inside"):
            response = coordinator.get(URL + query)
            assert response.context["report"].audience == "inside"
            assert 'name="audience"' in response.content.decode()

    def test_a_masked_number_is_a_word(self, coordinator: Client, frozen: FrozenWeek) -> None:
        page = coordinator.get(f"{URL}?audience=partners").content.decode()
        assert "Semaine 46, 2026 : Partenaires" in html_of.unescape(page)
        assert page.count("masqué") >= 3
        row = re.search(r"<td>Garçon</td>\s*<td[^>]*>([^<]*)</td>", page)
        assert row
        assert row[1].strip() == "masqué"
        assert "Les âges sont les âges déclarés" in page

    def test_nothing_of_the_sites_stands_on_it(
        self, coordinator: Client, frozen: FrozenWeek
    ) -> None:
        page = coordinator.get(f"{URL}?audience=partners")
        assert "reports/includes/received.html" not in [t.name for t in page.templates]

    @pytest.mark.parametrize("end", ["", "week.csv", "week.xlsx", "audience/"])
    @pytest.mark.parametrize("audience", ["partner", "PUBLIC", "all", "None", "0"])
    def test_a_slip_never_gives_the_whole(
        self, coordinator: Client, frozen: FrozenWeek, audience: str, end: str
    ) -> None:
        response = coordinator.get(URL + end, {"audience": audience})
        assert response.status_code == 404
        assert "attachment" not in response.headers.get("Content-Disposition", "")

    def test_today_s_count_is_not_for_outside(
        self, coordinator: Client, frozen: FrozenWeek
    ) -> None:
        response = coordinator.get(f"{URL}?audience=partners&live=1")
        assert response.context["sent"].told.frozen == frozen


class TestRefused:
    @pytest.mark.parametrize("end", ["", "week.csv", "week.xlsx", "audience/"])
    def test_one_site_beside_the_whole(
        self, coordinator: Client, frozen: FrozenWeek, site: Site, end: str
    ) -> None:
        factories.make_site("La Chapelle", "mobile")
        start = last_entry()
        response = coordinator.get(URL + end, {"audience": "public", "site": site.pk})
        assert response.status_code == 409
        assert "tous les sites ensemble" in response.content.decode()
        assert "?audience=public" in response.content.decode()
        assert "export_week" not in actions_since(start)

    def test_a_coordinator_of_one_site_has_no_whole(
        self, coordinator: Client, frozen: FrozenWeek, site: Site
    ) -> None:
        factories.make_site("La Chapelle", "mobile")
        coordinator.user.postings.update(site=site)
        for end in ("", "audience/", "week.csv"):
            assert coordinator.get(f"{URL}{end}?audience=partners").status_code == 404
        assert 'name="audience"' not in coordinator.get(URL).content.decode()

    def test_the_only_site_is_the_whole(
        self, coordinator: Client, frozen: FrozenWeek, site: Site
    ) -> None:
        response = coordinator.get(f"{URL}week.csv?audience=partners&site={site.pk}")
        assert response.status_code == 200

    def test_a_week_that_nobody_validated(self, coordinator: Client, site: Site) -> None:
        for end in ("week.csv", "week.xlsx"):
            response = coordinator.get(f"{URL}{end}?audience=partners")
            assert response.status_code == 409
            assert "Seule une semaine validée" in response.content.decode()
        for end in ("", "audience/"):
            page = coordinator.get(f"{URL}{end}?audience=partners")
            assert page.status_code == 200
            assert "Seule une semaine validée" in page.content.decode()
            assert "week.csv" not in page.content.decode()

    def test_a_week_that_was_tampered_with(self, coordinator: Client, frozen: FrozenWeek) -> None:
        copy = FrozenWeek.objects.get(pk=frozen.pk)
        copy.pk, copy.version, copy.why, copy.digest = None, 2, "x", "0" * 64
        copy.save()
        assert coordinator.get(f"{URL}week.csv?audience=partners").status_code == 409

    @pytest.mark.parametrize("role", [Role.RECEPTION, Role.NURSE, Role.ADMINISTRATOR])
    def test_who_sees_no_figures_sends_none(
        self, as_role: Callable[..., Client], role: str, site: Site
    ) -> None:
        client = as_role(role)
        for end in ("", "audience/", "week.csv"):
            assert client.get(f"{URL}{end}?audience=public").status_code == 403

    def test_no_such_week(self, coordinator: Client) -> None:
        assert coordinator.get("/reports/2025-W53/audience/").status_code == 404


class TestFiles:
    @pytest.mark.parametrize("ending", ["csv", "xlsx"])
    def test_the_name_says_for_whom(
        self, coordinator: Client, frozen: FrozenWeek, ending: str
    ) -> None:
        start = last_entry()
        response = coordinator.get(f"{URL}week.{ending}?audience=partners")
        name = f"escale-2026-W46-partners.{ending}"
        assert response["Content-Disposition"] == f'attachment; filename="{name}"'
        assert actions_since(start, by=coordinator.user) == ["export_week"]

    def test_an_empty_cell_and_a_column_that_says_why(
        self, coordinator: Client, frozen: FrozenWeek
    ) -> None:
        lines = lines_of(coordinator.get(f"{URL}week.csv?audience=partners").content)
        assert lines[0][0].endswith(", Partenaires")
        assert lines[1][-1] == "Masqué"
        found = {(line[0], line[2]): (line[3], line[-1]) for line in lines[2:]}
        assert found["W07", "Garçon"] == ("", "Trop peu, ou livrerait trop peu")
        assert found["W07", "Autre"] == ("", "Trop peu, ou livrerait trop peu")
        assert found["W07", "Fille"] == ("20", "")
        cells = cells_of(coordinator.get(f"{URL}week.xlsx?audience=partners").content)
        assert str(cells[0][0]).endswith(", Partenaires")
        assert [[str(c or "") for c in row[:4]] for row in cells[2:]] == [
            line[:4] for line in lines[2:]
        ]
        assert [row[-1] or "" for row in cells[2:]] == [line[-1] for line in lines[2:]]

    def test_inside_nothing_is_masked(self, coordinator: Client, frozen: FrozenWeek) -> None:
        lines = lines_of(coordinator.get(f"{URL}week.csv").content)
        assert ["W07", "Sexe", "Garçon", "3"] in [line[:4] for line in lines]
        assert "Masqué" not in lines[1]

    def test_a_second_version_masks_what_the_first_did(
        self, coordinator: Client, frozen: FrozenWeek
    ) -> None:
        freeze(small_week(6), W46, by=coordinator.user)
        lines = lines_of(coordinator.get(f"{URL}week.csv?audience=partners").content)
        found = {(line[0], line[2]): line[3] for line in lines[2:]}
        assert (found["W07", "Garçon"], found["W07", "Autre"]) == ("", "")
        assert found["W15", ""] == ""


class TestBeside:
    """A mean of weeks of which one is masked would give that one back."""

    @pytest.fixture
    def weeks(self, coordinator: Client, frozen: FrozenWeek) -> None:
        earlier = [W46.previous, W46.previous.previous]
        for week, male in zip(earlier, (4, 12), strict=True):
            freeze(small_week(male, week), week, by=coordinator.user)
        freeze(small_week(9, Week(2025, 46)), Week(2025, 46), by=coordinator.user)
        freeze(small_week(8), W46, by=coordinator.user)

    def test_of_a_week_that_was_not_sent_nothing_is_said(
        self, coordinator: Client, weeks: None
    ) -> None:
        """Beside its month it would be one number more."""
        lines = lines_of(coordinator.get(f"{URL}week.csv?audience=partners").content)
        assert {(line[4], line[5]) for line in lines[2:]} == {("", "")}

    def test_a_mean_needs_every_week(self, coordinator: Client, weeks: None) -> None:
        for number in (44, 45):
            coordinator.get(f"/reports/2026-W{number}/week.csv?audience=partners")
        for audience, mean in (("", "8,0"), ("partners", "")):
            lines = lines_of(coordinator.get(f"{URL}week.csv?audience={audience}").content)
            found = {(line[0], line[2]): line for line in lines[2:]}
            assert found["W07", "Garçon"][4] == mean, audience
            assert found["W03", ""][4] == "35,0"

    def test_a_masked_line_has_nothing_beside_it(self, coordinator: Client, weeks: None) -> None:
        lines = lines_of(coordinator.get(f"{URL}week.csv?audience=public").content)
        for line in lines[2:]:
            if line[-1]:
                assert line[3:6] == ["", "", ""]


class TestPreview:
    def test_each_line_with_its_reason(self, coordinator: Client, frozen: FrozenWeek) -> None:
        response = coordinator.get(f"{URL}audience/?audience=partners")
        page = html_of.unescape(response.content.decode())
        assert "Ce que reçoivent les partenaires" in page
        why = {(line.code, line.part): line.why for line in response.context["hidden"]}
        assert why == {
            ("W07", "Garçon"): "small", ("W07", "Autre"): "guard", ("W15", ""): "small",
        }  # fmt: skip
        for said in ("Trop peu", "Livrerait un autre nombre", "3 lignes sur 5"):
            assert said in page

    def test_partners_unless_said_otherwise(self, coordinator: Client, frozen: FrozenWeek) -> None:
        assert coordinator.get(f"{URL}audience/").context["sent"].audience.code == "partners"

    def test_a_longer_period_is_proposed_when_most_is_masked(
        self, coordinator: Client, frozen: FrozenWeek
    ) -> None:
        page = coordinator.get(f"{URL}audience/?audience=public")
        assert [one.label for one in page.context["wider"]] == [
            "Novembre 2026", "4e trimestre 2026",
        ]  # fmt: skip
        assert "serait masquée" in page.content.decode()

    def test_and_not_when_little_is(self, coordinator: Client, site: Site) -> None:
        freeze(small_week(20), W46, by=coordinator.user)
        page = coordinator.get(f"{URL}audience/?audience=partners")
        assert (page.context["wider"], page.context["hidden"]) == ([], [])

    @pytest.mark.parametrize(
        ("week", "month", "quarter"),
        [("2026-W53", "2026-12", "2026-Q4"), ("2025-W01", "2025-01", "2025-Q1"),
         ("2026-W27", "2026-07", "2026-Q3"), ("2026-W40", "2026-10", "2026-Q4")],
    )  # fmt: skip
    def test_a_week_belongs_where_its_thursday_is(
        self, week: str, month: str, quarter: str
    ) -> None:
        urls = [one.url for one in outside.wider(parse(week), audiences.PUBLIC)]
        assert urls == [
            f"/reports/{month}/?audience=public", f"/reports/{quarter}/?audience=public",
        ]  # fmt: skip


class TestLongerPeriods:
    """A month says more than a week; any days chosen by anybody would tell a single one."""

    @pytest.mark.parametrize(
        ("period", "sentence"),
        [("2026-11", "une fois finies"), ("2026-10", "une fois finies"),
         ("2026-Q4", "une fois finies"), ("2026-11-09_2026-11-15", "dates choisies")],
    )  # fmt: skip
    def test_it_is_shown_masked_and_does_not_leave(
        self, coordinator: Client, frozen: FrozenWeek, period: str, sentence: str
    ) -> None:
        for end in ("", "audience/"):
            page = coordinator.get(f"/reports/{period}/{end}?audience=public")
            assert page.status_code == 200
            assert sentence in page.content.decode()
            assert "week.csv" not in page.content.decode()
        answer = coordinator.get(f"/reports/{period}/week.csv?audience=public")
        assert answer.status_code == 409
        assert sentence in answer.content.decode()

    def test_it_leaves_once_each_of_its_weeks_is_validated(
        self, coordinator: Client, site: Site
    ) -> None:
        for number in range(40, 45):
            freeze(small_week(week=Week(2026, number)), Week(2026, number), by=coordinator.user)
        answer = coordinator.get("/reports/2026-10/week.csv?audience=public")
        assert answer.status_code == 200
        assert 'filename="escale-2026-10-public.csv"' in answer.headers["Content-Disposition"]

    def test_it_is_called_by_its_name(self, coordinator: Client, site: Site) -> None:
        for period, title in (("2026-10", "Octobre 2026"), ("2026-Q3", "3e trimestre 2026"),
                              ("2025", "2025")):  # fmt: skip
            page = coordinator.get(f"/reports/{period}/?audience=partners").content.decode()
            assert f"{title} : Partenaires" in html_of.unescape(page)

    def test_one_of_the_sites_is_refused_in_a_sentence(
        self, coordinator: Client, site: Site
    ) -> None:
        factories.make_site("La Chapelle", "mobile")
        page = coordinator.get(f"/reports/2026-10/?audience=partners&site={site.pk}")
        assert page.status_code == 409
        assert "tous les sites ensemble" in page.content.decode()


def test_the_document_of_an_audience_names_nobody_of_the_house(
    coordinator: Client, frozen: FrozenWeek
) -> None:
    name = coordinator.user.full_name
    inside, outside_ = (
        pypdf.PdfReader(io.BytesIO(coordinator.get(f"{URL}week.pdf{query}").content))
        for query in ("", "?audience=partners")
    )
    assert name in inside.pages[0].extract_text()
    assert name not in outside_.pages[0].extract_text()
    assert "Partenaires" in outside_.pages[0].extract_text()


def test_dhis2_of_an_audience_is_the_mission_s_or_nothing(
    coordinator: Client, frozen: FrozenWeek, site: Site
) -> None:
    """The figures of all sites never stand under the code of one of them."""
    factories.make_site("La Chapelle", "mobile")
    freeze(small_week(20), Week(2026, 45), by=coordinator.user)
    line, unit = What("figure", ("W03", "new", "")), What("org_unit", ("", "", ""), site.pk)
    codes = {line: Target("W03_NEW"), unit: Target("PANTIN")}
    actions.map_figures(by=coordinator.user, codes=codes)
    url = "/reports/2026-W45/week.dhis2.csv?audience=partners"
    answer = coordinator.get(url, follow=True)
    assert "PANTIN" not in answer.content.decode()
    assert "sa propre unité d’organisation" in answer.content.decode()
    mission = {What("org_unit", ("", "", ""), None): Target("MISSION")}
    actions.map_figures(by=coordinator.user, codes=mission)
    assert "MISSION" in coordinator.get(url).content.decode()


# --- the relations name what there is -------------------------------------------------------------


def test_every_list_is_known_to_be_open_or_closed(site: Site) -> None:
    lists = {
        (cut.code, cut.name)
        for period in (W46, Quarter(2026, 4), Year(2026))
        for section in report_on(period, [site], EVERYTHING).sections
        for cut in section.breakdowns
    }
    assert lists >= relations.CLOSED_LISTS
    assert lists - relations.CLOSED_LISTS == SHOWN_IF_ANY


def test_every_line_of_the_relations_is_a_line_of_the_report(site: Site) -> None:
    report = report_on(W46, [site], EVERYTHING)
    figures = {(f.code, f.name) for section in report.sections for f in section.figures}
    named = set(relations.CUTS) | set(relations.RATES) | set(relations.MEDIANS)
    named |= set(relations.WORKED_OUT) | set(relations.WORKED_OUT.values())
    named |= {line for split in relations.SPLITS for line in (split.whole, *split.parts)}
    named |= relations.DEFINITIONS_THAT_COUNT
    assert named <= figures


# --- the attack -----------------------------------------------------------------------------------

# She writes her own sums: {number: the lists that come to it}, then what adds up.
LISTS = {
    "W01 arrivals": ["W01 by_day"], "W02 caseload": ["W09 place"],
    "W03 new": ["W07 sex", "W07 age", "W07 country", "W07 language", "W07 interpreter",
                "W08 sender"],
    "W11 consultations": ["W11 motifs"], "W16 persons": ["W16 headline"],
    "W17 decisions": ["W17 outcome"],
    "W21 sessions": ["W21 language"], "W22 sessions": ["W22 kind"], "W23 exits": ["W23 reasons"],
    "W24 consultations": ["W24 motifs", "W24 zones"],
    "W24 orientations": ["W24 orientation_zones", "W24 destinations"], "REF made": ["REF kind"],
}  # fmt: skip
TOTALS = {
    tuple(one.split()): tuple(number.split()) for number, lists in LISTS.items() for one in lists
}
ADD_UP = [
    ("W02 caseload", ["W03 new", "W04 known"]), ("W11 persons", ["W11 new", "W11 followed"]),
]  # fmt: skip
WITHIN = [
    ("W19 within_60", "W19 within_30"), ("W19 within_90", "W19 within_60"),
    ("W11 consultations", "W24 consultations"), ("W05 caseload_quarter", "W02 caseload"),
    ("W05 caseload_year", "W05 caseload_quarter"),
]  # fmt: skip


def printed_in(lines: list[list[str]]) -> dict[tuple[str, str, str], int]:
    """Return {(code, label, part): number} of a file's lines, whatever its kind."""
    return {
        (line[0], line[1], line[2] or ""): int(line[3])
        for line in lines[2:]
        if line[3] not in ("", None) and "," not in str(line[3]) and "." not in str(line[3])
    }


def totals_on(page: str) -> dict[str, int]:
    """Return {label of a list: what its panel says it comes to}."""
    found = re.findall(r'<h2>\s*([^<]*?)\s*<span class="count">(\d+)</span>', page)
    return {html_of.unescape(label): int(count) for label, count in found}


def attack_on(
    truth: Report, printed: dict, masked: dict, totals: dict[str, int]
) -> tuple[Attack, dict]:
    """Return what she knows and does not, of all the lines there are, and how they add up."""
    attack, values = Attack(), {}

    def put(name: str, value: int, known: int | None) -> None:
        values[name] = value
        if known is None:
            attack.unknown[name] = 0
        else:
            assert known == value, name
            attack.known[name] = known

    for section in truth.sections:
        for figure in section.figures:
            if (
                isinstance(figure.value, int)
                and (figure.code, figure.name) not in masking.NO_COUNTS
            ):
                name = f"{figure.code} {figure.name}"
                put(name, figure.value, printed.get((figure.code, str(figure.label), "")))
        for cut in section.breakdowns:
            listed = f"{cut.code} {cut.name}"
            names, unnamed = [], []
            for part in cut.parts:
                known = printed.get((cut.code, str(cut.label), part.label))
                put(f"{listed} {part.name}", part.count or 0, known)
                names.append(f"{listed} {part.name}")
                if known is None:
                    unnamed.append(names[-1])
            others = printed.get((cut.code, str(cut.label), "Autres"))
            if others is not None and (cut.code, cut.name) in SHOWN_IF_ANY:
                put(f"{listed} =others", others, others)
                named = {row[2] for row in printed if row[:2] == (cut.code, str(cut.label))}
                said_masked = masked.get((cut.code, str(cut.label)), set())
                inside = [
                    f"{listed} {part.name}" for part in cut.parts
                    if part.label not in named and part.label not in said_masked
                ]  # fmt: skip
                attack.sums.append((f"{listed} =others", inside))
            put(f"{listed} =total", cut.total or 0, totals.get(str(cut.label)))
            attack.sums.append((f"{listed} =total", names))
    for number, lists in LISTS.items():
        for listed in lists:
            if number in values and f"{listed} =total" in values:
                attack.sums.append((number, [f"{listed} =total"]))
    for whole, parts in ADD_UP:
        attack.sums.append((whole, parts))
    pairs = list(WITHIN)
    for motif in [name for name in values if name.startswith("W24 motifs motif")]:
        if (whole := motif.replace("W24", "W11")) in values:
            pairs.append((whole, motif))
    for whole, part in pairs:
        if whole in values and part in values:
            name = f"{whole} less {part}"
            put(name, values[whole] - values[part], None)
            attack.sums.append((whole, [part, name]))
    return attack, values


@pytest.mark.parametrize("size", [25, 90, 300])
@pytest.mark.parametrize("audience", ["partners", "public"])
def test_what_is_published_of_a_whole_week_gives_no_small_number_back(
    coordinator: Client, site: Site, size: int, audience: str
) -> None:
    truth = Invented(size, size).filled(report_on(W46, [site], EVERYTHING), TOTALS)
    freeze(truth, W46, by=coordinator.user)
    lines = lines_of(coordinator.get(f"{URL}week.csv?audience={audience}").content)
    sheet = cells_of(coordinator.get(f"{URL}week.xlsx?audience={audience}").content)
    printed = printed_in(lines)
    assert printed_in(sheet) == printed
    page = coordinator.get(f"{URL}?audience={audience}").content.decode()
    masked: dict[tuple[str, str], set[str]] = defaultdict(set)
    for line in lines[2:]:
        if line[-1]:
            masked[line[0], line[1]].add(line[2])
    k = SMALLEST[audience]
    no_counts = {
        (figure.code, str(figure.label), "")
        for section in truth.sections for figure in section.figures
        if (figure.code, figure.name) in masking.NO_COUNTS
    }  # fmt: skip
    assert not [row for row, n in printed.items() if 0 < n < k and row not in no_counts]
    attack, values = attack_on(truth, printed, masked, totals_on(page))
    # What is reserved is not published at all but for one number, which nothing adds up with.
    hidden = [name for name in attack.unknown if name.split()[0] not in ("W12", "W13", "W20")]
    small = [name for name in hidden if 0 < values[name] < k]
    assert small
    recovers_nothing(attack, small, values, k, told=False)
