"""The demonstration in its database: the same twice, every role, on empty ground only."""

import datetime
from typing import Any

import pytest
import time_machine
from django.apps import apps
from django.contrib.auth import authenticate
from django.core.management import CommandError, call_command
from django.db import transaction
from django.db.models import Model, QuerySet
from django.test import RequestFactory
from django.utils import timezone

from cases.choices import CardStepKind, ClaimSource, DeskKind
from cases.models import (
    Absence,
    Activity,
    Appointment,
    AppointmentStep,
    Arrival,
    BirthClaim,
    CardStep,
    ClaimRetention,
    Consent,
    Desk,
    DeskNote,
    Enquiry,
    Minor,
    MinorKey,
    MinorName,
    MinorPhone,
    NewsStep,
    Night,
    NightHandover,
    Opposition,
    ParticipantStep,
    ReferentStep,
    Requisition,
    RequisitionStep,
    SearchRow,
    SearchWord,
    Sharing,
    TallyStep,
    Task,
    TaskStep,
    Ticket,
    TicketStep,
)
from cases.names import fold
from clinics.models import Consultation, Lot, SexualHealthConsultation, StockMove
from config import demo
from config.demo import distributions as d
from config.demo.days import PARIS
from referrals.models import Deadline, DeadlineStep, Referral, ReferralSheet, ReferralStep
from reports import catalogue, layouts, mapping
from reports.models import Layout
from reports.periods import PeriodKind, Week
from staff import history
from staff.choices import Role
from staff.models import AuditEntry, Centre, HouseKey, KeyFingerprint, Posting, Site, User
from staff.openings import open_days

# Building a demonstration also looks at the tables as their owner.
BOTH = pytest.mark.django_db(databases=["default", "owner"])
MONDAY_11H = datetime.datetime(2026, 11, 23, 11, 20, tzinfo=PARIS)
AT_NIGHT = datetime.datetime(2026, 11, 23, 3, 0, tzinfo=PARIS)
ON_SUNDAY = datetime.datetime(2026, 11, 22, 15, 0, tzinfo=PARIS)


def build(**options: Any) -> None:
    call_command("demo", **{"minors": 40, "days": 20, "verbosity": 0, **options})


DRAWN_COLUMNS = {"password", "seal_number", "index", "fingerprint"}
DRAWN = {AuditEntry, HouseKey, KeyFingerprint, MinorKey, SearchRow, SearchWord}


def _rows_to_open(model: type[Model]) -> QuerySet[Any]:
    """Return every row of a table; sealed ones with what opens them."""
    path = dict.fromkeys(
        [
            Referral,
            MinorPhone,
            ClaimRetention,
            Consultation,
            SexualHealthConsultation,
            Task,
            DeskNote,
            ReferentStep,
            Deadline,
        ],
        "minor__keys",
    ) | {
        ReferralStep: "referral__minor__keys",
        ReferralSheet: "referral__minor__keys",
        TaskStep: "task__minor__keys",
        DeadlineStep: "deadline__minor__keys",
    }
    found = model._default_manager.order_by("pk")
    return found.prefetch_related(path[model]) if model in path else found


def rows() -> dict[str, list[tuple[Any, ...]]]:
    """Every row that a demonstration writes, with places in place of keys."""
    # Keys, and the numbers that sealed values are bound to, are never the same twice.
    models = [m for m in apps.get_models() if m.__module__.split(".")[0] in
              {"staff", "cases", "clinics", "referrals"} and
              m not in DRAWN and not history.is_history(m)]  # fmt: skip
    keys = {m: list(m._default_manager.order_by("pk").values_list("pk", flat=True)) for m in models}
    places = {m: {pk: place for place, pk in enumerate(found)} for m, found in keys.items()}

    def value(row: Any, field: Any) -> Any:
        raw = getattr(row, field.attname)
        return places[field.related_model].get(raw) if field.is_relation else raw

    return {
        m._meta.label: [
            tuple(
                value(row, field)
                for field in m._meta.concrete_fields
                if not field.primary_key and field.name not in DRAWN_COLUMNS
            )
            for row in _rows_to_open(m)
        ]
        for m in models
    }


@BOTH
@pytest.mark.parametrize("preset", list(d.PRESETS))
def test_same_seed_same_rows(preset: str) -> None:
    seen = []
    for _attempt in range(2):
        with time_machine.travel(MONDAY_11H, tick=False), transaction.atomic():
            build(preset=preset)
            seen.append(rows())
            transaction.set_rollback(True)
    assert seen[0] == seen[1]
    assert len(seen[0]["cases.Minor"]) == 40


# In the database


@BOTH
@pytest.mark.parametrize("preset", list(d.PRESETS))
@pytest.mark.parametrize("now", [MONDAY_11H, AT_NIGHT, ON_SUNDAY], ids=str)
def test_what_is_loaded(preset: str, now: datetime.datetime) -> None:
    with time_machine.travel(now, tick=False):
        build(preset=preset)
        assert Centre.objects.get().is_demo
        assert AuditEntry.objects.filter(action="demo").count() == 1
        instants: list[tuple[str, type[Model], str]] = [
                    ("arrival", Arrival, "arrived_at"), ("absence", Absence, "returned_at"),
                    ("left", Absence, "left_at"), ("sent", Ticket, "sent_at"),
                    ("step", TicketStep, "at"), ("minor", Minor, "registered_at"),
                    ("care", Consultation, "recorded_at"), ("referred", Referral, "made_at"),
                    ("answered", ReferralStep, "recorded_at"),
                    ("agreed", Consent, "recorded_at"), ("shared", Sharing, "recorded_at"),
                    ("opposed", Opposition, "recorded_at"),
                    ("requisition", RequisitionStep, "recorded_at"),
                    ("card", CardStep, "at"), ("kept", ClaimRetention, "retained_at"),
                    ("asked", Enquiry, "noted_at"), ("tally", TallyStep, "at"),
                    ("stock", StockMove, "at"),
                    ("appointment", AppointmentStep, "at"),
                    ("slept", Night, "recorded_at"), ("held", Activity, "created_at"),
                    ("took part", ParticipantStep, "at"), ("back", Activity, "returned_at"),
                    ("handed over", NightHandover, "handed_at"),
                    ("deadline", Deadline, "started_at"), ("due", DeadlineStep, "at"),
                    ("task", Task, "made_at"), ("task step", TaskStep, "at"),
                    ("referent", ReferentStep, "at"), ("note", DeskNote, "written_at")]  # fmt: skip
        for name, model, field in instants:
            assert model._default_manager.exists(), name
            future = model._default_manager.filter(**{f"{field}__gt": now})
            assert not future.exists(), name
        for row in MinorName.objects.all():
            assert row.folded == fold(row.text)


@BOTH
def test_rows_are_what_forms_would_accept() -> None:
    """The database holds the constraints; choices and lengths are the models' to judge."""
    build()
    for model in (Minor, MinorName, BirthClaim, Arrival, Consultation, Referral, ReferralStep,
                  ReferralSheet, Consent, Sharing, Opposition, Requisition, RequisitionStep,
                  CardStep,
                  ClaimRetention, Enquiry, TallyStep, Appointment, AppointmentStep, Task, TaskStep,
                  Lot, StockMove,
                  ReferentStep, NewsStep, DeskNote, Deadline, DeadlineStep):  # fmt: skip
        for row in model._default_manager.all()[:60]:
            row.clean_fields()


@BOTH
def test_every_desk_refers_and_its_appointments_are_the_house_s() -> None:
    with time_machine.travel(MONDAY_11H, tick=False):
        build(minors=200, days=60)
    found = Referral.objects.with_status()
    assert set(found.values_list("compartment", flat=True)) == {
        "social", "legal", "health", "sexual_health", "psychology",
    }  # fmt: skip
    psychologist = User.objects.get(username="psychologue")
    assert found.visible_to(psychologist).filter(compartment="psychology").exists()
    assert found.filter(last_step="chased").exists()
    assert ReferralSheet.objects.exists()
    taken = ReferralStep.objects.filter(appointment__isnull=False).select_related("appointment")
    states = Appointment.objects.with_state().in_bulk([step.appointment_id for step in taken])
    assert {"planned", "came", "closed"} <= {row.status for row in states.values()}
    for step in taken.select_related("referral"):
        row = states[step.appointment_id]
        assert (row.day, row.time) == (step.appointment_on, step.appointment_time)
        assert (row.minor_id, row.partner_id, row.compartment) == (
            step.referral.minor_id, step.referral.partner_id, step.referral.compartment,
        )  # fmt: skip


@BOTH
def test_cards_and_dates_kept_are_seen_full() -> None:
    """Of each kind some: in use, lost, not wanted; a paper's date and one that was said."""
    build(minors=300)
    last = CardStep.objects.order_by("minor", "-pk").distinct("minor")
    assert set(last.values_list("kind", flat=True)) == set(CardStepKind)
    assert CardStep.objects.valid().count() > 30
    kept = ClaimRetention.objects.select_related("minor").all()
    assert {row.claim.source for row in kept} == {ClaimSource.DECLARED, ClaimSource.DOCUMENT}
    assert all(row.claim.minor_id == row.minor_id and row.reason for row in kept)
    assert {row.is_threat for row in Enquiry.objects.all()} == {True, False}
    assert all(row.said for row in Enquiry.objects.with_key())


@BOTH
def test_tables_for_funders_and_a_mapping_that_is_begun() -> None:
    """Each line of both tables is one of the report; the check of the mapping finds something."""
    build()
    by = User.objects.get(username="coordination")
    sites = list(Site.objects.visible_to(by).order_by("pk"))
    found = mapping.check(catalogue.lines(), mapping.current(), sites)
    assert found.without_unit == ["Calais"]
    assert found.unmapped
    assert not [*found.lost, *found.twice, *found.odd]
    tables = list(Layout.objects.visible_to(by).current())
    assert [row.kind for row in tables] == [PeriodKind.YEAR, PeriodKind.MONTH]
    possible = {one.key for one in layouts.offered(Week(2026, 47))}
    for row in tables:
        row.full_clean()
        assert set(row.lines) <= possible
    assert [column.label for column in layouts.columns_of(tables[0])].count("18+") == 1
    kept = AuditEntry.objects.filter(by=by).values_list("action", flat=True)
    assert sorted(kept) == ["map_figures", "save_layout", "save_layout"]


@BOTH
@pytest.mark.parametrize("preset", list(d.PRESETS))
def test_opening_hours_are_those_of_the_days(preset: str) -> None:
    """An average per open day must divide by the days on which people came."""
    with time_machine.travel(MONDAY_11H, tick=False):
        build(preset=preset)
        today = timezone.localdate()
        for site in Site.objects.filter(name__in=["Pantin", "La Chapelle"]):
            came = set(Arrival.objects.filter(site=site).values_list("day", flat=True))
            opened = open_days([site], min(came), today)
            assert came - {today} <= set(opened)
        pantin = Site.objects.get(name="Pantin")
        opened = open_days([pantin], today - datetime.timedelta(days=27), today)
        assert len(opened) == 4 * len(d.PRESETS[preset].hours)
    assert Site.objects.filter(kind="border").exists()
    assert Desk.objects.filter(site=pantin).count() == len(DeskKind)


@BOTH
def test_every_role_signs_in(rf: RequestFactory) -> None:
    build()
    request = rf.post("/", REMOTE_ADDR="127.0.0.1")
    signs = demo.sign_ins()
    found = [authenticate(request, username=name, password=password) for _role, name, password in
             signs]  # fmt: skip
    roles = [next(iter(user.roles)) for user in found if isinstance(user, User)]
    assert sorted(roles) == sorted(Role)
    assert [role for role, _name, _password in signs] == [str(role.label) for role in Role]
    assert not User.objects.exclude(is_demo=True).exists()
    assert not User.objects.filter(must_change_password=True).exists()
    mobile = Posting.objects.get(role=Role.NURSE, site__name="La Chapelle")
    assert mobile.user.username not in {name for _role, name, _password in signs}


# On empty ground only


@BOTH
def test_refused_where_a_centre_is() -> None:
    Centre.objects.create(name="Un vrai centre")
    with pytest.raises(CommandError, match="ESCALE_VAR_DIR"):
        build()
    assert not Minor.objects.exists()
    assert not User.objects.exists()


@BOTH
def test_refused_where_an_account_is() -> None:
    User.objects.create(username="quelquun", full_name="Quelqu’un")
    with pytest.raises(CommandError, match="already holds"):
        build()
    assert not Centre.objects.exists()


@BOTH
def test_refused_twice() -> None:
    build()
    before = Minor.objects.count()
    with pytest.raises(CommandError):
        build()
    assert Minor.objects.count() == before


@pytest.mark.parametrize("bad", [["--minors", "3"], ["--days", "zero"], ["--preset", "1999"]])
def test_refused_sizes(bad: list[str]) -> None:
    with pytest.raises(CommandError):
        call_command("demo", *bad)


@BOTH
def test_it_says_what_it_made(capsys: pytest.CaptureFixture[str]) -> None:
    build(verbosity=1, preset="2025")
    assert "An invented centre of 2025" in capsys.readouterr().out
