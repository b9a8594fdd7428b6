"""Exports made apart: asked for, made, fetched by one person for a day, then gone."""

import datetime
from collections.abc import Callable
from typing import Any

import pytest
from django.core.management import call_command
from django.utils import timezone

from reports import export_jobs, export_pages, export_store, line_exports
from reports.choices import ExportStatus, ListKind
from reports.models import ExportJob, ExportStep
from staff import background
from staff.choices import Role
from staff.encryption import SealError
from staff.models import Posting, User
from tests import factories
from tests.reports.fortnight import Fortnight, november
from tests.reports.test_line_lists import asked_of, client_of, csv_lines, lines_of, xlsx_lines
from tests.staff.trail import actions_since, last_entry


@pytest.fixture
def coordinator(fortnight: Fortnight) -> User:
    return factories.make_user(Role.COORDINATOR)


@pytest.fixture(autouse=True)
def _every_list_is_long(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(line_exports, "AT_ONCE", 0)


@pytest.fixture
def ask(
    coordinator: User, django_capture_on_commit_callbacks: Callable[..., Any]
) -> Callable[..., ExportJob]:
    """Ask for a list on its page, and have it made as soon as the page is committed."""

    def asked(kind: str = "csv", *, made: bool = True, **changed: Any) -> ExportJob:
        sent = asked_of(coordinator, ListKind.ARRIVALS, file_format=kind, **changed)
        with django_capture_on_commit_callbacks(execute=made):
            response = client_of(coordinator).post("/reports/lists/arrivals/", sent)
        assert (response.status_code, response.headers["Location"]) == (302, "/reports/exports/")
        return ExportJob.objects.with_status().order_by("-pk")[0]

    return asked


def body_of(response: Any) -> bytes:
    return b"".join(response.streaming_content)


def state_of(user: User, job: ExportJob) -> str:
    [shown] = [one for one in export_pages.exports_of(user, "")["exports"] if one.job == job]
    return shown.state


class TestMade:
    def test_it_says_what_the_page_would_have(
        self, coordinator: User, ask: Callable[..., ExportJob], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        for kind, read in (("csv", csv_lines), ("xlsx", xlsx_lines)):
            job = ask(kind)
            assert (job.status, job.done_count, job.total) == (ExportStatus.DONE, 8, 8)
            response = client_of(coordinator).get(f"/reports/exports/{job.pk}/file/")
            content = body_of(response)
            assert len(content) == int(response["Content-Length"]) == job.size
            name = f"escale-arrivals-2026-11-16-2026-11-22.{kind}"
            assert response["Content-Disposition"] == f'attachment; filename="{name}"'
            lines = read(content)
            assert len(lines) == 8
            if kind == "csv":
                monkeypatch.setattr(line_exports, "AT_ONCE", 100)
                assert lines == lines_of(coordinator, ListKind.ARRIVALS)
                monkeypatch.setattr(line_exports, "AT_ONCE", 0)

    def test_each_step_is_recorded(self, coordinator: User, ask: Callable[..., ExportJob]) -> None:
        start = last_entry()
        job = ask()
        body_of(client_of(coordinator).get(f"/reports/exports/{job.pk}/file/"))
        assert actions_since(start, by=coordinator) == ["ask_export", "make_export", "export_lines"]
        steps = ExportStep.objects.filter(job=job).order_by("pk")
        assert [(step.status, step.by) for step in steps] == [
            ("begun", coordinator), ("done", None)
        ]  # fmt: skip

    def test_started_twice_it_is_made_once(self, ask: Callable[..., ExportJob]) -> None:
        job = ask()
        call_command("make_export", str(job.pk))
        assert job.steps.filter(status=ExportStatus.DONE).count() == 1

    def test_in_the_language_of_who_asked(
        self, coordinator: User, ask: Callable[..., ExportJob]
    ) -> None:
        User.objects.filter(pk=coordinator.pk).update(language="en")
        job = ask()
        content = body_of(client_of(coordinator).get(f"/reports/exports/{job.pk}/file/"))
        assert content.decode("utf-8-sig").startswith("Day;")

    def test_whoever_lost_her_role_meanwhile_gets_nothing(
        self, coordinator: User, ask: Callable[..., ExportJob]
    ) -> None:
        job = ask(made=False)
        yesterday = timezone.localdate() - datetime.timedelta(days=1)
        Posting.objects.filter(user=coordinator).update(
            valid_from=yesterday - datetime.timedelta(days=9), valid_to=yesterday
        )
        call_command("make_export", str(job.pk))
        assert ExportJob.objects.with_status().get().status == ExportStatus.FAILED
        assert not export_store.path_of(job).exists()


class TestAtRest:
    def test_nothing_in_clear_on_the_disk(self, ask: Callable[..., ExportJob]) -> None:
        for kind in ("csv", "xlsx"):
            ask(kind)
        found = list(export_store.folder().iterdir())
        assert found
        for path in found:
            content = path.read_bytes()
            assert path.stat().st_mode & 0o077 == 0
            assert b"Pantin" not in content
            assert b"PK\x03\x04" not in content[:200]
        assert export_store.folder().stat().st_mode & 0o077 == 0

    def test_nothing_is_left_of_a_workbook_but_its_file(
        self, ask: Callable[..., ExportJob]
    ) -> None:
        job = ask("xlsx")
        names = {path.name for path in export_store.folder().iterdir()}
        assert not [name for name in names if not name.endswith(".sealed")]
        assert export_store.path_of(job).name in names

    def test_a_file_that_was_changed_does_not_open(self, ask: Callable[..., ExportJob]) -> None:
        job = ask()
        path = export_store.path_of(job)
        whole = path.read_bytes()
        for changed in (
            whole[:-1], whole[:2], b"", whole[:40] + bytes([whole[40] ^ 1]) + whole[41:],
        ):  # fmt: skip
            path.write_bytes(changed)
            with pytest.raises(SealError):
                list(export_store.pieces(job))

    def test_pieces_in_another_order_do_not_open(
        self, ask: Callable[..., ExportJob], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(export_store, "PIECE", 100)
        job = ask()
        path = export_store.path_of(job)
        whole = path.read_bytes()
        assert len(list(export_store.pieces(job))) > 3
        size = 4 + 100 + 31  # the length, the piece, what seals it
        first, second, rest = whole[:size], whole[size : 2 * size], whole[2 * size :]
        path.write_bytes(second + first + rest)
        with pytest.raises(SealError):
            list(export_store.pieces(job))
        path.write_bytes(first + second)  # the last one is missing
        with pytest.raises(SealError):
            list(export_store.pieces(job))

    def test_another_export_s_file_does_not_open(self, ask: Callable[..., ExportJob]) -> None:
        one, other = ask(), ask()
        export_store.path_of(one).replace(export_store.path_of(other))
        with pytest.raises(SealError):
            list(export_store.pieces(other))


class TestFetched:
    def test_by_its_owner_only(self, fortnight: Fortnight, ask: Callable[..., ExportJob]) -> None:
        job = ask()
        for role in (Role.COORDINATOR, Role.NURSE):
            other = client_of(factories.make_user(role, site=fortnight.pantin))
            assert other.get(f"/reports/exports/{job.pk}/file/").status_code == 404
            assert other.post(f"/reports/exports/{job.pk}/again/").status_code == 404
            assert "Arrivées" not in other.get("/reports/exports/").content.decode().split(
                'id="exports"'
            )[1].split("</main>")[0]  # fmt: skip

    def test_for_a_day(
        self, fortnight: Fortnight, coordinator: User, ask: Callable[..., ExportJob]
    ) -> None:
        job = ask()
        fortnight.at(november(24), "08:59")
        response = client_of(coordinator).get(f"/reports/exports/{job.pk}/file/")
        assert response.status_code == 200
        body_of(response)
        fortnight.at(november(24), "09:01")
        start = last_entry()
        response = client_of(coordinator).get(f"/reports/exports/{job.pk}/file/")
        assert response.status_code == 302
        assert state_of(coordinator, job) == "erased"
        assert actions_since(start, action="export_lines") == []

    def test_before_it_is_there(self, coordinator: User, ask: Callable[..., ExportJob]) -> None:
        job = ask(made=False)
        response = client_of(coordinator).get(f"/reports/exports/{job.pk}/file/", follow=True)
        assert "n’est plus là" in response.content.decode()


class TestForgotten:
    @pytest.fixture
    def erased(
        self,
        fortnight: Fortnight,
        ask: Callable[..., ExportJob],
        django_capture_on_commit_callbacks: Callable[..., Any],
    ) -> ExportJob:
        job = ask()
        assert export_store.path_of(job).exists()
        fortnight.at(november(24), "10:00")
        with django_capture_on_commit_callbacks(execute=True):
            call_command("retention", "--preview")
        return ExportJob.objects.with_status().get(pk=job.pk)

    def test_each_night(self, erased: ExportJob) -> None:
        assert erased.status == ExportStatus.ERASED
        assert erased.file_key == ""
        assert not export_store.path_of(erased).exists()

    def test_who_asked_what_and_when_stays(self, erased: ExportJob, coordinator: User) -> None:
        assert erased.asked_by == coordinator
        statuses = erased.steps.order_by("pk").values_list("status", flat=True)
        assert list(statuses) == ["begun", "done", "erased"]
        assert state_of(coordinator, erased) == "erased"

    def test_what_no_export_names(self, db: None) -> None:
        stray = export_store.folder() / ".left-by-a-process-that-was-killed"
        stray.write_bytes(b"x")
        export_jobs.forget_at_night()
        assert not stray.exists()

    def test_not_before(
        self, fortnight: Fortnight, ask: Callable[..., ExportJob], coordinator: User
    ) -> None:
        job = ask()
        fortnight.at(november(24), "08:00")
        export_jobs.forget_at_night()
        assert export_store.path_of(job).exists()
        assert state_of(coordinator, job) == "ready"


class TestStopped:
    """A job whose process died is seen, and may be asked for again."""

    def test_it_is_said_and_begun_again(
        self, fortnight: Fortnight, coordinator: User, ask: Callable[..., ExportJob],
        django_capture_on_commit_callbacks: Callable[..., Any],
    ) -> None:  # fmt: skip
        job = ask(made=False)  # nobody makes it: as if its process had died at once
        assert state_of(coordinator, job) == "working", "it is given time to begin"
        fortnight.clock.shift(background.STARTING + datetime.timedelta(seconds=1))
        assert state_of(coordinator, job) == "stopped"
        page = client_of(coordinator).get("/reports/exports/").content.decode()
        assert "Arrêté avant la fin" in page
        with django_capture_on_commit_callbacks(execute=True):
            client_of(coordinator).post(f"/reports/exports/{job.pk}/again/")
        assert state_of(coordinator, job) == "ready"

    def test_a_failure_is_said(
        self, coordinator: User, ask: Callable[..., ExportJob], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def fail(*args: object, **kwargs: object) -> None:
            raise OSError("the disk is full")

        monkeypatch.setattr(export_store.Writer, "finish", fail)
        monkeypatch.setattr(export_jobs.logger, "exception", lambda text: None)
        job = ask()
        assert state_of(coordinator, job) == "failed"
        assert list(export_store.folder().glob(f"*{job.seal_number}*")) == []

    def test_not_while_it_is_made(self, coordinator: User, ask: Callable[..., ExportJob]) -> None:
        job = ask()
        steps = job.steps.count()
        client_of(coordinator).post(f"/reports/exports/{job.pk}/again/")
        assert job.steps.count() == steps


def test_a_page_that_polls_itself_until_it_is_there(
    coordinator: User, ask: Callable[..., ExportJob]
) -> None:
    """With htmx every two seconds, without it by a link; once all are made, no more."""
    job = ask(made=False)
    page = client_of(coordinator).get("/reports/exports/").content.decode()
    assert 'hx-trigger="every 2s"' in page
    assert "<progress" in page
    assert '<a href="">' in page
    call_command("make_export", str(job.pk))
    page = client_of(coordinator).get("/reports/exports/").content.decode()
    assert "hx-trigger" not in page.split('id="exports"')[1].split("</main>")[0]
    assert f'href="/reports/exports/{job.pk}/file/"' in page


def test_many_lines_become_a_job_and_few_do_not(
    coordinator: User, ask: Callable[..., ExportJob], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(line_exports, "AT_ONCE", 8)
    sent = asked_of(coordinator, ListKind.ARRIVALS)
    assert client_of(coordinator).post("/reports/lists/arrivals/", sent).status_code == 200
    monkeypatch.setattr(line_exports, "AT_ONCE", 7)
    assert client_of(coordinator).post("/reports/lists/arrivals/", sent).status_code == 302
