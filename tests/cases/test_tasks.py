"""Tasks: for whom, for when, done by one tap or several at once, read by whom they are for."""

import datetime
from collections.abc import Callable

import pytest
from django.contrib.messages import get_messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from cases import actions, tasks
from cases.choices import DeskKind, OppositionKind, TaskList, TaskStepKind
from cases.models import Minor, Task, TaskStep
from clinics import actions as clinic_actions
from staff import audit
from staff.choices import Role
from staff.models import Site, User
from tests import factories
from tests.matrix.scene import lock, reopen
from tests.staff.trail import actions_since, last_entry

PAGE = "/tasks/"
DAY = datetime.timedelta(days=1)
WORDS = "Rappeler le foyer"


@pytest.fixture
def minor(site: Site) -> Minor:
    return factories.make_minor("Awa Traoré", site=site)[0]


@pytest.fixture
def today() -> datetime.date:
    return timezone.localdate()


Make = Callable[..., Task]


@pytest.fixture
def make(site: Site, person: Callable[..., User]) -> Make:
    """Return a maker of tasks for the social desk, asked by reception."""
    host = person()

    def made(by: User | None = None, **fields: object) -> Task:
        return factories.make_task(by=by or host, site=site, text=WORDS, **fields)

    return made


def late(task: Task, days: int = 3) -> Task:
    Task.objects.filter(pk=task.pk).update(due_on=timezone.localdate() - days * DAY)
    task.refresh_from_db()
    return task


def leaves(user: User, on: datetime.date | None = None) -> None:
    """Her posting ends that day; yesterday when no day is said."""
    last = on or timezone.localdate() - DAY
    user.postings.update(valid_from=last - 300 * DAY, valid_to=last)


def said(response: HttpResponse) -> list[str]:
    return [str(message) for message in get_messages(response.wsgi_request)]


def kinds(task: Task) -> list[str]:
    return list(task.steps.order_by("pk").values_list("kind", flat=True))


def seen(client: Client, url: str) -> str:
    return client.get(url).content.decode()


# --- making one -----------------------------------------------------------------------------------


def typed(**more: object) -> dict[str, object]:
    day = timezone.localdate()
    return {"text": WORDS, "desk_kind": "social", "due_on": day, "owner": "desk", **more}


def test_one_is_made_from_the_file(as_role: Callable[..., Client], minor: Minor) -> None:
    client, start = as_role(Role.NURSE), last_entry()
    response = client.post(
        f"/cases/{minor.reference}/tasks/new/", typed(is_follow_up="on"), follow=True
    )
    task = Task.objects.get()
    assert (task.minor, task.desk_kind, task.compartment) == (minor, "social", "social")
    assert task.is_follow_up
    assert task.owner is None
    assert WORDS in response.content.decode(), "she asked it: she reads it on the file"
    assert kinds(task) == ["made"]
    assert actions_since(start, by=client.user)[0] == "task_made"


def test_one_is_made_from_the_page(
    as_role: Callable[..., Client], minor: Minor, person: Callable[..., User]
) -> None:
    client, social = as_role(), person(Role.SOCIAL)
    answer = client.post("/tasks/new/", typed(reference=minor.reference.lower(), owner=social.pk))
    assert answer.status_code == 302
    task = Task.objects.get()
    assert (task.minor, task.owner) == (minor, social)


def test_one_about_nobody_is_sealed_by_the_house(make: Make) -> None:
    task = make()
    sealed = Task.objects.values_list("text", flat=True).get(pk=task.pk)
    assert WORDS.encode() not in bytes(sealed)
    assert Task.objects.with_what_opens_them().get().text == WORDS
    assert Task.objects.get().text == WORDS, "without what a list reads with it"


@pytest.mark.parametrize(
    ("wrong", "field", "sentence"),
    [
        ({"due_on": "2020-01-01"}, "due_on", "Ce jour est passé"),
        ({"text": "  "}, "text", "obligatoire"),
        ({"desk_kind": "kitchen"}, "desk_kind", "kitchen"),
        ({"reference": "ZZZZZZ"}, "reference", "Aucun dossier"),
        ({"text": "x" * 121}, "text", "120 caractères"),
        ({"is_follow_up": "on"}, "is_follow_up", "ne concerne personne"),
        ({"owner": "999999"}, "owner", "choix valide"),
    ],
)
def test_what_cannot_be_is_said_beside_its_field(
    as_role: Callable[..., Client], wrong: dict[str, object], field: str, sentence: str
) -> None:
    response = as_role().post("/tasks/new/", typed(**wrong))
    assert response.status_code == 422
    assert sentence in str(response.context["form"].errors[field]).replace("\xa0", " ")
    assert not Task.objects.exists()


def test_one_for_somebody_who_has_left(
    as_role: Callable[..., Client], person: Callable[..., User], today: datetime.date
) -> None:
    """She is named, beside the field; what was typed stays."""
    client = as_role()
    gone, leaving = person(Role.SOCIAL, full_name="Julie M"), person(Role.SOCIAL)
    leaves(gone)
    leaves(leaving, on=today + 2 * DAY)
    response = client.post("/tasks/new/", typed(owner=gone.pk))
    assert "Julie M ne travaille pas à ce pôle" in str(response.context["form"].errors["owner"])
    assert WORDS in response.content.decode()
    later = typed(owner=leaving.pk, due_on=today + 3 * DAY)
    errors = client.post("/tasks/new/", later).context["form"].errors
    assert "ne travaillera plus" in str(errors["owner"])
    assert client.post("/tasks/new/", later | {"due_on": today}).status_code == 302
    User.objects.filter(pk=leaving.pk).update(is_active=False)
    assert client.post("/tasks/new/", later | {"due_on": today}).status_code == 422


def test_a_nurse_has_no_task_of_the_jurists(
    make: Make, person: Callable[..., User], today: datetime.date
) -> None:
    with pytest.raises(ValidationError, match="ne travaille pas"):
        make(owner=person(Role.NURSE), desk_kind=DeskKind.LEGAL)


# --- who reads its words --------------------------------------------------------------------------


def test_its_words_are_for_its_desk_its_owner_and_whoever_asked(
    as_role: Callable[..., Client], make: Make, minor: Minor, person: Callable[..., User]
) -> None:
    host = person()
    task = make(by=host, minor=minor, desk_kind=DeskKind.NURSE)
    readers = {Role.NURSE, Role.DOCTOR}
    for role in (Role.RECEPTION, Role.NURSE, Role.DOCTOR, Role.MIDWIFE, Role.PSYCHOLOGIST,
                 Role.SOCIAL, Role.JURIST, Role.COORDINATOR):  # fmt: skip
        client = as_role(role)
        for url in (f"/tasks/{task.pk}/", f"/cases/{minor.reference}/"):
            html = seen(client, url)
            assert (WORDS in html) == (role in readers), (role, url)
            assert f"/tasks/{task.pk}/" in html or url.startswith("/tasks/"), "that there is one"
    client = Client()
    client.force_login(host)
    assert WORDS in seen(client, f"/tasks/{task.pk}/")


def test_the_coordinator_is_told_what_she_reads(
    as_role: Callable[..., Client], make: Make, minor: Minor
) -> None:
    client = as_role(Role.COORDINATOR)
    social, care = make(minor=minor), make(minor=minor, desk_kind=DeskKind.MIDWIFE)
    assert WORDS in seen(client, f"/tasks/{social.pk}/")
    assert WORDS not in seen(client, f"/tasks/{care.pk}/")
    assert "Sage-femme" in seen(client, f"/tasks/{care.pk}/")


def test_which_desk_is_not_told_to_whoever_may_not_know(
    as_role: Callable[..., Client], make: Make, minor: Minor, person: Callable[..., User]
) -> None:
    """That a midwife wants to see her would say why."""
    owner = person(Role.MIDWIFE, full_name="Personne Sage")
    task = make(minor=minor, desk_kind=DeskKind.MIDWIFE, is_follow_up=True, owner=owner)
    for role, is_told in ((Role.SOCIAL, False), (Role.JURIST, False), (Role.MIDWIFE, True)):
        client = as_role(role)
        for url in (f"/tasks/{task.pk}/", f"/cases/{minor.reference}/"):
            html = client.get(url).content.decode()
            assert ("Sage-femme" in html) == is_told, (role, url)
            assert is_told or "Une tâche d’un pôle" in html
            assert ("Personne Sage" in html) == is_told, "nor by a name"


def test_a_psychologist_reads_those_of_the_young_people_she_follows(
    make: Make, minor: Minor, person: Callable[..., User]
) -> None:
    """Even when the task was given to her: it opens nothing."""
    hers, other = person(Role.PSYCHOLOGIST), person(Role.PSYCHOLOGIST)
    clinic_actions.follow_case(by=hers, minor=minor)
    task = make(minor=minor, desk_kind=DeskKind.PSYCHOLOGIST, owner=other)
    about_nobody = make(desk_kind=DeskKind.PSYCHOLOGIST)
    assert tasks.readable(hers, [task, about_nobody]) == {task.pk, about_nobody.pk}
    assert tasks.readable(other, [task, about_nobody]) == {about_nobody.pk}
    actions.break_glass(by=other, minor=minor, compartment="psychology", reason="Idées noires")
    assert tasks.readable(other, [task]) == {task.pk}


def test_not_with_this_nurse(make: Make, minor: Minor, person: Callable[..., User]) -> None:
    nurse, other = person(Role.NURSE), person(Role.NURSE)
    task = make(minor=minor, desk_kind=DeskKind.NURSE)
    factories.make_opposition(minor, by=other, kind=OppositionKind.COLLEAGUE, colleague=nurse)
    assert tasks.readable(nurse, [task]) == set()
    assert tasks.readable(other, [task]) == {task.pk}


def test_after_a_pin_nothing_of_her_profession(
    as_role: Callable[..., Client], make: Make, minor: Minor
) -> None:
    client = as_role(Role.NURSE)
    task = make(by=client.user, minor=minor, desk_kind=DeskKind.NURSE, owner=client.user)
    assert WORDS in seen(client, PAGE)
    lock(client)
    reopen(client, client.user)
    for url in (PAGE, f"/tasks/{task.pk}/", f"/cases/{minor.reference}/"):
        assert WORDS not in seen(client, url)
    assert client.post(f"/tasks/{task.pk}/done/").status_code == 403


def test_another_sites_desk_does_not_see_it(as_role: Callable[..., Client], make: Make) -> None:
    task = make()
    client = as_role(Role.SOCIAL, site=factories.make_site("Calais"))
    assert client.get(f"/tasks/{task.pk}/").status_code == 404
    assert f"/tasks/{task.pk}/" not in seen(client, f"{PAGE}?of=desk")


# --- the lists ------------------------------------------------------------------------------------


def test_the_overdue_come_first_and_each_has_its_word(
    as_role: Callable[..., Client], make: Make, today: datetime.date
) -> None:
    client = as_role(Role.SOCIAL)
    for days in (30, 5, 0):
        make(owner=client.user, due_on=today + days * DAY)
    late(make(owner=client.user))
    html = seen(client, PAGE)
    places = [html.index(f"<h2>{word}") if f"<h2>{word}" in html else html.index(word)
              for word in ("En retard", "Aujourd’hui", "Dans la semaine", "Plus tard")]  # fmt: skip
    assert places == sorted(places)
    assert "En retard depuis le" in html, "never by colour alone"
    assert '<span class="count">2</span>' in html, "the rail: today and overdue"


def test_each_person_has_her_lists(person: Callable[..., User], make: Make) -> None:
    host, social, coordinator = person(), person(Role.SOCIAL), person(Role.COORDINATOR)
    assert tasks.lists_for(host) == [TaskList.ASKED]
    assert tasks.lists_for(social) == [TaskList.MINE, TaskList.DESK, TaskList.ASKED]
    assert tasks.lists_for(coordinator) == [TaskList.ALL, TaskList.ASKED]
    mine, desks = make(owner=social), make(by=host)
    legal = make(desk_kind=DeskKind.LEGAL)
    assert list(tasks.listed(social, TaskList.MINE)) == [mine]
    assert set(tasks.listed(social, TaskList.DESK)) == {mine, desks}
    assert list(tasks.listed(host, TaskList.ASKED)) == [desks]
    assert set(tasks.listed(coordinator, TaskList.ALL)) == {mine, desks, legal}


def test_those_of_a_file_in_the_archive_wait_there(
    make: Make, minor: Minor, person: Callable[..., User]
) -> None:
    social = person(Role.SOCIAL)
    make(minor=minor, owner=social)
    Minor.objects.update(archived_at=timezone.now())
    assert not tasks.listed(social, TaskList.MINE).exists()
    assert tasks.due_count(social) == 0


def test_a_long_list_is_paged(as_role: Callable[..., Client], make: Make) -> None:
    client = as_role(Role.SOCIAL)
    for _number in range(tasks.PAGE_SIZE + 1):
        make(owner=client.user)
    assert "1 à 20 sur 21" in seen(client, PAGE)
    assert seen(client, f"{PAGE}?page=2").count('name="task"') == 1


# --- what becomes of it ---------------------------------------------------------------------------


def test_one_tap_is_done_and_one_undoes_it(as_role: Callable[..., Client], make: Make) -> None:
    client, start = as_role(Role.SOCIAL), last_entry()
    task = make(owner=client.user)
    html = client.post(f"/tasks/{task.pk}/done/", {"next": PAGE}, follow=True).content.decode()
    assert f"/tasks/{task.pk}/reopen/" in html
    assert not tasks.listed(client.user, TaskList.MINE).exists()
    client.post(f"/tasks/{task.pk}/reopen/")
    assert list(tasks.listed(client.user, TaskList.MINE)) == [task]
    assert kinds(task) == ["made", "done", "reopened"]
    assert {"task_done", "task_reopened"} <= set(actions_since(start, by=client.user))
    assert said(client.post(f"/tasks/{task.pk}/reopen/"))[-1] == "Cette tâche est déjà rouverte."


def test_done_twice_is_said_beside_what_was_typed(
    as_role: Callable[..., Client], make: Make, person: Callable[..., User]
) -> None:
    client, colleague, task = as_role(Role.SOCIAL), person(Role.SOCIAL, full_name="Awa M"), make()
    actions.end_task(by=colleague, task=task)
    response = client.post(f"/tasks/{task.pk}/done/", {"word": "Vu avec la mairie"})
    assert response.status_code == 422
    assert "Awa M l’a déjà faite" in str(response.context["form"].errors["word"])
    assert "Vu avec la mairie" in response.content.decode()
    assert kinds(task) == ["made", "done"]


def test_its_steps_say_who_and_their_words_are_sealed(
    as_role: Callable[..., Client], make: Make, today: datetime.date
) -> None:
    client, task = as_role(Role.SOCIAL), make()
    later = today + 9 * DAY
    client.post(f"/tasks/{task.pk}/take/")
    client.post(f"/tasks/{task.pk}/postpone/", {"due_on": later, "word": "Mairie fermée"})
    client.post(f"/tasks/{task.pk}/give/", {"owner": "desk", "word": "Je pars"})
    client.post(f"/tasks/{task.pk}/done/", {"word": "Courrier reçu"})
    assert kinds(task) == ["made", "taken", "postponed", "given", "done"]
    steps = task.steps.order_by("pk")
    assert [step.owner for step in steps] == [None, client.user, client.user, None, None]
    assert steps[2].due_on == later
    html = seen(client, f"/tasks/{task.pk}/")
    for word in ("Mairie fermée", "Je pars", "Courrier reçu"):
        assert word in html
    stored = b"".join(
        bytes(word) for word in TaskStep.objects.values_list("word", flat=True) if word
    )
    assert b"Courrier" not in stored
    assert "Courrier reçu" not in seen(as_role(Role.JURIST), f"/tasks/{task.pk}/")


def test_dropping_says_why(as_role: Callable[..., Client], make: Make) -> None:
    client, task = as_role(Role.SOCIAL), make()
    assert client.post(f"/tasks/{task.pk}/drop/", {"word": " "}).status_code == 422
    with pytest.raises(ValidationError):
        actions.drop_task(by=client.user, task=task, word="  ")
    assert client.post(f"/tasks/{task.pk}/drop/", {"word": "Parti à Lille"}).status_code == 302
    task.refresh_from_db()
    assert task.closed_at
    assert kinds(task)[-1] == TaskStepKind.DROPPED


def test_not_postponed_to_a_day_that_is_over_or_without_its_owner(
    as_role: Callable[..., Client], make: Make, person: Callable[..., User], today: datetime.date
) -> None:
    client, owner = as_role(Role.SOCIAL), person(Role.SOCIAL)
    leaves(owner, on=today + DAY)
    task = make(owner=owner)
    for due_on, sentence in (
        (today - DAY, "Ce jour est passé"),
        (today + 5 * DAY, "ne travaillera plus"),
    ):
        response = client.post(f"/tasks/{task.pk}/postpone/", {"due_on": due_on})
        assert sentence in str(response.context["form"].errors["due_on"])
    assert kinds(task) == ["made"]


def test_an_overdue_one_is_given_as_it_is(
    as_role: Callable[..., Client], make: Make, person: Callable[..., User]
) -> None:
    client, task, colleague = as_role(Role.COORDINATOR), late(make()), person(Role.SOCIAL)
    assert client.post(f"/tasks/{task.pk}/give/", {"owner": colleague.pk}).status_code == 302
    task.refresh_from_db()
    assert task.owner == colleague
    assert client.post(f"/tasks/{task.pk}/give/", {}).status_code == 422


def test_only_its_desk_changes_it(as_role: Callable[..., Client], make: Make) -> None:
    task = make()
    client = as_role(Role.JURIST)
    for verb in ("done", "drop", "postpone", "give", "take", "reopen"):
        assert client.post(f"/tasks/{task.pk}/{verb}/").status_code == 403
    html = seen(client, f"/tasks/{task.pk}/")
    assert "/done/" not in html


# --- several at once ------------------------------------------------------------------------------


def test_several_are_done_postponed_given(
    as_role: Callable[..., Client],
    make: Make,
    person: Callable[..., User],
    today: datetime.date,
) -> None:
    client, colleague = as_role(Role.SOCIAL), person(Role.SOCIAL)
    found = [make(owner=client.user) for _number in range(3)]
    ticked = {"task": [task.pk for task in found], "next": f"{PAGE}?of=desk"}
    response = client.post(f"{PAGE}postpone/", ticked | {"due_on": today + 2 * DAY})
    assert response.url == f"{PAGE}?of=desk"
    assert said(response) == ["3 tâches changées."]
    client.post(f"{PAGE}give/", ticked | {"owner": colleague.pk})
    assert set(Task.objects.values_list("due_on", "owner")) == {(today + 2 * DAY, colleague.pk)}
    client.post(f"{PAGE}done/", ticked)
    assert not Task.objects.open().exists()
    assert all(kinds(task) == ["made", "postponed", "given", "done"] for task in found)


def test_each_that_could_not_be_says_why_and_the_others_are_done(
    as_role: Callable[..., Client], make: Make, person: Callable[..., User], today: datetime.date
) -> None:
    client, colleague = as_role(Role.SOCIAL), person(Role.SOCIAL, full_name="Awa M")
    leaves(colleague, on=today + DAY)
    good, done, legal = make(), make(), make(by=client.user, desk_kind=DeskKind.LEGAL)
    far = make(due_on=today + 9 * DAY)
    actions.end_task(by=colleague, task=done)
    ticked = {"task": [t.pk for t in (good, done, legal, far)], "owner": colleague.pk}
    response = client.post(f"{PAGE}give/?of=desk", ticked)
    assert response.status_code == 422
    sentences = {line.task.pk: line.refusal for line in response.context["refused"]}
    assert set(sentences) == {done.pk, legal.pk, far.pk}
    assert "Awa M l’a déjà faite" in sentences[done.pk]
    assert "ne travaille pas à ce pôle" in sentences[legal.pk]
    assert "ne travaillera plus" in sentences[far.pk]
    assert all(sentence in response.content.decode() for sentence in sentences.values())
    good.refresh_from_db()
    assert good.owner == colleague
    assert set(response.context["ticked"]) == set(sentences), "they stay ticked"


def test_nothing_ticked_or_no_day_is_said_and_the_ticks_stay(
    as_role: Callable[..., Client], make: Make
) -> None:
    client, task = as_role(Role.SOCIAL), make()
    assert "Cochez d’abord" in client.post(f"{PAGE}done/").content.decode()
    response = client.post(f"{PAGE}postpone/?of=desk", {"task": task.pk, "due_on": ""})
    assert response.status_code == 422
    assert response.context["ticked"] == [task.pk]
    assert kinds(task) == ["made"]
    for number in ("x", "-1", "9" * 30):
        assert client.post(f"{PAGE}done/", {"task": number}).status_code == 422


def test_only_ones_own_desk_is_changed_at_once(
    as_role: Callable[..., Client], make: Make, minor: Minor
) -> None:
    client, task = as_role(Role.JURIST), make()
    response = client.post(f"{PAGE}done/", {"task": task.pk})
    assert [line.refusal for line in response.context["refused"]] == [
        "Seul son pôle peut la changer."
    ]
    assert kinds(task) == ["made"]


# --- the day --------------------------------------------------------------------------------------


def test_the_day_counts_by_desk(
    make: Make, site: Site, person: Callable[..., User], today: datetime.date
) -> None:
    owner = person(Role.SOCIAL)
    make()
    late(make(owner=owner))
    make(desk_kind=DeskKind.LEGAL, due_on=today + DAY)
    leaves(owner)
    assert tasks.due_by_desk(site, today) == [tasks.DeskDue(DeskKind.SOCIAL, 1, 1, 1)]
    assert tasks.due_by_desk(factories.make_site("Calais"), today) == []


def test_a_follow_up_stands_on_the_day_list_and_says_no_desk(
    as_role: Callable[..., Client], make: Make, minor: Minor, site: Site, today: datetime.date
) -> None:
    task = make(minor=minor, desk_kind=DeskKind.NURSE, is_follow_up=True)
    make(minor=minor)
    assert list(tasks.to_be_seen(site, today)) == [task]
    assert tasks.awaited([minor.pk, 0]) == {minor.pk}
    html = seen(as_role(), "/reception/")
    assert "Un pôle l’attend aujourd’hui" in html
    assert WORDS not in html
    actions.end_task(by=task.made_by, task=task)
    assert tasks.awaited([minor.pk]) == set()


def test_reading_is_recorded(as_role: Callable[..., Client], make: Make, minor: Minor) -> None:
    client, task, start = as_role(Role.SOCIAL), make(minor=minor), last_entry()
    client.get(PAGE)
    client.get(f"/tasks/{task.pk}/")
    assert actions_since(start, by=client.user) == ["read_tasks", "read_task"]
    assert audit.AuditEntry.objects.filter(action="read_task", minor_id=minor.pk).exists()
