"""A working day with one row of everything, and every person who may knock at its pages."""

import copy
import datetime
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from unittest import mock
from uuid import UUID

from allauth.mfa.models import Authenticator
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.test import client as test_client
from django.urls import reverse
from django.utils import timezone

from cases import actions as case_actions
from cases.choices import (
    AppointmentStepKind,
    DeskKind,
    HoldReason,
    ImportStep,
    NewsKind,
    RetentionAction,
    TicketStatus,
    Verdict,
)
from cases.imports import staging
from cases.models import (
    AccessPart,
    AccessRequest,
    Activity,
    Alert,
    Appointment,
    AppointmentStep,
    Arrival,
    ClaimRetention,
    Consent,
    Desk,
    DeskNote,
    Document,
    ExceptionalAccess,
    FileMerge,
    LawyerCopy,
    LegalHold,
    LikelyPair,
    Minor,
    MinorImport,
    NewsStep,
    Night,
    NightHandover,
    Note,
    Opposition,
    Partner,
    ProtectionNote,
    Requisition,
    RetentionLine,
    RetentionRun,
    Sharing,
    SocialNote,
    TallyStep,
    Task,
    Ticket,
)
from clinics import actions as clinic_actions
from clinics.models import (
    AnonymousConsultation,
    Assessment,
    AssessmentTest,
    AssessmentTestStep,
    ClinicSession,
    Consultation,
    Contraception,
    HealthFact,
    Lot,
    MedicalCertificate,
    OfflineSession,
    Pregnancy,
    PregnancyStep,
    PsychologyNote,
    ScabiesEvent,
    ScabiesMarkRow,
    ScabiesStep,
    Screening,
    SexualHealthAct,
    SexualHealthConsultation,
    SignedProtocol,
    Vaccination,
    Violence,
)
from referrals import actions as referral_actions
from referrals.models import (
    COMPARTMENTS,
    Deadline,
    DeadlineStep,
    Entitlement,
    LegalNote,
    LegalPaper,
    NarrativeNote,
    Procedure,
    ProcedureEvent,
    Referral,
    ReferralSheet,
    Situation,
)
from referrals.procedure_queries import next_working_day
from reports import actions as report_actions
from reports.mapping import Target, What
from reports.models import ExportJob, FrozenWeek, Layout
from reports.periods import month_of, week_of
from staff import actions as staff_actions
from staff.choices import Role, SiteKind
from staff.models import Approval, Device, OpeningException, Posting, Site, User
from staff.permissions import Compartment
from tests import factories

# What a browser sends when a form is posted with nothing typed in it.
NOTHING_TYPED = {"csrfmiddlewaretoken": "-"}
# The name that must never stand in a title, an address, a session or a message.
CANARY = "Canari Zzyzx"


NOTE_KINDS: dict[str, tuple[type[Note], Role]] = {
    "desk": (DeskNote, Role.RECEPTION),
    "social": (SocialNote, Role.SOCIAL),
    "protection": (ProtectionNote, Role.NURSE),
    "legal": (LegalNote, Role.JURIST),
    "narrative": (NarrativeNote, Role.JURIST),
    "psychology": (PsychologyNote, Role.PSYCHOLOGIST),
}


@dataclass
class Scene:
    """One row of everything, all of it at `site`; `other_site` has its own desks and no row."""

    site: Site
    other_site: Site
    host: User
    minor: Minor
    arrival: Arrival
    late_arrival: Arrival
    waiting: Ticket
    received: Ticket
    desk: Desk
    tally: TallyStep
    lot: Lot
    alert: Alert
    # The nurse's, of today, interpreted; and one that was missed.
    appointment: Appointment
    missed: Appointment
    night: Night
    handover: NightHandover
    outing: Activity
    # A task of the nurse's desk, about the young person; made by reception, taken by nobody.
    task: Task
    consultation: Consultation
    health_fact: HealthFact
    # A case of the scabies event of the site, without a dose; two more without a file.
    scabies_mark: ScabiesMarkRow
    scabies_step: ScabiesStep
    screening: Screening
    sexual_health: SexualHealthConsultation
    act: SexualHealthAct
    # Of the stranger: a vaccine is due to the other one.
    pregnancy: Pregnancy
    pregnancy_tick: PregnancyStep
    contraception: Contraception
    violence: Violence
    protocol: SignedProtocol
    vaccination: Vaccination
    # Of a mobile clinic two months ago, with a tally sheet; attached to the young person.
    anonymous: AnonymousConsultation
    # With a test of each stage, one of sexual health; a certificate that nobody has handed over.
    assessment: Assessment
    test_to_sample: AssessmentTest
    test_step: AssessmentTestStep
    certificate: MedicalCertificate
    # Opened once these were signed: it counts none yet.
    session: ClinicSession
    # A phone prepared for it, that may still send.
    offline: OfflineSession
    social_referral: Referral
    legal_referral: Referral
    health_referral: Referral
    sexual_health_referral: Referral
    psychology_referral: Referral
    procedure_kind: str
    procedure: Procedure
    hearing: ProcedureEvent
    # Of no procedure yet; of that one; recorded by mistake.
    paper: LegalPaper
    tied_paper: LegalPaper
    withdrawn_paper: LegalPaper
    situation: Situation
    entitlement: Entitlement
    deadline: Deadline
    # Whose clock is stopped; an order to leave, for which no lawyer has been reached.
    stopped_deadline: Deadline
    removal: Deadline
    sheet: ReferralSheet
    lawyer_copy: LawyerCopy
    legal_paper: Document
    health_paper: Document
    consent: Consent
    opposition: Opposition
    sharing: Sharing
    requisition: Requisition
    partner: Partner
    account: User
    posting: Posting
    exception: OpeningException
    device: Device
    passkey: Authenticator
    approval: Approval
    # Who follows both young people as a psychologist, and the one whom nobody else follows.
    psychologist: User
    stranger: Minor
    notes: dict[str, Note]
    access: ExceptionalAccess
    run: RetentionRun
    hold: LegalHold
    access_request: AccessRequest
    health_part: AccessPart
    # A spreadsheet at four of its steps; what is not imported yet is whose hands it is in.
    matched_import: MinorImport
    working_import: MinorImport
    checked_import: MinorImport
    done_import: MinorImport
    # A file to which another of the same person was joined.
    joined: Minor
    merge: FileMerge

    @property
    def strangers_reference(self) -> str:
        return self.stranger.reference

    @property
    def offline_number(self) -> UUID:
        return self.offline.number

    @property
    def iso_year(self) -> int:
        return timezone.localdate().isocalendar().year

    @property
    def iso_week(self) -> int:
        return timezone.localdate().isocalendar().week

    @property
    def scabies(self) -> ScabiesEvent:
        return self.scabies_mark.event

    @property
    def reference(self) -> str:
        return self.minor.reference

    @property
    def joined_reference(self) -> str:
        return self.joined.reference

    @property
    def rule(self) -> str:
        return self.deadline.rule_code

    @property
    def rule_version(self) -> int:
        return self.deadline.rule_version

    @property
    def legal_document(self) -> UUID:
        return self.legal_paper.number

    @property
    def health_document(self) -> UUID:
        return self.health_paper.number

    @property
    def missed_step(self) -> AppointmentStep:
        return self.missed.steps.latest("pk")

    @property
    def evening_partner(self) -> Partner:
        return self.handover.partner

    @property
    def today(self) -> datetime.date:
        return timezone.localdate()

    @property
    def yesterday(self) -> datetime.date:
        return self.today - datetime.timedelta(days=1)

    @property
    def week(self) -> str:
        return str(week_of(timezone.localdate()))

    @property
    def month(self) -> str:
        return str(month_of(timezone.localdate()))

    @property
    def layout(self) -> int:
        """A table that a funder asks for."""
        found = Layout.objects.current().first()
        return found.number if found else factories.make_layout(by=self.host).number

    @property
    def frozen_week(self) -> str:
        """Last week, validated of all sites together."""
        last = week_of(timezone.localdate()).previous
        if not FrozenWeek.objects.of(last, None).exists():
            sites = list(Site.objects.order_by("pk"))
            by = factories.make_user(Role.COORDINATOR, None, "valideuse")
            report_actions.freeze_week(by=by, week=last, sites=sites, site=None)
        return str(last)

    @property
    def somebody_s_export(self) -> ExportJob:
        """Of a person whom nobody visits as: it is there for her alone."""
        found = ExportJob.objects.order_by("pk").first()
        if found is None:
            by = factories.make_user(Role.COORDINATOR, None, "exporteuse")
            found = factories.make_export(by=by, site=self.site)
        return found

    def value(self, attribute: str) -> Any:
        """Return what stands in an address for this row: its number, or the text itself."""
        if attribute.startswith("kind "):
            return attribute.removeprefix("kind ")
        if attribute.endswith("_note"):
            return self.notes[attribute.removesuffix("_note")].pk
        found = getattr(self, attribute)
        return getattr(found, "pk", found)


def map_some_figures(*, by: User, sites: list[Site]) -> None:
    """A figure, one that is no more, and each site have a code in DHIS2."""
    codes = {What("org_unit", site=site.pk): Target(f"SITE_{site.pk}") for site in sites}
    for key in (("W01", "arrivals", ""), ("W99", "former", "")):
        codes[What("figure", key)] = Target(f"{key[0]}_{key[1]}".upper())
    report_actions.map_figures(by=by, codes=codes)


def make_scene(name: str = CANARY) -> Scene:
    site = factories.make_site("Pantin")
    other_site = factories.make_site("Paris", SiteKind.MOBILE)
    host = factories.make_user(Role.RECEPTION, site, "hote")
    nurse = factories.make_user(Role.NURSE, site, "infirmiere")
    _minor, gone = factories.make_minor(f"{name} Parti", by=host, site=site)
    case_actions.leave(by=host, arrival=gone)
    minor, arrival = factories.make_minor(name, by=host, site=site)
    # Two tickets: the first one called is received, the second one waits.
    received, _new = case_actions.send_to_desk(
        by=host, arrival=arrival, desk=factories.make_desk(DeskKind.NURSE, site), is_urgent=True
    )
    case_actions.end_ticket(by=nurse, ticket=received, status=TicketStatus.IN_PROGRESS)
    waiting, _new = case_actions.send_to_desk(by=host, arrival=arrival, desk=received.desk)
    made_in = {
        compartment: factories.make_referral(minor, by=host, site=site, compartment=compartment)
        for compartment in COMPARTMENTS
    }
    hearing = make_hearing(minor, by=host, site=site)
    paper, tied_paper, withdrawn_paper = make_papers(hearing.procedure, by=host)
    account = factories.make_user(Role.SOCIAL, site, "collegue")
    deadline, stopped_deadline, removal = make_deadlines(minor, by=host, site=site)
    health_paper = factories.make_document(
        minor, by=nurse, compartment=Compartment.HEALTH, kind="medical"
    )
    consultation = factories.make_consultation(minor, by=nurse, site=site)
    health_fact = factories.make_health_fact(minor, by=nurse)
    assessment, test_to_sample, test_step = make_assessed(minor, by=nurse, site=site)
    scabies_mark = factories.make_scabies(minor, by=nurse, site=site)
    factories.make_signal_step(by=nurse, site=site)
    sexual_health = factories.make_sexual_health(minor, by=nurse, site=site)
    for seen in (consultation, sexual_health):
        factories.make_addendum(seen, by=nurse)
    exception = OpeningException(
        site=site, day=timezone.localdate() + datetime.timedelta(days=40), note="Travaux"
    )
    psychologist = factories.make_user(Role.PSYCHOLOGIST, site, "psychologue")
    stranger, _arrival = factories.make_minor(f"{name} Autre", by=host, site=site)
    factories.make_criteria(stranger, by=account, social=["isolated"])
    for followed in (minor, stranger):
        clinic_actions.follow_case(by=psychologist, minor=followed)
    writers = {Role.RECEPTION: host, Role.NURSE: nurse, Role.PSYCHOLOGIST: psychologist}
    case_actions.record_news(by=nurse, step=NewsStep(minor=minor, kind=NewsKind.CALLED))
    factories.make_referent(by=host, minor=minor, colleague=account)
    factories.make_answer(minor, by=account)
    factories.make_explanation(minor, by=host)
    case_actions.write_emergency_line(by=nurse, minor=minor, text="Asthme")
    case_actions.make_card(by=host, minor=minor)
    claim = minor.claims.get()
    case_actions.retain_claim(
        by=account, retention=ClaimRetention(minor=minor, claim=claim, reason="Dite au juge")
    )
    factories.make_enquiry(by=host, site=site)
    consent = factories.make_consent(minor, by=nurse)
    map_some_figures(by=account, sites=[site, other_site])
    notes = {
        kind: factories.make_note(minor, by=writers.get(role, account), site=site, model=model)
        for kind, (model, role) in NOTE_KINDS.items()
    }
    access_request = case_actions.ask_access(by=host, minor=minor)
    LikelyPair.objects.create(first=minor, second=stranger, score=80, reasons=["sound"])
    joined, gone_into_it = (
        factories.make_minor(f"{name} {spelling}", by=host, site=site)[0]
        for spelling in ("Double", "Doubble")
    )
    case_actions.judge_pair(by=host, one=joined, other=gone_into_it, verdict=Verdict.SAME)
    run = case_actions.preview_retention(by=None)
    RetentionLine.objects.create(run=run, minor_number=minor.pk, action=RetentionAction.ARCHIVE)
    matched, working, checked, done = make_imports(name, site)
    session = factories.make_session(by=nurse, site=site)
    pregnancy = factories.make_pregnancy(stranger, by=nurse, site=site)
    device, _secret = staff_actions.enrol_device(by=host, label="Accueil, gauche", site=site)
    return Scene(
        site=site,
        other_site=other_site,
        host=host,
        minor=minor,
        arrival=arrival,
        late_arrival=factories.make_late_arrival(stranger, by=host, site=site),
        waiting=waiting,
        received=received,
        desk=received.desk,
        tally=factories.make_tally(by=host, site=site),
        lot=factories.make_lot(by=nurse, site=site),
        alert=factories.make_alert(minor, by=host, site=site),
        appointment=factories.make_appointment(
            minor, by=nurse, site=site, interpreter="needed", language="ps"
        ),
        missed=make_missed(minor, by=nurse, site=site),
        night=factories.make_night(arrival, by=host),
        handover=factories.make_handover(arrival, by=nurse),
        outing=make_outing(host, arrival),
        task=factories.make_task(
            by=host, site=site, minor=minor, desk_kind=DeskKind.NURSE, is_follow_up=True
        ),
        consultation=consultation,
        health_fact=health_fact,
        scabies_mark=scabies_mark,
        scabies_step=factories.make_scabies_step(scabies_mark.event, by=nurse),
        screening=factories.make_screening(minor, by=nurse, site=site, item_1="yes"),
        sexual_health=sexual_health,
        act=factories.make_act(minor, by=nurse, site=site),
        pregnancy=pregnancy,
        pregnancy_tick=factories.tick_pregnancy_step(pregnancy, by=nurse, rule="first_scan"),
        contraception=factories.make_contraception(minor, by=nurse, site=site),
        violence=factories.make_violence(minor, by=nurse, site=site),
        protocol=factories.make_protocol(by=nurse),
        vaccination=make_due_vaccine(minor, by=nurse, site=site),
        assessment=assessment,
        test_to_sample=test_to_sample,
        test_step=test_step,
        certificate=factories.make_certificate(minor, by=nurse, site=site),
        session=session,
        offline=factories.make_offline(session, by=nurse, device=device),
        anonymous=make_nameless(minor, by=nurse, site=site),
        social_referral=made_in[Compartment.SOCIAL],
        deadline=deadline,
        stopped_deadline=stopped_deadline,
        removal=removal,
        legal_referral=made_in[Compartment.LEGAL],
        health_referral=made_in[Compartment.HEALTH],
        sexual_health_referral=made_in[Compartment.SEXUAL_HEALTH],
        psychology_referral=made_in[Compartment.PSYCHOLOGY],
        procedure_kind="appeal",
        procedure=hearing.procedure,
        hearing=hearing,
        paper=paper,
        tied_paper=tied_paper,
        withdrawn_paper=withdrawn_paper,
        situation=factories.make_situation(minor, by=host, code="L80", note="Dit au 115"),
        entitlement=factories.make_entitlement(minor, by=host, site=site),
        sheet=factories.make_sheet(made_in[Compartment.SOCIAL], by=account),
        legal_paper=factories.make_document(minor, by=host),
        consent=consent,
        opposition=factories.make_opposition(minor, by=nurse),
        sharing=factories.make_sharing(minor, by=nurse),
        requisition=factories.make_requisition(by=host, minor=minor),
        health_paper=health_paper,
        lawyer_copy=factories.make_lawyer_copy(health_paper, by=nurse),
        partner=factories.make_partner(),
        account=account,
        posting=account.postings.get(),
        exception=staff_actions.add_opening_exception(by=host, exception=exception),
        device=device,
        passkey=Authenticator.objects.create(
            user=account, type=Authenticator.Type.WEBAUTHN, data={"name": "Clé", "credential": {}}
        ),
        approval=staff_actions.ask_approval(
            by=factories.make_user(Role.COORDINATOR, username="demande"),
            kind="reset_second_factor",
            subject=account,
        ),
        psychologist=psychologist,
        stranger=stranger,
        notes=notes,
        access=case_actions.break_glass(
            by=factories.make_user(Role.PSYCHOLOGIST, site, "remplacante"),
            minor=stranger,
            compartment=Compartment.PSYCHOLOGY,
            reason="Idées noires dites à la porte",
        ),
        run=run,
        hold=case_actions.place_hold(
            by=host, hold=LegalHold(minor=minor, reason=HoldReason.PROCEDURE)
        ),
        access_request=access_request,
        health_part=access_request.parts.get(compartment=Compartment.HEALTH),
        matched_import=matched,
        working_import=working,
        checked_import=checked,
        done_import=done,
        joined=joined,
        merge=case_actions.join_files(by=host, kept=joined, gone=gone_into_it),
    )


def make_nameless(minor: Minor, *, by: User, site: Site) -> AnonymousConsultation:
    day = timezone.localdate() - datetime.timedelta(days=60)
    mobile = factories.make_session(by=by, site=site, kind=SiteKind.MOBILE, day=day)
    found = factories.make_anonymous(mobile, by=by, tick_code="A7")
    factories.make_tally_sheet(mobile, by=by)
    clinic_actions.attach_consultation(by=by, consultation=found, minor=minor)
    clinic_actions.close_session(by=by, session=mobile, is_zero=False)
    return found


def make_assessed(
    minor: Minor, *, by: User, site: Site
) -> tuple[Assessment, AssessmentTest, AssessmentTestStep]:
    """Return an assessment, its test that is to be sampled, the step that one may take back."""
    found = factories.make_assessment(minor, by=by, site=site)
    awaited = factories.make_test(found, by=by, code="hiv")
    factories.make_test_step(awaited, by=by)
    received = factories.make_test(found, by=by)
    step = factories.make_test_step(received, by=by, kind="received")
    factories.fill_guide(found, by=by, pain="yes", talk="no")
    return found, factories.make_test(found, by=by, code="ferritin"), step


def make_due_vaccine(minor: Minor, *, by: User, site: Site) -> Vaccination:
    """Return a first dose whose second is due, by rules that hold, once she has been asked."""
    factories.make_rules_valid(by=by, only="mmr")
    for question in ("severe_reaction", "immunodeficiency"):
        factories.make_vaccination_answer(minor, by=by, question=question, answer="no")
    return factories.make_vaccination(minor, by=by, site=site)


def make_missed(minor: Minor, *, by: User, site: Site) -> Appointment:
    made = factories.make_appointment(minor, by=by, site=site, time=datetime.time(9))
    case_actions.record_appointment_step(by=by, appointment=made, kind=AppointmentStepKind.MISSED)
    return made


def make_hearing(minor: Minor, *, by: User, site: Site) -> ProcedureEvent:
    """The petition, and the hearing of the next weekday."""
    procedure = factories.make_procedure(minor, by=by, site=site, number="24/00017")
    day = next_working_day(timezone.localdate())
    return factories.make_event(procedure, by=by, stage="L45", hearing_on=day)


def make_papers(procedure: Procedure, *, by: User) -> list[LegalPaper]:
    """Return one that serves nothing yet, one that serves the procedure, and a slip."""
    slip = factories.make_paper(procedure.minor, by=by, kind="letter")
    return [
        factories.make_paper(procedure.minor, by=by, number="C 1234"),
        factories.make_paper(procedure.minor, by=by, kind="refusal", procedures=(procedure,)),
        referral_actions.withdraw_paper(by=by, paper=slip),
    ]


def make_outing(host: User, arrival: Arrival) -> Activity:
    """Return an outing of today with one participant, who is not back."""
    outing = factories.make_activity(by=host, site=arrival.site, kind="outing")
    case_actions.tick_participant(by=host, activity=outing, minor=arrival.minor, is_there=True)
    return outing


def make_imports(name: str, site: Site) -> list[MinorImport]:
    """Return four imports of one spreadsheet: to be matched, at work, checked, and done.

    The third asks whether its row is the person of the last.
    """
    by = factories.make_user(Role.COORDINATOR, username="tableur")
    made = [factories.make_import(name, by=by, site=site) for _i in range(4)]
    people = staging.people(made[3], staging.table_of(made[3]))[0]
    case_actions.import_minors(by=by, of=made[3], site=site, people=people, progress=id)
    staging.check(made[2], progress=id)
    made[1].go_to(ImportStep.CHECKING)
    return made


def make_deadlines(minor: Minor, *, by: User, site: Site) -> list[Deadline]:
    """Return a deadline, one whose clock is stopped, and an order to leave."""
    made = [
        factories.make_deadline(minor, by=by, site=site, code=code, word="Tribunal")
        for code in ("D09", "D14-RECOURS", "D19-7J")
    ]
    stop = {"stop_kind": "legal_aid", "happened_at": made[1].happened_at}
    referral_actions.record_deadline_step(
        by=by, step=DeadlineStep(deadline=made[1], kind="stopped", **stop)
    )
    return made


# Above the eleven roles at the scene's site: who else may knock.
ANONYMOUS = "anonymous"
CLOSED = "closed account"
EXPIRED = "volunteer whose time is over"
FIRST_PASSWORD = "first password still"
NO_FACTOR = "second factor missing"
LOCKED = "locked session"
MISSION_WIDE = {Role.COORDINATOR, Role.DIRECTOR, Role.ADMINISTRATOR}


def elsewhere(role: Role) -> str:
    return f"{role.value} elsewhere"


def after_pin(role: Role) -> str:
    return f"{role.value} after her PIN"


HERE = [role.value for role in Role]
AFTER_PIN = [
    after_pin(role) for role in (Role.RECEPTION, Role.NURSE, Role.JURIST, Role.COORDINATOR)
]
ELSEWHERE = [elsewhere(role) for role in Role]
PEOPLE = [
    *(ANONYMOUS, CLOSED, EXPIRED, FIRST_PASSWORD, NO_FACTOR, LOCKED),
    *HERE,
    *AFTER_PIN,
    *ELSEWHERE,
]


def make_person(scene: Scene, who: str) -> User | None:
    """Return the person of PEOPLE; None for somebody without an account.

    Whoever is refused for another reason than her role is a coordinator: she may do the most.
    """
    today = timezone.localdate()
    if who == ANONYMOUS:
        return None
    role, _space, away = who.partition(" ")
    if who in (CLOSED, FIRST_PASSWORD, NO_FACTOR, LOCKED):
        role = Role.COORDINATOR
    elif who == EXPIRED:
        role = Role.VOLUNTEER
    here = None if role in MISSION_WIDE else scene.site
    user, _password = staff_actions.create_account(
        by=None,
        username=who.replace(" ", "-"),
        full_name="Personne qui essaie",
        role=role,
        site=scene.other_site if away == "elsewhere" else here,
        valid_to=today if role == Role.VOLUNTEER else None,
        password=None if who == FIRST_PASSWORD else factories.PASSWORD,
    )
    if role == Role.PSYCHOLOGIST:
        clinic_actions.add_psychologist(by=scene.psychologist, minor=scene.minor, user=user)
    if who == EXPIRED:
        last = today - datetime.timedelta(days=1)
        user.postings.update(valid_from=last, valid_to=last)
    if role == Role.COORDINATOR:  # the last of them holds the spreadsheets
        MinorImport.objects.update(by=user)
    if who not in (FIRST_PASSWORD, NO_FACTOR):
        factories.enrol(user)
    return user


PIN = "738205"


def lock(client: Client) -> None:
    """Lock this browser, by its button."""
    client.get(reverse("staff:account"))
    client.post(reverse("staff:lock"))


def reopen(client: Client, user: User, pin: str = PIN) -> HttpResponse:
    """Take one's place again with one's PIN."""
    staff_actions.choose_pin(by=user, pin=PIN)
    return client.post(reverse("staff:locked"), {"person": user.pk, "pin": pin})


def _kept_by_nobody(*args: Any, **kwargs: Any) -> None:
    """What Django's client would keep: a copy of each template's context."""


class Visitor:
    """Somebody at her browser. Each visit starts from the same session and leaves no trace."""

    def __init__(self, scene: Scene, who: str) -> None:
        self.client = Client(raise_request_exception=False)
        user = make_person(scene, who)
        if user is not None:
            self.client.force_login(user)
        if who == CLOSED:
            User.objects.filter(pk=user.pk).update(is_active=False)
        if who == LOCKED or who in AFTER_PIN:
            lock(self.client)
        if who in AFTER_PIN:
            reopen(self.client, user)
        if who in (*HERE, *ELSEWHERE):
            self._settle_in()
        self._cookies = copy.deepcopy(self.client.cookies)

    def _settle_in(self) -> None:
        """Begin her session, which no visit has to, and have her there however long a walk is."""
        self.client.get(reverse("staff:account"))
        session = self.client.session
        session["seen_at"] = time.time() + 24 * 3600
        session.save()

    @contextmanager
    def visiting(self) -> Iterator[Client]:
        """Open a client whose writes are all undone at the end."""
        self.client.cookies = copy.deepcopy(self._cookies)
        with (
            mock.patch.object(test_client, "store_rendered_templates", _kept_by_nobody),
            transaction.atomic(),
        ):
            yield self.client
            transaction.set_rollback(True)

    def ask(self, method: str, url: str, **kwargs: Any) -> HttpResponse:
        """Return the answer to one request, all that it wrote undone."""
        if method == "post":
            kwargs.setdefault("data", NOTHING_TYPED)
        with self.visiting() as client:
            return getattr(client, method)(url, **kwargs)
