"""A centre whose actions write one word in every sealed text, for test_at_rest: in its process."""

import datetime
from typing import Any

from django.utils import timezone

from cases import actions as case_actions
from cases.choices import DeskKind, RequisitionStepKind
from cases.models import DOCUMENTS, AlertStep, ClaimRetention, RequisitionStep
from clinics.choices import ScabiesMark
from referrals import actions as referral_actions
from referrals.choices import ReferralStatus
from referrals.models import DeadlineStep, ReferralStep
from reports import actions as report_actions
from reports import export_store
from reports.models import WeekNote
from staff.choices import Compartment, Role
from staff.encryption import EncryptedField, EncryptedTextField
from tests import factories
from tests.matrix.scene import NOTE_KINDS, make_scene

written: set[str] = set()


def mark(word: str) -> None:
    """Have every sealed text end with the word, at the moment it is sealed and not before."""
    seal = EncryptedField.pre_save

    def pre_save(field: EncryptedField, row: Any, add: bool) -> Any:
        text = row.__dict__.get(field.attname)
        if isinstance(field, EncryptedTextField) and not field.choices and isinstance(text, str):
            if row._meta.model_name != "minorphone":
                row.__dict__[field.attname] = f"{text} {word}"
            written.add(f"{row._meta.label}.{field.name}")
        return seal(field, row, add)

    EncryptedField.pre_save = pre_save  # type: ignore[method-assign]


def live(sealed: str, plain: str, phone: str) -> None:
    """Work for a day; say which columns were sealed. `plain` is a partner's name, in clear."""
    scene = make_scene("Awa")  # one row of everything, then each sealed one again, marked
    mark(sealed)
    host, minor, site = scene.host, scene.minor, scene.site
    factories.make_partner(plain)
    case_actions.add_phone(by=host, minor=minor, phone=f"+33{phone}")
    for compartment in DOCUMENTS:
        content = f"%PDF-1.4 {sealed}".encode()
        factories.make_document(minor, by=host, compartment=compartment, content=content)
    for model, role in NOTE_KINDS.values():
        by = scene.psychologist if role == Role.PSYCHOLOGIST else host
        factories.make_note(minor, by=by, site=site, model=model)
    factories.make_vaccination(
        minor, by=host, site=site, source="here", is_agreed=True, prescriber="Dr Roux", lot="B 7",
        body_site="left_arm", route="im", given_on=timezone.localdate(),
    )  # fmt: skip
    factories.make_vaccination_answer(minor, by=host)
    factories.make_anonymous(
        scene.session, by=host, problem="cold", acts=["advice"], destination="dentist"
    )
    test = factories.make_test(scene.assessment, by=host, code="blood_count")
    factories.make_test_step(test, by=host, kind="received")
    factories.make_test_step(scene.test_to_sample, by=host, kind="dropped")
    factories.fill_guide(scene.assessment, by=host, worry="Le ventre")
    factories.make_second_step(scene.assessment, by=host)
    factories.make_certificate(minor, by=host, site=site)
    given = {"medicines": "Paracétamol", "medicine_basis": "protocol", "medicine_authority": "P1",
             "problem": "cold"}  # fmt: skip
    for make in (factories.make_consultation, factories.make_sexual_health):
        seen = make(minor, by=host, site=site, told_by="found", **given)
        factories.make_addendum(seen, by=host)
    factories.make_act(minor, by=host, site=site, note="Fait")
    followed = factories.make_pregnancy(minor, by=host, site=site, word="Dit")
    factories.tick_pregnancy_step(followed, by=host, word="Dit", is_elsewhere=True)
    for said in (
        {"kind": "dated", "dating": "scan", "scan": "12+3", "happened_on": timezone.localdate()},
        {"kind": "ended", "outcome": "birth", "happened_on": timezone.localdate()},
    ):
        factories.add_pregnancy_step(followed, by=host, word="Dit", **said)
    method = factories.make_contraception(minor, by=host, site=site, word="Dit")
    for said in ({"kind": "renewed", "source": "here"}, {"kind": "stopped", "reason": "other"}):
        factories.add_contraception_step(method, by=host, word="Dit", **said)
    factories.make_violence(minor, by=host, site=site, facts="Ses mots")
    fact = factories.make_health_fact(
        minor, by=host, kind="medicine", prescriber="Dr Roux", detail="Un le soir"
    )
    factories.end_health_fact(fact, by=host, word="Terminé")
    factories.make_scabies(minor, by=host, site=site, mark=ScabiesMark.CONTACT)
    factories.make_screening(minor, by=host, site=site, item_1="yes")
    factories.make_signal_step(by=host, site=site)
    referral = factories.make_referral(minor, by=host, site=site)
    step = ReferralStep(referral=referral, status=ReferralStatus.SEEN)
    referral_actions.record_step(by=host, step=step)
    factories.make_entitlement(
        minor, by=host, site=site, kind="domiciliation", note="Dossier", reference="D 12"
    )
    factories.make_procedure(
        minor, by=host, site=site, note="Nuit dehors", number="24/17", authority="Bobigny",
        lawyer="Me Roux",
    )  # fmt: skip
    factories.make_paper(
        minor, by=host, title="Extrait", authority="Kindia", number="C 1234", note="Tampon",
        holder="Me Roux",
    )  # fmt: skip
    factories.make_situation(minor, by=host, note="Lyon")
    deadline = factories.make_deadline(minor, by=host, site=site, word="Tribunal")
    done = DeadlineStep(deadline=deadline, kind="done", reason="Appel fait")
    referral_actions.record_deadline_step(by=host, step=done)
    factories.make_sheet(referral, by=host)
    factories.make_sharing(minor, by=host)
    factories.make_consent(minor, by=host)
    factories.make_opposition(minor, by=host)
    requisition = factories.make_requisition(by=host, minor=minor)
    done = RequisitionStep(requisition=requisition, kind=RequisitionStepKind.values[0])
    case_actions.record_requisition_step(by=host, step=done)
    case_actions.write_emergency_line(by=host, minor=scene.stranger, text="Asthme")
    factories.make_day_entry(by=host, site=site)
    alert = factories.make_alert(minor, by=host, site=site)
    step = AlertStep(alert=alert, kind="reached", text="La coordinatrice")
    case_actions.record_alert_step(by=host, step=step)
    factories.make_appointment(
        minor, by=host, site=site, desk_kind=DeskKind.SOCIAL, time=datetime.time(16),
        place="Mairie", is_outside=True, companion_word="Sa tante", subject="Domiciliation",
    )  # fmt: skip
    task = factories.make_task(by=host, site=site, minor=minor)
    case_actions.postpone_task(by=host, task=task, due_on=task.due_on, word="Absente")
    factories.make_referent(by=host, minor=scene.stranger, colleague=scene.account)
    factories.make_explanation(minor, by=host, asked_again="Le droit de refuser")
    factories.make_enquiry(by=host, site=site, who="Un oncle", phone="06", asked_for="Awa")
    claim = scene.stranger.claims.get()
    kept = ClaimRetention(minor=scene.stranger, claim=claim, reason="Dite au juge")
    case_actions.retain_claim(by=host, retention=kept)
    case_actions.break_glass(
        by=factories.make_user(Role.PSYCHOLOGIST, site),
        minor=scene.stranger,
        compartment=Compartment.PSYCHOLOGY,
        reason="Idées noires",
    )
    case_actions.ask_access(by=host, minor=scene.stranger)
    coordinator = factories.make_user(Role.COORDINATOR)
    note = WeekNote(year=2026, number=46, text="Calme", points="Douche en panne")
    report_actions.write_week(by=coordinator, note=note)
    job = factories.make_export(by=coordinator, with_names=True)
    job.file_key = export_store.new_key()
    job.save()
    print(*sorted(written))  # noqa: T201 - what the test reads
