"""Sixty minors over a fortnight, from the table of `sixty/`, through the house's own actions."""

import csv
import datetime
from collections.abc import Callable
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from cases import actions, births
from cases.choices import AppointmentStepKind, DeskKind, Outcome, Service, Verdict
from cases.intake import Answer
from cases.models import AlertStep, Arrival, ClaimRetention, Minor, TallyStep
from clinics import actions as clinic_actions
from clinics.models import AnonymousConsultation, ClinicSession, Consultation
from referrals import actions as referral_actions
from referrals.models import EntitlementStep, Procedure, ProcedureEvent, Referral, ReferralStep
from staff import actions as staff_actions
from staff.choices import Role
from staff.models import OpeningException, Site, User
from tests import factories

PARIS = ZoneInfo("Europe/Paris")
TABLE = Path(__file__).with_name("sixty")
NOBODY = "--"
Line = dict[str, str]


def lines_of(name: str) -> list[Line]:
    with (TABLE / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def entered(line: Line) -> str:
    """When it came into the software, so that lines can be put in that order."""
    return f"{line['written'] or line['day']} {line['hour'] if not line['written'] else '18:00'}"


class Sixty:
    """Everything of the table, done when it was entered."""

    def __init__(self, time_machine: Any) -> None:
        self.clock = time_machine
        self.at("2025-12-01 09:00")
        pantin, chapelle = factories.make_site(), factories.make_site("La Chapelle", "mobile")
        self.sites: dict[str, Site] = {"P": pantin, "C": chapelle}
        self.team: dict[Role, User] = {
            role: factories.make_user(role, pantin, has_factor=False)
            for role in (Role.RECEPTION, Role.SOCIAL, Role.JURIST, Role.PSYCHOLOGIST)
        }
        self.nurses = {
            letter: factories.make_user(Role.NURSE, site, f"nurse-{letter}", has_factor=False)
            for letter, site in self.sites.items()
        }
        self.minors: dict[str, Minor] = {}
        self.procedures: dict[tuple[str, str], Procedure] = {}
        self.nameless: list[AnonymousConsultation] = []
        self.said = {line["who"]: line for line in lines_of("minors.csv")}
        self.opening()
        for line in sorted(lines_of("days.csv"), key=entered):
            self.at(entered(line))
            self.enter(line)
        self.at("2026-11-30 09:00")

    def at(self, moment: str) -> None:
        at = datetime.datetime.fromisoformat(moment).replace(tzinfo=PARIS)
        self.clock.move_to(at, tick=False)

    def opening(self) -> None:
        hours = datetime.time(9), datetime.time(17)
        for weekday in (2, 4):
            staff_actions.set_opening_hours(
                by=None, site=self.sites["C"], weekday=weekday, hours=hours
            )
        closed = OpeningException(site=self.sites["P"], day=datetime.date(2026, 11, 11))
        staff_actions.add_opening_exception(by=None, exception=closed)

    def enter(self, line: Line) -> None:
        """Each column in its turn: somebody arrives before she is seen."""
        site = self.sites[line["site"]]
        nurse = self.nurses[line["site"]]
        day = datetime.date.fromisoformat(line["day"])
        who, columns = line["who"], ("arrival", "night", "care", "desk", "referral", "procedure")
        if who == NOBODY:
            if line["care"]:
                self.nobody(line["care"], site, nurse)
        else:
            for column in columns:
                if line[column]:
                    getattr(self, column)(line[column], who, site, day, line)
        if line["note"]:
            self.note(line["note"], who, site, day)

    # --- the columns -----------------------------------------------------------------------------

    def arrival(self, what: str, who: str, site: Site, day: datetime.date, line: Line) -> None:
        reception = self.team[Role.RECEPTION]
        if who not in self.minors:
            arrived = self.first(who, site)
        elif what == "copied":
            at = datetime.datetime.fromisoformat(f"{line['day']} {line['hour']}")
            arrived, _new = actions.register_late_arrival(
                by=reception, minor=self.minors[who], site=site,
                arrived_at=at.replace(tzinfo=PARIS),
            )  # fmt: skip
        else:
            arrived, _new = actions.register_arrival(
                by=reception, minor=self.minors[who], site=site
            )
        if what == "undone":
            actions.cancel_arrival(by=reception, arrival=arrived)
        elif what == "withdrawn":
            actions.cancel_registration(by=reception, arrival=arrived)

    def first(self, who: str, site: Site) -> Arrival:
        said = self.said[who]
        birth = births.Birth(births.Precision.UNKNOWN)
        if said["birth"] != "unknown":
            birth = births.parse(said["birth"], today=datetime.date(2026, 11, 30))
        self.minors[who], arrival = factories.make_minor(
            said["name"], by=self.team[Role.RECEPTION], site=site, birth=birth, sex=said["sex"],
            country=said["country"], language=said["language"], interpreter=said["interpreter"],
        )  # fmt: skip
        if said["sender"]:
            partner = factories.make_partner() if said["sender"] == "partner" else None
            values = () if partner else (said["sender"],)
            actions.record_intake(
                by=self.team[Role.SOCIAL],
                minor=self.minors[who],
                answers={"referred_by": Answer(Outcome.ANSWERED, values, partner)},
            )
        return arrival

    def night(self, what: str, who: str, site: Site, day: datetime.date, line: Line) -> None:
        arrival = self.minors[who].arrivals.counted().get(day=day, site=site)
        factories.make_night(arrival, by=self.team[Role.RECEPTION], place=what)

    def care(self, what: str, who: str, site: Site, day: datetime.date, line: Line) -> None:
        by, minor = self.nurses[line["site"]], self.minors[who]
        if what.startswith("apart:"):
            motif = what.removeprefix("apart:")
            factories.make_sexual_health(minor, by=by, site=site, motif=motif, day=day)
            return
        first, _then, right = what.partition(">")
        made = factories.make_consultation(minor, by=by, site=site, motif=first, day=day)
        if right:
            again = Consultation(minor=minor, site=site, motif=right, day=day)
            clinic_actions.correct_consultation(by=by, consultation=again, corrects=made)

    def desk(self, what: str, who: str, site: Site, day: datetime.date, line: Line) -> None:
        kind, *more = what.split()
        by = self.team[Role.PSYCHOLOGIST]
        heard = len(more) == 2
        made = factories.make_appointment(
            self.minors[who], by=by, site=site, day=day, desk_kind=DeskKind(kind),
            language=more[0] if heard else "fr", interpreter="needed" if heard else "not_needed",
        )  # fmt: skip
        if more == ["missed"]:
            actions.record_appointment_step(
                by=by, appointment=made, kind=AppointmentStepKind.MISSED
            )
            return
        minutes = int(more[1]) if heard and more[1] != "absent" else None
        actions.record_presence(by=by, appointment=made, interpreter_minutes=minutes)

    def referral(self, what: str, who: str, site: Site, day: datetime.date, line: Line) -> None:
        factories.make_referral(
            self.minors[who], by=self.team[Role.SOCIAL], site=site, kind=what, made_on=day
        )

    def procedure(self, what: str, who: str, site: Site, day: datetime.date, line: Line) -> None:
        kind, stage, *hearing = what.split()
        event = ProcedureEvent(stage=stage, happened_on=day)
        if hearing:
            event.hearing_on = datetime.date.fromisoformat(hearing[0])
        by = self.team[Role.JURIST]
        if (who, kind) in self.procedures:
            event.procedure = self.procedures[who, kind]
            referral_actions.record_event(by=by, event=event)
            return
        opened = Procedure(minor=self.minors[who], site=site, kind=kind)
        self.procedures[who, kind] = referral_actions.open_procedure(
            by=by, procedure=opened, event=event
        )

    def nobody(self, what: str, site: Site, nurse: User) -> None:
        motif, _to, destination = what.partition(" to ")
        session = ClinicSession.objects.latest("pk")
        self.nameless.append(
            factories.make_anonymous(session, by=nurse, motif=motif, destination=destination)
        )

    # --- the notes -------------------------------------------------------------------------------

    def note(self, text: str, who: str, site: Site, day: datetime.date) -> None:
        for words, do in self.notes.items():
            if text.startswith(words):
                do(self, text.removeprefix(words).strip(), who, site, day)
                return
        raise ValueError(text)

    def joined(self, kept: str, who: str, site: Site, day: datetime.date) -> None:
        by = self.team[Role.SOCIAL]
        one, other = self.minors[kept], self.minors[who]
        actions.judge_pair(by=by, one=one, other=other, verdict=Verdict.SAME)
        actions.join_files(by=by, kept=one, gone=other)

    def left(self, code: str, who: str, site: Site, day: datetime.date) -> None:
        factories.make_situation(self.minors[who], by=self.team[Role.JURIST], code=code, on=day)

    def correct(self, field: str) -> Callable[[str, str], None]:
        def change(value: str, who: str) -> None:
            minor = Minor.objects.get(pk=self.minors[who].pk)
            setattr(minor, field, value)
            actions.edit_identity(by=self.team[Role.SOCIAL], minor=minor)

        return change

    def country(self, code: str, who: str, site: Site, day: datetime.date) -> None:
        self.correct("country")(code, who)

    def sex(self, said: str, who: str, site: Site, day: datetime.date) -> None:
        self.correct("sex")(said, who)

    def retained(self, age: str, who: str, site: Site, day: datetime.date) -> None:
        jurist, minor = self.team[Role.JURIST], self.minors[who]
        birth = births.Birth(births.Precision.AGE, declared_age=int(age))
        claim = actions.claim_birth(by=jurist, minor=minor, birth=birth, source="judgment")
        retention = ClaimRetention(minor=minor, claim=claim, reason="Le jugement le dit")
        actions.retain_claim(by=jurist, retention=retention)

    def alert(self, kind: str, who: str, site: Site, day: datetime.date) -> None:
        factories.make_alert(
            self.minors[who], by=self.team[Role.SOCIAL], site=site, kind=kind,
            owner=self.team[Role.SOCIAL],
        )  # fmt: skip

    def concern(self, _text: str, who: str, site: Site, day: datetime.date) -> None:
        step = AlertStep(
            alert=self.minors[who].alerts.get(), kind="done", action="concern", done_on=day
        )
        actions.record_alert_step(by=self.team[Role.SOCIAL], step=step)

    def answered(self, _text: str, who: str, site: Site, day: datetime.date) -> None:
        referral = Referral.objects.get(minor=self.minors[who])
        step = ReferralStep(referral=referral, status="answered", happened_on=day, note="Vu")
        referral_actions.record_step(by=self.team[Role.SOCIAL], step=step)

    def right(self, text: str, who: str, site: Site, day: datetime.date) -> None:
        kind, status = text.split()
        entitlement = factories.make_entitlement(
            self.minors[who], by=self.team[Role.SOCIAL], site=site, kind=kind, status=status, on=day
        )
        assert EntitlementStep.objects.filter(entitlement=entitlement).count() == 1

    def session(self, _text: str, who: str, site: Site, day: datetime.date) -> None:
        factories.make_session(by=self.nurses["C"], site=site)

    def attached(self, who: str, _nobody: str, site: Site, day: datetime.date) -> None:
        clinic_actions.attach_consultation(
            by=self.nurses["C"], consultation=self.nameless[-1], minor=self.minors[who]
        )

    def sheet(self, text: str, who: str, site: Site, day: datetime.date) -> None:
        cells = {motif: {"15_17-male": count} for motif, count in counts(text).items()}
        session = ClinicSession.objects.get(site=site, day=day)
        clinic_actions.enter_tally(by=self.nurses["C"], session=session, cells=cells)

    def tally(self, text: str, who: str, site: Site, day: datetime.date) -> None:
        for service, amount in counts(text).items():
            factories.make_tally(
                by=self.team[Role.RECEPTION], site=site, service=service, amount=amount
            )

    def uncount(self, text: str, who: str, site: Site, day: datetime.date) -> None:
        service, _on, on = text.split()
        then = datetime.date.fromisoformat(on)
        held = {step.service: step.amount for step in TallyStep.objects.filter(site=site, day=then)}
        shown = {one: held.get(one.value) for one in Service}
        actions.correct_tallies(
            by=self.team[Role.RECEPTION], site=site, day=then, shown=shown,
            wanted={**shown, Service(service): None},
        )  # fmt: skip

    def activity(self, text: str, who: str, site: Site, day: datetime.date) -> None:
        kind, *there = text.split()
        by = self.team[Role.SOCIAL]
        held = factories.make_activity(by=by, site=site, kind=kind)
        for one in there:
            actions.tick_participant(by=by, activity=held, minor=self.minors[one], is_there=True)
        self.last_activity = held

    def called_off(self, text: str, who: str, site: Site, day: datetime.date) -> None:
        self.activity(text, who, site, day)
        actions.cancel_activity(by=self.team[Role.SOCIAL], activity=self.last_activity)

    notes = {
        "joined to": joined, "left": left, "country": country, "sex": sex, "retained": retained,
        "alert": alert, "concern": concern, "answered": answered, "right": right,
        "session": session, "attached to": attached, "sheet": sheet, "tally": tally,
        "nobody counted": uncount, "activity": activity, "called off": called_off,
    }  # fmt: skip


def counts(text: str) -> dict[str, int]:
    """Read "meal=28 shower=9"."""
    pairs = (word.partition("=") for word in text.split())
    return {name: int(count) for name, _is, count in pairs}
