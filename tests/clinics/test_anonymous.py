"""Consultations of people without a file: few taps, kept once, corrected, attached to a file."""

import datetime
import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils import timezone

from clinics import actions, forms, sessions
from clinics.choices import Episode
from clinics.models import AnonymousConsultation, ClinicSession
from staff.choices import Role, SiteKind
from staff.models import Site
from tests import factories

CHOSEN = {"motif": "scabies", "sex": "male", "age_band": "15_17"}


@pytest.fixture
def nurse(as_role: Callable[..., Client]) -> Client:
    return as_role(Role.NURSE)


@pytest.fixture
def session(nurse: Client, site: Site) -> ClinicSession:
    return factories.make_session(by=nurse.user, site=site, kind=SiteKind.MOBILE)


def filled(nurse: Client, session: ClinicSession, **typed: Any) -> AnonymousConsultation:
    """Return what a form makes of this, not kept yet."""
    form = forms.AnonymousConsultationForm({**CHOSEN, **typed}, session=session, user=nurse.user)
    assert form.is_valid(), form.errors
    row: AnonymousConsultation = form.instance
    return row


def kept(nurse: Client, session: ClinicSession, **typed: Any) -> AnonymousConsultation:
    row = filled(nurse, session, **typed)
    return actions.log_anonymous_consultation(by=nurse.user, session=session, consultation=row)


def test_what_is_sent_twice_is_kept_once(nurse: Client, session: ClinicSession) -> None:
    earlier = timezone.now() - datetime.timedelta(minutes=40)
    sent = {"token": str(uuid.uuid4()), "written_at": earlier.isoformat(), "acts": ["advice"]}
    first = kept(nurse, session, **sent)
    assert kept(nurse, session, **sent) == first
    with pytest.raises(ValidationError) as refused:
        kept(nurse, session, **{**sent, "motif": "fever"})
    assert refused.value.code == "other_content"
    [row] = AnonymousConsultation.objects.all()
    assert (row.motif, row.acts, row.written_at) == ("scabies", ["advice"], earlier)
    assert (row.day, row.site, row.recorded_by) == (session.day, session.site, nurse.user)
    assert row.recorded_at > row.written_at


def test_a_phone_whose_clock_is_ahead_loses_nothing(nurse: Client, session: ClinicSession) -> None:
    ahead = timezone.now() + datetime.timedelta(hours=3)
    row = kept(nurse, session, written_at=ahead.isoformat())
    assert row.written_at <= row.recorded_at


@pytest.mark.parametrize("typed", ["mamadou", "éà12", "123456789", "<b>1", "a1'"])
def test_no_name_is_typed_as_a_code(nurse: Client, session: ClinicSession, typed: str) -> None:
    form = forms.AnonymousConsultationForm(
        {**CHOSEN, "tick_code": typed}, session=session, user=nurse.user
    )
    assert set(form.errors) == {"tick_code"}
    assert form["tick_code"].value() == typed


def test_a_slip_makes_a_follow_up(nurse: Client, session: ClinicSession) -> None:
    assert kept(nurse, session, tick_code="a7-k2").tick_code == "A7K2"
    assert kept(nurse, session, tick_code="A7K2").episode == Episode.FOLLOW_UP
    assert kept(nurse, session, tick_code="A7K2", motif="teeth").episode == Episode.NEW
    assert kept(nurse, session).episode == Episode.NEW


def test_a_session_of_another_site_is_not_hers(
    as_role: Callable[..., Client], session: ClinicSession
) -> None:
    elsewhere = as_role(Role.NURSE, site=factories.make_site("Calais"))
    with pytest.raises(ValidationError) as refused:
        kept(elsewhere, session)
    assert refused.value.code == "not_here"
    assert sessions.count_of(session) == 0
