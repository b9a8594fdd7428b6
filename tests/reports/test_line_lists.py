"""Line lists: each line is a row of the database, each column is the reader's to see."""

import csv
import datetime
import io
from collections.abc import Callable
from typing import Any

import openpyxl
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from cases.models import Arrival, Minor, Partner
from clinics.models import Consultation, SexualHealthConsultation
from referrals.models import Referral
from reports import line_lists, permissions, tables
from reports.choices import FileFormat, ListKind
from reports.line_columns import COLUMNS
from reports.line_exports import Wanted
from reports.periods import Week
from reports.weekly import report_on
from staff.choices import RECEPTION_ROLES, Compartment, Role
from staff.models import AuditEntry, Site, User
from tests import factories
from tests.reports.fortnight import Fortnight, november
from tests.reports.test_exports import PAYLOADS
from tests.staff.trail import actions_since, last_entry

Lines = list[dict[str, Any]]
FIRST, LAST = november(16), november(22)
W47 = {"first_day": "2026-11-16", "last_day": "2026-11-22"}


@pytest.fixture
def site(fortnight: Fortnight) -> Site:
    return fortnight.pantin


@pytest.fixture
def coordinator(fortnight: Fortnight) -> User:
    return factories.make_user(Role.COORDINATOR)


def client_of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def all_columns(user: User, kind: ListKind) -> list[str]:
    return [column.name for column in permissions.columns_for(user, kind)]


def asked_of(user: User, kind: ListKind, **changed: Any) -> dict[str, Any]:
    return {**W47, "columns": all_columns(user, kind), "file_format": "csv", **changed}


def csv_lines(content: bytes) -> Lines:
    text = content.decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline=""), delimiter=";"))


def xlsx_lines(content: bytes) -> Lines:
    workbook = openpyxl.load_workbook(io.BytesIO(content))
    assert len(workbook.worksheets) == 1
    head, *rows = workbook.worksheets[0].iter_rows(values_only=True)
    return [dict(zip(head, row, strict=True)) for row in rows]


def lines_of(user: User, kind: ListKind, **changed: Any) -> Lines:
    """Return what the CSV says, asked for on the page as its reader would."""
    address = f"/reports/lists/{kind}/"
    response = client_of(user).post(address, asked_of(user, kind, **changed))
    assert response.status_code == 200, response.content.decode()
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    return csv_lines(response.content)


class TestArrivals:
    def test_each_line_is_an_arrival(self, fortnight: Fortnight, coordinator: User) -> None:
        lines = lines_of(coordinator, ListKind.ARRIVALS)
        rows = Arrival.objects.filter(
            cancelled_at=None, day__gte=FIRST, day__lte=LAST
        ).select_related("site", "minor")  # fmt: skip
        assert len(lines) == rows.count() == 8
        for line, row in zip(lines, rows.order_by("day", "pk"), strict=True):
            assert line["Jour"] == f"{row.day:%d/%m/%Y}"
            assert line["Site"] == row.site.name
            assert line["Sexe"] == row.minor.get_sex_display()
            assert line["Pays"] == row.minor.country_text
            earlier = Arrival.objects.filter(minor=row.minor, cancelled_at=None, day__lt=row.day)
            same_day = Arrival.objects.filter(
                minor=row.minor, cancelled_at=None, day=row.day, pk__lt=row.pk
            )
            is_new = not earlier.exists() and not same_day.exists()
            assert line["Nouveau (toute première arrivée)"] == ("oui" if is_new else "non")

    def test_their_number_is_the_figure(self, fortnight: Fortnight, coordinator: User) -> None:
        """But for who came to two sites in one day, who is one arrival of the week."""
        for site in (fortnight.pantin, fortnight.mobile):
            report = report_on(Week(2026, 47), [site])
            lines = lines_of(coordinator, ListKind.ARRIVALS, site=site.pk)
            assert len(lines) == report.figure("W01")
            new = [line for line in lines if line["Nouveau (toute première arrivée)"] == "oui"]
            assert len(new) == report.figure("W03")

    def test_the_same_person_bears_the_same_number(
        self, fortnight: Fortnight, coordinator: User
    ) -> None:
        lines = lines_of(coordinator, ListKind.ARRIVALS)
        rows = Arrival.objects.filter(cancelled_at=None, day__gte=FIRST, day__lte=LAST)
        minors = rows.order_by("day", "pk").values_list("minor", flat=True)
        numbers = [line["Personne, numéro dans ce fichier"] for line in lines]
        assert len(set(numbers)) == len(set(minors))
        assert len(set(zip(numbers, minors, strict=True))) == len(set(minors))
        assert numbers[0] == "1"

    def test_the_age_is_that_of_the_day(self, fortnight: Fortnight, coordinator: User) -> None:
        lines = lines_of(coordinator, ListKind.ARRIVALS, last_day="2026-11-16")
        [bakary] = lines  # 17 said on 23 August
        assert (bakary["Âge dit"], bakary["Âge dit, tranche"]) == ("17", "17")
        fortnight.at(datetime.date(2027, 8, 23))
        fortnight.back("Bakary", datetime.date(2027, 8, 23))
        later = {"first_day": "2027-08-23", "last_day": "2027-08-23"}
        [bakary] = lines_of(coordinator, ListKind.ARRIVALS, **later)
        assert (bakary["Âge dit"], bakary["Âge dit, tranche"]) == ("18", "18 +")

    def test_nobody_is_named(self, fortnight: Fortnight, coordinator: User) -> None:
        response = client_of(coordinator).post(
            "/reports/lists/arrivals/", asked_of(coordinator, ListKind.ARRIVALS)
        )
        text = response.content.decode()
        assert "Bakary" not in text
        for minor in Minor.objects.all():
            assert minor.reference not in text
            assert minor.reference not in str(response.headers)


class TestPersons:
    def test_each_line_is_a_person(self, fortnight: Fortnight, coordinator: User) -> None:
        lines = lines_of(coordinator, ListKind.PERSONS, first_day="2026-11-01")
        rows = Arrival.objects.filter(cancelled_at=None, day__gte=november(1), day__lte=LAST)
        found: dict[int, list[Arrival]] = {}
        for row in rows.order_by("day", "pk"):
            found.setdefault(row.minor_id, []).append(row)
        assert len(lines) == len(found)
        keyed = sorted(found.items(), key=lambda pair: (pair[1][0].day, pair[0]))
        for line, (minor, arrivals) in zip(lines, keyed, strict=True):
            assert line["Première arrivée de la période"] == f"{arrivals[0].day:%d/%m/%Y}"
            assert line["Dernière arrivée de la période"] == f"{arrivals[-1].day:%d/%m/%Y}"
            assert line["Site de la première"] == arrivals[0].site.name
            assert line["Passages dans la période"] == str(len(arrivals))
            count = Consultation.objects.filter(
                minor=minor, day__gte=november(1), day__lte=LAST
            ).count()
            assert line["Consultations dans la période"] == str(count)


class TestConsultations:
    def test_each_line_is_a_consultation(self, fortnight: Fortnight) -> None:
        lines = lines_of(fortnight.nurse, ListKind.CONSULTATIONS, first_day="2026-11-01")
        sites = Site.objects.visible_to(fortnight.nurse)
        rows = Consultation.objects.filter(day__gte=november(1), day__lte=LAST, site__in=sites)
        assert len(lines) == rows.count() >= 3
        seen: set[int] = set()
        for line, row in zip(lines, rows.order_by("day", "pk"), strict=True):
            assert line["Jour"] == f"{row.day:%d/%m/%Y}"
            assert line["Motif"] == row.get_motif_display()
            assert line["Toute première consultation"] == ("non" if row.minor_id in seen else "oui")
            seen.add(row.minor_id)

    def test_sexual_health_is_apart(self, fortnight: Fortnight) -> None:
        health = lines_of(fortnight.nurse, ListKind.CONSULTATIONS)
        apart = lines_of(fortnight.nurse, ListKind.SEXUAL_HEALTH)
        sites = Site.objects.visible_to(fortnight.nurse)
        rows = SexualHealthConsultation.objects.filter(
            day__gte=FIRST, day__lte=LAST, site__in=sites
        ).order_by("day", "pk")  # fmt: skip
        motifs = [row.get_motif_display() for row in rows]
        assert [line["Motif"] for line in apart] == motifs != []
        assert not {line["Motif"] for line in health} & set(motifs)

    def test_a_file_that_is_not_hers_is_left_out(self, fortnight: Fortnight) -> None:
        """Her own file is closed to a profession: none of its lines leaves (registry.in_scope)."""
        before = lines_of(fortnight.nurse, ListKind.CONSULTATIONS)
        closed = fortnight.minors["Awa"]
        from cases import registry

        registry._closed_files.append(lambda user, compartment: Minor.objects.filter(pk=closed.pk))
        try:
            after = lines_of(fortnight.nurse, ListKind.CONSULTATIONS)
        finally:
            registry._closed_files.pop()
        hers = Consultation.objects.filter(minor=closed, day__gte=FIRST, day__lte=LAST).count()
        assert len(before) - len(after) == hers > 0


class TestReferrals:
    def test_each_line_is_a_referral_of_ones_own_part(self, fortnight: Fortnight) -> None:
        year = {"first_day": "2026-01-01", "last_day": "2026-11-23"}
        apart = factories.make_referral(
            fortnight.minors["Awa"], by=fortnight.nurse, site=fortnight.pantin,
            compartment=Compartment.HEALTH,
        )  # fmt: skip
        lines = lines_of(fortnight.social, ListKind.REFERRALS, **year)
        rows = Referral.objects.visible_to(fortnight.social).with_status()
        rows = rows.filter(site__in=Site.objects.visible_to(fortnight.social))
        rows = rows.order_by("made_on", "pk")
        assert len(lines) == rows.count() > 0
        for line, row in zip(lines, rows, strict=True):
            assert line["Faite le"] == f"{row.made_on:%d/%m/%Y}"
            assert line["Partenaire"] == row.partner.name
            assert line["Demande"] == row.get_kind_display()
        parts = {line["Partie du dossier"] for line in lines}
        assert apart.get_compartment_display() not in parts
        today = {"first_day": "2026-11-23", "last_day": "2026-11-23"}
        [hers] = lines_of(fortnight.nurse, ListKind.REFERRALS, **today)
        assert hers["Partie du dossier"] == apart.get_compartment_display()


class TestWhoMay:
    """Of each list and each column: those of the design's table, and nobody else."""

    LISTS = {
        Role.RECEPTION: set(),
        Role.VOLUNTEER: set(),
        Role.NURSE: {"arrivals", "persons", "consultations", "sexual_health", "referrals"},
        Role.DOCTOR: {"arrivals", "persons", "consultations", "sexual_health", "referrals"},
        Role.MIDWIFE: {"arrivals", "persons", "consultations", "sexual_health", "referrals"},
        Role.PSYCHOLOGIST: {"arrivals", "persons", "referrals"},
        Role.SOCIAL: {"arrivals", "persons", "referrals"},
        Role.JURIST: {"arrivals", "persons", "referrals"},
        Role.COORDINATOR: {"arrivals", "persons", "referrals"},
        Role.DIRECTOR: set(),
        Role.ADMINISTRATOR: set(),
    }

    @pytest.mark.parametrize("role", list(Role))
    def test_lists(self, person: Callable[..., User], role: Role) -> None:
        user = person(role)
        assert {kind.value for kind in permissions.lists_of(user)} == self.LISTS[role]
        may_statistics = permissions.can_export(user, ListKind.STATISTICS)
        assert may_statistics is (role in {Role.COORDINATOR, Role.DIRECTOR})

    def test_nobody_after_a_pin(self, person: Callable[..., User]) -> None:
        user = person(Role.COORDINATOR)
        assert permissions.lists_of(user)
        user.is_narrowed = True
        assert permissions.lists_of(user) == []
        assert not permissions.can_export(user, ListKind.STATISTICS)

    @pytest.mark.parametrize("role", sorted(set(Role) - RECEPTION_ROLES))
    def test_what_health_says_is_its_professions(
        self, person: Callable[..., User], role: Role
    ) -> None:
        user = person(role)
        names = {column.name for column in permissions.columns_for(user, ListKind.CONSULTATIONS)}
        reads = role in {Role.NURSE, Role.DOCTOR, Role.MIDWIFE}
        assert ("motif" in names) is reads

    def test_no_name_without_two_people(self, person: Callable[..., User]) -> None:
        for role in set(Role) - RECEPTION_ROLES:
            for kind in COLUMNS:
                columns = permissions.columns_for(person(role), kind)
                assert not [column for column in columns if column.is_name]

    @pytest.mark.parametrize("column", ["name", "reference", "motif", "x", "", "\x00"])
    def test_a_column_that_is_not_offered(
        self, fortnight: Fortnight, coordinator: User, column: str
    ) -> None:
        asked = asked_of(coordinator, ListKind.ARRIVALS, columns=["day", column])
        response = client_of(coordinator).post("/reports/lists/arrivals/", asked)
        assert response.status_code == 422
        assert "n’est pas dans cette liste" in response.content.decode()

    def test_another_kind_of_list_is_no_page(self, coordinator: User) -> None:
        for kind in ("statistics", "x", "consultations-2"):
            assert client_of(coordinator).get(f"/reports/lists/{kind}/").status_code == 404


class TestBadInput:
    @pytest.mark.parametrize(
        ("changed", "sentence"),
        [
            ({"last_day": "2026-11-15"}, "Le dernier jour est avant le premier."),
            ({"first_day": "2023-11-01", "last_day": "2026-11-22"}, "Trop long : 3 ans"),
            ({"first_day": "1999-12-31"}, "Rien n’est aussi ancien"),
            ({"first_day": "2026-11-24", "last_day": "2026-11-25"}, "pas encore venu"),
            ({"first_day": "hier"}, "date"),
            ({"first_day": ""}, "Dites à partir de quel jour."),
            ({"last_day": ""}, "Dites jusqu’à quel jour."),
            ({"columns": []}, "Choisissez une colonne au moins."),
            ({"site": "999999"}, "Choisissez un des sites de la liste."),
            ({"file_format": "pdf"}, "pdf"),
            ({"first_day": "2026-11-21", "last_day": "2026-11-21"}, "Aucune ligne"),
        ],
    )
    def test_a_sentence_and_no_file(
        self, fortnight: Fortnight, coordinator: User, changed: dict[str, Any], sentence: str
    ) -> None:
        start = last_entry()
        asked = asked_of(coordinator, ListKind.ARRIVALS, **changed)
        response = client_of(coordinator).post("/reports/lists/arrivals/", asked)
        assert response.status_code == 422
        assert "attachment" not in response.headers.get("Content-Disposition", "")
        assert sentence in response.content.decode()
        assert actions_since(start, action="export_lines") == []

    def test_a_site_where_nobody_came(self, fortnight: Fortnight, coordinator: User) -> None:
        empty = factories.make_site("Calais", "border")
        asked = asked_of(coordinator, ListKind.ARRIVALS, site=empty.pk)
        response = client_of(coordinator).post("/reports/lists/arrivals/", asked)
        assert response.status_code == 422
        assert "Aucune ligne" in response.content.decode()

    @pytest.mark.parametrize("query", ["first_day=\x00", "first_day=2026-02-30", "site=x&site=y"])
    def test_an_address_that_says_nothing(self, coordinator: User, query: str) -> None:
        response = client_of(coordinator).get(f"/reports/lists/arrivals/?{query}")
        assert response.status_code == 200


class TestFiles:
    def test_both_formats_say_the_same(self, fortnight: Fortnight, coordinator: User) -> None:
        address = "/reports/lists/arrivals/"
        client = client_of(coordinator)
        answers = {
            kind: client.post(address, asked_of(coordinator, ListKind.ARRIVALS, file_format=kind))
            for kind in ("csv", "xlsx")
        }
        for kind, response in answers.items():
            name = f"escale-arrivals-2026-11-16-2026-11-22.{kind}"
            assert response["Content-Disposition"] == f'attachment; filename="{name}"'
        in_csv, in_xlsx = csv_lines(answers["csv"].content), xlsx_lines(answers["xlsx"].content)
        assert [list(line) for line in in_csv] == [list(line) for line in in_xlsx]
        for one, other in zip(in_csv, in_xlsx, strict=True):
            assert isinstance(other["Jour"], datetime.datetime)
            assert isinstance(other["Personne, numéro dans ce fichier"], int)
            for name, cell in other.items():
                if isinstance(cell, datetime.datetime):
                    cell = f"{cell:%d/%m/%Y}"
                assert one[name] == ("" if cell is None else str(cell))

    def test_the_heading_stays_in_sight(self, fortnight: Fortnight, coordinator: User) -> None:
        asked = asked_of(coordinator, ListKind.ARRIVALS, file_format="xlsx")
        response = client_of(coordinator).post("/reports/lists/arrivals/", asked)
        sheet = openpyxl.load_workbook(io.BytesIO(response.content)).worksheets[0]
        assert sheet.freeze_panes == "A2"
        assert sheet.auto_filter.ref is not None

    def test_columns_come_in_the_order_of_the_list(
        self, fortnight: Fortnight, coordinator: User
    ) -> None:
        lines = lines_of(coordinator, ListKind.ARRIVALS, columns=["country", "site", "day"])
        assert list(lines[0]) == ["Jour", "Site", "Pays"]

    @pytest.mark.parametrize("payload", PAYLOADS)
    @pytest.mark.parametrize("kind", ["csv", "xlsx"])
    def test_text_is_text(self, fortnight: Fortnight, payload: str, kind: str) -> None:
        """A site and a partner that somebody named like a formula."""
        Site.objects.filter(pk=fortnight.pantin.pk).update(name=payload)
        Partner.objects.filter(pk=Partner.objects.values("pk")[:1]).update(name=payload)
        asked = asked_of(
            fortnight.social, ListKind.REFERRALS, file_format=kind,
            first_day="2026-01-01", last_day="2026-11-23",
        )  # fmt: skip
        content = client_of(fortnight.social).post("/reports/lists/referrals/", asked).content
        if kind == "xlsx":
            sheet = openpyxl.load_workbook(io.BytesIO(content)).worksheets[0]
            for row in sheet.iter_rows():
                for cell in row:
                    assert cell.data_type != "f"
                    assert cell.hyperlink is None
            return
        for line in csv_lines(content):
            for cell in line.values():
                assert not cell.startswith(tuple("=+-@\t\r\uff1d\uff0b\uff0d\uff20"))

    @pytest.mark.parametrize(
        ("cell", "text"),
        [(True, "oui"), (False, "non"), (None, ""), (1.5, "1,5"), (0, "0"), ("=1", "'=1"),
         (datetime.date(2026, 1, 2), "02/01/2026"), ("", ""), (-3, "-3")],
    )  # fmt: skip
    def test_a_cell_of_a_french_csv(self, cell: tables.Cell, text: str) -> None:
        assert tables.csv_cell(cell) == text


class TestTrail:
    def test_one_entry_before_the_file(self, fortnight: Fortnight, coordinator: User) -> None:
        start = last_entry()
        lines_of(coordinator, ListKind.ARRIVALS, site=fortnight.pantin.pk)
        assert actions_since(start, by=coordinator) == ["export_lines"]
        assert AuditEntry.objects.order_by("-pk")[0].site_id == fortnight.pantin.pk

    def test_no_record_no_file(
        self, fortnight: Fortnight, coordinator: User, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def refuse(*args: object, **kwargs: object) -> None:
            raise RuntimeError("the trail cannot be written")

        client = client_of(coordinator)
        monkeypatch.setattr(AuditEntry, "save", refuse)
        with pytest.raises(RuntimeError):
            client.post("/reports/lists/arrivals/", asked_of(coordinator, ListKind.ARRIVALS))

    def test_the_same_form_may_be_sent_again(self, fortnight: Fortnight, coordinator: User) -> None:
        """Other columns, another format: the page is still there, and its buttons still answer."""
        client = client_of(coordinator)
        page = client.get("/reports/lists/arrivals/").content.decode()
        once = page.split('name="once" value="')[1].split('"')[0]
        for kind in ("csv", "csv", "xlsx"):
            asked = asked_of(coordinator, ListKind.ARRIVALS, file_format=kind, once=once)
            response = client.post("/reports/lists/arrivals/", asked)
            assert response.status_code == 200
            assert "attachment" in response["Content-Disposition"]


def wanted_by(user: User, kind: ListKind) -> Wanted:
    names = tuple(all_columns(user, kind))
    first, last = november(1), november(23)
    return Wanted(user, kind, first, last, None, names, FileFormat.CSV)


class TestQueries:
    @pytest.mark.parametrize(
        "kind", [ListKind.ARRIVALS, ListKind.PERSONS, ListKind.CONSULTATIONS, ListKind.REFERRALS]
    )
    def test_their_number_does_not_grow_with_the_lines(
        self, fortnight: Fortnight, kind: ListKind
    ) -> None:
        user = fortnight.nurse if kind == ListKind.CONSULTATIONS else fortnight.social
        wanted = wanted_by(user, kind)

        def queries() -> int:
            with CaptureQueriesContext(connection) as found:
                assert [row for batch in wanted.table().batches for row in batch]
            return len(found)

        queries()
        few = queries()
        for number in range(6):
            day = november(9)
            fortnight.new(f"Nom {number}", day)
            fortnight.at(day)
            minor = fortnight.minors[f"Nom {number}"]
            factories.make_consultation(minor, by=fortnight.nurse, site=fortnight.pantin)
            factories.make_referral(minor, by=fortnight.social, site=fortnight.pantin)
        fortnight.at(november(23))
        assert queries() == few

    def test_a_batch_at_a_time(
        self, fortnight: Fortnight, coordinator: User, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(line_lists, "BATCH", 2)
        whole = lines_of(coordinator, ListKind.ARRIVALS)
        monkeypatch.undo()
        assert whole == lines_of(coordinator, ListKind.ARRIVALS)


def test_two_actions_from_the_week(fortnight: Fortnight, coordinator: User) -> None:
    """A link of the week, then the button: the days and the site are those of the week."""
    client = client_of(coordinator)
    week = client.get("/reports/2026-W46/", {"site": fortnight.pantin.pk})
    url = week.context["lines_url"]
    assert f'href="{url.replace("&", "&amp;")}"' in week.content.decode()
    page = client.get(url, follow=True)
    form = page.context["form"]
    assert form["first_day"].value() == november(9)
    assert form["last_day"].value() == november(15)
    assert str(form["site"].value()) == str(fortnight.pantin.pk)
    sent = {
        "first_day": "2026-11-09", "last_day": "2026-11-15", "site": fortnight.pantin.pk,
        "columns": form["columns"].value(), "file_format": "csv",
    }  # fmt: skip
    [awa] = csv_lines(client.post(page.request["PATH_INFO"], sent).content)
    assert awa["Jour"] == "09/11/2026"
