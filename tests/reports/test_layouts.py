"""A funder's table: composed once, saved by name; its cells count, or say why they are empty."""

import datetime
from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from cases.choices import Sex
from reports import actions, crossings, layout_files, layouts
from reports.figures import EVERYTHING
from reports.models import Layout, TableColumn
from reports.periods import Month, Week, Year, week_of
from reports.weekly import report_on
from staff.choices import Role
from staff.models import Site, User
from tests import factories
from tests.reports.fortnight import Fortnight
from tests.reports.test_exports import PAYLOADS, lines_of, sheet_of
from tests.staff.trail import actions_since, last_entry

pytestmark = pytest.mark.django_db(databases=["default", "owner"])

NOVEMBER = Month(2026, 11)


@pytest.fixture
def fortnight(db: None, time_machine: object) -> Fortnight:
    return Fortnight(time_machine)


@pytest.fixture
def coordinator(time_machine: object, db: None, as_role: Callable[..., Client]) -> Client:
    time_machine.move_to(datetime.datetime(2026, 11, 19, 9, tzinfo=datetime.UTC), tick=False)
    return as_role(Role.COORDINATOR)


def layout_of(**fields: Any) -> Layout:
    return Layout(**{
        "name": "Ville", "kind": "month", "lines": ["W02.caseload", "W03.new", "W04.known"],
        "columns": ["total", "sex", "age", "sex_and_age"], "bands": [14, 16, 18], **fields,
    })  # fmt: skip


def table_of(fortnight: Fortnight, layout: Layout, period: Any = NOVEMBER) -> layouts.Table:
    sites = [fortnight.pantin, fortnight.mobile]
    return layouts.table_of(layout, period, sites, EVERYTHING)


def cells(table: layouts.Table, line: int) -> dict[str, object]:
    """Return {column: value} of one line, without the zeros."""
    values = zip(table.columns, table.lines[line].values, strict=True)
    return {column.label: value for column, value in values if value != 0}


class TestCounted:
    def test_the_new_ones_by_hand(self, fortnight: Fortnight) -> None:
        # Elias 13, Chérif 16, Gora 18; Dado is a girl of whom no age is known.
        found = cells(table_of(fortnight, layout_of()), 1)
        girl, boy = Sex.FEMALE.label, Sex.MALE.label
        assert found == {
            "Total": 4, girl: 1, boy: 3,
            "<14": 1, "16-17": 1, "18+": 1, "Âge inconnu": 1,
            f"{girl}, Âge inconnu": 1, f"{boy}, <14": 1, f"{boy}, 16-17": 1, f"{boy}, 18+": 1,
        }  # fmt: skip

    def test_the_age_is_that_of_the_day_she_was_first_seen(self, fortnight: Fortnight) -> None:
        # Awa said 15 on 24 August, Bakary 17 on 23 August: so they are in November.
        found = cells(table_of(fortnight, layout_of()), 2)
        assert found["14-15"] == 1
        assert found["16-17"] == 1

    @pytest.mark.parametrize("period", [NOVEMBER, Week(2026, 47), Week(2026, 46), Year(2026)])
    def test_the_parts_add_up_to_the_figures_of_the_report(
        self, fortnight: Fortnight, period: Any
    ) -> None:
        for sites in ([fortnight.pantin, fortnight.mobile], [fortnight.pantin], [fortnight.mobile]):
            report = report_on(period, sites)
            table = layouts.table_of(layout_of(), period, sites, frozenset())
            for line, code in zip(table.lines, ("W02", "W03", "W04"), strict=True):
                sums: Counter[str] = Counter()
                for column, value in zip(table.columns, line.values, strict=True):
                    sums[column.kind] += value
                assert sums == dict.fromkeys(TableColumn, report.figure(code))

    def test_who_was_only_treated_is_in_the_active_caseload(self, fortnight: Fortnight) -> None:
        week = Week(2026, 48)  # Bakary alone, by a consultation
        found = crossings.crossings(week, [fortnight.pantin])
        assert found[crossings.ACTIVE] == Counter({(Sex.NOT_ASKED.value, 17): 1}) or (
            found[crossings.ACTIVE].total() == 1
        )
        assert found[crossings.NEW].total() == 0

    def test_what_is_not_counted_so_is_empty_and_says_why(self, fortnight: Fortnight) -> None:
        layout = layout_of(lines=["W01.arrivals", "W07.sex", "W17.rate"])
        table = table_of(fortnight, layout)
        arrivals, *sexes, rate = table.lines
        assert arrivals.values[0] == 8
        assert set(arrivals.values[1:]) == {None}
        assert arrivals.reason == "N’est pas compté par sexe ni par âge."
        assert [line.part for line in sexes] == [str(label) for label in Sex.labels]
        assert sum(line.values[0] for line in sexes) == 4
        assert set(rate.values) == {None}
        assert "Ne peut pas être calculé" in rate.reason

    def test_a_table_of_totals_has_no_empty_cell(self, fortnight: Fortnight) -> None:
        layout = layout_of(lines=["W01.arrivals", "W02.caseload"], columns=["total"], bands=[])
        table = table_of(fortnight, layout)
        assert [line.values for line in table.lines] == [[8], [6]]
        assert table.notes == []

    def test_lines_stay_in_the_order_that_was_chosen(self, fortnight: Fortnight) -> None:
        layout = layout_of(lines=["W03.new", "W25.late", "W01.arrivals"])
        assert [line.code for line in table_of(fortnight, layout).lines] == ["W03", "W25", "W01"]

    def test_what_arrivals_are_cut_by_depends_on_the_period(self, fortnight: Fortnight) -> None:
        layout = layout_of(lines=["W01.by_step"], columns=["total"])
        for period, count in ((Week(2026, 47), 7), (NOVEMBER, 30), (Year(2026), 12)):
            assert len(table_of(fortnight, layout, period).lines) == count

    def test_who_may_not_know_reads_no_number(self, fortnight: Fortnight) -> None:
        layout = layout_of(lines=["W13.total", "W12.sessions", "W20.kind", "W99.gone"])
        table = layouts.table_of(layout, NOVEMBER, [fortnight.pantin], frozenset())
        assert {value for line in table.lines for value in line.values} == {None}
        assert [line.reason for line in table.lines] == [
            *["Votre rôle ne lit pas ce chiffre."] * 3, "Ce chiffre n’existe plus.",
        ]  # fmt: skip


def test_every_line_of_a_report_is_offered_once(fortnight: Fortnight) -> None:
    offered = layouts.offered(week_of(datetime.date(2026, 11, 19)))
    keys = [one.key for one in offered]
    assert len(keys) == len(set(keys)) > 60
    assert all(len(key) <= 60 for key in keys)
    for period in (Week(2026, 47), NOVEMBER, Year(2026)):
        report = report_on(period, [fortnight.pantin, fortnight.mobile], EVERYTHING)
        found = [layouts.key_of(one) for section in report.sections
                 for one in (*section.figures, *section.breakdowns)]  # fmt: skip
        assert found == keys
    crossed = {one.key for one in offered if one.knows_sex_and_age}
    assert crossed == {"W02.caseload", "W03.new", "W04.known"}


# --- composing -----------------------------------------------------------------------------------


def box_of(key: str) -> str:
    offered = layouts.offered(week_of(datetime.date(2026, 11, 19)))
    [number] = [n for n, one in enumerate(offered) if one.key == key]
    return f"line_{number}"


def typed(**fields: Any) -> dict[str, Any]:
    return {
        "name": "Ville de Paris", "kind": "quarter", "chosen_columns": ["total", "age"],
        "age_bands": "<13, 13-14, 15-17, 18+", box_of("W03.new"): "1",
        box_of("W02.caseload"): "2", **fields,
    }  # fmt: skip


def seen_in(response: Any) -> str:
    return str(response.context["form"]["seen"].value())


class TestCompose:
    def test_saved_by_name_and_opened(self, coordinator: Client, site: Site) -> None:
        start = last_entry()
        response = coordinator.post("/reports/tables/new/", typed())
        layout = Layout.objects.get()
        assert response.url == f"/reports/tables/{layout.number}/"
        assert (layout.name, layout.kind, layout.version) == ("Ville de Paris", "quarter", 1)
        assert layout.lines == ["W03.new", "W02.caseload"]
        assert (layout.columns, layout.bands, layout.sites) == (["total", "age"], [13, 15, 18], [])
        assert layout.by == coordinator.user
        assert actions_since(start, by=coordinator.user) == ["save_layout"]
        opened = coordinator.get(response.url)
        assert opened.url == f"/reports/tables/{layout.number}/2026-Q3/"
        html = coordinator.get(opened.url).content.decode()
        assert "3e trimestre 2026" in html
        assert "&lt;13" in html
        assert "Ville de Paris" in coordinator.get("/reports/tables/").content.decode()

    @pytest.mark.parametrize(
        ("fields", "box", "said"),
        [
            ({"name": ""}, "name", "obligatoire"),
            ({"kind": "span"}, "kind", "choix"),
            ({"chosen_columns": []}, "chosen_columns", "une colonne au moins"),
            ({"chosen_columns": ["x"]}, "chosen_columns", "choix"),
            ({"chosen_sites": ["999"]}, "chosen_sites", "choix"),
            ({"age_bands": ""}, "age_bands", "Écrivez les tranches"),
            ({"age_bands": "<13, 14-17, 18+"}, "age_bands", "commencer à 13"),
            ({"age_bands": "<13, 12-17, 18+"}, "age_bands", "commencer à 13"),
            ({"age_bands": "13-17"}, "age_bands", "deux tranches"),
        ],
    )
    def test_what_is_wrong_is_said_beside_its_box(
        self, coordinator: Client, site: Site, fields: dict[str, Any], box: str, said: str
    ) -> None:
        response = coordinator.post("/reports/tables/new/", typed(**fields))
        assert response.status_code == 422
        assert said in " ".join(response.context["form"].errors[box])
        assert not Layout.objects.exists()

    @pytest.mark.parametrize("place", ["0", "-1", "x", "1000", "1,5"])
    def test_a_place_that_is_none(self, coordinator: Client, site: Site, place: str) -> None:
        box = box_of("W03.new")
        response = coordinator.post("/reports/tables/new/", typed(**{box: place}))
        assert response.status_code == 422
        assert response.context["form"].errors[box]
        assert f'id="id_{box}_error"' in response.content.decode()

    def test_a_table_without_a_line(self, coordinator: Client, site: Site) -> None:
        nothing = {box_of("W03.new"): "", box_of("W02.caseload"): ""}
        response = coordinator.post("/reports/tables/new/", typed(**nothing))
        assert response.status_code == 422
        assert "une ligne au moins" in response.content.decode()

    def test_changed_it_is_a_version_more(self, coordinator: Client, site: Site) -> None:
        coordinator.post("/reports/tables/new/", typed())
        first = Layout.objects.get()
        page = coordinator.get(f"/reports/tables/{first.number}/change/")
        initial = page.context["form"].initial
        assert (initial["name"], initial[box_of("W02.caseload")]) == ("Ville de Paris", 2)
        assert initial["age_bands"] == "<13, 13-14, 15-17, 18+"
        sent = typed(name="Ville", seen=seen_in(page), **{box_of("W01.arrivals"): "3"})
        response = coordinator.post(f"/reports/tables/{first.number}/change/", sent)
        assert response.url == f"/reports/tables/{first.number}/"
        last = Layout.objects.current().get()
        assert (last.version, last.first, last.name) == (2, first, "Ville")
        assert last.lines == ["W03.new", "W02.caseload", "W01.arrivals"]
        first.refresh_from_db()
        assert (first.name, first.version) == ("Ville de Paris", 1)

    def test_of_two_who_change_it_at_once_the_second_is_told(self, by: User) -> None:
        first = factories.make_layout(by=by)
        one, other = first.next_version(), first.next_version()
        actions.save_layout(by=by, layout=one)
        with pytest.raises(ValidationError, match="vient de modifier ce tableau"):
            actions.save_layout(by=by, layout=other)

    def test_also_when_both_were_checked_before_either_was_kept(
        self, by: User, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        first = factories.make_layout(by=by)
        actions.save_layout(by=by, layout=first.next_version())
        monkeypatch.setattr(Layout, "full_clean", lambda self: None)
        with pytest.raises(ValidationError, match="vient de modifier ce tableau"):
            actions.save_layout(by=by, layout=first.next_version())

    def test_put_aside_and_taken_back(self, coordinator: Client, site: Site) -> None:
        layout = factories.make_layout(by=coordinator.user)
        start = last_entry()
        for verb in ("archive", "restore"):
            assert coordinator.post(f"/reports/tables/{layout.number}/{verb}/").status_code == 302
            again = coordinator.post(f"/reports/tables/{layout.number}/{verb}/", follow=True)
            assert "C’est déjà fait." in again.content.decode()
            last = Layout.objects.current().get()
            assert last.is_archived is (verb == "archive")
            listed = coordinator.get("/reports/tables/").context
            assert len(listed["archived"]) == (verb == "archive")
        assert actions_since(start, by=coordinator.user) == ["archive_layout", "restore_layout"]
        assert Layout.objects.count() == 3

    @pytest.fixture
    def by(self, site: Site) -> User:
        return factories.make_user(Role.COORDINATOR, None, "coordination")


class TestWho:
    def test_a_director_reads_and_composes_nothing(
        self, as_role: Callable[..., Client], coordinator: Client
    ) -> None:
        number = factories.make_layout(by=coordinator.user).number
        director = as_role(Role.DIRECTOR, username="direction")
        for address in ("", f"{number}/2026-10/", f"{number}/2026-10/table.csv"):
            assert director.get(f"/reports/tables/{address}").status_code == 200
        assert "/change/" not in director.get("/reports/tables/").content.decode()
        for address in ("new/", f"{number}/change/"):
            assert director.get(f"/reports/tables/{address}").status_code == 403
        assert director.post(f"/reports/tables/{number}/archive/").status_code == 403

    def test_a_site_that_one_may_not_see_is_not_counted(
        self, coordinator: Client, site: Site
    ) -> None:
        mobile = factories.make_site("La Chapelle", "mobile")
        both = factories.make_layout(by=coordinator.user, sites=[site.pk, mobile.pk])
        only = factories.make_layout(by=coordinator.user, sites=[mobile.pk])
        table = coordinator.get(f"/reports/tables/{both.number}/2026-10/").context["table"]
        assert list(table.sites) == [site, mobile]
        coordinator.user.postings.update(site=site)
        table = coordinator.get(f"/reports/tables/{both.number}/2026-10/").context["table"]
        assert list(table.sites) == [site]
        assert coordinator.get(f"/reports/tables/{only.number}/2026-10/").status_code == 404

    @pytest.mark.parametrize("address", ["999/", "999/2026-10/", "999/change/"])
    def test_a_table_that_is_none(self, coordinator: Client, address: str) -> None:
        assert coordinator.get(f"/reports/tables/{address}").status_code == 404

    def test_a_later_version_is_no_address(self, coordinator: Client, site: Site) -> None:
        first = factories.make_layout(by=coordinator.user)
        later = actions.archive_layout(by=coordinator.user, layout=first)
        assert coordinator.get(f"/reports/tables/{later.pk}/2026-10/").status_code == 404

    @pytest.mark.parametrize("period", ["2026-13", "2027", "2026-11-15_2026-11-01"])
    def test_a_period_that_is_none_is_a_sentence(
        self, coordinator: Client, site: Site, period: str
    ) -> None:
        number = factories.make_layout(by=coordinator.user).number
        for end in ("", "table.csv"):
            response = coordinator.get(f"/reports/tables/{number}/{period}/{end}")
            assert response.status_code == 404
            assert "Période introuvable" in response.content.decode()

    def test_any_days(self, coordinator: Client, site: Site) -> None:
        number = factories.make_layout(by=coordinator.user).number
        days = {"first_on": "2026-11-01", "last_on": "2026-11-15", "layout": number}
        address = f"/reports/tables/{number}/2026-11-01_2026-11-15/"
        assert coordinator.get("/reports/days/", days).url == address
        assert coordinator.get(address).status_code == 200


class TestFiles:
    def test_cell_for_cell(self, fortnight: Fortnight) -> None:
        table = table_of(
            fortnight, layout_of(lines=["W01.arrivals", "W03.new", "W06.per_opening_day"])
        )
        sheet = sheet_of(layout_files.as_xlsx(table))
        assert [cell.value for cell in sheet[2]] == layout_files.header(table)
        assert sheet["A1"].value.startswith("Ville: 2026-11, 01/11/2026 – 30/11/2026, Pantin")
        lines = lines_of(layout_files.as_csv(table))
        assert len(lines) == len(table.lines) + 2
        for number, line in enumerate(table.lines):
            values = [cell.value for cell in sheet[number + 3]]
            assert values[3:-2] == list(line.values)
            french = ["" if v is None else str(v).replace(".", ",") for v in line.values]
            assert lines[number + 2] == [
                line.code, line.label, line.part, *french, line.reason, line.definition,
            ]  # fmt: skip
        assert sheet.freeze_panes == "D3"

    @pytest.mark.parametrize("payload", PAYLOADS)
    def test_text_is_text(self, fortnight: Fortnight, payload: str) -> None:
        table = table_of(fortnight, layout_of(name=payload))
        sheet = sheet_of(layout_files.as_xlsx(table))
        assert {cell.data_type for row in sheet.iter_rows() for cell in row} <= {"s", "n"}
        for line in lines_of(layout_files.as_csv(table)):
            assert not any(cell.startswith(tuple("=+-@\t\r\uff1d\uff0b\uff0d\uff20"))
                           for cell in line)  # fmt: skip

    @pytest.mark.parametrize("ending", ["csv", "xlsx"])
    def test_exported_and_recorded(self, coordinator: Client, site: Site, ending: str) -> None:
        number = factories.make_layout(by=coordinator.user).number
        start = last_entry()
        response = coordinator.get(f"/reports/tables/{number}/2026-10/table.{ending}")
        name = f'attachment; filename="escale-table-{number}-2026-10.{ending}"'
        assert response["Content-Disposition"] == name
        assert actions_since(start, by=coordinator.user) == ["export_layout"]
        assert coordinator.get(f"/reports/tables/{number}/2026-10/table.exe").status_code == 404
