"""Work without network: prepared, sent in any order each once, ended with its key."""

import datetime
import json
import uuid
from base64 import b64decode, b64encode
from collections.abc import Callable

import pytest
from django.db import transaction
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from clinics import actions, offline
from clinics.choices import OfflineEnd
from clinics.models import (
    AnonymousConsultation,
    ClinicSession,
    OfflineEntry,
    OfflineSession,
    TallyReport,
)
from staff import actions as staff_actions
from staff.choices import Role, SiteKind
from staff.encryption import SealError
from staff.models import AuditEntry, Site, User
from tests import factories
from tests.clinics.offline_phone import Phone, enrolled_client
from tests.staff.trail import actions_since, last_entry

NOW = datetime.datetime(2026, 11, 19, 9, tzinfo=datetime.UTC)


@pytest.fixture(autouse=True)
def clock(time_machine: object) -> Callable[[float], None]:
    """Return what moves the time on, in hours."""
    time_machine.move_to(NOW, tick=False)
    return lambda hours: time_machine.shift(datetime.timedelta(hours=hours))


@pytest.fixture
def nurse(person: Callable[..., User]) -> User:
    return person(Role.NURSE)


@pytest.fixture
def session(nurse: User, site: Site) -> ClinicSession:
    return factories.make_session(by=nurse, site=site, kind=SiteKind.MOBILE)


@pytest.fixture
def phone(nurse: User, session: ClinicSession, site: Site) -> Phone:
    return Phone(enrolled_client(nurse, site), nurse, session)


def states(answers: list[dict[str, str]]) -> list[str]:
    return [answer["state"] for answer in answers]


def prepared() -> OfflineSession:
    return OfflineSession.objects.get()


# --- prepared -------------------------------------------------------------------------------------


def test_it_is_prepared_on_an_enrolled_phone_alone(
    as_role: Callable[..., Client], session: ClinicSession
) -> None:
    """Of today, of an open session; what is handed over opens nothing here."""
    client = as_role(Role.NURSE)
    url = f"/sessions/{session.pk}/offline/"
    assert client.get(url).context["device"] is None
    assert client.post(f"{url}prepare/").status_code == 409
    enrolled = enrolled_client(client.user, session.site)
    enrolled.force_login(client.user)
    start = last_entry()
    handed = enrolled.post(f"{url}prepare/").json()
    assert actions_since(start) == ["prepare_offline"]
    row = prepared()
    assert (str(row.number), row.device) == (handed["number"], enrolled.device)
    assert len(b64decode(handed["point"])) == offline.POINT
    assert handed["secret"] not in (row.secret_hash, str(row.sealed_key))
    assert row.writes_until.isoformat() == "2026-11-20T03:00:00+00:00"  # 4 h in Paris
    actions.close_session(by=client.user, session=session, is_zero=True)
    assert enrolled.post(f"{url}prepare/").status_code == 409
    assert not enrolled.get(url).context["may_prepare"]


def test_not_of_yesterday_nor_of_another_site(
    phone: Phone, session: ClinicSession, person: Callable[..., User], clock: Callable
) -> None:
    url = f"/sessions/{session.pk}/offline/prepare/"
    elsewhere = person(Role.NURSE, site=factories.make_site("Calais"))
    phone.client.force_login(elsewhere)
    assert phone.client.post(url).status_code == 404
    clock(24)
    phone.client.force_login(prepared().prepared_by)
    assert phone.client.post(url).status_code == 409


def test_its_page_names_nobody(phone: Phone, nurse: User, site: Site) -> None:
    """What a phone keeps is the same whoever came before."""
    minor = factories.make_minor("Canari Zzyzx", by=nurse, site=site)[0]
    phone.client.force_login(nurse)
    page = phone.client.get(f"/offline/?session={prepared().session_id}").content.decode()
    assert 'data-offline-form="consultation"' in page
    for secret in ("Canari", "Zzyzx", minor.reference, nurse.full_name, nurse.username):
        assert secret not in page
    assert "csrfmiddlewaretoken" not in page


# --- sent -----------------------------------------------------------------------------------------


def test_what_was_typed_arrives_without_anybody_signed_in(phone: Phone, nurse: User) -> None:
    start = last_entry()
    entry = phone.entry(tick_code="K7", acts="advice")
    assert states(phone.send([entry])) == ["kept"]
    [row] = AnonymousConsultation.objects.all()
    assert str(row.token) == entry["token"]
    assert (row.motif, row.age_band, row.tick_code) == ("skin", "13_14", "K7")
    assert (row.session, row.recorded_by) == (prepared().session, nurse)
    assert actions_since(start) == ["receive_entry", "log_anonymous_consultation"]
    assert AuditEntry.objects.latest("pk").device == str(phone.device().pk)


def test_sent_again_it_is_one(phone: Phone) -> None:
    entry = phone.entry()
    assert states(phone.send([entry, entry])) == ["kept", "kept"]
    assert states(phone.send([entry])) == ["kept"]
    assert AnonymousConsultation.objects.count() == OfflineEntry.objects.count() == 1


@settings(
    max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(batches=st.lists(st.lists(st.integers(0, 5), max_size=6), max_size=5))
def test_in_any_order_each_once(phone: Phone, batches: list[list[int]]) -> None:
    with transaction.atomic():
        entries = [phone.entry(tick_code=f"A{number}") for number in range(6)]
        for batch in [*batches, range(6)]:
            answers = phone.send(entries[number] for number in batch)
            assert set(states(answers)) <= {"kept"}
        codes = sorted(row.tick_code for row in AnonymousConsultation.objects.all())
        assert codes == [f"A{number}" for number in range(6)]
        transaction.set_rollback(True)


def test_a_bad_one_stops_no_other_and_comes_back_to_be_mended(phone: Phone) -> None:
    bad = phone.entry(age_band="old\x00\ud800", tick_code="AMADOU")
    good = phone.entry()
    refused, kept = phone.send([bad, good])
    assert (refused["state"], kept["state"]) == ("refused", "kept")
    assert ["age_band", "old"] in refused["fields"]
    assert "AMADOU" not in refused["why"]
    assert AnonymousConsultation.objects.count() == OfflineEntry.objects.count() == 1
    mended = phone.entry(bad["token"], tick_code="A1")
    assert states(phone.send([mended])) == ["kept"]
    assert AnonymousConsultation.objects.count() == 2


def sheet(phone: Phone, **cells: str) -> dict[str, str]:
    typed = [["version", "0"], *([name.replace("_", "-", 1), n] for name, n in cells.items())]
    return phone.entry(said={"kind": "tally", "fields": typed, "written_at": 0})


def test_a_tally_sheet_arrives_once_and_overwrites_no_other(
    phone: Phone, nurse: User, session: ClinicSession
) -> None:
    """A colleague's is put aside only by somebody who has been told."""
    mine = sheet(phone, **{"scabies_13_14-male": "4"})
    assert states(phone.send([mine, mine])) == ["kept", "kept"]
    assert TallyReport.objects.get().cells == {"scabies": {"13_14-male": 4}}
    factories.make_tally_sheet(session, by=nurse, count=9)
    [refused] = phone.send([sheet(phone, **{"fever_13_14-male": "1"})])
    assert (refused["state"], refused["kind"]) == ("refused", "tally")
    said = {"kind": "tally", "fields": refused["fields"], "written_at": refused["written_at"]}
    assert states(phone.send([phone.entry(refused["token"], said=said)])) == ["kept"]
    assert TallyReport.objects.current().get().cells == {"fever": {"13_14-male": 1}}


def test_what_comes_once_the_session_is_closed_is_late(
    phone: Phone, nurse: User, session: ClinicSession
) -> None:
    phone.send([phone.entry()])
    actions.close_session(by=nurse, session=session, is_zero=True)
    assert states(phone.send([phone.entry()])) == ["kept"]
    phone.client.force_login(nurse)
    [line] = phone.client.get(f"/sessions/{session.pk}/offline/").context["phones"]
    assert (line.received, line.late) == (2, 1)


# --- refused --------------------------------------------------------------------------------------


def test_only_what_this_phone_sealed_for_this_number_opens(phone: Phone, nurse: User) -> None:
    """A forged number, another phone's key, a changed byte, and what is no entry at all."""
    entry = phone.entry()
    other = Phone(phone.client, nurse, prepared().session).entry()
    changed = b64encode(b64decode(entry["sealed"])[:-1] + b"x").decode()
    wrong = [
        {**entry, "token": str(uuid.uuid4())},
        {**entry, "token": "../1"},
        {**entry, "sealed": changed},
        {**entry, "sealed": "é"},
        {**entry, "sealed": ""},
        other,
        phone.entry(said=[1]),
        phone.entry(said={"kind": "consultation", "fields": 3, "written_at": 0}),
        phone.entry(said={"kind": "consultation", "fields": [], "written_at": 1e300}),
    ]
    assert set(states(phone.send(wrong))) == {"unreadable"}
    unknown = phone.entry(said={"kind": "names", "fields": [], "written_at": 0})
    assert states(phone.send([unknown])) == ["refused"]
    assert not AnonymousConsultation.objects.exists()
    assert not OfflineEntry.objects.exists()


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"entries": [{"token": "1", "sealed": ""}] * (offline.MOST_ENTRIES + 1)}, 413),
        ({"entries": "x" * offline.MOST_BYTES}, 413),
        ({"entries": [1]}, 400),
        ({"entries": {"token": 1}}, 400),
        ([], 400),
        ("[" * 100_000, 400),
        ("\x00", 400),
    ],
)
def test_what_no_phone_sends_is_refused(phone: Phone, body: object, status: int) -> None:
    sent = body if isinstance(body, str) else json.dumps(body)
    assert phone.post(sent).status_code == status


def test_another_phone_sends_nothing_in_its_place(phone: Phone, nurse: User, site: Site) -> None:
    """Neither the secret without its phone, nor the phone without its secret."""
    body = {"entries": [phone.entry()]}
    wrong = {"Escale-Offline": "x"}
    assert phone.post(body, **wrong).status_code == 403
    phone.client = enrolled_client(nurse, site, "Un autre téléphone")
    assert phone.post(body).status_code == 403
    phone.client = Client()
    phone.client.force_login(nurse)
    assert phone.post(body).status_code == 403
    assert not AnonymousConsultation.objects.exists()


# --- ended ----------------------------------------------------------------------------------------


def is_dead(phone: Phone, kept: bytes, entry: dict[str, str]) -> bool:
    """Whether nothing comes from this phone any more, and its key is gone."""
    row = prepared()
    with pytest.raises(SealError):
        offline.open_entry(row, entry["token"], b64decode(entry["sealed"]))
    return phone.post({"entries": [entry]}).status_code == 410 and bytes(row.sealed_key) != kept


def test_a_withdrawn_phone_dies_at_once(phone: Phone, nurse: User) -> None:
    entry, kept, start = phone.entry(), bytes(prepared().sealed_key), last_entry()
    staff_actions.revoke_device(by=nurse, device=phone.device())
    assert is_dead(phone, kept, entry)
    assert prepared().ended_why == OfflineEnd.DEVICE
    assert actions_since(start) == ["end_offline", "revoke_device"]


@pytest.mark.parametrize("why", [OfflineEnd.LOST, OfflineEnd.SETTLED])
def test_it_is_ended_from_the_session(phone: Phone, nurse: User, why: str) -> None:
    entry, kept = phone.entry(), bytes(prepared().sealed_key)
    phone.client.force_login(nurse)
    url = f"/sessions/{prepared().session_id}/offline/"
    assert phone.client.post(f"{url}{prepared().number}/end/", {"why": why}).url == url
    assert is_dead(phone, kept, entry)
    assert (prepared().ended_why, prepared().ended_by) == (why, nurse)
    start = last_entry()
    actions.end_offline(by=nurse, offline=prepared(), is_lost=True)
    assert (prepared().ended_why, actions_since(start)) == (why, [])


def test_its_time_passes(phone: Phone, nurse: User, clock: Callable[[float], None]) -> None:
    """Three days after the last hour of writing; the key goes with the night's round."""
    entry, kept = phone.entry(), bytes(prepared().sealed_key)
    clock(18 + 71)
    assert states(phone.send([phone.entry()])) == ["kept"]
    clock(1)
    assert phone.post({"entries": [entry]}).status_code == 410
    actions.forget_expired(by=None)
    assert is_dead(phone, kept, entry)
    assert prepared().ended_why == OfflineEnd.EXPIRED


def test_what_is_open_shows_who_may_end_it(
    phone: Phone, session: ClinicSession, person: Callable[..., User]
) -> None:
    """Nobody of another site."""
    phone.client.force_login(person(Role.NURSE, site=factories.make_site("Calais")))
    url = f"/sessions/{session.pk}/offline/{prepared().number}/end/"
    assert phone.client.post(url).status_code == 404
    assert prepared().is_open
