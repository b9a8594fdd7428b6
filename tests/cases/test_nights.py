"""Where they sleep: a category by one tap, and a list for the evening's partner."""

import datetime
from collections.abc import Callable

import pytest
from django.contrib.messages import get_messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from cases import actions, nights
from cases.choices import NightPlace, OppositionKind, Part, PartnerKind, Purpose
from cases.consents import Recipient
from cases.models import Arrival, Minor, NamedForNight, Night, Partner, Sharing
from cases.nights import Counts, NightsLeft, Said
from staff.choices import Role
from staff.models import Site, User
from tests import factories
from tests.staff.trail import actions_since, last_entry

PAGE = "/tonight/"
LIST = "/tonight/orient/"
DAY = datetime.timedelta(days=1)
HTMX = {"HX-Request": "true"}


@pytest.fixture
def client(as_role: Callable[..., Client]) -> Client:
    return as_role()


@pytest.fixture
def came(site: Site, client: Client) -> Callable[..., Arrival]:
    """Return a maker of people present today."""

    def make(name: str = "Awa") -> Arrival:
        return factories.make_minor(name, by=client.user, site=site)[1]

    return make


@pytest.fixture
def awa(came: Callable[..., Arrival]) -> Arrival:
    return came()


@pytest.fixture
def partner(db: None) -> Partner:
    return factories.make_partner("Maraude du soir", kind=PartnerKind.SHELTER)


def record(client: Client, arrival: Arrival, place: str, **more: object) -> HttpResponse:
    return client.post(f"{PAGE}{arrival.pk}/record/", {"place": place, **more})


def orient(client: Client, arrival: Arrival, *, on: bool = True) -> HttpResponse:
    return client.post(f"{PAGE}{arrival.pk}/orient/", {"is_to_orient": "on"} if on else {})


def tonight(arrival: Arrival) -> tuple[str, bool] | None:
    """Return (category, whether to be oriented) that hold for the evening of this arrival."""
    held = nights.standing_night(arrival.minor, arrival.day)
    return (held.place, held.is_to_orient) if held else None


def yesterday(arrival: Arrival, site: Site, by: User) -> Arrival:
    return factories.arrival_on(arrival.minor, timezone.localdate() - DAY, site, by)


def said(response: HttpResponse) -> str:
    return [str(message) for message in get_messages(response.wsgi_request)][-1]


# --- a tap ----------------------------------------------------------------------------------------


def test_one_tap_says_where_and_another_that_she_is_to_be_oriented(
    client: Client, awa: Arrival
) -> None:
    start = last_entry()
    assert tonight(awa) is None
    record(client, awa, "camp")
    assert tonight(awa) == ("camp", False)
    orient(client, awa)
    assert tonight(awa) == ("camp", True)
    record(client, awa, "street")
    assert tonight(awa) == ("street", True), "a correction of the place leaves the rest"
    orient(client, awa, on=False)
    assert tonight(awa) == ("street", False)
    assert actions_since(start, by=client.user) == ["record_night"] * 4
    assert Night.objects.count() == 4, "each is a row of its own"


def test_both_by_one_tap(client: Client, awa: Arrival) -> None:
    record(client, awa, "squat", is_to_orient="on")
    assert tonight(awa) == ("squat", True)


def test_to_be_oriented_without_a_place_is_an_unknown_place(client: Client, awa: Arrival) -> None:
    orient(client, awa)
    assert tonight(awa) == ("unknown", True)


def test_the_same_again_writes_nothing(client: Client, awa: Arrival) -> None:
    for _time in range(2):
        record(client, awa, "camp")
        orient(client, awa)
    assert Night.objects.count() == 2


@pytest.mark.parametrize("place", ["", "Street", "gare du Nord", "unknown "])
def test_what_is_not_in_the_list_is_no_answer(client: Client, awa: Arrival, place: str) -> None:
    assert record(client, awa, place).status_code == 404
    assert tonight(awa) is None


def test_unknown_not_asked_and_will_not_say_are_three(
    client: Client, came: Callable[..., Arrival]
) -> None:
    for place in ("unknown", "not_asked", "declined"):
        arrival = came()
        record(client, arrival, place)
        assert tonight(arrival) == (place, False)
        assert nights.last_known(arrival.minor) is None, "none of them says where"


def test_undone_is_as_it_was(client: Client, awa: Arrival) -> None:
    record(client, awa, "camp")
    orient(client, awa)
    last = Night.objects.latest("pk")
    for _time in range(2):
        client.post(f"{PAGE}{last.pk}/undo/")
        assert tonight(awa) == ("camp", False)
    first = Night.objects.earliest("pk")
    client.post(f"{PAGE}{first.pk}/undo/")
    assert tonight(awa) is None
    assert nights.last_known(awa.minor) is None


# --- the page -------------------------------------------------------------------------------------


def test_who_is_present_without_an_answer_comes_first(
    client: Client, site: Site, came: Callable[..., Arrival]
) -> None:
    names = ["Partie", "Répondue", "Présente"]
    gone, answered, present = (came(name) for name in names)
    actions.leave(by=client.user, arrival=gone)
    record(client, answered, "camp")
    evening = nights.evening_at(timezone.localdate(), site)
    assert [line.arrival for line in evening.lines] == [present, answered, gone]
    assert evening.counts == Counts(came=3, answered=1, to_orient=0)
    assert evening.counts.unanswered == 2


def test_last_night_is_offered_by_one_tap(client: Client, site: Site, awa: Arrival) -> None:
    assert "Comme la dernière fois" not in client.get(PAGE).content.decode()
    factories.make_night(yesterday(awa, site, client.user), by=client.user, place="dedicated")
    html = client.get(PAGE).content.decode()
    assert "Comme la dernière fois" in html
    assert "Dispositif dédié" in html
    record(client, awa, "dedicated")
    assert "Comme la dernière fois" not in client.get(PAGE).content.decode()


def test_what_is_unknown_is_not_offered_again(client: Client, site: Site, awa: Arrival) -> None:
    for days_ago, place in ((2, "camp"), (1, "unknown")):
        day = timezone.localdate() - days_ago * DAY
        past = factories.arrival_on(awa.minor, day, site, client.user)
        factories.make_night(past, by=client.user, place=place)
    [line] = nights.evening_at(timezone.localdate(), site).lines
    assert line.before is not None
    assert line.before.place == "camp"


def test_htmx_takes_the_line_and_the_counts(client: Client, awa: Arrival) -> None:
    url = f"{PAGE}{awa.pk}/record/"
    response = client.post(url, {"place": "camp"}, headers=HTMX, follow=True)
    html = response.content.decode()
    assert "<html" not in html
    assert 'id="night-counts" hx-swap-oob="true"' in html
    assert "Campement" in html
    assert "undo/" in html, "what can be undone is offered"


def test_without_javascript_it_leads_back_to_the_line(client: Client, awa: Arrival) -> None:
    response = record(client, awa, "camp")
    assert client.get(response.url).url == f"{PAGE}#night-{awa.pk}"
    back = record(client, awa, "street", next="/reception/")
    assert back.url == "/reception/"


def test_the_menu_and_the_page_offer_the_whole_list(client: Client, awa: Arrival) -> None:
    for headers in ({}, HTMX):
        html = client.get(f"{PAGE}{awa.pk}/", headers=headers).content.decode()
        for value in NightPlace.values:
            assert f'value="{value}"' in html


def test_reception_leads_to_it_and_shows_no_night(client: Client, awa: Arrival) -> None:
    record(client, awa, "hospital")
    url = f"/reception/arrivals/{awa.pk}/send/"
    menu = client.get(url, headers=HTMX).content.decode()
    assert f"{PAGE}{awa.pk}/?from-reception" in menu
    for html in (menu, client.get("/reception/").content.decode()):
        assert "Hôpital" not in html


def test_the_search_shows_no_night(client: Client, awa: Arrival) -> None:
    record(client, awa, "hospital")
    for page in ("/reception/", "/search/"):
        html = client.post(page, {"q": awa.minor.reference}, headers=HTMX).content.decode()
        assert awa.minor.reference in html
        assert "Hôpital" not in html


def test_the_file_says_the_last_known_night_and_its_day(client: Client, awa: Arrival) -> None:
    page = f"/cases/{awa.minor.reference}/"
    assert "Dernière nuit connue" not in client.get(page).content.decode()
    record(client, awa, "camp")
    record(client, awa, "unknown")
    assert "Campement" not in client.get(page).content.decode(), "it was corrected"
    record(client, awa, "squat")
    html = client.get(page).content.decode()
    assert "Dernière nuit connue" in html
    assert "Squat" in html


# --- entered late ---------------------------------------------------------------------------------


def test_yesterday_is_entered_late_with_its_date(client: Client, site: Site, awa: Arrival) -> None:
    past = yesterday(awa, site, client.user)
    page = f"{PAGE}?day={past.day}"
    assert awa.minor.reference in client.get(page).content.decode()
    record(client, past, "camp")
    assert tonight(past) == ("camp", False)
    assert tonight(awa) is None
    html = client.get(page).content.decode()
    assert "Saisi après coup" in html
    assert client.user.full_name in html


def test_nobody_is_oriented_yesterday(client: Client, site: Site, awa: Arrival) -> None:
    past = yesterday(awa, site, client.user)
    assert "est passée" in said(orient(client, past))
    assert "est passée" in said(record(client, past, "camp", is_to_orient="on"))
    assert tonight(past) is None


def test_a_volunteer_has_tonight_only(
    as_role: Callable[..., Client], site: Site, awa: Arrival, client: Client
) -> None:
    volunteer = as_role(Role.VOLUNTEER)
    past = yesterday(awa, site, client.user)
    record(volunteer, awa, "camp")
    assert tonight(awa) == ("camp", False)
    assert record(volunteer, past, "camp").status_code == 403
    assert volunteer.get(f"{PAGE}?day={past.day}").status_code == 403


# --- the evening's partner ------------------------------------------------------------------------


@pytest.fixture
def social(as_role: Callable[..., Client]) -> Client:
    return as_role(Role.SOCIAL)


def agree(minor: Minor, partner: Partner, by: User, **fields: object) -> None:
    to = Recipient(partner)
    factories.make_consent(minor, by=by, to=to, purpose=Purpose.SHELTER, **fields)


@pytest.fixture
def homeless(
    client: Client, came: Callable[..., Arrival], partner: Partner
) -> Callable[..., Arrival]:
    """Return a maker of people to be oriented, with what they answered about the partner."""

    def make(name: str, answer: str = "", **fields: object) -> Arrival:
        arrival = came(name)
        orient(client, arrival)
        if answer:
            agree(arrival.minor, partner, client.user, answer=answer, **fields)
        return arrival

    return make


def hand_over(client: Client, partner: Partner, *arrivals: Arrival) -> HttpResponse:
    shown = [arrival.minor.reference for arrival in arrivals]
    return client.post(f"{LIST}{partner.pk}/", {"shown": shown}, follow=True)


def listed(client: Client, partner: Partner) -> tuple[list[str], list[tuple[str, Said]]]:
    """Return the references that go out, and those apart with the reason."""
    context = client.get(LIST, {"partner": partner.pk}).context
    return (
        [line.minor.reference for line in context["going"]],
        [(line.minor.reference, line.said) for line in context["apart"]],
    )


def test_only_those_who_agreed_are_on_the_list(
    social: Client, partner: Partner, homeless: Callable[..., Arrival], came: Callable[..., Arrival]
) -> None:
    agreed = homeless("Agnès Accord", "agreed")
    apart = [
        (homeless("Binta", "refused"), Said.REFUSES),
        (homeless("Coumba", "declined"), Said.DECLINES),
        (homeless("Dado"), Said.NOT_ASKED),
        (homeless("Elo", "not_asked", said_how=""), Said.NOT_ASKED),
    ]
    opposed = homeless("Fanta", "agreed")
    factories.make_opposition(
        opposed.minor, by=social.user, kind=OppositionKind.PARTNER, partner=partner
    )
    came("Gina")  # has a place
    assert listed(social, partner) == (
        [agreed.minor.reference],
        [(arrival.minor.reference, why) for arrival, why in [*apart, (opposed, Said.REFUSES)]],
    )


def test_an_agreement_for_another_purpose_or_partner_opens_nothing(
    social: Client, partner: Partner, homeless: Callable[..., Arrival]
) -> None:
    awa = homeless("Awa")
    to = Recipient(partner)
    factories.make_consent(awa.minor, by=social.user, to=to, purpose=Purpose.CARE)
    agree(awa.minor, factories.make_partner("Autre", kind=PartnerKind.SHELTER), social.user)
    assert listed(social, partner) == ([], [(awa.minor.reference, Said.NOT_ASKED)])


def test_handing_over_writes_the_register_and_opens_the_list(
    social: Client, partner: Partner, homeless: Callable[..., Arrival]
) -> None:
    awa, binta = homeless("Awa Diallo", "agreed"), homeless("Binta", "agreed")
    start = last_entry()
    response = hand_over(social, partner, awa, binta)
    for arrival in (awa, binta):
        [sharing] = Sharing.objects.filter(minor=arrival.minor)
        assert sharing.parts == [Part.IDENTITY]
        assert (sharing.partner, sharing.purpose, sharing.shared_by) == (
            partner, Purpose.SHELTER, social.user,
        )  # fmt: skip
    assert actions_since(start, by=social.user) == ["record_sharing"] * 2 + ["hand_over_night"]
    html = response.content.decode()
    assert awa.minor.reference in html
    assert "Diallo" not in html, "the first name and the reference alone"


def test_what_goes_out_is_a_first_name_and_a_reference(
    social: Client, partner: Partner, homeless: Callable[..., Arrival]
) -> None:
    awa = homeless("Awa Diallo", "agreed")
    html = social.get(LIST, {"partner": partner.pk}).content.decode()
    goes_out = html.partition('class="night-list"')[2].partition("</ul>")[0]
    assert awa.minor.reference in goes_out
    assert "Awa" in goes_out
    assert "Diallo" not in goes_out


def test_handing_over_again_lists_the_new_ones_only(
    social: Client, partner: Partner, homeless: Callable[..., Arrival]
) -> None:
    awa = homeless("Awa", "agreed")
    hand_over(social, partner, awa)
    assert listed(social, partner) == ([], [])
    binta = homeless("Binta", "agreed")
    assert listed(social, partner) == ([binta.minor.reference], [])
    hand_over(social, partner, binta)
    assert [h.named_count for h in nights.handovers_on(awa.day, awa.site)] == [1, 1]


def test_nothing_goes_out_that_was_not_shown(
    social: Client, partner: Partner, homeless: Callable[..., Arrival]
) -> None:
    awa, binta = homeless("Awa", "agreed"), homeless("Binta", "agreed")
    coumba = homeless("Coumba", "refused")
    for shown in ([awa], [awa, binta, coumba], [coumba], []):
        response = hand_over(social, partner, *shown)
        assert "La liste a changé" in response.content.decode()
    assert not Sharing.objects.exists()


def test_an_empty_list_is_not_handed_over(
    social: Client, partner: Partner, homeless: Callable[..., Arrival]
) -> None:
    homeless("Awa", "refused")
    assert "rien à transmettre" in hand_over(social, partner).content.decode()


def test_who_takes_the_agreement_back_is_printed_no_more(
    social: Client, partner: Partner, homeless: Callable[..., Arrival]
) -> None:
    awa, binta = homeless("Awa", "agreed"), homeless("Binta", "agreed")
    page = hand_over(social, partner, awa, binta).redirect_chain[-1][0]
    actions.withdraw_consent(by=social.user, consent=awa.minor.consents.get())
    html = social.get(page).content.decode()
    assert awa.minor.reference not in html
    assert binta.minor.reference in html
    assert "1 jeune a retiré son accord" in html
    start = last_entry()
    response = social.get(f"{page}pdf/")
    assert response.content.startswith(b"%PDF")
    assert actions_since(start, by=social.user) == ["print_night"]


def test_a_partner_of_health_receives_no_list(social: Client, awa: Arrival) -> None:
    """The name of such a partner alone would tell something."""
    pass_of_hospital = factories.make_partner(kind=PartnerKind.HEALTH)
    assert social.get(LIST, {"partner": pass_of_hospital.pk}).status_code == 404
    assert social.post(f"{LIST}{pass_of_hospital.pk}/").status_code == 404


def test_whoever_asks_is_led_to_the_question(
    social: Client,
    as_role: Callable[..., Client],
    partner: Partner,
    homeless: Callable[..., Arrival],
) -> None:
    """The coordinator sees the reason; the desks write the answer."""
    awa = homeless("Awa")
    ask = f"/cases/{awa.minor.reference}/consents/new/"
    assert ask in social.get(LIST, {"partner": partner.pk}).content.decode()
    html = as_role(Role.COORDINATOR).get(LIST, {"partner": partner.pk}).content.decode()
    assert "Pas encore demandé" in html
    assert ask not in html


def test_the_partner_of_the_last_list_is_offered(
    social: Client, partner: Partner, homeless: Callable[..., Arrival]
) -> None:
    awa = homeless("Awa", "agreed")
    assert social.get(LIST).context["partner"] is None
    hand_over(social, partner, awa)
    assert social.get(LIST).context["partner"] == partner


def test_an_action_names_nobody_who_refused(
    partner: Partner, homeless: Callable[..., Arrival], person: Callable[..., User], site: Site
) -> None:
    awa = homeless("Awa", "refused")
    with pytest.raises(ValidationError):
        actions.hand_over_night(
            by=person(Role.SOCIAL), site=site, partner=partner, shown=[awa.minor.reference]
        )
    assert not NamedForNight.objects.exists()


# --- the closing of the day -----------------------------------------------------------------------


def test_what_the_evening_waits_for(
    social: Client,
    site: Site,
    partner: Partner,
    came: Callable[..., Arrival],
    homeless: Callable[..., Arrival],
) -> None:
    today = timezone.localdate()
    assert nights.nights_left(today, site) == NightsLeft(0, 0)
    awa = came("Awa")
    binta = homeless("Binta", "agreed")
    homeless("Coumba", "refused")
    assert nights.nights_left(today, site) == NightsLeft(1, 2)
    record(social, awa, "dedicated")
    hand_over(social, partner, binta)
    left = nights.nights_left(today, site)
    assert left == NightsLeft(0, 1)
    assert not left.is_finished
