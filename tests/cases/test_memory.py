"""What the search keeps in memory: never behind the database, whoever writes and when."""

import datetime
from collections.abc import Callable
from threading import Event, Thread

import pytest
from django.db import OperationalError, connection, transaction

from cases import actions, births, search
from cases.births import Birth
from cases.choices import NameKind, Precision
from cases.models import Minor, SearchRow
from cases.search import evidence, memory
from staff.models import Site, User
from tests import factories

committed = pytest.mark.django_db(databases=["default", "owner"], transaction=True)


@pytest.fixture
def reception(person: Callable[..., User]) -> User:
    return person()


@pytest.fixture
def register(reception: User, site: Site) -> Callable[[str], Minor]:
    return lambda name: factories.make_minor(name, by=reception, site=site)[0]


def found(text: str) -> list[Minor]:
    return [candidate.minor for candidate in search.candidates(text)]


def test_a_file_is_found_at_once_and_by_a_name_given_later(
    register: Callable[[str], Minor], reception: User
) -> None:
    assert found("Zeynabou Outtara") == []
    minor = register("Zeynabou Outtara")
    assert found("Zeynabou Outtara") == [minor]
    actions.add_name(by=reception, minor=minor, text="Chérifa", kind=NameKind.ALIAS)
    assert found("Cherifa") == [minor]


def test_the_archive_is_apart_at_once(register: Callable[[str], Minor]) -> None:
    minor = register("Zeynabou Outtara")
    assert found("Zeynabou") == [minor]
    Minor.objects.filter(pk=minor.pk).update(archived_at=minor.registered_at)
    assert found("Zeynabou") == []
    assert [c.minor for c in search.candidates("Zeynabou", in_archive=True)] == [minor]


@committed
def test_what_was_rolled_back_hides_nothing(register: Callable[[str], Minor]) -> None:
    minor = register("Zeynabou Outtara")
    with transaction.atomic():
        minor.names.update(folded="autrement")
        assert found("autrement") == [minor]
        assert found("Zeynabou Outtara") == []
        transaction.set_rollback(True)
    assert found("Zeynabou Outtara") == [minor]
    assert found("autrement") == []


@committed
def test_a_slow_transaction_is_read_when_it_ends(register: Callable[[str], Minor]) -> None:
    """It began before one that was read, and ends after it."""
    has_written, may_end = Event(), Event()
    slow: list[Minor] = []

    def write() -> None:
        with transaction.atomic():
            slow.append(register("Zeynabou Outtara"))
            has_written.set()
            assert may_end.wait(10)
        connection.close()

    thread = Thread(target=write)
    thread.start()
    assert has_written.wait(10)
    quick = register("Ibrahima Sory")
    assert found("Ibrahima Sory") == [quick]
    assert found("Zeynabou") == []
    may_end.set()
    thread.join()
    assert found("Zeynabou") == slow


@committed
def test_rows_are_read_once_and_those_from_elsewhere_never_again(
    register: Callable[[str], Minor],
) -> None:
    """A database restored from another server has rows of transactions that are yet to come."""
    minor = register("Zeynabou Outtara")
    files = memory.known()._minors
    before = len(files)
    assert minor.pk in files
    SearchRow.objects.using("owner").update(written_in=2**60)
    for _search in range(3):
        assert found("Zeynabou") == [minor]
    assert len(files) == before


def test_after_an_error_it_is_read_the_next_time(
    register: Callable[[str], Minor], monkeypatch: pytest.MonkeyPatch
) -> None:
    def lost(_self: memory.Memory, _words: set[int]) -> None:
        raise OperationalError

    register("Ibrahima Sory")
    assert found("Zeynabou") == []
    minor = register("Zeynabou Outtara")
    with monkeypatch.context() as patched:
        patched.setattr(memory.Memory, "_learn", lost)
        with pytest.raises(OperationalError):
            found("Zeynabou")
    assert found("Zeynabou") == [minor]


def test_another_thread_may_take_files_during_a_look(
    register: Callable[[str], Minor], monkeypatch: pytest.MonkeyPatch
) -> None:
    minor = register("Zeynabou Outtara")
    before = memory.known()._now()
    register("Zeynabou Sory")
    monkeypatch.setattr(memory.known(), "_now", lambda: before)
    assert found("Zeynabou") == [minor]


def test_after_many_changes_all_is_read_afresh(
    register: Callable[[str], Minor], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(memory, "MOST_CHANGES", 3)
    minor = register("Zeynabou Outtara")
    before = memory.known()
    for folded in ("zeynabou", "zeynab", "zeyn", "zeynabou o", "zey"):
        minor.names.update(folded=folded)
        assert found(folded) == [minor]
    assert memory.known() is not before
    assert len(memory.known()._minors) < 5


def test_each_day_all_is_read_afresh(
    register: Callable[[str], Minor], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A word that was erased is in no process for longer."""
    register("Zeynabou Outtara")
    before = memory.known()
    assert memory.known() is before
    monkeypatch.setattr(memory, "OLDEST", 0)
    assert memory.known() is not before


@pytest.mark.parametrize("said", ["2009", "03/2009", "14/03/2009"])
def test_a_year_apart_is_nearer_than_any_other_however_the_birth_is_said(
    reception: User, site: Site, said: str
) -> None:
    for year in (2003, 2010, 2004):
        birth = Birth(Precision.YEAR, born_on=datetime.date(year, 1, 1))
        factories.make_minor("Awa", by=reception, site=site, birth=birth)
    known, today = memory.known(), datetime.date(2026, 11, 28)
    [first] = known.nearest(
        [known.meant("awa")],
        evidence.sought(births.parse(said, today=today), today),
        None,
        in_archive=False,
        limit=1,
    )
    assert Minor.objects.get(pk=first).claim.born_on.year == 2010


def test_a_word_stands_for_the_nearest_bearers(register: Callable[[str], Minor]) -> None:
    """Typed as one, as two, as three; with the article or without."""
    rahman, merci, sayed = map(
        register, ("Abd el Rahman Souare", "Dieu Merci Kalonji", "Elsayed Nour")
    )
    for typed in ("Abdelrahman", "abd el rahman", "El Rahman", "Rahman Souare"):
        assert found(typed)[:1] == [rahman], typed
    assert found("Dieumerci")[:1] == found("dieu-mercy kalonji")[:1] == [merci]
    assert found("Sayed Nour")[:1] == found("El Sayed Nour")[:1] == [sayed]
