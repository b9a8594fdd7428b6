"""Every constraint: it has its own sentence, and it holds against the ways to break it.

WAYS says, for each constraint, what to change in a row that is otherwise right (RIGHT). Each way
is refused twice: with the sentence when the row is validated, and by the database itself when
nobody validates. A constraint that is not in the table fails.
"""

import datetime
from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Any

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction
from django.db.models import BaseConstraint, Model
from django.utils import timezone

from cases import actions
from cases.choices import Precision
from cases.models import (
    DOCUMENTS,
    Absence,
    Arrival,
    BirthClaim,
    Desk,
    Minor,
    MinorKey,
    MinorName,
    MinorPhone,
    Partner,
)
from clinics.models import VITAL_BOUNDS, Consultation
from referrals.choices import ReferralStatus
from referrals.models import Referral, ReferralStep
from staff.choices import Role
from staff.models import (
    Approval,
    AuditEntry,
    AuditReview,
    Centre,
    OpeningException,
    OpeningHours,
    Posting,
    Site,
    User,
)
from tests.house import sources
from tests.matrix.scene import Scene, make_scene

pytestmark = pytest.mark.django_db(databases=["default", "owner"])

Changes = dict[str, Any]
Way = Changes | Callable[[Scene], Changes]

EIGHT, NINE, NOON = datetime.time(8), datetime.time(9), datetime.time(12)
TODAY = timezone.localdate()
YESTERDAY = TODAY - datetime.timedelta(days=1)
LAST_YEAR = TODAY - datetime.timedelta(days=365)
NOW = timezone.now()
MONDAY = TODAY - datetime.timedelta(days=TODAY.weekday() + 7)
PHONE = "+33612345678"

# A row that nothing forbids, beside the ones of the scene.
RIGHT: dict[type[Model], Callable[[Scene], Changes]] = {
    Absence: lambda s: {"arrival": s.arrival, "left_by": s.host},
    Approval: lambda s: {
        "kind": "planted", "subject": "staff.user:1", "asked_by": s.host, "expires_at": NOW
    },
    Arrival: lambda s: {
        "minor": s.minor, "site": s.other_site, "day": TODAY, "registered_by": s.host
    },
    AuditEntry: lambda s: {"action": "planted"},
    AuditReview: lambda s: {"week": MONDAY, "reader": s.account},
    BirthClaim: lambda s: {"minor": s.minor, "precision": Precision.UNKNOWN, "recorded_by": s.host},
    Centre: lambda s: {"name": "Centre"},
    Consultation: lambda s: {
        "minor": s.minor, "site": s.site, "motif": "fever", "recorded_by": s.host
    },
    Desk: lambda s: {"site": s.site, "name": "Autre", "kind": "nurse"},
    **dict.fromkeys(DOCUMENTS.values(), lambda s: {
        "minor": s.minor, "kind": "letter", "original": "lost", "content_hash": "a" * 64, "size": 1,
        "media_type": "image/png", "page_count": 1, "added_by": s.host,
    }),
    Minor: lambda s: {
        "country": "GN", "language": "fr", "registered_site": s.site, "registered_by": s.host
    },
    MinorKey: lambda s: {"minor": s.minor, "compartment": "figures", "wrapped": b"x"},
    MinorName: lambda s: {"minor": s.minor, "text": "Autre", "recorded_by": s.host},
    MinorPhone: lambda s: {"minor": s.minor, "number": PHONE, "recorded_by": s.host},
    OpeningException: lambda s: {"site": s.site, "day": TODAY},
    OpeningHours: lambda s: {
        "site": s.other_site, "weekday": 1, "opens_at": NINE, "closes_at": NOON,
        "valid_from": TODAY,
    },
    Partner: lambda s: {"name": "Autre"},
    Posting: lambda s: {"user": s.account, "role": Role.JURIST, "site": s.site},
    Referral: lambda s: {
        "minor": s.minor, "site": s.site, "partner": s.partner, "kind": "social",
        "compartment": "social", "reason": "Domiciliation", "made_by": s.host,
    },
    ReferralStep: lambda s: {
        "referral": s.social_referral, "status": "seen", "recorded_by": s.host
    },
    Site: lambda s: {"name": "Autre"},
    User: lambda s: {"username": "autre", "full_name": "Autre", "password": "x"},
}  # fmt: skip

# A measure in another unit, or a slip of the keyboard.
WRONG_UNIT: dict[str, Changes] = {
    "temperature": {"temperature": "98.6"},  # Fahrenheit
    "pulse": {"pulse": "0"},
    "respiration": {"respiration": "180"},
    "systolic": {"systolic": "999", "diastolic": "80"},
    "diastolic": {"systolic": "120", "diastolic": "8"},  # centimetres of mercury
    "oxygen": {"oxygen": "0.98"},
    "weight": {"weight": "700"},
    "height": {"height": "1.75"},  # metres
    "glycaemia": {"glycaemia": "90"},  # mg/dL
}


def vital_ways(name: str, low: str, high: str) -> list[Way]:
    """Just below, just above, in another unit."""
    beside = {"systolic": "diastolic", "diastolic": "systolic"}.get(name)
    pairs = {"systolic": ("20", "100"), "diastolic": ("100", "250")}.get(name, ("", ""))
    step = Decimal("0.01")
    return [
        {name: Decimal(low) - step} | ({beside: pairs[0]} if beside else {}),
        {name: Decimal(high) + step} | ({beside: pairs[1]} if beside else {}),
        WRONG_UNIT[name],
    ]


def already_dialled(scene: Scene) -> Changes:
    actions.add_phone(by=scene.host, minor=scene.minor, phone=PHONE)
    return {"number": PHONE}


def already_gone(scene: Scene) -> Changes:
    actions.leave(by=scene.host, arrival=scene.arrival)
    return {}


def already_asked(scene: Scene) -> Changes:
    Approval.objects.create(**RIGHT[Approval](scene))
    return {}


def already_has_its_key(scene: Scene) -> Changes:
    MinorKey.objects.create(**RIGHT[MinorKey](scene))
    return {}


PAPERS = [model._meta.model_name for model in DOCUMENTS.values()]
# What holds for the papers of every compartment: {end of the constraint's name: ways}.
OF_PAPERS: dict[str, list[Way]] = {
    "withdrawn_by_someone": [{"withdrawn_at": NOW}, lambda s: {"withdrawn_by": s.host}],
    "is_named_by_its_hash": [
        {"content_hash": ""},
        {"content_hash": "A" * 64},
        {"content_hash": "a" * 63},
        {"content_hash": "../" + "a" * 61},
        {"content_hash": "a" * 63 + "\n"},
    ],
    "is_readable": [
        {"size": 0},
        {"page_count": 0},
        {"media_type": "text/html"},
        {"media_type": "image/svg+xml"},
        {"media_type": ""},
    ],
    "kind": [{"kind": ""}, {"kind": "Letter"}, {"kind": "virus"}],
    "original": [{"original": ""}, {"original": "Lost"}, {"original": "somewhere"}],
}

WAYS: dict[str, list[Way]] = {
    # clinics
    **{f"clinics_{name}_possible": vital_ways(name, *VITAL_BOUNDS[name]) for name in VITAL_BOUNDS},
    "clinics_pressure_in_order": [
        {"systolic": 80, "diastolic": 120},
        {"systolic": 90, "diastolic": 90},
        {"systolic": 120},
        {"diastolic": 80},
    ],
    "clinics_follow_up_later": [
        {"follow_up_on": TODAY},
        {"follow_up_on": YESTERDAY},
        {"follow_up_on": LAST_YEAR},
    ],
    # referrals
    "referrals_referral_has_reason": [{"reason": ""}],
    "referrals_referral_compartment": [
        {"compartment": "psychology"},
        {"compartment": ""},
        {"compartment": "Social"},
    ],
    "referrals_step_appointment_dated": [{"status": ReferralStatus.APPOINTMENT}],
    "referrals_step_answered_what": [
        {"status": ReferralStatus.ANSWERED},
        {"status": ReferralStatus.ANSWERED, "note": "  "},
        {"status": ReferralStatus.ANSWERED, "note": "\n"},
    ],
    "referrals_step_not_seen_why": [
        {"status": ReferralStatus.NOT_SEEN},
        {"status": ReferralStatus.NOT_SEEN, "note": " "},
        {"status": ReferralStatus.NOT_SEEN, "note": "\n"},
    ],
    # cases
    "cases_minor_language_country": [
        {"language": ""},
        {"country": ""},
        {"language": "", "country": ""},
    ],
    "cases_minor_withdrawn_by_someone": [
        {"withdrawn_at": NOW},
        lambda s: {"withdrawn_by": s.host},
    ],
    "cases_name_not_empty": [{"text": ""}],
    "cases_name_once": [lambda s: {"text": s.minor.names.get().text}],
    "cases_claim_fits_precision": [
        {"precision": "age", "born_on": LAST_YEAR},
        {"precision": "age"},
        {"precision": "age", "declared_age": 16, "born_on": LAST_YEAR},
        {"precision": "day"},
        {"precision": "month", "declared_age": 16},
        {"precision": "year", "declared_age": 16, "born_on": LAST_YEAR},
        {"precision": "unknown", "declared_age": 16},
        {"precision": "unknown", "born_on": LAST_YEAR},
        {"precision": "week", "born_on": LAST_YEAR},
    ],
    "cases_claim_age_possible": [
        {"precision": "age", "declared_age": 100},
        {"precision": "age", "declared_age": 2009},
        {"precision": "age", "declared_age": 32767},
    ],
    "cases_phone_international": [
        {"number": "0612345678"},
        {"number": "+33 6 12 34 56"},
        {"number": "+12345"},
        {"number": "+1234567890123456"},
        {"number": ""},
        {"number": "+33612345678\n"},
    ],
    "cases_phone_once": [already_dialled],
    "cases_arrival_once_a_day": [
        lambda s: {"site": s.site, "day": s.arrival.day},
        lambda s: {"site": s.site, "day": s.arrival.day, "needs": ["food"]},
        lambda s: {"site": s.site, "day": s.arrival.day, "registered_by": s.account},
    ],
    "cases_arrival_cancelled_by_someone": [
        {"cancelled_at": NOW},
        lambda s: {"cancelled_by": s.host},
    ],
    "cases_arrival_nothing_is_alone": [
        {"needs": ["nothing", "food"]},
        {"needs": ["food", "nothing"]},
        {"needs": ["nothing", "nothing"]},
    ],
    "cases_absence_one_open": [already_gone],
    "cases_absence_returns_after_leaving": [
        lambda s: {"returned_at": NOW - datetime.timedelta(hours=1), "returned_by": s.host},
        {"returned_at": NOW + datetime.timedelta(hours=1)},
        lambda s: {"returned_by": s.host},
    ],
    "cases_desk_has_name": [{"name": ""}],
    "cases_desk_ends_after_start": [{"valid_to": YESTERDAY}, {"valid_to": LAST_YEAR}],
    "cases_desk_name_once": [lambda s: {"name": s.desk.name}],
    "cases_partner_has_name": [{"name": ""}],
    "cases_partner_ends_after_start": [
        {"valid_from": TODAY, "valid_to": YESTERDAY},
        {"valid_from": TODAY, "valid_to": LAST_YEAR},
    ],
    "cases_partner_name_once": [lambda s: {"name": s.partner.name}],
    "cases_key_once": [already_has_its_key],
    **{f"cases_{paper}_{end}": ways for paper in PAPERS for end, ways in OF_PAPERS.items()},
    # staff
    "staff_approval_decided_by_someone": [
        {"decided_at": NOW},
        lambda s: {"decided_by": s.account},
        {"is_granted": True},
    ],
    "staff_approval_two_people": [
        lambda s: {"decided_at": NOW, "decided_by": s.host, "is_granted": True},
    ],
    "staff_approval_once": [already_asked],
    "staff_centre_only_one": [{"only_one": False}],
    "staff_centre_has_name": [{"name": ""}],
    "staff_site_has_name": [{"name": ""}],
    "staff_site_closes_after_opening": [{"valid_to": YESTERDAY}, {"valid_to": LAST_YEAR}],
    "staff_hours_close_after_opening": [
        {"closes_at": EIGHT},
        {"closes_at": NINE},
        {"opens_at": NOON, "closes_at": datetime.time(0)},
    ],
    "staff_hours_end_after_start": [{"valid_to": YESTERDAY}, {"valid_to": LAST_YEAR}],
    "staff_hours_one_current": [
        lambda s: {"site": s.site},
        lambda s: {"site": s.site, "weekday": 5, "opens_at": EIGHT},
        lambda s: {"site": s.site, "valid_from": LAST_YEAR},
    ],
    "staff_exception_one_per_day": [
        lambda s: {"day": s.exception.day},
        lambda s: {"day": s.exception.day, "is_open": True, "opens_at": NINE, "closes_at": NOON},
        lambda s: {"day": s.exception.day, "note": "Grève"},
    ],
    "staff_exception_hours_if_open": [
        {"opens_at": NINE, "closes_at": NOON},
        {"opens_at": NINE},
        {"is_open": True},
        {"is_open": True, "opens_at": NINE},
        {"is_open": True, "closes_at": NOON},
        {"is_open": True, "opens_at": NOON, "closes_at": NINE},
        {"is_open": True, "opens_at": NINE, "closes_at": NINE},
    ],
    "staff_user_plain_username": [
        {"username": ""},
        {"username": "a"},
        {"username": "Fatou"},
        {"username": "-fatou"},
        {"username": "fatou k"},
        {"username": "fatou\n"},
        {"username": "été"},
    ],
    "staff_user_has_name": [{"full_name": ""}],
    "staff_posting_ends_after_start": [{"valid_to": YESTERDAY}, {"valid_to": LAST_YEAR}],
    "staff_posting_volunteer_ends": [{"role": Role.VOLUNTEER}],
    "staff_posting_once": [
        lambda s: {"role": s.posting.role},
        lambda s: {"role": s.posting.role, "valid_to": TODAY},
        lambda s: Posting.objects.create(user=s.account, role=Role.JURIST) and {"site": None},
    ],
    "staff_audit_says_what": [{"action": ""}],
    "staff_audit_purpose_is_code": [
        {"purpose": "Awa Diallo"},
        {"purpose": "soin urgent"},
        {"purpose": "care\n"},
    ],
    "staff_review_once": [
        lambda s: {"reader": AuditReview.objects.create(week=MONDAY, reader=s.account).reader},
    ],
    "staff_review_of_a_week": [
        {"week": MONDAY + datetime.timedelta(days=1)},
        {"week": MONDAY + datetime.timedelta(days=6)},
        {"week": MONDAY - datetime.timedelta(days=1)},
    ],
}

# Fewer than three ways, and why there is no third.
FEWER: dict[str, str] = {
    **dict.fromkeys(
        [
            "referrals_referral_has_reason", "cases_name_not_empty", "cases_desk_has_name",
            "cases_partner_has_name", "staff_centre_has_name", "staff_site_has_name",
            "staff_user_has_name", "staff_audit_says_what",
        ],
        "only the empty text is empty: NULL is refused by the column itself",
    ),
    **dict.fromkeys(
        [
            "cases_name_once", "cases_phone_once", "cases_desk_name_once",
            "cases_partner_name_once", "cases_absence_one_open", "cases_key_once",
            "staff_approval_once", "staff_review_once",
        ],
        "a second row that says the same is the only way",
    ),
    **dict.fromkeys(
        [
            "cases_minor_withdrawn_by_someone", "cases_arrival_cancelled_by_someone",
            *(f"cases_{paper}_withdrawn_by_someone" for paper in PAPERS),
        ],
        "one of the two without the other: two ways",
    ),
    **dict.fromkeys(
        [
            "cases_desk_ends_after_start", "cases_partner_ends_after_start",
            "staff_site_closes_after_opening", "staff_hours_end_after_start",
            "staff_posting_ends_after_start",
        ],
        "the day just before, and one far before",
    ),
    "referrals_step_appointment_dated": "an appointment has a date, or none",
    "staff_approval_two_people": "the one who asked approves: there is no other way",
    "staff_centre_only_one": "a boolean has one other value",
    "staff_posting_volunteer_ends": "the last day is there, or not",
}  # fmt: skip


def constraints() -> Iterator[tuple[type[Model], BaseConstraint]]:
    for model in apps.get_models():
        if model._meta.app_label in sources.APPS:
            for constraint in model._meta.constraints:
                yield model, constraint


FOUND = {constraint.name: (model, constraint) for model, constraint in constraints()}


def sentence(constraint: BaseConstraint) -> str:
    return str(constraint.violation_error_message)


def row_with(scene: Scene, model: type[Model], way: Way) -> Model:
    changes = way(scene) if callable(way) else way
    return model(**(RIGHT[model](scene) | changes))


def refusal(row: Model) -> str:
    """Return the name of the constraint by which the database refuses a row; "" if it does not."""
    try:
        with transaction.atomic():
            type(row)._base_manager.bulk_create([row])
    except IntegrityError as error:
        return error.__cause__.diag.constraint_name or str(error)
    return ""


def said(row: Model) -> list[str]:
    """Return the sentences with which the house's constraints refuse a row."""
    try:
        row.validate_constraints()
    except ValidationError as error:
        return error.messages
    return []


@pytest.fixture
def scene(db: None) -> Scene:
    return make_scene()


def test_the_table_is_complete() -> None:
    assert set(WAYS) == set(FOUND)
    assert {name for name, ways in WAYS.items() if len(ways) < 3} == set(FEWER)
    assert {model for model, _constraint in FOUND.values()} == set(RIGHT)


@pytest.mark.parametrize("name", FOUND)
def test_it_has_a_sentence_of_its_own(name: str) -> None:
    model, constraint = FOUND[name]
    assert sentence(constraint) != str(BaseConstraint.default_violation_error_message)
    assert sentence(constraint)[-1] in ".…"
    assert name.startswith(f"{model._meta.app_label}_")


def failures(scene: Scene, name: str) -> list[str]:
    """Return one line for each way that is let through, or stopped by another rule."""
    model, constraint = FOUND[name]
    wrong = []
    for number, way in enumerate(WAYS[name], start=1):
        with transaction.atomic():
            row = row_with(scene, model, way)
            if sentence(constraint) not in (sentences := said(row)):
                wrong.append(f"{name}, way {number}: validation says {sentences}")
            if (refused_by := refusal(row)) != name:
                wrong.append(f"{name}, way {number}: the database says {refused_by!r}")
            transaction.set_rollback(True)
    return wrong


@pytest.mark.parametrize("model", RIGHT, ids=lambda model: model.__name__)
def test_they_hold(scene: Scene, model: type[Model]) -> None:
    names = [name for name, (owner, _constraint) in FOUND.items() if owner is model]
    wrong = [line for name in names for line in failures(scene, name)]
    assert not wrong, "\n".join(wrong)


# --- the checks can fail ----------------------------------------------------------------------


def test_a_row_that_is_right_passes(scene: Scene) -> None:
    """Else a way would be refused for another reason than the one it shows."""
    wrong = {}
    for model in RIGHT:
        with transaction.atomic():
            row = row_with(scene, model, {})
            wrong[model] = [*said(row), refusal(row)]
            transaction.set_rollback(True)
    # The scene already has its centre: the second one is its unique key's to refuse.
    assert wrong.pop(Centre) == ["staff_centre_only_one_key"]
    assert {model: found for model, found in wrong.items() if found != [""]} == {}


def test_a_constraint_that_lets_a_row_through_is_found(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(WAYS, "cases_desk_has_name", [{"name": "Un nom"}])
    assert len(failures(scene, "cases_desk_has_name")) == 2


def test_a_default_sentence_is_found() -> None:
    planted = models.CheckConstraint(condition=models.Q(pk__gt=0), name="planted")
    assert sentence(planted) == str(BaseConstraint.default_violation_error_message)
