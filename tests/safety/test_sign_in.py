"""Points 13 and 14 of the safety list: the second factor, and what a wrong password costs whom.

Every sentence that refuses is one that says what to do.
"""

import base64
import datetime
from collections.abc import Callable
from pathlib import Path

import pytest
from allauth.account.adapter import get_adapter
from allauth.core.context import request_context
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from django.contrib.messages import get_messages
from django.contrib.sessions.models import Session
from django.core import signing
from django.core.cache import caches
from django.db import connection
from django.test import Client, RequestFactory
from django.urls import reverse

from staff import (
    actions,
    approvals,
    encryption,
    enrolled,
    keyring,
    passwords,
    second_factor,
)
from staff.choices import Role
from staff.models import Approval, AuditEntry, Centre, Device, Site, User
from tests import factories
from tests.factories import PASSWORD
from tests.matrix.routes import ROUTES
from tests.matrix.scene import make_scene
from tests.staff.trail import actions_since, last_entry

SIGN_IN, CODE, FACTORS = "/sign-in/", "/sign-in/code/", "/account/second-factor/"
NOW = datetime.datetime(2026, 11, 19, 9, tzinfo=datetime.UTC)
NEW = "cinq-mots-encore-plus-simples"


def type_password(client: Client, user: User, password: str = PASSWORD, **kwargs: str) -> object:
    return client.post(SIGN_IN, {"login": user.username, "password": password}, **kwargs)


def type_code(client: Client, code: str) -> object:
    return client.post(CODE, {"code": code})


def is_signed_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


def enrolled_pc(site: Site, by: User) -> tuple[Client, Device]:
    """Return a browser on an enrolled PC of this site."""
    device, secret = actions.enrol_device(by=by, label="Accueil", site=site)
    client = Client()
    client.cookies[enrolled.COOKIE] = signed(enrolled.COOKIE, secret, enrolled.SALT)
    return client, device


def signed(name: str, value: str, salt: str) -> str:
    return signing.get_cookie_signer(salt=name + salt).sign(value)


def said(response: object) -> str:
    return " ".join(str(message) for message in get_messages(response.wsgi_request))


# --- no page before the second factor ---------------------------------------------------------


@pytest.mark.django_db(databases=["default", "owner"])
def test_no_page_opens_before_a_second_factor_is_enrolled() -> None:
    """Every address there is, but enrolment, one's own password, the language, the way out."""
    scene = make_scene()
    client = Client(raise_request_exception=False)
    client.force_login(factories.make_user(Role.NURSE, scene.site, has_factor=False))
    open_ones = set()
    for route in ROUTES:
        response = client.get(route.url(scene))
        if response.headers.get("Location") != FACTORS and route.public is None:
            open_ones.add(route.name)
    assert open_ones == {
        "account_change_password",
        "account_logout",
        "account_reauthenticate",
        "mfa_activate_totp",
        "mfa_add_webauthn",
        "mfa_index",
        "staff:lock",
        "staff:stay_awake",
    }


def test_the_demonstration_asks_for_none(person: Callable[..., User], client: Client) -> None:
    user = person(Role.NURSE, has_factor=False)
    Centre.objects.update(is_demo=True)
    client.force_login(user)
    assert client.get("/reception/").status_code == 200
    assert client.get(FACTORS).status_code == 200


def test_enrolling_an_application_opens_the_house(
    person: Callable[..., User], client: Client
) -> None:
    user = person(has_factor=False)
    start = last_entry()
    type_password(client, user)
    assert client.get("/reception/").url == FACTORS
    page = client.get(f"{FACTORS}app/")
    assert page.status_code == 200
    assert page.context["totp_svg_data_uri"].startswith("data:image/svg+xml;base64,")
    wrong = client.post(f"{FACTORS}app/", {"code": "000000"})
    assert wrong.context["form"].errors["code"]
    secret = client.session["mfa.totp.secret"]
    answer = client.post(f"{FACTORS}app/", {"code": factories.code(secret=secret)})
    assert answer.url == f"{FACTORS}codes/"
    assert len(client.get(answer.url).context["unused_codes"]) == 10
    assert not client.get(answer.url).context["can_view_codes"], "they are shown once"
    assert client.get("/reception/").status_code == 200
    assert "mfa.totp.secret" not in client.session
    assert actions_since(start, by=user)[:1] == ["sign_in"]


def test_the_secrets_are_sealed(person: Callable[..., User]) -> None:
    user = person()
    RecoveryCodes.activate(user)
    with connection.cursor() as cursor:
        cursor.execute("SELECT data::text FROM mfa_authenticator")
        stored = "".join(row[0] for row in cursor.fetchall())
    assert factories.TOTP_SECRET not in stored
    adapter = second_factor.StaffMFAAdapter()
    [row] = Authenticator.objects.filter(type=Authenticator.Type.TOTP)
    assert adapter.decrypt(row.data["secret"]) == factories.TOTP_SECRET
    sealed = bytearray(base64.b64decode(row.data["secret"]))
    sealed[-1] ^= 1
    with pytest.raises(encryption.SealError):
        adapter.decrypt(base64.b64encode(bytes(sealed)).decode())


# --- the codes --------------------------------------------------------------------------------


def test_the_password_alone_is_not_enough(person: Callable[..., User], client: Client) -> None:
    assert type_password(client, person()).url == CODE
    assert not is_signed_in(client)
    assert client.get("/reception/").url.startswith(SIGN_IN)


def test_a_wrong_code_is_refused_with_a_sentence(
    person: Callable[..., User], client: Client
) -> None:
    user = person()
    start = last_entry()
    type_password(client, user)
    response = type_code(client, "000000")
    assert response.context["form"].errors["code"] == [
        str(second_factor.StaffMFAAdapter.error_messages["incorrect_code"])
    ]
    assert not is_signed_in(client)
    assert actions_since(start) == ["second_factor_refused"]


@pytest.mark.parametrize("later", [-1, 0, 1])
def test_a_code_serves_once(
    person: Callable[..., User], client: Client, time_machine: object, later: int
) -> None:
    """Also the one before and the one after, which a telephone's clock makes us take."""
    time_machine.move_to(NOW, tick=False)
    user = person()
    code = factories.code(later)
    type_password(client, user)
    type_code(client, code)
    assert is_signed_in(client)
    for seconds in (1, 29, 31):
        time_machine.move_to(NOW + datetime.timedelta(seconds=seconds), tick=False)
        again = Client()
        type_password(again, user)
        response = type_code(again, code)
        assert not is_signed_in(again)
        assert response.context["form"].errors["code"]
    said_first = second_factor.StaffMFAAdapter.error_messages["code_already_used"]
    assert response.context["form"].errors["code"] == [str(said_first)]


def test_a_code_of_two_minutes_ago_opens_nothing(
    person: Callable[..., User], client: Client
) -> None:
    type_password(client, person())
    type_code(client, factories.code(-4))
    assert not is_signed_in(client)


def test_a_recovery_code_serves_once(person: Callable[..., User], client: Client) -> None:
    user = person()
    codes = RecoveryCodes.activate(user).get_unused_codes()
    start = last_entry()
    type_password(client, user)
    type_code(client, codes[0])
    assert is_signed_in(client)
    assert actions_since(start, by=user) == ["use_recovery_code", "sign_in"]
    again = Client()
    type_password(again, user)
    type_code(again, codes[0])
    assert not is_signed_in(again)
    type_code(again, codes[1])
    assert is_signed_in(again)


def test_the_only_factor_cannot_be_removed(as_role: Callable[..., Client]) -> None:
    client = as_role()
    page = client.post(f"{FACTORS}app/remove/")
    assert page.context["form"].non_field_errors()
    assert second_factor.factors_of(client.user).count() == 1
    key = Authenticator.objects.create(
        user=client.user, type=Authenticator.Type.WEBAUTHN, data={"name": "Clé", "credential": {}}
    )
    client.post(f"{FACTORS}app/remove/")
    assert list(second_factor.factors_of(client.user)) == [key]
    response = client.post(reverse("staff:remove_passkey", args=[key.pk]))
    assert response.url == FACTORS
    assert list(second_factor.factors_of(client.user)) == [key]


def test_a_password_change_ends_the_other_sessions(person: Callable[..., User]) -> None:
    user = person()
    here, elsewhere = Client(), Client()
    for client in (here, elsewhere):
        client.force_login(user)
        assert client.get("/reception/").status_code == 200
    here.post("/account/password/", {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW})
    assert here.get("/reception/").status_code == 200
    assert elsewhere.get("/reception/").url.startswith(SIGN_IN)


def test_a_password_change_ends_what_a_pin_could_reopen(person: Callable[..., User]) -> None:
    user = person()
    actions.choose_pin(by=user, pin="738205")
    here, elsewhere = Client(), Client()
    for client in (here, elsewhere):
        client.force_login(user)
        client.get("/reception/")
        client.post("/lock/")
    here.post("/locked/", {"person": user.pk, "password": PASSWORD, "password_only": "1"})
    here.post("/account/password/", {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW})
    here.post("/lock/")
    assert here.get("/locked/").status_code == 200
    assert elsewhere.get("/locked/").url == SIGN_IN


# --- the enrolled PC --------------------------------------------------------------------------


def test_on_an_enrolled_pc_the_password_is_enough(person: Callable[..., User], site: Site) -> None:
    user, coordinator = person(has_factor=False), person(Role.COORDINATOR)
    client, device = enrolled_pc(site, coordinator)
    start = last_entry()
    type_password(client, user)
    assert is_signed_in(client)
    assert client.get("/reception/").status_code == 200
    [entry] = AuditEntry.objects.filter(pk__gt=start, action="sign_in")
    assert entry.subject == f"staff.device:{device.pk}"


def test_it_vouches_for_the_people_of_its_site_only(
    person: Callable[..., User], site: Site
) -> None:
    other = factories.make_site("Paris")
    client, _device = enrolled_pc(other, person(Role.COORDINATOR))
    assert type_password(client, person()).url == CODE
    assert not is_signed_in(client)


@pytest.mark.parametrize("value", ["", "x", "planted:signature"])
def test_a_cookie_that_is_not_ours_vouches_for_nobody(
    person: Callable[..., User], client: Client, value: str
) -> None:
    client.cookies[enrolled.COOKIE] = value
    assert type_password(client, person()).url == CODE


def test_the_secret_is_nowhere_in_the_database(person: Callable[..., User], site: Site) -> None:
    _device, secret = actions.enrol_device(by=person(), label="Accueil", site=site)
    assert secret not in str(list(Device.objects.values_list()))


def test_a_coordinator_enrols_the_pc_she_is_on(as_role: Callable[..., Client], site: Site) -> None:
    coordinator = as_role(Role.COORDINATOR)
    start = last_entry()
    response = coordinator.post("/devices/new/", {"label": "Accueil, gauche", "site": site.pk})
    assert response.url == "/devices/"
    cookie = response.cookies[enrolled.COOKIE]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    [device] = Device.objects.all()
    assert coordinator.get("/devices/").context["here"] == device
    assert actions_since(start, by=coordinator.user) == ["enrol_device"]
    user = factories.make_user(Role.RECEPTION, site, has_factor=False)
    coordinator.post("/sign-out/")
    type_password(coordinator, user)
    assert is_signed_in(coordinator)


def test_a_revoked_pc_ends_what_it_opened_and_says_so(
    person: Callable[..., User], site: Site
) -> None:
    user, coordinator = person(has_factor=False), person(Role.COORDINATOR)
    client, device = enrolled_pc(site, coordinator)
    type_password(client, user)
    assert client.get("/reception/").status_code == 200
    actions.revoke_device(by=coordinator, device=device)
    response = client.get("/reception/")
    assert response.url == SIGN_IN
    assert said(response) == enrolled.revoked_sentence()
    assert not is_signed_in(client)
    assert AuditEntry.objects.filter(action="device_refused", by=user).count() == 1
    signed_in = type_password(client, user)
    assert signed_in.cookies[enrolled.COOKIE].value == ""
    assert client.get("/reception/").url == FACTORS, "she enrols a factor of her own"


# --- wrong passwords --------------------------------------------------------------------------


def test_twelve_tries_from_twelve_addresses_are_not_twelve_tries(
    person: Callable[..., User],
) -> None:
    user = person()
    refused = 0
    for number in range(12):
        response = type_password(Client(), user, "not-it", REMOTE_ADDR=f"192.0.2.{number + 1}")
        refused += "cinq minutes" in str(response.context["form"].errors) or (
            "five minutes" in str(response.context["form"].errors)
        )
    assert refused == 7, "five tries in five minutes, wherever they come from"
    type_password(attacker := Client(), user, REMOTE_ADDR="192.0.2.99")
    assert "account_login" not in attacker.session


def test_nobody_locks_a_colleague_out_from_elsewhere(
    person: Callable[..., User], site: Site
) -> None:
    """At an enrolled PC, and on the browser where she has signed in before, she gets in."""
    user = person()
    at_home = Client()
    type_password(at_home, user)
    at_home.post("/sign-out/")
    type_password(at_home, user)
    type_code(at_home, factories.code())
    at_home.post("/sign-out/")
    for number in range(30):
        type_password(Client(), user, "not-it", REMOTE_ADDR=f"192.0.2.{number + 1}")
    client, _device = enrolled_pc(site, person(Role.COORDINATOR))
    type_password(client, user)
    assert is_signed_in(client)
    assert type_password(at_home, user).url == CODE
    assert "form" in type_password(Client(), user).context


def test_a_browser_is_known_for_its_own_person_only(person: Callable[..., User]) -> None:
    clumsy, colleague = person(), person()
    browser = Client()
    type_password(browser, clumsy)
    type_code(browser, factories.code())
    browser.post("/sign-out/")
    for number in range(6):
        type_password(Client(), colleague, "not-it", REMOTE_ADDR=f"192.0.2.{number + 1}")
    assert type_password(browser, colleague).context["form"].errors
    assert clumsy.username not in str(browser.cookies)


def test_the_budget_holds_across_workers_and_restarts(person: Callable[..., User]) -> None:
    """It is rows of the database: another worker, or the same one started again, reads them."""
    assert type(caches["default"]).__name__ == "DatabaseCache"
    user = person()
    for _try in range(5):
        type_password(Client(), user, "not-it")
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM staff_cache WHERE cache_key LIKE '%%login_failed%%'")
        assert cursor.fetchone()[0] >= 1
    for name in list(caches):
        del caches[name]  # what this process held of it is gone
    assert type_password(Client(), user).context["form"].errors


def test_wrong_codes_have_a_budget_too(person: Callable[..., User], client: Client) -> None:
    type_password(client, person())
    for _try in range(5):
        type_code(client, "000000")
    type_code(client, factories.code())
    assert not is_signed_in(client)


# --- a lost factor takes two people -----------------------------------------------------------


@pytest.fixture
def lost(person: Callable[..., User]) -> User:
    return person(Role.NURSE)


def ask(client: Client, user: User) -> Approval:
    response = client.post(reverse("staff:ask_reset_second_factor", args=[user.pk]))
    assert response.url == "/approvals/"
    return Approval.objects.get(subject=f"staff.user:{user.pk}")


def test_one_asks_and_another_one_approves(as_role: Callable[..., Client], lost: User) -> None:
    nurse = Client()
    nurse.force_login(lost)
    assert nurse.get("/reception/").status_code == 200
    coordinator, director = as_role(Role.COORDINATOR), as_role(Role.DIRECTOR)
    approval = ask(coordinator, lost)
    page = director.get("/approvals/")
    assert [about for _a, _label, about in page.context["awaiting"]] == [lost.full_name]
    assert [link.badge for link in page.context["nav"] if link.url == "/approvals/"] == ["1"]
    start = last_entry()
    director.post(reverse("staff:approve", args=[approval.pk]))
    assert not Authenticator.objects.filter(user=lost).exists()
    assert nurse.get("/reception/").url.startswith(SIGN_IN), "her sessions end"
    assert actions_since(start, by=director.user) == ["approve", "reset_second_factor"]
    type_password(again := Client(), lost)
    assert again.get("/reception/").url == FACTORS


def test_the_director_asks_from_the_list_of_the_team(
    as_role: Callable[..., Client], lost: User
) -> None:
    """She edits no account: the button that she may press is beside the name."""
    director, coordinator = as_role(Role.DIRECTOR), as_role(Role.COORDINATOR)
    page = director.get("/team/").content.decode()
    url = "staff:ask_reset_second_factor"
    assert reverse(url, args=[lost.pk]) in page
    assert reverse(url, args=[director.user.pk]) not in page
    assert reverse(url, args=[lost.pk]) not in coordinator.get("/team/").content.decode()
    coordinator.post(reverse("staff:approve", args=[ask(director, lost).pk]))
    assert not Authenticator.objects.filter(user=lost).exists()


def test_the_one_who_asked_never_approves(as_role: Callable[..., Client], lost: User) -> None:
    coordinator = as_role(Role.COORDINATOR)
    approval = ask(coordinator, lost)
    assert coordinator.post(reverse("staff:approve", args=[approval.pk])).status_code == 403
    assert Authenticator.objects.filter(user=lost).exists()
    assert coordinator.get("/approvals/").context["awaiting"] == []


def test_nobody_asks_or_approves_for_herself(as_role: Callable[..., Client]) -> None:
    one, two = as_role(Role.COORDINATOR), as_role(Role.COORDINATOR)
    mine = reverse("staff:ask_reset_second_factor", args=[one.user.pk])
    assert one.post(mine).status_code == 403
    approval = ask(two, one.user)
    assert one.post(reverse("staff:approve", args=[approval.pk])).status_code == 403
    assert not approvals.can_decide(one.user, approval)


def test_refused_or_taken_back_nothing_is_done(as_role: Callable[..., Client], lost: User) -> None:
    coordinator, director = as_role(Role.COORDINATOR), as_role(Role.DIRECTOR)
    for decider in (director, coordinator):
        approval = ask(coordinator, lost)
        decider.post(reverse("staff:refuse_approval", args=[approval.pk]))
        assert Authenticator.objects.filter(user=lost).exists()
        late = director.post(reverse("staff:approve", args=[approval.pk]))
        assert late.url == "/approvals/", "an answer is given once"
        assert Authenticator.objects.filter(user=lost).exists()
        Approval.objects.filter(pk=approval.pk).update(subject="staff.user:0")


@pytest.mark.django_db(databases=["default", "owner"], transaction=True)
def test_the_secrets_are_sealed_again_under_a_new_key(
    tmp_path: Path, settings: object, person: Callable[..., User]
) -> None:
    settings.KEYS_DIR = tmp_path / "keys"
    keyring.forget()
    try:
        keyring.make(1)
        user = person()
        codes = RecoveryCodes.activate(user).get_unused_codes()
        assert second_factor.reseal() == 0, "all of them are under the present key"
        keyring.make(2)
        assert second_factor.reseal() == 2
        assert second_factor.reseal() == 0
        (settings.KEYS_DIR / "1.key").unlink()
        keyring.forget()
        assert RecoveryCodes.activate(user).get_unused_codes() == codes
    finally:
        keyring.forget()


# --- PINs -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "pin",
    ["000000", "777777", "123456", "654321", "012345", "890123", "121212", "123123", "140709",
     "091407", "090714", "071990", "199007", "311299"],
)  # fmt: skip
def test_a_pin_that_a_colleague_would_try_is_refused(
    as_role: Callable[..., Client], pin: str
) -> None:
    client = as_role()
    response = client.post("/account/pin/", {"pin": pin, "pin_again": pin, "password": PASSWORD})
    assert response.status_code == 422
    assert response.context["form"].errors["pin"]


@pytest.mark.parametrize("pin", ["738205", "739962", "860253", "995318"])
def test_most_pins_are_good(pin: str) -> None:
    assert not passwords.is_easy_pin(pin)


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"pin": "73820"}, "pin"),
        ({"pin": "73820a"}, "pin"),
        ({"pin": "٧٣٨٢٠٥"}, "pin"),
        ({"pin": ""}, "pin"),
        ({"pin_again": "738206"}, "pin_again"),
        ({"password": "not-it"}, "password"),
        ({"password": ""}, "password"),
    ],
)
def test_what_is_wrong_with_a_pin_is_said_beside_its_box(
    as_role: Callable[..., Client], typed: dict[str, str], field: str
) -> None:
    client = as_role()
    right = {"pin": "738205", "pin_again": "738205", "password": PASSWORD}
    response = client.post("/account/pin/", {**right, **typed})
    assert response.status_code == 422
    assert field in response.context["form"].errors
    assert not hasattr(User.objects.get(pk=client.user.pk), "pin")


def test_a_pin_is_kept_hashed_and_never_in_a_session(as_role: Callable[..., Client]) -> None:
    client = as_role()
    start = last_entry()
    client.post("/account/pin/", {"pin": "738205", "pin_again": "738205", "password": PASSWORD})
    user = User.objects.get(pk=client.user.pk)
    assert "738205" not in user.pin.secret_hash
    assert passwords.pin_matches(user.pk, "738205", user.pin.secret_hash)
    assert not passwords.pin_matches(user.pk + 1, "738205", user.pin.secret_hash)
    assert "738205" not in str([s.get_decoded() for s in Session.objects.all()])
    assert actions_since(start, by=user) == ["choose_pin"]


def test_the_loopback_address_alone_opens_the_demonstration_by_passkey(
    person: Callable[..., User],
) -> None:
    user = person(is_demo=True)
    request = RequestFactory().get("/", REMOTE_ADDR="192.0.2.1")
    with request_context(request):
        response = get_adapter().pre_login(
            request, user, email_verification="none", signal_kwargs=None, email=None,
            signup=False, redirect_url=None,
        )  # fmt: skip
    assert response.url == SIGN_IN
