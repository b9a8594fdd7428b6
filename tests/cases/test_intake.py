"""The intake interview: who is asked what, in several times, by two at once; the criteria."""

import datetime
from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db.models import Model
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from cases import actions, intake
from cases.choices import CRITERIA, NO_ANSWER, QUESTIONS, SECTIONS, Outcome, QuestionKind
from cases.choices.intake import QUESTION
from cases.intake import Answer
from cases.models import CriteriaStep, Explanation, IntakeAnswer, Minor
from staff.choices import Compartment, Role
from staff.models import Site, User
from tests import factories
from tests.robustness.test_edits import MainForm
from tests.staff.trail import actions_since, last_entry

AUNT = "Sa tante Fatou, 06 12 34 56 78"
# Who fills in which section; the same who may read it, and more.
FILL = {
    "daily": {Role.RECEPTION, Role.NURSE, Role.DOCTOR, Role.MIDWIFE, Role.SOCIAL},
    "social": {Role.SOCIAL},
    "family": {Role.SOCIAL, Role.JURIST},
    "papers": {Role.JURIST},
    "screening": {Role.NURSE, Role.DOCTOR},
}
HEALTH_READERS = {Role.NURSE, Role.DOCTOR, Role.MIDWIFE}
SOCIAL_READERS = HEALTH_READERS | {Role.PSYCHOLOGIST, Role.SOCIAL, Role.JURIST, Role.COORDINATOR}
READ = {
    "daily": SOCIAL_READERS | {Role.RECEPTION},
    "social": SOCIAL_READERS,
    "family": {Role.SOCIAL, Role.JURIST},
    "papers": {Role.SOCIAL, Role.JURIST},
    "screening": HEALTH_READERS,
}
WITH_A_FILE = READ["daily"]


@pytest.fixture
def minor(site: Site) -> Minor:
    return factories.make_minor("Awa Traoré", site=site)[0]


def page(minor: Minor, section: str = "") -> str:
    return f"/cases/{minor.reference}/intake/" + (f"{section}/" if section else "")


def said(minor: Minor) -> dict[str, tuple[str, list[str]]]:
    rows = intake.standing(minor, QUESTION)
    return {code: (row.outcome, row.values) for code, row in rows.items()}


def as_shown(client: Client, url: str) -> dict[str, list[str]]:
    return MainForm(client.get(url).content.decode()).typed()


def fill(client: Client, url: str, typed: dict[str, Any]) -> HttpResponse:
    """Send the form of this page as it stands, with what is typed in it."""
    return client.post(url, as_shown(client, url) | typed)


def raw(model: type[Model], column: str) -> bytes:
    return b"".join(bytes(value) for value in model.objects.values_list(column, flat=True))


# --- who reads and fills in what --------------------------------------------------------------


@pytest.mark.parametrize("role", sorted(WITH_A_FILE))
def test_each_reads_and_fills_in_her_own_sections(
    as_role: Callable[..., Client], minor: Minor, role: Role, person: Callable[..., User]
) -> None:
    by = person(Role.SOCIAL, username="autre")
    for question, value in (
        ("shoe_size", "46"), ("trusted_contact", AUNT), ("siblings", "on_the_way"),
        ("documents_held", "civil_status"), ("countries_of_screening", "LY"),
    ):  # fmt: skip
        factories.make_answer(minor, by=by, question=question, values=(value,))
    client = as_role(role)
    html = client.get(page(minor)).content.decode()
    shown = {
        "daily": "46", "social": AUNT, "family": "En route", "papers": "État civil",
        "screening": "Libye",
    }  # fmt: skip
    for section in SECTIONS:
        assert (shown[section.name] in html) == (role in READ[section.name]), section.name
        may_fill = role in FILL[section.name]
        assert (page(minor, section.name) in html) == may_fill, section.name
        status = client.get(page(minor, section.name)).status_code
        assert status == (200 if may_fill else 403), section.name


def test_a_volunteer_opens_no_interview(as_role: Callable[..., Client], minor: Minor) -> None:
    client = as_role(Role.VOLUNTEER)
    for section in ("", "daily", "criteria", "told"):
        assert client.get(page(minor, section)).status_code == 403
    assert as_role(Role.SOCIAL).get(page(minor, "religion")).status_code == 404


def test_what_is_never_recorded_is_not_asked() -> None:
    """No line to write in but whom she trusts, and no list of what the law leaves alone."""
    written = {question.code for question in QUESTIONS if question.kind is QuestionKind.TEXT}
    assert written == {"trusted_contact"}
    words = [str(label) for q in QUESTIONS for label in (q.code, q.label, q.help_text)]
    words += [str(label) for q in QUESTIONS for _code, label in q.offered()]
    words += [str(criterion.label) for criterion in CRITERIA]
    for never in ("religi", "coran", "ethni", "passeur", "dette", "condamn", "politique", "halal"):
        assert [word for word in words if never in word.lower()] == []


# --- answers ----------------------------------------------------------------------------------


@pytest.mark.parametrize("outcome", [code for code, _label in NO_ANSWER])
def test_unknown_not_asked_and_declined_are_three_answers(
    as_role: Callable[..., Client], minor: Minor, outcome: str
) -> None:
    """In each kind of question, and each is shown as itself."""
    client = as_role(Role.SOCIAL)
    typed = {"reading": outcome, "languages_spoken": outcome, "referred_by": outcome,
             "shoe_size": outcome}  # fmt: skip
    assert fill(client, page(minor, "daily"), typed).status_code == 302
    typed = {"trusted_contact_without": outcome, "arrived_in_france_without": outcome}
    assert fill(client, page(minor, "social"), typed).status_code == 302
    assert list(said(minor).values()) == [(outcome, [])] * 6
    html = client.get(page(minor)).content.decode()
    assert html.count(str(Outcome(outcome).label)) == 6
    again = as_shown(client, page(minor, "social"))
    assert again["trusted_contact_without"] == [outcome]


def test_an_interview_is_taken_up_again_where_it_was_left(
    as_role: Callable[..., Client], minor: Minor
) -> None:
    client, start = as_role(Role.SOCIAL), last_entry()
    assert "Commencer : Langues et vie quotidienne" in client.get(page(minor)).content.decode()
    typed = {"schooling": "primary", "wishes": ["school", "sport"], "trusted_contact": AUNT}
    assert fill(client, page(minor, "social"), typed).status_code == 302
    html = client.get(page(minor)).content.decode()
    assert "Réponses : 3 sur 5" in html
    assert "Reste à demander" in html
    form = client.get(page(minor, "social")).content.decode()
    first, last = form.index("arrived_in_france"), form.index('name="schooling"')
    assert first < form.index("Déjà répondu") < last  # what is left comes first
    typed = {"arrived_in_france": ["03/2026"]}
    assert fill(client, page(minor, "social"), typed).status_code == 302
    assert IntakeAnswer.objects.count() == 4  # nothing that was there is written again
    assert said(minor)["arrived_in_france"] == ("answered", ["2026-03-01", "month"])
    assert "mars 2026" in client.get(page(minor)).content.decode()
    assert actions_since(start, by=client.user).count("record_intake") == 2
    assert AUNT.encode() not in raw(IntakeAnswer, "answer")


def test_the_last_answer_holds_and_the_former_ones_stay_readable(
    as_role: Callable[..., Client], minor: Minor
) -> None:
    client = as_role(Role.SOCIAL)
    for typed in ("2025", "12/03/2026"):
        fill(client, page(minor, "social"), {"arrived_in_france": [typed]})
    assert said(minor) == {"arrived_in_france": ("answered", ["2026-03-12", "day"])}
    html = client.get(page(minor)).content.decode()
    assert (
        html.index("12 mars 2026")
        < html.index("Réponses précédentes")
        < html.index("<bdi>2025</bdi>")
    )


@pytest.mark.parametrize(
    ("typed", "box", "sentence"),
    [
        ({}, None, "Répondez à une question au moins."),
        ({"arrived_in_france": "16"}, "arrived_in_france", "Tapez une année"),
        ({"arrived_in_france": "mars"}, "arrived_in_france", "Tapez une année"),
        ({"arrived_in_france": "2090"}, "arrived_in_france", "Vérifiez l’année"),
        ({"arrived_in_france": "31/02/2026"}, "arrived_in_france", "calendrier"),
        ({"trusted_contact": "x" * 201}, "trusted_contact", "200"),
        (
            {"trusted_contact": "Fatou", "trusted_contact_without": "unknown"},
            "trusted_contact",
            "pas les deux",
        ),
        ({"wishes": ["school", "unknown"]}, "wishes", "une seule raison"),
        ({"wishes": ["religion"]}, "wishes", "religion"),
        ({"schooling": "zqx"}, "schooling", "zqx"),
    ],
)
def test_what_is_wrong_is_said_beside_the_box_and_nothing_is_lost(
    as_role: Callable[..., Client],
    minor: Minor,
    typed: dict[str, str],
    box: str | None,
    sentence: str,
) -> None:
    client = as_role(Role.SOCIAL)
    beside = {"arrived_in_region": "2026"} if box else {}
    answer = fill(client, page(minor, "social"), typed | beside)
    assert answer.status_code == 422
    form = answer.context["form"]
    assert [sentence in error for error in form.errors[box or "__all__"]] == [True]
    kept = MainForm(answer.content.decode()).typed()
    for name, value in (typed | beside).items():
        if value not in ("zqx", ["religion"]):
            assert kept[name] == (value if isinstance(value, list) else [value])
    assert not IntakeAnswer.objects.exists()


def test_an_answer_is_not_emptied_without_a_word(
    as_role: Callable[..., Client], minor: Minor
) -> None:
    client = as_role(Role.SOCIAL)
    fill(client, page(minor, "social"), {"trusted_contact": AUNT, "wishes": ["school"]})
    typed = {"trusted_contact": [""], "wishes": []}
    answer = fill(client, page(minor, "social"), typed)
    assert answer.status_code == 422
    assert set(answer.context["form"].errors) == {"trusted_contact", "wishes"}
    assert said(minor)["trusted_contact"] == ("answered", [AUNT])


def test_who_sent_her_is_in_the_directory_and_tells_nothing_of_health(
    as_role: Callable[..., Client], minor: Minor
) -> None:
    client = as_role(Role.RECEPTION)
    sent = factories.make_partner("Utopia 56", kind="shelter")
    silent = factories.make_partner("Centre de santé sexuelle", kind="sexual_health")
    assert silent.name not in client.get(page(minor, "daily")).content.decode()
    refused = fill(client, page(minor, "daily"), {"referred_by": f"partner:{silent.pk}"})
    assert refused.status_code == 422
    typed = {"referred_by": f"partner:{sent.pk}"}
    assert fill(client, page(minor, "daily"), typed).status_code == 302
    assert IntakeAnswer.objects.get().partner == sent
    assert sent.name in client.get(page(minor)).content.decode()
    # It leaves the directory; what was answered stands, and the form is sent back as it came.
    sent.valid_to = timezone.localdate() - datetime.timedelta(days=1)
    sent.save()
    typed = as_shown(client, page(minor, "daily"))
    assert typed["referred_by"] == [f"partner:{sent.pk}"]
    assert fill(client, page(minor, "daily"), typed).status_code == 302
    assert IntakeAnswer.objects.count() == 1


def test_two_at_once_are_asked_which_answer_holds(
    as_role: Callable[..., Client], minor: Minor
) -> None:
    one, other = as_role(Role.SOCIAL, username="une"), as_role(Role.SOCIAL, username="autre")
    url = page(minor, "social")
    first, second = as_shown(one, url), as_shown(other, url)
    assert one.post(url, first | {"trusted_contact": [AUNT]}).status_code == 302
    # Another question: both stand.
    assert other.post(url, second | {"schooling": ["never"]}).status_code == 302
    assert said(minor)["trusted_contact"] == ("answered", [AUNT])
    # The same one: asked back, both texts on the page.
    answer = other.post(url, second | {"trusted_contact": ["Son oncle"]})
    assert answer.status_code == 409
    assert {AUNT, "Son oncle"} <= {
        text for d in answer.context["differences"] for text in (d.theirs, d.mine)
    }
    assert IntakeAnswer.objects.filter(question="trusted_contact").count() == 1


def test_an_answer_belongs_to_its_question(minor: Minor, person: Callable[..., User]) -> None:
    by = person(Role.SOCIAL)
    with pytest.raises(ValidationError):
        actions.record_intake(by=by, minor=minor, answers={"reading": Answer("perhaps")})
    kept = actions.record_intake(by=by, minor=minor, answers={"reading": Answer("declined")})
    assert [row.compartment for row in kept] == ["identity"]
    assert actions.record_intake(by=by, minor=minor, answers={"reading": Answer("declined")}) == []


# --- vulnerability criteria -------------------------------------------------------------------


TICK = {
    Role.SOCIAL: {"social"},
    Role.NURSE: {"health", "sexual_health"},
    Role.DOCTOR: {"health", "sexual_health"},
    Role.MIDWIFE: {"sexual_health"},
    Role.JURIST: {"legal"},
}


@pytest.mark.parametrize("role", sorted(WITH_A_FILE))
def test_criteria_are_ticked_by_those_who_may(
    as_role: Callable[..., Client], minor: Minor, role: Role
) -> None:
    client = as_role(role)
    answer = client.get(page(minor, "criteria"))
    if role not in TICK:
        assert answer.status_code == 403
        assert page(minor, "criteria") not in client.get(page(minor)).content.decode()
        return
    assert {c.value for c in answer.context["form"].before} == TICK[role]
    offered = MainForm(answer.content.decode()).options
    assert ("lgbt" in offered.get("legal", [])) == (role == Role.JURIST)
    assert "lgbt" not in [code for name in offered if name != "legal" for code in offered[name]]


def test_ticking_and_unticking_are_rows_with_an_author(
    as_role: Callable[..., Client], minor: Minor
) -> None:
    client, start = as_role(Role.SOCIAL), last_entry()
    url = page(minor, "criteria")
    fill(client, url, {"social": ["rough", "hungry"]})
    fill(client, url, {"social": ["rough"]})
    steps = CriteriaStep.objects.order_by("pk")
    assert [(s.values, s.held_count, s.by) for s in steps] == [
        (["hungry", "rough"], 2, client.user),
        (["rough"], 1, client.user),
    ]
    assert intake.held(minor, Compartment.SOCIAL) == ["rough"]
    assert client.post(url, as_shown(client, url)).status_code == 422  # nothing was changed
    assert actions_since(start, by=client.user).count("tick_criteria") == 2
    assert b"rough" not in raw(CriteriaStep, "criteria")


def test_lgbt_is_noted_only_when_she_asks(as_role: Callable[..., Client], minor: Minor) -> None:
    client = as_role(Role.JURIST)
    url = page(minor, "criteria")
    answer = fill(client, url, {"legal": ["lgbt"]})
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == ["asked_for"]
    assert not CriteriaStep.objects.exists()
    typed = as_shown(client, url) | {"legal": ["lgbt"], "asked_for": ["on"]}
    assert client.post(url, typed).status_code == 302
    for role in WITH_A_FILE:
        html = as_role(role, username=f"lit-{role}").get(page(minor)).content.decode()
        assert ("LGBT" in html) == (role in READ["papers"]), role


def test_how_many_hold_is_for_the_coordination_alone(
    as_role: Callable[..., Client], minor: Minor, person: Callable[..., User]
) -> None:
    by = person(Role.NURSE, username="soigne")
    factories.make_criteria(minor, by=by, health=["illness", "psychic"], social=["rough"])
    for role in WITH_A_FILE:
        client = as_role(role, username=f"compte-{role}")
        answer = client.get(page(minor))
        is_told = answer.context["criteria_count"] is not None
        assert is_told == (role == Role.COORDINATOR), role
        html = answer.content.decode()
        assert ("3 critères" in html) == is_told
        assert ("Maladie grave" in html) == (role in HEALTH_READERS), role


def test_a_work_list_is_ordered_by_what_its_reader_may_know(
    site: Site, person: Callable[..., User]
) -> None:
    nurse, social = person(Role.NURSE), person(Role.SOCIAL)
    calm, ill, outside = (factories.make_minor(n, site=site)[0] for n in ("Ali", "Binta", "Cire"))
    factories.make_criteria(ill, by=nurse, health=["illness", "psychic"], social=["rough"])
    factories.make_criteria(ill, by=social, social=[])
    factories.make_criteria(outside, by=social, social=["rough"])
    minors = Minor.objects.all()
    assert list(intake.most_needing_first(minors, nurse)) == [ill, outside, calm]
    assert list(intake.most_needing_first(minors, social)) == [outside, calm, ill]


def test_the_interviews_to_take_up_are_those_of_today_and_show_no_number_of_criteria(
    as_role: Callable[..., Client], site: Site
) -> None:
    client = as_role(Role.NURSE)
    calm, ill, done = (factories.make_minor(n, site=site)[0] for n in ("Ali", "Binta", "Cire"))
    _past, arrival = factories.make_minor("Dado", site=site)
    type(arrival).objects.filter(pk=arrival.pk).update(day=arrival.day - datetime.timedelta(days=1))
    factories.make_criteria(ill, by=client.user, health=["illness", "psychic"])
    asked = [q.code for q in QUESTIONS if q.section.name in ("daily", "screening")]
    actions.record_intake(
        by=client.user, minor=done, answers={code: Answer(Outcome.NOT_ASKED) for code in asked}
    )
    answer = client.get("/intakes/")
    listed = list(answer.context["page_obj"])
    assert [(minor, minor.left_count) for minor in listed] == [(ill, 8), (calm, 8)]
    html = answer.content.decode()
    assert html.index("Binta") < html.index("Ali")
    assert "Dado" not in html
    assert "critère" not in html.lower()
    assert as_role(Role.COORDINATOR).get("/intakes/").status_code == 403


# --- what she was told ------------------------------------------------------------------------


def test_what_she_was_told_is_kept_with_by_whom_and_in_which_language(
    as_role: Callable[..., Client], minor: Minor
) -> None:
    client, start = as_role(Role.RECEPTION), last_entry()
    url = page(minor, "told")
    typed = {"topics": ["centre", "no_night"], "language": "ps", "interpreting": "phone",
             "told_on": [f"{timezone.localdate()}"], "asked_again": "La nuit"}  # fmt: skip
    assert client.post(url, typed).status_code == 302
    row = Explanation.objects.get()
    assert (row.told_by, row.topics, row.language) == (client.user, ["centre", "no_night"], "ps")
    html = client.get(page(minor)).content.decode()
    assert "Pas d’hébergement" in html
    assert "La nuit" in html
    assert actions_since(start, by=client.user).count("record_explanation") == 1
    assert b"La nuit" not in raw(Explanation, "asked_again")


@pytest.mark.parametrize(
    ("typed", "box"),
    [
        ({"topics": []}, "topics"),
        ({"topics": ["religion"]}, "topics"),
        ({"language": "zqx"}, "language"),
        ({"interpreting": ""}, "interpreting"),
        ({"told_on": "2090-01-01"}, "told_on"),
        ({"asked_again": "x" * 301}, "asked_again"),
    ],
)
def test_what_was_not_said_well_is_asked_back(
    as_role: Callable[..., Client], minor: Minor, typed: dict[str, str], box: str
) -> None:
    client = as_role(Role.SOCIAL)
    right = {"topics": ["centre"], "language": "fr", "interpreting": "none",
             "told_on": f"{timezone.localdate()}"}  # fmt: skip
    answer = client.post(page(minor, "told"), right | typed)
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [box]
    assert not Explanation.objects.exists()
