"""The book of sexual health beside its consultations, as those who write it meet it."""

import datetime
from collections.abc import Callable
from html.parser import HTMLParser
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from cases import joined
from cases.births import Birth
from cases.choices import USUAL_LEVEL, AlertKind, DeskKind, Precision
from cases.models import Alert, FileMerge, Minor
from clinics import actions as clinic_actions
from clinics import sexual_health_page
from clinics.models import (
    Contraception,
    ContraceptionStep,
    Pregnancy,
    PregnancyStep,
    SexualHealthAct,
    SexualHealthQuerySet,
    Violence,
    next_due,
)
from staff.choices import Role
from staff.models import AuditEntry, Site
from tests import factories
from tests.staff.trail import actions_since, last_entry

DAY = datetime.timedelta(days=1)
TODAY = timezone.localdate
ROWS: list[type] = [SexualHealthAct, Pregnancy, Contraception, Violence]
ON_PROTOCOL = {
    "agreement": "yes",
    "basis": "contraception",
    "right": "protocol",
    "authority": "Pilule (1)",
}
OWN = {"agreement": "yes", "basis": "contraception", "right": "own", "authority": ""}


@pytest.fixture
def nurse(as_role: Callable[..., Client]) -> Client:
    return as_role(Role.NURSE)


@pytest.fixture
def midwife(as_role: Callable[..., Client]) -> Client:
    return as_role(Role.MIDWIFE)


@pytest.fixture
def minor(nurse: Client, site: Site) -> Minor:
    return factories.make_minor("Awa Sow", by=nurse.user, site=site, sex="female")[0]


def page(minor: Minor, *rest: object) -> str:
    return f"/cases/{minor.reference}/sexual-health/" + "".join(f"{part}/" for part in rest)


def act(client: Client, minor: Minor, **typed: str) -> Any:
    said = {"kind": "test", "day": TODAY().isoformat(), **typed}
    return client.post(page(minor, "acts", "new"), said)


# --- acts -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({}, "agreement"),
        ({"agreement": "yes", "basis": "consent"}, "right"),
        ({"agreement": "yes", "basis": "consent", "right": "own"}, "right"),
        ({"agreement": "yes", "basis": "consent", "right": "protocol"}, "authority"),
        ({"agreement": "not_asked", "basis": "consent", "right": "prescription"}, "authority"),
        ({"agreement": "yes", "right": "protocol", "authority": "P"}, "basis"),
        ({"agreement": "yes", "basis": "gone", "right": "protocol", "authority": "P"}, "basis"),
        ({**ON_PROTOCOL, "kind": "certificate"}, "kind"),
        ({**ON_PROTOCOL, "day": (TODAY() + DAY).isoformat()}, "day"),
        ({"agreement": "no", "authority": "Dr Renard"}, "authority"),
    ],
)
def test_what_an_act_lacks_is_said_beside_its_box(
    nurse: Client, minor: Minor, typed: dict[str, str], field: str
) -> None:
    response = act(nurse, minor, **typed)
    assert response.status_code == 422
    assert set(response.context["form"].errors) == {field}
    assert not SexualHealthAct.objects.exists()


def test_a_nurse_acts_by_a_protocol_a_midwife_by_her_own_right(
    nurse: Client, midwife: Client, minor: Minor
) -> None:
    start = last_entry()
    assert act(nurse, minor, **ON_PROTOCOL, note="Test urinaire").status_code == 302
    own = {**ON_PROTOCOL, "right": "own", "authority": "", "kind": "samples"}
    assert act(midwife, minor, **own).status_code == 302
    assert actions_since(start, by=nurse.user, minor_id=minor.pk) == ["write_sexual_health"]
    html = nurse.get(page(minor)).content.decode()
    for said in ("Test urinaire", "Pilule (1)", "Aucun protocole de ce nom", "Compétence propre",
                 "Prélèvements", "gratuite et confidentielle", "à confirmer par le juriste",
                 nurse.user.full_name, midwife.user.full_name):  # fmt: skip
        assert said in html, said


def test_a_refusal_keeps_nothing_else_and_a_slip_is_taken_back_once(
    midwife: Client, minor: Minor, site: Site
) -> None:
    """The pill of the right is ticked for a midwife: by a refusal it says nothing."""
    refused = {"agreement": "no", "right": "own", "basis": "consent", "note": "Préfère attendre"}
    assert act(midwife, minor, **refused).status_code == 302
    row = SexualHealthAct.objects.get()
    assert (row.agreement, row.right, row.basis) == ("no", "", "")
    html = midwife.get(page(minor)).content.decode()
    assert "Refusé" in html
    assert "Préfère attendre" in html
    assert midwife.post(page(minor, "acts", row.pk, "take-back")).status_code == 302
    assert "Préfère attendre" not in midwife.get(page(minor)).content.decode()
    with pytest.raises(ValidationError):
        clinic_actions.take_back_act(by=midwife.user, act=row, site=site)
    assert SexualHealthAct.objects.count() == 2


def test_an_act_says_for_which_violence_and_a_violence_what_was_done(
    nurse: Client, midwife: Client, minor: Minor, site: Site
) -> None:
    """Asked where the file has one, of this file alone; what was a slip is not offered."""
    other = factories.make_minor("Binta Ba", by=nurse.user, site=site, sex="female")[0]
    elsewhere = factories.make_violence(other, by=nurse.user, site=site)
    for form in ("acts", "contraception"):
        assert "violence" not in nurse.get(page(minor, form, "new")).context["form"].fields
    told = factories.make_violence(minor, by=nurse.user, site=site)
    slip = factories.make_violence(minor, by=nurse.user, site=site, kind="other")
    clinic_actions.take_back_violence(by=nurse.user, violence=slip, site=site)
    for pk in (elsewhere.pk, slip.pk, "x"):
        response = act(midwife, minor, **OWN, violence=str(pk))
        assert set(response.context["form"].errors) == {"violence"}
    typed = {**OWN, "kind": "prophylaxis", "basis": "consent", "violence": str(told.pk)}
    assert act(midwife, minor, **typed).status_code == 302
    assert act(midwife, minor, agreement="no", kind="samples", violence=str(told.pk))
    given = {**OWN, "method": "injection", "source": "here", "since_on": TODAY().isoformat(),
             "violence": str(told.pk)}  # fmt: skip
    assert midwife.post(page(minor, "contraception", "new"), given).status_code == 302
    assert act(midwife, minor, **OWN).status_code == 302
    response = nurse.get(page(minor))
    shown = response.context["shown"]
    assert [row.kind for row in shown.violences[0].acts] == [
        "prophylaxis", "samples", "contraception",
    ]  # fmt: skip
    assert [line.violence for line in shown.acts] == [None, told, told, told]
    html = response.content.decode()
    assert html.count("à cause de\xa0: Violences sexuelles") == 3
    clinic_actions.take_back_violence(by=nurse.user, violence=told, site=site)
    shown = nurse.get(page(minor)).context["shown"]
    assert {line.violence for line in shown.acts} == {None}


def test_no_act_is_of_a_violence_of_another_file(nurse: Client, minor: Minor, site: Site) -> None:
    other = factories.make_minor("Binta Ba", by=nurse.user, site=site, sex="female")[0]
    elsewhere = factories.make_violence(other, by=nurse.user, site=site)
    with pytest.raises(ValidationError, match="autre dossier"):
        factories.make_act(minor, by=nurse.user, site=site, violence=elsewhere)


# --- pregnancy --------------------------------------------------------------------------------


def opened(client: Client, minor: Minor, **typed: str) -> Any:
    said = {"test": "positive", "tested_on": TODAY().isoformat(), **typed}
    return client.post(page(minor, "pregnancy", "new"), said)


def test_a_pregnancy_from_its_test_to_its_end(midwife: Client, minor: Minor, site: Site) -> None:
    begun = TODAY() - 70 * DAY
    typed = {"dating": "period", "happened_on": begun.isoformat(), "wish": "unsure"}
    assert opened(midwife, minor, **typed).status_code == 302
    seen = factories.make_sexual_health(minor, by=midwife.user, site=site)
    line = midwife.get(page(minor)).context["shown"].pregnancies[0]
    assert [(age.weeks, age.days) for age in line.ages] == [(10, 0)]
    assert line.expected == [begun + 41 * 7 * DAY]
    assert line.limit.before == begun + 112 * DAY
    assert (line.visits, line.wish_text) == ([seen], "Ne sait pas encore")
    assert {window.rule.code for window in line.now} == {"first_visit", "first_tests"}
    assert line.next[0].rule.code == "first_scan"
    pk = line.row.pk
    scan = {"dating": "scan", "happened_on": TODAY().isoformat(), "scan": "12", "scan_days": "3"}
    assert midwife.post(page(minor, "pregnancy", pk, "dated"), scan).status_code == 302
    going_on = {"wish": "continue", "word": "Avec sa tante"}
    assert midwife.post(page(minor, "pregnancy", pk, "wish"), going_on).status_code == 302
    line = midwife.get(page(minor)).context["shown"].pregnancies[0]
    assert [(age.weeks, age.days) for age in line.ages] == [(12, 3)]
    assert line.limit is None
    end = {"outcome": "birth", "happened_on": TODAY().isoformat()}
    for _again in range(2):
        assert midwife.post(page(minor, "pregnancy", pk, "ended"), end).status_code == 302
    shown = midwife.get(page(minor)).context["shown"]
    assert (shown.pregnancies, len(shown.past_pregnancies)) == ([], 1)
    assert PregnancyStep.objects.filter(kind="ended").count() == 1


def test_a_step_is_ticked_in_one_tap_leaves_the_due_list_and_is_taken_back(
    midwife: Client, nurse: Client, minor: Minor, site: Site
) -> None:
    pregnancy = factories.make_pregnancy(minor, by=midwife.user, site=site, weeks=12)
    factories.make_desk(DeskKind.MIDWIFE, site)

    def now() -> list[str]:
        line = midwife.get(page(minor)).context["shown"].pregnancies[0]
        return [window.rule.code for window in line.now]

    def due() -> str:
        return midwife.get("/desk/").content.decode()

    assert now() == ["first_scan", "first_visit", "first_tests"]
    assert "Échographie du premier trimestre, avant" in due()
    start = last_entry()
    done = page(minor, "pregnancy", pregnancy.pk, "steps", "first_scan", "done")
    assert midwife.post(done).status_code == 302
    assert actions_since(start, by=midwife.user, minor_id=minor.pk)[0] == "write_sexual_health"
    step = pregnancy.steps.get(kind="done")
    assert (step.rule, step.happened_on, step.is_elsewhere) == ("first_scan", TODAY(), False)
    assert now() == ["first_visit", "first_tests"]
    assert "Échographie du premier trimestre, avant" not in due()
    html = nurse.get(page(minor)).content.decode()
    assert "Fait ici" in html
    assert midwife.user.full_name in html
    assert nurse.post(done).status_code == 302  # a colleague's: said, and written once
    assert pregnancy.steps.filter(kind="done").count() == 1
    back = page(minor, "pregnancy", pregnancy.pk, "ticked", step.pk, "take-back")
    assert nurse.post(back).status_code == 302
    assert nurse.post(back).status_code == 302
    assert pregnancy.steps.filter(takes_back=step, by=nurse.user).count() == 1
    assert now() == ["first_scan", "first_visit", "first_tests"]
    assert midwife.post(done).status_code == 302  # and ticked again
    assert now() == ["first_visit", "first_tests"]
    other = pregnancy.steps.get(kind="dated")
    for where in (
        page(minor, "pregnancy", pregnancy.pk, "steps", "term", "done"),
        page(minor, "pregnancy", pregnancy.pk, "steps", "gone", "done"),
        page(minor, "pregnancy", pregnancy.pk, "ticked", other.pk, "take-back"),
    ):
        assert midwife.post(where).status_code == 404


@pytest.mark.parametrize(
    ("typed", "error"),
    [
        ({"happened_on": ""}, "happened_on"),
        ({"happened_on": (TODAY() + DAY).isoformat()}, "happened_on"),
        ({"happened_on": (TODAY() - 85 * DAY).isoformat()}, "happened_on"),
        ({"happened_on": (TODAY() - 120 * DAY).isoformat(), "precision": "month"}, "happened_on"),
        ({"happened_on": "hier"}, "happened_on"),
        ({"happened_on": TODAY().isoformat(), "precision": "hour"}, "precision"),
        ({"happened_on": (TODAY() - 84 * DAY).isoformat()}, ""),
        ({"happened_on": (TODAY() - 84 * DAY).isoformat(), "precision": "month"}, ""),
        ({"precision": "unknown", "word": "PMI de Pantin"}, ""),
    ],
)
def test_a_step_done_elsewhere_has_a_day_that_is_known_more_or_less(
    midwife: Client, minor: Minor, site: Site, typed: dict[str, str], error: str
) -> None:
    pregnancy = factories.make_pregnancy(minor, by=midwife.user, site=site, weeks=12)
    url = page(minor, "pregnancy", pregnancy.pk, "steps", "first_tests", "elsewhere")
    assert "Bilan sanguin" in midwife.get(url).content.decode()
    response = midwife.post(url, typed)
    if error:
        assert response.status_code == 422
        assert set(response.context["form"].errors) == {error}
        assert not pregnancy.steps.filter(kind="done").exists()
        return
    assert response.status_code == 302
    html = midwife.get(page(minor)).content.decode()
    assert "Fait ailleurs" in html
    assert typed.get("word", "") in html
    line = midwife.get(page(minor)).context["shown"].pregnancies[0]
    assert "first_tests" not in [window.rule.code for window in line.now]


def test_nothing_is_ticked_once_the_pregnancy_has_ended(
    midwife: Client, minor: Minor, site: Site
) -> None:
    pregnancy = factories.make_pregnancy(minor, by=midwife.user, site=site, weeks=12)
    said = {"kind": "ended", "outcome": "birth", "happened_on": TODAY()}
    factories.add_pregnancy_step(pregnancy, by=midwife.user, **said)
    for verb in ("done", "elsewhere"):
        url = page(minor, "pregnancy", pregnancy.pk, "steps", "first_scan", verb)
        assert midwife.post(url, {"happened_on": TODAY().isoformat()}).status_code == 302
    assert midwife.get(url).status_code == 302
    assert not pregnancy.steps.filter(kind="done").exists()


def test_a_step_that_nobody_ticked_in_time_is_folded_and_can_be_said(
    midwife: Client, minor: Minor, site: Site
) -> None:
    factories.make_pregnancy(minor, by=midwife.user, site=site, weeks=21)
    response = midwife.get(page(minor))
    missed = [w.rule.code for w in response.context["shown"].pregnancies[0].missed]
    assert missed == ["first_scan", "first_visit", "first_tests", "early_interview"]
    assert "4 étapes dont le temps est passé" in response.content.decode()


def test_a_month_gives_a_span_and_nobody_knows_gives_nothing(
    midwife: Client, minor: Minor, time_machine: Any, as_role: Callable[..., Client]
) -> None:
    typed = {"dating": "period", "happened_on": TODAY().replace(day=1).isoformat()}
    assert opened(midwife, minor, **typed, precision="month").status_code == 302
    line = midwife.get(page(minor)).context["shown"].pregnancies[0]
    assert (len(line.ages), len(line.expected)) == (2, 2)
    # Sixteen weeks after the first of the month, and not yet after its last day: perhaps passed.
    limit = line.limit
    assert limit.at_latest - limit.before == line.beginning.last - line.beginning.first
    assert limit.may_be_over(limit.before)
    assert not limit.is_over(limit.before)
    assert limit.is_over(limit.at_latest)
    time_machine.move_to(datetime.datetime.combine(limit.before, datetime.time(10)), tick=False)
    midwife = as_role(Role.MIDWIFE)  # weeks later: she signs in again
    html = midwife.get(page(minor)).content.decode()
    assert "peut-être dépassée, agir aujourd’hui" in html
    pk = line.row.pk
    unknown = {"dating": "period", "precision": "unknown"}
    assert midwife.post(page(minor, "pregnancy", pk, "dated"), unknown).status_code == 302
    response = midwife.get(page(minor))
    assert response.context["shown"].pregnancies[0].ages == []
    assert "Personne ne sait à quel terme" in response.content.decode()


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"test": ""}, "test"),
        ({"tested_on": (TODAY() + DAY).isoformat()}, "tested_on"),
        ({"happened_on": TODAY().isoformat()}, "dating"),
        ({"dating": "period"}, "happened_on"),
        ({"dating": "period", "happened_on": "2020-01-01"}, "happened_on"),
        ({"dating": "period", "happened_on": (TODAY() + DAY).isoformat()}, "happened_on"),
        ({"dating": "scan", "happened_on": TODAY().isoformat()}, "scan"),
        ({"dating": "scan", "happened_on": TODAY().isoformat(), "scan": "douze"}, "scan"),
        ({"dating": "scan", "happened_on": TODAY().isoformat(), "scan": "99"}, "scan"),
    ],
)
def test_what_cannot_be_of_a_pregnancy_is_said_beside_its_box(
    midwife: Client, minor: Minor, typed: dict[str, str], field: str
) -> None:
    response = opened(midwife, minor, **typed)
    assert response.status_code == 422
    assert set(response.context["form"].errors) == {field}
    assert not Pregnancy.objects.exists()


def test_a_second_one_waits_for_the_end_of_the_first(midwife: Client, minor: Minor) -> None:
    for _again in range(2):
        assert opened(midwife, minor).status_code == 302
    assert Pregnancy.objects.count() == 1


@pytest.mark.parametrize(("age", "is_told"), [(13, True), (17, False)])
def test_below_15_the_page_leads_to_the_alert(
    midwife: Client, site: Site, age: int, is_told: bool
) -> None:
    birth = Birth(Precision.AGE, declared_age=age)
    girl, _arrival = factories.make_minor("Binta", by=midwife.user, site=site, birth=birth)
    factories.make_pregnancy(girl, by=midwife.user, site=site)
    url = f"{reverse('cases:raise_alert', args=['sexual_violence'])}?for={girl.reference}"
    assert (url in midwife.get(page(girl)).content.decode()) is is_told


# --- the planner of vaccinations --------------------------------------------------------------


def test_the_planner_counts_with_a_pregnancy_that_is_followed(
    nurse: Client, minor: Minor, site: Site, as_role: Callable[..., Client]
) -> None:
    factories.make_rules_valid(by=nurse.user, only="mmr")
    for question in ("severe_reaction", "immunodeficiency"):
        factories.make_vaccination_answer(minor, by=nurse.user, question=question, answer="no")
    url = f"/cases/{minor.reference}/vaccination/plan/"
    asked = nurse.post(url, {"pregnancy": "no"})
    assert [one.line.rule.series for one in asked.context["page"].today] == ["mmr"]
    pregnancy = factories.make_pregnancy(minor, by=nurse.user, site=site)
    for answer in (nurse.get(url), nurse.post(url, {"pregnancy": "no"})):
        assert answer.context["page"].today == []
        assert "Une grossesse est suivie" in answer.content.decode()
        assert 'name="pregnancy"' not in answer.content.decode()
    assert not sexual_health_page.is_pregnant(minor, as_role(Role.SOCIAL).user)
    factories.add_pregnancy_step(
        pregnancy, by=nurse.user, kind="ended", outcome="none", happened_on=TODAY()
    )
    assert 'name="pregnancy"' in nurse.get(url).content.decode()


# --- contraception ----------------------------------------------------------------------------


def test_a_method_given_here_is_an_act_and_is_due_again(
    nurse: Client, minor: Minor, site: Site
) -> None:
    typed = {"method": "injection", "source": "here", "since_on": TODAY().isoformat()}
    url = page(minor, "contraception", "new")
    response = nurse.post(url, typed)
    assert set(response.context["form"].errors) == {"agreement"}
    response = nurse.post(url, {**typed, **ON_PROTOCOL, "agreement": "no"})
    assert set(response.context["form"].errors) == {"agreement"}
    response = nurse.post(url, {**typed, **ON_PROTOCOL, "right": "own"})
    assert set(response.context["form"].errors) == {"right"}
    assert nurse.post(url, {**typed, **ON_PROTOCOL}).status_code == 302
    row, done = Contraception.objects.get(), SexualHealthAct.objects.get()
    assert row.next_on == TODAY() + 84 * DAY
    assert (done.kind, done.right, done.day) == ("contraception", "protocol", TODAY())
    assert "Injection trimestrielle" in nurse.get(page(minor)).content.decode()


def test_it_is_given_again_then_stopped_and_said_why(
    midwife: Client, minor: Minor, site: Site
) -> None:
    row = factories.make_contraception(minor, by=midwife.user, site=site)
    again = {"source": "elsewhere", "day": TODAY().isoformat()}
    url = page(minor, "contraception", row.pk, "renewed")
    early = {**again, "next_on": (TODAY() - DAY).isoformat()}
    assert set(midwife.post(url, early).context["form"].errors) == {"next_on"}
    assert midwife.post(url, again).status_code == 302
    line = midwife.get(page(minor)).context["shown"].contraceptions[0]
    assert line.row.due_on == TODAY() + 84 * DAY
    stop = page(minor, "contraception", row.pk, "stopped")
    assert set(midwife.post(stop, {}).context["form"].errors) == {"reason", "day"}
    for _again in range(2):
        said = {"reason": "wish", "day": TODAY().isoformat()}
        assert midwife.post(stop, said).status_code == 302
    shown = midwife.get(page(minor)).context["shown"]
    assert (shown.contraceptions, len(shown.past_contraceptions)) == ([], 1)
    assert ContraceptionStep.objects.filter(kind="stopped").count() == 1


def test_what_is_due_is_below_the_queues_of_its_two_desks_alone(
    as_role: Callable[..., Client], nurse: Client, midwife: Client, minor: Minor, site: Site
) -> None:
    factories.make_contraception(minor, by=nurse.user, site=site)
    factories.make_pregnancy(minor, by=nurse.user, site=site, wish="stop")
    factories.make_violence(minor, by=nurse.user, site=site)
    later, _arrival = factories.make_minor("Fatou Bah", by=nurse.user, site=site)
    factories.make_contraception(later, by=nurse.user, site=site, next_on=TODAY() + 30 * DAY)
    for client in (nurse, midwife):
        html = client.get("/desk/").content.decode()
        due = html.partition('id="due-confidential"')[2]
        assert due.count(page(minor)) == 3
        for said in ("Injection trimestrielle", "Limite légale de l’IVG", "120 h"):
            assert said in due
        assert later.reference not in due
    html = as_role(Role.SOCIAL).get("/desk/").content.decode()
    assert "due-confidential" not in html


class Outside(HTMLParser):
    """The words of a page that stand in no fold: what a closed fold shows, with no script."""

    def __init__(self) -> None:
        super().__init__()
        self.inside: list[str] = []
        self.words: list[str] = []
        self.folds: list[dict[str, str | None]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in ("details", "summary"):
            self.inside.append(tag)
        if tag == "details":
            self.folds.append(dict(attrs))

    def handle_endtag(self, tag: str) -> None:
        if tag in ("details", "summary"):
            self.inside.remove(tag)

    def handle_data(self, data: str) -> None:
        if "details" not in self.inside or self.inside[-1] == "summary":
            self.words.append(data)


def test_on_a_shared_screen_a_desk_says_nothing_of_what_is_due(
    nurse: Client, midwife: Client, minor: Minor, site: Site
) -> None:
    for client in (nurse, midwife):
        assert "Suivi confidentiel, rien à faire bientôt" in client.get("/desk/").content.decode()
    factories.make_contraception(minor, by=nurse.user, site=site)
    factories.make_pregnancy(minor, by=nurse.user, site=site, wish="stop")
    factories.make_violence(minor, by=nurse.user, site=site)
    for client in (nurse, midwife):
        html = client.get("/desk/").content.decode()
        parser = Outside()
        parser.feed(html[html.index('id="due-confidential"') :].partition("</section>")[0])
        said = " ".join(" ".join(parser.words).split())
        assert said == 'id="due-confidential"> Suivi confidentiel, 3 à faire Urgent'
        assert parser.folds
        assert all("open" not in fold for fold in parser.folds)
        whole = Outside()
        whole.feed(html)
        shown = " ".join(whole.words).lower()
        for word in ("sexuel", "grossesse", "ivg", "contracept", "violence", "injection"):
            assert word not in shown, word
        assert minor.reference.lower() not in shown


def test_what_is_due_first_is_in_sight_and_nothing_is_hidden(
    nurse: Client, minor: Minor, site: Site
) -> None:
    """What was due long ago sinks; the rest is one tap away."""
    said = {"by": nurse.user, "site": site}
    for number in range(9):
        other = factories.make_minor(f"Awa {number}", **said)[0]
        long_ago = {"since_on": TODAY() - 300 * DAY, "next_on": TODAY() - 200 * DAY}
        factories.make_contraception(other, **said, **long_ago)
    factories.make_contraception(minor, **said, next_on=TODAY() + 2 * DAY)
    html = nurse.get("/desk/").content.decode()
    due = html.partition('id="due-confidential"')[2]
    sight, _more, folded = due.partition('<details class="panel-nothing">')
    assert "2 de plus" in folded
    assert page(minor) in sight
    assert due.count("Injection trimestrielle") == 10


def test_a_renewal_without_a_next_date_leaves_none(nurse: Client, minor: Minor, site: Site) -> None:
    row = factories.make_contraception(minor, by=nurse.user, site=site, next_on=TODAY() - DAY)
    assert Contraception.objects.with_due().get().is_late
    factories.add_contraception_step(row, by=nurse.user, kind="renewed", source="elsewhere")
    found = Contraception.objects.with_due().get()
    assert (found.due_on, found.is_late, found.renewed_on) == (None, False, TODAY())


def test_a_midwife_checks_contraception_alone_after_a_merge(
    nurse: Client, minor: Minor, site: Site
) -> None:
    gone = factories.make_minor("Awa So", by=nurse.user, site=site, sex="female")[0]
    row = factories.make_contraception(gone, by=nurse.user, site=site)
    merge = FileMerge(kept=minor, gone=gone, moved={"clinics.Contraception": [row.pk]})
    assert joined.words_of(merge, DeskKind.MIDWIFE) == [
        "une grossesse ou une contraception suivie dans les deux dossiers"
    ]


# --- days -------------------------------------------------------------------------------------


@pytest.mark.parametrize("day", ["0001-01-01", "1899-12-31", "9999-12-31"])
def test_a_slip_in_the_year_is_refused_beside_its_box(
    nurse: Client, minor: Minor, site: Site, day: str
) -> None:
    row = factories.make_contraception(minor, by=nurse.user, site=site)
    today = TODAY().isoformat()
    injection = {"method": "injection", "source": "elsewhere", "since_on": today}
    scan = {"test": "positive", "tested_on": today, "dating": "scan", "scan": "12"}
    asked: list[tuple[tuple[object, ...], dict[str, str], str]] = [
        (("violence", "sexual", "new"), {"precision": "day"}, "happened_on"),
        (("contraception", "new"), injection, "since_on"),
        (("contraception", row.pk, "renewed"), {"source": "elsewhere"}, "day"),
        (("contraception", row.pk, "stopped"), {"reason": "wish"}, "day"),
        (("pregnancy", "new"), scan, "happened_on"),
        (("pregnancy", "new"), {"test": "positive"}, "tested_on"),
        (("acts", "new"), {"kind": "test", **ON_PROTOCOL}, "day"),
    ]
    for rest, typed, field in asked:
        response = nurse.post(page(minor, *rest), {**typed, field: day})
        assert response.status_code == 422, rest
        assert field in response.context["form"].errors, rest
    late = {**injection, "next_on": "9999-12-31"}
    response = nurse.post(page(minor, "contraception", "new"), late)
    assert set(response.context["form"].errors) == {"next_on"}


@pytest.mark.parametrize("year", [1, 9999])
def test_a_page_bears_what_was_kept_of_such_a_day(
    nurse: Client, minor: Minor, site: Site, year: int
) -> None:
    day = datetime.date(year, 12, 31) if year == 9999 else datetime.date(year, 1, 1)
    row = Violence(minor=minor, site=site, kind="sexual", happened_on=day, recorded_by=nurse.user)
    row.save()  # as it was kept before such days were refused
    assert nurse.get(page(minor)).status_code == 200
    assert next_due("injection", day) is None


# --- violence ---------------------------------------------------------------------------------


def test_the_protocol_comes_first_and_the_hours_run(nurse: Client, minor: Minor) -> None:
    url = page(minor, "violence", "sexual", "new")
    html = nurse.get(url).content.decode()
    assert html.index("Une pièce calme") < html.index('name="facts"')
    yesterday = TODAY() - DAY
    typed = {"happened_on": yesterday.isoformat(), "precision": "day", "facts": "Hier soir"}
    assert nurse.post(url, typed).status_code == 302
    response = nurse.get(page(minor))
    clocks = response.context["shown"].running[0].clocks
    assert [clock.line.hours for clock in clocks] == [48, 72, 120]
    assert all(clock.ends_at < clock.may_end_at for clock in clocks)
    html = response.content.decode()
    assert html.index("Des heures courent") < html.index("Contraception")
    assert not Alert.objects.exists()
    row = Violence.objects.get()
    assert nurse.post(page(minor, "violence", row.pk, "take-back")).status_code == 302
    assert nurse.get(page(minor)).context["shown"].violences == []


def test_the_alert_of_the_same_act_says_what_is_written_in_it(
    as_role: Callable[..., Client], nurse: Client, minor: Minor
) -> None:
    typed = {
        "happened_on": TODAY().isoformat(),
        "happened_time": "08:30",
        "facts": "Mots pour les soignantes",
        "alert_facts": "Danger au foyer",
    }
    url = page(minor, "violence", "sexual", "new")
    assert set(nurse.post(url, typed).context["form"].errors) == {"is_alert_raised"}
    start = last_entry()
    assert nurse.post(url, {**typed, "is_alert_raised": "on"}).status_code == 302
    assert actions_since(start, by=nurse.user, minor_id=minor.pk) == [
        "write_sexual_health", "raise_alert",
    ]  # fmt: skip
    alert = Alert.objects.get()
    assert alert.first_level == USUAL_LEVEL[AlertKind.SEXUAL_VIOLENCE]
    assert (alert.facts, alert.happened_on) == ("Danger au foyer", TODAY())
    coordinator = as_role(Role.COORDINATOR)
    html = coordinator.get(reverse("cases:alert", args=[alert.pk])).content.decode()
    assert "Danger au foyer" in html
    assert "Mots pour les soignantes" not in html
    assert "sexual-health" not in html
    assert "alerte de protection lancée" in nurse.get(page(minor)).content.decode()


@pytest.mark.parametrize(
    ("kind", "typed", "field"),
    [
        ("sexual", {"happened_on": ""}, "happened_on"),
        ("sexual", {"happened_on": (TODAY() + DAY).isoformat()}, "happened_on"),
        ("sexual", {"precision": "month", "happened_time": "08:30"}, "happened_time"),
        ("mutilation", {}, "is_asked_by_trained"),
        ("other", {"happened_time": "25:00"}, "happened_time"),
    ],
)
def test_what_cannot_be_of_a_violence_is_said_beside_its_box(
    nurse: Client, minor: Minor, kind: str, typed: dict[str, str], field: str
) -> None:
    said = {"happened_on": TODAY().isoformat(), "precision": "day", **typed}
    response = nurse.post(page(minor, "violence", kind, "new"), said)
    assert response.status_code == 422
    assert set(response.context["form"].errors) == {field}
    assert not Violence.objects.exists()


def test_a_day_that_nobody_knows_runs_no_clock_and_asks_to_act(nurse: Client, minor: Minor) -> None:
    url = page(minor, "violence", "sexual", "new")
    assert nurse.post(url, {"precision": "unknown"}).status_code == 302
    trained = {"precision": "unknown", "is_asked_by_trained": "on"}
    assert nurse.post(page(minor, "violence", "mutilation", "new"), trained).status_code == 302
    response = nurse.get(page(minor))
    lines = response.context["shown"].violences
    assert [line.may_run for line in lines] == [False, True]
    assert response.context["shown"].running == []
    assert "comme si les heures couraient encore" in response.content.decode()


# --- who --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "role",
    [Role.RECEPTION, Role.PSYCHOLOGIST, Role.SOCIAL, Role.JURIST, Role.COORDINATOR],
)
def test_to_others_a_file_is_the_same_with_all_of_it(
    as_role: Callable[..., Client], nurse: Client, minor: Minor, site: Site, role: str
) -> None:
    client = as_role(role)

    def shown() -> object:
        context = client.get(f"/cases/{minor.reference}/").context
        return (
            [(e.text, e.detail) for e in context["timeline"]],
            [(str(m.label), m.seen_on, m.next_on) for m in context["marks"]],
            [tab["url"] for tab in context["tabs"]],
        )

    before = shown()
    for make in (factories.make_act, factories.make_pregnancy, factories.make_contraception,
                 factories.make_violence):  # fmt: skip
        make(minor, by=nurse.user, site=site)
    assert shown() == before
    for model in ROWS:
        rows: SexualHealthQuerySet = model.objects.visible_to(client.user)
        assert not rows.exists()


def test_the_trail_says_that_somebody_wrote_and_not_what(
    nurse: Client, minor: Minor, site: Site
) -> None:
    """Coordinators read the trail: a verb or a table would tell them that she is pregnant."""
    start = last_entry()
    pregnancy = factories.make_pregnancy(minor, by=nurse.user, site=site)
    factories.add_pregnancy_step(pregnancy, by=nurse.user, kind="wish", wish="stop")
    row = factories.make_contraception(minor, by=nurse.user, site=site)
    factories.add_contraception_step(row, by=nurse.user, kind="stopped", reason="wish")
    factories.make_act(minor, by=nurse.user, site=site)
    factories.make_violence(minor, by=nurse.user, site=site)
    written = AuditEntry.objects.filter(pk__gt=start, minor_id=minor.pk)
    assert {(row.action, row.subject) for row in written} == {("write_sexual_health", "")}
