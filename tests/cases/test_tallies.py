"""What the site hands out: one tap counts, a correction needs no arithmetic, nobody is named."""

import datetime
import uuid
from collections.abc import Callable

import pytest
from django.contrib.messages import get_messages
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from cases import actions, tallies
from cases.choices import MOST_A_DAY, Service
from cases.models import TallyStep
from staff import actions as staff_actions
from staff.choices import Role
from staff.models import OpeningException, Site
from tests import factories
from tests.staff.trail import actions_since, last_entry

PAGE = "/tallies/"
DAY = datetime.timedelta(days=1)
HTMX = {"HX-Request": "true"}


@pytest.fixture
def client(as_role: Callable[..., Client]) -> Client:
    return as_role()


def tap(
    client: Client, site: Site, amount: object, service: str = "meal", **more: object
) -> HttpResponse:
    day = more.pop("day", timezone.localdate())
    url = f"{PAGE}{site.pk}/{day}/{service}/add/"
    return client.post(url, {"amount": amount, **more})


def totals(site: Site, day: datetime.date | None = None) -> dict[str, int | None]:
    """Return {service: its total} of those that were counted."""
    found = tallies.tallies_on(day or timezone.localdate(), site)
    return {tally.service: tally.total for tally in found if tally.total is not None}


def said(response: HttpResponse) -> str:
    """Return the last sentence that the next page will show."""
    return [str(message) for message in get_messages(response.wsgi_request)][-1]


def correct(
    client: Client, site: Site, day: datetime.date | None = None, **typed: object
) -> HttpResponse:
    """Post the form of a day as its page showed it, with these numbers changed."""
    day = day or timezone.localdate()
    url = f"{PAGE}{site.pk}/{day}/correct/"
    form = client.get(url).context["form"]
    shown = {name: "" if form[name].value() is None else form[name].value() for name in form.fields}
    return client.post(url, shown | typed)


# --- a tap ----------------------------------------------------------------------------------------


def test_one_tap_counts(client: Client, site: Site) -> None:
    start = last_entry()
    assert totals(site) == {}
    for amount in (1, 5, 1, -1):
        assert tap(client, site, amount).status_code == 302
    tap(client, site, 1, "shower")
    assert totals(site) == {"meal": 6, "shower": 1}
    assert actions_since(start, by=client.user) == ["add_tally"] * 5
    assert set(TallyStep.objects.values_list("site", "day", "by")) == {
        (site.pk, timezone.localdate(), client.user.pk)
    }


def test_each_service_has_its_three_buttons(client: Client) -> None:
    html = client.get(PAGE).content.decode()
    for label in Service.labels:
        for sign in ("−1", "+1", "+5"):
            assert f"""{sign}<span class="visually-hidden"> {label}</span>""" in html
    assert [str(label) for label in Service.labels[:4]] == [
        "Repas", "Douches", "Lessives", "Kits d’hygiène",
    ]  # fmt: skip


def test_it_leads_back_to_where_one_tapped(client: Client, site: Site) -> None:
    first = tap(client, site, 1, "laundry")
    assert client.get(first.url).url == f"{PAGE}#tally-laundry"


@pytest.mark.parametrize("amount", ["", "2", "-5", "1.0", "01", "١", "1e3", "99999999999999999999"])
def test_what_no_button_sends_is_no_tap(client: Client, site: Site, amount: str) -> None:
    assert tap(client, site, amount).status_code == 404
    assert totals(site) == {}


@pytest.mark.parametrize("place", ["haircut/add/", "MEAL/add/", "meal/take/"])
def test_what_is_not_handed_out_has_no_address(client: Client, site: Site, place: str) -> None:
    url = f"{PAGE}{site.pk}/{timezone.localdate()}/{place}"
    assert client.post(url, {"amount": 1}).status_code == 404


@pytest.mark.parametrize("day", ["2026-02-30", "0000-01-01", "26-1-1", "2019-01-01", "2999-01-01"])
def test_a_day_that_cannot_be_has_no_address(client: Client, site: Site, day: str) -> None:
    for end in ("meal/", "correct/"):
        assert client.get(f"{PAGE}{site.pk}/{day}/{end}").status_code in (403, 404)
    assert tap(client, site, 1, day=day).status_code == 404


def test_a_form_sent_twice_counts_once(client: Client, site: Site) -> None:
    token = str(uuid.uuid4())
    urls = {tap(client, site, 1, once=token).url for _time in range(3)}
    assert len(urls) == 1
    assert totals(site) == {"meal": 1}


def test_below_zero_is_said_and_changes_nothing(client: Client, site: Site) -> None:
    for _time in range(2):
        response = tap(client, site, -1)
        assert said(response) == "Repas : le compte passerait sous zéro. Rien n’a été changé."
        assert totals(site) == {}
    tap(client, site, 1)
    tap(client, site, -1)
    assert totals(site) == {"meal": 0}
    assert "sous zéro" in said(tap(client, site, -1))
    assert totals(site) == {"meal": 0}


def test_more_than_can_be_is_said(client: Client, site: Site) -> None:
    correct(client, site, meal=MOST_A_DAY)
    assert "plus qu’un site" in said(tap(client, site, 1))
    assert totals(site) == {"meal": MOST_A_DAY}


def test_a_page_left_open_over_night_counts_for_nobody(client: Client, site: Site) -> None:
    """Whoever taps in the morning means today."""
    yesterday = timezone.localdate() - DAY
    response = tap(client, site, 5, day=yesterday)
    assert response.url == PAGE
    assert "celle d’un autre jour" in said(response)
    url = f"{PAGE}{site.pk}/{yesterday}/meal/add/"
    assert client.post(url, {"amount": 5}, headers=HTMX)["HX-Redirect"] == PAGE
    assert totals(site) == totals(site, yesterday) == {}


# --- without JavaScript everything, with htmx only the count --------------------------------------


def test_htmx_takes_the_count_and_nothing_else(client: Client, site: Site) -> None:
    url = f"{PAGE}{site.pk}/{timezone.localdate()}/meal/add/"
    response = client.post(url, {"amount": 5, "once": uuid.uuid4()}, headers=HTMX, follow=True)
    html = response.content.decode()
    assert "<html" not in html
    assert "Douches" not in html
    assert html.lstrip().startswith("<output")
    assert html.count('name="once"') == 4, "three buttons and what undoes"
    assert "Repas : +5." in html


# --- none is not "not counted" --------------------------------------------------------------------


def test_none_and_not_counted_are_two(client: Client, site: Site) -> None:
    html = client.get(PAGE).content.decode()
    assert html.count("pas compté") == len(Service)
    tap(client, site, 0)
    assert totals(site) == {"meal": 0}
    assert client.get(PAGE).content.decode().count("pas compté") == len(Service) - 1
    tap(client, site, 1)
    assert totals(site) == {"meal": 1}


def test_none_is_not_said_over_what_a_colleague_counted(client: Client, site: Site) -> None:
    factories.make_tally(by=client.user, site=site, amount=1)
    assert "un collègue en a compté" in said(tap(client, site, 0))
    assert totals(site) == {"meal": 1}


def test_what_was_counted_by_mistake_is_not_counted_again(client: Client, site: Site) -> None:
    tap(client, site, 5)
    correct(client, site, meal="")
    assert totals(site) == {}
    tap(client, site, 1)
    assert totals(site) == {"meal": 1}


# --- corrections ----------------------------------------------------------------------------------


def test_the_right_number_is_written_without_arithmetic(client: Client, site: Site) -> None:
    tap(client, site, 5)
    tap(client, site, 1, "shower")
    start = last_entry()
    response = correct(client, site, meal=42, laundry=0)
    assert response.url == PAGE
    assert totals(site) == {"meal": 42, "shower": 1, "laundry": 0}
    assert actions_since(start, by=client.user) == ["correct_tallies"] * 2
    html = client.get(PAGE).content.decode()
    assert "Corrections de ce jour" in html
    assert "+37" in html
    assert "Saisi après coup" not in html


def test_what_did_not_change_writes_nothing(client: Client, site: Site) -> None:
    tap(client, site, 5)
    start = last_entry()
    assert said(correct(client, site)) == "Rien n’avait changé."
    assert actions_since(start, by=client.user) == []
    assert client.post(f"{PAGE}{site.pk}/{timezone.localdate()}/correct/").status_code == 302
    assert totals(site) == {"meal": 5}


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("-1", "sous zéro"),
        ("douze", "nombre entier"),
        ("1,5", "nombre entier"),
        (str(MOST_A_DAY + 1), "plus qu’un site"),
    ],
)
def test_a_wrong_number_is_said_beside_it_and_the_others_are_kept(
    client: Client, site: Site, typed: str, sentence: str
) -> None:
    response = correct(client, site, meal=typed, shower=7)
    assert response.status_code == 422
    form = response.context["form"]
    assert set(form.errors) == {"meal"}
    assert sentence in form.errors["meal"][0]
    assert (form["meal"].value(), form["shower"].value()) == (typed, "7")
    assert totals(site) == {}


def test_what_a_colleague_counted_meanwhile_is_asked_about(client: Client, site: Site) -> None:
    """She corrected the meals; the showers, which she did not touch, are her colleague's."""
    tap(client, site, 5)
    url = f"{PAGE}{site.pk}/{timezone.localdate()}/correct/"
    sent = {"meal": 42, "shown-meal": 5}
    for service in ("meal", "shower"):
        factories.make_tally(by=client.user, site=site, service=service, amount=1)
    response = client.post(url, sent)
    assert response.status_code == 422
    form = response.context["form"]
    assert "6 maintenant" in form.errors["meal"][0]
    assert totals(site) == {"meal": 6, "shower": 1}
    again = {name: form[name].value() or "" for name in form.fields}
    assert (again["meal"], again["shown-meal"], again["shower"]) == ("42", "6", "1")
    assert client.post(url, again).status_code == 302
    assert totals(site) == {"meal": 42, "shower": 1}


def test_the_same_correction_by_two_people_is_one(client: Client, site: Site) -> None:
    tap(client, site, 5)
    correct(client, site, meal=7)
    url = f"{PAGE}{site.pk}/{timezone.localdate()}/correct/"
    assert client.post(url, {"meal": 7, "shown-meal": 5}).status_code == 302
    assert totals(site) == {"meal": 7}


# --- another day ----------------------------------------------------------------------------------


def test_yesterday_is_corrected_as_a_late_entry(client: Client, site: Site) -> None:
    yesterday = timezone.localdate() - DAY
    response = correct(client, site, yesterday, meal=31)
    assert response.url == f"{PAGE}?day={yesterday}"
    assert totals(site, yesterday) == {"meal": 31}
    assert totals(site) == {}
    html = client.get(response.url).content.decode()
    assert html.count("Saisi après coup") == 2, "beside the number, and in the list"
    assert client.user.full_name in html
    assert "+5" not in html, "taps are today's"


@pytest.mark.parametrize("role", Role)
def test_who_corrects_what(as_role: Callable[..., Client], site: Site, role: Role) -> None:
    client = as_role(role)
    today = timezone.localdate()
    writes = {Role.RECEPTION, Role.NURSE, Role.DOCTOR, Role.MIDWIFE, Role.SOCIAL}
    for day, may in (
        (today, writes | {Role.VOLUNTEER, Role.COORDINATOR}),
        (today - DAY, writes | {Role.COORDINATOR}),
    ):
        answer = client.get(f"{PAGE}{site.pk}/{day}/correct/").status_code
        assert answer == (200 if role in may else 403), day
        page = client.get(f"{PAGE}?day={day}")
        if page.status_code == 200:
            link = f'href="/tallies/{site.pk}/{day}/correct/"'
            assert (link in page.content.decode()) == (role in may)
            may_tap = day == today and role in writes | {Role.VOLUNTEER}
            assert ("hx-post" in page.content.decode()) == may_tap


@pytest.mark.parametrize(
    ("asked", "sentence"),
    [("2999-01-01", "pas encore venu"), ("2019-01-01", "pas encore ouvert"), ("hier", "date")],
)
def test_a_day_that_cannot_be_shown_is_said(client: Client, asked: str, sentence: str) -> None:
    response = client.get(PAGE, {"day": asked})
    assert response.status_code == 200
    assert response.context["day"] == timezone.localdate()
    assert sentence in response.context["form"].errors["day"][0]


@pytest.mark.parametrize("is_open", [True, False])
def test_a_closed_day_is_said_and_counts_all_the_same(
    client: Client, site: Site, is_open: bool
) -> None:
    hours = {"opens_at": datetime.time(9), "closes_at": datetime.time(12)} if is_open else {}
    staff_actions.add_opening_exception(
        by=client.user,
        exception=OpeningException(site=site, day=timezone.localdate(), is_open=is_open, **hours),
    )
    assert ("le site est fermé" in client.get(PAGE).content.decode()) is not is_open
    tap(client, site, 5)
    assert totals(site) == {"meal": 5}


# --- a site's -------------------------------------------------------------------------------------


def test_two_sites_count_apart(client: Client, site: Site) -> None:
    other = factories.make_site("Paris")
    tap(client, site, 5)
    assert tap(client, other, 5).status_code == 404
    assert (totals(site), totals(other)) == ({"meal": 5}, {})


def test_a_tap_of_today_is_undone_by_anybody_who_counts_there(
    client: Client, site: Site, as_role: Callable[..., Client]
) -> None:
    step = factories.make_tally(by=client.user, site=site)
    old = TallyStep.objects.create(
        site=site, day=step.day - DAY, service=Service.MEAL, amount=5, by=client.user
    )
    elsewhere = as_role(site=factories.make_site("Paris"))
    for who, which, answer in (
        (elsewhere, step, 404),
        (client, old, 404),
        (as_role(Role.COORDINATOR), step, 403),
        (as_role(Role.VOLUNTEER), step, 302),
    ):
        assert who.post(f"{PAGE}{which.pk}/undo/").status_code == answer
    assert (totals(site), totals(site, old.day)) == ({}, {"meal": 5})


def test_undoing_never_falls_below_zero(client: Client, site: Site) -> None:
    """A colleague brought the count to what it was: taking the tap back too would be wrong."""
    step = factories.make_tally(by=client.user, site=site, amount=5)
    correct(client, site, meal=3)
    response = client.post(f"{PAGE}{step.pk}/undo/", {"once": uuid.uuid4()})
    assert "sous zéro" in said(response)
    assert totals(site) == {"meal": 3}


def test_nobody_is_named() -> None:
    """No row reaches a young person; the only people are colleagues."""
    related = {field.related_model for field in TallyStep._meta.get_fields() if field.is_relation}
    assert {model.__name__ for model in related} == {"Site", "TallyStep", "User"}


def test_actions_refuse_what_no_page_sends(client: Client, site: Site) -> None:
    step = actions.add_tally(
        by=client.user, site=site, day=timezone.localdate(), service=Service.MEAL, amount=5
    )
    for _time in range(2):
        actions.undo_tally(by=client.user, step=step)
    assert TallyStep.objects.count() == 2
    assert totals(site) == {}
