"""Point 15 of the safety list: the lock is the server's, and the PIN opens no more than reception.

Nothing here runs a script: what a browser covers is a courtesy, what the server answers is the
rule.
"""

import datetime
from collections.abc import Callable

import pytest
from django.contrib.messages import get_messages
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse

from staff import actions, presence
from staff.choices import Role
from staff.models import AuditEntry, Posting, Site, User
from staff.permissions import TABLE, Compartment, Level, level
from tests import factories
from tests.factories import PASSWORD
from tests.matrix.routes import ROUTES
from tests.matrix.scene import CANARY, PIN, Scene
from tests.safety.test_sign_in import enrolled_pc, is_signed_in, type_code, type_password
from tests.staff.trail import actions_since, last_entry

pytestmark = pytest.mark.django_db(databases=["default", "owner"])

LOCKED, SIGN_IN = "/locked/", "/sign-in/"
NOW = datetime.datetime(2026, 11, 19, 9, tzinfo=datetime.UTC)


@pytest.fixture
def clock(time_machine: object) -> Callable[[float], None]:
    """Return what moves the time on, in minutes."""
    time_machine.move_to(NOW, tick=False)
    return lambda minutes: time_machine.shift(datetime.timedelta(minutes=minutes))


def at_work(user: User) -> Client:
    """Return a browser where this person has signed in and works."""
    client = Client()
    client.force_login(user)
    assert client.get("/account/").status_code == 200
    return client


def reopen(client: Client, user: User, pin: str = PIN) -> object:
    return client.post(LOCKED, {"person": user.pk, "pin": pin})


def joins(client: Client, user: User) -> None:
    """This person signs in fully on a browser that is locked."""
    assert client.get(LOCKED).status_code in (200, 302)
    type_password(client, user)
    type_code(client, factories.code())
    assert is_signed_in(client)


def said(response: object) -> str:
    return " ".join(str(message) for message in get_messages(response.wsgi_request))


# --- idle -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("role", "minutes"), [(Role.RECEPTION, 5), (Role.VOLUNTEER, 5), (Role.NURSE, 10)]
)
def test_left_alone_it_locks(
    person: Callable[..., User], clock: Callable[[float], None], role: str, minutes: int
) -> None:
    user = person(role)
    client = at_work(user)
    clock(minutes - 0.1)
    assert client.get("/account/").status_code == 200
    clock(minutes - 0.1)
    assert client.get("/account/").status_code == 200, "somebody was there meanwhile"
    start = last_entry()
    clock(minutes + 0.1)
    assert client.get("/account/").url == LOCKED
    assert not is_signed_in(client)
    assert actions_since(start, by=user) == ["lock_idle"]


def test_on_an_enrolled_pc_five_minutes_are_everybodys(
    person: Callable[..., User], site: Site, clock: Callable[[float], None]
) -> None:
    client, _device = enrolled_pc(site, person(Role.COORDINATOR))
    type_password(client, person(Role.NURSE))
    assert client.get("/account/").status_code == 200
    clock(5.1)
    assert client.get("/account/").url == LOCKED


def test_what_a_page_asks_for_by_itself_is_no_sign_of_life(
    person: Callable[..., User], clock: Callable[[float], None]
) -> None:
    client = at_work(person())
    for _minute in range(5):
        clock(0.98)
        assert client.get("/queues/", headers={presence.POLL_HEADER: "1"}).status_code == 200
    clock(0.5)
    polled = client.get("/queues/", headers={presence.POLL_HEADER: "1"})
    assert polled.url == LOCKED


def test_a_question_under_way_leaves_the_place_to_its_people(person: Callable[..., User]) -> None:
    """Sent before another window locked, answered after it: the cookie of the lock stays."""
    client = at_work(person())
    before = client.cookies["sessionid"].value
    client.post("/lock/")
    kept = client.cookies["sessionid"].value
    late = Client()
    late.cookies["sessionid"] = before
    polled = late.get("/queues/", headers={presence.POLL_HEADER: "1"})
    assert polled.status_code == 302
    assert "sessionid" not in polled.cookies
    assert late.get("/queues/").cookies["sessionid"].value == ""
    assert kept != before
    assert client.get("/locked/").status_code == 200


def test_typing_without_asking_for_a_page_is_a_sign_of_life(
    person: Callable[..., User], clock: Callable[[float], None]
) -> None:
    client = at_work(person())
    for _time in range(4):
        clock(4)
        assert client.post("/awake/").status_code == 204
    clock(6)
    assert client.post("/awake/").url == LOCKED


@pytest.mark.parametrize("headers", [{}, {"HX-Request": "true"}], ids=["page", "fragment"])
@pytest.mark.parametrize("method", ["get", "post", "head"])
def test_every_address_answers_the_lock_page(
    clock: Callable[[float], None], scene: Scene, method: str, headers: dict[str, str]
) -> None:
    """Pages, fragments, files, buttons: nothing of what was on the screen comes back."""
    client = at_work(factories.make_user(Role.COORDINATOR))
    clock(10.1)
    getattr(client, method)("/week/", headers=headers)
    seen = 0
    for route in ROUTES:
        if route.public is not None:
            continue
        response = getattr(client, method)(route.url(scene), headers=headers)
        where = response.headers.get("HX-Redirect") or response.headers["Location"]
        assert where == LOCKED, route
        assert CANARY.encode() not in response.content
        assert "no-store" in response.headers["Cache-Control"]
        seen += 1
    assert seen > 60


def test_the_back_button_shows_nothing(person: Callable[..., User]) -> None:
    """No page may be kept by the browser: going back asks the server, who says "locked"."""
    client = at_work(person())
    assert "no-store" in client.get("/reception/").headers["Cache-Control"]
    client.post("/lock/")
    assert client.get("/reception/").url == LOCKED


def test_the_lock_page_says_no_name_but_the_teams(scene: Scene) -> None:
    client = at_work(factories.make_user(Role.NURSE, scene.site))
    client.get(reverse("cases:case", args=[scene.reference]))
    client.post(reverse("cases:leave", args=[scene.arrival.pk]))
    client.post("/lock/")
    page = client.get(LOCKED).content.decode()
    assert CANARY not in page
    assert scene.reference not in page
    assert "undo" not in client.session, "what she could undo went with her"


# --- by its button ----------------------------------------------------------------------------


def test_the_button_locks_at_once(person: Callable[..., User]) -> None:
    user = person()
    client = at_work(user)
    start = last_entry()
    assert client.post("/lock/").url == LOCKED
    assert not is_signed_in(client)
    assert actions_since(start, by=user) == ["lock"]
    assert client.get("/lock/").url == LOCKED, "asking for it does nothing"


def test_looking_at_the_address_of_the_lock_does_not_lock(person: Callable[..., User]) -> None:
    client = at_work(person())
    assert client.get("/lock/").status_code == 405
    assert is_signed_in(client)


# --- tile and PIN -----------------------------------------------------------------------------


def test_two_people_share_a_pc(person: Callable[..., User]) -> None:
    one, two, stranger = person(), person(Role.NURSE), person()
    for user in (one, two, stranger):
        actions.choose_pin(by=user, pin=PIN)
    client = at_work(one)
    client.post("/lock/")
    joins(client, two)
    client.post("/lock/")
    choices = [pk for pk, _name in client.get(LOCKED).context["form"].fields["person"].choices]
    assert sorted(choices) == sorted([one.pk, two.pk])
    start = last_entry()
    assert reopen(client, one).url == "/"
    assert client.get("/account/").wsgi_request.user == one
    assert actions_since(start, by=one) == ["reopen_with_pin"]
    client.post("/lock/")
    assert reopen(client, stranger).status_code == 422, "she has not signed in on this PC"
    assert not is_signed_in(client)


def test_the_key_of_the_session_changes_at_each_turn(person: Callable[..., User]) -> None:
    user = person()
    actions.choose_pin(by=user, pin=PIN)
    client = at_work(user)
    keys = [client.session.session_key]
    client.post("/lock/")
    keys.append(client.session.session_key)
    reopen(client, user)
    keys.append(client.session.session_key)
    assert len(set(keys)) == 3
    assert Session.objects.filter(session_key__in=keys[:2]).count() == 0


def test_three_wrong_pins_end_it(person: Callable[..., User]) -> None:
    user = person()
    actions.choose_pin(by=user, pin=PIN)
    client = at_work(user)
    client.post("/lock/")
    start = last_entry()
    for left in (2, 1):
        response = reopen(client, user, "111222")
        assert response.status_code == 422
        assert str(left) in response.context["form"].errors["pin"][0]
    ended = reopen(client, user, "111222")
    assert ended.url == LOCKED
    assert "PIN" in said(ended)
    assert reopen(client, user).url == SIGN_IN, "not even the right one opens now"
    assert not is_signed_in(client)
    assert actions_since(start, by=user) == ["pin_refused"] * 3
    joins(client, user)


def test_a_right_pin_forgets_the_wrong_ones(person: Callable[..., User]) -> None:
    user = person()
    actions.choose_pin(by=user, pin=PIN)
    client = at_work(user)
    for _turn in range(3):
        client.post("/lock/")
        for _try in range(2):
            reopen(client, user, "111222")
        assert reopen(client, user).url == "/"


def test_tries_sent_at_once_are_counted_one_by_one(person: Callable[..., User]) -> None:
    """Each of them read the session before the others wrote: the count is read again."""
    user = person()
    actions.choose_pin(by=user, pin=PIN)
    client = at_work(user)
    client.post("/lock/")
    sessions = [client.session for _try in range(5)]
    for session in sessions:
        assert presence.entry_of(session, user)
    left = [actions.try_pin(by=user, session=s, pin="111222") for s in sessions]
    assert left[:3] == [2, 1, 0]
    assert actions.try_pin(by=user, session=sessions[4], pin=PIN) is not None


def test_one_without_a_pin_opens_with_her_password(person: Callable[..., User]) -> None:
    with_pin, without = person(), person(Role.NURSE)
    actions.choose_pin(by=with_pin, pin=PIN)
    client = at_work(with_pin)
    client.post("/lock/")
    joins(client, without)
    client.post("/lock/")
    refused = reopen(client, without)
    assert refused.status_code == 422
    assert refused.context["form"].errors["pin"]
    typed = {"person": without.pk, "password": PASSWORD, "password_only": "1"}
    assert client.post(LOCKED, {**typed, "password": "not-it"}).status_code == 422
    assert not is_signed_in(client)
    start = last_entry()
    assert client.post(LOCKED, typed).url == "/"
    assert not client.get("/account/").wsgi_request.user.is_narrowed
    assert actions_since(start, by=without) == ["reopen_with_password"]


@pytest.mark.parametrize("typed", [{}, {"person": "0"}, {"person": "x\x00"}, {"pin": "738205"}])
def test_what_is_no_answer_is_refused_with_words(
    person: Callable[..., User], typed: dict[str, str]
) -> None:
    user = person()
    actions.choose_pin(by=user, pin=PIN)
    client = at_work(user)
    client.post("/lock/")
    if "person" not in typed:
        typed = {**typed, "person": ""}
    response = client.post(LOCKED, typed)
    assert response.status_code == 422
    assert not is_signed_in(client)


def test_signing_out_leaves_the_others_their_place(person: Callable[..., User]) -> None:
    one, two = person(), person(Role.NURSE)
    client = at_work(one)
    client.post("/lock/")
    joins(client, two)
    client.post("/sign-out/")
    people = [pk for pk, _name in client.get(LOCKED).context["form"].fields["person"].choices]
    assert people == [one.pk]


# --- what a PIN opens -------------------------------------------------------------------------


@pytest.mark.parametrize("role", Role)
def test_a_pin_opens_no_more_than_reception(person: Callable[..., User], role: str) -> None:
    user = person(role)
    full = {c: level(user, c) for c in Compartment}
    user.is_narrowed = True
    for compartment in Compartment:
        most = TABLE[Role.RECEPTION].get(compartment, Level.NOTHING)
        assert level(user, compartment) == min(full[compartment], most)
    assert user.roles <= {Role.RECEPTION, Role.VOLUNTEER}


def test_the_password_opens_the_rest(scene: Scene) -> None:
    nurse = factories.make_user(Role.NURSE, scene.site)
    actions.choose_pin(by=nurse, pin=PIN)
    client = at_work(nurse)
    health = reverse("clinics:health", args=[scene.reference])
    assert client.get(health).status_code == 200
    client.post("/lock/")
    reopen(client, nurse)
    refused = client.get(health)
    assert refused.status_code == 403
    assert "/locked/open/" in refused.content.decode()
    assert client.get("/reception/").status_code == 200
    assert client.get("/account/password/").url == "/locked/open/"
    assert client.post("/locked/open/", {"password": "not-it"}).status_code == 422
    assert client.get(health).status_code == 403
    start = last_entry()
    assert client.post("/locked/open/", {"password": PASSWORD}).url == "/"
    assert client.get(health).status_code == 200
    assert actions_since(start, by=nurse)[:1] == ["open_fully"]


# --- what ends a place ------------------------------------------------------------------------


def test_a_shift_ends(person: Callable[..., User], clock: Callable[[float], None]) -> None:
    user = person(Role.NURSE)
    actions.choose_pin(by=user, pin=PIN)
    client = at_work(user)
    for _time in range(70):
        clock(9)
        response = client.get("/account/")
        if response.status_code != 200:
            break
    assert response.url == SIGN_IN
    assert AuditEntry.objects.filter(action="shift_over", by=user).count() == 1


def test_a_posting_that_ends_takes_the_place_with_it(person: Callable[..., User]) -> None:
    user = person()
    actions.choose_pin(by=user, pin=PIN)
    client = at_work(user)
    client.post("/lock/")
    Posting.objects.filter(user=user).update(
        valid_from=datetime.date(2020, 1, 1), valid_to=datetime.date(2020, 1, 2)
    )
    assert client.get(LOCKED).url == SIGN_IN
    assert reopen(client, user).url == SIGN_IN


def test_one_button_locks_the_whole_site(
    person: Callable[..., User], site: Site, clock: Callable[[float], None]
) -> None:
    here = [person(), person(Role.NURSE), person(Role.COORDINATOR)]
    for user in here:
        actions.choose_pin(by=user, pin=PIN)
    clients = [at_work(user) for user in here]
    shared = at_work(here[0])
    shared.post("/lock/")
    elsewhere = at_work(factories.make_user(Role.NURSE, factories.make_site("Paris")))
    clock(1)
    assert clients[0].get("/lock/site/").status_code == 200
    start = last_entry()
    clients[0].post("/lock/site/")
    assert actions_since(start, by=here[0]) == ["lock_site"]
    for client in clients:
        response = client.get("/reception/")
        assert response.url == SIGN_IN
        assert said(response)
    assert shared.get(LOCKED).url == SIGN_IN, "a PIN does not reopen it"
    assert reopen(shared, here[0]).url == SIGN_IN
    assert elsewhere.get("/reception/").status_code == 200
    clock(1)
    joins(clients[0], here[0])
    assert clients[0].get("/reception/").status_code == 200


# --- volunteers -------------------------------------------------------------------------------


def test_a_volunteer_has_todays_list_and_the_search(scene: Scene) -> None:
    volunteer = at_work(factories.make_user(Role.VOLUNTEER, scene.site))
    day = volunteer.get("/reception/").content.decode()
    found = volunteer.post("/search/", {"q": CANARY}).content.decode()
    for page in (day, found):
        assert CANARY in page
        assert f"/cases/{scene.reference}/" not in page
    assert 'class="not-on-paper"' in day
    assert volunteer.get(reverse("cases:case", args=[scene.reference])).status_code == 403
    assert volunteer.post(reverse("cases:leave", args=[scene.arrival.pk])).status_code == 302
    reception = at_work(factories.make_user(Role.RECEPTION, scene.site))
    assert "not-on-paper" not in reception.get("/reception/").content.decode()


def test_a_volunteers_account_ends_by_itself(
    person: Callable[..., User], time_machine: object
) -> None:
    evening = NOW.replace(hour=22, minute=58)  # two minutes to midnight in Paris
    time_machine.move_to(evening, tick=False)
    user = person(Role.VOLUNTEER, valid_to=evening.date())
    client = at_work(user)
    time_machine.shift(datetime.timedelta(minutes=4))
    response = client.get("/reception/")
    assert response.url == SIGN_IN
    assert said(response)
    assert AuditEntry.objects.filter(action="sign_in_expired", by=user).count() == 1
