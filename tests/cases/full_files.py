"""Two files of one person, each with a row in every table that a merge moves, and a third one."""

import datetime
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from cases import actions, registry
from cases.choices import DeskKind, HoldReason, NewsKind, TicketStatus
from cases.models import (
    DOCUMENTS,
    AlertStep,
    ClaimRetention,
    LegalDocument,
    LegalHold,
    Minor,
    NewsStep,
)
from clinics import actions as clinic_actions
from clinics.models import PsychologyNote
from referrals import actions as referral_actions
from referrals.models import DeadlineStep, ReferralStep
from staff.choices import Role, SiteKind
from staff.models import Site, User
from tests import factories
from tests.matrix.scene import NOTE_KINDS


@dataclass
class Team:
    """Who writes, at one site."""

    site: Site
    host: User
    nurse: User
    psychologist: User
    social: User
    jurist: User
    coordinator: User


def make_team() -> Team:
    site = factories.make_site()
    roles = [Role.RECEPTION, Role.NURSE, Role.PSYCHOLOGIST, Role.SOCIAL, Role.JURIST,
             Role.COORDINATOR]  # fmt: skip
    return Team(site, *(factories.make_user(role, site) for role in roles))


def fill(team: Team, name: str, phone: str, *, days_ago: int) -> Minor:
    """Return a file with something of everything, present today."""
    minor, arrival = factories.make_minor(name, by=team.host, site=team.site, phone=phone)
    day = timezone.localdate() - datetime.timedelta(days=days_ago)
    past = factories.arrival_on(minor, day, team.site, team.host)
    actions.leave(by=team.host, arrival=past)
    ticket, _new = actions.send_to_desk(
        by=team.host, arrival=arrival, desk=factories.make_desk(DeskKind.NURSE, team.site)
    )
    actions.end_ticket(by=team.nurse, ticket=ticket, status=TicketStatus.IN_PROGRESS)
    clinic_actions.follow_case(by=team.psychologist, minor=minor)
    actions.make_card(by=team.host, minor=minor)
    claim = minor.claims.get()
    actions.retain_claim(
        by=team.jurist, retention=ClaimRetention(minor=minor, claim=claim, reason=name)
    )
    _write(team, minor, name)
    _agree(team, minor)
    factories.make_handover(arrival, by=team.social)
    drawing = factories.make_activity(by=team.host, site=team.site)
    actions.tick_participant(by=team.host, activity=drawing, minor=minor, is_there=True)
    _ask(team, minor, name)
    return minor


def _write(team: Team, minor: Minor, name: str) -> None:
    writers = {Role.RECEPTION: team.host, Role.NURSE: team.nurse, Role.SOCIAL: team.social,
               Role.JURIST: team.jurist, Role.PSYCHOLOGIST: team.psychologist}  # fmt: skip
    for model, role in NOTE_KINDS.values():
        factories.make_note(minor, by=writers[role], site=team.site, model=model, text=name)
    actions.write_emergency_line(by=team.nurse, minor=minor, text=f"Allergie {name}")
    for compartment in DOCUMENTS:
        factories.make_document(minor, by=team.jurist, compartment=compartment, title=name,
                                content=f"%PDF {name} {compartment}".encode())  # fmt: skip
    medical = minor.healthdocuments.get()
    copy = factories.make_lawyer_copy(medical, by=team.nurse, why=name)
    actions.take_lawyer_copy(by=team.nurse, copy=copy)
    factories.make_vaccination(minor, by=team.nurse, site=team.site, lot=name[:40])
    factories.make_vaccination_answer(minor, by=team.nurse)
    mobile = factories.make_session(by=team.nurse, site=team.site, kind=SiteKind.MOBILE)
    nameless = factories.make_anonymous(mobile, by=team.nurse)
    clinic_actions.attach_consultation(by=team.nurse, consultation=nameless, minor=minor)
    _assess(team, minor, name)
    for seen in (
        factories.make_consultation(minor, by=team.nurse, site=team.site, care=name),
        factories.make_sexual_health(minor, by=team.nurse, site=team.site, care=name),
    ):
        factories.make_addendum(seen, by=team.nurse)
    said: dict[str, Any] = {"by": team.nurse, "site": team.site}
    factories.make_act(minor, note=name, authority=name, **said)
    factories.make_pregnancy(minor, word=name, **said)
    method = factories.make_contraception(minor, word=name, **said)
    factories.add_contraception_step(
        method, by=team.nurse, kind="stopped", reason="other", word=name
    )
    factories.make_violence(minor, facts=name, **said)
    fact = factories.make_health_fact(minor, by=team.nurse, what=name)
    factories.end_health_fact(fact, by=team.nurse, word=name)
    factories.make_scabies(minor, by=team.nurse, site=team.site)
    factories.make_screening(minor, by=team.nurse, site=team.site, item_1="yes")
    referral = factories.make_referral(minor, by=team.social, site=team.site, reason=name)
    referral_actions.record_step(
        by=team.social, step=ReferralStep(referral=referral, status="seen", note=name)
    )
    factories.make_entitlement(minor, by=team.social, site=team.site, note=name, reference=name)
    procedure = factories.make_procedure(
        minor, by=team.jurist, site=team.site, note=name, authority=name, number=name, lawyer=name
    )
    hearing = factories.make_event(
        procedure, by=team.jurist, stage="L45", hearing_on=timezone.localdate()
    )
    referral_actions.record_hearing_call(by=team.jurist, event=hearing, is_reached=True)
    factories.make_paper(
        minor, by=team.jurist, title=name, authority=name, number=name, note=name, holder=name,
        procedures=(procedure,), scan=LegalDocument.objects.get(minor=minor),
    )  # fmt: skip
    factories.make_situation(minor, by=team.jurist, note=name)
    deadline = factories.make_deadline(minor, by=team.jurist, site=team.site, word=name)
    referral_actions.record_deadline_step(
        by=team.jurist, step=DeadlineStep(deadline=deadline, kind="done", reason=name)
    )
    factories.make_sheet(referral, by=team.social, asked=name)


def _assess(team: Team, minor: Minor, name: str) -> None:
    opened = factories.make_assessment(minor, by=team.nurse, site=team.site)
    for code in ("hiv", "stool"):
        test = factories.make_test(opened, by=team.nurse, code=code)
        factories.make_test_step(test, by=team.nurse, kind="received", result=name)
    factories.fill_guide(opened, by=team.nurse, worry=name, sexual_words=name)
    factories.make_second_step(opened, by=team.nurse, explained=name, remains=name)
    certificate = factories.make_certificate(minor, by=team.nurse, site=team.site, text=name)
    clinic_actions.hand_certificate(by=team.nurse, certificate=certificate)


def _ask(team: Team, minor: Minor, name: str) -> None:
    alert = factories.make_alert(minor, by=team.nurse, site=team.site, facts=name)
    reached = AlertStep(alert=alert, kind="reached", text=name)
    actions.record_alert_step(by=team.nurse, step=reached)
    task = factories.make_task(by=team.nurse, site=team.site, minor=minor, text=name)
    actions.record_news(by=team.nurse, step=NewsStep(minor=minor, kind=NewsKind.CALLED))
    factories.make_referent(by=team.nurse, minor=minor, colleague=team.social)
    factories.make_answer(minor, by=team.social, values=(name,))
    factories.make_criteria(minor, by=team.nurse, health=["illness"])
    factories.make_explanation(minor, by=team.host, asked_again=name)
    actions.postpone_task(by=team.social, task=task, due_on=task.due_on, word=name)


def _agree(team: Team, minor: Minor) -> None:
    to_withdraw = factories.make_consent(minor, by=team.social)
    actions.withdraw_consent(by=team.social, consent=to_withdraw)
    factories.make_consent(minor, by=team.social)
    factories.make_sharing(minor, by=team.social)
    factories.make_opposition(minor, by=team.social)
    factories.make_appointment(
        minor,
        by=team.social,
        site=team.site,
        desk_kind=DeskKind.SOCIAL,
        place="Mairie",
        is_outside=True,
        companion_word="Sa tante",
        subject="Domiciliation",
    )
    factories.make_requisition(by=team.host, minor=minor)
    hold = LegalHold(minor=minor, reason=HoldReason.PROCEDURE)
    actions.place_hold(by=team.jurist, hold=hold)
    actions.ask_access(by=team.host, minor=minor)
    replaces = factories.make_user(Role.PSYCHOLOGIST, team.site)
    actions.break_glass(
        by=replaces, minor=minor, compartment=PsychologyNote.compartment, reason="Idées noires"
    )


def empty_tables(minor: Minor) -> set[str]:
    """Return the tables in which this file has no row, though a merge moves them."""
    tables = {registry.Merge.MOVE, registry.Merge.FOLLOW}
    return {
        held.model._meta.label
        for held in registry.held()
        if held.merge in tables and not held.rows(minor).exists()
    }
