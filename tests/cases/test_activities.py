"""Activities and outings: who takes part by a tap, who is out, and what nobody else may learn."""

import datetime
from collections.abc import Callable

import pytest
import time_machine
from django.contrib.messages import get_messages
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from cases import activities
from cases.models import Activity, Arrival, Minor, ParticipantStep
from staff.choices import Role
from staff.models import Site
from tests import factories
from tests.staff.trail import actions_since, last_entry

PAGE = "/activities/"
DAY = datetime.timedelta(days=1)
HTMX = {"HX-Request": "true"}
KNOWN = {"psychology": Role.PSYCHOLOGIST, "sexual_health": Role.MIDWIFE}


@pytest.fixture
def client(as_role: Callable[..., Client]) -> Client:
    return as_role()


@pytest.fixture
def awa(site: Site, client: Client) -> Arrival:
    return factories.make_minor("Awa", by=client.user, site=site)[1]


@pytest.fixture
def drawing(site: Site, client: Client) -> Activity:
    return factories.make_activity(by=client.user, site=site)


def hold(client: Client, day: datetime.date | None = None, **typed: object) -> HttpResponse:
    sent = {
        "kind": "games", "starts_at": "14:00", "ends_at": "15:30", "led_by": [client.user.pk],
        **typed,
    }  # fmt: skip
    return client.post(f"{PAGE}{day or timezone.localdate()}/new/", sent)


def tick(client: Client, activity: Activity, reference: str, *, on: bool = True) -> HttpResponse:
    sent = {"reference": reference, **({"is_there": "on"} if on else {})}
    return client.post(f"{PAGE}{activity.pk}/tick/", sent)


def on_the_list(activity: Activity) -> list[Minor]:
    return activities.participants(activity)


def said(response: HttpResponse) -> str:
    return [str(message) for message in get_messages(response.wsgi_request)][-1]


# --- the day --------------------------------------------------------------------------------------


def test_a_new_one_leads_to_its_list(client: Client, awa: Arrival) -> None:
    start = last_entry()
    response = hold(client)
    made = Activity.objects.get()
    assert response.url == f"{PAGE}{made.pk}/"
    assert actions_since(start, by=client.user) == ["hold_activity"]
    html = client.get(PAGE).content.decode()
    assert "Jeux" in html
    assert client.user.full_name in html
    assert awa.minor.reference in client.get(response.url).content.decode()


def test_several_lead_it(client: Client, as_role: Callable[..., Client]) -> None:
    colleague = as_role(Role.SOCIAL, full_name="Zoé Petit").user
    hold(client, led_by=[client.user.pk, colleague.pk])
    [line] = activities.activities_on(timezone.localdate(), Activity.objects.get().site, colleague)
    assert set(line.leaders) == {client.user, colleague}


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"ends_at": "13:00"}, "ends_at"),
        ({"ends_at": "14:00"}, "ends_at"),
        ({"starts_at": "25:00"}, "starts_at"),
        ({"kind": "haircut"}, "kind"),
        ({"kind": ""}, "kind"),
        ({"led_by": []}, "led_by"),
        ({"led_by": ["0"]}, "led_by"),
    ],
)
def test_what_is_wrong_is_said_beside_it(
    client: Client, site: Site, typed: dict[str, object], field: str
) -> None:
    response = hold(client, **typed)
    assert response.status_code == 422
    assert field in response.context["form"].errors
    assert not Activity.objects.exists()


def test_what_was_called_off_is_in_no_list_and_may_come_back(
    client: Client, drawing: Activity
) -> None:
    client.post(f"{PAGE}{drawing.pk}/cancel/")
    assert "Dessin" not in client.get(PAGE).content.decode()
    assert client.get(f"{PAGE}{drawing.pk}/").status_code == 404
    client.post(f"{PAGE}{drawing.pk}/restore/")
    assert "Dessin" in client.get(PAGE).content.decode()


# --- the list -------------------------------------------------------------------------------------


def test_a_tap_puts_on_the_list_and_another_takes_off(
    client: Client, drawing: Activity, awa: Arrival
) -> None:
    start = last_entry()
    for _time in range(2):
        tick(client, drawing, awa.minor.reference)
    assert on_the_list(drawing) == [awa.minor]
    tick(client, drawing, awa.minor.reference, on=False)
    assert on_the_list(drawing) == []
    assert actions_since(start, by=client.user) == ["tick_participant", "untick_participant"]
    assert ParticipantStep.objects.count() == 2, "each is a row of its own"


def test_two_who_tick_lose_nothing(
    client: Client, as_role: Callable[..., Client], site: Site, drawing: Activity, awa: Arrival
) -> None:
    """Both had the page open before either of them ticked."""
    other = as_role(Role.SOCIAL)
    binta, _arrival = factories.make_minor("Binta", by=client.user, site=site)
    pages = [who.get(f"{PAGE}{drawing.pk}/") for who in (client, other)]
    assert all(page.status_code == 200 for page in pages)
    tick(client, drawing, awa.minor.reference)
    tick(other, drawing, binta.reference)
    assert on_the_list(drawing) == [awa.minor, binta]


def test_somebody_who_did_not_come_is_found_by_her_reference(
    client: Client, site: Site, drawing: Activity, awa: Arrival
) -> None:
    Arrival.objects.filter(pk=awa.pk).update(day=timezone.localdate() - DAY)
    reference = awa.minor.reference
    assert reference not in client.get(f"{PAGE}{drawing.pk}/").content.decode()
    tick(client, drawing, f" {reference.lower()} ")
    assert on_the_list(drawing) == [awa.minor]


@pytest.mark.parametrize("typed", ["", "Awa", "AAAAAA", "\u0660\u0661"])
def test_a_wrong_reference_is_said(client: Client, drawing: Activity, typed: str) -> None:
    assert "Aucun dossier" in said(tick(client, drawing, typed))
    assert on_the_list(drawing) == []


def test_htmx_takes_the_two_lists(client: Client, drawing: Activity, awa: Arrival) -> None:
    url = f"{PAGE}{drawing.pk}/tick/"
    sent = {"reference": awa.minor.reference, "is_there": "on"}
    html = client.post(url, sent, headers=HTMX, follow=True).content.decode()
    assert "<html" not in html
    assert "Participent" in html
    assert "Awa" in html


def test_a_past_day_is_corrected_with_its_date(
    client: Client, as_role: Callable[..., Client], site: Site, awa: Arrival
) -> None:
    yesterday = timezone.localdate() - DAY
    hold(client, yesterday)
    made = Activity.objects.get()
    assert made.day == yesterday
    tick(client, made, awa.minor.reference)
    assert on_the_list(made) == [awa.minor]
    assert "Saisi après coup" in client.get(f"{PAGE}?day={yesterday}").content.decode()
    volunteer = as_role(Role.VOLUNTEER)
    assert hold(volunteer, yesterday).status_code == 403
    assert tick(volunteer, made, awa.minor.reference, on=False).status_code == 403


def test_a_day_to_come_has_no_activity_yet(client: Client) -> None:
    assert hold(client, timezone.localdate() + DAY).status_code == 404


# --- who is out -----------------------------------------------------------------------------------


@time_machine.travel(datetime.datetime(2026, 11, 25, 13, 0, tzinfo=datetime.UTC), tick=False)
def test_who_is_out_is_expected_and_comes_back(
    client: Client, site: Site, as_role: Callable[..., Client]
) -> None:
    user = as_role(Role.SOCIAL).user
    today = timezone.localdate()
    out = factories.make_activity(by=user, site=site, kind="outside", ends_at="16:00")
    factories.make_activity(by=user, site=site, kind="games")
    desk = as_role()
    html = desk.get(PAGE).content.decode()
    assert "Retour attendu" in html
    [line] = activities.still_out(today, site, user)
    assert (line.activity, line.is_late) == (out, False)
    with time_machine.travel(timezone.now() + datetime.timedelta(hours=3), tick=False):
        assert activities.still_out(today, site, user)[0].is_late
    desk.post(f"{PAGE}{out.pk}/back/")
    assert activities.still_out(today, site, user) == []
    assert "Tous de retour" not in desk.get(PAGE).content.decode()


def test_nobody_comes_back_from_what_stays_here(client: Client, drawing: Activity) -> None:
    response = client.post(f"{PAGE}{drawing.pk}/back/")
    assert "Personne n’est dehors" in said(response)
    drawing.refresh_from_db()
    assert drawing.returned_at is None


# --- what being there would tell ------------------------------------------------------------------


@pytest.mark.parametrize("kind", KNOWN)
@pytest.mark.parametrize("role", [Role.RECEPTION, Role.SOCIAL, Role.JURIST, Role.COORDINATOR])
def test_a_reserved_kind_is_an_activity_like_any_other(
    as_role: Callable[..., Client], site: Site, awa: Arrival, kind: str, role: Role
) -> None:
    holder = as_role(KNOWN[kind], full_name="Animatrice Unique")
    made = factories.make_activity(by=holder.user, site=site, kind=kind)
    tick(holder, made, awa.minor.reference)
    told = as_role(role)
    for page in (PAGE, f"{PAGE}{made.pk}/", f"/cases/{awa.minor.reference}/"):
        html = told.get(page).content.decode()
        assert "Activité" in html
        for word in ("psychologique", "affective", "Animatrice Unique"):
            assert word not in html
    form = told.get(f"{PAGE}{made.day}/new/")
    assert f'value="{kind}"' not in form.content.decode()


@pytest.mark.parametrize("kind", KNOWN)
def test_who_reads_the_compartment_knows_it(
    as_role: Callable[..., Client], site: Site, awa: Arrival, kind: str
) -> None:
    holder = as_role(KNOWN[kind])
    hold(holder, kind=kind)
    made = Activity.objects.get()
    tick(holder, made, awa.minor.reference)
    for page in (PAGE, f"{PAGE}{made.pk}/"):
        assert str(made.get_kind_display()) in holder.get(page).content.decode()


def test_a_kind_that_one_may_not_know_cannot_be_held(client: Client) -> None:
    for kind in KNOWN:
        assert hold(client, kind=kind).status_code == 422


def test_the_file_of_another_psychologist_says_activity(
    as_role: Callable[..., Client], site: Site, awa: Arrival
) -> None:
    """She knows the group; that this young person was there is not hers to read in the file."""
    holder = as_role(Role.PSYCHOLOGIST)
    made = factories.make_activity(by=holder.user, site=site, kind="psychology")
    tick(holder, made, awa.minor.reference)
    html = as_role(Role.PSYCHOLOGIST).get(f"/cases/{awa.minor.reference}/").content.decode()
    assert "Groupe psychologique" not in html
    assert "Activité" in html
