"""What ends next comes first, one line renews it; no consulate for who asks for asylum."""

import datetime
from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils import timezone

from cases.choices import DeskKind
from cases.models import Minor
from referrals import actions, entitlement_rules
from referrals.choices.entitlements import EntitlementKind
from referrals.models import Entitlement, EntitlementStep
from staff.choices import Role
from staff.models import AuditEntry, Site, User
from tests import factories

DAY = datetime.timedelta(days=1)
TODAY = timezone.localdate
NO_CONSULATE = "aucun contact avec le consulat"


@pytest.fixture
def host(site: Site) -> User:
    return factories.make_user(Role.RECEPTION, site)


@pytest.fixture
def minor(host: User, site: Site) -> Minor:
    return factories.make_minor("Mamadou Diallo", by=host, site=site)[0]


@pytest.fixture
def social(as_role: Callable[..., Client]) -> Client:
    return as_role(Role.SOCIAL)


def of(minor: Minor, end: str = "") -> str:
    return f"/cases/{minor.reference}/entitlements/{end}"


def adds(client: Client, minor: Minor, **typed: Any) -> Any:
    fields = {"kind": "ame", "status": "filed", "happened_on": f"{TODAY()}", **typed}
    return client.post(of(minor, "new/"), fields)


def renews(client: Client, entitlement: Entitlement, until: object) -> str:
    url = f"/entitlements/{entitlement.pk}/renew/"
    return client.post(url, {"valid_until": f"{until}"}, follow=True).content.decode()


def state(entitlement: Entitlement) -> Entitlement:
    return Entitlement.objects.with_state().get(pk=entitlement.pk)


# --- of a file --------------------------------------------------------------------------------


def test_from_filed_to_obtained(social: Client, minor: Minor) -> None:
    assert "Pas encore de droit" in social.get(of(minor)).content.decode()
    assert adds(social, minor, reference="AME 12").url == of(minor)
    page = social.get(of(minor)).content.decode()
    assert "Déposé" in page
    assert "AME 12" in page
    [found] = Entitlement.objects.all()
    until = TODAY() + 365 * DAY
    answer = social.post(
        of(minor, f"{found.pk}/record/"),
        {"status": "obtained", "happened_on": f"{TODAY()}", "valid_until": f"{until}"},
    )
    assert answer.url == of(minor)
    assert (state(found).status, state(found).valid_until) == ("obtained", until)
    assert "Jusqu’au" in social.get(of(minor)).content.decode()


def test_each_is_on_a_file_once(social: Client, minor: Minor, host: User, site: Site) -> None:
    factories.make_entitlement(minor, by=host, site=site)
    assert 'value="ame"' not in social.get(of(minor, "new/")).content.decode()
    assert adds(social, minor).status_code == 422
    with pytest.raises(ValidationError):
        factories.make_entitlement(minor, by=host, site=site)


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"status": "obtained"}, "Jusqu’à quand"),
        ({"status": "obtained", "valid_until": "2020-01-01"}, "est avant le début"),
        ({"status": "filed", "valid_until": "2099-01-01"}, "Seul un droit obtenu a une fin"),
        ({"status": "refused"}, "pourquoi c’est refusé"),
        ({"happened_on": "2099-01-01"}, "dans le futur"),
        ({"happened_on": "31/02"}, "date"),
        ({"status": ""}, "obligatoire"),
        ({"kind": ""}, "obligatoire"),
        ({"kind": "licorne"}, "licorne"),
    ],
)
def test_bad_input_has_its_sentence(
    social: Client, minor: Minor, typed: dict[str, str], words: str
) -> None:
    answer = adds(social, minor, reference="AME 12", **typed)
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert "AME 12" in answer.content.decode(), "what was typed is kept"
    assert not Entitlement.objects.exists()


def test_who_reads_and_who_does_not(
    as_role: Callable[..., Client], minor: Minor, host: User, site: Site
) -> None:
    factories.make_entitlement(minor, by=host, site=site)
    nurse = as_role(Role.NURSE).get(of(minor)).content.decode()
    assert "AME" in nurse
    assert "Ajouter un droit" not in nurse
    assert as_role(Role.RECEPTION).get(of(minor)).status_code == 403
    assert as_role(Role.JURIST).get("/entitlements/").status_code == 403


# --- the list -----------------------------------------------------------------------------------


def test_what_ends_first_comes_first(social: Client, host: User, site: Site) -> None:
    for name, days in (("Awa", 59), ("Binta", -3), ("Coumba", 61), ("Dado", 2)):
        minor, _arrival = factories.make_minor(name, by=host, site=site)
        factories.make_entitlement(
            minor, by=host, site=site, on=TODAY() - 300 * DAY, until=TODAY() + days * DAY
        )
    page = social.get("/entitlements/").content.decode()
    assert page.index("Binta") < page.index("Dado") < page.index("Awa")
    assert "Coumba" not in page
    assert "Expiré depuis" in page


def test_the_other_lists(social: Client, minor: Minor, host: User, site: Site) -> None:
    factories.make_entitlement(minor, by=host, site=site, status="filed")
    assert "Mamadou" not in social.get("/entitlements/").content.decode()
    assert "Mamadou" in social.get("/entitlements/?of=filed").content.decode()
    assert "Mamadou" not in social.get("/entitlements/?of=to_do").content.decode()
    assert social.get("/entitlements/?of=licorne").status_code == 200


def test_one_line_renews(social: Client, minor: Minor, host: User, site: Site) -> None:
    """A year after its end, not after today: the classic mistake."""
    end = TODAY() + 20 * DAY
    found = factories.make_entitlement(minor, by=host, site=site, until=end)
    offered = end.replace(year=end.year + 1)
    assert f'value="{offered}"' in social.get("/entitlements/").content.decode()
    assert "Renouvelé." in renews(social, found, offered)
    assert state(found).valid_until == offered
    assert "Mamadou" not in social.get("/entitlements/").content.decode()
    assert EntitlementStep.objects.count() == 2


@pytest.mark.parametrize(
    ("until", "words"), [("", "obligatoire"), ("hier", "date"), (None, "finit plus tard")]
)
def test_a_renewal_that_cannot_be(
    social: Client, minor: Minor, host: User, site: Site, until: str | None, words: str
) -> None:
    end = TODAY() + 20 * DAY
    found = factories.make_entitlement(minor, by=host, site=site, until=end)
    assert words in renews(social, found, end if until is None else until)
    assert state(found).valid_until == end


def test_two_people_renew_at_once(minor: Minor, host: User, site: Site) -> None:
    found = state(factories.make_entitlement(minor, by=host, site=site))
    until = TODAY() + 400 * DAY
    actions.renew_entitlement(by=host, entitlement=found, valid_until=until)
    with pytest.raises(ValidationError):
        actions.renew_entitlement(by=host, entitlement=found, valid_until=until)


# --- the rules ----------------------------------------------------------------------------------


def test_each_kind_has_its_rule_and_none_is_validated() -> None:
    """Whoever validates one does it with her name; what is shipped has none."""
    assert set(entitlement_rules.rules()) == set(EntitlementKind)
    for kind, rule in entitlement_rules.rules().items():
        assert rule.renew_days > 0 < rule.silence_days, kind
        assert all([rule.fr, rule.en, rule.source]), kind
        assert not rule.validated_by, kind


def test_each_is_renewed_by_the_rule_of_its_kind(social: Client, host: User, site: Site) -> None:
    end = TODAY() + 100 * DAY
    for kind, name in (("ame", "Awa"), ("health_insurance", "Binta")):
        minor, _arrival = factories.make_minor(name, by=host, site=site)
        factories.make_entitlement(minor, by=host, site=site, kind=kind, until=end)
    page = social.get("/entitlements/").content.decode()
    assert "Binta" in page
    assert "Awa" not in page


def test_a_silence_is_told_and_the_rule_says_that_it_is_to_be_confirmed(
    social: Client, minor: Minor, host: User, site: Site
) -> None:
    found = factories.make_entitlement(
        minor, by=host, site=site, status="filed", on=TODAY() - 60 * DAY
    )
    factories.make_entitlement(
        minor, by=host, site=site, kind="domiciliation", status="filed", on=TODAY() - 59 * DAY
    )
    filed = social.get("/entitlements/?of=filed").content.decode()
    assert "Sans réponse depuis 60 jours" in filed
    assert filed.count("Sans réponse") == 1
    page = social.get(of(minor, f"{found.pk}/record/")).content.decode()
    assert "relancer avant" in page
    assert "À confirmer par un juriste" in page


def test_the_social_desk_opens_on_what_ends_next(
    as_role: Callable[..., Client], social: Client, host: User, site: Site
) -> None:
    factories.make_desk(DeskKind.SOCIAL, site)
    factories.make_desk(DeskKind.NURSE, site)
    nothing = social.get("/desk/").content.decode()
    assert "Aucun ne se termine bientôt" in nothing
    for name, days in (("Awa", 30), ("Binta", 5)):
        minor, _arrival = factories.make_minor(name, by=host, site=site)
        factories.make_entitlement(minor, by=host, site=site, until=TODAY() + days * DAY)
    page = social.get("/desk/").content.decode()
    assert page.index("Binta") < page.index("Awa")
    assert 'name="next" value="/desk/"' in page
    assert AuditEntry.objects.filter(action="read_desk", by=social.user).count() == 2
    assert "Droits à renouveler" not in as_role(Role.NURSE).get("/desk/").content.decode()


# --- the consulate ------------------------------------------------------------------------------


def test_no_consulate_for_who_asks_for_asylum(
    as_role: Callable[..., Client], social: Client, minor: Minor, host: User, site: Site
) -> None:
    papers = factories.make_entitlement(
        minor, by=host, site=site, kind="civil_papers", status="to_do"
    )
    civil = factories.make_procedure(minor, by=host, site=site, kind="civil_status", stage="E10")
    jurist = as_role(Role.JURIST)
    steps = {
        of(minor): social,
        of(minor, "new/"): social,
        of(minor, f"{papers.pk}/record/"): social,
        f"/cases/{minor.reference}/procedures/new/civil_status/": jurist,
        f"/cases/{minor.reference}/procedures/{civil.pk}/event/": jurist,
    }
    for url, client in steps.items():
        assert NO_CONSULATE not in client.get(url).content.decode(), url
    factories.make_procedure(minor, by=host, site=site, kind="asylum", stage="S10")
    for url, client in steps.items():
        assert NO_CONSULATE in client.get(url).content.decode(), url
    other = f"/cases/{minor.reference}/procedures/new/appeal/"
    assert NO_CONSULATE not in jurist.get(other).content.decode()


def test_an_asylum_request_given_up_warns_no_more(
    social: Client, minor: Minor, host: User, site: Site
) -> None:
    asylum = factories.make_procedure(minor, by=host, site=site, kind="asylum", stage="S10")
    assert NO_CONSULATE in social.get(of(minor)).content.decode()
    factories.make_event(asylum, by=host, stage="W06")
    assert NO_CONSULATE not in social.get(of(minor)).content.decode()
