"""From a spreadsheet to files: what is wrong is said beside its cell, and it is all or nothing."""

import datetime
from collections.abc import Callable
from typing import Any

import openpyxl
import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from cases import actions
from cases import search as minor_search
from cases.actions import imports as writing
from cases.births import Birth
from cases.choices import ImportStep, NameKind, Precision, RowAnswer
from cases.imports import columns, reading, staging, work
from cases.imports.reading import Refused
from cases.imports.rows import Reader
from cases.models import Arrival, ImportedMinor, Minor, MinorImport, MinorPhone
from staff import audit, background
from staff.choices import Role
from staff.models import AuditEntry, Site, User
from tests import factories
from tests.cases import sheets
from tests.cases.sheets import AWA, OURY

pytestmark = pytest.mark.django_db(databases=["default", "owner"])

IN_FULL = {name: place for place, name in enumerate(sheets.HEADINGS)}


def send(client: Client, content: bytes, name: str = "jeunes.xlsx") -> Any:
    return client.post(reverse("cases:imports"), {"file": SimpleUploadedFile(name, content)})


def checked(by: User, site: Site, content: bytes) -> MinorImport:
    """Return the import of a file whose headings are those of the command, checked."""
    of = actions.begin_import(by=by, table=reading.read(content))
    guessed = columns.guess(staging.table_of(of))
    actions.match_columns(by=by, of=of, site=site, columns=guessed, is_year_only=True)
    staging.check(of, progress=id)
    return of


def imported(by: User, site: Site, content: bytes) -> MinorImport:
    of = checked(by, site, content)
    answers = {str(row): RowAnswer.IMPORT.value for row in staging.findings_of(of).matches}
    actions.answer_rows(by=by, of=of, answers=answers)
    of.refresh_from_db()
    people = staging.to_import(of)
    return actions.import_minors(by=by, of=of, site=site, people=people, progress=id)


def counts() -> dict[str, int]:
    """Return how many rows each table about a minor holds."""
    return {
        model._meta.label: model._base_manager.count()
        for model in apps.get_app_config("cases").get_models()
        if model is not MinorImport
    }


def problems(by: User, site: Site, content: bytes) -> dict[int, list[tuple[str, str]]]:
    return staging.findings_of(checked(by, site, content)).problems


@pytest.fixture
def coordinator(person: Callable[..., User]) -> User:
    return person(Role.COORDINATOR)


# --- the file ---------------------------------------------------------------------------------


@pytest.mark.parametrize("separator", [";", ",", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252"])
def test_a_csv_is_read_however_it_was_saved(separator: str, encoding: str) -> None:
    table = reading.read(sheets.csv(AWA, separator=separator, encoding=encoding))
    assert table.rows == [(1, sheets.HEADINGS), (2, AWA)]
    assert table.flags == {}


def test_rows_bear_the_number_that_the_spreadsheet_program_shows() -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet["A1"] = "Jeunes du centre"
    for place, heading in enumerate(["Prénom", "Nom", "Date de naissance"], 1):
        sheet.cell(4, place, heading)
    sheet["A6"], sheet["B6"], sheet["C6"] = "Awa", "Traoré", 16
    table = reading.read(sheets.saved(book))
    assert [number for number, _cells in table.rows] == [1, 4, 6]
    assert columns.guess(table) == {"given_names": 0, "family_name": 1, "birth": 2}
    assert table.rows[columns.head_of(table)][0] == 4
    assert table.rows[2][1] == ["Awa", "Traoré", "16"]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty"),
        (b"\r\n;;\r\n", "empty"),
        (sheets.saved(openpyxl.Workbook()), "empty"),
        (b"\xd0\xcf\x11\xe0 old", "old"),
        (b"PK\x03\x04 cut", "damaged"),
        (b'a;b\r\n"Awa;Traor\r\n', "quotes"),
        (b"a;b\r\n\x81\x8d;\x9d", "encoding"),
        (b"a;b\r\n" * (reading.LIMITS["rows"] + 1), "too_many_rows"),
        (b";".join([b"a"] * 101), "too_many_columns"),
    ],
)
def test_a_file_that_is_no_spreadsheet_is_refused_with_a_sentence(
    content: bytes, code: str, as_role: Callable[..., Client]
) -> None:
    with pytest.raises(Refused) as refused:
        reading.read(content)
    assert refused.value.code == code
    answer = send(as_role(Role.COORDINATOR), content)
    assert answer.status_code == 422
    assert not MinorImport.objects.exists()
    if content:
        assert refused.value.sentence in answer.content.decode()


def test_a_file_that_is_too_large_is_not_read(as_role: Callable[..., Client], settings) -> None:
    settings.DOCUMENT_MAX_BYTES = 10
    answer = send(as_role(Role.COORDINATOR), b"given_names\r\nAwa")
    assert answer.status_code == 422
    assert "Partagez-le en plusieurs" in answer.content.decode()


# --- the rows ---------------------------------------------------------------------------------

WRONG = {
    "given_names": {
        "A" * 300: "plus de 200 caractères",
        "Awa 😀": "une image ou un signe",
        "12": "aucune lettre",
        "SNU": "pas de nom",
        "Awa\x00": "que personne ne voit",
        "=A2": "une formule",
        "AÃ¯ssatou": "abîmées",
        "A�ssatou": "abîmées",
    },
    "sex": {"fem": "fille, garçon"},
    "birth": {
        "douze mars": "Tapez un âge",
        "31/02/2009": "calendrier",
        "12/03/09": "quatre chiffres",
        "2099": "dans le futur",
        "100": "99 ans",
        "1900": "99 ans",
    },
    "country": {"Wakanda": "Ce pays"},
    "languages": {"klingon": "Cette langue", "peul, klingon": "Cette langue"},
    "phone": {
        "06 12 34 56 78 / 07 12 34 56 78": "Plusieurs numéros",
        "0612345678 ou 0712345678": "Plusieurs numéros",
        "06123456780712345678": "Plusieurs numéros",
        "12": "Tapez un numéro",
    },
    "first_seen_on": {"01/01/2099": "dans le futur", "2025": "la date entière", "hier": "Tapez"},
}


@pytest.mark.parametrize(
    ("field", "text", "said"),
    [(field, text, said) for field, texts in WRONG.items() for text, said in texts.items()],
)
def test_a_cell_that_is_wrong_is_named_with_its_row_and_a_sentence(
    field: str, text: str, said: str, coordinator: User, site: Site, as_role: Any
) -> None:
    row = [text if name == field else cell for name, cell in zip(sheets.HEADINGS, AWA, strict=True)]
    before = counts()
    of = checked(coordinator, site, sheets.csv(OURY, row))
    ((number, ((named, sentence),)),) = staging.findings_of(of).problems.items()
    assert (number, named) == (3, field)
    assert said in sentence
    with pytest.raises(ValueError, match="wrong"):
        staging.to_import(of)
    assert counts() == before
    client = as_role(Role.COORDINATOR)
    MinorImport.objects.update(by=client.user)
    page = client.get(reverse("cases:minor_import", args=[of.pk])).content.decode()
    letter = columns.letter(IN_FULL[field])
    assert f"{letter} <bdi" in page
    client.post(reverse("cases:run_import", args=[of.pk]))
    of.refresh_from_db()
    assert of.step == ImportStep.CHECKED
    assert counts() == before


def test_merged_cells_formulas_and_errors_of_a_workbook(coordinator: User, site: Site) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    for row in (sheets.HEADINGS, AWA, AWA, AWA, AWA):
        sheet.append(row)
    sheet.merge_cells("F2:F3")
    sheet["E4"] = "=2025-2009"
    sheet["E5"] = "#REF!"
    sheet["E5"].data_type = "e"
    found = problems(coordinator, site, sheets.saved(book))
    assert {row: [field for field, _said in said] for row, said in found.items()} == {
        2: ["country"], 3: ["country"], 4: ["birth"], 5: ["birth"],
    }  # fmt: skip
    assert "fusionnée" in found[2][0][1]
    assert "formule" in found[4][0][1]


def test_a_row_without_a_name(coordinator: User, site: Site) -> None:
    found = problems(coordinator, site, sheets.csv(["", "-", "", "F", "16", "", "", "", ""]))
    assert "Aucun nom" in found[2][0][1]


@pytest.mark.parametrize("age", [0, 15, 99])
def test_ages(age: int) -> None:
    person, wrong = _read("birth", str(age))
    assert not wrong
    assert person.birth.declared_age == age


def _read(field: str, text: str, *, is_year_only: bool = True) -> Any:
    reader = Reader(
        {"given_names": 0, field: 1}, today=timezone.localdate(), is_year_only=is_year_only
    )
    return reader.read(2, ["Awa", text], {})


@pytest.mark.parametrize(
    ("field", "text", "attribute", "read"),
    [
        ("country", "Côte d’Ivoire", "country", "CI"),
        ("country", "gn", "country", "GN"),
        ("country", "Mali", "country", "ML"),
        ("country", "", "country", "not_asked"),
        ("languages", "Bambara / français", "language", "bm"),
        ("languages", "", "language", "unknown"),
        ("sex", "Garçon", "sex", "male"),
        ("sex", "", "sex", "not_asked"),
        ("phone", "612345678", "phone", "+33612345678"),
        ("first_seen_on", "2025-03-12 00:00:00", "first_seen_on", "2025-03-12"),
    ],
)
def test_what_is_written_is_understood(field: str, text: str, attribute: str, read: str) -> None:
    person, wrong = _read(field, text)
    assert not wrong
    assert str(getattr(person, attribute)) == read


def test_the_first_of_january_is_a_year_unless_somebody_says_otherwise() -> None:
    assert _read("birth", "01/01/2009")[0].birth.precision == "year"
    assert _read("birth", "01/01/2009", is_year_only=False)[0].birth.precision == "day"


# --- who may be known -------------------------------------------------------------------------


def test_a_row_is_compared_with_files_and_with_other_rows(coordinator: User, site: Site) -> None:
    # 16 years old on the day of the row.
    birth = Birth(Precision.YEAR, born_on=datetime.date(2008, 1, 1))
    known, _arrival = factories.make_minor(
        "Traore Aua", by=coordinator, site=site, birth=birth, country="ML"
    )
    other = [*OURY[:4], "2010", *OURY[5:]]
    of = checked(coordinator, site, sheets.csv(AWA, OURY, other, ["Zé", *AWA[1:7], "", ""]))
    found = staging.findings_of(of)
    assert set(found.matches) == {2, 4}
    assert [match[:3] for match in found.matches[2]] == [(0, known.pk, True)]
    assert [match[:3] for match in found.matches[4]] == [(3, 0, True)]
    assert found.matches[2][0][3][:2] == ["sound", "country"]


def test_two_who_differ_are_no_question(coordinator: User, site: Site) -> None:
    rows = [
        [*AWA[:7], "", ""],
        [*AWA[:4], "8", *AWA[5:7], "", ""],
        [*AWA[:5], "Guinée", "", "", ""],
    ]
    assert not staging.findings_of(checked(coordinator, site, sheets.csv(*rows))).matches


def test_the_same_telephone_is_a_question_whatever_the_name(coordinator: User, site: Site) -> None:
    imported(coordinator, site, sheets.csv(AWA))
    of = checked(coordinator, site, sheets.csv([*OURY[:7], "+33 6 12 34 56 78", ""]))
    assert staging.findings_of(of).likely == {2}


def test_nothing_is_left_out_or_imported_before_somebody_answers(
    as_role: Callable[..., Client], site: Site
) -> None:
    client = as_role(Role.COORDINATOR)
    imported(client.user, site, sheets.csv(AWA))
    of = checked(client.user, site, sheets.csv(AWA, OURY))
    page, answers, run = (
        reverse(f"cases:{name}", args=[of.pk])
        for name in ("minor_import", "answer_rows", "run_import")
    )
    shown = client.get(page).content.decode()
    assert Minor.objects.get().reference in shown
    assert "checked" not in shown
    client.post(run)
    of.refresh_from_db()
    assert of.step == ImportStep.CHECKED
    client.post(answers, {"row-2": "leave_out", "row-3": "leave_out", "row-x": "import"})
    of.refresh_from_db()
    assert of.answers == {"2": "leave_out"}
    assert [person.number for person in staging.to_import(of)] == [3]


@pytest.mark.parametrize(("everyone", "left"), [("leave_out", [3]), ("import", [2, 3])])
def test_one_answer_for_all(
    everyone: str, left: list[int], as_role: Callable[..., Client], site: Site
) -> None:
    client = as_role(Role.COORDINATOR)
    imported(client.user, site, sheets.csv(AWA))
    of = checked(client.user, site, sheets.csv(AWA, OURY))
    client.post(reverse("cases:answer_rows", args=[of.pk]), {"all": everyone})
    of.refresh_from_db()
    assert [person.number for person in staging.to_import(of)] == left


# --- imported, and undone ---------------------------------------------------------------------


def test_each_row_is_what_a_registration_writes(coordinator: User, site: Site) -> None:
    of = imported(coordinator, site, sheets.xlsx(AWA))
    minor = Minor.objects.get()
    assert {(name.kind, name.text) for name in minor.names.all()} == {
        (NameKind.AS_SAID, "Awa"), (NameKind.FAMILY, "Traoré"), (NameKind.ALIAS, "Awatou"),
    }  # fmt: skip
    assert (minor.sex, minor.country, minor.language) == ("female", "ML", "bm")
    assert (minor.registered_by, minor.registered_site) == (coordinator, site)
    assert minor.claim
    assert (minor.claim.declared_age, str(minor.claim.declared_on)) == (16, "2025-03-12")
    assert MinorPhone.objects.get().number == "+33612345678"
    assert [c.minor for c in minor_search.candidates("trahore awa")] == [minor]
    assert [c.minor for c in minor_search.candidates("0612345678")] == [minor]
    arrival = Arrival.objects.get()
    assert (str(arrival.day), arrival.site) == ("2025-03-12", site)
    assert ImportedMinor.objects.get().arrival == arrival
    entry = AuditEntry.objects.get(action="import_minors")
    assert entry.subject == f"cases.minorimport:{of.pk}"
    assert len(bytes(entry.change)) == 32
    assert bytes(of.table) == bytes(of.findings) == b""


def test_it_says_how_far_it_is(
    coordinator: User, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writing, "BATCH", 2)
    of = checked(coordinator, site, sheets.many(5))
    answers = {str(row): "import" for row in staging.findings_of(of).matches}
    of.answers = answers
    said: list[int] = []
    people = staging.to_import(of)
    actions.import_minors(by=coordinator, of=of, site=site, people=people, progress=said.append)
    assert said == [2, 4, 5]


def test_all_or_nothing(coordinator: User, site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """The last batch fails: nothing of the first ones stays, and the rows still wait."""
    monkeypatch.setattr(writing, "BATCH", 1)
    of = checked(coordinator, site, sheets.csv(AWA, OURY))
    before, sealed = counts(), bytes(of.table)
    actions.begin_step(by=coordinator, of=of, step=ImportStep.IMPORTING)
    monkeypatch.setattr(audit, "record", broken)
    work.advance(of.pk)
    of.refresh_from_db()
    assert of.step == ImportStep.CHECKED
    assert of.failed_at
    assert bytes(of.table) == sealed
    assert counts() == before


def broken(**_given: object) -> None:
    raise RuntimeError("the trail cannot be written")


def test_undoing_gives_back_what_was(coordinator: User, site: Site) -> None:
    factories.make_minor("Ibrahima Bah", by=coordinator, site=site)
    before = (Minor.objects.existing().count(), Arrival.objects.counted().count())
    of = imported(coordinator, site, sheets.csv(AWA, OURY))
    actions.undo_import(by=coordinator, of=of)
    assert (Minor.objects.existing().count(), Arrival.objects.counted().count()) == before
    assert not minor_search.candidates("traore awa")
    assert not staging.findings_of(checked(coordinator, site, sheets.csv(AWA))).matches


LIVES: dict[str, Callable[[User, Site, Minor], object]] = {
    "an arrival": lambda by, site, minor: actions.register_arrival(by=by, minor=minor, site=site),
    "a name": lambda by, site, minor: actions.add_name(
        by=by, minor=minor, text="Petit", kind=NameKind.ALIAS
    ),
    "a telephone": lambda by, site, minor: actions.add_phone(
        by=by, minor=minor, phone="0711223344"
    ),
    "a note": lambda by, site, minor: factories.make_note(minor, by=by, site=site),
    "a consultation": lambda by, site, minor: factories.make_consultation(minor, by=by, site=site),
    "a referral": lambda by, site, minor: factories.make_referral(minor, by=by, site=site),
    "a correction": lambda by, site, minor: Minor.objects.filter(pk=minor.pk).update(sex="other"),
}


@pytest.mark.parametrize("what", LIVES)
def test_what_has_lived_since_is_listed_and_nothing_is_withdrawn(
    what: str, as_role: Callable[..., Client], site: Site
) -> None:
    client = as_role(Role.COORDINATOR)
    of = imported(client.user, site, sheets.csv(AWA, OURY))
    lived = Minor.objects.get(names__text="Awa")
    LIVES[what](client.user, site, lived)
    answer = client.post(reverse("cases:undo_import", args=[of.pk]))
    assert answer.status_code == 422
    assert [minor.pk for minor in answer.context["lived"]] == [lived.pk]
    with pytest.raises(ValidationError):
        actions.undo_import(by=client.user, of=of)
    assert Minor.objects.existing().count() == 2


def test_an_import_of_which_a_file_was_erased_is_not_undone(
    as_role: Callable[..., Client], site: Site
) -> None:
    client = as_role(Role.COORDINATOR)
    of = imported(client.user, site, sheets.csv(AWA, OURY))
    MinorImport.objects.update(done_count=3)
    assert client.post(reverse("cases:undo_import", args=[of.pk])).status_code == 422
    of.refresh_from_db()
    with pytest.raises(ValidationError):
        actions.undo_import(by=client.user, of=of)
    assert Minor.objects.existing().count() == 2


# --- the pages --------------------------------------------------------------------------------


def test_from_the_file_to_the_files(
    as_role: Callable[..., Client], site: Site, django_capture_on_commit_callbacks: Any
) -> None:
    """Four posts: the file, the columns, the import; then undone."""
    client = as_role(Role.COORDINATOR)
    headings = ["Prénom", "Nom de famille", "DDN", "Pays", "Autre chose"]
    content = sheets.xlsx(["Awa", "Traoré", "16", "Mali", "x"], headings=headings)
    answer = send(client, content)
    of = MinorImport.objects.get()
    assert answer.url == reverse("cases:match_columns", args=[of.pk])
    form = client.get(answer.url).context["form"]
    assert form["given_names"].value() == "0"
    assert form["birth"].value() == "2"
    data = {name: form[name].value() or "" for name in form.fields} | {"site": site.pk}
    with django_capture_on_commit_callbacks(execute=True):
        page = client.post(answer.url, data).url
    shown = client.get(page).content.decode()
    assert "1 dossier sera ouvert à Pantin" in shown
    with django_capture_on_commit_callbacks(execute=True):
        client.post(reverse("cases:run_import", args=[of.pk]))
    assert Minor.objects.get().display_name == "Awa Traoré"
    assert "Annuler cet import" in client.get(page).content.decode()
    with django_capture_on_commit_callbacks(execute=True):
        client.post(reverse("cases:undo_import", args=[of.pk]))
    assert not Minor.objects.existing().exists()
    again = client.get(send(client, content).url).context["form"]
    assert again["site"].value() == str(site.pk)  # remembered with the columns


def test_columns_are_said_once_and_hold_a_name(as_role: Callable[..., Client], site: Site) -> None:
    client = as_role(Role.COORDINATOR)
    url = send(client, sheets.csv(AWA)).url
    twice = client.post(url, {"given_names": "0", "sex": "0", "site": site.pk, "dates": "year"})
    assert twice.status_code == 422
    assert "déjà associée" in twice.content.decode()
    none = client.post(url, {"sex": "3", "site": site.pk, "dates": "year"})
    assert "quelle colonne contient les noms" in none.content.decode()


def test_while_it_works_the_page_says_how_far_and_asks_again(
    as_role: Callable[..., Client], site: Site
) -> None:
    client = as_role(Role.COORDINATOR)
    of = checked(client.user, site, sheets.csv(AWA))
    MinorImport.objects.update(step=ImportStep.IMPORTING, done_count=1, row_count=3)
    page = reverse("cases:minor_import", args=[of.pk])
    shown = client.get(page).content.decode()
    assert '<progress max="3" value="1">' in shown
    assert 'hx-trigger="every 1s"' in shown
    MinorImport.objects.update(step=ImportStep.CHECKED)
    answer = client.get(page, headers={"HX-Request": "true"})
    assert answer.headers["HX-Refresh"] == "true"


def test_work_that_stopped_with_its_process_can_begin_again(
    as_role: Callable[..., Client], site: Site, django_capture_on_commit_callbacks: Any
) -> None:
    client = as_role(Role.COORDINATOR)
    of = checked(client.user, site, sheets.csv(AWA))
    long_ago = timezone.now() - 2 * background.STARTING
    MinorImport.objects.update(step=ImportStep.IMPORTING, stepped_at=long_ago)
    page = reverse("cases:minor_import", args=[of.pk])
    with background.turn(staging.WORK):
        assert "Recommencer" not in client.get(page).content.decode()
    assert "Recommencer" in client.get(page).content.decode()
    with django_capture_on_commit_callbacks(execute=True):
        client.post(reverse("cases:resume_import", args=[of.pk]))
    assert Minor.objects.count() == 1


def test_the_rows_are_their_author_s_until_they_are_files(
    as_role: Callable[..., Client], site: Site
) -> None:
    author, colleague = as_role(Role.COORDINATOR), as_role(Role.COORDINATOR)
    of = checked(author.user, site, sheets.csv(AWA))
    page = reverse("cases:minor_import", args=[of.pk])
    assert author.get(page).status_code == 200
    assert colleague.get(page).status_code == 404
    imported(author.user, site, sheets.csv(OURY))
    done = MinorImport.objects.get(step=ImportStep.DONE)
    assert colleague.get(reverse("cases:minor_import", args=[done.pk])).status_code == 200


def test_what_waits_is_sealed_and_goes_after_a_day_or_when_given_up(
    as_role: Callable[..., Client], site: Site
) -> None:
    client = as_role(Role.COORDINATOR)
    old, given_up = (checked(client.user, site, sheets.csv(AWA)) for _i in range(2))
    for name in ("table", "findings"):
        assert b"Awa" not in bytes(getattr(old, name))
    MinorImport.objects.filter(pk=old.pk).update(stepped_at=timezone.now() - 2 * staging.KEPT)
    client.post(reverse("cases:give_up_import", args=[given_up.pk]))
    call_command("retention", "--preview")  # each night
    for row in MinorImport.objects.filter(pk__in=[old.pk, given_up.pk]):
        assert (row.step, bytes(row.table), bytes(row.findings)) == ("given_up", b"", b"")


# --- the command ------------------------------------------------------------------------------


def test_the_command_does_the_same(coordinator: User, site: Site, tmp_path: Any, capsys) -> None:
    file = tmp_path / "jeunes.csv"
    file.write_bytes(sheets.csv(AWA, OURY))
    call_command("import_minors", str(file))
    assert Minor.objects.count() == 2
    with pytest.raises(CommandError, match="2 rows may be known"):
        call_command("import_minors", str(file))
    assert "2 ! " in capsys.readouterr().err
    with pytest.raises(CommandError, match="Every row is left out"):
        call_command("import_minors", str(file), "--leave-out-likely")
    assert Minor.objects.count() == 2
    call_command("import_minors", str(file), "--import-all")
    assert Minor.objects.count() == 4
    file.write_bytes(sheets.csv(AWA, [*OURY[:4], "2099", *OURY[5:]]))
    with pytest.raises(CommandError, match="1 rows are wrong"):
        call_command("import_minors", str(file))
    assert "3 E (birth)" in capsys.readouterr().err
    assert Minor.objects.count() == 4
    assert not MinorImport.objects.exclude(table=b"").exists()


@pytest.mark.parametrize(
    ("content", "more", "said"),
    [
        (b"", [], "aucune ligne"),
        (b"a;b\r\n1;2", [], "given_names"),
        (sheets.csv(AWA), ["--site", "Ailleurs"], "Pantin"),
        (sheets.csv(AWA), ["--by", "personne"], "--by"),
    ],
)
def test_the_command_says_what_it_misses(
    content: bytes, more: list[str], said: str, coordinator: User, site: Site, tmp_path: Any
) -> None:
    file = tmp_path / "jeunes.csv"
    file.write_bytes(content)
    with pytest.raises(CommandError, match=said):
        call_command("import_minors", str(file), *more)
    assert not Minor.objects.exists()
