"""Every address, every person, GET and POST: the answer is the one the table declares."""

import logging
from collections.abc import Iterable, Iterator

import pytest
from django.http import HttpResponse
from django.template.backends.django import Template
from django.urls import reverse
from pytest_django import DjangoDbBlocker

from staff.choices import Role
from tests.matrix import routes
from tests.matrix.routes import (
    CHOOSE_PASSWORD,
    LOCK_PAGE,
    OPEN_FULLY,
    ROUTES,
    SECOND_FACTOR,
    SIGN_IN,
    Route,
)
from tests.matrix.scene import (
    AFTER_PIN,
    ANONYMOUS,
    ELSEWHERE,
    HERE,
    LOCKED,
    NO_FACTOR,
    PEOPLE,
    Scene,
    Visitor,
)

pytestmark = pytest.mark.django_db(databases=["default", "owner"])

METHODS = ("get", "post")
GATE = {
    "account_login": SIGN_IN,
    "account_change_password": CHOOSE_PASSWORD,
    "mfa_index": SECOND_FACTOR,
    "staff:locked": LOCK_PAGE,
    "staff:open_fully": OPEN_FULLY,
}


@pytest.fixture(scope="module")
def kept_scene(kept_scene: Scene, django_db_blocker: DjangoDbBlocker) -> Scene:
    """With what is made when its address is asked for: a validated week takes seconds."""
    with django_db_blocker.unblock():
        for route in ROUTES:
            route.url(kept_scene)
    return kept_scene


@pytest.fixture(autouse=True)
def _nothing_is_drawn(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is asked is the answer, thirty thousand times.

    Every page is drawn for every role in tests/safety/test_what_is_told.py, every answer to a form
    in tests/house/test_every_page.py.
    """
    monkeypatch.setattr(Template, "render", lambda *args, **kwargs: "A page")


@pytest.fixture(autouse=True)
def _quiet() -> Iterator[None]:
    """Thousands of refusals are expected here: their warnings would bury the answer."""
    logging.disable(logging.WARNING)
    yield
    logging.disable(logging.NOTSET)


def answer(response: HttpResponse) -> str:
    """Return the status, or where the gate leads."""
    path = response.headers.get("Location", "").partition("?")[0]
    where = next((said for name, said in GATE.items() if path == reverse(name)), "")
    return where or str(response.status_code)


def wrong_answers(scene: Scene, visitor: Visitor, who: str, table: list[Route]) -> list[str]:
    """Return one line for each answer that is not the declared one."""
    wrong = []
    for route in table:
        for method in METHODS:
            if answers_nobody(route, method) and who in SPARED:
                continue
            given = answer(visitor.ask(method, route.url(scene)))
            expected = route.expected(who, method)
            if given not in expected:
                wrong.append(f"{method.upper()} {route}: {given}, not {' or '.join(expected)}")
    return wrong


def difference(declared: Iterable[str], existing: Iterable[str]) -> dict[str, set[str]]:
    return {
        "undeclared": set(existing) - set(declared),
        "no longer there": set(declared) - set(existing),
    }


def answers_nobody(route: Route, method: str) -> bool:
    """Whether the address does not take the method, whoever asks past the gate."""
    return (route.get if method == "get" else route.post) == "405"


# Three hundred times 405 as one of here and one of elsewhere say it: who may is not asked yet.
SPARED = {*HERE, *ELSEWHERE} - {"reception", "coordinator elsewhere"}


@pytest.mark.parametrize("who", PEOPLE)
def test_every_route_answers_as_declared(scene: Scene, who: str) -> None:
    wrong = wrong_answers(scene, Visitor(scene, who), who, ROUTES)
    assert not wrong, "\n".join(wrong)


def test_every_route_is_declared_and_every_declared_route_exists() -> None:
    declared = {route.name for route in ROUTES}
    assert difference(declared, routes.all_names()) == {
        "undeclared": set(),
        "no longer there": set(),
    }
    assert len({str(route) for route in ROUTES}) == len(ROUTES)


def test_nobody_is_forgotten() -> None:
    assert {who.split(" ")[0] for who in PEOPLE} >= set(Role)
    assert len(PEOPLE) == 2 * len(Role) + len(AFTER_PIN) + 6


def test_the_table_keeps_the_director_and_the_administrator_out_of_the_files() -> None:
    of_a_minor = {"reference", "arrival", "waiting", "received", "consultation"}
    files = [route for route in ROUTES if of_a_minor & set(route.of)]
    assert len(files) > 20
    assert not [r for r in files if r.may & {Role.DIRECTOR, Role.ADMINISTRATOR}]


WHO_ASKS = ["coordinator", ANONYMOUS, LOCKED, NO_FACTOR, "nurse after her PIN"]


@pytest.mark.parametrize("who", WHO_ASKS)
def test_head_answers_like_get_without_a_body(scene: Scene, who: str) -> None:
    """What a proxy or a link checker asks is answered as the page would be, refusals included."""
    visitor = Visitor(scene, who)
    wrong = []
    for route in ROUTES:
        response = visitor.ask("head", route.url(scene))
        expected = route.expected(who, "get")
        if answer(response) not in expected or response.content:
            wrong.append(f"HEAD {route}: {answer(response)}, GET {' or '.join(expected)}")
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("who", WHO_ASKS)
def test_options_reveals_no_more_than_the_gate(scene: Scene, who: str) -> None:
    """The list of methods and nothing else; whoever the gate stops does not even get that."""
    visitor = Visitor(scene, who)
    wrong = []
    for route in ROUTES:
        response = visitor.ask("options", route.url(scene))
        lists_methods = response.status_code in (200, 405) and "Allow" in response.headers
        is_stopped = route.public is None and (
            who == ANONYMOUS or bool(route.expected(who, "get") & set(GATE.values()))
        )
        right = (lists_methods and not is_stopped) or answer(response) in route.expected(who, "get")
        if response.content or not right:
            wrong.append(f"OPTIONS {route}: {answer(response)}")
    assert not wrong, "\n".join(wrong)


def test_no_post_is_taken_without_its_csrf_token(scene: Scene) -> None:
    visitor = Visitor(scene, "coordinator")
    visitor.client.handler.enforce_csrf_checks = True
    taken = [
        str(route)
        for route in ROUTES
        if visitor.ask("post", route.url(scene)).status_code not in (403, 405)
    ]
    assert taken == []


def test_a_post_without_any_field_is_no_success(scene: Scene) -> None:
    """htmx carries the token in a header: the body may be empty. It is still a form sent."""
    wrong = []
    for who in ("coordinator", "nurse", "social"):
        visitor = Visitor(scene, who)
        for route in ROUTES:
            if route.post == "422" and Role(who) in route.may:
                given = answer(visitor.ask("post", route.url(scene), data={}))
                if given != "422":
                    wrong.append(f"{who}: POST {route}: {given}, not 422")
    assert not wrong, "\n".join(wrong)


# --- the checks can fail ----------------------------------------------------------------------


def test_an_address_that_nobody_declared_is_found() -> None:
    found = difference(["a:b", "a:gone"], ["a:b", "a:new"])
    assert found == {"undeclared": {"a:new"}, "no longer there": {"a:gone"}}


@pytest.mark.parametrize(
    ("who", "planted"),
    [
        ("reception", routes.page("clinics:health", routes.EVERYONE, "reference")),
        ("nurse", routes.page("clinics:health", {Role.SOCIAL}, "reference")),
        ("nurse elsewhere", routes.page("cases:queue", routes.MAY_READ_IDENTITY, "desk")),
        (ANONYMOUS, routes.page("staff:rights", routes.EVERYONE, public=("200", "405"))),
    ],
)
def test_a_wrong_answer_is_found(scene: Scene, who: str, planted: Route) -> None:
    assert wrong_answers(scene, Visitor(scene, who), who, [planted])


def test_a_visit_leaves_no_trace(scene: Scene) -> None:
    """Else an answer would depend on the ones before it."""
    visitor = Visitor(scene, "reception")
    leave = reverse("cases:leave", args=[scene.arrival.pk])
    with visitor.visiting() as client:
        assert client.post(leave).status_code == 302
        assert scene.arrival.absences.exists()
        assert client.session["undo"]
    with visitor.visiting() as client:
        assert not scene.arrival.absences.exists()
        assert "undo" not in client.session
