"""Two weeks of November 2026 at two sites, small enough to be counted by hand.

The report is read on Monday 23 November at nine. A line a person:

    who     first ever          week 46   week 47 (P: Pantin, M: the mobile clinic)
    Awa     24 Aug P            Mon P     no arrival, a consultation on Wed P
    Bakary  23 Aug P                      Mon P, Tue P
    Chérif  18 Nov M                      Wed M, Thu P
    Dado    22 Nov P                      Sun P (23:59)
    Elias   17 Nov P                      Mon P undone, Tue P
    Fanta   never (file withdrawn)        Thu P undone
    Gora    20 Nov P                      Fri P, left, came back, pressed twice; Fri M
    Hawa    23 Aug P only
    Ibra    30 Dec 2025 P only

Pantin: Monday to Friday, but that Wednesday closed and that Sunday open; the mobile clinic:
Wednesday and Friday.
"""

import datetime
from typing import Any
from zoneinfo import ZoneInfo

from cases import actions
from cases.births import Birth
from cases.choices import Precision
from cases.models import Arrival, Minor
from clinics.choices import Motif, SexualHealthMotif
from referrals import actions as referral_actions
from referrals.choices import ReferralKind, ReferralStatus
from referrals.models import Referral, ReferralStep
from staff import actions as staff_actions
from staff.choices import Role
from staff.models import OpeningException, Site, User
from tests import factories

PARIS = ZoneInfo("Europe/Paris")
MONDAY = datetime.date(2026, 11, 16)
NINE, NOON = datetime.time(9), datetime.time(12)


def november(number: int) -> datetime.date:
    return datetime.date(2026, 11, number)


def age(years: int) -> Birth:
    return Birth(Precision.AGE, declared_age=years)


class Fortnight:
    """Everything above, done through the house's own actions on the days when it happened."""

    def __init__(self, time_machine: Any) -> None:
        self.clock = time_machine
        self.at(datetime.date(2025, 12, 1))
        self.pantin = factories.make_site()
        self.mobile = factories.make_site("La Chapelle", "mobile")
        self.reception = factories.make_user(site=self.pantin)
        self.nurse = factories.make_user(Role.NURSE, site=self.pantin)
        self.social = factories.make_user(Role.SOCIAL, site=self.pantin)
        self.minors: dict[str, Minor] = {}
        self.opening()
        self.arrivals()
        self.consultations()
        self.referrals()
        self.at(november(23), "09:00")

    def at(self, day: datetime.date, hour: str = "10:00") -> None:
        time = datetime.time.fromisoformat(hour)
        self.clock.move_to(datetime.datetime.combine(day, time, tzinfo=PARIS), tick=False)

    def opening(self) -> None:
        for weekday in (3, 5):
            staff_actions.set_opening_hours(
                by=None, site=self.mobile, weekday=weekday, hours=(NINE, NOON)
            )
        closed = OpeningException(site=self.pantin, day=november(18))
        open_too = OpeningException(
            site=self.pantin, day=november(22), is_open=True, opens_at=NINE, closes_at=NOON
        )
        for exception in (closed, open_too):
            staff_actions.add_opening_exception(by=None, exception=exception)

    def new(
        self,
        name: str,
        day: datetime.date,
        site: Site | None = None,
        hour: str = "10:00",
        **fields: Any,
    ) -> Arrival:
        self.at(day, hour)
        minor, arrival = factories.make_minor(
            name, by=self.reception, site=site or self.pantin, **fields
        )
        self.minors[name] = minor
        return arrival

    def back(self, name: str, day: datetime.date, site: Site | None = None) -> Arrival:
        self.at(day)
        minor = self.minors[name]
        arrival, _new = actions.register_arrival(
            by=self.reception, minor=minor, site=site or self.pantin
        )
        return arrival

    def arrivals(self) -> None:
        by = self.reception
        self.new("Ibra", datetime.date(2025, 12, 30))
        self.new("Hawa", datetime.date(2026, 8, 23))
        self.new("Bakary", datetime.date(2026, 8, 23), country="ML", language="bm", birth=age(17))
        self.new("Awa", datetime.date(2026, 8, 24), sex="female", birth=age(15))
        self.back("Awa", november(9))
        self.back("Bakary", november(16))
        actions.cancel_arrival(by=by, arrival=self.new("Elias", november(16), birth=age(13)))
        self.back("Bakary", november(17))
        self.back("Elias", november(17))
        self.new("Chérif", november(18), self.mobile, country="AF", language="prs",
                 interpreter="needed", birth=age(16))  # fmt: skip
        self.back("Chérif", november(19))
        actions.cancel_registration(by=by, arrival=self.new("Fanta", november(19)))
        gora = self.new("Gora", november(20), country="SN", language="wo", birth=age(18))
        actions.leave(by=by, arrival=gora)
        actions.return_to_centre(by=by, arrival=gora)
        actions.leave(by=by, arrival=gora)
        self.back("Gora", november(20))
        self.back("Gora", november(20), self.mobile)
        self.new("Dado", november(22), hour="23:59", sex="female", country="unknown",
                 birth=Birth(Precision.UNKNOWN))  # fmt: skip

    def consultations(self) -> None:
        for name, day, motif, site in (
            ("Awa", 9, Motif.FEVER, self.pantin),
            ("Bakary", 16, Motif.SCABIES, self.pantin),
            ("Awa", 18, Motif.HEADACHE, self.pantin),
            ("Chérif", 18, SexualHealthMotif.PREGNANCY, self.mobile),
            ("Bakary", 20, SexualHealthMotif.HIV, self.pantin),
            ("Bakary", 23, Motif.FEVER, self.pantin),
        ):
            self.at(november(day))
            apart = isinstance(motif, SexualHealthMotif)
            make = factories.make_sexual_health if apart else factories.make_consultation
            make(self.minors[name], by=self.nurse, site=site, motif=motif, day=november(day))

    def refer(self, name: str, day: int, kind: str, site: Site) -> Referral:
        self.at(november(day))
        return factories.make_referral(
            self.minors[name], by=self.social, site=site, kind=kind, made_on=november(day)
        )

    def follow(self, referral: Referral, day: int, status: str, **fields: Any) -> None:
        self.at(november(day))
        step = ReferralStep(referral=referral, status=status, happened_on=november(day), **fields)
        referral_actions.record_step(by=self.social, step=step)

    def referrals(self) -> None:
        before = self.refer("Awa", 10, ReferralKind.MEDICAL, self.pantin)
        first = self.refer("Bakary", 17, ReferralKind.SOCIAL, self.pantin)
        self.refer("Bakary", 19, ReferralKind.SCHOOL, self.pantin)
        other = self.refer("Chérif", 18, ReferralKind.LEGAL, self.mobile)
        self.follow(before, 20, ReferralStatus.APPOINTMENT, appointment_on=november(30))
        self.follow(first, 22, ReferralStatus.ANSWERED, note="Domicilié")
        self.follow(other, 23, ReferralStatus.HANDED_OVER)

    def coordinator(self) -> User:
        return factories.make_user(Role.COORDINATOR)
