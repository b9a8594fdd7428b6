"""Every list: as many queries for twelve rows as for one, on the page and in its fragments."""

import datetime
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

import pytest
import time_machine
from django.db import connection, reset_queries, transaction
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from cases import actions as case_actions
from cases import nights
from cases.choices import (
    AppointmentStepKind,
    DeskKind,
    ImportStep,
    OppositionKind,
    Purpose,
    RecipientKind,
    Service,
    TicketStatus,
)
from cases.consents import Recipient
from cases.imports import staging
from cases.models import (
    AlertStep,
    Arrival,
    Desk,
    LikelyPair,
    Minor,
    MinorImport,
    NewsStep,
    PartnerContact,
    RequisitionStep,
    TallyStep,
)
from cases.search import memory
from clinics import actions as clinic_actions
from clinics.assessment_panel import panel
from clinics.choices import StockMoveKind
from clinics.medicines import medicines
from clinics.models import ScabiesMarkRow
from referrals import actions as referral_actions
from referrals.models import Deadline, DeadlineStep, EntitlementStep, PaperMove, ReferralStep
from reports import kept_maskings
from staff import actions as staff_actions
from staff import audit
from staff.choices import Role
from staff.models import OpeningException, User
from staff.permissions import Compartment
from tests import factories
from tests.house.walk import Visitors
from tests.matrix.scene import Scene, make_due_vaccine, make_hearing

pytestmark = pytest.mark.django_db(databases=["default", "owner"])

SIZES = (1, 12)
BOOKKEEPING = ("SAVEPOINT", "RELEASE SAVEPOINT", "ROLLBACK TO SAVEPOINT", "SET LOCAL")
DAY = datetime.timedelta(days=1)
TEN, NOON = datetime.time(10), datetime.time(12)


def minors(scene: Scene, count: int) -> list[tuple[Minor, Arrival]]:
    """People present now; all of them answer to "Mamadou" and have a telephone."""
    return [
        factories.make_minor(
            f"Mamadou {chr(65 + number % 26)}allo",
            by=scene.host,
            site=scene.site,
            phone=f"06 12 34 56 {number:02}",
            needs=("food",),
        )
        for number in range(count)
    ]


def doubted(scene: Scene, count: int, country: str = "GN") -> None:
    """A spreadsheet each row of which may be a file, or is wrong."""
    names = [minor.display_name for minor, _arrival in minors(scene, count)]
    by = MinorImport.objects.get(pk=scene.matched_import.pk).by
    scene.checked_import = factories.make_import(*names, by=by, site=scene.site, country=country)
    staging.check(scene.checked_import, progress=id)


def misread(scene: Scene, count: int) -> None:
    doubted(scene, count, country="Wakanda")


def imported(scene: Scene, count: int) -> None:
    """Spreadsheets that became files."""
    MinorImport.objects.bulk_create(
        MinorImport(by=scene.host, site=scene.site, step=ImportStep.DONE) for _i in range(count)
    )


def exported(scene: Scene, count: int) -> None:
    """Exports that were made apart, with names and without, in each of their states."""
    by = scene.somebody_s_export.asked_by
    today = timezone.localdate()
    days = {"first_day": today - DAY, "last_day": today}
    # Half a day ago: what was begun then and is not done has stopped.
    with time_machine.travel(timezone.now() - DAY / 2, tick=False):
        for number in range(3 * count):  # each of the states, however few
            job = factories.make_export(by=by, with_names=number % 3 == 0, **days)
            if number % 3:
                job.steps.create(status=("begun", "done")[number % 2])


def exports_page(client: Client, scene: Scene) -> HttpResponse:
    """Of whoever asked for them."""
    hers = Client()
    hers.force_login(scene.somebody_s_export.asked_by)
    return hers.get(reverse("reports:exports"))


def present(scene: Scene, count: int) -> None:
    """Present and gone, waiting, received and seen."""
    desk = factories.make_desk(DeskKind.NURSE, scene.site)
    other = factories.make_desk(DeskKind.SOCIAL, scene.site)
    for number, (_minor, arrival) in enumerate(minors(scene, 2 * count)):
        case_actions.send_to_desk(by=scene.host, arrival=arrival, desk=other)
        ticket, _new = case_actions.send_to_desk(by=scene.host, arrival=arrival, desk=desk)
        if number % 2:
            case_actions.end_ticket(by=scene.host, ticket=ticket, status=TicketStatus.IN_PROGRESS)
        if number >= count:
            case_actions.leave(by=scene.host, arrival=arrival)


def waiting(scene: Scene, count: int) -> None:
    for number, (_minor, arrival) in enumerate(minors(scene, 2 * count)):
        ticket, _new = case_actions.send_to_desk(by=scene.host, arrival=arrival, desk=scene.desk)
        if number % 2:
            case_actions.end_ticket(by=scene.host, ticket=ticket, status=TicketStatus.IN_PROGRESS)


def open_desks(scene: Scene, count: int) -> None:
    for number in range(count):
        desk = Desk(site=scene.site, name=f"Bureau {number}", kind=DeskKind.SOCIAL)
        case_actions.edit_desk(by=scene.host, desk=desk)


def saved_tables(scene: Scene, count: int) -> None:
    for number in range(count):
        factories.make_layout(by=scene.host, name=f"Ville {number}")


def history(scene: Scene, count: int) -> None:
    """A file that has lived: arrivals, consultations, referrals, names, telephones, ages."""
    nurse = User.objects.get(username="infirmiere")
    today = timezone.localdate()
    for number in range(count):
        day = today - (number + 1) * DAY
        factories.arrival_on(scene.minor, day, scene.site, scene.host)
        factories.make_consultation(
            scene.minor, by=nurse, site=scene.site, day=day, weight=Decimal(60), height=Decimal(170)
        )
        factories.make_sexual_health(scene.minor, by=nurse, site=scene.site, day=day)
        factories.make_health_fact(scene.minor, by=nurse, what=f"Latex {number}")
        ended = factories.make_health_fact(scene.minor, by=nurse, kind="medicine")
        factories.end_health_fact(ended, by=nurse)
        case_actions.add_name(
            by=scene.host, minor=scene.minor, text=f"Alias {number}", kind="alias"
        )
        case_actions.add_phone(by=scene.host, minor=scene.minor, phone=f"06 11 11 11 {number:02}")
    referred(scene, count)


def seen_by_midwife(scene: Scene, count: int) -> None:
    """What one file holds beside its consultations, and what is due of many."""
    nurse = User.objects.get(username="infirmiere")
    said = {"by": nurse, "site": scene.site}
    for minor, _arrival in minors(scene, count):
        violence = factories.make_violence(scene.minor, **said)
        factories.make_act(scene.minor, violence=violence, **said)
        factories.make_contraception(scene.minor, **said)
        pregnancy = factories.make_pregnancy(minor, **said)
        factories.tick_pregnancy_step(pregnancy, by=nurse)
        factories.make_contraception(minor, **said)


def screened(scene: Scene, count: int) -> None:
    """Screens of one file, one instrument after the other."""
    nurse = User.objects.get(username="infirmiere")
    for _number in range(count):
        for code in ("tb", "gad7"):
            factories.make_screening(scene.minor, by=nurse, site=scene.site, instrument=code)


def with_scabies(scene: Scene, count: int) -> None:
    """Cases of an event, each treated long ago, and people without a file."""
    nurse = User.objects.get(username="infirmiere")
    long_ago = timezone.localdate() - 20 * DAY
    for number in range(count):
        minor = factories.make_minor(f"Galeux {number}", by=nurse, site=scene.site)[0]
        mark = factories.make_scabies(minor, by=nurse, site=scene.site)
        row = ScabiesMarkRow(event=mark.event, minor=minor, mark="first", happened_on=long_ago)
        clinic_actions.mark_scabies(by=nurse, row=row)
        factories.make_scabies_step(mark.event, by=nurse)


def past_scabies(scene: Scene, count: int) -> None:
    """Events that are closed, each with a case."""
    with_scabies(scene, 1)
    nurse = User.objects.get(username="infirmiere")
    for number in range(count):
        minor = factories.make_minor(f"Ancien {number}", by=nurse, site=scene.site)[0]
        event = factories.make_scabies(minor, by=nurse, site=scene.site).event
        factories.make_scabies_step(event, by=nurse, kind="closed", count=None)


def handed_out_many(scene: Scene, count: int) -> None:
    """Meals of today, one tap after the other."""
    for _number in range(count):
        TallyStep.objects.create(
            site=scene.site, day=timezone.localdate(), service=Service.MEAL, amount=1, by=scene.host
        )


def signalled(scene: Scene, count: int) -> None:
    """Cases of measles of this week, and what was done about them."""
    nurse = User.objects.get(username="infirmiere")
    for number in range(count):
        minor = factories.make_minor(f"Rouge {number}", by=nurse, site=scene.site)[0]
        factories.make_consultation(
            minor, by=nurse, site=scene.site, motif="skin", problem="measles", told_by="found"
        )
        factories.make_signal_step(by=nurse, site=scene.site)


def held_sessions(scene: Scene, count: int) -> None:
    """Clinic days, each with its team and what was signed in it."""
    nurse = User.objects.get(username="infirmiere")
    for number in range(count):
        day = timezone.localdate() - (number + 1) * DAY
        session = factories.make_session(by=nurse, site=scene.site, day=day)
        seen = factories.make_consultation(scene.minor, by=nurse, site=scene.site, day=day)
        assert seen.session == session


def nameless(scene: Scene, count: int) -> None:
    """People without a file, in the session of today and in the file; sheets entered anew."""
    nurse = User.objects.get(username="infirmiere")
    for number in range(count):
        factories.make_anonymous(scene.session, by=nurse, tick_code="A7", language="ps")
        found = factories.make_anonymous(scene.session, by=nurse, tick_code="A7", language="bm")
        clinic_actions.attach_consultation(by=nurse, consultation=found, minor=scene.minor)
        factories.make_tally_sheet(scene.session, by=nurse, count=number + 90)


def papers(scene: Scene, count: int) -> None:
    """Of what she may read, and of what she may only know."""
    for number in range(count):
        for compartment in (Compartment.SOCIAL, Compartment.LEGAL, Compartment.HEALTH):
            factories.make_document(
                scene.minor, by=scene.host, compartment=compartment, title=f"Papier {number}"
            )


def referred(scene: Scene, count: int) -> None:
    for number in range(count):
        for compartment in (Compartment.SOCIAL, Compartment.HEALTH):
            factories.make_referral(
                scene.minor,
                by=scene.host,
                site=scene.site,
                partner=factories.make_partner(f"Partenaire {number}"),
                compartment=compartment,
            )


def expected_by_partners(scene: Scene, count: int) -> None:
    """Appointments taken for referrals: one line each, which leads back to its own."""
    for number in range(count):
        referral = factories.make_referral(
            scene.minor, by=scene.host, site=scene.site,
            partner=factories.make_partner(f"Partenaire {number}"),
        )  # fmt: skip
        step = ReferralStep(
            referral=referral, status="appointment", appointment_on=timezone.localdate(),
            appointment_time=datetime.time(9),
        )  # fmt: skip
        referral_actions.record_step(by=scene.host, step=step)


def copies_for_the_lawyer(scene: Scene, count: int) -> None:
    nurse = User.objects.get(username="infirmiere")
    for number in range(count):
        factories.make_lawyer_copy(scene.health_paper, by=nurse, why=f"Acte {number}")


def deadlines(scene: Scene, count: int) -> None:
    """Of one file; each was corrected."""
    for number in range(count):
        row = factories.make_deadline(
            scene.minor, by=scene.host, site=scene.site, code="D03-REQUETE", word=f"N° {number}"
        )
        corrected_date(scene, row)


def corrected_date(scene: Scene, row: Deadline) -> None:
    due_at = row.computed_at + DAY
    step = DeadlineStep(
        deadline=row, kind="corrected", due_on=due_at.date(), due_at=due_at, reason="Relu"
    )
    referral_actions.record_deadline_step(by=scene.host, step=step)


def deadlines_of_people(scene: Scene, count: int) -> None:
    for minor, _arrival in minors(scene, count):
        factories.make_deadline(minor, by=scene.host, site=scene.site, code="D19-48H")


def deadline_steps(scene: Scene, count: int) -> None:
    for _number in range(count):
        corrected_date(scene, scene.deadline)


def referred_people(scene: Scene, count: int) -> None:
    for number, (minor, _arrival) in enumerate(minors(scene, count)):
        factories.make_referral(
            minor,
            by=scene.host,
            site=scene.site,
            partner=factories.make_partner(f"Partenaire {number}"),
        )


def listed_partners(scene: Scene, count: int) -> None:
    for number in range(count):
        factories.make_partner(f"Partenaire {number}", place="Paris")


def sheets_of_a_referral(scene: Scene, count: int) -> None:
    for _number in range(count):
        factories.make_sheet(scene.social_referral, by=scene.account)


def described_partner(scene: Scene, count: int) -> None:
    """A partner of whom as much is known: four contacts, a whole week."""
    case_actions.edit_partner(
        by=None,
        partner=scene.partner,
        hours=dict.fromkeys(range(1, min(count, 7) + 1), (TEN, NOON)),
        contacts=[PartnerContact(role=f"Accueil {n}", phone="115") for n in range(count)],
    )


def listed_open(scene: Scene, count: int) -> None:
    for number in range(count):
        partner = factories.make_partner(f"Partenaire {number}")
        case_actions.edit_partner(
            by=None, partner=partner, hours=dict.fromkeys(range(1, 8), (TEN, NOON))
        )


def colleagues(scene: Scene, count: int) -> None:
    for number in range(count):
        user = factories.make_user(Role.NURSE, scene.site, f"collegue{number}")
        staff_actions.add_posting(by=scene.host, user=user, role=Role.SOCIAL, site=scene.other_site)


def postings(scene: Scene, count: int) -> None:
    """Of the colleague, and of the person who looks."""
    users = [scene.account, *User.objects.filter(username__in=["coordinator", "nurse"])]
    for number in range(count):
        start = timezone.localdate() - number * DAY
        for user in users:
            staff_actions.add_posting(
                by=scene.host, user=user, role=Role.JURIST, site=scene.other_site, valid_from=start
            )


def more_sites(scene: Scene, count: int) -> None:
    for number in range(count):
        factories.make_site(f"Site {number}")


def more_sites_validated(scene: Scene, count: int) -> None:
    more_sites(scene, count)
    assert scene.frozen_week  # it is validated here, and not while the page is measured


def sent_before(scene: Scene, count: int) -> None:
    assert scene.frozen_week
    for number in range(count):
        told = [["W03", "new", "", 12 + number]]
        factories.make_sending(by=scene.host, told=told)


def proceeded(scene: Scene, count: int) -> None:
    """Procedures of a file, and events of one of them."""
    for number in range(count):
        factories.make_procedure(
            scene.minor, by=scene.host, site=scene.site, kind="asylum", stage="S10",
            number=f"Numéro {number}",
        )  # fmt: skip
        factories.make_event(scene.procedure, by=scene.host, stage="L44", note=f"Fois {number}")
        factories.make_situation(scene.minor, by=scene.host, code="L05", note=f"Fois {number}")


def papered(scene: Scene, count: int) -> None:
    """Papers that serve the procedure and papers that do not; moves of one of them."""
    for number in range(count):
        for served in ((), (scene.procedure,)):
            scan = factories.make_document(
                scene.minor, by=scene.host, content=f"%PDF {number} {len(served)}".encode()
            )
            factories.make_paper(
                scene.minor, by=scene.host, title=f"Papier {number}", procedures=served, scan=scan
            )
        referral_actions.move_paper(
            by=scene.host,
            move=PaperMove(paper=scene.paper, place="lawyer", holder=f"Étude {number}"),
        )


def scanned(scene: Scene, count: int) -> None:
    """Scans of the legal file that are of no paper yet."""
    for number in range(count):
        factories.make_document(
            scene.minor,
            by=scene.host,
            title=f"Numérisé {number}",
            content=f"%PDF {number}".encode(),
        )


def heard(scene: Scene, count: int) -> None:
    """Young people with a hearing, each with an appointment of the legal desk that day."""
    for number in range(count):
        minor, _arrival = factories.make_minor(f"Mamadou {number}", by=scene.host, site=scene.site)
        hearing = make_hearing(minor, by=scene.host, site=scene.site)
        factories.make_appointment(
            minor, by=scene.host, site=scene.site, desk_kind=DeskKind.LEGAL, is_outside=True,
            day=hearing.hearing_on,
        )  # fmt: skip
        factories.make_document(minor, by=scene.host, content=f"%PDF {number}".encode())
        factories.make_paper(minor, by=scene.host, procedures=(hearing.procedure,))


def entitled(scene: Scene, count: int) -> None:
    """Young people with something to renew; and what became of one of them."""
    for number in range(count):
        minor, _arrival = factories.make_minor(f"Mamadou {number}", by=scene.host, site=scene.site)
        factories.make_entitlement(minor, by=scene.host, site=scene.site)
        referral_actions.record_entitlement_step(
            by=scene.host,
            step=EntitlementStep(
                entitlement=scene.entitlement, status="filed", note=f"Fois {number}"
            ),
        )


def stocked(scene: Scene, count: int) -> None:
    """Lots of several medicines, one moved to a bag, some run out."""
    codes = list(medicines())
    for number in range(count):
        factories.make_lot(
            by=scene.host, site=scene.site, medicine=codes[number], expires_in=number, number="Q1"
        )
        gone = factories.make_lot(
            by=scene.host, site=scene.site, medicine=codes[-number - 1], number="C9"
        )
        clinic_actions.take_from_lot(by=scene.host, lot=gone, kind=StockMoveKind.GIVEN, amount=20)
        clinic_actions.take_from_lot(
            by=scene.host, lot=scene.lot, kind=StockMoveKind.GIVEN, amount=1
        )


def vaccinated(scene: Scene, count: int) -> None:
    """Doses, one of which was taken back, and answers."""
    for number in range(count):
        row = factories.make_vaccination(
            scene.minor, by=scene.host, site=scene.site, lot=f"LOT-{number}"
        )
        clinic_actions.take_back_vaccination(by=scene.host, vaccination=row, site=scene.site)
        factories.make_vaccination_answer(
            scene.minor, by=scene.host, answer="none" if number % 2 else "said"
        )


def assessed(scene: Scene, count: int) -> None:
    """As many assessments, each with tests at three stages; as many tests, in one of them."""
    codes = [code for code in panel() if code not in ("hiv", "hepatitis_b", "ferritin")]
    for number, (minor, _arrival) in enumerate(minors(scene, count)):
        found = factories.make_assessment(minor, by=scene.host, site=scene.site)
        for code, kinds in (("stool", ()), ("hiv", ("sampled",)), ("ferritin", ("received",))):
            test = factories.make_test(found, by=scene.host, code=code)
            for kind in kinds:
                factories.make_test_step(test, by=scene.host, kind=kind)
        if number < len(codes):
            test = factories.make_test(scene.assessment, by=scene.host, code=codes[number])
            for kind in ("sampled", "received"):
                factories.make_test_step(test, by=scene.host, kind=kind)
        factories.fill_guide(scene.assessment, by=scene.host, worry=f"Mot {number}")
        factories.make_certificate(scene.minor, by=scene.host, site=scene.site)


def recalled(scene: Scene, count: int) -> None:
    """People here today, whose second dose is due."""
    for minor, _arrival in minors(scene, count):
        make_due_vaccine(minor, by=scene.host, site=scene.site)


def exceptions(scene: Scene, count: int) -> None:
    for number in range(count):
        day = timezone.localdate() + (number + 1) * DAY
        staff_actions.add_opening_exception(
            by=scene.host, exception=OpeningException(site=scene.site, day=day)
        )


def steps(scene: Scene, count: int) -> None:
    for number in range(count):
        scene.social_referral.steps.create(
            status="seen", note=f"Fois {number}", recorded_by=scene.host
        )


def trail(scene: Scene, count: int) -> None:
    """Entries on one file and on several, by the person who looks and by colleagues.

    On a file that little has happened to: a page of its trail is not full yet.
    """
    readers = [scene.host, *User.objects.filter(username="coordinator")]
    for number in range(count):
        minor, _arrival = factories.make_minor(by=scene.host, site=scene.other_site)
        reader = factories.make_user(Role.NURSE, scene.site, f"lectrice{number}")
        for by in (reader, *readers):
            audit.record(by=by, action="read_case", minor_id=scene.joined.pk)
            audit.record(by=by, action="read_case", minor_id=minor.pk)
        audit.record_refusal(by=reader, view="staff:team")


def said_and_shared(scene: Scene, count: int) -> None:
    """Answers, oppositions and sharings, with words sealed in each."""
    nurse = User.objects.get(username="infirmiere")
    for number in range(count):
        to = Recipient(kind=RecipientKind.OTHER, name=f"Personne {number}")
        factories.make_consent(scene.minor, by=nurse, to=to)
        factories.make_sharing(scene.minor, by=nurse, to=to, why=f"Motif {number}")
        factories.make_opposition(scene.minor, by=nurse, reason=f"Raison {number}")


def opposed_people(scene: Scene, count: int) -> None:
    """Who waits, and half of them not with the nurse who looks."""
    colleague = User.objects.get(username="nurse")
    for number, (minor, arrival) in enumerate(minors(scene, 2 * count)):
        case_actions.send_to_desk(by=scene.host, arrival=arrival, desk=scene.desk)
        if number % 2:
            factories.make_opposition(
                minor, by=scene.host, kind=OppositionKind.COLLEAGUE, colleague=colleague
            )


def requisitioned(scene: Scene, count: int) -> None:
    for minor, _arrival in minors(scene, count):
        made = factories.make_requisition(by=scene.host, minor=minor, authority="Parquet")
        case_actions.record_requisition_step(
            by=scene.host, step=RequisitionStep(requisition=made, kind="lawyer_told")
        )


def requisition_steps(scene: Scene, count: int) -> None:
    for number in range(count):
        step = RequisitionStep(requisition=scene.requisition, kind="given", note=f"Remise {number}")
        case_actions.record_requisition_step(by=scene.host, step=step)


def look_alike(scene: Scene, count: int) -> None:
    LikelyPair.objects.bulk_create(
        LikelyPair(first=scene.minor, second=minor, score=80, reasons=["name"])
        for minor, _arrival in minors(scene, count)
    )


def joined(scene: Scene, count: int) -> None:
    """Into one file; each gives the jurist something to check."""
    for minor, _arrival in minors(scene, count):
        case_actions.judge_pair(by=scene.host, one=scene.minor, other=minor, verdict="same")
        case_actions.join_files(by=scene.host, kept=scene.minor, gone=minor)


def tapped(scene: Scene, count: int) -> None:
    """Taps of several services, each followed by a correction."""
    today = timezone.localdate()
    TallyStep.objects.bulk_create(
        TallyStep(
            site=scene.site,
            day=today,
            service=list(Service)[number % len(Service)],
            amount=1,
            is_correction=is_correction,
            by=scene.host,
        )
        for number in range(count)
        for is_correction in (False, True)
    )


def alarmed(scene: Scene, count: int) -> None:
    """Alerts with an owner, each with something done; the first is the scene's own."""
    for minor, _arrival in minors(scene, count):
        made = factories.make_alert(minor, by=scene.host, site=scene.site, owner=scene.account)
        step = AlertStep(alert=made, kind="done", action="protocol", done_on=timezone.localdate())
        case_actions.record_alert_step(by=scene.host, step=step)


def logged(scene: Scene, count: int) -> None:
    for number in range(count):
        factories.make_day_entry(by=scene.host, site=scene.site, text=f"Relève {number}")


def copied(scene: Scene, count: int) -> None:
    for minor, _arrival in minors(scene, count):
        factories.make_late_arrival(minor, by=scene.host, site=scene.site, days=1)


def followed_alert(scene: Scene, count: int) -> None:
    for number in range(count):
        step = AlertStep(alert=scene.alert, kind="reached", text=f"Jointe {number}")
        case_actions.record_alert_step(by=scene.host, step=step)


def expected(scene: Scene, count: int) -> None:
    """At two desks today, moved once, and as many that were missed; some outside."""
    nurse = User.objects.get(username="infirmiere")
    for number, (minor, _arrival) in enumerate(minors(scene, count)):
        for desk_kind in (DeskKind.NURSE, DeskKind.PSYCHOLOGIST):
            scattered(scene, minor, nurse, desk_kind, number)


def expected_of_one(scene: Scene, count: int) -> None:
    nurse = User.objects.get(username="infirmiere")
    for number in range(count):
        scattered(scene, scene.minor, nurse, DeskKind.NURSE, number)


def scattered(scene: Scene, minor: Minor, by: User, desk_kind: DeskKind, number: int) -> None:
    """Four of one desk: moved, missed, interpreted, outside."""
    given = {"by": by, "site": scene.site, "desk_kind": desk_kind, "companion": scene.account}
    partner = factories.make_partner(f"Partenaire {number}")
    moved, missed, came, _outside = (
        factories.make_appointment(minor, **given, **more)
        for more in (
            {"subject": f"Sujet {number}"},
            {"companion_word": "", "subject": f"Sujet {number}"},
            {"interpreter": "needed", "language": "ps"},
            {"is_outside": True, "partner": partner},
        )
    )
    case_actions.move_appointment(
        by=by, appointment=moved, day=timezone.localdate(), time=datetime.time(11)
    )
    case_actions.record_appointment_step(by=by, appointment=missed, kind=AppointmentStepKind.MISSED)
    case_actions.record_presence(by=by, appointment=came, interpreter_minutes=20)


def slept(scene: Scene, count: int) -> None:
    """Who came, what was known of yesterday, and for half of them of tonight."""
    yesterday = timezone.localdate() - DAY
    for number, (minor, arrival) in enumerate(minors(scene, count)):
        past = factories.arrival_on(minor, yesterday, scene.site, scene.host)
        factories.make_night(past, by=scene.host)
        if number % 2:
            factories.make_night(arrival, by=scene.host, is_to_orient=True)


def sheltered(scene: Scene, count: int) -> None:
    """To be oriented this evening: one agreed and was named, one agreed, one was not asked."""
    to = Recipient(scene.handover.partner)
    for minor, arrival in minors(scene, count):
        factories.make_night(arrival, by=scene.host, is_to_orient=True)
        factories.make_consent(minor, by=scene.host, to=to, purpose=Purpose.SHELTER)
    for _minor, arrival in minors(scene, count):
        factories.make_night(arrival, by=scene.host, is_to_orient=True)


def handed_over(scene: Scene, count: int) -> None:
    sheltered(scene, count)
    handed = nights.to_orient(timezone.localdate(), scene.site, scene.handover.partner)
    scene.handover = case_actions.hand_over_night(
        by=scene.host,
        site=scene.site,
        partner=scene.handover.partner,
        shown=[line.minor.reference for line in handed if line.goes_out],
    )


def held_activities(scene: Scene, count: int) -> None:
    """Activities of today, of which the scene's has people on its list and beside it."""
    for _number in range(count):
        factories.make_activity(by=scene.host, site=scene.site, kind="outside")
    for number, (minor, _arrival) in enumerate(minors(scene, 2 * count)):
        if number % 2:
            case_actions.tick_participant(
                by=scene.host, activity=scene.outing, minor=minor, is_there=True
            )


def took_part(scene: Scene, count: int) -> None:
    for _number in range(count):
        held = factories.make_activity(by=scene.host, site=scene.site, kind="theatre")
        case_actions.tick_participant(
            by=scene.host, activity=held, minor=scene.minor, is_there=True
        )


def tasked(scene: Scene, count: int) -> None:
    """For each desk, about several people and about nobody, taken by nobody."""
    for number, (minor, _arrival) in enumerate(minors(scene, count)):
        for kind in DeskKind:
            factories.make_task(by=scene.host, site=scene.site, minor=minor, desk_kind=kind,
                                text=f"Revoir {number}")  # fmt: skip
        factories.make_task(by=scene.host, site=scene.site, text=f"Commander {number}")


def tasked_about_one(scene: Scene, count: int) -> None:
    for number in range(count):
        for kind in DeskKind:
            factories.make_task(by=scene.host, site=scene.site, minor=scene.minor, desk_kind=kind,
                                text=f"Revoir {number}", is_follow_up=True)  # fmt: skip


def not_seen(scene: Scene, count: int) -> None:
    """Last month, each with a referent and something tried."""
    then = timezone.localdate() - 30 * DAY
    for minor, arrival in minors(scene, count):
        Arrival.objects.filter(pk=arrival.pk).update(day=then)
        factories.make_referent(by=scene.host, minor=minor, colleague=scene.account)
        case_actions.record_news(by=scene.host, step=NewsStep(minor=minor, kind="called"))


def interviewed(scene: Scene, count: int) -> None:
    """The same questions again and again; what was ticked and unticked; what she was told."""
    for number in range(count):
        for question, value in (("trusted_contact", f"Tante {number}"), ("shoe_size", "42")):
            factories.make_answer(scene.minor, by=scene.host, question=question, values=(value,))
            factories.make_answer(scene.minor, by=scene.host, question=question, values=("38",))
        for codes in (["rough"], []):
            factories.make_criteria(scene.minor, by=scene.host, social=codes)
        factories.make_explanation(scene.minor, by=scene.host, asked_again=f"La nuit {number}")


def left_behind(scene: Scene, count: int) -> None:
    """People who have left with tasks and young people; the colleague of the scene with many."""
    gone = [factories.make_user(Role.SOCIAL, scene.site, f"partie{n}", full_name=f"Partie {n}")
            for n in range(count)]  # fmt: skip
    for (minor, _arrival), person in zip(minors(scene, count), gone, strict=True):
        for owner in (person, scene.account):
            factories.make_task(by=scene.host, site=scene.site, minor=minor, owner=owner)
        factories.make_referent(by=scene.host, minor=minor, colleague=person)
        factories.make_referent(by=scene.host, minor=minor, colleague=scene.account)
    for person in (*gone, scene.account):
        person.postings.update(valid_from=timezone.localdate() - 9 * DAY,
                               valid_to=timezone.localdate() - DAY)  # fmt: skip


def steps_of_a_task(scene: Scene, count: int) -> None:
    for number in range(count):
        case_actions.postpone_task(
            by=scene.host, task=scene.task, due_on=timezone.localdate(), word=f"Absente {number}"
        )


Rows = Callable[[Scene, int], None]
Ask = Callable[[Client, Scene], HttpResponse]


def get(name: str, *of: str, **query: str) -> Ask:
    return lambda client, scene: client.get(
        reverse(name, args=[scene.value(attribute) for attribute in of]), query
    )


def post(name: str, data: dict[str, str], **headers: str) -> Ask:
    return lambda client, scene: client.post(reverse(name), data, headers=headers)


def typed(view: str, **data: str) -> Ask:
    """As htmx asks, while one types."""
    return post(view, data, **{"HX-Request": "true"})


def asked(view: str, **data: str) -> Ask:
    return post(view, data)


@dataclass(frozen=True)
class List:
    """A page, who opens it, the rows that grow, and how to ask for it."""

    name: str
    who: str
    rows: Rows
    ask: Ask
    found: str = ""  # what stands on the page as often as there are rows

    def __str__(self) -> str:
        return self.name


LISTS = [
    List("reception", "reception", present, get("cases:reception"), "Mamadou"),
    List("reception, gone", "reception", present, get("cases:reception", who="gone"), "Mamadou"),
    List("reception, desks", "reception", open_desks, get("cases:reception"), "Bureau"),
    List("reception, search", "reception", minors, asked("cases:reception", q="mamadou"), "Mama"),
    List("reception, typing", "reception", minors, typed("cases:reception", q="mamadou"), "Mama"),
    List("reception, telephone", "reception", minors, typed("cases:reception", q="061234"), "Mama"),
    List("search", "nurse", minors, asked("cases:search", q="mamadou"), "Mamadou"),
    List("search, typing", "nurse", minors, typed("cases:search", q="mamadou"), "Mamadou"),
    List("known already", "social", minors, typed("cases:possible_duplicates", name="mamadou"),
         "Mamadou"),
    List("imports", "coordinator", imported, get("cases:imports"), "Importé"),
    List("the check of a spreadsheet", "coordinator", doubted,
         get("cases:minor_import", "checked_import"), "<fieldset"),
    List("a spreadsheet that is wrong", "coordinator", misread,
         get("cases:minor_import", "checked_import"), "Wakanda"),
    List("queues", "nurse", waiting, get("cases:queues"), "Mamadou"),
    List("queues, desks", "nurse", open_desks, get("cases:queues"), "Bureau"),
    List("a desk's queue", "nurse", waiting, get("cases:queue", "desk"), "Mamadou"),
    List("tasks of a desk", "social", tasked, get("cases:tasks", of="desk"), "Revoir"),
    List("tasks of a psychologist's desk", "psychologist", tasked, get("cases:tasks", of="desk"),
         "/done/"),
    List("tasks of all desks", "coordinator", tasked, get("cases:tasks"), "/done/"),
    List("not seen for a while", "nurse", not_seen, get("cases:not_seen_for"), "Mamadou"),
    List("to hand over", "coordinator", left_behind, get("cases:to_hand_over"), "Partie"),
    List("handing over", "coordinator", left_behind,
         get("cases:hand_over", "account", "kind social"), "Mamadou"),
    List("a task", "nurse", steps_of_a_task, get("cases:task", "task"), "Absente"),
    List("interviews to take up", "social", minors, get("cases:intakes"), "Mamadou"),
    List("the intake interview", "social", interviewed, get("cases:intake", "reference"),
         "La nuit "),
    List("a section of the interview", "social", interviewed,
         get("cases:fill_intake", "reference", "kind social")),
    List("a partner among those who send", "nurse", listed_partners,
         get("cases:fill_intake", "reference", "kind daily"), "Partenaire"),
    List("the criteria", "social", interviewed, get("cases:tick_criteria", "reference")),
    List("tasks of a file", "nurse", tasked_about_one, get("cases:case", "reference"), "Revoir"),
    List("a file", "nurse", history, get("cases:case", "reference"), "Alias"),
    List("a file, jurist", "jurist", history, get("cases:case", "reference"), "Alias"),
    List("likely pairs", "coordinator", look_alike, get("cases:likely_pairs"), "/duplicates/"),
    List("a joined file", "coordinator", joined, get("cases:case", "reference"), "/undo/"),
    List("a joined file, its desk", "jurist", joined, get("cases:case", "reference"), "/checked/"),
    List("what a desk checks", "jurist", joined, get("cases:my_desk"), "/checked/"),
    List("the changes of a joined file", "social", joined, get("cases:changes", "reference")),
    List("documents", "social", papers, get("cases:documents", "reference"), "Papier"),
    List("documents of one part", "jurist", papers,
         get("cases:documents", "reference", **{"in": "legal"}), "Papier"),
    List("the changes of a file", "social", history, get("cases:changes", "reference"), "Alias"),
    List("medicines", "nurse", stocked, get("clinics:stock"), "/stock/"),
    List("medicines that expire", "nurse", stocked, get("clinics:stock", of="expiring"), "/stock/"),
    List("medicines run out", "nurse", stocked, get("clinics:stock", of="out"), "Plus aucun"),
    List("counting medicines", "nurse", stocked, get("clinics:count_stock"), "found-"),
    List("a lot", "nurse", stocked, get("clinics:lot", "lot"), "Donné"),
    List("health", "nurse", history, get("clinics:health", "reference"), "/health/"),
    List("vaccinations", "nurse", vaccinated, get("clinics:vaccinations", "reference"), "LOT-"),
    List("the catch-up", "nurse", vaccinated, get("clinics:plan_vaccination", "reference")),
    List("the booklet", "nurse", vaccinated,
         get("clinics:vaccination_booklet_pdf", "reference", "kind fr")),
    List("a health assessment", "nurse", assessed,
         get("clinics:assessment", "reference", "assessment"), "Protocole bilan"),
    List("handing results back", "nurse", assessed,
         get("clinics:hand_back_results", "reference", "assessment")),
    List("results received", "nurse", assessed,
         get("clinics:receive_results", "reference", "assessment")),
    List("the booklet of an assessment", "nurse", assessed,
         get("clinics:assessment_booklet_pdf", "reference", "assessment")),
    List("results to hand back", "nurse", assessed,
         get("clinics:due_results", "kind hand-back"), "Mamadou"),
    List("second steps to plan", "nurse", assessed,
         get("clinics:due_results", "kind second-step"), "Mamadou"),
    List("recalls of those here", "nurse", recalled,
         get("clinics:due_results", "kind recalls"), "Mamadou"),
    List("what a nurse takes up again", "nurse", assessed, get("cases:my_desk")),
    List("medical certificates", "doctor", assessed,
         get("clinics:medical_certificates", "reference"), "/handed/"),
    List("results on the health page", "nurse", assessed, get("clinics:health", "reference"),
         "Résultat"),
    List("allergies of a file", "nurse", history, get("clinics:health", "reference"), "Latex"),
    List("ending one of them", "nurse", history,
         get("clinics:end_health_fact", "reference", "health_fact")),
    List("one more of them", "nurse", history,
         get("clinics:record_health_fact", "reference", "kind allergy"), "Latex"),
    List("screens of a file", "nurse", screened, get("clinics:health", "reference")),
    List("a screen", "nurse", screened, get("clinics:screening", "reference", "screening"),
         "/screens/"),
    List("scabies events", "nurse", past_scabies, get("clinics:scabies_events"), "/scabies/"),
    List("a scabies event", "nurse", with_scabies, get("clinics:scabies_event", "scabies"),
         "Galeux"),
    List("adding scabies contacts", "nurse", with_scabies,
         get("clinics:find_scabies_contacts", "scabies"), "Galeux"),
    List("what the nurse treats", "nurse", with_scabies, get("cases:my_desk"), "Galeux"),
    List("signals", "nurse", signalled, get("clinics:signals", "iso_year", "iso_week")),
    List("a signal", "nurse", signalled,
         get("clinics:signal", "iso_year", "iso_week", "site", "kind measles", "kind all"),
         "Rouge"),
    List("sexual health", "midwife", history, get("clinics:sexual_health", "reference"),
         "/sexual-health/"),
    List("the midwife’s book", "midwife", seen_by_midwife,
         get("clinics:sexual_health", "reference"), "Injection"),
    List("the midwife’s desk", "midwife", seen_by_midwife, get("cases:my_desk"), "Injection"),
    List("clinic sessions", "nurse", held_sessions, get("clinics:sessions"), "1 consultation"),
    List("without identity", "nurse", nameless, get("clinics:anonymous_consultations", "session"),
         "/anonymous/"),
    List("one without identity", "nurse", nameless, get("clinics:anonymous_consultation",
         "anonymous"), "/anonymous/"),
    List("logging one without identity", "nurse", nameless,
         get("clinics:log_anonymous_consultation", "session")),
    List("a clinic session", "nurse", nameless, get("clinics:session", "session")),
    List("closing a clinic session", "nurse", nameless, get("clinics:close_session", "session")),
    List("a tally sheet", "nurse", nameless, get("clinics:tally", "session"), "Version"),
    List("a slip", "nurse", nameless, asked("clinics:find_slip", tick_code="A7"), "/anonymous/"),
    List("attaching to a file", "nurse", nameless, get("clinics:attach_consultations", "reference"),
         "consultations"),
    List("what was attached to a file", "nurse", nameless, get("clinics:health", "reference"),
         "/anonymous/"),
    List("a file with what was attached", "nurse", nameless, get("cases:case", "reference"),
         "/anonymous/"),
    List("writing a consultation", "nurse", history, get("clinics:log_consultation", "reference")),
    List("referrals of a file", "social", referred, get("referrals:referrals", "reference"), "Par"),
    List("referrals, as a psychologist", "psychologist", referred,
         get("referrals:referrals", "reference"), "Par"),
    List("appointments of partners", "social", expected_by_partners,
         get("cases:appointments_of", "reference"), "Orientation"),
    List("copies for the lawyer", "nurse", copies_for_the_lawyer,
         get("cases:document", "reference", "health_document"), "Acte"),
    List("a referral", "social", steps, get("referrals:referral", "reference", "social_referral"),
         "Fois"),
    List("the sheets of a referral", "social", sheets_of_a_referral,
         get("referrals:referral", "reference", "social_referral"), "Lettre (PDF)"),
    List("a sheet of a referral", "social", sheets_of_a_referral,
         get("referrals:hand_over_sheet", "reference", "social_referral")),
    List("making a referral", "social", listed_partners,
         get("referrals:make_referral", "reference"), "Partenaire"),
    List("procedures of a file", "social", proceeded, get("referrals:procedures", "reference"),
         "Numéro"),
    List("a procedure", "jurist", proceeded,
         get("referrals:procedure", "reference", "procedure"), "Fois"),
    List("the papers of a procedure", "jurist", papered,
         get("referrals:procedure", "reference", "procedure"), "Papier"),
    List("the originals of a file", "jurist", papered, get("cases:documents", "reference"),
         "Papier"),
    List("where an original has been", "jurist", papered,
         get("referrals:paper", "reference", "paper"), "Étude"),
    List("moving an original", "jurist", papered,
         get("referrals:move_paper", "reference", "paper"), "Étude"),
    List("the scan of a paper", "jurist", scanned,
         get("referrals:add_scan", "reference", "paper"), "Numérisé"),
    List("recording a paper", "jurist", proceeded, get("referrals:record_paper", "reference")),
    List("what happened in a procedure", "jurist", proceeded,
         get("referrals:record_event", "reference", "procedure")),
    List("entitlements to renew", "social", entitled, get("referrals:due_entitlements"), "Mamadou"),
    List("the social desk", "social", entitled, get("cases:my_desk"), "Renouvelé"),
    List("the legal desk", "jurist", deadlines_of_people, get("cases:my_desk"), "Mamadou"),
    List("what became of an entitlement", "social", entitled,
         get("referrals:record_entitlement_step", "reference", "entitlement"), "Fois"),
    List("hearings", "jurist", heard, get("referrals:hearings"), "Mamadou"),
    List("deadlines of a file", "jurist", deadlines, get("referrals:deadlines", "reference"), "N°"),
    List("steps of a deadline", "jurist", deadline_steps,
         get("referrals:deadline", "reference", "deadline"), "Relu"),
    List("deadlines of all", "jurist", deadlines_of_people, get("referrals:due_deadlines"),
         "Mamadou"),
    List("deadlines of the morning", "jurist", deadlines_of_people, get("cases:briefing"),
         "Délai, "),
    List("awaiting an answer", "social", referred_people, get("referrals:awaiting"), "Mamadou"),
    List("agreements", "nurse", said_and_shared, get("cases:consents", "reference"), "Personne"),
    List("a file that opposes", "nurse", said_and_shared, get("cases:case", "reference"), "SMS"),
    List("the sheet", "nurse", said_and_shared, get("cases:print_sharings", "reference"), "Motif"),
    List("the sheet as PDF", "nurse", said_and_shared, get("cases:sharings_pdf", "reference")),
    List("a queue that opposes", "nurse", opposed_people, get("cases:queue", "desk"), "Pas avec"),
    List("all queues that oppose", "nurse", opposed_people, get("cases:queues"), "Pas avec"),
    List("requisitions", "director", requisitioned, get("cases:requisitions"), "Parquet"),
    List("a requisition", "director", requisition_steps, get("cases:requisition", "requisition"),
         "Remise"),
    List("partners", "nurse", listed_partners, get("cases:partners"), "Partenaire"),
    List("partners of a day", "nurse", listed_open, get("cases:partners", day="2026-03-02"),
         "Partenaire"),
    List("a partner", "nurse", described_partner, get("cases:partner", "partner"), "Accueil"),
    List("changing a partner", "coordinator", described_partner,
         get("cases:edit_partner", "partner")),
    List("sending to a desk", "reception", open_desks, get("cases:send_to_desk", "arrival"), "Bur"),
    List("the briefing", "coordinator", alarmed, get("cases:briefing"), "Mamadou"),
    List("the handover", "nurse", logged, get("cases:handover"), "Relève "),
    List("arrivals copied from paper", "reception", copied,
         get("cases:late_arrivals_on", "yesterday"), "Mamadou"),
    List("alerts", "coordinator", alarmed, get("cases:alerts"), "Mamadou"),
    List("an alert", "coordinator", followed_alert, get("cases:alert", "alert"), "Jointe"),
    List("whom an alert is about", "nurse", present,
         get("cases:raise_alert", "kind danger"), "Mamadou"),
    List("tallies", "reception", tapped, get("cases:tallies"), "person-facts"),
    List("correcting the tallies", "reception", tapped,
         get("cases:correct_tallies", "site", "today")),
    List("appointments", "nurse", expected, get("cases:appointments"), "Mamadou"),
    List("appointments, psychologist", "psychologist", expected, get("cases:appointments"),
         "Mamadou"),
    List("appointments, neutral", "reception", expected, get("cases:appointments"), "Mamadou"),
    List("finding for an appointment", "nurse", minors,
         typed("cases:find_for_appointment", q="mamadou"), "Mamadou"),
    List("appointments of a desk", "psychologist", expected, get("cases:my_desk"), "Mamadou"),
    List("appointments of a file", "nurse", expected_of_one,
         get("cases:appointments_of", "reference"), "Sujet"),
    List("a file with appointments", "nurse", expected_of_one, get("cases:case", "reference"),
         "timeline-mark"),
    List("tonight", "reception", slept, get("cases:tonight"), "Mamadou"),
    List("to be oriented", "social", sheltered, get("cases:to_orient"), "Mamadou"),
    List("an evening's list", "social", handed_over, get("cases:night_handover", "handover"),
         "Mamadou"),
    List("activities", "reception", held_activities, get("cases:activities"), "Accompagnement"),
    List("who takes part", "reception", held_activities, get("cases:activity", "outing"),
         "Mamadou"),
    List("a file that takes part", "nurse", took_part, get("cases:case", "reference"), "Théâtre"),
    List("my desk", "nurse", waiting, get("cases:my_desk"), "Mamadou"),
    List("desks", "coordinator", open_desks, get("cases:desks"), "Bureau"),
    List("team", "coordinator", colleagues, get("staff:team"), "collegue"),
    List("an account", "coordinator", postings, get("staff:edit_account", "account"), "/end/"),
    List("sites", "coordinator", more_sites, get("staff:sites"), "Site"),
    List("opening hours", "coordinator", exceptions, get("staff:edit_opening_hours", "site"),
         "/remove/"),
    List("my account", "nurse", postings, get("staff:account"), "row-end"),
    List("my account, sites", "coordinator", more_sites, get("staff:account"), "Site"),
    List("my reads", "coordinator", trail, get("staff:own_reads"), "/cases/"),
    List("who opened a file", "coordinator", trail, get("cases:opened", "joined_reference"),
         "<td data-label"),
    List("the digest", "coordinator", trail, get("staff:digest", "week"), "<td data-label"),
    List("exports made apart", "coordinator", exported, exports_page, "person-name"),
    List("the week", "coordinator", history, get("reports:week", "week")),
    List("the week, people", "coordinator", present, get("reports:week", "week")),
    List("the week, sites", "coordinator", more_sites, get("reports:week", "week"), "Site"),
    List("the lines of a figure", "coordinator", present,
         get("reports:lines", "week", "kind W01", "kind arrivals"), "Mamadou"),
    List("the lines of a figure, tallies", "nurse", handed_out_many,
         get("reports:lines", "week", "kind W10", "kind meal"), "<td data-label"),
    List("the week for partners", "coordinator", more_sites_validated,
         get("reports:week", "frozen_week", audience="partners")),
    List("what partners receive, after what was sent", "coordinator", sent_before,
         get("reports:week_audience", "frozen_week", audience="partners"), '"Destinataire">'),
    List("the week, spreadsheet", "coordinator", present,
         get("reports:week_file", "week", "kind xlsx")),
    List("the DHIS2 mapping", "coordinator", more_sites, get("reports:dhis2_mapping"), "Site"),
    List("the check of the mapping", "coordinator", more_sites, get("reports:dhis2_check"),
         "Site"),
    List("the codes of the sites", "coordinator", more_sites,
         get("reports:dhis2_lines", "kind W24-zones"), "Site"),
    List("the week, HXL", "coordinator", present,
         get("reports:week_file", "week", "kind hxl.csv")),
    List("the week, DHIS2", "coordinator", present,
         get("reports:week_file", "week", "kind dhis2.csv")),
    List("the month", "coordinator", history, get("reports:week", "month")),
    List("the month, people", "coordinator", present, get("reports:week", "month")),
    List("saved tables", "coordinator", saved_tables, get("reports:layouts"), "Ville"),
    List("a table, people", "coordinator", present, get("reports:layout", "layout", "month")),
    List("a table, a file", "coordinator", history, get("reports:layout", "layout", "month")),
]  # fmt: skip


SCENE_NAME = "Awa"


@pytest.fixture(autouse=True)
def _many_files_that_left(monkeypatch: pytest.MonkeyPatch) -> None:
    """The page that shows what was worked out, and not the one that says to wait for it."""
    monkeypatch.setattr(kept_maskings, "LONG", 1_000)


def is_counted(sql: str) -> bool:
    return not sql.startswith(BOOKKEEPING)


Counts = dict[str, dict[int, tuple[int, int]]]


def measured(scene: Scene, rows: Rows, pages: list[List]) -> Counts:
    """Return {page: {rows: (queries, how often the rows stand on the page)}}."""
    visitors = Visitors(scene)
    counts: Counts = {page.name: {} for page in pages}
    for page in pages:
        assert visitors[page.who]  # the people stand there before the rows do
    for size in SIZES:
        with transaction.atomic():
            rows(scene, size)
            memory.known()  # the first search of a process reads every file, once
            for page in pages:
                reset_queries()  # Django keeps no more than 9,000 of them
                with visitors[page.who].visiting() as client:
                    with CaptureQueriesContext(connection) as captured:
                        response = page.ask(client, scene)
                    assert response.status_code == 200
                    text = response.content.decode(errors="ignore")
                    counts[page.name][size] = (
                        sum(is_counted(query["sql"]) for query in captured),
                        text.count(page.found) if page.found else 0,
                    )
            transaction.set_rollback(True)
    return counts


def growing(counts: Counts) -> list[str]:
    """Return the pages whose queries grow with their rows."""
    return [
        f"{name}: {sizes}"
        for name, sizes in counts.items()
        if len({queries for queries, _seen in sizes.values()}) > 1
    ]


def not_shown(counts: Counts, pages: list[List]) -> list[str]:
    """Return the pages on which more rows are not more to see: they prove nothing."""
    return [
        f"{page.name}: {counts[page.name]}"
        for page in pages
        if page.found and len({seen for _queries, seen in counts[page.name].values()}) < len(SIZES)
    ]


@pytest.mark.parametrize(
    "rows", dict.fromkeys(page.rows for page in LISTS), ids=lambda rows: rows.__name__
)
def test_queries_do_not_grow_with_the_rows(scene: Scene, rows: Rows) -> None:
    pages = [page for page in LISTS if page.rows == rows]
    counts = measured(scene, rows, pages)
    for name, sizes in counts.items():
        print(f"{name}: {sizes[1][0]} queries")  # noqa: T201 - `pytest -s` shows what a page costs
    assert not growing(counts), "\n".join(growing(counts))
    assert not not_shown(counts, pages), "\n".join(not_shown(counts, pages))


# --- the checks can fail ----------------------------------------------------------------------


def test_a_query_for_each_row_is_found(scene: Scene) -> None:
    def one_by_one(client: Client, scene: Scene) -> HttpResponse:
        names = [name.text for minor in Minor.objects.all() for name in minor.names.all()]
        return HttpResponse(" ".join(names))

    planted = List("planted", "nurse", minors, one_by_one, "Mamadou")
    empty = List("empty", "nurse", minors, get("staff:rights"), "Mamadou")
    counts = measured(scene, minors, [planted, empty])
    assert [line.partition(":")[0] for line in growing(counts)] == ["planted"]
    assert [line.partition(":")[0] for line in not_shown(counts, [planted, empty])] == ["empty"]
