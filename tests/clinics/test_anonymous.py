"""Consultations of people without a file: few taps, kept once, corrected, attached to a file."""

import datetime
import threading
import time
import uuid
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from types import SimpleNamespace
from typing import Any

import pytest
import time_machine
from django.contrib.messages import get_messages
from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.test import Client
from django.utils import timezone

from cases.models import Minor
from clinics import actions, anonymous, forms, sessions
from clinics.choices import Episode
from clinics.models import AnonymousConsultation, AnonymousLink, ClinicSession
from clinics.views import anonymous as pages
from staff.choices import Role, SiteKind
from staff.http import to_edit
from staff.models import Site
from staff.templatetags.escale import clock
from tests import factories
from tests.staff.trail import actions_since, last_entry

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


def case_page(client: Client, minor: Minor) -> str:
    page: str = client.get(f"/cases/{minor.reference}/").content.decode()
    return page


def log(client: Client, session: ClinicSession, **typed: Any) -> AnonymousConsultation:
    """Type a consultation in the page of the session."""
    page = f"/sessions/{session.pk}/anonymous/new/"
    token = client.get(page).context["form"]["token"].value()
    response = client.post(page, {**CHOSEN, "token": str(token), **typed})
    assert (response.status_code, response.url) == (302, page), response.context["form"].errors
    return AnonymousConsultation.objects.latest("pk")


def test_one_after_the_other_in_a_session(nurse: Client, session: ClinicSession) -> None:
    page = f"/sessions/{session.pk}/anonymous/new/"
    assert page in nurse.get(f"/sessions/{session.pk}/").content.decode()
    start = last_entry()
    log(nurse, session, language="ps", interpreting="phone", nationality="AF")
    form = nurse.get(page).context["form"]
    kept_over = {name: form[name].value() for name in ("language", "interpreting", "age_band")}
    assert kept_over == {"language": "ps", "interpreting": "phone", "age_band": None}
    assert not form["nationality"].value()
    assert form.fields["language"].choices[1] == ("Dans cette séance", [("ps", "Pachto")])
    # The tile of a problem stands for its motif, and nothing else needs to be said.
    second = log(nurse, session, motif="", problem="back_pain", age_band="unknown")
    assert (second.motif, second.episode) == ("trauma", Episode.NEW)
    assert actions_since(start) == ["log_anonymous_consultation"] * 2
    [line] = sessions.lines([session])
    assert (line.count, line.team) == (2, [nurse.user])
    summary = sessions.summary_of(session)
    assert (summary.without_identity, summary.persons, summary.interpreted) == (2, 2, 1)


def test_what_is_wrong_is_said_and_nothing_is_lost(nurse: Client, session: ClinicSession) -> None:
    page = f"/sessions/{session.pk}/anonymous/new/"
    sent = {"sex": "robot", "age_band": "7", "language": "<b>", "tick_code": "Mamadou", "acts": "x"}
    response = nurse.post(page, sent)
    assert response.status_code == 422
    assert set(response.context["form"].errors) == {*sent, "motif"}
    assert 'value="Mamadou"' in response.content.decode()
    row = log(nurse, session)
    again = {**CHOSEN, "motif": "fever", "token": str(row.token)}
    response = nurse.post(page, again)
    assert response.status_code == 422
    assert "Une autre consultation est gardée" in response.content.decode()
    assert AnonymousConsultation.objects.count() == 1


def test_a_late_one_is_counted_as_added_since(nurse: Client, session: ClinicSession) -> None:
    log(nurse, session)
    actions.close_session(by=nurse.user, session=session, is_zero=False)
    log(nurse, session, motif="fever")
    [line] = sessions.lines([ClinicSession.objects.get()])
    assert (line.session.reported_count, line.count, line.added_count) == (1, 2, 1)


def test_its_author_corrects_it_for_a_day(
    nurse: Client, as_role: Callable[..., Client], session: ClinicSession
) -> None:
    first = log(nurse, session, tick_code="A7")
    page = f"/anonymous/{first.pk}/correct/"
    assert as_role(Role.NURSE).get(page).status_code == 403
    form = nurse.get(page).context["form"]
    seen = {name: form[name].value() for name in form.fields if form[name].value()}
    response = nurse.post(page, {**seen, "motif": "teeth"})
    second = AnonymousConsultation.objects.get()
    assert response.status_code == 302, response.context["form"].errors
    assert response.url == f"/anonymous/{second.pk}/"
    assert (second.corrects, second.motif, second.tick_code) == (first, "teeth", "A7")
    shown = nurse.get(f"/anonymous/{first.pk}/").content.decode()  # the former address leads on
    assert "Dents" in shown
    assert "Gale" in shown
    assert sessions.count_of(session) == 1

    page = f"/anonymous/{second.pk}/correct/"
    form = nurse.get(page).context["form"]
    seen = {name: form[name].value() for name in form.fields if form[name].value()}
    assert nurse.post(page, {**seen, "is_mistake": "on"}).status_code == 302
    assert not AnonymousConsultation.objects.exists()
    assert AnonymousConsultation.every.count() == 3
    assert sessions.count_of(session) == 0
    late = kept(nurse, session)
    with time_machine.travel(timezone.now() + datetime.timedelta(hours=25)):
        nurse.force_login(nurse.user)
        assert nurse.get(f"/anonymous/{late.pk}/correct/").status_code == 403


def test_two_windows_correct_it_at_once(
    nurse: Client, session: ClinicSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The second is asked which holds: the first was kept while she waited for her turn."""
    first = log(nurse, session)
    page = f"/anonymous/{first.pk}/correct/"
    form = nurse.get(page).context["form"]
    seen = {name: form[name].value() for name in form.fields if form[name].value()}

    def waited(*args: Any, **which: Any) -> Any:
        actions.correct_anonymous_consultation(
            by=nurse.user, consultation=filled(nurse, session, motif="fever"), corrects=first
        )
        return to_edit(*args, **which)

    monkeypatch.setattr(pages, "to_edit", waited)
    response = nurse.post(page, {**seen, "motif": "teeth"})
    assert response.status_code == 409
    assert "Fièvre" in response.content.decode()


def test_one_attached_elsewhere_meanwhile_holds_up_no_other(
    nurse: Client, session: ClinicSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    minor, _arrival = factories.make_minor("Mamadou Diallo", by=nurse.user, site=session.site)
    other, _arrival = factories.make_minor("Awa Keita", by=nurse.user, site=session.site)
    earlier = timezone.now() - datetime.timedelta(minutes=40)
    taken = log(nurse, session, written_at=earlier.isoformat())
    free = log(nurse, session, motif="teeth")

    def offered(*args: Any) -> list[AnonymousConsultation]:
        rows = anonymous.offered(*args)
        actions.attach_consultation(by=nurse.user, consultation=taken, minor=other)
        return rows

    monkeypatch.setattr(pages, "anonymous", SimpleNamespace(offered=offered))
    health = f"/cases/{minor.reference}/health/"
    response = nurse.post(f"{health}attach/", {"consultations": [taken.pk, free.pk]})
    assert (response.status_code, response.url) == (302, health)
    [row] = AnonymousConsultation.objects.attached_to(minor)
    assert row.pk == free.pk
    *_logged, refused, said = map(str, get_messages(response.wsgi_request))
    assert clock(taken.written_at) in refused
    assert "un autre dossier" in refused
    assert said == "Rattachée au dossier."


def test_it_is_attached_to_a_file_and_detached(
    nurse: Client, as_role: Callable[..., Client], session: ClinicSession
) -> None:
    minor, _arrival = factories.make_minor("Mamadou Diallo", by=nurse.user, site=session.site)
    other, _arrival = factories.make_minor("Awa Keita", by=nurse.user, site=session.site)
    health = f"/cases/{minor.reference}/health/"
    first = log(nurse, session, tick_code="A7")
    second = log(nurse, session, tick_code="A7", motif="teeth")
    elsewhere = log(nurse, session, tick_code="B1", motif="fever")
    assert sessions.summary_of(session).persons == 2

    # By the slip, from the file.
    page = f"{health}attach/"
    found = nurse.post(page, {"tick_code": "a7"}).context["form"].offered
    assert set(found) == {str(first.pk), str(second.pk)}
    assert set(nurse.get(page).context["form"].offered) == {*found, str(elsewhere.pk)}
    start = last_entry()
    response = nurse.post(page, {"of_slip": "a7", "consultations": list(found)})
    assert (response.status_code, response.url) == (302, health)
    assert actions_since(start, minor_id=minor.pk) == ["attach_consultation"] * 2
    shown = nurse.get(health).content.decode()
    assert f"/anonymous/{first.pk}/" in shown
    assert "Dents" in shown
    assert "Infirmerie, avant le dossier : Dents" in case_page(nurse, minor)

    # Whoever may not read health learns that she was seen, no more.
    told = case_page(as_role(Role.SOCIAL), minor)
    assert told.count("Passage à l’infirmerie") == 2
    assert "Dents" not in told

    # A code that is none is said so, and kept in its box.
    wrong = nurse.post(page, {"tick_code": "Mamadou"})
    assert wrong.status_code == 422
    assert set(wrong.context["search"].errors) == {"tick_code"}
    assert 'value="Mamadou"' in wrong.content.decode()
    assert nurse.post(page, {"tick_code": ""}).status_code == 200

    # Once for both, though she was seen with her file too.
    factories.make_consultation(minor, by=nurse.user, site=session.site)
    summary = sessions.summary_of(session)
    assert (summary.count, summary.persons) == (4, 2)

    # From the consultation, by a reference; of one file at a time.
    address = f"/anonymous/{first.pk}/attach/"
    for typed in ("", "ABC", "K7F2MQ0"):
        assert nurse.post(address, {"reference": typed}).status_code == 422
    nurse.post(address, {"reference": other.reference})
    assert not AnonymousConsultation.objects.attached_to(other).exists()
    assert nurse.post(f"{health}attached/{first.pk}/detach/").status_code == 302
    nurse.post(address, {"reference": other.reference.lower()})
    assert [row.pk for row in AnonymousConsultation.objects.attached_to(other)] == [first.pk]
    assert [row.pk for row in AnonymousConsultation.objects.attached_to(minor)] == [second.pk]

    # A correction stays with the file.
    actions.correct_anonymous_consultation(
        by=nurse.user,
        consultation=filled(nurse, session, motif="skin"),
        corrects=AnonymousConsultation.objects.get(pk=second.pk),
    )
    [row] = AnonymousConsultation.objects.attached_to(minor)
    assert row.motif == "skin"


@pytest.mark.django_db(databases=["default", "owner"], transaction=True)
def test_corrected_in_the_same_instant_it_is_the_correction_that_is_attached(
    nurse: Client, session: ClinicSession
) -> None:
    """The correction holds the session; who attaches waits, then finds what stands."""
    minor, _arrival = factories.make_minor("Mamadou Diallo", by=nurse.user, site=session.site)
    first = log(nurse, session)
    is_held, is_asked = threading.Event(), threading.Event()

    def correct() -> AnonymousConsultation:
        try:
            with transaction.atomic():
                made = actions.correct_anonymous_consultation(
                    by=nurse.user, consultation=filled(nurse, session, motif="teeth"),
                    corrects=AnonymousConsultation.objects.get(pk=first.pk),
                )  # fmt: skip
                is_held.set()
                is_asked.wait(10)
                time.sleep(0.3)  # so that the other one waits at the lock, or is wrong
            return made
        finally:
            connection.close()

    def attach() -> AnonymousLink:
        try:
            row = AnonymousConsultation.every.get(pk=first.pk)
            is_held.wait(10)
            is_asked.set()
            return actions.attach_consultation(by=nurse.user, consultation=row, minor=minor)
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        corrected, attached = pool.submit(correct), pool.submit(attach)
        made, link = corrected.result(30), attached.result(30)
    assert link.consultation_id == made.pk
    [row] = AnonymousConsultation.objects.attached_to(minor)
    assert (row.pk, row.motif) == (made.pk, "teeth")
    assert AnonymousLink.objects.get() == link
    # From the address of the former row too, it is detached.
    actions.detach_consultation(by=nurse.user, consultation=first, minor=minor)
    assert not AnonymousConsultation.objects.attached_to(minor).exists()


def test_what_was_written_by_mistake_is_attached_to_nobody(
    nurse: Client, session: ClinicSession
) -> None:
    minor, _arrival = factories.make_minor("Mamadou Diallo", by=nurse.user, site=session.site)
    first = log(nurse, session)
    mistaken = filled(nurse, session)
    mistaken.is_mistake = True
    actions.correct_anonymous_consultation(
        by=nurse.user,
        consultation=mistaken,
        corrects=AnonymousConsultation.objects.get(pk=first.pk),
    )
    with pytest.raises(ValidationError, match="par erreur"):
        actions.attach_consultation(by=nurse.user, consultation=first, minor=minor)
    assert not AnonymousLink.objects.exists()


def test_whoever_is_opposed_reads_no_file_through_a_slip(
    nurse: Client, session: ClinicSession
) -> None:
    minor, _arrival = factories.make_minor("Mamadou Diallo", by=nurse.user, site=session.site)
    row = log(nurse, session, tick_code="A7")
    actions.attach_consultation(by=nurse.user, consultation=row, minor=minor)
    assert minor.reference in nurse.get(f"/anonymous/{row.pk}/").content.decode()
    host = factories.make_user(Role.RECEPTION, session.site)
    factories.make_opposition(minor, by=host, kind="colleague", colleague=nurse.user)
    html = nurse.get(f"/anonymous/{row.pk}/").content.decode()
    assert minor.reference not in html
    assert "Mamadou" not in html


def test_a_slip_is_found_again_at_any_site(
    nurse: Client, as_role: Callable[..., Client], session: ClinicSession
) -> None:
    log(nurse, session, tick_code="A7")
    elsewhere = as_role(Role.NURSE, site=factories.make_site("Calais"))
    start = last_entry()
    page = elsewhere.post("/sessions/slips/", {"tick_code": "a 7"})
    assert [row.tick_code for row in page.context["rows"]] == ["A7"]
    assert actions_since(start) == ["search"]
    assert elsewhere.post("/sessions/slips/", {"tick_code": "Mamadou"}).status_code == 422
    page = elsewhere.post("/sessions/slips/", {"tick_code": "Z9"})
    assert "Rien n’a été écrit avec ce code" in page.content.decode()
