"""Work apart from the pages: started once that page is committed, one of a kind at a time."""

import subprocess
import sys
from typing import Any

import pytest
from django.conf import settings as house
from django.db import connection, connections, transaction
from django.db.backends.base.base import NO_DB_ALIAS
from django.utils import timezone

from staff import background
from staff.grants import APPLICATION_ALIAS
from tests import factories

KIND = "work of a test"


@pytest.mark.django_db
def test_a_process_of_its_own_begins_once_the_page_is_committed(
    settings: Any, monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: Any
) -> None:
    settings.STARTS_PROCESSES = True
    started: list[tuple[list[str], dict[str, Any]]] = []
    monkeypatch.setattr(
        subprocess, "Popen", lambda command, **more: started.append((command, more))
    )
    with django_capture_on_commit_callbacks(execute=True):
        background.start("check", "12")
        assert not started
    ((command, more),) = started
    assert command == [sys.executable, str(house.BASE_DIR / "manage.py"), "check", "12"]
    assert more["start_new_session"]
    assert {more["stdin"], more["stdout"]} == {subprocess.DEVNULL}


@pytest.mark.django_db
def test_what_is_rolled_back_starts_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(background, "_start", lambda *given: pytest.fail("started"))
    with transaction.atomic():
        background.start("check")
        transaction.set_rollback(True)


@pytest.mark.django_db
def test_a_turn_is_seen_while_it_lasts_and_kept_from_others() -> None:
    apart = connections[APPLICATION_ALIAS].copy(alias=NO_DB_ALIAS)
    taken = "SELECT pg_try_advisory_lock(%s, %s), pg_advisory_unlock_all() IS NULL"
    lock = [background._SPACE, background._number(KIND)]
    long_ago = timezone.now() - 2 * background.STARTING
    try:
        with apart.cursor() as cursor:
            assert not background.is_running(KIND)
            with background.turn(KIND):
                assert background.is_running(KIND)
                assert not background.has_stopped(KIND, since=long_ago)
                cursor.execute(taken, lock)
                assert cursor.fetchone()[0] is False
            assert not background.is_running(KIND)
            assert background.has_stopped(KIND, since=long_ago)
            assert not background.has_stopped(KIND, since=timezone.now())
            cursor.execute(taken, lock)
            assert cursor.fetchone()[0] is True
    finally:
        apart.close()


@pytest.mark.django_db(transaction=True, databases=["default", "owner"])
def test_how_far_it_is_is_seen_before_the_work_is_committed() -> None:
    site = factories.make_site()
    apart = connections[APPLICATION_ALIAS].copy(alias=NO_DB_ALIAS)
    sql = "UPDATE staff_site SET name = %s::text WHERE id = %s"
    try:
        with transaction.atomic(), background.progress(sql, site.pk) as progress:
            with connection.cursor() as cursor:
                cursor.execute("SELECT count(*) FROM staff_site")
            progress(7)
            with apart.cursor() as cursor:
                cursor.execute("SELECT name FROM staff_site WHERE id = %s", [site.pk])
                assert cursor.fetchone() == ("7",)
    finally:
        apart.close()
