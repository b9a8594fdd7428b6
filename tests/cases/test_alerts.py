"""Protection alerts: protocol first, few may read, none is closed without an owner and a next."""

import datetime
from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils import timezone

from cases import actions, alerts, protocols, registry
from cases.choices import AlertKind, AlertLevel, AlertStepKind
from cases.models import Alert, AlertStep, Minor
from staff.choices import Role
from staff.models import Site, User
from tests import factories
from tests.cases.test_register_minor import typed
from tests.staff.trail import actions_since, last_entry

NEW = "/alerts/new/"
HOUR = datetime.timedelta(hours=1)
DAY = datetime.timedelta(days=1)


@pytest.fixture
def client(as_role: Callable[..., Client]) -> Client:
    return as_role()


@pytest.fixture
def host(client: Client) -> User:
    return client.user


@pytest.fixture
def minor(host: User, site: Site) -> Minor:
    return factories.make_minor("Awa Kanté", by=host, site=site)[0]


def now(alert: Alert) -> Alert:
    return Alert.objects.with_state().get(pk=alert.pk)


def step(alert: Alert, kind: str, by: User, **fields: object) -> AlertStep:
    return actions.record_alert_step(by=by, step=AlertStep(alert=alert, kind=kind, **fields))


# --- raising one ----------------------------------------------------------------------------------


def test_the_button_is_on_every_page_and_carries_the_file(client: Client, minor: Minor) -> None:
    assert f'href="{NEW}"' in client.get("/reception/").content.decode()
    html = client.get(f"/cases/{minor.reference}/").content.decode()
    assert f'href="{NEW}?for={minor.reference}"' in html
    html = client.get(f"{NEW}?for={minor.reference}").content.decode()
    assert "Awa Kanté" in html
    assert f'href="{NEW}sexual_violence/?for={minor.reference}"' in html


def test_the_protocol_comes_before_the_form(client: Client) -> None:
    html = client.get(f"{NEW}sexual_violence/").content.decode()
    first, form = html.index('class="protocol"'), html.index('name="facts"')
    assert first < form
    for hours in ("48", "72", "120"):
        assert f"<strong>{hours} h</strong>" in html[:form]
    assert "À confirmer" in html


def test_nothing_has_to_be_filled(client: Client, host: User) -> None:
    start = last_entry()
    response = client.post(f"{NEW}danger/", {})
    alert = Alert.objects.with_state().get()
    assert response.status_code == 302
    assert response.url == f"/alerts/{alert.pk}/"
    assert (alert.kind, alert.raised_by, alert.minor, alert.owner_pk) == (
        "danger", host, None, None,
    )  # fmt: skip
    assert "raise_alert" in actions_since(start, by=host)
    assert client.get(response.url).status_code == 200


def test_a_file_a_day_a_level_and_words_are_kept(
    client: Client, minor: Minor, as_role: Callable[..., Client]
) -> None:
    nurse = as_role(Role.NURSE).user
    data = {
        "days_ago": "2",
        "happened_time": "22:30",
        "first_level": "3",
        "facts": "Elle dit qu’un homme l’a forcée.",
        "reached": "Dr Martin, urgences",
        "owner": nurse.pk,
        "is_informed": "yes",
    }
    client.post(f"{NEW}sexual_violence/?for={minor.reference}", data)
    alert = Alert.objects.with_state().get()
    assert alert.minor == minor
    assert alert.happened_on == timezone.localdate() - 2 * DAY
    assert alert.happened_time == datetime.time(22, 30)
    assert alert.facts.startswith("Elle dit")
    assert (alert.level, alert.owner_pk, alert.is_reached) == (3, nurse.pk, True)
    # In the database nothing of it can be read.
    assert b"forc" not in bytes(Alert.objects.values_list("facts", flat=True).get())


def test_who_came_today_may_be_chosen_or_a_reference_typed(
    client: Client, host: User, site: Site, minor: Minor
) -> None:
    form = client.get(f"{NEW}medical/").context["form"]
    assert [value for value, _label in form.fields["who"].choices] == ["", minor.reference]
    client.post(f"{NEW}medical/", {"who": minor.reference})
    other = factories.make_minor("Binta", by=host, site=site)[0]
    client.post(f"{NEW}medical/", {"reference": other.reference.lower()})
    assert list(Alert.objects.order_by("pk").values_list("minor", flat=True)) == [
        minor.pk, other.pk,
    ]  # fmt: skip
    response = client.post(f"{NEW}medical/", {"reference": "AB12", "facts": "Crise"})
    assert response.status_code == 422
    assert "Aucun dossier ne porte" in response.content.decode()
    assert "Crise" in response.content.decode()


def test_danger_ticked_at_registration_opens_one(client: Client) -> None:
    response = client.post("/minors/new/", typed(needs=["danger"]))
    alert = Alert.objects.get()
    assert alert.kind == AlertKind.DANGER
    assert alert.minor == Minor.objects.latest("pk")
    assert response.url == f"/alerts/{alert.pk}/"


# --- who may read ---------------------------------------------------------------------------------


def test_others_know_that_one_exists_and_no_more(
    client: Client, minor: Minor, site: Site, as_role: Callable[..., Client]
) -> None:
    nurse = as_role(Role.NURSE)
    alert = factories.make_alert(minor, by=nurse.user, site=site, facts="Mots secrets")
    html = client.get(f"/cases/{minor.reference}/").content.decode()
    assert "Alerte de protection" in html
    assert f"/alerts/{alert.pk}/" not in html
    assert client.get(f"/alerts/{alert.pk}/").status_code == 404
    assert client.post(f"/alerts/{alert.pk}/done/", {}).status_code == 404
    assert minor.reference not in client.get("/alerts/").content.decode()
    for reader in (nurse, as_role(Role.COORDINATOR)):
        assert "Mots secrets" in reader.get(f"/alerts/{alert.pk}/").content.decode()
        assert minor.reference in reader.get("/alerts/").content.decode()


def test_the_owner_reads_it_and_the_former_one_no_more(
    client: Client, minor: Minor, site: Site, as_role: Callable[..., Client]
) -> None:
    nurse, social = as_role(Role.NURSE), as_role(Role.SOCIAL)
    alert = factories.make_alert(minor, by=client.user, site=site, owner=nurse.user)
    assert nurse.get(f"/alerts/{alert.pk}/").status_code == 200
    assert alerts.waiting_for(nurse.user) == 1
    response = nurse.post(f"/alerts/{alert.pk}/owner/", {"owner": social.user.pk})
    assert response.status_code == 302
    assert social.get(f"/alerts/{alert.pk}/").status_code == 200
    assert nurse.get(f"/alerts/{alert.pk}/").status_code == 404
    assert alerts.waiting_for(nurse.user) == 0


def test_an_alert_about_a_colleague_passes_her_by(
    client: Client, minor: Minor, site: Site, as_role: Callable[..., Client]
) -> None:
    """Whatever her roles: she reads no word, no flag, no figure of it, and cannot be its owner."""
    concerned = as_role(Role.COORDINATOR)
    nurse = as_role(Role.NURSE).user
    refused = client.post(f"{NEW}colleague/", {"facts": "Ce que j’ai vu"})
    assert refused.status_code == 422
    assert "de quel collègue" in refused.content.decode()
    data = {"about": concerned.user.pk, "facts": "Ce que j’ai vu"}
    refused = client.post(f"{NEW}colleague/?for={minor.reference}", data)
    assert refused.status_code == 422  # nobody else of the coordination is here
    assert "dites qui s’en charge" in refused.content.decode()
    data["owner"] = concerned.user.pk
    assert client.post(f"{NEW}colleague/", data).status_code == 422
    data["owner"] = nurse.pk
    assert client.post(f"{NEW}colleague/?for={minor.reference}", data).status_code == 302
    alert = Alert.objects.get()
    assert concerned.get(f"/alerts/{alert.pk}/").status_code == 404
    assert minor.reference not in concerned.get("/alerts/").content.decode()
    case = concerned.get(f"/cases/{minor.reference}/").content.decode()
    assert "Alerte de protection" not in case
    assert alerts.waiting_for(concerned.user) == 0
    assert concerned.user not in alerts.owners(alert)
    with pytest.raises(ValidationError):
        step(alert, "owner", by=nurse, owner=concerned.user)
    other = factories.make_user(Role.COORDINATOR, site, "autre_coordination")
    assert alert in Alert.objects.visible_to(other)


# --- what becomes of it ---------------------------------------------------------------------------


def test_it_is_not_closed_without_an_owner_and_a_next_step(
    client: Client, host: User, minor: Minor, site: Site
) -> None:
    alert = factories.make_alert(minor, by=host, site=site)
    page = client.get(f"/alerts/{alert.pk}/").content.decode()
    assert f"/alerts/{alert.pk}/closed/" not in page
    closing = {"text": "Confiée à sa tante"}
    refused = client.post(f"/alerts/{alert.pk}/closed/", closing)
    assert refused.status_code == 422
    html = refused.content.decode()
    assert "personne ne s’en charge" in html
    assert "aucune suite" in html
    assert "Confiée à sa tante" in html
    assert client.post(f"/alerts/{alert.pk}/owner/", {"owner": host.pk}).status_code == 302
    assert client.post(f"/alerts/{alert.pk}/closed/", closing).status_code == 422
    tomorrow = (timezone.localdate() + DAY).isoformat()
    next_step = {"text": "La revoir", "due_on": tomorrow, "due_time": "10:00"}
    assert client.post(f"/alerts/{alert.pk}/next/", next_step).status_code == 302
    assert f"/alerts/{alert.pk}/closed/" in client.get(f"/alerts/{alert.pk}/").content.decode()
    assert client.post(f"/alerts/{alert.pk}/closed/", closing).status_code == 302
    assert now(alert).is_closed
    assert "Alerte de protection" not in client.get(f"/cases/{minor.reference}/").context["flags"]
    late = client.post(f"/alerts/{alert.pk}/done/", {"action": "other", "done_on": tomorrow})
    assert late.status_code == 422
    assert client.post(f"/alerts/{alert.pk}/reopened/", {"text": "Revenue"}).status_code == 302
    assert not now(alert).is_closed


def test_the_highest_level_needs_a_named_person(
    client: Client, host: User, minor: Minor, site: Site
) -> None:
    alert = factories.make_alert(
        minor, by=host, site=site, owner=host, first_level=AlertLevel.IMMEDIATE
    )
    step(alert, "next", by=host, due_at=timezone.now() + HOUR, text="Rappeler")
    refused = client.post(f"/alerts/{alert.pk}/closed/", {"text": "Fini"})
    assert "aucune personne nommée" in refused.content.decode()
    assert client.post(f"/alerts/{alert.pk}/reached/", {"text": ""}).status_code == 422
    client.post(f"/alerts/{alert.pk}/reached/", {"text": "Dr Diop, SAMU"})
    assert client.post(f"/alerts/{alert.pk}/closed/", {"text": "Fini"}).status_code == 302
    # A level that rises afterwards asks for it too.
    other = factories.make_alert(minor, by=host, site=site, owner=host)
    assert not now(other).needs_reaching
    step(other, "level", by=host, level=AlertLevel.IMMEDIATE)
    assert now(other).needs_reaching


def test_a_report_of_concern_and_one_to_the_prosecutor_are_two(
    client: Client, host: User, minor: Minor, site: Site
) -> None:
    alert = factories.make_alert(minor, by=host, site=site)
    today = timezone.localdate().isoformat()
    for action in ("concern", "prosecutor"):
        data = {"action": action, "done_on": today, "text": ""}
        assert client.post(f"/alerts/{alert.pk}/done/", data).status_code == 302
    assert list(alert.steps.order_by("pk").values_list("action", flat=True)) == [
        "concern", "prosecutor",
    ]  # fmt: skip
    html = client.get(f"/alerts/{alert.pk}/").content.decode()
    assert "CRIP" in html
    assert "procureur" in html


def test_a_risk_of_suicide_is_seen_again_within_a_day(
    client: Client, host: User, minor: Minor, site: Site
) -> None:
    alert = factories.make_alert(minor, by=host, site=site, kind="suicide")
    in_two_days = (timezone.localdate() + 2 * DAY).isoformat()
    data = {"text": "La revoir", "due_on": in_two_days, "due_time": "09:00"}
    refused = client.post(f"/alerts/{alert.pk}/next/", data)
    assert refused.status_code == 422
    assert "24 heures" in refused.content.decode()
    assert "La revoir" in refused.content.decode()
    with pytest.raises(ValidationError):
        step(alert, "next", by=host, due_at=timezone.now() - HOUR, text="Hier")
    step(alert, "next", by=host, due_at=timezone.now() + 23 * HOUR, text="Demain")


def test_somebody_who_has_left_cannot_take_it(
    client: Client, host: User, minor: Minor, site: Site
) -> None:
    alert = factories.make_alert(minor, by=host, site=site)
    gone = factories.make_user(Role.NURSE, site, "partie")
    gone.postings.update(valid_to=timezone.localdate() - DAY, valid_from=timezone.localdate() - DAY)
    refused = client.post(f"/alerts/{alert.pk}/owner/", {"owner": gone.pk})
    assert refused.status_code == 422
    with pytest.raises(ValidationError):
        step(alert, "owner", by=host, owner=gone)
    volunteer = factories.make_user(Role.VOLUNTEER, site, "benevole")
    assert volunteer not in alerts.owners(alert)


def test_two_colleagues_at_once(host: User, minor: Minor, site: Site) -> None:
    """What was closed meanwhile is said; nothing is added to it."""
    alert = factories.make_alert(minor, by=host, site=site, owner=host)
    step(alert, "next", by=host, due_at=timezone.now() + HOUR, text="Rappeler")
    step(alert, "closed", by=host, text="Fini")
    with pytest.raises(ValidationError, match=r"fermé|closed"):
        step(alert, "closed", by=host, text="Fini aussi")
    assert alert.steps.filter(kind=AlertStepKind.CLOSED).count() == 1


def test_what_waits_for_the_coordination(
    host: User, minor: Minor, site: Site, as_role: Callable[..., Client]
) -> None:
    coordinator = as_role(Role.COORDINATOR).user
    alert = factories.make_alert(minor, by=host, site=site)
    assert alerts.waiting_for(coordinator) == 1
    assert alerts.waiting_for(host) == 0
    step(alert, "owner", by=coordinator, owner=host)
    assert (alerts.waiting_for(coordinator), alerts.waiting_for(host)) == (1, 1)
    step(alert, "next", by=host, due_at=timezone.now() + HOUR, text="Rappeler")
    assert (alerts.waiting_for(coordinator), alerts.waiting_for(host)) == (0, 1)


def test_without_a_young_person_it_is_sealed_all_the_same(
    client: Client, host: User, site: Site
) -> None:
    alert = factories.make_alert(None, by=host, site=site, kind="staff_threat", facts="Menace")
    step(alert, "reached", by=host, text="Police, 17")
    html = client.get(f"/alerts/{alert.pk}/").content.decode()
    assert "Menace" in html
    assert "Police, 17" in html
    assert b"Menace" not in bytes(Alert.objects.values_list("facts", flat=True).get())


# --- the hours that run -----------------------------------------------------------------------


def at(text: str) -> datetime.datetime:
    return timezone.make_aware(datetime.datetime.fromisoformat(text))


def test_the_hours_of_a_known_hour(time_machine: Any) -> None:
    time_machine.move_to(at("2026-03-04T10:00"), tick=False)
    found = protocols.clocks("sexual_violence", datetime.date(2026, 3, 2), datetime.time(22, 0))
    assert [clock.line.hours for clock in found] == [48, 72, 120]
    assert [clock.ends_at for clock in found] == [
        at("2026-03-04T22:00"), at("2026-03-05T22:00"), at("2026-03-07T22:00"),
    ]  # fmt: skip
    assert found[0].left == 12 * HOUR
    assert not any(clock.may_be_over or clock.is_over for clock in found)
    time_machine.move_to(at("2026-03-04T22:00"), tick=False)
    assert found[0].is_over
    assert not found[1].is_over


def test_of_a_day_without_an_hour_the_span_is_said(time_machine: Any) -> None:
    time_machine.move_to(at("2026-03-04T10:00"), tick=False)
    first = protocols.clocks("sexual_violence", datetime.date(2026, 3, 2), None)[0]
    assert (first.ends_at, first.may_end_at) == (at("2026-03-04T00:00"), at("2026-03-05T00:00"))
    assert first.may_be_over
    assert not first.is_over
    today = protocols.clocks("sexual_violence", datetime.date(2026, 3, 4), None)[0]
    assert today.may_end_at == at("2026-03-06T10:00")  # it cannot have happened later than now
    assert protocols.clocks("sexual_violence", None, None) == []
    assert protocols.clocks("hold", datetime.date(2026, 3, 4), None) == []


def test_hours_are_counted_over_the_change_of_time(time_machine: Any) -> None:
    """The night of 28 to 29 March 2026 has 23 hours in Paris."""
    time_machine.move_to(at("2026-03-28T12:00"), tick=False)
    first = protocols.clocks("sexual_violence", datetime.date(2026, 3, 28), datetime.time(8, 0))[0]
    assert first.ends_at == at("2026-03-30T09:00")


def test_every_kind_says_what_to_do_and_no_line_pretends_to_be_validated() -> None:
    for kind in AlertKind.values:
        protocol = protocols.protocol_of(kind)
        assert protocol.to_do, kind
        assert not protocol.is_validated
        for line in (*protocol.to_do, *protocol.clocks):
            assert not line.validated_by
            assert line.fr
            assert line.en
            assert line.source


def test_the_page_shows_the_hours_that_are_left(
    client: Client, host: User, minor: Minor, site: Site
) -> None:
    alert = factories.make_alert(
        minor, by=host, site=site, kind="sexual_violence", happened_on=timezone.localdate() - DAY
    )
    html = client.get(f"/alerts/{alert.pk}/").content.decode()
    assert "traitement d’urgence contre le VIH" in html
    assert html.count('class="clocks"') == 1


def test_the_file_erased_takes_its_alerts(minor: Minor, host: User, site: Site) -> None:
    models = {held.model for held in registry.held()}
    assert {Alert, AlertStep} <= models
    alert = factories.make_alert(minor, by=host, site=site)
    held = next(held for held in registry.held() if held.model is Alert)
    assert list(held.rows(minor)) == [alert]
