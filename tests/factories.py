"""Rows for tests, made through the house's own actions wherever one exists."""

import datetime
import time
from typing import Any

import factory
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value
from django.utils import timezone

from cases import actions as case_actions
from cases.actions import centre, desks
from cases.births import Birth
from cases.choices import (
    Channel,
    ConsentAnswer,
    DeskKind,
    Interpreter,
    Interpreting,
    NameKind,
    NightPlace,
    OppositionKind,
    Outcome,
    Part,
    PartnerKind,
    Precision,
    Purpose,
    RecipientKind,
    SaidHow,
    Service,
    Sex,
)
from cases.consents import Recipient
from cases.document_cleaning import Cleaned
from cases.imports.reading import Table
from cases.intake import Answer
from cases.lawyer_copies import Asked
from cases.models import (
    DOCUMENTS,
    Activity,
    Alert,
    Appointment,
    Arrival,
    Consent,
    CriteriaStep,
    DayEntry,
    Desk,
    DeskNote,
    Document,
    Enquiry,
    Explanation,
    IntakeAnswer,
    LawyerCopy,
    Minor,
    MinorImport,
    Night,
    NightHandover,
    Note,
    Opposition,
    Partner,
    ReferentStep,
    Requisition,
    Sharing,
    TallyStep,
    Task,
)
from clinics import actions as clinic_actions
from clinics.assessment_panel import panel
from clinics.choices import Motif, ScabiesMark, SexualHealthMotif
from clinics.instruments import instruments
from clinics.models import (
    AnonymousConsultation,
    AnyAddendum,
    Assessment,
    AssessmentStep,
    AssessmentTest,
    AssessmentTestStep,
    ClinicSession,
    Consultation,
    ConsultationAddendum,
    Contraception,
    ContraceptionStep,
    HealthFact,
    HealthFactEnd,
    Lot,
    MedicalCertificate,
    OfflineSession,
    Pregnancy,
    PregnancyStep,
    ScabiesEvent,
    ScabiesMarkRow,
    ScabiesStep,
    Screening,
    SexualHealthAct,
    SexualHealthAddendum,
    SexualHealthConsultation,
    SignalStep,
    SignedProtocol,
    TallyReport,
    Vaccination,
    VaccinationRuleCheck,
    Violence,
)
from clinics.vaccination import rules as vaccination_rules
from referrals import actions as referral_actions
from referrals.choices import PART_OF_COMPARTMENT, PURPOSE_OF, ReferralKind
from referrals.deadlines import counting
from referrals.deadlines import rules as deadline_rules
from referrals.models import (
    Deadline,
    Entitlement,
    EntitlementStep,
    LegalPaper,
    PaperMove,
    Procedure,
    ProcedureEvent,
    Referral,
    ReferralSheet,
    Situation,
)
from reports import actions as report_actions
from reports.line_exports import Wanted
from reports.models import ExportJob, Layout, Sending
from staff import actions as staff_actions
from staff.choices import Role, SiteKind
from staff.models import Centre, Device, OpeningHours, Site, User
from staff.permissions import Compartment

PASSWORD = "quatre-mots-tres-simples"
TOTP_SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
TOTP_PERIOD = 30


class CentreFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Centre
        django_get_or_create = ("only_one",)

    only_one = True
    name = "Centre d’essai"


def make_site(name: str = "Pantin", kind: str = SiteKind.DAY_CENTRE) -> Site:
    """Return a site with its desks and hours, open for two years.

    What `open_site` makes, without its checks: nearly every test asks for one. That both make the
    same is a test of tests/cases/test_open_centre.py.
    """
    CentreFactory()
    found = Site.objects.filter(name=name).first()
    if found:
        return found
    opened = timezone.localdate() - datetime.timedelta(days=730)
    site = Site.objects.create(name=name, kind=kind, valid_from=opened)
    Desk.objects.bulk_create(
        Desk(site=site, name=str(kind.label), kind=kind, position=position, valid_from=opened)
        for position, kind in enumerate(desks.FIRST_DESKS, start=1)
    )
    opens, closes = centre.USUAL_HOURS
    OpeningHours.objects.bulk_create(
        OpeningHours(site=site, weekday=day, opens_at=opens, closes_at=closes, valid_from=opened)
        for day in (centre.USUAL_DAYS if kind == SiteKind.DAY_CENTRE else [])
    )
    return site


def make_user(
    role: str = Role.RECEPTION,
    site: Site | None = None,
    username: str = "",
    valid_to: datetime.date | None = None,
    has_factor: bool = True,
    full_name: str = "",
    **kwargs: Any,
) -> User:
    """Return a person with one posting and a second factor; mission-wide from coordinators up."""
    wide = {Role.COORDINATOR, Role.DIRECTOR, Role.ADMINISTRATOR}
    if role == Role.VOLUNTEER and valid_to is None:
        valid_to = timezone.localdate() + datetime.timedelta(days=30)
    user, _password = staff_actions.create_account(
        by=None,
        username=username or f"{role.replace('_', '-')}-{User.objects.count()}",
        full_name=full_name or f"Personne {Role(role).label}",
        role=role,
        site=None if role in wide else site or make_site(),
        valid_to=valid_to,
        password=PASSWORD,
        **kwargs,
    )
    if has_factor:
        enrol(user)
    return user


def enrol(user: User) -> Authenticator:
    """Give this person the code application that `code()` reads."""
    return TOTP.activate(user, TOTP_SECRET).instance


def code(later: int = 0, secret: str = TOTP_SECRET) -> str:
    """Return the six digits that the application shows now, or `later` periods from now."""
    return format_hotp_value(hotp_value(secret, int(time.time()) // TOTP_PERIOD + later))


def make_minor(
    name: str = "Mamadou Diallo",
    *,
    by: User | None = None,
    site: Site | None = None,
    birth: Birth | None = None,
    needs: tuple[str, ...] = (),
    phone: str = "",
    **fields: Any,
) -> tuple[Minor, Arrival]:
    """Return somebody registered and present today."""
    fields = {
        "country": "GN",
        "language": "fr",
        "interpreter": Interpreter.NOT_NEEDED,
        "sex": Sex.MALE,
        **fields,
    }
    site = site or make_site()
    return case_actions.register_minor(
        by=by or make_user(site=site),
        site=site,
        names={NameKind.AS_SAID: name},
        minor=Minor(**fields),
        birth=birth or Birth(Precision.AGE, declared_age=16),
        needs=needs,
        phone=phone,
    )


def arrival_on(minor: Minor, day: datetime.date, site: Site, by: User) -> Arrival:
    """Return a past arrival, at nine in the morning."""
    at = datetime.datetime.combine(day, datetime.time(9), tzinfo=timezone.get_current_timezone())
    return Arrival.objects.create(minor=minor, site=site, day=day, arrived_at=at, registered_by=by)


def make_desk(kind: str = DeskKind.NURSE, site: Site | None = None) -> Desk:
    return Desk.objects.get(kind=kind, site=site or make_site())


def make_partner(name: str = "PASS Hôtel-Dieu", **fields: Any) -> Partner:
    partner = Partner.objects.filter(name=name).first() or Partner(name=name, **fields)
    return case_actions.edit_partner(by=None, partner=partner)


def make_session(*, by: User, site: Site, **fields: Any) -> ClinicSession:
    """Return a session of today that is open, with who opens it in its team."""
    session = ClinicSession(site=site, **{"kind": site.kind, **fields})
    return clinic_actions.open_session(by=by, session=session, team=[by])


def make_offline(session: ClinicSession, *, by: User, device: Device) -> OfflineSession:
    """Return what a phone was prepared for, nothing of which has arrived."""
    made = clinic_actions.prepare_offline(by=by, session=session, device=device)
    return made.offline


def make_anonymous(session: ClinicSession, *, by: User, **fields: Any) -> AnonymousConsultation:
    row = AnonymousConsultation(**{"motif": Motif.SCABIES, "age_band": "15_17", **fields})
    return clinic_actions.log_anonymous_consultation(by=by, session=session, consultation=row)


def make_tally_sheet(session: ClinicSession, *, by: User, count: int = 2) -> TallyReport:
    cells = {Motif.SCABIES.value: {"15_17-male": count}}
    return clinic_actions.enter_tally(by=by, session=session, cells=cells)


def make_addendum(
    consultation: Consultation | SexualHealthConsultation, *, by: User
) -> AnyAddendum:
    health = isinstance(consultation, Consultation)
    model = ConsultationAddendum if health else SexualHealthAddendum
    action = clinic_actions.add_to_consultation if health else clinic_actions.add_to_sexual_health
    return action(by=by, addendum=model(consultation=consultation, text="Résultat reçu"))


def make_consultation(minor: Minor, *, by: User, site: Site, **fields: Any) -> Consultation:
    fields = {"motif": Motif.HEADACHE, **fields}
    return clinic_actions.log_consultation(
        by=by, consultation=Consultation(minor=minor, site=site, **fields)
    )


def make_sexual_health(
    minor: Minor, *, by: User, site: Site, **fields: Any
) -> SexualHealthConsultation:
    fields = {"motif": SexualHealthMotif.CONTRACEPTION, **fields}
    return clinic_actions.log_sexual_health(
        by=by, consultation=SexualHealthConsultation(minor=minor, site=site, **fields)
    )


def make_vaccination(minor: Minor, *, by: User, site: Site, **fields: Any) -> Vaccination:
    """Return a dose of a known day, copied from a booklet."""
    given: dict[str, Any] = {
        "source": "booklet",
        "brand": "priorix",
        "valences": ["measles", "mumps", "rubella"],
        "given_on": timezone.localdate() - datetime.timedelta(days=400),
        "precision": "day",
        "lot": "A21",
        **fields,
    }
    row = Vaccination(minor=minor, site=site, **given)
    return clinic_actions.record_vaccinations(by=by, vaccinations=[row])[0]


def make_vaccination_answer(
    minor: Minor, *, by: User, question: str = "status", answer: str = "none"
) -> None:
    clinic_actions.answer_vaccination(by=by, minor=minor, answers={question: answer})


def make_rules_valid(*, by: User, only: str = "") -> None:
    """As if a doctor had validated every rule of the catch-up today, or of one series."""
    for series in vaccination_rules.all_series():
        if only and series.code != only:
            continue
        clinic_actions.validate_vaccination_rules(
            by=by, series=series, check=VaccinationRuleCheck()
        )


def make_assessment(minor: Minor, *, by: User, site: Site, **fields: Any) -> Assessment:
    """Return one opened today with an interpreter by telephone."""
    given = {"interpreting": "phone", "interpreter_language": "ff", **fields}
    row = Assessment(minor=minor, site=site, **given)
    return clinic_actions.open_assessment(by=by, assessment=row)


def make_test(assessment: Assessment, *, by: User, code: str = "hepatitis_b") -> AssessmentTest:
    """Return one agreed to and prescribed today by a protocol."""
    (made,) = clinic_actions.prescribe_tests(
        by=by,
        assessment=assessment,
        agreements={panel()[code].group.value: "yes"},
        codes=[code],
        prescriber="Protocole bilan",
    )
    return made


def make_test_step(
    test: AssessmentTest, *, by: User, kind: str = "sampled", **fields: Any
) -> AssessmentTestStep:
    given: dict[str, Any] = {
        "received": {"outcome": "abnormal", "result": "AgHBs positif"},
        "handed_back": {"interpreting": "phone", "interpreter_language": "ff",
                        "understood": "yes"},
        "dropped": {"reason": "Fait ailleurs"},
    }.get(kind, {})  # fmt: skip
    step = AssessmentTestStep(test=test, kind=kind, **{**given, **fields})
    (kept,) = clinic_actions.record_test_steps(by=by, assessment=test.assessment, steps=[step])
    return kept


def fill_guide(assessment: Assessment, *, by: User, **answers: str) -> None:
    said = {question: ("answered", answer) for question, answer in answers.items()}
    clinic_actions.fill_assessment(by=by, assessment=assessment, answers=said)


def make_second_step(assessment: Assessment, *, by: User, **fields: Any) -> AssessmentStep:
    given = {"interpreting": "phone", "explained": "Les résultats", "remains": "Dentiste"}
    step = AssessmentStep(assessment=assessment, kind="held", **{**given, **fields})
    return clinic_actions.hold_second_step(by=by, step=step, closes=True)


def make_certificate(
    minor: Minor, *, by: User, site: Site, text: str = "Soins en cours."
) -> MedicalCertificate:
    row = MedicalCertificate(minor=minor, site=site, purpose="care", text=text)
    return clinic_actions.issue_certificate(by=by, certificate=row)


def make_health_fact(minor: Minor, *, by: User, kind: str = "allergy", **fields: Any) -> HealthFact:
    fields = {"answer": "yes", "what": "Pénicilline", "detail": "Urticaire", **fields}
    return clinic_actions.record_health_fact(
        by=by, fact=HealthFact(minor=minor, kind=kind, **fields)
    )


def end_health_fact(fact: HealthFact, *, by: User, **fields: Any) -> HealthFactEnd:
    return clinic_actions.end_health_fact(by=by, end=HealthFactEnd(fact=fact, **fields))


def make_protocol(*, by: User, **fields: Any) -> SignedProtocol:
    """Return a protocol in force for a year."""
    today = timezone.localdate()
    fields = {
        "name": "Lévonorgestrel",
        "version": "1",
        "acts": ["emergency_pill"],
        "text": "Lévonorgestrel 1,5 mg, une prise.",
        "valid_from": today,
        "valid_until": today + datetime.timedelta(days=365),
        **fields,
    }
    return clinic_actions.sign_protocol(by=by, protocol=SignedProtocol(**fields))


def make_act(minor: Minor, *, by: User, site: Site, **fields: Any) -> SexualHealthAct:
    fields = {
        "kind": "test",
        "agreement": "yes",
        "basis": "consent",
        "right": "prescription",
        "authority": "Dr Renard",
        **fields,
    }
    act = SexualHealthAct(minor=minor, site=site, **fields)
    return clinic_actions.record_act(by=by, act=act)


def make_pregnancy(
    minor: Minor, *, by: User, site: Site, weeks: int = 10, wish: str = "continue", **fields: Any
) -> Pregnancy:
    """Return a pregnancy followed, so many weeks after a last period that is known to the day."""
    begun = timezone.localdate() - datetime.timedelta(weeks=weeks)
    steps = [
        PregnancyStep(kind="dated", dating="period", happened_on=begun),
        PregnancyStep(kind="wish", wish=wish, **fields),
    ]
    pregnancy = Pregnancy(minor=minor, site=site, test="positive")
    return clinic_actions.open_pregnancy(by=by, pregnancy=pregnancy, steps=steps)


def add_pregnancy_step(pregnancy: Pregnancy, *, by: User, **fields: Any) -> PregnancyStep:
    step = PregnancyStep(pregnancy=pregnancy, **fields)
    return clinic_actions.record_pregnancy_step(by=by, step=step)


def tick_pregnancy_step(pregnancy: Pregnancy, *, by: User, **fields: Any) -> PregnancyStep:
    fields = {"rule": "first_tests", "happened_on": timezone.localdate(), **fields}
    step = PregnancyStep(pregnancy=pregnancy, **fields)
    return clinic_actions.tick_pregnancy_step(by=by, step=step)


def make_contraception(minor: Minor, *, by: User, site: Site, **fields: Any) -> Contraception:
    """Return an injection that is due today."""
    today = timezone.localdate()
    fields = {
        "method": "injection",
        "source": "elsewhere",
        "since_on": today - datetime.timedelta(days=84),
        "next_on": today,
        **fields,
    }
    row = Contraception(minor=minor, site=site, **fields)
    return clinic_actions.start_contraception(by=by, contraception=row)


def add_contraception_step(
    contraception: Contraception, *, by: User, **fields: Any
) -> ContraceptionStep:
    step = ContraceptionStep(contraception=contraception, **fields)
    return clinic_actions.record_contraception_step(by=by, step=step)


def make_violence(minor: Minor, *, by: User, site: Site, **fields: Any) -> Violence:
    """Return what was told today of this morning."""
    fields = {"kind": "sexual", "happened_on": timezone.localdate(), **fields}
    row = Violence(minor=minor, site=site, **fields)
    return clinic_actions.record_violence(by=by, violence=row)


def make_screening(
    minor: Minor, *, by: User, site: Site, instrument: str = "tb", **answers: str
) -> Screening:
    """`answers`: item_3="yes"; the other questions were not asked."""
    asked = instruments()[instrument]
    said = {item.number: answers.get(f"item_{item.number}", "not_asked") for item in asked.items}
    row = Screening(
        minor=minor,
        site=site,
        instrument=instrument,
        version=asked.version,
        language="fr",
        answers=said,
    )
    clinic_actions.record_screening(by=by, screening=row)
    return row


def make_scabies(
    minor: Minor, *, by: User, site: Site, mark: ScabiesMark = ScabiesMark.CASE
) -> ScabiesMarkRow:
    return clinic_actions.join_scabies(by=by, minor=minor, site=site, mark=mark)


def make_scabies_step(event: ScabiesEvent, *, by: User, **fields: Any) -> ScabiesStep:
    fields = {"kind": "cases", "count": 2, **fields}
    return clinic_actions.record_scabies_step(by=by, step=ScabiesStep(event=event, **fields))


def make_layout(*, by: User, **fields: Any) -> Layout:
    """A funder's table: who came, who is new, by sex and by age band."""
    fields = {
        "name": "Ville",
        "kind": "month",
        "lines": ["W02.caseload", "W03.new", "W01.arrivals", "W07.sex"],
        "columns": ["total", "sex", "age"],
        "bands": [13, 15, 18],
        **fields,
    }
    return report_actions.save_layout(by=by, layout=Layout(**fields))


def make_sending(*, by: User, **fields: Any) -> Sending:
    """What partners were told of last week: two numbers, of which one is masked."""
    today = timezone.localdate()
    start = today - datetime.timedelta(days=today.weekday() + 7)
    year, week, _day = start.isocalendar()
    fields = {
        "period": f"{year}-W{week:02d}",
        "starts_on": start,
        "ends_on": start + datetime.timedelta(days=6),
        "audience": "partners",
        "told": [["W03", "new", "", 12], ["W15", "petitions", "", None]],
        "withheld": [["W15", "petitions", "", 3]],
        "digest": f"{Sending.objects.count():064x}",
        **fields,
    }
    return Sending.objects.create(sent_by=by, **fields)


def make_signal_step(*, by: User, site: Site, **fields: Any) -> SignalStep:
    year, week, _day = timezone.localdate().isocalendar()
    fields = {
        "rule": "measles",
        "about": "all",
        "iso_year": year,
        "iso_week": week,
        "kind": "seen",
        "count": 1,
        "text": "Affiche à l’entrée",
        **fields,
    }
    return clinic_actions.record_signal_step(by=by, step=SignalStep(site=site, **fields))


def make_referral(
    minor: Minor,
    *,
    by: User,
    site: Site,
    partner: Partner | None = None,
    compartment: Compartment = Compartment.SOCIAL,
    **fields: Any,
) -> Referral:
    fields = {"kind": ReferralKind.SOCIAL, "reason": "Domiciliation", **fields}
    return referral_actions.make_referral(
        by=by,
        compartment=compartment,
        referral=Referral(minor=minor, site=site, partner=partner or make_partner(), **fields),
    )


def make_procedure(
    minor: Minor,
    *,
    by: User,
    site: Site,
    kind: str = "children_judge",
    stage: str = "L41",
    note: str = "",
    happened_on: datetime.date | None = None,
    **fields: Any,
) -> Procedure:
    event = ProcedureEvent(stage=stage, note=note, happened_on=happened_on or timezone.localdate())
    procedure = Procedure(minor=minor, site=site, kind=kind, **fields)
    return referral_actions.open_procedure(by=by, procedure=procedure, event=event)


def make_event(
    procedure: Procedure, *, by: User, stage: str, on: datetime.date | None = None, **fields: Any
) -> ProcedureEvent:
    event = ProcedureEvent(
        procedure=procedure, stage=stage, happened_on=on or timezone.localdate(), **fields
    )
    return referral_actions.record_event(by=by, event=event)


def make_deadline(
    minor: Minor,
    *,
    by: User,
    site: Site,
    code: str = "D09",
    day: datetime.date | None = None,
    time: datetime.time | None = None,
    word: str = "",
) -> Deadline:
    """Return what the newest version of a rule gives; of today, but for what is said."""
    found = [rule for (name, _version), rule in deadline_rules.rules().items() if name == code]
    # Some tests live before the law.
    day = day or max(timezone.localdate(), found[-1].valid_from or datetime.date.min)
    return referral_actions.start_deadline(
        by=by,
        minor=minor,
        site=site,
        rule=found[-1],
        trigger=counting.known(day.year, day.month, day.day, time),
        word=word,
    )


def make_entitlement(
    minor: Minor,
    *,
    by: User,
    site: Site,
    kind: str = "ame",
    status: str = "obtained",
    on: datetime.date | None = None,
    until: datetime.date | None = None,
    note: str = "",
    **fields: Any,
) -> Entitlement:
    """Return one as it stands; what is obtained ends in thirty days if nothing else is said."""
    day = on or timezone.localdate()
    if status == "obtained" and until is None:
        until = day + datetime.timedelta(days=30)
    step = EntitlementStep(status=status, happened_on=day, valid_until=until, note=note)
    entitlement = Entitlement(minor=minor, site=site, kind=kind, **fields)
    return referral_actions.open_entitlement(by=by, entitlement=entitlement, step=step)


def make_paper(
    minor: Minor,
    *,
    by: User,
    kind: str = "civil_status",
    place: str = "centre",
    holder: str = "",
    on: datetime.date | None = None,
    procedures: tuple[Procedure, ...] = (),
    **fields: Any,
) -> LegalPaper:
    """Return a paper that is not scanned, if no scan is given."""
    return referral_actions.record_paper(
        by=by,
        paper=LegalPaper(minor=minor, kind=kind, **fields),
        move=PaperMove(place=place, holder=holder, moved_on=on or timezone.localdate()),
        procedures=procedures,
    )


def make_situation(
    minor: Minor, *, by: User, code: str = "X3", on: datetime.date | None = None, **fields: Any
) -> Situation:
    """Return one of today, if nothing else is said."""
    row = Situation(minor=minor, code=code, happened_on=on or timezone.localdate(), **fields)
    return referral_actions.record_situation(by=by, situation=row)


def make_sheet(referral: Referral, *, by: User, **fields: Any) -> ReferralSheet:
    """Return a sheet that gives the name, to which she agreed, and says what is asked."""
    make_consent(
        referral.minor,
        by=by,
        to=Recipient(referral.partner),
        purpose=PURPOSE_OF[ReferralKind(referral.kind)],
        parts=[Part.IDENTITY, PART_OF_COMPARTMENT[Compartment(referral.compartment)]],
    )
    given = {"told": ["name", "asked"], "asked": "Un rendez-vous", "channel": "handed", **fields}
    return referral_actions.hand_over_sheet(by=by, sheet=ReferralSheet(referral=referral, **given))


def make_document(
    minor: Minor,
    *,
    by: User,
    compartment: Compartment = Compartment.LEGAL,
    content: bytes = b"%PDF-1.4 as if it had been cleaned",
    **fields: Any,
) -> Document:
    """Return a document whose content was not really cleaned: that takes a process."""
    fields = {"kind": "decision", "original": "lawyer", "title": "Ordonnance", **fields}
    return case_actions.add_document(
        by=by,
        document=DOCUMENTS[compartment](minor=minor, **fields),
        cleaned=Cleaned("application/pdf", 1, content),
    )


def make_lawyer_copy(document: Document, *, by: User, **fields: Any) -> LawyerCopy:
    """Return one handed to a lawyer who is not in the directory, with an agreement of today."""
    given: dict[str, Any] = {
        "recipient": Recipient(kind=RecipientKind.LAWYER, name="Maître Untel"),
        "purpose": Purpose.LEGAL,
        "asked": Asked(ConsentAnswer.AGREED, "oral", "fr", "none"),
        "why": "Requête au juge",
        "channel": "handed",
        **fields,
    }
    return case_actions.hand_to_lawyer(by=by, document=document, **given)


def make_note(
    minor: Minor, *, by: User, site: Site, model: type[Note] = DeskNote, **fields: Any
) -> Any:
    """Return a note; a psychologist's by somebody who follows the young person already."""
    fields = {"text": "Vue ce matin", **fields}
    return case_actions.write_note(by=by, note=model(minor=minor, site=site, **fields))


def make_consent(minor: Minor, *, by: User, to: Recipient | None = None, **fields: Any) -> Consent:
    """Return an agreement on the name, to a lawyer; the first row when it makes several."""
    given: dict[str, Any] = {
        "purpose": Purpose.LEGAL,
        "parts": [Part.IDENTITY],
        "answer": ConsentAnswer.AGREED,
        "given_on": timezone.localdate(),
        "said_how": SaidHow.ORAL,
        "language": "fr",
        "interpreting": Interpreting.NONE,
        **fields,
    }
    to = to or Recipient(kind=RecipientKind.LAWYER)
    return case_actions.record_consent(by=by, minor=minor, recipient=to, **given)[0]


def make_opposition(minor: Minor, *, by: User, **fields: Any) -> Opposition:
    opposition = Opposition(minor=minor, **{"kind": OppositionKind.NO_SMS, **fields})
    return case_actions.record_opposition(by=by, opposition=opposition)


def make_sharing(minor: Minor, *, by: User, to: Recipient | None = None, **fields: Any) -> Sharing:
    """Return what was said to the lawyer, under the agreement that `make_consent` makes."""
    given: dict[str, Any] = {
        "purpose": Purpose.LEGAL,
        "parts": [Part.IDENTITY],
        "channel": Channel.PHONE,
        **fields,
    }
    to = to or Recipient(kind=RecipientKind.LAWYER)
    return case_actions.record_sharing(by=by, minor=minor, recipient=to, **given)[0]


def make_enquiry(*, by: User, site: Site, **fields: Any) -> Enquiry:
    given = {"channel": "phone", "said": "Demande si son frère est là", **fields}
    return case_actions.record_enquiry(by=by, enquiry=Enquiry(site=site, **given))


def make_late_arrival(minor: Minor, *, by: User, site: Site, days: int = 2) -> Arrival:
    at = timezone.now() - datetime.timedelta(days=days)
    return case_actions.register_late_arrival(by=by, minor=minor, site=site, arrived_at=at)[0]


def make_day_entry(*, by: User, site: Site, desk: str = "social", **fields: Any) -> DayEntry:
    given = {"text": "Le plombier passe à 10 h", **fields}
    entry = DayEntry(site=site, desk=desk, **given)
    return case_actions.write_day_entry(by=by, entry=entry)


def make_alert(
    minor: Minor | None, *, by: User, site: Site, owner: User | None = None, **fields: Any
) -> Alert:
    given = {"kind": "physical_violence", "facts": "Frappée hier soir", **fields}
    alert = Alert(minor=minor, site=site, **given)
    case_actions.raise_alert(by=by, alert=alert, owner=owner)
    return alert


def make_lot(
    *,
    by: User,
    site: Site,
    medicine: str = "paracetamol_500",
    amount: int = 20,
    expires_in: int = 400,
    **fields: Any,
) -> Lot:
    """Return a lot of a cupboard, received by this person; `expires_in` is in days."""
    expires_on = timezone.localdate() + datetime.timedelta(days=expires_in)
    given = {"number": "A12", "expires_on": expires_on, **fields}
    lot = Lot(site=site, medicine=medicine, **given)
    return clinic_actions.receive_lot(by=by, lot=lot, amount=amount)


def make_tally(*, by: User, site: Site, service: str = "meal", amount: int = 5) -> TallyStep:
    return case_actions.add_tally(
        by=by, site=site, day=timezone.localdate(), service=Service(service), amount=amount
    )


def make_appointment(
    minor: Minor,
    *,
    by: User,
    site: Site,
    day: datetime.date | None = None,
    desk_kind: DeskKind = DeskKind.NURSE,
    **fields: Any,
) -> Appointment:
    """Return one of today at ten, without an interpreter: at the nurse's, unless said otherwise."""
    given = {
        "time": datetime.time(10),
        "minutes": 30,
        "language": "fr",
        "interpreter": "not_needed",
        **fields,
    }
    return case_actions.plan_appointment(
        by=by, minor=minor, site=site, day=day or timezone.localdate(), desk_kind=desk_kind, **given
    )


def make_night(arrival: Arrival, *, by: User, place: str = "street", **fields: Any) -> Night:
    return case_actions.record_night(by=by, arrival=arrival, place=NightPlace(place), **fields)[0]


def make_handover(arrival: Arrival, *, by: User) -> NightHandover:
    """Return a list of this evening with one name on it, which she agreed to."""
    partner = make_partner("Maraude", kind=PartnerKind.SHELTER)
    make_consent(arrival.minor, by=by, to=Recipient(partner), purpose=Purpose.SHELTER)
    make_night(arrival, by=by, is_to_orient=True)
    return case_actions.hand_over_night(
        by=by, site=arrival.site, partner=partner, shown=[arrival.minor.reference]
    )


def make_activity(*, by: User, site: Site, **fields: Any) -> Activity:
    """Return an activity of today, in the afternoon, led by who writes it down."""
    given = {
        "kind": "drawing", "day": timezone.localdate(), "starts_at": "14:00", "ends_at": "15:00",
        **fields,
    }  # fmt: skip
    return case_actions.hold_activity(by=by, activity=Activity(site=site, **given), leaders=[by])


def make_task(
    *, by: User, site: Site, minor: Minor | None = None, owner: User | None = None, **fields: Any
) -> Task:
    given = {"desk_kind": DeskKind.SOCIAL, "text": "Rappeler la mairie", **fields}
    return case_actions.make_task(by=by, task=Task(minor=minor, site=site, owner=owner, **given))


def make_referent(
    *, by: User, minor: Minor, colleague: User | None, desk_kind: str = DeskKind.SOCIAL
) -> ReferentStep:
    return case_actions.name_referent(
        by=by, minor=minor, desk_kind=desk_kind, colleague=colleague, why="Suivi commencé"
    )


def make_answer(
    minor: Minor, *, by: User, question: str = "trusted_contact", values: tuple[str, ...] = ()
) -> IntakeAnswer:
    """Return an answer; to whom she trusts, unless another question is named with its values."""
    answer = Answer(Outcome.ANSWERED, values or ("Sa tante Fatou",))
    return case_actions.record_intake(by=by, minor=minor, answers={question: answer})[0]


def make_criteria(minor: Minor, *, by: User, **ticked: list[str]) -> list[CriteriaStep]:
    """Tick criteria, by compartment: make_criteria(minor, by=nurse, health=["illness"])."""
    given = {Compartment(compartment): codes for compartment, codes in ticked.items()}
    return case_actions.tick_criteria(by=by, minor=minor, ticked=given)


def make_explanation(minor: Minor, *, by: User, **fields: Any) -> Explanation:
    given = {"topics": ["centre", "refusal"], "language": "fr", "interpreting": "none", **fields}
    return case_actions.record_explanation(by=by, explanation=Explanation(minor=minor, **given))


def make_requisition(*, by: User, minor: Minor | None = None, **fields: Any) -> Requisition:
    given = {"authority": "Tribunal de Bobigny", "asked": "Copie du dossier", **fields}
    return case_actions.record_requisition(by=by, requisition=Requisition(**given), minor=minor)


def make_export(*, by: User, site: Site | None = None, **fields: Any) -> ExportJob:
    """Return arrivals of today that this person had made apart, as a CSV, whatever their number.

    With names (`with_names`) they wait for a second person, who is asked.
    """
    today = timezone.localdate()
    reason = fields.pop("reason", "Pour l’équipe mobile")
    given = {"kind": "arrivals", "first_day": today, "last_day": today, "columns": ["day", "name"],
             "file_format": "csv", **fields}  # fmt: skip
    wanted = Wanted(by, site=site, **given)
    if not wanted.with_names:
        return report_actions.ask_export(by=by, wanted=wanted)
    job = report_actions.ask_named_export(by=by, wanted=wanted, reason=reason)
    staff_actions.ask_approval(by=by, kind="named_export", subject=job)
    return job


def make_import(*names: str, by: User, site: Site, country: str = "GN") -> MinorImport:
    """Return a spreadsheet of a row a name, its columns matched, before its check."""
    rows = [(number, [name, "16", country, "12/03/2025"]) for number, name in enumerate(names, 2)]
    table = Table([(1, ["Nom", "Âge", "Pays", "Vu le"]), *rows], {})
    found = case_actions.begin_import(by=by, table=table)
    columns = {"given_names": 0, "birth": 1, "country": 2, "first_seen_on": 3}
    found.site, found.columns = site, columns
    found.save()
    return found
