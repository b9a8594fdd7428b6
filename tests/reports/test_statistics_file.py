"""The pseudonymised file: counted anew from the rows, and attacked by who knows somebody in it."""

import datetime
from collections import Counter
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases.choices import COUNTRY_CODES, DeskKind
from cases.models import Arrival, Minor, MinorName
from clinics.models import Consultation
from reports import statistics_columns, statistics_file
from reports.statistics_file import AGE, FEWEST, REGION, SEX, quarter_of, withhold
from staff.choices import Role
from staff.models import Site, User
from tests import factories
from tests.reports.fortnight import Fortnight, november
from tests.reports.test_line_lists import Lines, client_of, csv_lines, xlsx_lines
from tests.staff.trail import actions_since, last_entry

YEAR = {"first_day": "2025-10-01", "last_day": "2026-11-23"}
EVERY = [column.name for column in statistics_columns.COLUMNS]
WITHHELD = "non donné (moins de 5)"


@pytest.fixture
def coordinator(fortnight: Fortnight) -> User:
    return factories.make_user(Role.COORDINATOR)


def file_of(user: User, kind: str = "csv", **changed: Any) -> Lines:
    asked = {**YEAR, "file_format": kind, "columns": EVERY, **changed}
    response = client_of(user).post("/reports/statistics/", asked)
    assert response.status_code == 200, response.content.decode()
    return csv_lines(response.content) if kind == "csv" else xlsx_lines(response.content)


def in_clear(user: User) -> list[list[Any]]:
    """Return the lines before anything is withheld."""
    from reports.line_facts import Asked

    asked = Asked(user, datetime.date(2025, 10, 1), november(23), list(Site.objects.all()))
    return [[*whom, *what] for batch in statistics_file.lines(asked) for whom, what in batch]


def key_of(minor: int, site: int, day: datetime.date) -> tuple[int, int, datetime.date]:
    return minor, site, quarter_of(day)


class TestLines:
    def test_one_a_person_site_and_quarter(self, fortnight: Fortnight, coordinator: User) -> None:
        arrived = Counter(
            key_of(*row)
            for row in Arrival.objects.filter(cancelled_at=None).values_list("minor", "site", "day")
        )
        treated = {key_of(*row) for row in Consultation.objects.values_list("minor", "site", "day")}
        lines = file_of(coordinator)
        assert len(lines) == len(arrived.keys() | treated)
        arrivals = Counter(int(line["Passages"]) for line in lines)
        assert arrivals == Counter([*arrived.values(), *(0 for _k in treated - arrived.keys())])
        seen = sum(line["Consultation"] == "oui" for line in lines)
        assert seen == len(treated) > 0

    def test_all_new_people_once(self, fortnight: Fortnight, coordinator: User) -> None:
        lines = file_of(coordinator)
        first = Arrival.objects.filter(cancelled_at=None).order_by("minor", "day", "pk")
        expected = Counter(
            (f"{day.year}-T{(day.month + 2) // 3}", site)
            for site, day in first.distinct("minor").values_list("site__name", "day")
        )
        new = Counter(
            (line["Trimestre"], line["Site"])
            for line in lines
            if line["Nouveau (toute première arrivée)"] == "oui"
        )
        assert new == expected

    def test_desks(self, fortnight: Fortnight, coordinator: User) -> None:
        from cases import actions

        assert not [line for line in file_of(coordinator) if line["Pôle social"] == "oui"]
        arrival = fortnight.back("Hawa", november(23))
        desk = factories.make_desk(DeskKind.SOCIAL, fortnight.pantin)
        actions.send_to_desk(by=fortnight.reception, arrival=arrival, desk=desk)
        assert not [line for line in file_of(coordinator) if line["Pôle social"] == "oui"], "waits"
        ticket = arrival.tickets.get()
        from cases.choices import TicketStatus

        ticket.steps.create(status=TicketStatus.DONE, by=fortnight.social)
        [line] = [line for line in file_of(coordinator) if line["Pôle social"] == "oui"]
        assert (line["Trimestre"], line["Pôle juridique"]) == ("2026-T4", "non")

    def test_one_site(self, fortnight: Fortnight, coordinator: User) -> None:
        lines = file_of(coordinator, site=fortnight.mobile.pk)
        assert {line["Site"] for line in lines} == {"La Chapelle"}

    def test_both_formats_have_the_same_lines(
        self, fortnight: Fortnight, coordinator: User
    ) -> None:
        in_csv = Counter(tuple(line.values()) for line in file_of(coordinator))
        in_xlsx = Counter(
            tuple(map(str, line.values())) for line in file_of(coordinator, kind="xlsx")
        )
        assert in_csv == in_xlsx

    @pytest.mark.parametrize(
        ("day", "first"),
        [((2026, 1, 1), (2026, 1, 1)), ((2026, 3, 31), (2026, 1, 1)), ((2026, 4, 1), (2026, 4, 1)),
         ((2024, 2, 29), (2024, 1, 1)), ((2026, 12, 31), (2026, 10, 1))],
    )  # fmt: skip
    def test_quarters(self, day: tuple[int, int, int], first: tuple[int, int, int]) -> None:
        assert quarter_of(datetime.date(*day)) == datetime.date(*first)


class TestNobodyIsNamed:
    def test_no_name_reference_number_nor_country(
        self, fortnight: Fortnight, coordinator: User
    ) -> None:
        response = client_of(coordinator).post(
            "/reports/statistics/", {**YEAR, "columns": EVERY, "file_format": "csv"}
        )
        text = response.content.decode()
        for name in MinorName.objects.values_list("text", flat=True):
            assert name not in text
        for minor in Minor.objects.all():
            assert minor.reference not in text
        for country in ("Guinée", "Mali", "Afghanistan"):
            assert country not in text
        assert "2026-11" not in text
        assert "/11/2026" not in text

    def test_the_order_is_drawn_anew(self, fortnight: Fortnight, coordinator: User) -> None:
        """Of 40 drawings, some differ: the order of arrival would be the same each time."""
        orders = {tuple(map(str, file_of(coordinator))) for _i in range(12)}
        assert len(orders) > 3

    def test_every_country_has_its_region(self) -> None:
        assert set(statistics_file.regions()) == set(COUNTRY_CODES)
        assert statistics_file.region_name("GN") == "Afrique occidentale"
        assert statistics_file.region_name("AF") == "Asie du Sud"
        assert statistics_file.region_name("declined") == "Ne souhaite pas répondre"
        assert statistics_file.region_name("FR") == "Autre région"


class TestWithheld:
    def test_few_share_it_so_it_is_not_said(self, fortnight: Fortnight, coordinator: User) -> None:
        lines = file_of(coordinator)
        assert len(lines) < 20
        for line in lines:
            assert line["Région"] == WITHHELD

    def test_many_share_it_so_it_is_said(self, fortnight: Fortnight, coordinator: User) -> None:
        for number in range(FEWEST):
            fortnight.new(f"Nom {number}", november(21), country="GN", sex="male")
        fortnight.at(november(23))
        said = [line for line in file_of(coordinator) if line["Région"] == "Afrique occidentale"]
        assert len(said) >= FEWEST

    def test_the_page_says_what_is_withheld(self, coordinator: User) -> None:
        page = client_of(coordinator).get("/reports/statistics/")
        text = page.content.decode()
        assert "moins de 5 personnes" in text
        for column in statistics_columns.COLUMNS:
            assert str(column.label) in text

    person = st.tuples(
        st.sampled_from(["T1", "T2"]), st.sampled_from(["P", "M"]), st.sampled_from("fm"),
        st.sampled_from(["15", "16", "17"]), st.sampled_from(["A", "B", "C", "D"]),
    )  # fmt: skip

    @given(st.lists(person, max_size=60))
    def test_nobody_stands_out(self, persons: list[tuple[str, ...]]) -> None:
        """Whoever knows all five facts of somebody finds five lines that may be hers, or a line
        that no longer says what was rare: whatever the persons."""
        said = withhold(Counter(persons))
        withheld = str(statistics_file.WITHHELD)
        shared = Counter(said[person] for person in persons)
        for person in persons:
            line = said[person]
            assert shared[line] >= FEWEST or line[SEX] == withheld
            if line[SEX] == withheld:
                assert line[AGE] == withheld
            if line[AGE] == withheld:
                assert line[REGION] == withheld
            for column in (REGION, AGE, SEX):
                assert line[column] in (person[column], withheld)
            assert line[:2] == person[:2]

    def test_nothing_is_withheld_of_many(self) -> None:
        person = ("T1", "P", "f", "15", "A")
        assert withhold({person: FEWEST}) == {person: person}

    def test_one_more_than_few(self) -> None:
        person = ("T1", "P", "f", "15", "A")
        withheld = str(statistics_file.WITHHELD)
        assert withhold({person: FEWEST - 1}) == {person: ("T1", "P", withheld, withheld, withheld)}

    def test_fewer_columns_say_no_more(self, fortnight: Fortnight, coordinator: User) -> None:
        """Without the regions too, an age is withheld that few share with theirs."""
        for number in range(FEWEST - 1):
            fortnight.new(f"Nom {number}", november(21), country="GN", sex="male")
        fortnight.at(november(23))
        chosen = ["quarter", "sex", "age_band"]
        some = file_of(coordinator, columns=chosen)
        assert [list(line) for line in some] == [["Trimestre", "Sexe", "Âge dit, tranche"]] * len(
            some
        )
        whole = [tuple(line.values()) for line in file_of(coordinator)]
        assert Counter(tuple(line.values()) for line in some) == Counter(
            (line[0], line[SEX], line[AGE]) for line in whole
        )


class TestPage:
    @pytest.mark.parametrize("role", [Role.NURSE, Role.SOCIAL, Role.RECEPTION])
    def test_for_whoever_reads_all_figures(self, fortnight: Fortnight, role: Role) -> None:
        user = factories.make_user(role, site=fortnight.pantin)
        assert client_of(user).get("/reports/statistics/").status_code == 403
        assert client_of(user).post("/reports/statistics/", YEAR).status_code == 403

    def test_the_director_has_it(self, fortnight: Fortnight) -> None:
        director = factories.make_user(Role.DIRECTOR)
        start = last_entry()
        assert file_of(director)
        assert actions_since(start, by=director) == ["export_statistics"]

    @pytest.mark.parametrize(
        ("changed", "sentence"),
        [
            ({"last_day": "2025-09-30"}, "Le dernier jour est avant le premier."),
            ({"first_day": "2003-01-01", "last_day": "2026-01-01"}, "Trop long : 20 ans"),
            ({"first_day": "2024-01-01", "last_day": "2024-02-01"}, "Aucune ligne"),
            ({"columns": []}, "Choisissez une colonne au moins."),
            ({"columns": ["name"]}, "n’est pas dans cette liste"),
        ],
    )
    def test_bad_input(self, coordinator: User, changed: dict[str, Any], sentence: str) -> None:
        response = client_of(coordinator).post(
            "/reports/statistics/", {**YEAR, "columns": EVERY, **changed}
        )
        assert response.status_code == 422
        assert sentence in response.content.decode()

    def test_its_columns_are_as_many_as_its_cells(
        self, fortnight: Fortnight, coordinator: User
    ) -> None:
        assert {len(line) for line in in_clear(coordinator)} == {len(statistics_columns.COLUMNS)}
