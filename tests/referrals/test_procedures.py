"""A procedure is met at any stage, goes on, is closed once; a slip is taken back."""

import datetime
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils import timezone

from cases.models import Minor
from referrals import actions, procedure_queries
from referrals.models import HearingCall, Procedure, ProcedureEvent
from staff.choices import Role
from staff.models import Site, User
from tests import factories

DAY = datetime.timedelta(days=1)
TODAY = timezone.localdate


@pytest.fixture
def host(site: Site) -> User:
    return factories.make_user(Role.RECEPTION, site)


@pytest.fixture
def minor(host: User, site: Site) -> Minor:
    return factories.make_minor("Mamadou Diallo", by=host, site=site)[0]


@pytest.fixture
def jurist(as_role: Callable[..., Client]) -> Client:
    return as_role(Role.JURIST)


@pytest.fixture
def petition(minor: Minor, host: User, site: Site) -> Procedure:
    return factories.make_procedure(minor, by=host, site=site, happened_on=TODAY() - 30 * DAY)


def of(minor: Minor, end: str = "") -> str:
    return f"/cases/{minor.reference}/procedures/{end}"


def opens(client: Client, minor: Minor, kind: str = "children_judge", **typed: Any) -> Any:
    fields = {"stage": "L41", "happened_on": "06/03/2026", "number": "24/00017", **typed}
    return client.post(of(minor, f"new/{kind}/"), fields)


def goes_on(client: Client, procedure: Procedure, **typed: Any) -> Any:
    fields = {"stage": "L61", "happened_on": f"{TODAY():%d/%m/%Y}", **typed}
    return client.post(of(procedure.minor, f"{procedure.pk}/event/"), fields)


# --- the path ---------------------------------------------------------------------------------


def test_a_procedure_met_on_its_way(jurist: Client, minor: Minor) -> None:
    page = jurist.get(of(minor)).content.decode()
    assert "Pas encore présenté" in page
    assert "Juge des enfants" in jurist.get(of(minor, "new/")).content.decode()
    answer = opens(jurist, minor, authority="Juge des enfants, Bobigny", lawyer="Me Roux")
    procedure = Procedure.objects.with_state().get()
    assert answer.url == of(minor, f"{procedure.pk}/")
    assert (procedure.stage.code, procedure.number) == ("L41", "24/00017")
    page = jurist.get(answer.url).content.decode()
    for words in ("Saisine du juge des enfants", "vendredi 6 mars", "24/00017", "Bobigny",
                  "Me Roux"):  # fmt: skip
        assert words in page
    assert "Pas encore présenté" not in jurist.get(of(minor)).content.decode()


def test_it_goes_on_and_its_headline_with_it(
    jurist: Client, minor: Minor, petition: Procedure
) -> None:
    goes_on(jurist, petition, stage="L45", hearing_on=f"{TODAY() + 9 * DAY}", hearing_time="09:30")
    event = ProcedureEvent.objects.get(stage="L45")
    assert (event.hearing_on, event.hearing_time) == (TODAY() + 9 * DAY, datetime.time(9, 30))
    assert not event.is_unusual
    assert "Audience" in jurist.get(of(minor)).content.decode()
    goes_on(jurist, petition)
    page = jurist.get(of(minor)).content.decode()
    assert "Non-lieu à assistance éducative" in page
    assert "Close" in page


@pytest.mark.parametrize(
    ("typed", "day", "precision", "said"),
    [
        ("2026", (2026, 1, 1), "year", "2026"),
        ("03/2026", (2026, 3, 1), "month", "mars 2026"),
        ("6/3/2026", (2026, 3, 6), "day", "vendredi 6 mars"),
    ],
)
def test_a_day_known_more_or_less(
    jurist: Client, minor: Minor, typed: str, day: tuple[int, int, int], precision: str, said: str
) -> None:
    answer = opens(jurist, minor, happened_on=typed)
    event = ProcedureEvent.objects.get()
    assert (event.happened_on, event.precision) == (datetime.date(*day), precision)
    assert said in jurist.get(answer.url).content.decode()


def test_facts_come_later(jurist: Client, petition: Procedure) -> None:
    url = of(petition.minor, f"{petition.pk}/edit/")
    page = jurist.get(url)
    seen = page.context["form"].hidden_fields()
    fields = {field.html_name: field.value() for field in seen}
    jurist.post(url, fields | {"number": "24/00099", "authority": "", "lawyer": ""})
    petition.refresh_from_db()
    assert petition.number == "24/00099"


def test_a_social_worker_reads_and_a_nurse_knows_nothing(
    as_role: Callable[..., Client], petition: Procedure
) -> None:
    social = as_role(Role.SOCIAL)
    page = social.get(of(petition.minor)).content.decode()
    assert "Saisine du juge des enfants" in page
    assert "Nouvelle procédure" not in page
    assert goes_on(social, petition).status_code == 403
    for role in (Role.NURSE, Role.RECEPTION, Role.COORDINATOR):
        client = as_role(role)
        assert client.get(of(petition.minor)).status_code == 403
        case = client.get(f"/cases/{petition.minor.reference}/").content.decode()
        assert "Saisine" not in case
        assert "/procedures/" not in case


# --- what is asked back, and what is refused ---------------------------------------------------


def test_a_jump_is_asked_back_and_not_refused(jurist: Client, petition: Procedure) -> None:
    answer = goes_on(jurist, petition, stage="L85", note="Placé sans audience")
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "Est-ce bien cela ?" in page
    assert "Saisine du juge des enfants" in page
    assert "Placé sans audience" in page, "what was typed is kept"
    assert goes_on(jurist, petition, stage="L85", is_sure="on").status_code == 302
    assert ProcedureEvent.objects.get(stage="L85").is_unusual


def test_an_appeal_without_a_decision_is_asked_back(
    jurist: Client, minor: Minor, petition: Procedure
) -> None:
    day = f"{TODAY():%d/%m/%Y}"
    answer = opens(jurist, minor, "appeal", stage="L70", happened_on=day)
    assert answer.status_code == 422
    assert "Aucune décision à contester" in answer.content.decode()
    assert (
        opens(jurist, minor, "appeal", stage="L70", happened_on=day, is_sure="on").status_code
        == 302
    )
    goes_on(jurist, petition)
    assert opens(jurist, minor, "appeal", stage="L70", happened_on=day).status_code == 302


def test_a_decision_dated_before_its_petition(jurist: Client, petition: Procedure) -> None:
    day = TODAY() - 31 * DAY
    answer = goes_on(jurist, petition, happened_on=f"{day:%d/%m/%Y}", is_sure="on")
    assert answer.status_code == 422
    assert "happened_on" in answer.context["form"].errors
    assert "Une décision vient après la demande" in answer.content.decode()
    assert not ProcedureEvent.objects.filter(stage="L61").exists()


def test_closed_twice(jurist: Client, petition: Procedure) -> None:
    assert goes_on(jurist, petition).status_code == 302
    answer = goes_on(jurist, petition, stage="L69", is_sure="on")
    assert answer.status_code == 422
    assert "déjà close" in answer.content.decode()


def test_two_people_close_it_at_once(host: User, petition: Procedure) -> None:
    event = {"procedure": petition, "happened_on": TODAY()}
    actions.record_event(by=host, event=ProcedureEvent(stage="L61", **event))
    with pytest.raises(ValidationError):
        actions.record_event(by=host, event=ProcedureEvent(stage="L69", **event))


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"happened_on": "29/02/2026"}, "pas dans le calendrier"),
        ({"happened_on": "31/12/2099"}, "dans le futur"),
        ({"happened_on": "hier"}, "âge"),
        ({"happened_on": "16"}, "Une date"),
        ({"happened_on": ""}, "obligatoire"),
        ({"stage": ""}, "obligatoire"),
        ({"stage": "L99"}, "L99"),
        ({"stage": "L45"}, "jour de l’audience"),
        ({"stage": "L45", "hearing_on": "30/02"}, "date"),
    ],
)
def test_bad_input_has_its_sentence(
    jurist: Client, petition: Procedure, typed: dict[str, str], words: str
) -> None:
    answer = goes_on(jurist, petition, note="Ce qui a été dit", **typed)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert words in page
    assert "Ce qui a été dit" in page
    assert ProcedureEvent.objects.count() == 1


def test_what_is_no_procedure_is_no_page(jurist: Client, minor: Minor, petition: Procedure) -> None:
    assert jurist.get(of(minor, "new/divorce/")).status_code == 404
    assert jurist.get(of(minor, "999/")).status_code == 404
    other = factories.make_minor("Awa", by=petition.opened_by, site=petition.site)[0]
    assert jurist.get(of(other, f"{petition.pk}/")).status_code == 404


# --- slips --------------------------------------------------------------------------------------


def test_a_slip_is_taken_back_and_both_stay(jurist: Client, petition: Procedure) -> None:
    goes_on(jurist, petition)
    slip = ProcedureEvent.objects.get(stage="L61")
    url = of(petition.minor, f"{petition.pk}/event/{slip.pk}/take-back/")
    page = jurist.post(url, follow=True).content.decode()
    assert "Annulé par" in page
    assert Procedure.objects.with_state().get().stage.code == "L41"
    assert ProcedureEvent.objects.count() == 3
    assert "déjà annulé" in jurist.post(url, follow=True).content.decode()


def test_the_only_event_is_not_taken_back(jurist: Client, petition: Procedure) -> None:
    only = petition.events.get()
    url = of(petition.minor, f"{petition.pk}/event/{only.pk}/take-back/")
    assert "seul événement" in jurist.post(url, follow=True).content.decode()
    assert petition.events.standing().count() == 1


def test_what_is_recorded_late_takes_its_place_in_time(host: User, petition: Procedure) -> None:
    factories.make_event(petition, by=host, stage="L50", on=TODAY() - 2 * DAY)
    factories.make_event(petition, by=host, stage="L44", on=TODAY() - 20 * DAY)
    assert Procedure.objects.with_state().get().stage.code == "L50"
    assert procedure_queries.last_event(petition).stage == "L50"
    assert procedure_queries.before(petition, TODAY() - 10 * DAY).stage == "L44"


# --- deadlines ----------------------------------------------------------------------------------


def test_an_event_leads_to_the_deadline_that_it_sets_going(
    jurist: Client, petition: Procedure
) -> None:
    page = jurist.get(of(petition.minor, f"{petition.pk}/")).content.decode()
    [link] = re.findall(r'href="([^"]+/deadlines/new/D04/\d+/\?on=[\d-]+)"', page)
    form = jurist.get(link).context["form"]
    assert form["happened_on"].value() == f"{TODAY() - 30 * DAY}"


def test_the_day_of_a_decision_is_not_the_day_of_its_notification(
    jurist: Client, petition: Procedure
) -> None:
    goes_on(jurist, petition)
    page = jurist.get(of(petition.minor, f"{petition.pk}/")).content.decode()
    [link] = re.findall(r'href="([^"]+/deadlines/new/D09/\d+/[^"]*)"', page)
    assert "on=" not in link
    assert not jurist.get(link).context["form"]["happened_on"].value()
    assert jurist.get(f"{link}?on=hier").status_code == 200


# --- hearings -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("day", "following"),
    [("2026-03-05", "2026-03-06"), ("2026-03-06", "2026-03-09"), ("2026-03-07", "2026-03-09"),
     ("2026-03-08", "2026-03-09")],
)  # fmt: skip
def test_on_a_friday_monday_is_made_ready(day: str, following: str) -> None:
    found = procedure_queries.next_working_day(datetime.date.fromisoformat(day))
    assert found.isoformat() == following


@pytest.fixture
def hearing(host: User, petition: Procedure) -> ProcedureEvent:
    day = procedure_queries.next_working_day(TODAY())
    return factories.make_event(petition, by=host, stage="L45", hearing_on=day)


def test_tomorrows_hearings_say_what_is_missing(
    jurist: Client, host: User, site: Site, hearing: ProcedureEvent
) -> None:
    page = jurist.get("/hearings/").content.decode()
    for words in ("Mamadou Diallo", "Pas encore joint", "Pas au dossier", "Lettre de refus",
                  "Ni accompagnement ni interprète"):  # fmt: skip
        assert words in page
    factories.make_document(hearing.procedure.minor, by=host, kind="refusal")
    factories.make_appointment(
        hearing.procedure.minor, by=host, site=site, desk_kind="legal", is_outside=True,
        day=hearing.hearing_on, interpreter="needed", language="ff",
    )  # fmt: skip
    page = jurist.get("/hearings/").content.decode()
    assert "Ni accompagnement ni interprète" not in page
    assert "Personne n’accompagne" in page
    assert "pas encore joint à cette procédure : Lettre de refus" in page
    assert "Pas au dossier : Convocation" in page


def test_she_is_reached_or_not(jurist: Client, hearing: ProcedureEvent) -> None:
    url = f"/hearings/{hearing.pk}/call/"
    assert "Appelé, pas joint" in jurist.post(url, follow=True).content.decode()
    assert "Joint par" in jurist.post(url, {"reached": "1"}, follow=True).content.decode()
    assert HearingCall.objects.count() == 2


def test_a_hearing_set_again_is_told_once(
    jurist: Client, host: User, hearing: ProcedureEvent
) -> None:
    later = hearing.hearing_on + 3 * DAY
    factories.make_event(hearing.procedure, by=host, stage="L45", hearing_on=later)
    assert "Mamadou" not in jurist.get("/hearings/").content.decode()
    assert jurist.get("/hearings/?of=weeks").content.decode().count("Mamadou") == 1


def test_a_hearing_taken_back_is_none(jurist: Client, host: User, hearing: ProcedureEvent) -> None:
    actions.take_back_event(by=host, event=hearing)
    assert "Mamadou" not in jurist.get("/hearings/?of=weeks").content.decode()
    assert jurist.post(f"/hearings/{hearing.pk}/call/").status_code == 404
