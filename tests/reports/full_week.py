"""Week 47 of 2026 with something behind every figure, at Pantin and from the mobile clinic.

The legal part is that of test_week_of_the_desks (Awa, Bakary, Chérif, Dado); read on Tuesday 24.
"""

import datetime
from collections.abc import Callable

from django.utils import timezone

from cases import actions
from cases.births import Birth
from cases.choices import AppointmentStepKind, DeskKind, Precision
from cases.models import AlertStep, LikelyPair, Minor, TallyStep
from clinics import actions as clinic_actions
from clinics.choices import ScabiesMark
from clinics.models import ScabiesMarkRow
from referrals import actions as referral_actions
from referrals.choices import ReferralStatus
from referrals.models import ReferralStep
from reports.periods import Week
from staff import actions as staff_actions
from staff.choices import Role, SiteKind
from staff.models import Site, User
from staff.permissions import Compartment
from tests import factories
from tests.reports.test_week_appointments import meet
from tests.reports.test_week_of_the_desks import november, the_files

W47 = Week(2026, 47)
At = Callable[[datetime.date], None]


def noon(day: datetime.date) -> datetime.datetime:
    return timezone.make_aware(datetime.datetime.combine(day, datetime.time(12)))


class FullWeek:
    """Who is there, and the two sites."""

    def __init__(self, at: At, site: Site) -> None:
        self.at, self.site = at, site
        self.street = factories.make_site("La Chapelle", kind=SiteKind.MOBILE)
        self.jurist = factories.make_user(Role.JURIST, site, "maitre")
        self.host = factories.make_user(Role.RECEPTION, site, "accueillante")
        self.social = factories.make_user(Role.SOCIAL, site, "travailleuse")
        self.nurse = factories.make_user(Role.NURSE, site, "soignante")
        staff_actions.add_posting(by=None, user=self.nurse, role=Role.NURSE, site=self.street)
        self.nurse = User.objects.get(pk=self.nurse.pk)
        self.midwife = factories.make_user(Role.MIDWIFE, site, "accoucheuse")
        self.psychologist = factories.make_user(Role.PSYCHOLOGIST, site, "ecoutante")
        self.who: dict[str, Minor] = the_files(at, self.jurist, site)
        self.persons()
        self.arrivals()
        self.care()
        self.outside()
        self.desks()
        self.house()
        at(november(24))

    def persons(self) -> None:
        by, site = self.host, self.site
        self.at(november(17))
        for name, born_on in (
            ("Elias", datetime.date(2008, 11, 20)),
            ("Fanta", datetime.date(2008, 12, 10)),
            ("Gora", datetime.date(2009, 1, 10)),
            ("Hawa", datetime.date(2009, 2, 10)),
        ):
            self.who[name] = factories.make_minor(
                name, by=by, site=site, birth=Birth(Precision.DAY, born_on)
            )[0]
        self.who["Ibra"] = factories.make_minor("Ibra", by=by, site=site, country="unknown")[0]
        factories.make_answer(
            self.who["Elias"], by=self.social, question="referred_by", values=("team",)
        )
        self.at(november(1))
        self.who["Lamine"] = factories.make_minor("Lamine", by=by, site=site)[0]
        # Last seen some ninety days before a day of the week.
        self.at(datetime.date(2026, 8, 20))
        self.who["Moussa"] = factories.make_minor("Moussa", by=by, site=site)[0]
        factories.make_situation(self.who["Chérif"], by=self.jurist, code="X3", on=november(18))

    def arrivals(self) -> None:
        self.at(november(20))
        for name, day in (("Awa", 16), ("Awa", 17), ("Bakary", 18), ("Elias", 20)):
            arrival = factories.arrival_on(self.who[name], november(day), self.site, self.host)
        factories.make_night(arrival, by=self.host, place="street")
        # Two sites on one day: one person, one day.
        factories.arrival_on(self.who["Elias"], november(20), self.street, self.host)

    def care(self) -> None:
        at, who, by, site = self.at, self.who, self.nurse, self.site
        at(november(3))
        factories.make_consultation(who["Awa"], by=by, site=site, day=november(3))
        at(november(18))
        factories.make_consultation(who["Awa"], by=by, site=site, day=november(18))
        factories.make_consultation(
            who["Bakary"], by=by, site=site, day=november(18), motif="scabies"
        )
        factories.make_consultation(who["Lamine"], by=by, site=site, day=november(18))
        # Nothing else says that she was there.
        self.who["Nafi"] = factories.make_minor("Nafi", by=by, site=site)[0]
        actions.cancel_arrival(by=self.host, arrival=self.who["Nafi"].arrivals.get())
        factories.make_sexual_health(who["Nafi"], by=by, site=site, day=november(18))
        mark = factories.make_scabies(who["Bakary"], by=by, site=site)
        factories.make_scabies_step(mark.event, by=by, kind="cases", count=2)
        for name, what in (("Awa", ScabiesMark.CONTACT), ("Bakary", ScabiesMark.SECOND)):
            row = ScabiesMarkRow(
                event=mark.event, minor=who[name], mark=what, happened_on=november(18)
            )
            clinic_actions.mark_scabies(by=by, row=row)

    def outside(self) -> None:
        self.at(november(21))
        by, street = self.nurse, self.street
        session = factories.make_session(by=by, site=street)
        for destination, episode in (("dentist", "new"), ("", "follow_up")):
            factories.make_anonymous(
                session, by=by, destination=destination, episode=episode, motif="teeth"
            )
        factories.make_consultation(
            self.who["Elias"], by=by, site=street, motif="fever", day=november(21)
        )
        clinic_actions.enter_tally(
            by=by, session=session,
            cells={"teeth": {"15_17-male": 5}, "fever": {"15_17-male": 1}},
        )  # fmt: skip

    def desks(self) -> None:
        at, who, site = self.at, self.who, self.site
        at(november(18))
        meet(who["Awa"], self.jurist, site, november(16), desk_kind=DeskKind.LEGAL)
        for name, day in (("Awa", 16), ("Awa", 17), ("Bakary", 18)):
            meet(who[name], self.social, site, november(day), desk_kind=DeskKind.SOCIAL)
        for name, minutes, language in (("Awa", 30, "ps"), ("Bakary", None, "ps"),
                                        ("Bakary", None, "")):  # fmt: skip
            meet(who[name], self.psychologist, site, november(17), minutes, language=language)
        meet(who["Awa"], self.social, site, november(18), 20, language="ti",
             desk_kind=DeskKind.SOCIAL)  # fmt: skip
        missed = AppointmentStepKind.MISSED
        meet(who["Elias"], self.psychologist, site, november(18), kind=missed)
        for kind, name in (("psychology", "Awa"), ("outside", "Bakary"), ("drawing", "Awa")):
            activity = factories.make_activity(
                by=self.social, site=site, day=november(18), kind=kind
            )
            actions.tick_participant(
                by=self.social, activity=activity, minor=who[name], is_there=True
            )
        for kind, status, day in (("ame", "filed", 16), ("school", "obtained", 17),
                                  ("domiciliation", "refused", 18)):  # fmt: skip
            factories.make_entitlement(
                who["Awa"], by=self.social, site=site, kind=kind, status=status, on=november(day),
                note="Pièce manquante",
            )  # fmt: skip
        made = factories.make_referral(who["Awa"], by=self.social, site=site)
        factories.make_referral(
            who["Gora"], by=self.midwife, site=site, compartment=Compartment.SEXUAL_HEALTH
        )
        step = ReferralStep(referral=made, status=ReferralStatus.HANDED_OVER)
        referral_actions.record_step(by=self.social, step=step)

    def house(self) -> None:
        site, by = self.site, self.host
        for service in ("meal", "shower", "laundry", "hygiene_kit", "phone_charge", "bedding"):
            for amount in (4, 3):
                TallyStep.objects.create(
                    site=site, day=november(18), service=service, amount=amount, by=by
                )
        at_noon = noon(november(18))
        alert = factories.make_alert(
            self.who["Awa"], by=by, site=site, owner=self.nurse, raised_at=at_noon
        )
        old = noon(november(10))
        factories.make_alert(None, by=by, site=site, owner=self.nurse, raised_at=old)
        for action in ("concern", "prosecutor"):
            step = AlertStep(alert=alert, kind="done", action=action, done_on=november(18))
            actions.record_alert_step(by=self.nurse, step=step)
        first, second = sorted([self.who["Gora"], self.who["Hawa"]], key=lambda one: one.pk)
        LikelyPair.objects.create(first=first, second=second, score=80, reasons=["phone"])
        # Written after the Sunday.
        self.at(november(23))
        factories.make_consultation(self.who["Awa"], by=self.nurse, site=site, day=november(17))
