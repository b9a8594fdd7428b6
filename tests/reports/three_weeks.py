"""Three weeks at two sites, as hypothesis makes them up: whatever happens, both counts agree.

Every step goes through an action of the house; what it refuses is refused here too. The clock only
goes on, as in a house; what happened before is copied or recorded late.
"""

import datetime
from collections.abc import Callable, Sequence
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

import time_machine
from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.utils import timezone
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule

from cases import actions
from cases.births import Birth
from cases.choices import (
    AlertAction,
    AlertKind,
    AppointmentStepKind,
    DeskKind,
    Interpreter,
    NightPlace,
    Outcome,
    Precision,
    Service,
    Sex,
    Verdict,
)
from cases.intake import Answer
from cases.models import (
    Activity,
    AlertStep,
    Appointment,
    Arrival,
    ClaimRetention,
    FileMerge,
    Minor,
    Night,
    TallyStep,
)
from cases.search import memory
from clinics import actions as clinic_actions
from clinics.choices import Motif, SexualHealthMotif
from clinics.choices.anonymous import Destination
from clinics.models import AnonymousConsultation, ClinicSession, Consultation
from referrals import actions as referral_actions
from referrals import pathway
from referrals.choices import DayPrecision, ReferralKind, ReferralStatus
from referrals.choices.entitlements import EntitlementKind, EntitlementStatus
from referrals.models import (
    Procedure,
    ProcedureEvent,
    Referral,
    ReferralStep,
    Situation,
)
from reports.figures import EVERYTHING
from reports.periods import Week
from reports.weekly import report_on
from staff import actions as staff_actions
from staff.choices import Role
from staff.models import OpeningException, Site, User
from tests import factories
from tests.reports.recount import Recount, differences

PARIS = ZoneInfo("Europe/Paris")
ONE_DAY = datetime.timedelta(days=1)
# The first of three weeks: across the year's end with 53 weeks and with 52, the nights on which the
# hour changes (25 October 2026, 28 March 2027), 29 February within them and within the year before.
BEGINNINGS = [Week(2026, 52), Week(2026, 42), Week(2027, 11), Week(2024, 52), Week(2028, 8),
              Week(2028, 51)]  # fmt: skip
HOURS = [datetime.time(0, 5), datetime.time(2, 30), datetime.time(9), datetime.time(14, 15),
         datetime.time(23, 50)]  # fmt: skip

T = TypeVar("T")
number = st.integers(0, 11)
ago = st.sampled_from([0, 0, 0, 1, 2, 5, 9, 30, 95, 200, 364, 365, 366, 400])
letters = st.sampled_from("PC")
countries = st.sampled_from(["GN", "ML", "CI", "AF", "ER", "SN", "unknown", "declined"])
languages = st.sampled_from(["fr", "bm", "prs", "ti", "man", "unknown"])


class House:
    """Two sites and their team, made once, long before."""

    def __init__(self) -> None:
        with time_machine.travel(datetime.datetime(2024, 6, 3, 9, tzinfo=PARIS), tick=False):
            self.sites = {
                "P": factories.make_site(),
                "C": factories.make_site("La Chapelle", "mobile"),
            }
            roles = (Role.RECEPTION, Role.SOCIAL, Role.JURIST, Role.PSYCHOLOGIST)
            self.team: dict[Role, User] = {
                role: factories.make_user(role, self.sites["P"], has_factor=False) for role in roles
            }
            self.nurses = {
                letter: factories.make_user(Role.NURSE, one, f"nurse-{letter}", has_factor=False)
                for letter, one in self.sites.items()
            }
            hours = datetime.time(9), datetime.time(17)
            for weekday in (2, 7):
                staff_actions.set_opening_hours(
                    by=None, site=self.sites["C"], weekday=weekday, hours=hours
                )


def one_of(rows: Sequence[T], place: int) -> T | None:
    return rows[place % len(rows)] if rows else None


def whole(precision: str, day: datetime.date) -> datetime.date:
    """Return the first possible day, as it is kept."""
    if precision == DayPrecision.YEAR:
        return day.replace(month=1, day=1)
    return day.replace(day=1) if precision == DayPrecision.MONTH else day


class ThreeWeeks(RuleBasedStateMachine):
    """A run is rolled back at its end; `house` is set by the test, `compared` counts reports."""

    house: House
    compared = 0

    def __init__(self) -> None:
        super().__init__()
        self.kept = transaction.atomic()
        self.kept.__enter__()
        memory.forget()
        self.broken = False
        self.weeks: list[Week] = []

    # --- the clock -------------------------------------------------------------------------------

    @initialize(first=st.sampled_from(BEGINNINGS), before=st.integers(0, 3), closed=number)
    def begin(self, first: Week, before: int, closed: int) -> None:
        """Some days before the first Monday, so that some are known already."""
        self.weeks = [first, first.next, first.next.next]
        self.travel = time_machine.travel(
            datetime.datetime.combine(
                first.start - before * ONE_DAY, datetime.time(9), tzinfo=PARIS
            ),
            tick=False,
        )
        self.clock = self.travel.start()
        day = first.start + closed * ONE_DAY
        exception = OpeningException(
            site=self.site("P"), day=day, is_open=day.isoweekday() > 5,
            opens_at=datetime.time(9) if day.isoweekday() > 5 else None,
            closes_at=datetime.time(12) if day.isoweekday() > 5 else None,
        )  # fmt: skip
        staff_actions.add_opening_exception(by=None, exception=exception)

    @rule(days=st.sampled_from([0, 0, 1, 1, 1, 2, 3, 6]), at=st.sampled_from(HOURS))
    def later(self, days: int, at: datetime.time) -> None:
        now = timezone.localtime()
        then = datetime.datetime.combine(now.date() + days * ONE_DAY, at, tzinfo=PARIS)
        if then > now and then.date() <= self.weeks[-1].end + 10 * ONE_DAY:
            self.clock.move_to(then)

    @property
    def today(self) -> datetime.date:
        return timezone.localdate()

    def site(self, letter: str) -> Site:
        return self.house.sites[letter]

    def by(self, role: Role) -> User:
        return self.house.team[role]

    def minor(self, place: int) -> Minor | None:
        return one_of(list(Minor.objects.current().order_by("pk")), place)

    def attempt(self, act: Callable[..., T], **given: Any) -> T | None:
        """Do it, unless the house refuses in words: then it is as if nobody had tried."""
        try:
            with transaction.atomic():
                return act(**given)
        except ValidationError:
            return None
        except BaseException:
            self.broken = True
            raise

    # --- the door --------------------------------------------------------------------------------

    @rule(
        letter=letters, sex=st.sampled_from(Sex.values), country=countries, language=languages,
        interpreter=st.sampled_from(Interpreter.values), years=st.integers(11, 19),
        precision=st.sampled_from(Precision.values), days=st.integers(-40, 100),
    )  # fmt: skip
    def somebody_new(
        self, letter: str, sex: str, country: str, language: str, interpreter: str, years: int,
        precision: str, days: int,
    ) -> None:  # fmt: skip
        self.attempt(
            factories.make_minor,
            name=f"Jeune {Minor.objects.count()}", by=self.by(Role.RECEPTION),
            site=self.site(letter), sex=sex, country=country, language=language,
            interpreter=interpreter, birth=self.birth(years, precision, days),
        )  # fmt: skip

    def birth(self, years: int, precision: str, days: int) -> Birth:
        """Return what she says: born so many years ago, near this day of the year."""
        if precision == Precision.AGE:
            return Birth(Precision.AGE, declared_age=years)
        if precision == Precision.UNKNOWN:
            return Birth(Precision.UNKNOWN)
        near = self.today + days * ONE_DAY
        born = whole(precision, near.replace(year=near.year - years, day=min(near.day, 28)))
        return Birth(Precision(precision), born_on=born)

    @rule(place=number, letter=letters)
    def comes_again(self, place: int, letter: str) -> None:
        if (minor := self.minor(place)) is not None:
            self.attempt(
                actions.register_arrival,
                by=self.by(Role.RECEPTION), minor=minor, site=self.site(letter),
            )  # fmt: skip

    @rule(place=number, letter=letters, days=ago, at=st.sampled_from(HOURS))
    def copied(self, place: int, letter: str, days: int, at: datetime.time) -> None:
        if (minor := self.minor(place)) is not None:
            then = datetime.datetime.combine(self.today - days * ONE_DAY, at, tzinfo=PARIS)
            self.attempt(
                actions.register_late_arrival,
                by=self.by(Role.RECEPTION), minor=minor, site=self.site(letter), arrived_at=then,
            )  # fmt: skip

    @rule(place=number, with_file=st.booleans())
    def undone(self, place: int, with_file: bool) -> None:
        arrival = one_of(list(Arrival.objects.counted().order_by("-pk")[:6]), place)
        act = actions.cancel_registration if with_file else actions.cancel_arrival
        if arrival is not None:
            self.attempt(act, by=self.by(Role.RECEPTION), arrival=arrival)

    @rule(place=number, what=st.sampled_from(NightPlace.values))
    def sleeps(self, place: int, what: str) -> None:
        arrival = one_of(list(Arrival.objects.counted().order_by("-day", "-pk")[:12]), place)
        if arrival is not None:
            self.attempt(factories.make_night, arrival=arrival, by=self.by(Role.RECEPTION),
                         place=what)  # fmt: skip

    @rule(place=number)
    def night_undone(self, place: int) -> None:
        night = one_of(list(Night.objects.standing().order_by("pk")), place)
        if night is not None:
            self.attempt(actions.undo_night, by=self.by(Role.RECEPTION), night=night)

    # --- what is known of them -------------------------------------------------------------------

    @rule(place=number, sex=st.sampled_from(Sex.values), country=countries, language=languages)
    def corrected(self, place: int, sex: str, country: str, language: str) -> None:
        if (minor := self.minor(place)) is not None:
            minor.sex, minor.country, minor.language = sex, country, language
            self.attempt(actions.edit_identity, by=self.by(Role.SOCIAL), minor=minor)

    @rule(
        place=number, years=st.integers(11, 19), precision=st.sampled_from(Precision.values),
        days=st.integers(-40, 100), is_retained=st.booleans(),
    )  # fmt: skip
    def another_birth(
        self, place: int, years: int, precision: str, days: int, is_retained: bool
    ) -> None:
        minor = self.minor(place)
        if minor is None:
            return
        by, birth = self.by(Role.JURIST), self.birth(years, precision, days)
        claim = self.attempt(actions.claim_birth, by=by, minor=minor, birth=birth)
        if claim is not None and is_retained:
            kept = ClaimRetention(minor=minor, claim=claim, reason="Le jugement")
            self.attempt(actions.retain_claim, by=by, retention=kept)

    @rule(place=number, sender=st.sampled_from(["alone", "team", "care", "partner", "unknown"]))
    def sent_by(self, place: int, sender: str) -> None:
        if (minor := self.minor(place)) is None:
            return
        partner = factories.make_partner() if sender == "partner" else None
        answered = Answer(Outcome.ANSWERED, () if partner else (sender,), partner)
        answer = Answer(Outcome.UNKNOWN) if sender == "unknown" else answered
        self.attempt(
            actions.record_intake,
            by=self.by(Role.SOCIAL), minor=minor, answers={"referred_by": answer},
        )  # fmt: skip

    @rule(one=number, other=number)
    def joined(self, one: int, other: int) -> None:
        kept, gone = self.minor(one), self.minor(other)
        if kept is None or gone is None or kept == gone:
            return
        by = self.by(Role.SOCIAL)
        self.attempt(actions.judge_pair, by=by, one=kept, other=gone, verdict=Verdict.SAME)
        self.attempt(actions.join_files, by=by, kept=kept, gone=gone)

    @rule(place=number)
    def taken_apart(self, place: int) -> None:
        merge = one_of(list(FileMerge.objects.standing().order_by("pk")), place)
        if merge is not None:
            self.attempt(actions.undo_join, by=self.by(Role.SOCIAL), merge=merge)

    @rule(
        place=number, code=st.sampled_from(list(pathway.SITUATIONS)), days=ago,
        precision=st.sampled_from(DayPrecision.values), is_slip=st.booleans(),
    )  # fmt: skip
    def situated(self, place: int, code: str, days: int, precision: str, is_slip: bool) -> None:
        if (minor := self.minor(place)) is None:
            return
        by, day = self.by(Role.JURIST), whole(precision, self.today - days * ONE_DAY)
        row = self.attempt(
            referral_actions.record_situation,
            by=by, situation=Situation(
                minor=minor, code=code, happened_on=day, precision=precision),
        )  # fmt: skip
        if row is not None and is_slip:
            self.attempt(referral_actions.take_back_situation, by=by, situation=row)

    # --- care ------------------------------------------------------------------------------------

    @rule(place=number, letter=letters, days=ago, motif=st.sampled_from([*Motif][:9]))
    def treated(self, place: int, letter: str, days: int, motif: str) -> None:
        if (minor := self.minor(place)) is not None:
            self.attempt(
                factories.make_consultation,
                minor=minor, by=self.house.nurses[letter], site=self.site(letter), motif=motif,
                day=self.today - days * ONE_DAY,
            )  # fmt: skip

    @rule(place=number, days=st.sampled_from([0, 0, 1, 7]), motif=st.sampled_from([*Motif][:9]))
    def treated_otherwise(self, place: int, days: int, motif: str) -> None:
        """A consultation is corrected: its day or its motif."""
        former = one_of(list(Consultation.objects.order_by("-pk")[:6]), place)
        if former is None:
            return
        again = Consultation(
            minor=former.minor, site=former.site, motif=motif, day=self.today - days * ONE_DAY
        )
        self.attempt(
            clinic_actions.correct_consultation,
            by=former.recorded_by, consultation=again, corrects=former,
        )  # fmt: skip

    @rule(place=number, letter=letters, days=ago, motif=st.sampled_from([*SexualHealthMotif]))
    def treated_apart(self, place: int, letter: str, days: int, motif: str) -> None:
        if (minor := self.minor(place)) is not None:
            self.attempt(
                factories.make_sexual_health,
                minor=minor, by=self.house.nurses[letter], site=self.site(letter), motif=motif,
                day=self.today - days * ONE_DAY,
            )  # fmt: skip

    @rule(days=st.sampled_from([0, 0, 1, 4]))
    def session(self, days: int) -> None:
        self.attempt(
            factories.make_session,
            by=self.house.nurses["C"], site=self.site("C"), day=self.today - days * ONE_DAY,
        )  # fmt: skip

    @precondition(lambda self: ClinicSession.objects.exists())
    @rule(
        place=number, motif=st.sampled_from([*Motif][:5]),
        to=st.sampled_from(["", *Destination.values]),
        mistake=st.sampled_from([False, False, True]),
    )  # fmt: skip
    def nobody_with_a_file(self, place: int, motif: str, to: str, mistake: bool) -> None:
        session = one_of(list(ClinicSession.objects.order_by("pk")), place)
        by = self.house.nurses["C"]
        made = self.attempt(
            factories.make_anonymous, session=session, by=by, motif=motif, destination=to
        )
        if made is not None and mistake:
            slip = AnonymousConsultation(
                motif=motif, age_band=made.age_band, is_mistake=True, site=made.site
            )
            self.attempt(
                clinic_actions.correct_anonymous_consultation,
                by=by, consultation=slip, corrects=made,
            )  # fmt: skip

    @rule(place=number, whose=number, is_hers=st.booleans())
    def attached(self, place: int, whose: int, is_hers: bool) -> None:
        row = one_of(list(AnonymousConsultation.objects.get_queryset().newest_first()), place)
        minor = self.minor(whose)
        act = clinic_actions.attach_consultation if is_hers else clinic_actions.detach_consultation
        if row is not None and minor is not None:
            self.attempt(act, by=self.house.nurses["C"], consultation=row, minor=minor)

    @precondition(lambda self: ClinicSession.objects.exists())
    @rule(place=number, motif=st.sampled_from([*Motif][:5]), count=st.integers(1, 4))
    def sheet(self, place: int, motif: str, count: int) -> None:
        session = one_of(list(ClinicSession.objects.order_by("pk")), place)
        cells = {str(motif): {"15_17-male": count}, "teeth": {"15_17-female": 1}}
        self.attempt(clinic_actions.enter_tally, by=self.house.nurses["C"], session=session,
                     cells=cells)  # fmt: skip

    # --- desks -----------------------------------------------------------------------------------

    @rule(
        place=number, letter=letters, days=st.integers(-9, 5),
        desk=st.sampled_from([DeskKind.PSYCHOLOGIST, DeskKind.SOCIAL, DeskKind.LEGAL]),
        language=st.sampled_from(["", "", "ti", "prs"]), minutes=st.sampled_from([None, 20, 45]),
        came=st.sampled_from(["came", "came", "missed", "cancelled", ""]),
    )  # fmt: skip
    def appointment(
        self, place: int, letter: str, days: int, desk: DeskKind, language: str,
        minutes: int | None, came: str,
    ) -> None:  # fmt: skip
        if (minor := self.minor(place)) is None:
            return
        by = self.by(Role.PSYCHOLOGIST)
        made = self.attempt(
            factories.make_appointment,
            minor=minor, by=by, site=self.site(letter), day=self.today + days * ONE_DAY,
            desk_kind=desk, language=language or "fr",
            interpreter="needed" if language else "not_needed",
        )  # fmt: skip
        if made is not None:
            self.becomes(made, came, minutes)

    def becomes(self, made: Appointment, came: str, minutes: int | None) -> None:
        by = self.by(Role.PSYCHOLOGIST)
        if came == "came":
            self.attempt(
                actions.record_presence, by=by, appointment=made, interpreter_minutes=minutes
            )
        elif came:
            self.attempt(
                actions.record_appointment_step,
                by=by, appointment=made, kind=AppointmentStepKind(came),
            )  # fmt: skip

    @rule(
        place=number, days=st.integers(-6, 6), minutes=st.sampled_from([None, 30]),
        what=st.sampled_from(["moved", "came", "missed", "closed", "reopened"]),
    )  # fmt: skip
    def appointment_changes(self, place: int, days: int, minutes: int | None, what: str) -> None:
        held = one_of(list(Appointment.objects.order_by("pk")), place)
        by = self.by(Role.PSYCHOLOGIST)
        if held is None:
            return
        if what == "moved":
            self.attempt(
                actions.move_appointment,
                by=by, appointment=held, day=self.today + days * ONE_DAY, time=datetime.time(11),
            )  # fmt: skip
        elif what == "reopened":
            last = held.steps.latest("pk")
            self.attempt(actions.reopen_appointment, by=by, step=last)
        else:
            self.becomes(held, what, minutes)

    @rule(place=number, letter=letters, days=ago, kind=st.sampled_from(ReferralKind.values))
    def referred(self, place: int, letter: str, days: int, kind: str) -> None:
        if (minor := self.minor(place)) is not None:
            self.attempt(
                factories.make_referral,
                minor=minor, by=self.by(Role.SOCIAL), site=self.site(letter), kind=kind,
                made_on=self.today - days * ONE_DAY,
            )  # fmt: skip

    @rule(place=number, status=st.sampled_from(ReferralStatus.values), days=st.integers(0, 9))
    def followed_up(self, place: int, status: str, days: int) -> None:
        referral = one_of(list(Referral.objects.order_by("pk")), place)
        if referral is None:
            return
        day = self.today - days * ONE_DAY
        step = ReferralStep(referral=referral, status=status, happened_on=day, note="Vu")
        if status == ReferralStatus.APPOINTMENT:
            step.appointment_on = self.today + ONE_DAY
        self.attempt(referral_actions.record_step, by=self.by(Role.SOCIAL), step=step)

    @rule(
        place=number, letter=letters, days=ago, kind=st.sampled_from(EntitlementKind.values),
        status=st.sampled_from(EntitlementStatus.values),
    )  # fmt: skip
    def entitled(self, place: int, letter: str, days: int, kind: str, status: str) -> None:
        if (minor := self.minor(place)) is not None:
            self.attempt(
                factories.make_entitlement,
                minor=minor, by=self.by(Role.SOCIAL), site=self.site(letter), kind=kind,
                status=status, on=self.today - days * ONE_DAY,
            )  # fmt: skip

    # --- procedures ------------------------------------------------------------------------------

    @rule(
        place=number, letter=letters, days=ago, precision=st.sampled_from(DayPrecision.values),
        stage=st.sampled_from(
            ["L10", "L30", "L32", "L41", "L41", "L70", "L42", "A61", "L50", "J10"]),
    )  # fmt: skip
    def procedure(self, place: int, letter: str, days: int, precision: str, stage: str) -> None:
        if (minor := self.minor(place)) is None:
            return
        event = ProcedureEvent(
            stage=stage, precision=precision,
            happened_on=whole(precision, self.today - days * ONE_DAY),
        )  # fmt: skip
        opened = Procedure(
            minor=minor, site=self.site(letter), kind=str(pathway.STAGES[stage].kind)
        )
        self.attempt(
            referral_actions.open_procedure,
            by=self.by(Role.JURIST), procedure=opened, event=event,
        )  # fmt: skip

    @rule(
        place=number, step=st.integers(0, 20), days=ago, hearing=st.integers(-10, 20),
        precision=st.sampled_from(["day", "day", "day", "month"]),
    )  # fmt: skip
    def goes_on(self, place: int, step: int, days: int, hearing: int, precision: str) -> None:
        held = one_of(list(Procedure.objects.order_by("pk")), place)
        if held is None:
            return
        stage = one_of(pathway.stages_of(held.kind), step)
        day = whole(precision, self.today - days * ONE_DAY)
        event = ProcedureEvent(
            procedure=held, stage=stage.code, precision=precision, happened_on=day
        )
        if stage.is_hearing:
            event.hearing_on = self.today + hearing * ONE_DAY
        self.attempt(referral_actions.record_event, by=self.by(Role.JURIST), event=event)

    @rule(place=number)
    def slip_of_a_procedure(self, place: int) -> None:
        event = one_of(list(ProcedureEvent.objects.standing().order_by("-pk")), place)
        if event is not None:
            self.attempt(referral_actions.take_back_event, by=self.by(Role.JURIST), event=event)

    # --- the day ---------------------------------------------------------------------------------

    @rule(letter=letters, service=st.sampled_from([*Service][:3]),
          amount=st.sampled_from([0, 1, 5, -1]))  # fmt: skip
    def handed_out(self, letter: str, service: Service, amount: int) -> None:
        self.attempt(
            factories.make_tally,
            by=self.by(Role.RECEPTION), site=self.site(letter), service=service, amount=amount,
        )  # fmt: skip

    @rule(place=number, wanted=st.sampled_from([None, None, 0, 7]), is_undone=st.booleans())
    def counted_again(self, place: int, wanted: int | None, is_undone: bool) -> None:
        step = one_of(list(TallyStep.objects.standing().order_by("pk")), place)
        if step is None:
            return
        by = self.by(Role.RECEPTION)
        if is_undone:
            self.attempt(actions.undo_tally, by=by, step=step)
            return
        shown = {one: self.tallied(one, step.day, step.site) for one in Service}
        self.attempt(
            actions.correct_tallies,
            by=by, site=step.site, day=step.day, shown=shown,
            wanted={**shown, Service(step.service): wanted},
        )  # fmt: skip

    @staticmethod
    def tallied(service: Service, day: datetime.date, site: Site) -> int | None:
        steps = TallyStep.objects.on(day, site).standing().filter(service=service).order_by("pk")
        rows = list(steps)
        return sum(row.amount for row in rows) if rows and rows[-1].is_counted else None

    @rule(
        letter=letters, days=st.integers(-3, 3), is_held=st.sampled_from([True, True, False]),
        kind=st.sampled_from(["drawing", "french", "psychology", "outside", "psychology"]),
    )  # fmt: skip
    def activity(self, letter: str, days: int, is_held: bool, kind: str) -> None:
        by = self.by(Role.SOCIAL)
        held = self.attempt(
            factories.make_activity,
            by=by, site=self.site(letter), day=self.today + days * ONE_DAY, kind=kind,
        )  # fmt: skip
        if held is not None and not is_held:
            self.attempt(actions.cancel_activity, by=by, activity=held)

    @rule(place=number, who=number, is_there=st.sampled_from([True, True, True, False]))
    def takes_part(self, place: int, who: int, is_there: bool) -> None:
        held, minor = one_of(list(Activity.objects.order_by("-pk")[:3]), place), self.minor(who)
        if held is not None and minor is not None:
            self.attempt(
                actions.tick_participant,
                by=self.by(Role.SOCIAL), activity=held, minor=minor, is_there=is_there,
            )  # fmt: skip

    @rule(
        place=number, letter=letters, kind=st.sampled_from([*AlertKind][:9]),
        done=st.sampled_from(["", *AlertAction.values]), is_closed=st.booleans(),
        is_open_again=st.booleans(),
    )  # fmt: skip
    def alert(
        self, place: int, letter: str, kind: str, done: str, is_closed: bool, is_open_again: bool
    ) -> None:
        minor, by = self.minor(place), self.by(Role.SOCIAL)
        if minor is None:
            return
        raised = self.attempt(
            factories.make_alert, minor=minor, by=by, site=self.site(letter), kind=kind, owner=by
        )
        steps = [
            AlertStep(alert=raised, kind="done", action=done, done_on=self.today) if done else None,
            AlertStep(alert=raised, kind="next", due_at=timezone.now() + ONE_DAY / 2),
            AlertStep(alert=raised, kind="reached", text="Le cadre d’astreinte"),
            AlertStep(alert=raised, kind="closed", text="Fini") if is_closed else None,
            AlertStep(alert=raised, kind="reopened", text="Non") if is_open_again else None,
        ]
        for step in steps:
            if raised is not None and step is not None:
                self.attempt(actions.record_alert_step, by=by, step=step)

    # --- the count -------------------------------------------------------------------------------

    def teardown(self) -> None:
        try:
            if self.weeks and not self.broken:
                self.both_ways()
        finally:
            if self.weeks:
                self.travel.stop()
            transaction.set_rollback(True)
            self.kept.__exit__(None, None, None)

    def both_ways(self) -> None:
        """Each week of all sites together, and of each site in turn."""
        every = list(self.house.sites.values())
        asked = [(week, every) for week in self.weeks]
        asked += [
            (week, [every[place % 2]]) for place, week in enumerate([*self.weeks, self.weeks[1]])
        ]
        for week, sites in asked:
            report = report_on(week, sites, EVERYTHING)
            again = Recount(connection, week.start, week.end, [site.pk for site in sites])
            found = differences(report, again)
            assert found == [], f"{week}, {len(sites)} sites: the report, not the recount: {found}"
            type(self).compared += 1
