"""A list with names: the second factor once more, a reason, a second person, and age."""

from collections.abc import Callable
from typing import Any

import pyrage
import pytest
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.test import Client

from cases.models import Arrival, Minor
from reports import actions, export_store, line_exports
from reports.choices import ExportStatus, FileFormat, ListKind
from reports.line_exports import Wanted
from reports.models import ExportJob
from staff.choices import Role
from staff.models import Approval, AuditEntry, Centre, User
from tests import factories
from tests.reports.fortnight import Fortnight, november
from tests.reports.test_export_jobs import body_of, state_of
from tests.reports.test_line_lists import W47, Lines, client_of, csv_lines
from tests.staff.softkey import SoftKey
from tests.staff.trail import actions_since, last_entry

ADDRESS = "/reports/lists/arrivals/names/"
COLUMNS = ["day", "site", "name", "reference", "country"]
REASON = "Rendez-vous du bus de vaccination, pour l’équipe mobile"


@pytest.fixture
def coordinator(fortnight: Fortnight) -> User:
    return factories.make_user(Role.COORDINATOR)


@pytest.fixture
def director(fortnight: Fortnight) -> User:
    return factories.make_user(Role.DIRECTOR)


def asked(**changed: Any) -> dict[str, Any]:
    return {**W47, "columns": COLUMNS, "reason": REASON, "code": factories.code(), **changed}


@pytest.fixture
def ask(coordinator: User) -> Callable[..., ExportJob]:
    def ask(**changed: Any) -> ExportJob:
        response = client_of(coordinator).post(ADDRESS, asked(**changed))
        assert response.status_code == 200, response.content.decode()
        job = response.context["asked"]
        if job.passphrase:
            assert job.passphrase in response.content.decode()
        return job

    return ask


@pytest.fixture
def approve(django_capture_on_commit_callbacks: Callable[..., Any]) -> Callable[..., Any]:
    def approve(by: User, job: ExportJob) -> Any:
        approval = Approval.objects.get(subject=f"reports.exportjob:{job.pk}")
        with django_capture_on_commit_callbacks(execute=True):
            return client_of(by).post(f"/approvals/{approval.pk}/approve/", follow=True)

    return approve


def fetched(user: User, job: ExportJob) -> bytes:
    response = client_of(user).get(f"/reports/exports/{job.pk}/file/")
    assert response.status_code == 200
    assert response["Content-Type"] == "application/age"
    assert response["Content-Disposition"].endswith('-2026-11-22.csv.age"')
    return body_of(response)


def check_lines(lines: Lines) -> None:
    rows = Arrival.objects.filter(cancelled_at=None, day__gte=november(16), day__lte=november(22))
    assert len(lines) == rows.count() > 5
    for line, row in zip(lines, rows.order_by("day", "pk"), strict=True):
        minor = Minor.objects.get(pk=row.minor_id)
        assert (line["Nom"], line["Référence"]) == (minor.display_name, minor.reference)
        assert line["Jour"] == f"{row.day:%d/%m/%Y}"


class TestTwoPeople:
    def test_it_opens_with_the_passphrase_that_was_shown_once(
        self, coordinator: User, director: User, ask: Any, approve: Any
    ) -> None:
        job = ask()
        assert state_of(coordinator, job) == "waiting"
        passphrase = job.passphrase
        approve(director, job)
        content = fetched(coordinator, job)
        check_lines(csv_lines(pyrage.passphrase.decrypt(content, passphrase)))
        with pytest.raises(pyrage.DecryptError):
            pyrage.passphrase.decrypt(content, "nothing-like-it")
        page = client_of(coordinator).get("/reports/exports/").content.decode()
        assert passphrase not in page
        job.refresh_from_db()
        assert job.passphrase == "", "kept no longer than it is needed"

    def test_or_for_the_holder_of_a_key(
        self, coordinator: User, director: User, ask: Any, approve: Any
    ) -> None:
        key = pyrage.x25519.Identity.generate()
        job = ask(recipient=str(key.to_public()))
        assert job.passphrase == ""
        approve(director, job)
        check_lines(csv_lines(pyrage.decrypt(fetched(coordinator, job), [key])))

    def test_nothing_is_made_before(self, coordinator: User, ask: Any) -> None:
        job = ask()
        response = client_of(coordinator).get(f"/reports/exports/{job.pk}/file/")
        assert response.status_code == 302
        assert not export_store.path_of(job).exists()
        call_command("make_export", str(job.pk))
        assert not export_store.path_of(job).exists()
        client_of(coordinator).post(f"/reports/exports/{job.pk}/again/")
        assert state_of(coordinator, job) == "waiting"

    def test_never_by_whoever_asked(self, coordinator: User, ask: Any, approve: Any) -> None:
        job = ask()
        approval = Approval.objects.get(subject=f"reports.exportjob:{job.pk}")
        response = client_of(coordinator).post(f"/approvals/{approval.pk}/approve/")
        assert response.status_code == 403
        assert state_of(coordinator, job) == "waiting"

    @pytest.mark.parametrize("role", [Role.NURSE, Role.SOCIAL, Role.RECEPTION, Role.ADMINISTRATOR])
    def test_nor_by_another_profession(
        self, fortnight: Fortnight, coordinator: User, ask: Any, role: Role
    ) -> None:
        job = ask()
        approval = Approval.objects.get(subject=f"reports.exportjob:{job.pk}")
        other = factories.make_user(role, site=fortnight.pantin)
        response = client_of(other).post(f"/approvals/{approval.pk}/approve/")
        assert response.status_code in (403, 404)
        assert state_of(coordinator, job) == "waiting"

    def test_refused_there_is_no_file(self, coordinator: User, director: User, ask: Any) -> None:
        job = ask()
        approval = Approval.objects.get(subject=f"reports.exportjob:{job.pk}")
        client_of(director).post(f"/approvals/{approval.pk}/refuse/")
        assert state_of(coordinator, job) == "refused"
        assert (
            director.full_name in client_of(coordinator).get("/reports/exports/").content.decode()
        )

    def test_the_second_person_reads_what_and_why(self, director: User, ask: Any) -> None:
        ask()
        page = client_of(director).get("/approvals/").content.decode()
        assert "Exporter une liste nominative" in page
        assert REASON in page
        assert "16/11/2026" in page
        assert "8 lignes" in page
        for minor in Minor.objects.all():
            assert minor.reference not in page

    def test_nobody_answered(
        self, fortnight: Fortnight, coordinator: User, director: User, ask: Any, approve: Any
    ) -> None:
        job = ask()
        fortnight.at(november(26), "09:01")
        assert state_of(coordinator, job) == "late"
        approve(director, job)
        assert state_of(coordinator, job) == "late"
        actions.forget_exports(by=None)
        assert ExportJob.objects.with_status().get().status == ExportStatus.ERASED

    def test_the_one_who_approves_does_not_read_it(
        self, director: User, ask: Any, approve: Any
    ) -> None:
        job = ask()
        approve(director, job)
        assert client_of(director).get(f"/reports/exports/{job.pk}/file/").status_code == 404


class TestNothingInClear:
    def test_no_name_on_the_disk_nor_in_the_table(
        self, director: User, ask: Any, approve: Any
    ) -> None:
        job = ask()
        passphrase = job.passphrase
        approve(director, job)
        for folder in (export_store.folder(), settings.VAR_DIR):
            for path in folder.glob("*.sealed"):
                content = path.read_bytes()
                assert b"Bakary" not in content
                assert b"age-encryption.org" not in content, "sealed once more by the house"
        with connection.cursor() as cursor:
            cursor.execute("SELECT t::text FROM reports_exportjob t")
            rows = str(cursor.fetchall())
        for secret in (passphrase, REASON, "Bakary", job.file_key or "no key"):
            assert secret not in rows

    def test_never_a_workbook(self, coordinator: User, ask: Any) -> None:
        """It would lie on the disk in clear while it is made."""
        assert ask(file_format="xlsx").file_format == "csv"

    def test_not_of_more_than_memory_holds(
        self, coordinator: User, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(line_exports, "MOST_WITH_NAMES", 7)
        response = client_of(coordinator).post(ADDRESS, asked())
        assert response.status_code == 422
        assert "20 000 lignes au plus" in response.content.decode()
        assert not ExportJob.objects.exists()

    def test_an_archived_file_is_left_out_for_whoever_does_not_open_the_archive(
        self, fortnight: Fortnight
    ) -> None:
        bakary = fortnight.minors["Bakary"]
        whose = {role: factories.make_user(role, site=fortnight.pantin)
                 for role in (Role.COORDINATOR, Role.SOCIAL)}  # fmt: skip

        def counted(role: Role) -> int:
            wanted = Wanted(
                whose[role], ListKind.ARRIVALS, november(16), november(22), fortnight.pantin,
                COLUMNS, FileFormat.CSV, with_names=True,
            )  # fmt: skip
            return wanted.count()

        before = counted(Role.SOCIAL)
        assert before == counted(Role.COORDINATOR)
        Minor.objects.filter(pk=bakary.pk).update(archived_at=fortnight.minors["Awa"].registered_at)
        assert counted(Role.SOCIAL) == before - 2
        assert counted(Role.COORDINATOR) == before


class TestSecondFactor:
    @pytest.mark.parametrize(
        ("changed", "sentence"),
        [
            ({"code": ""}, "Tapez le code que vous voyez maintenant."),
            ({"code": "000000"}, "Ce code n’est pas le bon."),
            ({"code": "\x00"}, ""),
            ({"reason": ""}, "une deuxième personne en décide"),
            ({"reason": "x"}, "en quelques mots de plus"),
            ({"recipient": "age1nothing"}, "commence par age1"),
            ({"columns": ["motif"]}, "n’est pas dans cette liste"),
            ({"last_day": "2026-11-15"}, "avant le premier"),
            ({"first_day": "2026-11-21", "last_day": "2026-11-21"}, "Aucune ligne"),
        ],
    )
    def test_bad_input(self, coordinator: User, changed: dict[str, Any], sentence: str) -> None:
        response = client_of(coordinator).post(ADDRESS, asked(**changed))
        assert response.status_code == 422
        assert sentence in response.content.decode()
        assert not ExportJob.objects.exists()
        assert not Approval.objects.exists()

    def test_a_code_serves_once(self, coordinator: User) -> None:
        code = factories.code()
        assert client_of(coordinator).post(ADDRESS, asked(code=code)).status_code == 200
        response = client_of(coordinator).post(ADDRESS, asked(code=code))
        assert response.status_code == 422
        assert "Ce code n’est pas le bon." in response.content.decode()
        assert ExportJob.objects.count() == 1

    def test_a_form_that_is_wrong_spends_no_code(self, coordinator: User) -> None:
        code = factories.code()
        client = client_of(coordinator)
        assert client.post(ADDRESS, asked(code=code, reason="")).status_code == 422
        assert client.post(ADDRESS, asked(code=code)).status_code == 200

    def test_guessing_ends(self, coordinator: User) -> None:
        """Somebody at an open PC: a few tries, then none, the right one neither."""
        client = client_of(coordinator)
        for number in range(12):
            client.post(ADDRESS, asked(code=f"{number:06}"))
        response = client.post(ADDRESS, asked())
        assert response.status_code == 422
        assert not ExportJob.objects.exists()

    def test_without_any_it_is_said_how_to_have_one(self, coordinator: User) -> None:
        client = client_of(coordinator)
        client.get(ADDRESS)  # she has signed in with one, or at an enrolled PC
        Authenticator.objects.filter(user=coordinator).delete()
        page = client.get(ADDRESS)
        assert page.status_code == 200
        assert "vous n’en avez pas" in page.content.decode()
        assert not page.context["form"]
        client.post(ADDRESS, asked())
        assert not ExportJob.objects.exists()

    def test_in_the_demonstration_nobody_has_one(self, coordinator: User) -> None:
        Authenticator.objects.filter(user=coordinator).delete()
        Centre.objects.update(is_demo=True)
        page = client_of(coordinator).get(ADDRESS)
        assert "code" not in page.context["form"].fields


class TestPasskey:
    """Whoever has a passkey needs no code; what stands for one is its answer to this page."""

    @pytest.fixture
    def key(self, coordinator: User) -> SoftKey:
        Authenticator.objects.filter(user=coordinator).delete()
        key = SoftKey()
        key.add_to(coordinator)
        return key

    @pytest.fixture
    def client(self, coordinator: User, key: SoftKey) -> Client:
        return client_of(coordinator)

    def post(self, client: Client, credential: str, **changed: Any) -> Any:
        return client.post(ADDRESS, asked(**{"code": "", "credential": credential, **changed}))

    def test_its_answer_stands_for_the_code(self, client: Client, key: SoftKey) -> None:
        page = client.get(ADDRESS)
        assert "code" not in page.context["form"].fields
        assert "data-passkey-by-button" in page.content.decode()
        response = self.post(client, key.answer(page.context["passkey_options"]))
        assert response.status_code == 200
        assert response.context["asked"] == ExportJob.objects.get()
        last = client.session["account_authentication_methods"][-1]
        assert (last["type"], last["reauthenticated"]) == ("webauthn", True)

    def test_it_serves_once(self, client: Client, key: SoftKey) -> None:
        answer = key.answer(client.get(ADDRESS).context["passkey_options"])
        assert self.post(client, answer).status_code == 200
        assert self.post(client, answer).status_code == 422
        assert ExportJob.objects.count() == 1

    def test_an_answer_to_an_earlier_page_is_none(self, client: Client, key: SoftKey) -> None:
        answer = key.answer(client.get(ADDRESS).context["passkey_options"])
        client.get(ADDRESS)
        assert self.post(client, answer).status_code == 422
        assert not ExportJob.objects.exists()

    def test_a_form_that_is_wrong_asks_anew(self, client: Client, key: SoftKey) -> None:
        options = client.get(ADDRESS).context["passkey_options"]
        wrong = self.post(client, key.answer(options), reason="")
        assert wrong.status_code == 422
        options = wrong.context["passkey_options"]
        assert self.post(client, key.answer(options)).status_code == 200

    @pytest.mark.parametrize(
        "credential", ["", "{}", "null", "[]", "x", '{"response": 1}', "[" * 5000, "\x00"]
    )
    def test_nothing_else_does(self, client: Client, credential: str) -> None:
        client.get(ADDRESS)
        response = self.post(client, credential)
        assert response.status_code == 422
        assert "clé" in response.content.decode()
        assert not ExportJob.objects.exists()

    def test_nor_the_passkey_of_somebody_else(self, client: Client, director: User) -> None:
        other = SoftKey()
        other.add_to(director)
        options = client.get(ADDRESS).context["passkey_options"]
        assert self.post(client, other.answer(options)).status_code == 422

    def test_nor_the_right_number_with_another_key(self, client: Client, key: SoftKey) -> None:
        forged = SoftKey()
        forged.number = key.number
        options = client.get(ADDRESS).context["passkey_options"]
        assert self.post(client, forged.answer(options)).status_code == 422

    def test_who_has_both_chooses(self, coordinator: User) -> None:
        key = SoftKey()
        key.add_to(coordinator)
        client = client_of(coordinator)
        page = client.get(ADDRESS)
        assert "code" in page.context["form"].fields
        assert client.post(ADDRESS, asked(code="")).status_code == 422
        options = client.get(ADDRESS).context["passkey_options"]
        assert self.post(client, key.answer(options)).status_code == 200
        assert client.post(ADDRESS, asked()).status_code == 200
        assert ExportJob.objects.count() == 2


def test_the_trail_says_who_asked_who_agreed_and_who_fetched(
    coordinator: User, director: User, ask: Any, approve: Any
) -> None:
    start = last_entry()
    job = ask()
    assert {"ask_export", "ask_approval"} <= set(actions_since(start, by=coordinator))
    approve(director, job)
    assert {"approve", "begin_named_export"} <= set(actions_since(start, by=director))
    fetched(coordinator, job)
    assert actions_since(start, by=coordinator)[-2:] == ["make_export", "export_names"]
    made = AuditEntry.objects.get(action="make_export")
    assert len(bytes(made.change)) == 32, "the hash of what it says"


@pytest.mark.parametrize("role", [Role.RECEPTION, Role.VOLUNTEER, Role.DIRECTOR])
def test_who_makes_no_list_asks_for_no_names(fortnight: Fortnight, role: Role) -> None:
    user = factories.make_user(role, site=fortnight.pantin)
    assert client_of(user).get(ADDRESS).status_code == 403
    assert client_of(user).post(ADDRESS, asked()).status_code == 403
