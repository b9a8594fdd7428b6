"""A deadline is shown before it is recorded, corrected beside what was computed, and closed."""

import datetime
from collections.abc import Callable

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils import timezone

from cases.births import Birth
from cases.choices import Precision
from cases.models import Minor
from referrals import actions, deadline_lists, deadline_state
from referrals.choices.deadlines import DueFilter
from referrals.deadlines import counting, rules
from referrals.models import Deadline, DeadlineState, DeadlineStep, RuleValidation
from staff.choices import Role
from staff.models import Site, User
from tests import factories

BANNER = "Appeler l’avocat maintenant"
TO_CONFIRM = "À confirmer par un juriste"


@pytest.fixture(autouse=True)
def _thursday(time_machine: object) -> None:
    time_machine.move_to(datetime.datetime(2026, 3, 12, 9, tzinfo=datetime.UTC), tick=False)


@pytest.fixture
def jurist(person: Callable[..., User]) -> User:
    return person(Role.JURIST)


@pytest.fixture
def minor(jurist: User, site: Site) -> Minor:
    return factories.make_minor("Mamadou Diallo", by=jurist, site=site)[0]


@pytest.fixture
def start(minor: Minor, jurist: User, site: Site) -> Callable[..., Deadline]:
    """Return a maker of deadlines of a rule, notified on a day of March."""

    def make(code: str = "D09", day: int = 6, time: datetime.time | None = None) -> Deadline:
        on = datetime.date(2026, 3, day)
        return factories.make_deadline(
            minor, by=jurist, site=site, code=code, day=on, time=time, word="Bobigny"
        )

    return make


def step(deadline: Deadline, kind: str, **values: object) -> DeadlineStep:
    row = DeadlineStep(deadline=deadline, kind=kind, **values)
    return actions.record_deadline_step(by=deadline.started_by, step=row)


def march(day: int) -> datetime.datetime:
    return counting.moment(datetime.date(2026, 3, day))


def state(deadline: Deadline) -> DeadlineState:
    found = DeadlineState.objects.get(deadline=deadline)
    now = deadline_state.standing(deadline, deadline.steps.all()).as_state()
    for name in ("due_on", "due_at", "is_open", "is_stopped", "needs_lawyer"):
        assert getattr(found, name) == getattr(now, name), name
    return found


def address(deadline: Deadline, verb: str = "") -> str:
    return f"/cases/{deadline.minor.reference}/deadlines/{deadline.pk}/{verb}"


class TestRecording:
    def test_its_sentence_comes_first(self, as_role: Callable[..., Client], minor: Minor) -> None:
        client = as_role(Role.JURIST)
        url = f"/cases/{minor.reference}/deadlines/new/D09/1/"
        first = client.post(url, {"happened_on": "2026-03-06"})
        assert first.status_code == 422
        assert "finit le samedi 21, reporté au lundi 23 mars 2026" in first.content.decode()
        assert TO_CONFIRM in first.content.decode()
        assert not Deadline.objects.exists()
        seen = first.context["form"].mark
        assert f'value="{seen}"' in first.content.decode()
        done = client.post(url, {"happened_on": "2026-03-06", "seen": seen, "word": "Bobigny"})
        made = Deadline.objects.get()
        assert done.headers["Location"] == address(made)
        assert str(made.computed_on) == "2026-03-23"
        assert made.word == "Bobigny"
        assert state(made).is_open

    def test_what_is_changed_after_it_was_seen_is_shown_anew(
        self, as_role: Callable[..., Client], minor: Minor
    ) -> None:
        client = as_role(Role.JURIST)
        url = f"/cases/{minor.reference}/deadlines/new/D09/1/"
        seen = client.post(url, {"happened_on": "2026-03-06"}).context["form"].mark
        again = client.post(url, {"happened_on": "2026-03-09", "seen": seen})
        assert again.status_code == 422
        assert "mardi 24 mars 2026" in again.content.decode()
        assert not Deadline.objects.exists()

    @pytest.mark.parametrize(
        ("typed", "said"),
        [
            ({}, "Donnez le jour"),
            ({"happened_on": "2026-03-06", "roughly": "2026"}, "Donnez le jour"),
            ({"happened_on": "2026-03-13"}, "dans le futur"),
            ({"roughly": "bientôt"}, "Tapez 03/2026"),
            ({"roughly": "6/3/2026"}, "Vous connaissez le jour"),
            ({"roughly": "13/2026"}, "Cette date n’existe pas"),
        ],
    )
    def test_what_is_not_a_date_is_said(
        self, as_role: Callable[..., Client], minor: Minor, typed: dict[str, str], said: str
    ) -> None:
        url = f"/cases/{minor.reference}/deadlines/new/D09/1/"
        page = as_role(Role.JURIST).post(url, typed)
        assert page.status_code == 422
        assert said in page.content.decode()

    def test_a_night_without_that_hour(self, as_role: Callable[..., Client], minor: Minor) -> None:
        url = f"/cases/{minor.reference}/deadlines/new/D19-48H/1/"
        typed = {"happened_on": "2025-03-30", "happened_time": "02:30"}
        assert (
            "cette heure n’a pas existé" in as_role(Role.JURIST).post(url, typed).content.decode()
        )

    def test_the_month_alone(self, as_role: Callable[..., Client], minor: Minor) -> None:
        url = f"/cases/{minor.reference}/deadlines/new/D09/1/"
        page = as_role(Role.JURIST).post(url, {"roughly": "03/2026"})
        assert "au plus tôt" in page.content.decode()

    def test_a_rule_of_age_begins_with_the_birth_of_the_file(
        self, as_role: Callable[..., Client], jurist: User, site: Site
    ) -> None:
        birth = Birth(Precision.YEAR, born_on=datetime.date(2009, 1, 1))
        minor, _arrival = factories.make_minor("Awa", by=jurist, site=site, birth=birth)
        page = as_role(Role.JURIST).get(f"/cases/{minor.reference}/deadlines/new/D16/1/")
        assert 'value="2009"' in page.content.decode()

    def test_a_rule_that_did_not_hold_then(self, minor: Minor, jurist: User, site: Site) -> None:
        trigger = counting.known(2024, 7, 14)
        with pytest.raises(ValidationError, match="ne valait pas"):
            actions.start_deadline(
                by=jurist, minor=minor, site=site, rule=rules.rules()["D19-7J", 1], trigger=trigger
            )


class TestSteps:
    def test_a_correction_leaves_what_was_computed(
        self, as_role: Callable[..., Client], start: Callable[..., Deadline]
    ) -> None:
        deadline = start()
        client = as_role(Role.JURIST)
        typed = {"due_on": "2026-03-25", "reason": "Notifié le 8 : enveloppe."}
        assert client.post(address(deadline, "correct/"), typed).status_code == 302
        assert str(state(deadline).due_on) == "2026-03-25"
        page = client.get(address(deadline)).content.decode()
        assert "mercredi 25 mars" in page
        assert "reporté au lundi 23 mars 2026" in page
        assert "Notifié le 8 : enveloppe." in page
        client.post(address(deadline, "undo/"))
        assert str(state(deadline).due_on) == "2026-03-23"

    def test_a_correction_says_why(
        self, as_role: Callable[..., Client], start: Callable[..., Deadline]
    ) -> None:
        deadline = start()
        page = as_role(Role.JURIST).post(address(deadline, "correct/"), {"due_on": "2026-03-25"})
        assert page.status_code == 422
        with pytest.raises(ValidationError):
            step(deadline, "corrected", due_on=datetime.date(2026, 3, 25), due_at=march(26))

    @pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31", "2026-03-01"])
    def test_a_date_that_cannot_be_right(
        self, as_role: Callable[..., Client], start: Callable[..., Deadline], day: str
    ) -> None:
        deadline = start()
        client = as_role(Role.JURIST)
        typed = {"due_on": day, "reason": "Relu", "begins_on": day, "stop_kind": "legal_aid"}
        for verb in ("correct/", "stop/"):
            assert client.post(address(deadline, verb), typed).status_code == 422
        assert not state(deadline).is_stopped

    def test_interrupted_then_running_anew(
        self, as_role: Callable[..., Client], start: Callable[..., Deadline]
    ) -> None:
        deadline = start()
        client = as_role(Role.JURIST)
        typed = {"stop_kind": "legal_aid", "begins_on": "2026-03-10"}
        assert client.post(address(deadline, "stop/"), typed).status_code == 302
        assert state(deadline).is_stopped
        assert client.post(address(deadline, "stop/"), typed).status_code == 422
        assert (
            client.post(address(deadline, "resume/"), {"ends_on": "2026-03-09"}).status_code == 422
        )
        assert (
            client.post(address(deadline, "resume/"), {"ends_on": "2026-05-04"}).status_code == 302
        )
        assert str(state(deadline).due_on) == "2026-05-19"
        assert "repart de zéro" in client.get(address(deadline)).content.decode()

    def test_stopped_too_late(self, start: Callable[..., Deadline]) -> None:
        with pytest.raises(ValidationError, match="Trop tard"):
            step(start(), "stopped", stop_kind="legal_aid", happened_at=march(24))

    def test_a_corrected_date_is_not_moved_by_a_stop(self, start: Callable[..., Deadline]) -> None:
        deadline = start()
        right = {"due_on": datetime.date(2026, 3, 25), "due_at": march(26), "reason": "Lu"}
        step(deadline, "corrected", **right)
        with pytest.raises(ValidationError, match="a fixé cette date"):
            step(deadline, "stopped", stop_kind="legal_aid", happened_at=march(10))

    def test_closed_then_opened_again(
        self, as_role: Callable[..., Client], start: Callable[..., Deadline]
    ) -> None:
        deadline = start()
        client = as_role(Role.JURIST)
        client.post(address(deadline, "done/"))
        assert not state(deadline).is_open
        assert client.post(address(deadline, "drop/"), {"reason": "Erreur"}).status_code == 422
        client.post(address(deadline, "undo/"))
        assert state(deadline).is_open
        assert (
            "rien à annuler"
            in client.post(address(deadline, "undo/"), follow=True).content.decode()
        )
        assert [row.kind for row in deadline.steps.order_by("pk")] == ["started", "done", "undone"]

    def test_a_rule_that_nothing_stops_has_no_such_page(
        self, as_role: Callable[..., Client], start: Callable[..., Deadline]
    ) -> None:
        deadline = start("D03-REQUETE")
        assert as_role(Role.JURIST).get(address(deadline, "stop/")).status_code == 404

    def test_a_superseded_rule_keeps_its_past_results(
        self, start: Callable[..., Deadline], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        deadline = start()
        changed = rules.rows()["D09", 1] | {"amount": "30"}
        monkeypatch.setattr(rules, "rows", lambda: {("D09", 1): changed})
        monkeypatch.setattr(rules, "rules", lambda: rules.read_all([changed]))
        kept = Deadline.objects.get(pk=deadline.pk)
        assert deadline_state.standing(kept, kept.steps.all()).due_on == deadline.computed_on


class TestOrderToLeave:
    def test_the_banner_is_for_the_legal_side(
        self, as_role: Callable[..., Client], start: Callable[..., Deadline], minor: Minor
    ) -> None:
        start("D19-7J", day=11)
        url = f"/cases/{minor.reference}/"
        for role in (Role.JURIST, Role.SOCIAL):
            assert BANNER in as_role(role).get(url).content.decode()
        for role in (Role.RECEPTION, Role.NURSE, Role.PSYCHOLOGIST, Role.COORDINATOR):
            page = as_role(role).get(url).content.decode()
            assert BANNER not in page
            assert "OQTF" not in page

    def test_only_a_call_that_got_through_closes_it(
        self, as_role: Callable[..., Client], start: Callable[..., Deadline], minor: Minor
    ) -> None:
        deadline = start("D19-7J", day=11)
        client = as_role(Role.JURIST)
        assert client.post(address(deadline, "done/")).status_code == 422
        call = {"called_role": "bar", "called_on": "2026-03-12", "called_time": "09:30"}
        client.post(address(deadline, "call/"), call | {"is_reached": "no"})
        assert BANNER in client.get(f"/cases/{minor.reference}/").content.decode()
        client.post(address(deadline, "call/"), call | {"is_reached": "yes"})
        assert BANNER not in client.get(f"/cases/{minor.reference}/").content.decode()
        assert client.post(address(deadline, "done/")).status_code == 302

    def test_what_was_recorded_by_mistake_is_dropped(self, start: Callable[..., Deadline]) -> None:
        deadline = start("D19-48H", day=11, time=datetime.time(17, 30))
        assert state(deadline).needs_lawyer
        step(deadline, "dropped", reason="Autre dossier")
        assert not state(deadline).needs_lawyer

    def test_a_call_to_come_is_no_call(
        self, as_role: Callable[..., Client], start: Callable[..., Deadline]
    ) -> None:
        call = {"called_role": "bar", "called_on": "2026-03-12", "called_time": "18:00"}
        page = as_role(Role.JURIST).post(
            address(start("D19-7J", day=11), "call/"), call | {"is_reached": "yes"}
        )
        assert "pas encore venue" in page.content.decode()


class TestLists:
    def test_the_next_one_first_and_by_filter(
        self, jurist: User, site: Site, start: Callable[..., Deadline]
    ) -> None:
        later, late = start(), start("D03-ENTRETIEN", day=2)
        soon = start("D14-AJ", day=2)
        closed = start(day=10)
        step(closed, "done")

        def listed(which: DueFilter, at: Site | None = None) -> list[Deadline]:
            return list(deadline_lists.due(jurist, which, at))

        assert listed(DueFilter.OPEN) == [late, soon, later]
        assert listed(DueFilter.LATE) == [late]
        assert listed(DueFilter.WEEK) == [late, soon]
        assert listed(DueFilter.MONTH, site) == [late, soon, later]
        assert listed(DueFilter.OPEN, factories.make_site("Paris")) == []

    def test_not_of_a_file_that_is_withdrawn(
        self, jurist: User, minor: Minor, start: Callable[..., Deadline]
    ) -> None:
        start()
        Minor.objects.filter(pk=minor.pk).update(archived_at=timezone.now())
        assert not deadline_lists.due(jurist, DueFilter.OPEN, None)

    def test_the_morning_says_it_in_neutral_words(
        self, as_role: Callable[..., Client], start: Callable[..., Deadline]
    ) -> None:
        start("D14-AJ", day=2)
        page = as_role(Role.JURIST).get("/briefing/").content.decode()
        assert "Délais dans les 7 jours" in page
        assert "CNDA" not in page
        assert "Délais dans" not in as_role(Role.NURSE).get("/briefing/").content.decode()


class TestValidation:
    def test_a_jurist_says_that_a_rule_is_right(
        self, as_role: Callable[..., Client], start: Callable[..., Deadline]
    ) -> None:
        deadline = start()
        client = as_role(Role.JURIST)
        assert TO_CONFIRM in client.get(address(deadline)).content.decode()
        typed = {"is_right": "on", "validated_on": "2026-03-12", "note": "CPC lu"}
        assert client.post("/deadlines/rules/D09/1/", typed).status_code == 302
        assert TO_CONFIRM not in client.get(address(deadline)).content.decode()
        assert "CPC lu" in client.get("/deadlines/rules/").content.decode()
        client.post("/deadlines/rules/D09/1/", typed | {"is_right": ""})
        assert TO_CONFIRM in client.get(address(deadline)).content.decode()

    def test_a_row_that_changed_since_is_to_be_confirmed(self, jurist: User) -> None:
        row = rules.rows()["D09", 1]
        validation = RuleValidation(rule_code="D09", rule_version=1)
        actions.validate_rule(by=jurist, validation=validation)
        assert deadline_state.digest_of(row) in deadline_state.validations()
        changed = deadline_state.digest_of(row | {"amount": "30"})
        assert changed not in deadline_state.validations()

    def test_nothing_is_validated_at_first(self, db: None) -> None:
        assert all(line.validation is None for line in deadline_state.rule_lines())


class TestMajority:
    @pytest.mark.parametrize(
        ("born_on", "precision", "said"),
        [
            (datetime.date(2008, 3, 12), Precision.DAY, "18 ans aujourd’hui"),
            (datetime.date(2008, 3, 13), Precision.DAY, "18 ans dans 1 jour, vendredi 13 mars"),
            (datetime.date(2008, 9, 8), Precision.DAY, "18 ans dans 180 jours"),
            (datetime.date(2008, 9, 1), Precision.MONTH, "1er septembre au plus tôt"),
            (datetime.date(2008, 9, 9), Precision.DAY, ""),
            (datetime.date(2008, 3, 11), Precision.DAY, ""),
        ],
    )
    def test_the_countdown(
        self,
        as_role: Callable[..., Client],
        jurist: User,
        site: Site,
        born_on: datetime.date,
        precision: str,
        said: str,
    ) -> None:
        birth = Birth(Precision(precision), born_on=born_on)
        minor, _arrival = factories.make_minor("Awa", by=jurist, site=site, birth=birth)
        page = as_role(Role.RECEPTION).get(f"/cases/{minor.reference}/").content.decode()
        assert said in page
        assert ("18 ans dans" in page or "18 ans aujourd" in page) is bool(said)
