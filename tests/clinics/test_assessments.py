"""The health assessment: its guide, its tests handed back with an interpreter, what is due."""

import datetime
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from cases.choices import Sex
from cases.models import Appointment, Minor
from clinics import assessment_booklet, assessment_due, assessment_guide, assessment_panel
from clinics import assessments as queries
from clinics.choices.assessments import PanelStage
from clinics.models import Assessment, AssessmentAnswer, AssessmentStep, AssessmentTest
from staff.choices import Compartment, Role
from staff.models import Site, User
from tests import factories

DAY = datetime.timedelta(days=1)


@pytest.fixture
def pantin(db: None) -> Site:
    return factories.make_site()


@pytest.fixture
def nurse(pantin: Site) -> User:
    return factories.make_user(Role.NURSE, site=pantin)


@pytest.fixture
def midwife(pantin: Site) -> User:
    return factories.make_user(Role.MIDWIFE, site=pantin)


@pytest.fixture
def minor(nurse: User, pantin: Site) -> Minor:
    return factories.make_minor(
        "Awa Diallo", by=nurse, site=pantin, sex=Sex.FEMALE, language="ar", country="GN"
    )[0]


@pytest.fixture
def opened(minor: Minor, nurse: User, pantin: Site) -> Assessment:
    return factories.make_assessment(minor, by=nurse, site=pantin)


def address(found: Assessment, name: str, *more: object) -> str:
    return reverse(f"clinics:{name}", args=[found.minor.reference, found.pk, *more])


def stage_of(test: AssessmentTest) -> str:
    return AssessmentTest.objects.with_stage().get(pk=test.pk).stage


def due_texts(user: User, which: str) -> list[str]:
    return [line.text for line in due_lines(user, which)]


def due_lines(user: User, which: str) -> list[assessment_due.DueLine]:
    site = Site.objects.get(pk=min(user.site_ids))
    return assessment_due.DUE[which](user, site, None, 10)[1]


# --- the data that is shipped -----------------------------------------------------------------


def test_nothing_that_is_shipped_has_been_validated() -> None:
    assert not any(test.validated_by for test in assessment_panel.panel().values())
    assert not any(row["validated_by"] for row in assessment_panel.delays().values())
    lines = [
        line
        for section in assessment_guide.sections().values()
        for line in (section.line, *section.questions, *section.pages)
    ]
    assert not any(line.validated_by for line in lines)
    assert all(line.source for line in lines)
    assert len(assessment_guide.questions()) > 30
    assert len(assessment_panel.panel()) == 14


def test_each_section_and_each_group_is_of_one_compartment() -> None:
    for section in assessment_guide.sections().values():
        compartments = {line.compartment for line in (*section.questions, *section.pages)}
        assert compartments == {section.compartment}
    for lines in assessment_panel.groups().values():
        assert len({test.compartment for test in lines}) == 1


def test_what_is_sensitive_is_restricted_or_only_leads_elsewhere() -> None:
    sti = assessment_panel.groups()["sti"]
    assert {test.compartment for test in sti} == {Compartment.SEXUAL_HEALTH}
    pages = {
        line.code: line.page
        for section in assessment_guide.sections().values()
        for line in section.pages
    }
    assert pages["told_violence"] == pages["danger"] == pages["dark_thoughts"] == "alert"
    assert pages["mutilation"] == "sexual_health"
    asked = " ".join(line.fr.lower() for line in assessment_guide.questions().values())
    for word in ("âge", "né le", "libye", "prison", "religion", "dort où", "excis", "puberté"):
        assert word not in asked


# --- opening, the guide -----------------------------------------------------------------------


def test_one_is_opened_at_a_time(client: Client, nurse: User, minor: Minor) -> None:
    client.force_login(nurse)
    url = reverse("clinics:open_assessment", args=[minor.reference])
    day = timezone.localdate()
    typed = {"interpreting": "none", "interpreter_language": "ff", "opened_on": f"{day}"}
    assert client.post(url, {**typed, "opened_on": f"{day + DAY}"}).status_code == 422
    assert client.post(url, {**typed, "interpreting": ""}).status_code == 422
    assert client.post(url, typed).status_code == 302
    found = Assessment.objects.get()
    assert found.interpreter_language == ""  # nobody was needed
    again = client.post(url, typed)
    assert again.status_code == 422
    assert "déjà ouvert" in again.content.decode()


def test_the_guide_is_taken_up_again_and_keeps_what_was_said(
    client: Client, nurse: User, opened: Assessment
) -> None:
    client.force_login(nurse)
    url = address(opened, "fill_assessment", "today")
    first = {"pain": "yes", "fever": "unknown", "worry": "Le ventre"}
    shown = client.get(url).context["form"]
    answer = client.post(url, {**_seen(shown), **first})
    assert answer.headers["Location"] == address(opened, "fill_assessment", "journey")
    shown = client.get(url).context["form"]
    client.post(url, {**_seen(shown), **first, "pain": "no", "breath": "declined"})
    held = queries.standing(opened, nurse)
    assert {code: row.answer_text for code, row in held.items()} == {
        "pain": "Non", "fever": "Inconnu", "worry": "Le ventre",
        "breath": "Ne souhaite pas répondre",
    }  # fmt: skip
    assert AssessmentAnswer.objects.count() == 5  # the former "yes" stays; nothing else twice
    emptied = client.post(url, {**_seen(client.get(url).context["form"]), **first, "worry": ""})
    assert emptied.status_code == 422
    both = {**first, "worry": "Rien", "worry_without": "declined"}
    assert client.post(url, {**_seen(shown), **both}).status_code == 422


def _seen(form: Any) -> dict[str, str]:
    """What an edit shows, posted back as a browser does."""
    return {
        name: form[name].value()
        for name, box in form.fields.items()
        if box.widget.is_hidden and form[name].value() is not None
    }


def test_the_last_section_leads_back_to_the_assessment(
    client: Client, nurse: User, opened: Assessment
) -> None:
    client.force_login(nurse)
    url = address(opened, "fill_assessment", "sexual_health")
    form = client.get(url).context["form"]
    answer = client.post(url, {**_seen(form), "talk": "yes"})
    assert answer.headers["Location"] == address(opened, "assessment")
    assert AssessmentAnswer.objects.get().compartment == Compartment.SEXUAL_HEALTH


# --- tests ------------------------------------------------------------------------------------


def test_nothing_is_prescribed_without_an_agreement_and_a_prescriber(
    client: Client, nurse: User, opened: Assessment
) -> None:
    client.force_login(nurse)
    url = address(opened, "prescribe_tests")
    typed = {"liver": ["hepatitis_b"], "prescriber": "Dr Roux"}
    assert client.post(url, typed).status_code == 422
    assert client.post(url, {**typed, "agree_liver": "no"}).status_code == 422
    asked = {**typed, "agree_liver": "yes"}
    assert client.post(url, {**asked, "prescriber": ""}).status_code == 422
    assert not AssessmentTest.objects.exists()
    assert client.post(url, {**asked, "agree_sti": "no"}).status_code == 302
    held = queries.agreements(queries.open_compartments(opened.minor, nurse),
                              queries.standing(opened, nurse))  # fmt: skip
    said = {one.group.value: one.said for one in held}
    assert (said["liver"], said["sti"], said["blood"]) == ("yes", "no", "")
    # Under way, it is not offered a second time.
    assert client.post(url, asked).status_code == 422


def test_from_sampled_to_handed_back(client: Client, nurse: User, opened: Assessment) -> None:
    test = factories.make_test(opened, by=nurse)
    client.force_login(nurse)
    today = timezone.localdate()
    day = {"happened_on": f"{today}"}
    pk = str(test.pk)
    assert stage_of(test) == PanelStage.TO_SAMPLE
    future = {"tests": [pk], "happened_on": f"{today + DAY}"}
    assert client.post(address(opened, "sample_tests"), future).status_code == 422
    assert client.post(address(opened, "sample_tests"), {"tests": [pk], **day}).status_code == 302
    assert stage_of(test) == PanelStage.AWAITED
    # Another window does the same.
    assert client.post(address(opened, "sample_tests"), {"tests": [pk], **day}).status_code == 422
    received = address(opened, "receive_results")
    assert client.post(received, day).status_code == 422
    words_only = {f"result_{pk}": "AgHBs positif", **day}
    assert client.post(received, words_only).status_code == 422
    assert client.post(received, {f"outcome_{pk}": "abnormal", **words_only}).status_code == 302
    assert due_texts(nurse, "hand-back") == ["1 résultat à rendre"]
    back = {"tests": [pk], "interpreting": "absent", "understood": "partly", **day}
    hand_back = address(opened, "hand_back_results")
    assert client.post(hand_back, {**back, "interpreting": ""}).status_code == 422
    assert client.post(hand_back, back).status_code == 302
    # Needed, and nobody: it stays on the list until somebody interprets.
    assert stage_of(test) == PanelStage.TO_HAND_BACK
    client.post(hand_back, {**back, "interpreting": "phone", "understood": "no"})
    assert stage_of(test) == PanelStage.TO_HAND_BACK
    client.post(hand_back, {**back, "interpreting": "phone", "interpreter_language": "ff"})
    assert stage_of(test) == PanelStage.HANDED_BACK
    assert due_texts(nurse, "hand-back") == []
    page = client.get(address(opened, "assessment")).content.decode()
    assert "AgHBs positif" in page
    assert "peul" in page


def test_a_slip_is_taken_back_and_stays_struck_out(
    client: Client, nurse: User, opened: Assessment
) -> None:
    test = factories.make_test(opened, by=nurse)
    step = factories.make_test_step(test, by=nurse)
    client.force_login(nurse)
    url = address(opened, "take_back_test_step", step.pk)
    assert client.post(url).status_code == 302
    assert stage_of(test) == PanelStage.TO_SAMPLE
    assert client.post(url).status_code == 404  # taken back already
    assert "<s>" in client.get(address(opened, "assessment")).content.decode()
    drop = address(opened, "drop_test", test.pk)
    assert client.post(drop, {"reason": ""}).status_code == 422
    assert client.post(drop, {"reason": "Fait à l’hôpital"}).status_code == 302
    assert stage_of(test) == PanelStage.DROPPED


def test_the_tests_of_sexual_health_are_of_their_own_compartment(
    client: Client, nurse: User, midwife: User, opened: Assessment
) -> None:
    hiv = factories.make_test(opened, by=nurse, code="hiv")
    liver = factories.make_test(opened, by=nurse)
    assert (hiv.compartment, liver.compartment) == ("sexual_health", "health")
    for test in (hiv, liver):
        factories.make_test_step(test, by=nurse)
    client.force_login(midwife)
    form = client.get(address(opened, "receive_results")).context["form"]
    assert set(form.rows) == {str(hiv.pk)}  # she reads the health file, and does not write it
    day = f"{timezone.localdate()}"
    typed = {f"outcome_{hiv.pk}": "normal", f"outcome_{liver.pk}": "normal", "happened_on": day}
    client.post(address(opened, "receive_results"), typed)
    assert (stage_of(hiv), stage_of(liver)) == ("to_hand_back", "awaited")
    assert client.get(address(opened, "plan_second_step")).status_code == 403
    stored = AssessmentTest.objects.filter(pk=hiv.pk).values_list("test", flat=True)
    assert b"hiv" not in bytes(stored.query.get_compiler("default").execute_sql("single")[0])


# --- what is due ------------------------------------------------------------------------------


def test_what_is_late_is_marked_and_the_oldest_comes_first(
    nurse: User, pantin: Site, opened: Assessment
) -> None:
    other = factories.make_minor("Binta Sow", by=nurse, site=pantin)[0]
    recent = factories.make_assessment(other, by=nurse, site=pantin)
    today = timezone.localdate()
    for found, ago in ((recent, 1), (opened, 30)):
        test = factories.make_test(found, by=nurse)
        factories.make_test_step(test, by=nurse, happened_on=today - ago * DAY)
    lines = due_lines(nurse, "awaited")
    assert [line.minor for line in lines] == [opened.minor, other]
    assert [line.is_late for line in lines] == [True, False]
    social = factories.make_user(Role.SOCIAL, site=pantin)
    assert list(assessment_due.due(factories.make_desk(site=pantin), social)) == []


def test_the_second_step_is_planned_as_an_appointment_that_says_nothing(
    client: Client, nurse: User, opened: Assessment
) -> None:
    assert due_texts(nurse, "second-step") == ["Deuxième temps à programmer"]
    client.force_login(nurse)
    today = timezone.localdate()
    day = today + (7 - today.weekday()) * DAY  # a Monday
    url = address(opened, "plan_second_step")
    late = {"day": f"{timezone.localdate() - DAY}", "time": "10:00"}
    assert client.post(url, late).status_code == 422
    assert client.post(url, {"day": f"{day}", "time": "10:00"}).status_code == 302
    made = Appointment.objects.with_state().get()
    assert (made.day, made.subject, made.desk_kind, made.interpreter) == (
        day, "", "nurse", "needed",
    )  # fmt: skip
    assert due_texts(nurse, "second-step") == []


def test_the_second_step_closes_the_assessment_once(
    client: Client, nurse: User, opened: Assessment
) -> None:
    client.force_login(nurse)
    url = address(opened, "hold_second_step")
    typed = {"explained": "Tout va bien", "remains": "Dentiste", "closes": "on",
             "happened_on": f"{timezone.localdate()}"}  # fmt: skip
    assert client.post(url, typed).status_code == 422
    assert client.post(url, {**typed, "interpreting": "present"}).status_code == 302
    assert queries.second_step(opened).closed is not None
    client.post(url, {**typed, "interpreting": "present"})
    client.post(url, {**typed, "interpreting": "present", "closes": ""})
    assert AssessmentStep.objects.filter(kind="held").count() == 1
    late = {"liver": ["hepatitis_b"], "agree_liver": "yes", "prescriber": "Dr Roux"}
    assert client.post(address(opened, "prescribe_tests"), late).status_code == 422
    assert not Assessment.objects.still_open().exists()


def test_a_recall_that_is_due_waits_at_the_nurses_desk(
    client: Client, nurse: User, pantin: Site, minor: Minor
) -> None:
    factories.make_rules_valid(by=factories.make_user(Role.DOCTOR, site=pantin), only="mmr")
    for question in ("severe_reaction", "immunodeficiency"):
        factories.make_vaccination_answer(minor, by=nurse, question=question, answer="no")
    factories.make_vaccination(minor, by=nurse, site=pantin)
    gone = factories.make_minor("Partie", by=nurse, site=pantin)[0]
    assert gone.pk != minor.pk
    found = due_texts(nurse, "recalls")
    assert len(found) <= 1  # she may be pregnant: nothing live is proposed before it is asked
    boy = factories.make_minor("Ali", by=nurse, site=pantin, sex=Sex.MALE)[0]
    for question in ("severe_reaction", "immunodeficiency"):
        factories.make_vaccination_answer(boy, by=nurse, question=question, answer="no")
    factories.make_vaccination(boy, by=nurse, site=pantin)
    assert any("ROR" in text for text in due_texts(nurse, "recalls"))


def recalled(name: str, nurse: User, site: Site) -> Minor:
    """A boy who came to this site today and whose next dose may be given now."""
    boy = factories.make_minor(name, by=nurse, site=site, sex=Sex.MALE)[0]
    for question in ("severe_reaction", "immunodeficiency"):
        factories.make_vaccination_answer(boy, by=nurse, question=question, answer="no")
    factories.make_vaccination(boy, by=nurse, site=site)
    return boy


def test_whoever_opposed_a_nurse_is_on_none_of_her_lists(
    client: Client, nurse: User, pantin: Site
) -> None:
    factories.make_rules_valid(by=factories.make_user(Role.DOCTOR, site=pantin), only="mmr")
    boy = recalled("Ali", nurse, pantin)
    factories.make_assessment(boy, by=nurse, site=pantin)
    assert due_texts(nurse, "second-step")
    assert due_texts(nurse, "recalls")
    colleague = factories.make_user(Role.NURSE, site=pantin)
    factories.make_opposition(boy, by=nurse, kind="colleague", colleague=nurse)
    assert due_texts(nurse, "second-step") == due_texts(nurse, "recalls") == []
    assert due_texts(colleague, "second-step")
    assert due_texts(colleague, "recalls")
    client.force_login(nurse)
    for which in ("second-step", "recalls"):
        url = reverse("clinics:due_results", args=[which])
        assert boy.reference not in client.get(url).content.decode()
    due = client.get("/desk/").content.decode().partition('id="due"')[2].partition("</section>")[0]
    assert boy.reference not in due


def test_recalls_are_of_this_site_the_newest_arrival_first_and_say_how_many_are_left(
    client: Client, nurse: User, pantin: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    factories.make_rules_valid(by=factories.make_user(Role.DOCTOR, site=pantin), only="mmr")
    calais = factories.make_site("Calais")
    recalled("Ailleurs", factories.make_user(Role.NURSE, site=calais), calais)
    first, second, third = (recalled(name, nurse, pantin) for name in ("Ali", "Bilal", "Chaka"))
    assert [line.minor for line in due_lines(nurse, "recalls")] == [third, second, first]
    monkeypatch.setattr(assessment_due, "LOOKED_AT", 2)
    assert [line.minor for line in due_lines(nurse, "recalls")] == [third, second]
    client.force_login(nurse)
    for url in (reverse("clinics:due_results", args=["recalls"]), "/desk/"):
        assert "1 jeune est passé avant" in client.get(url).content.decode()


@pytest.mark.parametrize("day", ["0001-01-01", "1899-12-31", "9999-12-31"])
def test_a_slip_in_the_year_is_refused_beside_its_box(
    client: Client, nurse: User, pantin: Site, opened: Assessment, day: str
) -> None:
    test = factories.make_test(opened, by=nurse)
    client.force_login(nurse)
    other = factories.make_minor("Binta Sow", by=nurse, site=pantin)[0]
    opening = reverse("clinics:open_assessment", args=[other.reference])
    asked = [
        (opening, {"interpreting": "none", "opened_on": day}, "opened_on"),
        (address(opened, "sample_tests"), {"tests": [test.pk], "happened_on": day}, "happened_on"),
        (address(opened, "hold_second_step"),
         {"interpreting": "none", "happened_on": day}, "happened_on"),
        (address(opened, "plan_second_step"), {"day": day, "time": "10:00"}, "day"),
    ]  # fmt: skip
    for url, typed, field in asked:
        response = client.post(url, typed)
        assert response.status_code == 422, url
        assert set(response.context["form"].errors) == {field}, url


# --- the booklet ------------------------------------------------------------------------------


def test_the_booklet_says_what_is_known_and_what_nobody_asked(
    client: Client, nurse: User, pantin: Site, opened: Assessment
) -> None:
    factories.make_health_fact(opened.minor, by=nurse, kind="condition", answer="none", what="",
                               detail="")  # fmt: skip
    for code in ("hepatitis_b", "hiv"):
        test = factories.make_test(opened, by=nurse, code=code)
        factories.make_test_step(test, by=nurse)
        factories.make_test_step(test, by=nurse, kind="received")
    told = assessment_booklet.booklet(opened, nurse, nationality=False, sexual_health=False)
    by_heading = {part["heading"][0]: part for part in told["parts"]}
    assert by_heading["Allergies"]["none"][0] == "Pas demandé"
    assert by_heading["Maladies connues"]["none"] == [
        "Aucun connu, demandé",
        "لا شيء معروف، تم السؤال",
    ]
    (test_row,) = by_heading["Examens faits"]["rows"]
    assert "Hépatite B" in test_row["text"]
    assert "résultat attendu" in test_row["text"]  # it was not handed back to her yet
    assert told["nationality"] == ""
    whole = assessment_booklet.booklet(opened, nurse, nationality=True, sexual_health=True)
    assert "Guinée" in whole["nationality"]
    assert "VIH" in str(whole["parts"])
    client.force_login(nurse)
    answer = client.get(address(opened, "assessment_booklet_pdf"), {"nationality": "on"})
    assert answer.content.startswith(b"%PDF")


def remains_of(opened: Assessment, user: User, *, sexual_health: bool = False) -> Any:
    told = assessment_booklet.booklet(opened, user, nationality=False, sexual_health=sexual_health)
    return {part["heading"][0]: part for part in told["parts"]}["Ce qui reste à faire"]


def test_the_booklet_says_that_nothing_remains_when_it_is_so_alone(
    nurse: User, opened: Assessment
) -> None:
    awaited = factories.make_test(opened, by=nurse)
    factories.make_test_step(awaited, by=nurse)
    given_up = factories.make_test(opened, by=nurse, code="blood_count")
    factories.make_test_step(given_up, by=nurse)
    factories.make_test_step(given_up, by=nurse, kind="dropped")
    hidden = factories.make_test(opened, by=nurse, code="hiv")
    told = assessment_booklet.booklet(opened, nurse, nationality=False, sexual_health=True)
    (done,) = {part["heading"][0]: part for part in told["parts"]}["Examens faits"]["rows"]
    assert "Hépatite B" in done["text"]
    names = [row["text"] for row in remains_of(opened, nurse)["rows"]]
    assert names == [awaited.name, "Deuxième temps"]
    whole = [row["text"] for row in remains_of(opened, nurse, sexual_health=True)["rows"]]
    assert whole == [awaited.name, hidden.name, "Deuxième temps"]
    factories.make_second_step(opened, by=nurse, remains="")
    factories.make_test_step(awaited, by=nurse, kind="dropped")
    left_out = remains_of(opened, nurse)
    assert (left_out["rows"], left_out["none"]) == ([], ["", ""])
    factories.make_test_step(hidden, by=nurse, kind="dropped")
    assert remains_of(opened, nurse)["none"][0] == "Rien"
