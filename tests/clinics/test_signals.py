"""The week's signals: each kind against a naive count, the page, what is done, the rules."""

import csv
import datetime
from collections.abc import Callable
from decimal import Decimal

import pytest
from django.test import Client
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st

from cases.actions import join_files, judge_pair
from cases.choices import Verdict
from clinics import actions
from clinics.choices import SignalKind
from clinics.models import AnonymousConsultation, Consultation, SignalRule, SignalStep
from clinics.problems import problems
from clinics.watch import counting, pages, rules
from clinics.watch.rules import Rule
from clinics.watch.triggers import TOGETHER, WEEK, Seen, first_day, monday_of, triggered
from staff.choices import Role
from staff.models import Site
from tests import factories
from tests.staff.trail import actions_since, last_entry

MONDAY = datetime.date(2026, 12, 28)  # of 2026-W53
DAY = datetime.timedelta(days=1)
PROBLEMS = ("measles", "scabies", "cough")


def rule(kind: SignalKind, *counted: str, threshold: int = 1, ratio: str = "") -> Rule:
    times = Decimal(ratio) if ratio else None
    which = frozenset(counted or PROBLEMS)
    return Rule("r", kind, which, threshold, times, "r", "r", "s", "", is_each=not counted)


RULES = [
    rule(SignalKind.ONE_CASE, "measles"),
    rule(SignalKind.CLUSTER, "scabies", "cough", threshold=3),
    rule(SignalKind.TREND, threshold=5, ratio="2"),
    rule(SignalKind.TREND, threshold=2, ratio="1.5"),
]
SEEN = st.builds(
    Seen,
    site=st.integers(1, 2),
    day=st.integers(0, 34).map(lambda days: first_day(MONDAY) + days * DAY),
    person=st.integers(1, 8),
    problem=st.sampled_from(PROBLEMS),
    is_new=st.booleans(),
)
WEEKS = [MONDAY - number * WEEK for number in range(5)]
REPORTED = st.frozensets(st.tuples(st.integers(1, 2), st.sampled_from(WEEKS)))


def naive(
    rule: Rule, seen: list[Seen], reported: frozenset[tuple[int, datetime.date]]
) -> set[tuple[str, int, int]]:
    """Return (about, site, count) by counting again and again."""

    def count(site: int, start: datetime.date, counted: set[str]) -> int:
        who = set()
        for one in seen:
            in_week = start <= one.day < start + WEEK
            if in_week and one.site == site and one.problem in counted and one.is_new:
                who.add(one.person)
        return len(who)

    found = set()
    for site in (1, 2):
        for about in PROBLEMS if rule.is_each else [TOGETHER]:
            counted = {about} if rule.is_each else set(rule.problems)
            n = count(site, MONDAY, counted)
            if n == 0 or n < rule.threshold:
                continue
            if rule.kind == SignalKind.TREND:
                before = [count(site, w, counted) for w in WEEKS[1:] if (site, w) in reported]
                if not before or n * len(before) < rule.ratio * sum(before):
                    continue
            found.add((about, site, n))
    return found


@given(seen=st.lists(SEEN, max_size=80), reported=REPORTED, which=st.sampled_from(RULES))
@settings(max_examples=300)
def test_it_agrees_with_a_naive_count(
    seen: list[Seen], reported: frozenset[tuple[int, datetime.date]], which: Rule
) -> None:
    found = triggered([which], seen, reported, MONDAY)
    assert len(found) == len({signal.key for signal in found})
    assert {(s.about, s.site, s.count) for s in found} == naive(which, seen, reported)


def of_weeks(*counts: int) -> list[Seen]:
    """As many different persons with a cough in each week, the newest first."""
    return [
        Seen(1, MONDAY - number * WEEK, (number, person), "cough", True)
        for number, count in enumerate(counts)
        for person in range(count)
    ]


def test_a_missing_week_is_no_zero() -> None:
    trend = rule(SignalKind.TREND, threshold=5, ratio="2")
    seen = of_weeks(6, 4)
    whole = {(1, start) for start in WEEKS}
    [signal] = triggered([trend], seen, whole, MONDAY)  # the mean of 4, 0, 0, 0 is 1
    assert (signal.count, signal.mean) == (6, 1)
    assert triggered([trend], seen, {(1, MONDAY - WEEK)}, MONDAY) == []  # the mean of 4 alone
    assert triggered([trend], of_weeks(6), set(), MONDAY) == []  # nothing to compare with
    assert triggered([trend], of_weeks(4), whole, MONDAY) == []  # fewer than five


@pytest.mark.parametrize(
    ("day", "week"),
    [("2024-12-30", "2025-W01"), ("2026-12-31", "2026-W53"), ("2027-01-03", "2026-W53"),
     ("2027-01-04", "2027-W01")],
)  # fmt: skip
def test_weeks_are_iso_weeks(day: str, week: str) -> None:
    found = pages.week_of(datetime.date.fromisoformat(day))
    assert str(found) == week
    assert found.monday == monday_of(datetime.date.fromisoformat(day))
    assert found.next.previous == found


def test_no_shipped_rule_is_validated_and_each_counts_known_problems() -> None:
    with rules.ROWS.open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            assert row["source"]
            assert not row["validated_by"]
            assert not row["validated_on"]
    codes = [one.code for one in rules.shipped()]
    assert len(codes) == len(set(codes))
    for one in rules.shipped():
        assert one.problems <= set(problems()), one.code
        assert (one.kind == SignalKind.TREND) == (one.ratio is not None), one.code
        named = () if one.is_each else one.problems
        assert all(problems()[code].is_alert for code in named), one.code
    assert "first_check" not in rules.shipped()[-1].problems


# --- on consultations --------------------------------------------------------------------------


@pytest.fixture
def nurse(as_role: Callable[..., Client]) -> Client:
    return as_role(Role.NURSE)


@pytest.fixture
def coordinator(as_role: Callable[..., Client]) -> Client:
    return as_role(Role.COORDINATOR)


def see(nurse: Client, site: Site, name: str, code: str, days_ago: int = 0) -> Consultation:
    minor = factories.make_minor(name, by=nurse.user, site=site)[0]
    return factories.make_consultation(
        minor,
        by=nurse.user,
        site=site,
        motif=problems()[code].tile,
        problem=code,
        told_by="found",
        day=timezone.localdate() - days_ago * DAY,
    )


def this_week(nurse: Client, site: Site) -> list[tuple[str, int]]:
    week = pages.week_of(timezone.localdate())
    return [(line.rule.code, line.count) for line in pages.lines(week, [site], nurse.user)]


def test_a_person_is_one_case_though_corrected_followed_up_or_joined(
    nurse: Client, coordinator: Client, site: Site
) -> None:
    first = see(nurse, site, "Mamadou Diallo", "varicella", days_ago=0)
    assert this_week(nurse, site) == []
    anew = Consultation(day=first.day, motif="skin", problem="varicella", told_by="found")
    actions.correct_consultation(by=nurse.user, consultation=anew, corrects=first)
    factories.make_consultation(
        first.minor, by=nurse.user, site=site, motif="skin", problem="varicella", told_by="found"
    )
    assert this_week(nurse, site) == []
    second = see(nurse, site, "Mamadou Dialo", "varicella")
    assert this_week(nurse, site) == [("varicella", 2)]
    two = (first.minor, second.minor)
    judge_pair(by=coordinator.user, one=two[0], other=two[1], verdict=Verdict.SAME)
    join_files(by=coordinator.user, kept=two[0], gone=two[1])
    assert this_week(nurse, site) == []


def test_people_without_a_file_count_too_and_once(nurse: Client, site: Site) -> None:
    """By their slip; attached to a file, as that person."""
    session = factories.make_session(by=nurse.user, site=site, kind="mobile")
    seen = {"by": nurse.user, "motif": problems()["varicella"].tile, "problem": "varicella"}
    first = factories.make_anonymous(session, tick_code="A7", **seen)
    factories.make_anonymous(session, tick_code="A7", episode="new", **seen)
    assert this_week(nurse, site) == []
    named = see(nurse, site, "Mamadou Diallo", "varicella")
    assert this_week(nurse, site) == [("varicella", 2)]
    for row in (first, *AnonymousConsultation.objects.exclude(pk=first.pk)):
        actions.attach_consultation(by=nurse.user, consultation=row, minor=named.minor)
    assert this_week(nurse, site) == []


def test_a_site_reports_by_a_consultation_or_by_a_closed_session(nurse: Client, site: Site) -> None:
    today = timezone.localdate()
    this = {(site.pk, monday_of(today))}
    session = factories.make_session(by=nurse.user, site=site)

    def reported() -> set[tuple[int, datetime.date]]:
        seen = counting.seen_between(today, today, [site])
        return counting.reported_between(today, today, [site], seen)

    assert reported() == set()
    actions.close_session(by=nurse.user, session=session, is_zero=True)
    assert reported() == this
    see(nurse, site, "Mamadou Diallo", "measles")
    assert reported() == this


# --- the pages ---------------------------------------------------------------------------------


def address(*rest: object) -> str:
    year, week, _day = timezone.localdate().isocalendar()
    return f"/signals/{year}-W{week}/" + "".join(f"{part}/" for part in rest)


def test_a_signal_is_seen_acted_on_and_declared(
    nurse: Client, coordinator: Client, site: Site
) -> None:
    see(nurse, site, "Mamadou Diallo", "measles")
    assert nurse.get("/signals/").url == address()
    html = nurse.get(address()).content.decode()
    assert "Rougeole (suspicion)" in html
    assert "Mamadou" not in html
    one = address(site.pk, "measles", "all")
    start = last_entry()
    assert "Mamadou Diallo" in nurse.get(one).content.decode()
    assert actions_since(start) == ["read_signal"]
    counts = coordinator.get(one)
    assert counts.context["people"] is None
    assert "Mamadou" not in counts.content.decode()
    today = str(timezone.localdate())
    for client, kind, text in ((nurse, "seen", ""), (nurse, "action", "Isolement proposé"),
                               (coordinator, "declared", "Par téléphone")):  # fmt: skip
        typed = {"kind": kind, "happened_on": today, "text": text}
        assert client.post(one, typed).url == address()
    [line] = nurse.get(address()).context["seen"]
    assert line.is_declared
    assert line.seen_by == [nurse.user.full_name, coordinator.user.full_name]
    assert "Isolement proposé" in nurse.get(one).content.decode()
    assert SignalStep.objects.count() == 3


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31"])
def test_a_signal_was_seen_on_a_day_of_the_calendar(nurse: Client, site: Site, day: str) -> None:
    see(nurse, site, "Mamadou Diallo", "measles")
    one = address(site.pk, "measles", "all")
    response = nurse.post(one, {"kind": "seen", "happened_on": day})
    assert response.status_code == 422
    assert set(response.context["form"].errors) == {"happened_on"}


def test_a_signal_that_has_gone_stays_where_somebody_acted(nurse: Client, site: Site) -> None:
    found = see(nurse, site, "Mamadou Diallo", "measles")
    factories.make_signal_step(by=nurse.user, site=site)
    anew = Consultation(day=found.day, motif="fever")
    actions.correct_consultation(by=nurse.user, consultation=anew, corrects=found)
    [line] = nurse.get(address()).context["seen"]
    assert not line.is_standing
    assert nurse.get(address(site.pk, "measles", "all")).status_code == 200
    assert nurse.get(address(site.pk, "cholera", "all")).status_code == 404


@pytest.mark.parametrize("week", ["2025-W53", "2026-W0", "1990-W1", "2999-W1", "0-W1"])
def test_a_week_that_is_none_is_not_found(nurse: Client, week: str) -> None:
    assert nurse.get(f"/signals/{week}/").status_code == 404


def test_a_rule_is_changed_by_a_row_more_and_counts_so(
    nurse: Client, coordinator: Client, as_role: Callable[..., Client], site: Site
) -> None:
    see(nurse, site, "Mamadou Diallo", "varicella")
    url = "/signals/rules/varicella/"
    assert nurse.post(url, {"threshold": "1", "is_on": "on"}).status_code == 403
    doctor = as_role(Role.DOCTOR)
    assert doctor.post(url, {"threshold": "0", "is_on": "on"}).status_code == 422
    assert doctor.post(url, {"threshold": "1", "is_on": "on"}).url == "/signals/rules/"
    assert this_week(nurse, site) == [("varicella", 1)]
    assert doctor.user.full_name in nurse.get("/signals/rules/").content.decode()
    assert coordinator.post(url, {"threshold": "1"}).status_code == 302
    assert this_week(nurse, site) == []
    assert SignalRule.objects.count() == 2
    assert doctor.get("/signals/rules/nothing/").status_code == 404
    assert doctor.post("/signals/rules/trend/", {"threshold": "5"}).status_code == 422
