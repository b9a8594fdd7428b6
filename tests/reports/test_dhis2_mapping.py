"""The DHIS2 mapping: typed in, checked, sent out as a file and read back line by line."""

import csv
import io
import re
from collections.abc import Callable

import openpyxl
import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from cases.choices import country_choices, language_choices
from reports import actions, catalogue, mapping, mapping_file
from reports.choices import Dhis2Kind
from reports.mapping import Target
from reports.models import Dhis2Code
from reports.periods import Week
from reports.weekly import report_on
from staff.choices import Role
from staff.models import Site
from tests import factories
from tests.reports.dhis2_codes import DATA_SET, give, line, unit
from tests.reports.fortnight import Fortnight
from tests.robustness.test_edits import MainForm, typed
from tests.staff.trail import actions_since, last_entry

OVERVIEW = "/reports/dhis2/"
CHECK = "/reports/dhis2/check/"
IMPORT = "/reports/dhis2/import/"
FILE = "/reports/dhis2/mapping.csv"
ARRIVALS = line("W01", "arrivals")


def lines_page(group: str) -> str:
    return reverse("reports:dhis2_lines", args=[group])


@pytest.fixture
def coordinator(as_role: Callable[..., Client], site: Site) -> Client:
    return as_role(Role.COORDINATOR)


def form_of(client: Client, url: str) -> MainForm:
    return MainForm(client.get(url).content.decode())


def box(client: Client, url: str, label: str, kind: str = "code") -> str:
    """Return the name of the box of one line of a page."""
    for boxes in client.get(url).context["form"].boxes():
        if boxes.label == label:
            return (boxes.code if kind == "code" else boxes.combo).html_name
    raise KeyError(label)


# --- every line there can be ---------------------------------------------------------------------


class TestCatalogue:
    def test_it_holds_every_line_of_a_full_report(self, db: None, time_machine: object) -> None:
        """Each country and language, and whatever the hand-counted fortnight brings."""
        fortnight = Fortnight(time_machine)
        languages = [code for code, _label in language_choices()]
        for number, (country, _label) in enumerate(country_choices()):
            factories.make_minor(
                by=fortnight.reception, site=fortnight.pantin, country=country,
                language=languages[number % len(languages)],
            )  # fmt: skip
        possible = {one.key: one for one in catalogue.lines()}
        sites = [fortnight.pantin, fortnight.mobile]
        for week in (Week(2026, 47), Week(2026, 48)):
            report = report_on(week, sites, catalogue.EVERYTHING)
            for row in report.rows():
                assert row.key in possible, row
                assert str(row.label) == possible[row.key].label
        assert len(possible) > 400

    def test_every_cut_has_parts(self, site: Site) -> None:
        """A cut of which nobody has said what it chooses from would have no line here."""
        report = report_on(Week(2026, 40), [], catalogue.EVERYTHING)
        cuts = {(c.code, c.name) for section in report.sections for c in section.breakdowns}
        found = {one.key[:2] for one in catalogue.lines() if one.key[2]}
        assert found == cuts
        assert set(catalogue.LISTED) <= cuts

    def test_each_line_once_and_each_on_one_page(self, site: Site) -> None:
        lines = catalogue.lines()
        assert len({one.key for one in lines}) == len(lines)
        groups = mapping.groups(lines, mapping.Mapping())
        assert sum(len(group.lines) for group in groups) == len(lines)
        for group in groups:
            assert len({one.key[:2] for one in group.lines}) == 1 or not group.is_cut
            assert re.fullmatch(r"[A-Z0-9]+(-[a-z_0-9-]+)?", group.slug)

    def test_days_and_sites_are_named_as_such(self, site: Site) -> None:
        by_key = {one.key: one.part for one in catalogue.lines()}
        assert by_key["W01", "by_day", "1"].lower() == "lundi"
        assert by_key["W24", "zones", str(site.pk)] == site.name


# --- typed in ------------------------------------------------------------------------------------


def test_a_code_is_typed_kept_and_recorded(coordinator: Client) -> None:
    url = lines_page("W01")
    name = box(coordinator, url, "Passages")
    start = last_entry()
    sent = typed(form_of(coordinator, url), **{name: " W01_ARR "})
    assert coordinator.post(url, sent).status_code == 302
    assert actions_since(start, by=coordinator.user) == ["map_figures"]
    assert mapping.current().figures == {("W01", "arrivals", ""): Target("W01_ARR")}
    assert form_of(coordinator, url).fields[name] == ["W01_ARR"]
    row = Dhis2Code.objects.get()
    assert (row.version, row.set_by) == (1, coordinator.user)


def test_what_was_before_is_kept(coordinator: Client) -> None:
    """A code that changes or goes is another row: the former ones stay."""
    for code in ("FIRST", "SECOND", "", "THIRD"):
        give(coordinator.user, {ARRIVALS: code})
    rows = Dhis2Code.objects.order_by("version")
    assert [(row.version, row.code) for row in rows] == [
        (1, "FIRST"), (2, "SECOND"), (3, ""), (4, "THIRD"),
    ]  # fmt: skip
    assert mapping.current().figures == {ARRIVALS.key: Target("THIRD")}
    start = last_entry()
    give(coordinator.user, {ARRIVALS: "THIRD"})
    assert Dhis2Code.objects.count() == 4
    assert actions_since(start) == []


def test_element_and_combination(coordinator: Client) -> None:
    url = lines_page("W07-sex")
    names = {kind: box(coordinator, url, "Fille", kind) for kind in ("code", "combo")}
    sent = typed(form_of(coordinator, url), **{names["code"]: "SEX", names["combo"]: "FEMALE"})
    assert coordinator.post(url, sent).status_code == 302
    assert mapping.current().figures["W07", "sex", "female"] == Target("SEX", "FEMALE")


@pytest.mark.parametrize(
    "mistake",
    ["W01 ARR", "arrivées", "a;b", "=1+1", "x" * 51, "<b>", "W01/ARR", "ﬀ", "１２"],
)
def test_a_typing_mistake_is_said_beside_its_box(coordinator: Client, mistake: str) -> None:
    url = lines_page("W01")
    name = box(coordinator, url, "Passages")
    response = coordinator.post(url, typed(form_of(coordinator, url), **{name: mistake}))
    assert response.status_code == 422
    html = response.content.decode()
    assert "Un code DHIS2 s’écrit avec des lettres sans accent" in html
    assert MainForm(html).fields[name] == [mistake]
    bound = response.context["form"][name]
    assert list(bound.errors)
    assert f'id="{bound.auto_id}_error"' in html
    assert f'aria-describedby="{bound.auto_id}_error"' in html
    assert not Dhis2Code.objects.exists()


@pytest.mark.parametrize("code", ["fbfJHSPpUQD", "W01_ARR", "w01.arr-2", "x" * 50, "7"])
def test_uids_and_codes_are_taken(coordinator: Client, code: str) -> None:
    url = lines_page("W01")
    name = box(coordinator, url, "Passages")
    sent = typed(form_of(coordinator, url), **{name: code})
    assert coordinator.post(url, sent).status_code == 302
    assert mapping.current().figures[ARRIVALS.key] == Target(code)


def test_a_combination_without_an_element(coordinator: Client) -> None:
    url = lines_page("W07-sex")
    name = box(coordinator, url, "Fille", "combo")
    response = coordinator.post(url, typed(form_of(coordinator, url), **{name: "FEMALE"}))
    assert response.status_code == 422
    assert list(response.context["form"][name].errors)
    assert MainForm(response.content.decode()).fields[name] == ["FEMALE"]


def test_the_mission_the_sites_and_the_data_set(coordinator: Client, site: Site) -> None:
    labels = {"La mission, tous sites confondus": "MSF_FR", site.name: "MSF_PANTIN",
              "Ensemble de données": "FR_WEEK"}  # fmt: skip
    names = {box(coordinator, OVERVIEW, label): code for label, code in labels.items()}
    sent = typed(form_of(coordinator, OVERVIEW), **names)
    assert coordinator.post(OVERVIEW, sent).status_code == 302
    known = mapping.current()
    assert known.org_units == {None: "MSF_FR", site.pk: "MSF_PANTIN"}
    assert (known.data_set, known.attribute_combo) == ("FR_WEEK", "")


def test_long_lists_come_by_pages(coordinator: Client) -> None:
    url = lines_page("W07-country")
    first, third = coordinator.get(url), coordinator.get(f"{url}?page=3")
    assert len(first.context["form"].boxes()) == 40
    assert len(first.content) < 100_000
    shown = [boxes.label for boxes in third.context["form"].boxes()]
    assert shown[-1] == "Autres"
    name = third.context["form"].boxes()[0].code.html_name
    sent = typed(MainForm(third.content.decode()), **{name: "SOMEWHERE"})
    assert coordinator.post(f"{url}?page=3", sent).url == f"{url}?page=3"
    assert len(mapping.current().figures) == 1


@pytest.mark.parametrize("group", ["W99", "W01-nothing", "w01", "W07"])
def test_a_page_of_no_line(coordinator: Client, group: str) -> None:
    assert coordinator.get(lines_page(group)).status_code == 404


def test_two_people_do_not_overwrite_each_other(
    coordinator: Client, as_role: Callable[..., Client]
) -> None:
    other = as_role(Role.COORDINATOR)
    url = lines_page("W01")
    name, second_name = (box(coordinator, url, label) for label in ("Passages", "Passages"))
    first, second = form_of(coordinator, url), form_of(other, url)
    assert coordinator.post(url, typed(first, **{name: "MINE"})).status_code == 302
    answer = other.post(url, typed(second, **{second_name: "HERS"}))
    assert answer.status_code == 409
    assert "MINE" in answer.content.decode()
    assert "HERS" in answer.content.decode()
    assert mapping.current().figures[ARRIVALS.key] == Target("MINE")


def test_a_version_that_somebody_took_meanwhile(
    coordinator: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    give(coordinator.user, {ARRIVALS: "FIRST"})
    monkeypatch.setattr(Dhis2Code.objects.__class__, "standing", lambda self: self.none())
    with pytest.raises(ValidationError):
        give(coordinator.user, {ARRIVALS: "SECOND"})
    assert Dhis2Code.objects.get().code == "FIRST"


@pytest.mark.parametrize("role", [Role.DIRECTOR, Role.NURSE, Role.RECEPTION, Role.ADMINISTRATOR])
def test_who_does_not_answer_for_the_figures(as_role: Callable[..., Client], role: str) -> None:
    client = as_role(role)
    for url in (OVERVIEW, CHECK, IMPORT, FILE, lines_page("W01")):
        assert client.get(url).status_code == 403


# --- checked -------------------------------------------------------------------------------------


class TestCheck:
    def test_every_line_without_a_code_is_named(self, coordinator: Client) -> None:
        give(coordinator.user, {ARRIVALS: "W01_ARR"})
        html = coordinator.get(CHECK).content.decode()
        found = coordinator.get(CHECK).context["found"]
        lines = catalogue.lines()
        assert found.unmapped_count == len(lines) - 1
        named = html.replace("&#x27;", "'").replace("&amp;", "&")
        for one in lines:
            assert (one.part or one.label) in named
        left = [one for group in found.unmapped for one in group.lines]
        assert ARRIVALS.key not in {one.key for one in left}

    def test_all_is_well(self, coordinator: Client, site: Site) -> None:
        codes = {line(*one.key): f"E{number}" for number, one in enumerate(catalogue.lines())}
        give(coordinator.user, codes | {unit(site): "MSF_PANTIN"})
        assert "Chaque chiffre et chaque site a son code" in coordinator.get(CHECK).content.decode()
        assert coordinator.get(CHECK).context["found"].is_clean
        html = coordinator.get("/reports/2026-W40/").content.decode()
        assert "ne partent pas" not in html

    def test_a_code_of_a_line_that_is_no_more(self, coordinator: Client) -> None:
        lost = line("W99", "former", "part")
        give(coordinator.user, {lost: "OLD_ONE", ARRIVALS: "W01_ARR"})
        html = coordinator.get(CHECK).content.decode()
        assert "W99 former part" in html
        assert "OLD_ONE" in html
        start = last_entry()
        coordinator.post("/reports/dhis2/check/take-out/")
        assert set(mapping.current().figures) == {ARRIVALS.key}
        assert actions_since(start, by=coordinator.user) == ["map_figures"]
        assert "W99" not in coordinator.get(CHECK).content.decode()

    def test_one_code_for_two_lines(self, coordinator: Client) -> None:
        give(coordinator.user, {
            ARRIVALS: "SAME", line("W02", "caseload"): "SAME",
            line("W07", "sex", "male"): "SEX/M", line("W07", "sex", "female"): "SEX/F",
        })  # fmt: skip
        [twice] = coordinator.get(CHECK).context["found"].twice
        assert twice.target == Target("SAME")
        assert [text[:3] for text in twice.lines] == ["W01", "W02"]

    def test_a_site_without_a_unit(self, coordinator: Client, site: Site) -> None:
        factories.make_site("La Chapelle", "mobile")
        give(coordinator.user, {unit(site): "MSF_PANTIN"})
        assert coordinator.get(CHECK).context["found"].without_unit == ["La Chapelle"]
        assert "La Chapelle" in coordinator.get(CHECK).content.decode()

    def test_a_uid_with_a_letter_too_few(self, coordinator: Client) -> None:
        give(coordinator.user, {
            ARRIVALS: "fbfJHSPpUQD", line("W02", "caseload"): "cYeuwXTCPkU",
            line("W03", "new"): "Jtf34kNZhz",
        })  # fmt: skip
        [odd] = coordinator.get(CHECK).context["found"].odd
        assert (odd.what, odd.are_uids, odd.codes) == ("dataElementIdScheme", True, ["Jtf34kNZhz"])
        assert "Jtf34kNZhz" in coordinator.get(CHECK).content.decode()
        assert "dataElementIdScheme=UID" in coordinator.get(OVERVIEW).content.decode()

    def test_a_uid_among_codes(self, coordinator: Client) -> None:
        give(coordinator.user, {
            ARRIVALS: "W01_ARR", line("W02", "caseload"): "W02CASELOAD",  # eleven letters
            line("W03", "new"): "Jtf34kNZhzP",
        })  # fmt: skip
        [odd] = coordinator.get(CHECK).context["found"].odd
        assert (odd.are_uids, odd.codes) == (False, ["Jtf34kNZhzP"])
        assert "dataElementIdScheme=CODE" in coordinator.get(OVERVIEW).content.decode()


# --- as a file -----------------------------------------------------------------------------------


def table(content: bytes) -> list[list[str]]:
    text = content.decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text, newline=""), delimiter=";"))


def as_file(rows: list[list[str]], name: str = "codes.csv") -> SimpleUploadedFile:
    buffer = io.StringIO(newline="")
    csv.writer(buffer, delimiter=";", lineterminator="\r\n").writerows(rows)
    return SimpleUploadedFile(name, buffer.getvalue().encode("utf-8-sig"))


class TestFile:
    def test_it_has_every_line_and_every_place(self, coordinator: Client, site: Site) -> None:
        give(coordinator.user, {ARRIVALS: "W01_ARR/COMBO", unit(site): "MSF_PANTIN"})
        start = last_entry()
        response = coordinator.get(FILE)
        assert actions_since(start, by=coordinator.user) == ["export_mapping"]
        assert response.content.startswith(b"\xef\xbb\xbf")
        rows = table(response.content)
        assert rows[0] == mapping_file.header()
        keys = [tuple(row[1:4]) for row in rows if row[0] == Dhis2Kind.FIGURE]
        assert keys == [one.key for one in catalogue.lines()]
        assert ["figure", "W01", "arrivals", "", "W01 Passages", "W01_ARR", "COMBO"] in rows
        assert ["org_unit", "", str(site.pk), "", site.name, "MSF_PANTIN", ""] in rows

    def test_there_and_back_changes_nothing(self, coordinator: Client, site: Site) -> None:
        give(coordinator.user, {ARRIVALS: "W01_ARR", unit(site): "P", DATA_SET: "D"})
        before = mapping.current()
        sent = as_file(table(coordinator.get(FILE).content))
        html = coordinator.post(IMPORT, {"file": sent}, follow=True).content.decode()
        assert "rien n’a changé" in html
        assert mapping.current() == before

    def test_filled_in(self, coordinator: Client, site: Site) -> None:
        give(coordinator.user, {ARRIVALS: "W01_ARR"})
        rows = table(coordinator.get(FILE).content)
        for number, row in enumerate(rows[1:]):
            row[5] = "" if row[2] == "arrivals" else f"E{number}"
        html = coordinator.post(IMPORT, {"file": as_file(rows)}, follow=True).content.decode()
        assert f"{len(rows) - 1} codes modifiés" in html
        known = mapping.current()
        assert len(known.figures) == len(catalogue.lines()) - 1
        assert ARRIVALS.key not in known.figures
        assert set(known.org_units) == {None, site.pk}

    def test_a_spreadsheet_too(self, coordinator: Client) -> None:
        workbook = openpyxl.Workbook()
        workbook.active.append(mapping_file.header())
        workbook.active.append(["figure", "W07", "age", 14, "", "AGE", 14])
        buffer = io.BytesIO()
        workbook.save(buffer)
        sent = SimpleUploadedFile("codes.xlsx", buffer.getvalue())
        assert coordinator.post(IMPORT, {"file": sent}).status_code == 302
        assert mapping.current().figures == {("W07", "age", "14"): Target("AGE", "14")}

    def test_what_is_wrong_is_said_line_by_line(self, coordinator: Client, site: Site) -> None:
        rows = [
            mapping_file.header(),
            ["figure", "W01", "arrivals", "", "", "W01_ARR", ""],
            ["figure", "W99", "arrivals", "", "", "X", ""],
            ["figure", "W02", "caseload", "", "", "arrivées", ""],
            ["figure", "W01", "arrivals", "", "", "AGAIN", ""],
            ["org_unit", "", "99999", "", "", "X", ""],
            ["org_unit", "", "Pantin", "", "", "X", ""],
            ["org_unit", "", str(site.pk), "", "", "P", "COMBO"],
            ["figure", "W03", "new", "", "", "", "COMBO"],
            ["planet", "", "", "", "", "X", ""],
            ["data_set"],
        ]
        response = coordinator.post(IMPORT, {"file": as_file(rows)})
        assert response.status_code == 422
        assert [row for row, _said in response.context["problems"]] == [3, 4, 5, 6, 7, 8, 9, 10]
        html = response.content.decode()
        for said in ("« figure W99 arrivals »", "arrivées", "figure deux fois", "planet",
                     "Rien n’est modifié"):  # fmt: skip
            assert said in html
        assert not Dhis2Code.objects.exists()

    @pytest.mark.parametrize(
        ("content", "said"),
        [
            (b"", "Ce fichier ne contient aucune ligne"),
            (b"nom;age\r\nAwa;15\r\n", "La première ligne n’est pas celle"),
            (b"%PDF-1.7 \x00\xff", ""),
            (b"PK\x03\x04broken", ""),
        ],
    )
    def test_another_file(self, coordinator: Client, content: bytes, said: str) -> None:
        sent = SimpleUploadedFile("codes.csv", content)
        response = coordinator.post(IMPORT, {"file": sent})
        assert response.status_code == 422
        assert said in response.content.decode()
        assert not Dhis2Code.objects.exists()

    def test_no_file(self, coordinator: Client) -> None:
        response = coordinator.post(IMPORT, {})
        assert response.status_code == 422
        assert "Choisissez un fichier" in response.content.decode()

    def test_a_file_in_english_is_ours_too(self, coordinator: Client) -> None:
        rows = [["Kind", "Code", "Name", "Part", "Label", "Code in DHIS2",
                 "Category option combination"], ["data_set", "", "", "", "", "D", ""]]  # fmt: skip
        assert coordinator.post(IMPORT, {"file": as_file(rows)}).status_code == 302
        assert mapping.current().data_set == "D"

    def test_a_site_named_like_a_formula(self, coordinator: Client, site: Site) -> None:
        Site.objects.filter(pk=site.pk).update(name="=1+1")
        for row in table(coordinator.get(FILE).content):
            assert not [cell for cell in row if cell.startswith(("=", "+", "-", "@"))]

    def test_the_action_alone_takes_no_mistake(self, coordinator: Client) -> None:
        with pytest.raises(ValidationError):
            actions.map_figures(by=coordinator.user, codes={ARRIVALS: Target("pas bon")})
        assert not Dhis2Code.objects.exists()
